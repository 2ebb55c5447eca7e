#!/usr/bin/python3
"""Whole-process timings beside a peer that runs in the same minute on the same files.

    ./dev bench --desk [--rounds N]

Three questions of a reviewer's day: a thousand sites against the sample layers, the same over every kind and clause,
and one site against 40,000 zones. The
peer is what stands on every GIS desk: one SQL statement per layer through ogrinfo, with the GeoPackage's own R-tree and
SpatiaLite's ST_Intersection, everything moved to one CRS beforehand. It yields overlap areas and nothing else; ours
also reads rules, measures depth, distance, error bands and totals, and writes the report. Times are the best of the
rounds; what counts is the ratio, and that the limits hold.
"""
import argparse
import math
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from osgeo import gdal, ogr, osr

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"
SEED = 20261122
CRS = 4551
PEER_SQL = """SELECT s.fid AS site, z.fid AS zone, ST_Area(ST_Intersection(s.geom, z.geom)) AS m2
FROM sites s JOIN rtree_{layer}_geom r
  ON r.minx <= ST_MaxX(s.geom) AND r.maxx >= ST_MinX(s.geom) AND r.miny <= ST_MaxY(s.geom) AND r.maxy >= ST_MinY(s.geom)
JOIN {layer} z ON z.fid = r.id WHERE ST_Intersects(s.geom, z.geom)"""

gdal.UseExceptions()
gdal.SetConfigOption("SHAPE_ENCODING", "GBK")  # for the peer's copies; ours decides on the bytes
ogr.UseExceptions()
osr.UseExceptions()


def crs():
    system = osr.SpatialReference()
    system.ImportFromEPSG(CRS)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def wkb(ring):
    flat = [value for point in ring for value in point]
    return struct.pack(f"<BIII{len(flat)}d", 1, 3, 1, len(ring), *flat)


def write(path, layer, rings, fields):
    """One polygon layer; `fields` is a function of the row number giving {name: text}."""
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    out = source.CreateLayer(layer, crs(), ogr.wkbPolygon)
    for name in fields(0):
        out.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    out.StartTransaction()
    for row, ring in enumerate(rings):
        feature = ogr.Feature(out.GetLayerDefn())
        for name, value in fields(row).items():
            feature.SetField(name, value)
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(wkb(ring)))
        out.CreateFeature(feature)
    out.CommitTransaction()


def random_sites(count):
    """Parcels of 0.1 to 50 ha, four to twelve corners, over the bounding box of the sample's red line."""
    rng = random.Random(SEED)
    for _ in range(count):
        center = (rng.uniform(505000, 650000), rng.uniform(4720000, 4940000))
        radius = math.sqrt(10 ** rng.uniform(3, math.log10(5e5)) / math.pi)
        corners = rng.randint(4, 12)
        ring = [(center[0] + radius * rng.uniform(0.7, 1.3) * math.cos(2 * math.pi * k / corners),
                 center[1] + radius * rng.uniform(0.7, 1.3) * math.sin(2 * math.pi * k / corners)) for k in range(corners)]
        yield ring + [ring[0]]


def lattice_zones(side=200, size=800.0, points=16):
    """side x side cells of 64 vertices whose neighbours share bent edges exactly."""
    rng = random.Random(SEED + 1)
    node = [[(480000.0 + size * i + rng.uniform(-150, 150), 4720000.0 + size * j + rng.uniform(-150, 150))
             for j in range(side + 1)] for i in range(side + 1)]

    def edge(a, b):
        bend = rng.uniform(-60, 60)
        return [(a[0] + (b[0] - a[0]) * t - (b[1] - a[1]) / size * bend * math.sin(3 * math.pi * t),
                 a[1] + (b[1] - a[1]) * t + (b[0] - a[0]) / size * bend * math.sin(3 * math.pi * t))
                for t in (k / points for k in range(points))]

    east = [[edge(node[i][j], node[i + 1][j]) for j in range(side + 1)] for i in range(side)]
    north = [[edge(node[i][j], node[i][j + 1]) for j in range(side)] for i in range(side + 1)]
    for i in range(side):
        for j in range(side):
            ring = (east[i][j] + north[i + 1][j] + ([node[i + 1][j + 1]] + east[i][j + 1][:0:-1])
                    + ([node[i][j + 1]] + north[i][j][:0:-1]))
            yield ring + [ring[0]]


def best(rounds, command):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode != 0:
            sys.exit(f"bench: {' '.join(map(str, command))}\n{done.stderr.decode()}")
    return min(times), done.stdout


def peer(rounds, path, layers):
    seconds, pairs = 0.0, 0
    for layer in layers:
        took, out = best(rounds, ["ogrinfo", "-ro", "-q", str(path), "-sql", PEER_SQL.format(layer=layer)])
        seconds += took
        pairs += out.count(b"OGRFeature(")
    return seconds, pairs


def run(program, *arguments):
    subprocess.run([program, "--quiet", *map(str, arguments)], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def sample_workspace(program, path):
    run(program, "init", path)
    for row in (SAMPLE / "workspace.txt").read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        name, kind, version, date, accuracy, coverage = row.split("|")
        run(program, "import", path, SAMPLE / name, "--kind", kind, "--version", version, "--date", date,
            "--accuracy", accuracy, "--coverage", coverage)
    run(program, "import", path, SAMPLE / "access_list.xlsx", "--kind", "access_list", "--version", "2024", "--date", "2024-06-01")


def thousand_sites(program, rounds, folder):
    sites, workspace, flat = folder / "sites.gpkg", folder / "sample.gpkg", folder / "peer.gpkg"
    write(sites, "sites", random_sites(1000), lambda row: {"site_id": str(row + 1)})
    sample_workspace(program, workspace)
    shutil.copy(sites, flat)
    layers = {"redline": "redline_2023.shp", "reserve": "nature_reserve.shp", "water": "water_source.geojson"}
    for layer, name in layers.items():
        gdal.VectorTranslate(str(flat), str(SAMPLE / name), options=gdal.VectorTranslateOptions(
            accessMode="update", layerName=layer, dstSRS=f"EPSG:{CRS}", geometryType="PROMOTE_TO_MULTI", selectFields=[]))
    ours, _ = best(rounds, [program, "--quiet", "screen", workspace, sites, "--profile", "areas", "--out", folder / "a", "--format", "json"])
    theirs, pairs = peer(rounds, flat, layers)
    return "1,000 sites against the sample", ours, theirs, pairs, 2.0


def every_kind(program, rounds, folder):
    """The same sites over every kind and the four levels of the access list; the peer's figure stands above."""
    command = [program, "--quiet", "screen", folder / "sample.gpkg", folder / "sites.gpkg", "--facts", SAMPLE / "facts.toml",
               "--out", folder / "c", "--format", "json"]
    ours, _ = best(rounds, command)
    return "1,000 sites, every kind and clause", ours, math.nan, 0, 5.0


def one_of_forty_thousand(program, rounds, folder):
    zones, site, workspace = folder / "zones.gpkg", folder / "site.gpkg", folder / "many.gpkg"
    write(zones, "zones", lattice_zones(), lambda row: {"zone_id": f"Z{row + 1:05d}"})
    ring = [(560000.0, 4800000.0), (560400.0, 4800060.0), (560350.0, 4800420.0), (559960.0, 4800300.0), (560000.0, 4800000.0)]
    write(site, "sites", [ring], lambda row: {"site_id": "1"})
    run(program, "init", workspace)
    start = time.perf_counter()
    run(program, "import", workspace, zones, "--kind", "ecological_redline", "--date", "2023-07-01")
    imported = time.perf_counter() - start
    ours, _ = best(rounds, [program, "--quiet", "screen", workspace, site, "--kinds", "ecological_redline", "--out", folder / "b", "--format", "json"])
    gdal.VectorTranslate(str(zones), str(site), accessMode="update", layerName="sites")
    theirs, pairs = peer(rounds, zones, ["zones"])
    print(f"(importing the 40,000 zones took {imported:.1f} s)")
    return "one site against 40,000 zones", ours, theirs, pairs, 0.5


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        results = [case(program, arguments.rounds, folder) for case in (thousand_sites, every_kind, one_of_forty_thousand)]
    print(f"{'case':34} {'ours s':>8} {'peer s':>8} {'peer/ours':>10} {'limit s':>8}  pairs of the peer")
    for case, ours, theirs, pairs, limit in results:
        print(f"{case:34} {ours:8.3f} {theirs:8.3f} {theirs / ours:10.2f} {limit:8.1f}  {pairs}")
    late = [case for case, ours, _, _, limit in results if ours > limit]
    if late:
        sys.exit(f"bench: over the limit: {', '.join(late)}")


if __name__ == "__main__":
    main()
