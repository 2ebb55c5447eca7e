#!/usr/bin/python3
"""Leads over the zones in force, whole processes of the program.

    ./dev bench --leads [--count 1000000] [--zones FILE] [--rounds 3]

Three questions: 3,393 leads (what a prefecture had in five years) in and round the sample's reserves, over its layers of
all the ledger's kinds; as many strewn over the prefecture and 30 km beyond, most of them in no zone and many outside the
coverage; and a million leads over the 21,195 zones of set M, which tile the ground, so that many a lead lies on a
border. The leads are rectangles of 20 to 120 m from a seed. An epoch is read, bound, laid over, told apart and put into the journal;
index files are there from an earlier run. Best of the rounds (of the million one, unless --rounds says more than 3).
Exit 1 when a limit does not hold.
"""
import argparse
import os
import pathlib
import random
import shutil
import sys
import tempfile

from osgeo import gdal, ogr, osr

import common
import desk

LIMITS = {"sample": 1.0, "strewn": 1.0, "million": 60.0}
STREWN_BEYOND = 30000  # m
DESK_LEADS = 3393

gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()


def sample_reserves():
    """Extents of the sample's reserves in EPSG:4551."""
    source = ogr.Open(str(desk.SAMPLE / "nature_reserve.shp"))
    layer = source.GetLayer()
    system = layer.GetSpatialRef()
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    move = osr.CoordinateTransformation(system, desk.crs())
    extents = []
    for feature in layer:
        shape = feature.GetGeometryRef().Clone()
        shape.Transform(move)
        extents.append(shape.GetEnvelope())
    return extents


def around(extents, metres):
    """The extent of all, and so far beyond."""
    west, east, south, north = zip(*extents)
    return min(west) - metres, max(east) + metres, min(south) - metres, max(north) + metres


def leads(path, count, extents, seed):
    """`count` rectangles in EPSG:4551, uniform over extents (min x, max x, min y, max y), each as likely."""
    rng = random.Random(seed)

    def rings():
        for _ in range(count):
            west, east, south, north = rng.choice(extents)
            x, y = rng.uniform(west, east), rng.uniform(south, north)
            w, h = rng.uniform(20, 120), rng.uniform(20, 90)
            yield [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]
    desk.write(path, "leads", rings(), lambda row: {"点位编号": f"DW{row:07d}", "活动类型": "采石场", "后时相": "2025-06-01"})


def inspected(program, workspace, path, rounds):
    """(best seconds, what it printed): each round on a copy of the workspace, the first only to make index files."""
    best, said = None, ""
    for round_ in range(rounds + 1):
        copy = workspace.with_name("copy.gpkg")
        shutil.copy(workspace, copy)
        seconds, said = common.run([program, "--lang", "en", "inspect", copy, path, "--epoch", "2025"])
        copy.unlink()
        if round_ > 0:
            best = seconds if best is None else min(best, seconds)
    return best, said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--zones", required=True, type=pathlib.Path, help="zones.gpkg of set M")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    program = str(options.program.resolve())
    common.CACHE.mkdir(parents=True, exist_ok=True)
    late = []
    with tempfile.TemporaryDirectory(dir=common.CACHE) as name:
        folder = pathlib.Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        sample, many = folder / "sample.gpkg", folder / "many.gpkg"
        desk.sample_workspace(program, sample)
        few = folder / "few.gpkg"
        strewn = folder / "strewn.gpkg"
        reserves = sample_reserves()
        leads(few, DESK_LEADS, reserves, 1)
        leads(strewn, DESK_LEADS, [around(reserves, STREWN_BEYOND)], 1)
        source = ogr.Open(str(options.zones))  # must outlive its layers
        extent = source.GetLayerByName("zone").GetExtent()
        large = folder / "leads.gpkg"
        common.say(f"making {options.count} leads")
        leads(large, options.count, [extent], 2)
        desk.run(program, "init", many)
        desk.run(program, "import", many, options.zones, "--layer", "zone", "--kind", "ecological_redline", "--date",
                 "2020-01-01", "--accuracy", "1", "--coverage", "all")
        for case, workspace, file, rounds in (("sample", sample, few, options.rounds),
                                              ("strewn", sample, strewn, options.rounds),
                                              ("million", many, large, max(1, options.rounds - 2))):
            seconds, said = inspected(program, workspace, file, rounds)
            count = options.count if case == "million" else DESK_LEADS
            limit = LIMITS[case] * (count / 1e6 if case == "million" else 1)
            print(f"{case}, {count} leads: {seconds:.2f} s, wanted at most {limit:.1f} s")
            print("   " + said.splitlines()[0], flush=True)
            if seconds > limit:
                late.append(case)
    return 1 if late else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except common.Failed as failure:
        common.say(str(failure))
        sys.exit(3)
