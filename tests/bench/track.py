#!/usr/bin/python3
"""Two versions of a layer ledgered by `track`, beside PostGIS cutting the same ground.

    ./dev bench --track [--vertices 5e6] [--no-peer] [--json FILE]

The earlier version is made from a seed: polygons of 101 vertices in EPSG:4530, 900 m from centre to centre. In the
later one of twenty zones one is gone, one is cut, one has grown, one has moved by 20 m and one was drawn anew within a
metre; the rest is as it was, and rows come in another order. Ours is the whole process: reads both versions out of the
workspace, matches, cuts, finds causes, writes the ledger. The peer gets two tables with GiST indexes, loaded beforehand,
and finds kept = 1∩2, removed = 1\\2, added = 2\\1 with ST_Intersection, ST_Difference and two workers; it names no cause.
The peer's areas are those of the plane, ours those of the ellipsoid: what must agree are the shares of the opening area,
within 10⁻⁵ (the scale of the projection is not the same everywhere).
Exit 1 when ours takes more than a tenth of the peer's time, or the shares differ.
"""
import argparse
import importlib
import json
import math
import pathlib
import sys
import tempfile

import numpy
from osgeo import gdal, ogr, osr

import common

sys.path.insert(0, str(common.HERE / "peers"))
import postgis  # noqa: E402  (beside the peers' common face)

measured = importlib.import_module("import").measured  # its file is named after a keyword

LEAST_RATIO = 10.0
RING = 100
SQL = """WITH pairs AS MATERIALIZED (
  SELECT a.id AS a, b.id AS b, CASE WHEN a.geom ~= b.geom AND ST_Equals(a.geom, b.geom) THEN a.geom
    ELSE ST_Intersection(a.geom, b.geom) END AS geom FROM v1 a JOIN v2 b ON ST_Intersects(a.geom, b.geom))
SELECT (SELECT sum(ST_Area(geom)) FROM pairs),
  (SELECT sum(ST_Area(CASE WHEN m.geom IS NULL THEN a.geom ELSE ST_Difference(a.geom, m.geom) END)) FROM v1 a
     LEFT JOIN (SELECT a, ST_Union(geom) AS geom FROM pairs GROUP BY a) m ON m.a = a.id),
  (SELECT sum(ST_Area(CASE WHEN m.geom IS NULL THEN b.geom ELSE ST_Difference(b.geom, m.geom) END)) FROM v2 b
     LEFT JOIN (SELECT b, ST_Union(geom) AS geom FROM pairs GROUP BY b) m ON m.b = b.id)"""

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()


def outline(i, side, random):
    angles = numpy.linspace(0, 2 * numpy.pi, RING, endpoint=False)
    radius = 300 * (1 + 0.3 * numpy.sin(3 * angles + i) + 0.02 * random.standard_normal(RING))
    return 42452000 + i % side * 900 + radius * numpy.cos(angles), 4708000 + i // side * 900 + radius * numpy.sin(angles)


def later(i, x, y, random):
    """What became of zone i, but for what is cut off (below): None when it is gone."""
    fate = i % 20
    if fate == 0:
        return None
    if fate == 2:
        return x.mean() + 1.1 * (x - x.mean()), y.mean() + 1.1 * (y - y.mean())
    if fate == 3:
        return x + 20, y
    if fate == 4:
        nearer = 1 + random.uniform(-0.7, 0.7, RING) / 300  # along the rays, so that no edge crosses another
        return x.mean() + nearer * (x - x.mean()), y.mean() + nearer * (y - y.mean())
    return x, y


def make(path, count, is_later):
    """A version; the same for the same arguments."""
    random, fates = numpy.random.default_rng(1), numpy.random.default_rng(2)
    side = math.ceil(math.sqrt(count))
    system = osr.SpatialReference()
    system.ImportFromEPSG(4530)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer(path.stem, system, ogr.wkbMultiPolygon)
    layer.CreateField(ogr.FieldDefn("HXBM", ogr.OFTString))
    rows = []
    for i in range(count):
        x, y = outline(i, side, random)
        corners = later(i, x, y, fates) if is_later else (x, y)
        if corners is not None:
            x, y = (numpy.round(part, 3) for part in corners)
            rows.append((i, numpy.column_stack([numpy.append(x, x[0]), numpy.append(y, y[0])])))
    data.StartTransaction()
    for i, ring in reversed(rows) if is_later else rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["HXBM"] = f"2202{i:06d}"
        head = numpy.array([1, 3, 0, 0, 0, 1, 0, 0, 0], dtype=numpy.uint8).tobytes()
        shape = ogr.CreateGeometryFromWkb(head + numpy.uint32(len(ring)).tobytes() + ring.astype("<f8").tobytes())
        if is_later and i % 20 == 1:
            west, _, south, north = shape.GetEnvelope()
            middle = (ring[:, 0].min() + ring[:, 0].max()) / 2 + 100
            shape = shape.Intersection(ogr.CreateGeometryFromWkt(
                f"POLYGON(({west} {south},{middle} {south},{middle} {north},{west} {north},{west} {south}))"))
        feature.SetGeometryDirectly(ogr.ForceToMultiPolygon(shape))
        layer.CreateFeature(feature)
    data.CommitTransaction()
    return len(rows) * (RING + 1)


def theirs(folder):
    peer = postgis.PostGis("tuned")
    peer.work = peer.data = folder
    peer.start()
    try:
        loading = 0.0
        for name in ("v1", "v2"):
            start = common.time.perf_counter()
            peer.load(f"{name}.gpkg", [])
            peer.sql(f"CREATE INDEX ON {name} USING gist (geom)", f"VACUUM ANALYZE {name}")
            loading += common.time.perf_counter() - start
        start = common.time.perf_counter()
        kept, removed, added = (float(part) for part in peer.sql(postgis.EAGER, SQL))
        return {"seconds": common.time.perf_counter() - start, "load_s": loading, "peak_mb": peer.peak_mb(),
                "version": peer.version(), "kept": kept, "removed": removed, "added": added}
    finally:
        peer.stop()


def ours(program, folder):
    workspace = folder / "ws.gpkg"
    common.run([program, "init", workspace])
    for name, day in (("v1", "2018-01-01"), ("v2", "2023-01-01")):
        common.run([program, "import", workspace, folder / f"{name}.gpkg", "--kind", "ecological_redline", "--version", name,
                    "--date", day, "--accuracy", "1", "--coverage", "all"])
    seconds, peak = measured([program, "track", workspace, "ecological_redline", "--from", "v1", "--to", "v2", "--out",
                              folder / "out", "--format", "json"])
    ledger = json.loads((folder / "out" / "ledger.json").read_text())
    rows = ledger["accounts"]
    total = {key: sum(row[key] for row in rows) for key in ("opening_m2", "closing_m2", "residual_m2")}
    summary = ledger["summary"]
    return {"seconds": seconds, "peak_mb": peak / 2**20, "changes": len(ledger["changes"]), **total,
            "kept": summary["kept_m2"], "removed": summary["removed_m2"], "added": summary["added_m2"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--vertices", type=float, default=5e6, help="of each version")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    common.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=common.CACHE) as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # the peer's server runs as another user
        count = int(options.vertices) // (RING + 1)
        vertices = [make(folder / f"{part}.gpkg", count, part == "v2") for part in ("v1", "v2")]
        result = {"vertices": vertices, "ours": ours(options.program.resolve(), folder)}
        if not options.no_peer:
            result["peer"] = theirs(folder)
    own = result["ours"]
    print(f"{vertices[0]:,} and {vertices[1]:,} vertices: {own['seconds']:.1f} s, {own['peak_mb']:.0f} MiB, "
          f"{own['changes']} changes, residual {own['residual_m2']:.4f} m²")
    held = abs(own["residual_m2"]) < 1
    if "peer" in result:
        peer = result["peer"]
        print(f"{peer['version']}: {peer['seconds']:.1f} s, {peer['peak_mb']:.0f} MB, loading {peer['load_s']:.1f} s; "
              f"ratio {peer['seconds'] / own['seconds']:.1f}, wanted at least {LEAST_RATIO:g}")
        shares = [abs(peer[part] / (peer["kept"] + peer["removed"]) - own[part] / (own["kept"] + own["removed"]))
                  for part in ("kept", "removed", "added")]
        print(f"shares of the opening area differ by at most {max(shares):.1e}")
        held = held and peer["seconds"] >= LEAST_RATIO * own["seconds"] and max(shares) < 1e-5
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    return 0 if held else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except common.Failed as failure:
        common.say(str(failure))
        sys.exit(3)
