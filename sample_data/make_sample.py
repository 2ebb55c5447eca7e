#!/usr/bin/python3
"""Makes the sample data: invented zones and projects over the real county boundaries of Jilin City.

    /usr/bin/python3 sample_data/make_sample.py

Needs Debian's python3-gdal and python3-openpyxl. Everything comes from one seed: the same libraries give the same bytes. Every row says that
it is invented; nothing here is a boundary of anything. What each project is there to show stands in PROJECTS.
"""
import json
import math
import os
import pathlib

os.environ["OGR_CURRENT_DATE"] = "2026-11-22T00:00:00.000Z"  # GeoPackage keeps a date; the same bytes every time

from osgeo import gdal, ogr, osr  # noqa: E402  (the date has to be set first)
import sample_access  # noqa: E402
import sample_kinds  # noqa: E402
from sample_shapes import (HexMesh, blob, circle, fractal, line, multi, point, polygon, rectangle, rng_of,  # noqa: E402
                           strip, union)

HERE = pathlib.Path(__file__).resolve().parent
SEED = 20261122
NOTE = "示例数据,非真实边界"
GRID = 4551  # what everything is drawn in; see sample_shapes
REMOTE = 1200.0  # m: a project that is to be clear keeps this distance (point_reach is 1,000 m)

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()


def crs(code):
    system = osr.SpatialReference()
    system.ImportFromEPSG(code)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def moved(shape, source, target):
    """`shape` in another CRS, on the grid that deliveries use: 1e-9 degrees or 0.1 mm."""
    digits = 9 if target == 4490 else 4
    copy = shape.Clone()
    if source != target:
        copy.Transform(osr.CoordinateTransformation(crs(source), crs(target)))

    def snap(part):
        for k in range(part.GetPointCount()):
            part.SetPoint_2D(k, round(part.GetX(k), digits), round(part.GetY(k), digits))
        for k in range(part.GetGeometryCount()):
            snap(part.GetGeometryRef(k))

    snap(copy)
    return copy


# ---- writing -------------------------------------------------------------------------------------------------------
DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}


def write(name, epsg, fields, rows, geometry_type=ogr.wkbMultiPolygon, encoding=None, drawn_in=GRID):
    """Rows of (shape, values) as `name`. Shapefiles are in GBK and carry no .cpg, as most deliveries do."""
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    for old in path.parent.glob(path.stem + ".*"):
        if old.suffix in (".gpkg", ".shp", ".shx", ".dbf", ".prj", ".cpg", ".geojson"):
            old.unlink()
    if path.suffix == ".geojson":
        return write_geojson(path, epsg, fields, rows)
    options = ["SPATIAL_INDEX=NO"] if path.suffix == ".gpkg" else [f"ENCODING={encoding}", "DBF_DATE_LAST_UPDATE=2026-11-22"]
    source = ogr.GetDriverByName(DRIVERS[path.suffix]).CreateDataSource(str(path))
    layer = source.CreateLayer(path.stem, crs(epsg), geometry_type, options)
    for field in fields:
        definition = ogr.FieldDefn(field, ogr.OFTString)
        definition.SetWidth(80)
        layer.CreateField(definition)
    for shape, values in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for index, value in enumerate(values):
            feature.SetField(index, value)
        shape = moved(shape, drawn_in, epsg)
        assert shape.IsValid(), f"{name}: {values[0]} is not valid"
        if geometry_type == ogr.wkbMultiPolygon:
            shape = ogr.ForceToMultiPolygon(shape)
        feature.SetGeometryDirectly(shape)
        layer.CreateFeature(feature)
    layer = source = None
    if path.suffix == ".shp":
        path.with_suffix(".cpg").unlink(missing_ok=True)
        data = bytearray(path.with_suffix(".dbf").read_bytes())
        data[29] = 0  # LDID: says nothing of the encoding
        path.with_suffix(".dbf").write_bytes(data)
    return None


def write_geojson(path, epsg, fields, rows):
    shapes = [moved(shape, GRID, epsg) for shape, _ in rows]
    assert all(shape.IsValid() for shape in shapes), f"{path.name} has a shape that is not valid"
    features = [{"type": "Feature", "properties": dict(zip(fields, values)),
                 "geometry": json.loads(shape.ExportToJson(["COORDINATE_PRECISION=9"]))}
                for shape, (_, values) in zip(shapes, rows)]
    head = {"type": "FeatureCollection", "name": path.stem,
            "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}}
    text = json.dumps(head, ensure_ascii=False, sort_keys=True)[:-1]
    body = ",\n".join(json.dumps(f, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for f in features)
    path.write_text(f'{text}, "features": [\n{body}\n]}}\n', encoding="utf-8")


# ---- the land: real counties ---------------------------------------------------------------------------------------
class City:
    def __init__(self):
        source = ogr.Open(str(HERE / "base" / "jilin_city_counties.geojson"))
        self.counties = []  # code, name, shape in degrees, shape in GRID
        for feature in source.GetLayer():
            shape = feature.GetGeometryRef()
            self.counties.append((feature["adcode"], feature["name"], shape.Clone(), moved(shape, 4490, GRID)))
        self.area = union([county[3] for county in self.counties])

    def county_of(self, xy):
        for code, name, _, shape in self.counties:
            if shape.Contains(point(xy)):
                return code, name
        raise ValueError(f"{xy} lies in no county")


# ---- nature reserves -----------------------------------------------------------------------------------------------
RESERVE_FIELDS = ["GNQBM", "BHDMC", "GNQ", "BHDLX", "BHDJB", "备注"]
NEW_RESERVE = (620000.0, 4852000.0)
OLD_RESERVE = (600000.0, 4762000.0)
TWIN_RESERVE = (586000.0, 4925000.0)
FOREST_PARK = (556000.0, 4826000.0)


def reserves():
    """One reserve under the new scheme, one with two cores, one under the old scheme with its outer belt, one park."""
    rows = []

    def add(code, name, zone, kind, level, shape):
        number = 1 + sum(row[1][0].startswith(code) for row in rows)
        rows.append((shape, [f"{code}-{number}", "示例·" + name, zone, kind, level, NOTE]))

    core = blob(NEW_RESERVE, 4200.0, SEED, 60.0)
    outer = blob(NEW_RESERVE, 9000.0, SEED, 40.0)
    add("BHD-01", "青岭省级自然保护区", "核心保护区", "自然保护区", "省级", polygon(core))
    add("BHD-01", "青岭省级自然保护区", "一般控制区", "自然保护区", "省级", polygon(outer, core))

    cores = [blob((TWIN_RESERVE[0] + dx, TWIN_RESERVE[1] + dy), 1700.0, SEED, 60.0) for dx, dy in
             ((-2300.0, -900.0), (2400.0, 1000.0))]
    outer = blob(TWIN_RESERVE, 7200.0, SEED, 60.0)
    add("BHD-02", "双岔河国家级自然保护区", "核心保护区", "自然保护区", "国家级", multi(*[polygon(ring) for ring in cores]))
    add("BHD-02", "双岔河国家级自然保护区", "一般控制区", "自然保护区", "国家级", polygon(outer, *cores))

    rings = [blob(OLD_RESERVE, radius, SEED, 50.0, spread=0.08) for radius in (2600.0, 4300.0, 6500.0, 8300.0)]
    add("BHD-03", "红叶沟省级自然保护区", "核心区", "自然保护区", "省级", polygon(rings[0]))
    for zone, inner, ring in (("缓冲区", 0, 1), ("实验区", 1, 2), ("外围保护地带", 2, 3)):
        add("BHD-03", "红叶沟省级自然保护区", zone, "自然保护区", "省级", polygon(rings[ring], rings[inner]))

    add("BHD-04", "湖湾省级森林公园", "一般控制区", "自然公园", "省级", polygon(blob(FOREST_PARK, 3500.0, SEED, 50.0)))
    return rows


# ---- drinking-water sources ----------------------------------------------------------------------------------------
WATER_FIELDS = ["SYDBM", "SYDMC", "BHQJB", "SYDLX", "BJLY", "备注"]
RESERVOIR = (512000.0, 4828000.0)
RIVER = [(529000.0 + 400.0 * k, 4868000.0 + 900.0 * math.sin(k / 6.0)) for k in range(31)]
DERIVED = (618000.0, 4742000.0)
NO_WATER_DATA = "220284"  # 磐石市: the delivery does not cover it, so that absence there means nothing


def water_sources(city):
    rows = []

    def add(code, name, level, kind, origin, shape):
        number = 1 + sum(row[1][0].startswith(code + "-") for row in rows)
        rows.append((shape, [f"{code}-{number}", "示例·" + name, level, kind, origin, NOTE]))

    def nested(code, name, kind, rings, levels=("一级保护区", "二级保护区", "准保护区"), origin="批复"):
        for k, (ring, level) in enumerate(zip(rings, levels)):
            add(code, name, level, kind, origin, polygon(*([ring] if k == 0 else [ring, rings[k - 1]])))

    nested("SY-01", "青石水库水源地", "水库", [blob(RESERVOIR, r, SEED, 60.0, spread=0.1) for r in (1200.0, 3600.0, 6200.0)])
    nested("SY-02", "清水湾水源地", "河流", [strip(RIVER[12:18], 250.0), strip(RIVER[7:24], 1000.0), strip(RIVER, 2100.0)])
    nested("SY-03", "柳树屯千吨万人水源地", "河流", [circle(DERIVED, 500.0), circle(DERIVED, 1800.0)], origin="推定")

    number = 3
    for code, _, _, shape in city.counties:
        if code == NO_WATER_DATA:
            continue
        rng = rng_of(SEED, "wells", code)
        xmin, xmax, ymin, ymax = shape.GetEnvelope()
        wells = 0
        while wells < 7:
            xy = (round(rng.uniform(xmin, xmax), 1), round(rng.uniform(ymin, ymax), 1))
            if not shape.Contains(point(xy).Buffer(800.0)) or any(math.dist(xy, c) < r for c, r in keep_clear()):
                continue
            number, wells = number + 1, wells + 1
            nested(f"SY-{number:02d}", f"{number}号村屯水源井", "地下水", [circle(xy, 50.0, 24), circle(xy, 500.0, 48)])
    return rows


# ---- the red line, two editions ------------------------------------------------------------------------------------
REDLINE_FIELDS = ["BSM", "HXDM", "HXMC", "HXLX", "XZQDM", "XZQMC", "MJ", "GKCS", "备注"]
FUNCTIONS = ["水源涵养", "水土保持", "生物多样性维护"]
REDLINE_SHARE = 0.255  # of the city's area
QUIET = {"S06-S08": RIVER[15], "S09": (505000.0, 4765000.0), "S10": (600000.0, 4936000.0), "S12": (612000.0, 4822000.0)}


def keep_clear():
    """Discs that the red line and the village wells leave free, so that each project shows one thing."""
    return [(OLD_RESERVE, 11500.0), (FOREST_PARK, 6500.0), (RESERVOIR, 9000.0), (RIVER[6], 6500.0), (RIVER[15], 6500.0),
            (RIVER[24], 6500.0), (DERIVED, 5000.0), (QUIET["S09"], 7000.0), (QUIET["S10"], 9000.0), (QUIET["S12"], 2600.0)]


class RedLine:
    """Clusters of hexagon cells; the prior edition has other cells at the rims and other cuts, never other edges."""

    def __init__(self, city):
        self.city = city
        self.mesh = HexMesh((470000.0, 4714000.0), 3200.0, SEED, 220.0)
        inside = [c for c in self.mesh.cells_in(city.area.GetEnvelope()) if city.area.Contains(self.mesh.polygon(c))]
        free = [c for c in inside if all(self.mesh.polygon(c).Distance(point(center)) > radius
                                         for center, radius in keep_clear())]
        chosen = sorted(free, key=self.score, reverse=True)[: int(len(inside) * REDLINE_SHARE)]
        in_reserve = [c for c in inside if math.dist(self.mesh.center(c), NEW_RESERVE) < 11000.0]
        now = sorted(set(chosen) | set(in_reserve))
        rng = rng_of(SEED, "editions")
        added = set(rng.sample([c for c in now if c not in in_reserve], 14))
        rim = [c for c in free if c not in now and any(n in now for n in self.mesh.neighbours(c))]
        released = set(rng.sample(rim, 12)) | {c for c in inside if self.mesh.polygon(c).Contains(point(QUIET["S12"]))}
        self.editions = {2023: self.clusters(now, 2023), 2018: self.clusters(sorted((set(now) - added) | released), 2018)}
        for cluster in sorted(self.editions[2023], key=len, reverse=True)[:3]:
            for cell in cluster:
                self.mesh.fine[cell] = 40.0  # three zones as detailed as surveyed ones: thousands of vertices

    def score(self, cell):
        """Higher towards the mountains in the south-east, with patches."""
        x, y = self.mesh.center(cell)
        relief = (x - 470000.0) / 185000.0 - (y - 4714000.0) / 400000.0
        patches = math.sin(x / 11000.0) * math.cos(y / 13000.0) + 0.5 * math.sin((x + y) / 7000.0)
        return relief + 0.35 * patches + rng_of(SEED, "score", cell).uniform(0.0, 0.1)

    def clusters(self, cells, edition):
        """Groups of one to eight neighbouring cells, mostly small."""
        left, groups = set(cells), []
        for cell in cells:
            if cell not in left:
                continue
            rng = rng_of(SEED, "cluster", cell)
            size = min(8, int(rng.paretovariate(1.1))) if edition == 2023 or cell[0] % 3 else 1
            group, rim = [cell], [cell]
            left.remove(cell)
            while rim and len(group) < size:
                for near in self.mesh.neighbours(rim.pop(0)):
                    if near in left and len(group) < size:
                        left.remove(near)
                        group.append(near)
                        rim.append(near)
            groups.append(group)
        return groups

    def rows(self, edition):
        rows = []
        for number, group in enumerate(self.editions[edition], 1):
            shape = union([self.mesh.polygon(cell) for cell in group])
            code, name = self.city.county_of(self.mesh.center(group[0]))
            function = FUNCTIONS[rng_of(SEED, "function", group[0]).randrange(3)]
            rows.append((shape, [f"{number:04d}", f"HX{code}{number:04d}", f"示例·{function}红线{number:03d}号", function, code,
                                 name, f"{shape.Area() / 1e4:.2f}", "严格保护,允许有限人为活动", NOTE]))
        return rows


# ---- environmental control units: a partition of the nine counties ---------------------------------------------------
UNIT_FIELDS = ["HJGKDYBM", "HJGKDYMC", "ZHGKDYFL", "PROV", "CITY", "AREA", "备注"]
UNIT_TYPES = {1: "优先保护单元", 2: "重点管控单元", 3: "一般管控单元"}
TOWN = (542000.0, 4862000.0)


def control_units(city, redline):
    """Counties cut by a coarse mesh. All lines are noded together once, so that neighbours share every vertex."""
    mesh = HexMesh((480000.0, 4720000.0), 17000.0, SEED + 1, 700.0)
    xmin, xmax, ymin, ymax = city.area.GetEnvelope()
    cells = list(mesh.cells_in((xmin - 30000, xmax + 30000, ymin - 30000, ymax + 30000)))
    edges = ogr.Geometry(ogr.wkbMultiLineString)
    for _, _, degrees, _ in city.counties:
        for part in degrees:
            for ring in part:
                edges.AddGeometry(ogr.ForceToLineString(ring.Clone()))
    for cell in cells:
        for k in range(3):
            curve = mesh.edge(cell, k) + [mesh.corner(cell, (k + 1) % 6)]
            edges.AddGeometry(moved(line(curve), GRID, 4490))
    faces = {}  # (county index, cell) -> faces
    for face in edges.Union(edges.GetGeometryRef(0)).Polygonize():
        inner = moved(face.PointOnSurface(), 4490, GRID)
        xy = (inner.GetX(), inner.GetY())
        for index, county in enumerate(city.counties):
            if county[3].Contains(inner):
                cell = min(cells, key=lambda c: math.dist(mesh.center(c), xy))
                faces.setdefault((index, cell), []).append(face.Clone())
    return unit_rows(city, redline, merged_units(faces))


def merged_units(faces):
    """(county index, shape): pieces below 250 km2 go to the piece of their county that they share most border with."""
    units = [[index, union(shapes)] for (index, _), shapes in sorted(faces.items())]
    units = [unit for unit in units if unit[1] is not None]

    def area(unit):
        return moved(unit[1], 4490, GRID).Area() / 1e6

    while True:
        small = [u for u in sorted(units, key=area) if area(u) < 250 and sum(v[0] == u[0] for v in units) > 1]
        joined = next(((u, v) for u in small for v in [best_neighbour(u, units)] if v), None)
        if not joined:
            return units
        piece, into = joined
        into[1] = union([into[1], piece[1]])
        units.remove(piece)


def best_neighbour(unit, units):
    def shared(other):
        return unit[1].Boundary().Intersection(other[1].Boundary()).Length()

    others = [o for o in units if o is not unit and o[0] == unit[0] and shared(o) > 0]
    return max(others, key=shared) if others else None


def unit_rows(city, redline, units):
    protected = union([shape for shape, _ in redline])
    rows, numbers = [], {}
    for index, degrees in units:
        code, name, _, _ = city.counties[index]
        shape = moved(degrees, 4490, GRID)
        share = shape.Intersection(protected).Area() / shape.Area()
        near = shape.Distance(point(TOWN)) < 15000.0
        kind = 1 if share > 0.3 else 2 if near else 3
        numbers[code, kind] = number = numbers.get((code, kind), 0) + 1
        rows.append((degrees, [f"ZH{code}{kind}{number:04d}", f"示例·{name}{UNIT_TYPES[kind]}{number:02d}", UNIT_TYPES[kind],
                               "吉林省", "吉林市", name, NOTE]))
    return rows


# ---- projects ------------------------------------------------------------------------------------------------------
SITE_FIELDS = ["DKBH", "DKMC", "XMBH", "备注"]
SITES_CRS = 4530


class Border:
    """The outer edges of the red line in force, longest first, that lie well away from every other zone."""

    def __init__(self, city, redline, others):
        self.city = city
        self.area = union([shape for shape, _ in redline])
        self.zones = [shape for shape, _ in redline]
        self.others = others
        self.used = []

    def edges(self):
        """(a, b) with the zone to the left."""
        found = []
        for zone in self.zones:
            points = zone.GetGeometryRef(0).GetPoints()
            found += [(a[:2], b[:2]) for a, b in zip(points, points[1:]) if math.dist(a[:2], b[:2]) > 130.0]
        return sorted(found, key=lambda edge: (-math.dist(*edge), edge))

    def pick(self, make, fits):
        """The first edge whose shape `make(edge)` fits and lies apart from what was picked before."""
        for a, b in self.edges():
            for edge in ((a, b), (b, a)):
                shape = make(edge)
                alone = all(shape.Distance(other) > REMOTE for other in self.others + self.used)
                if alone and self.city.county_of(edge[0])[0] != NO_WATER_DATA and fits(shape, self.area.Intersection(shape)):
                    self.used.append(shape)
                    return shape
        raise ValueError("no edge of the red line fits")


def along(edge, start, end, inside, outside):
    """A rectangle on an edge: from `start` to `end` metres along it, so deep to its left and to its right."""
    a, b = edge
    length = math.dist(a, b)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    ring = [(a[0] + ux * t - uy * d, a[1] + uy * t + ux * d)
            for t, d in ((start, -outside), (end, -outside), (end, inside), (start, inside))]
    return polygon(ring + [ring[0]])


def on_edge(edge):
    """A parcel that has the whole edge in common with the zone and lies outside it."""
    a, b = edge
    length = math.dist(a, b)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    ring = [b, a, (a[0] + uy * 90.0, a[1] - ux * 90.0), (b[0] + uy * 90.0, b[1] - ux * 90.0)]
    return polygon(ring + [ring[0]])


def across_the_border(city):
    """A parcel of 10 ha that leaves the city, and with it the province, northwards."""
    x, _ = QUIET["S10"]
    cut = city.area.Intersection(line([(x, 4700000.0), (x, 5000000.0)]))
    pieces = [cut] if cut.GetGeometryCount() == 0 else list(cut)
    y = max(part.GetY(k) for part in pieces for k in range(part.GetPointCount()))
    return polygon(rectangle((x, y - 150.0), 800.0, 125.0))


def projects(city, reserves_, waters, redline, prior):
    """The twelve projects (one has two plots): id, name, project, shape. What each shows stands beside it."""
    others = [shape for shape, _ in reserves_ + waters]
    border = Border(city, redline, others)
    x, y = RIVER[15]
    rows = [
        # certain overlap with the red line, nothing claimed: fail
        ("S01", "石材加工厂", "P01", border.pick(lambda e: along(e, 0.0, 150.0, 110.0, 60.0),
                                            lambda s, hit: 0.5 * s.Area() < hit.Area() < 0.8 * s.Area())),
        # a strip of 0.33 m along an edge of the red line, thinner than the data are accurate: marginal
        ("S02", "粮食烘干站", "P02", border.pick(lambda e: along(e, 5.0, 125.0, 0.333, 90.0),
                                            lambda s, hit: 39.0 < hit.Area() < 41.0)),
        # shares an edge with the red line: marginal
        ("S03", "乡村卫生院", "P03", border.pick(on_edge, lambda s, hit: hit.Area() < 1e-6)),
        # a road (line) through the core of a reserve: fail, whatever is claimed
        ("S04", "林区公路改线", "P04", line([(NEW_RESERVE[0] + dx, NEW_RESERVE[1] + dy) for dx, dy in (
            (-11500.0, -2600.0), (-8200.0, -1500.0), (-4000.0, -1900.0), (-500.0, -400.0), (3600.0, 700.0),
            (8600.0, 500.0), (11800.0, 2300.0))])),
        # a quarry in an experimental zone of the old scheme, after the regulation of 2026: fail, preliminary
        ("S05", "采石场", "P05", polygon(rectangle((OLD_RESERVE[0] + 5300.0, OLD_RESERVE[1]), 120.0, 70.0, 20.0))),
        # three works in the second-level zone of a river source: discharge unanswered, yes, none
        ("S06", "食品加工厂", "P06", polygon(rectangle((x - 900.0, y + 930.0), 150.0, 90.0, 15.0))),
        ("S07", "电镀厂", "P07", polygon(rectangle((x - 100.0, y + 560.0), 130.0, 100.0, 5.0))),
        ("S08", "光伏组件仓库", "P08", polygon(rectangle((x + 900.0, y + 520.0), 160.0, 110.0, 10.0))),
        # where the water sources were not delivered: unknown
        ("S09", "砖厂", "P09", polygon(rectangle(QUIET["S09"], 180.0, 120.0, 30.0))),
        # partly outside the province: unknown
        ("S10", "风电升压站", "P10", across_the_border(city)),
        # a point without a footprint, 60 m beyond the end of the quasi-protection zone: unknown
        ("S11", "加油站", "P11", point((round(RIVER[-1][0] + 60.0, 1), round(RIVER[-1][1], 1)))),
        # one project of two plots, in the prior red line but no longer in the one in force: pass
        ("S12-1", "养老服务中心(一地块)", "P12", polygon(rectangle(QUIET["S12"], 140.0, 90.0))),
        ("S12-2", "养老服务中心(二地块)", "P12", polygon(rectangle((QUIET["S12"][0] + 260.0, QUIET["S12"][1] + 40.0), 80.0, 60.0))),
    ]
    zones = others + [shape for shape, _ in redline]
    for site, _, _, shape in rows:
        if site in ("S09", "S12-1", "S12-2"):
            assert min(shape.Distance(zone) for zone in zones) > REMOTE, f"{site} is not clear"
        if site.startswith("S12"):
            assert any(zone.Contains(shape) for zone, _ in prior), f"{site} is not in the prior red line"
    return [(shape, [site, "示例·" + name, project, NOTE]) for site, name, project, shape in rows]


def main():
    city = City()
    reserve_rows, water_rows, redline = reserves(), water_sources(city), RedLine(city)
    now, before = redline.rows(2023), redline.rows(2018)
    units = control_units(city, now)
    sites = projects(city, reserve_rows, water_rows, now, before)
    write("nature_reserve.shp", 4530, RESERVE_FIELDS, reserve_rows, encoding="GBK")
    write("water_source.geojson", 4490, WATER_FIELDS, water_rows)
    write("redline_2023.shp", 4551, REDLINE_FIELDS, now, encoding="GBK")
    write("redline_2018.gpkg", 4490, REDLINE_FIELDS, before)
    write("control_units.gpkg", 4490, UNIT_FIELDS, units, drawn_in=4490)
    write("sites.gpkg", SITES_CRS, SITE_FIELDS, sites, geometry_type=ogr.wkbUnknown)
    polygons = [row for row in sites if row[0].GetGeometryType() == ogr.wkbPolygon]
    write("sites_gbk.shp", SITES_CRS, SITE_FIELDS, polygons, encoding="GBK")
    for other in sample_kinds.layers(city, sites):
        shape = ogr.wkbPoint if other.rows[0][0].GetGeometryType() == ogr.wkbPoint else ogr.wkbMultiPolygon
        write(f"zones/{other.name}", other.epsg, other.fields, other.rows, geometry_type=shape, encoding="GBK")
    sample_access.write(HERE, [values for _, values in units])
    for name, rows in (("reserves", reserve_rows), ("water", water_rows), ("red line 2023", now), ("2018", before),
                       ("units", units), ("sites", sites)):
        print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
