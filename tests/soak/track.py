#!/usr/bin/python3
"""Ledgers two large versions by `track`: time, memory, progress, and how soon it stops when it is interrupted.

    tests/soak/track.py --program build/release/bin/ecoredline [--vertices 5e7] [--changed 0.2] [--moments 0.1,0.5,0.9]

The earlier version is that of tests/soak/import.py: polygons of 101 vertices in EPSG:4530. Of the later one's zones the
share --changed is gone, has grown by a tenth, has moved by 20 m or was drawn anew within a metre, in equal parts; rows
come in another order. RssAnon is watched, the memory that the system cannot take back; it is printed by stage, with the
steps of progress that a terminal saw. Then the run is interrupted at moments of the time it took: exit 130 within
--stopped seconds. Exit 0 when the ledger closes, its kept, removed and added ground is what the generator made (to a
tenth of a per cent), memory stayed below BASE_MB, BYTES_A_ZONE of both versions and
BYTES_A_LINE of the ledger, whatever the number of vertices, and every interrupt was in time.
"""
import argparse
import importlib
import json
import math
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import numpy
from osgeo import ogr, osr

sys.path.insert(0, str(pathlib.Path(__file__).parent))
load = importlib.import_module("import")  # its file is named after a keyword

BASE_MB = 420        # the program, coordinates that stay in memory, one lot
BYTES_A_ZONE = 500   # of both versions: its names, its place in tables, two bytes of the index for each vertex of a hundred
BYTES_A_LINE = 3000  # of the ledger: a line with its names, its pieces, its text
FATES = 4


def blob(i, side, angles):
    """Centres and radii of zones; the same for the same numbers."""
    wobble = numpy.random.default_rng(int(i[0])).standard_normal((len(i), load.RING))
    radius = 100 * (1 + 0.3 * numpy.sin(3 * angles + i[:, None]) + 0.005 * wobble)
    return 42_350_000 + (i % side * 300.0)[:, None], 4_708_000 + (i // side * 300.0)[:, None], radius


def make(path, vertices, changed):
    """A version, the later one where `changed` is not None; written in bulk. Returns its rows and vertices."""
    system = osr.SpatialReference()
    system.ImportFromEPSG(4530)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("zones", system, ogr.wkbPolygon, ["SPATIAL_INDEX=NO"])
    layer.CreateField(ogr.FieldDefn("HXBM", ogr.OFTString))
    del layer, data
    count = int(vertices) // (load.RING + 1)
    side = math.ceil(math.sqrt(count))
    angles = numpy.linspace(0, 2 * numpy.pi, load.RING, endpoint=False)
    shape = numpy.dtype([("head", "S8"), ("order", "u1"), ("type", "<u4"), ("rings", "<u4"), ("points", "<u4"),
                         ("xy", "<f8", (load.RING + 1, 2))])
    file = sqlite3.connect(path)
    file.execute("PRAGMA synchronous=OFF")
    file.execute("PRAGMA journal_mode=OFF")
    for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%zones%'").fetchall():
        file.execute(f'DROP TRIGGER "{trigger}"')
    blocks = range(0, count, load.ROWS_AT_ONCE)
    written = 0
    for first in blocks if changed is None else reversed(blocks):
        i = numpy.arange(first, min(count, first + load.ROWS_AT_ONCE))
        x0, y0, radius = blob(i, side, angles)
        keep = numpy.ones(len(i), bool)
        if changed is not None:
            fates = numpy.random.default_rng(count + first).random(len(i)) / changed * FATES
            fate = numpy.where(fates < FATES, fates.astype(int), FATES)
            keep = fate != 0
            radius = radius * numpy.where(fate == 1, 1.1, 1)[:, None]
            x0 = x0 + numpy.where(fate == 2, 20, 0)[:, None]
            nearer = numpy.random.default_rng(first).uniform(-0.7, 0.7, radius.shape)
            radius = radius + numpy.where((fate == 3)[:, None], nearer, 0)
        x = numpy.round(x0 + radius * numpy.cos(angles), 3)[keep]
        y = numpy.round(y0 + radius * numpy.sin(angles), 3)[keep]
        x, y = (numpy.column_stack([v, v[:, 0]]) for v in (x, y))
        rows = numpy.zeros(len(x), shape)
        rows["head"] = b"GP\x00\x01" + int(4530).to_bytes(4, "little")
        rows["order"], rows["type"], rows["rings"], rows["points"] = 1, 3, 1, load.RING + 1
        rows["xy"] = numpy.stack([x, y], axis=2)
        file.executemany("INSERT INTO zones (geom, HXBM) VALUES (?, ?)",
                         ((row.tobytes(), f"2202{k:07d}") for row, k in zip(rows, i[keep].tolist())))
        written += len(rows)
    file.execute("UPDATE gpkg_ogr_contents SET feature_count = ? WHERE table_name = 'zones'", (written,))
    file.commit()
    file.close()
    return written, written * (load.RING + 1)


def workspace(program, folder, vertices, changed):
    """The workspace."""
    place = folder / "ws.gpkg"
    subprocess.run([program, "--quiet", "init", place], check=True)
    for name, day, share in (("v1", "2018-01-01", None), ("v2", "2023-01-01", changed)):
        rows, made = make(folder / f"{name}.gpkg", vertices, share)
        print(f"{name}: {rows:,} zones, {made:,} vertices", flush=True)
        subprocess.run([program, "--quiet", "import", place, folder / f"{name}.gpkg", "--kind", "ecological_redline",
                        "--version", name, "--date", day, "--accuracy", "1", "--coverage", "all"], check=True)
        (folder / f"{name}.gpkg").unlink()
    return place


def command(program, place, folder):
    return [str(part) for part in (program, "--lang", "en", "track", place, "ecological_redline", "--from", "v1", "--to",
                                   "v2", "--out", folder / "out", "--format", "json")]


def stage_of(terminal):
    found = load.re.findall(rb"\x1b\[K([^\r\n\x1b%]*?)(?: \d+ %)?(?=\r|\n|\x1b|$)", terminal.said[-400:])
    return found[-1].decode(errors="replace").strip() if found else ""


def whole(arguments):
    """(seconds, processor seconds, peak MB, exit status, stage -> peak MB, stage -> percentages shown)."""
    terminal = load.Terminal()
    start = time.perf_counter()
    child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal.theirs)
    peaks = {}
    while True:
        ended, status, used = os.wait4(child.pid, os.WNOHANG)
        if ended:
            break
        stage = stage_of(terminal)
        peaks[stage] = max(peaks.get(stage, 0), load.anonymous(child.pid))
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    shown = {}
    for stage, percent in load.re.findall(r"\x1b\[K([^\r\n\x1b%]*?) (\d+) %", terminal.finish()):
        shown.setdefault(stage.strip(), set()).add(int(percent))
    return seconds, used.ru_utime + used.ru_stime, max(peaks.values()), child.returncode, peaks, shown


def interrupted(arguments, after):
    """(exit status, seconds from the signal to the end)."""
    child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    child.send_signal(signal.SIGINT)
    start = time.perf_counter()
    status = child.wait(timeout=600)
    return status, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--vertices", type=float, default=5e7, help="of the earlier version")
    parser.add_argument("--changed", type=float, default=0.2)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/soak_track"))
    parser.add_argument("--stopped", type=float, default=0.5)
    parser.add_argument("--moments", default="0.1,0.3,0.5,0.7,0.9")
    parser.add_argument("--keep", action="store_true", help="use the workspace that an earlier run left in --folder")
    options = parser.parse_args()
    program = options.program.resolve()
    place = options.folder / "ws.gpkg"
    if not (options.keep and place.exists()):
        shutil.rmtree(options.folder, ignore_errors=True)
        options.folder.mkdir(parents=True)
        place = workspace(program, options.folder, options.vertices, options.changed)
    arguments = command(program, place, options.folder)
    seconds, processor, peak, status, peaks, shown = whole(arguments)
    ledger = json.loads((options.folder / "out" / "ledger.json").read_text()) if status == 0 else {"changes": []}
    zones = sum(ledger["parameters"][side]["zones"] for side in ("from", "to")) if status == 0 else 0
    bound = BASE_MB + (zones * BYTES_A_ZONE + len(ledger["changes"]) * BYTES_A_LINE) / 2**20
    print(f"track: {zones:,} zones, {zones * (load.RING + 1):,} vertices in both: {seconds:.1f} s, {processor:.1f} s of "
          f"processor time, peak RssAnon {peak:.0f} MB of {bound:.0f}, exit {status}")
    print("peak by stage: " + "; ".join(f"{stage or 'start'} {mb:.0f} MB" for stage, mb in peaks.items()))
    print("progress: " + "; ".join(f"{stage} {len(percents)} steps" for stage, percents in shown.items()))
    failed = status != 0 or peak > bound or sum(len(percents) > 20 for percents in shown.values()) < 2
    if status == 0:
        total = sum(row["opening_m2"] for row in ledger["accounts"])
        summary = ledger["summary"]
        print(f"changes {len(ledger['changes']):,}, residual {sum(row['residual_m2'] for row in ledger['accounts']):.6f} m², "
              f"closes {summary['closes']}; removed {summary['removed_m2'] / total:.5f}, added {summary['added_m2'] / total:.5f} "
              "of the opening")
        failed = failed or not summary["closes"] or not ledger["changes"]
        # A quarter of the changed zones is gone whole; what moved loses a little more.
        least = options.changed / FATES
        failed = failed or not least * 0.97 < summary["removed_m2"] / total < least * 1.6
    for moment in (float(m) for m in options.moments.split(",") if m):
        ended, waited = interrupted(arguments, seconds * moment)
        print(f"interrupted after {moment:.0%}: exit {ended}, {waited:.2f} s" if ended else f"after {moment:.0%}: had ended")
        failed = failed or (ended != 0 and (ended not in (130, -signal.SIGINT) or waited > options.stopped))
    if not options.keep:
        shutil.rmtree(options.folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
