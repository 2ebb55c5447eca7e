#!/usr/bin/python3
"""A large layer into the workspace, beside ogr2ogr writing the same GeoPackage.

    ./dev bench --import [--vertices 5e6] [--rounds 3] [--json FILE]

The layer is made from a seed: polygons of 101 vertices with three attributes, in EPSG:4530, as a GeoPackage and as a
shapefile. Each program runs as a whole process, in turns, best of the rounds; memory is the highest RssAnon met while
it ran. `ours` also decides the encoding, checks validity, areas, duplicates and the datum, binds to the catalogue and
hashes every row, which ogr2ogr does not. A layer of a fifth of the vertices shows how memory grows. At last an import is
interrupted half way: exit 130, and the workspace byte for byte as before.
Exit 0 when the limits hold, 1 when one does not, 3 when something could not be measured.
"""
import argparse
import hashlib
import json
import math
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import numpy
from osgeo import gdal, ogr, osr

import common

RING = 100  # different vertices of one polygon
LEAST_RATIO = 0.5
KINDS = {"GPKG": "gpkg", "ESRI Shapefile": "shp"}

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()


def make(path, driver, vertices):
    """Blobs on a square pattern, none touching another; the same for the same arguments."""
    random = numpy.random.default_rng(1)
    count = int(vertices) // (RING + 1)
    side = math.ceil(math.sqrt(count))
    system = osr.SpatialReference()
    system.ImportFromEPSG(4530)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    data = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    layer = data.CreateLayer("zones", system, ogr.wkbPolygon, ["ENCODING=UTF-8"] if driver != "GPKG" else [])
    for name, kind in (("HXBM", ogr.OFTString), ("HXMC", ogr.OFTString), ("MJ", ogr.OFTReal)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    angles = numpy.linspace(0, 2 * numpy.pi, RING, endpoint=False)
    if driver == "GPKG":
        data.StartTransaction()
    for i in range(count):
        radius = 300 * (1 + 0.3 * numpy.sin(3 * angles + i) + 0.02 * random.standard_normal(RING))
        x = numpy.round(42452000 + i % side * 900 + radius * numpy.cos(angles), 3)
        y = numpy.round(4708000 + i // side * 900 + radius * numpy.sin(angles), 3)
        ring = numpy.column_stack([numpy.append(x, x[0]), numpy.append(y, y[0])])
        wkb = numpy.array([1, 3, 0, 0, 0, 1, 0, 0, 0], dtype=numpy.uint8).tobytes() + \
            numpy.uint32(len(ring)).tobytes() + ring.astype("<f8").tobytes()
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["HXBM"] = f"2202{i:06d}"
        feature["HXMC"] = f"红线{i}号"
        shape = ogr.CreateGeometryFromWkb(wkb)
        feature["MJ"] = shape.GetArea()
        feature.SetGeometryDirectly(shape)
        layer.CreateFeature(feature)
    if driver == "GPKG":
        data.CommitTransaction()
    return count * (RING + 1)


def anonymous(pid):
    """RssAnon of a process in bytes; 0 once it is gone."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def measured(command):
    """(seconds, highest RssAnon)."""
    peak = 0
    start = time.perf_counter()
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        while child.poll() is None:
            peak = max(peak, anonymous(child.pid))
            time.sleep(0.02)
        wall = time.perf_counter() - start
        said = child.stderr.read().decode(errors="replace")
    if child.returncode != 0:
        raise common.Failed(f"{pathlib.Path(str(command[0])).name}: exit {child.returncode}: {said.strip()[-300:]}")
    return wall, peak


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder, self.runs = program, folder, 0

    def workspace(self):
        self.runs += 1
        path = self.folder / f"ws{self.runs}.gpkg"
        common.run([self.program, "init", path, "--title", "bench"])
        return path

    def command(self, workspace, source):
        return [self.program, "import", workspace, source, "--kind", "ecological_redline", "--date", "2026-01-01"]

    def ours(self, source):
        workspace = self.workspace()
        found = measured(self.command(workspace, source))
        workspace.unlink()
        return found

    def theirs(self, source):
        out = self.folder / "theirs.gpkg"
        found = measured(["ogr2ogr", "-f", "GPKG", out, source])
        out.unlink()
        return found

    def beside(self, source, rounds):
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(self.theirs(source))
            ours.append(self.ours(source))
        return {"ours_s": min(t for t, _ in ours), "ogr2ogr_s": min(t for t, _ in theirs),
                "ratio": min(t for t, _ in theirs) / min(t for t, _ in ours),
                "ours_bytes": max(m for _, m in ours), "ogr2ogr_bytes": max(m for _, m in theirs)}

    def interrupted(self, source, after):
        """Is an import that is interrupted after so many seconds as if it had never been?"""
        workspace = self.workspace()
        before = hashlib.sha256(workspace.read_bytes()).hexdigest()
        with subprocess.Popen([str(part) for part in self.command(workspace, source)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as child:
            time.sleep(after)
            child.send_signal(signal.SIGINT)
            start = time.perf_counter()
            status = child.wait(timeout=120)
            waited = time.perf_counter() - start
        left = [path.name for path in self.folder.glob(f"{workspace.name}-*")]
        same = hashlib.sha256(workspace.read_bytes()).hexdigest() == before
        return {"status": status, "unchanged": same and not left, "stopped_after_s": waited}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--vertices", type=float, default=5e6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    common.CACHE.mkdir(parents=True, exist_ok=True)
    result = {"sources": {}}
    with tempfile.TemporaryDirectory(dir=common.CACHE) as name:
        folder = pathlib.Path(name)
        bench = Bench(options.program.resolve(), folder)
        for driver, ending in KINDS.items():
            source = folder / f"large.{ending}"
            common.say(f"making {options.vertices:.3g} vertices as {driver}")
            result["vertices"] = make(source, driver, options.vertices)
            result["sources"][ending] = bench.beside(source, options.rounds)
        small = folder / "small.gpkg"
        fewer = make(small, "GPKG", options.vertices / 5)
        memory = bench.ours(small)[1]
        large = result["sources"]["gpkg"]
        result["bytes_a_vertex"] = (large["ours_bytes"] - memory) / (result["vertices"] - fewer)
        result["interrupted"] = bench.interrupted(folder / "large.gpkg", large["ours_s"] / 2)
    for ending, found in result["sources"].items():
        print(f"{ending}: ours {found['ours_s']:.1f} s, ogr2ogr {found['ogr2ogr_s']:.1f} s, ratio {found['ratio']:.2f}; "
              f"memory {found['ours_bytes'] / 2**20:.0f} MiB beside {found['ogr2ogr_bytes'] / 2**20:.0f} MiB")
    print(f"memory grows by {result['bytes_a_vertex']:.0f} bytes a vertex")
    stop = result["interrupted"]
    print(f"interrupted: exit {stop['status']}, {'unchanged' if stop['unchanged'] else 'CHANGED'}, "
          f"{stop['stopped_after_s']:.2f} s after the signal")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    held = all(found["ratio"] >= LEAST_RATIO for found in result["sources"].values())
    return 0 if held and stop["status"] == 130 and stop["unchanged"] else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except common.Failed as failure:
        common.say(str(failure))
        sys.exit(3)
