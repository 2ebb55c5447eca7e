#!/usr/bin/python3
"""Imports a layer of a hundred million vertices under a bound of memory, and interrupts it at several moments.

    tests/soak/import.py --program build/release/bin/ecoredline [--vertices 1e8] [--folder build/soak_import]

The layer is made from a seed: polygons of 101 vertices with three attributes in EPSG:4530, as a GeoPackage. RssAnon is
watched, the memory that the system cannot take back: it may not exceed BASE_MB and BYTES_A_ROW for each polygon,
whatever the number of vertices (coordinates lie in scratch files; TMPDIR says where). The progress that a terminal shows
must move in every long stage. Then the import is interrupted at MOMENTS of the time that it took: exit 130, the
workspace byte for byte as before, nothing beside it. How long each took to stop is printed, and must be below
STOPPED_S (or what --stopped says, for a machine that is busy with other things) and UNDONE_S for each GiB that the
workspace would have: what was written of it has to be given back to the disk.
Exit 0 when all holds, 1 when not.
"""
import argparse
import hashlib
import math
import os
import pathlib
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import numpy
from osgeo import ogr, osr

RING = 100          # different vertices of one polygon
ROWS_AT_ONCE = 2000
BASE_MB = 200       # the program, the caches of SQLite and GDAL, the coordinates that stay in memory
BYTES_A_ROW = 1000  # attributes as met and as bound, hash, key, box
STOPPED_S = 0.5
UNDONE_S = 0.5
MOMENTS = "0.05,0.15,0.3,0.45,0.6,0.75,0.85,0.95"

ogr.UseExceptions()
osr.UseExceptions()


def make(path, vertices):
    """Blobs on a square pattern 300 m apart, none touching another, written in bulk: OGR would take many minutes."""
    system = osr.SpatialReference()
    system.ImportFromEPSG(4530)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("zones", system, ogr.wkbPolygon, ["SPATIAL_INDEX=NO"])
    for name, kind in (("HXBM", ogr.OFTString), ("HXMC", ogr.OFTString), ("MJ", ogr.OFTReal)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    del layer, data
    count = int(vertices) // (RING + 1)
    side = math.ceil(math.sqrt(count))
    random = numpy.random.default_rng(1)
    angles = numpy.linspace(0, 2 * numpy.pi, RING, endpoint=False)
    blob = numpy.dtype([("head", "S8"), ("order", "u1"), ("type", "<u4"), ("rings", "<u4"), ("points", "<u4"),
                        ("xy", "<f8", (RING + 1, 2))])
    file = sqlite3.connect(path)
    file.execute("PRAGMA synchronous=OFF")
    file.execute("PRAGMA journal_mode=OFF")
    for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%zones%'").fetchall():
        file.execute(f'DROP TRIGGER "{trigger}"')
    for first in range(0, count, ROWS_AT_ONCE):
        i = numpy.arange(first, min(count, first + ROWS_AT_ONCE))
        radius = 100 * (1 + 0.3 * numpy.sin(3 * angles + i[:, None]) + 0.005 * random.standard_normal((len(i), RING)))
        x = numpy.round(42_350_000 + (i % side * 300)[:, None] + radius * numpy.cos(angles), 3)
        y = numpy.round(4_708_000 + (i // side * 300)[:, None] + radius * numpy.sin(angles), 3)
        x, y = (numpy.column_stack([v, v[:, 0]]) for v in (x, y))
        dx, dy = x - x[:, :1], y - y[:, :1]
        area = numpy.abs((dx[:, :-1] * dy[:, 1:] - dx[:, 1:] * dy[:, :-1]).sum(1)) / 2
        rows = numpy.zeros(len(i), blob)
        rows["head"] = b"GP\x00\x01" + int(4530).to_bytes(4, "little")
        rows["order"], rows["type"], rows["rings"], rows["points"] = 1, 3, 1, RING + 1
        rows["xy"] = numpy.stack([x, y], axis=2)
        file.executemany("INSERT INTO zones (geom, HXBM, HXMC, MJ) VALUES (?, ?, ?, ?)",
                         ((row.tobytes(), f"2202{k:07d}", f"红线{k}号", a)
                          for row, k, a in zip(rows, i.tolist(), area.tolist())))
    file.execute("UPDATE gpkg_ogr_contents SET feature_count = ? WHERE table_name = 'zones'", (count,))
    file.commit()
    file.close()
    return count


def anonymous(pid):
    """RssAnon of a process in MB; 0 once it is gone."""
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


class Terminal:
    """What a program writes to a terminal on its standard error, read on a thread of its own."""

    def __init__(self):
        self.ours, self.theirs = pty.openpty()
        self.said = b""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        while True:
            try:
                self.said += os.read(self.ours, 65536)
            except OSError:
                return

    def finish(self):
        os.close(self.theirs)
        self.reader.join(10)
        os.close(self.ours)
        return self.said.decode(errors="replace")


class Soak:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.source, self.workspace = folder / "large.gpkg", folder / "ws.gpkg"

    def fresh(self):
        self.workspace.unlink(missing_ok=True)
        subprocess.run([self.program, "--quiet", "init", self.workspace, "--title", "soak"], check=True)

    def command(self):
        return [str(part) for part in (self.program, "--lang", "en", "import", self.workspace, self.source, "--kind",
                                       "ecological_redline", "--date", "2026-01-01")]

    def whole(self):
        """(seconds, processor seconds, peak RssAnon in MB, exit status, stage -> different percentages shown)."""
        self.fresh()
        terminal = Terminal()
        start = time.perf_counter()
        child = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=terminal.theirs)
        peak = 0
        while True:
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            peak = max(peak, anonymous(child.pid))
            time.sleep(0.02)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        shown = {}
        for stage, percent in re.findall(r"\x1b\[K([^\r\n\x1b%]*?) (\d+) %", terminal.finish()):
            shown.setdefault(stage.strip(), set()).add(int(percent))
        return seconds, used.ru_utime + used.ru_stime, peak, child.returncode, shown

    def interrupted(self, after):
        """(exit status, seconds from the signal to the end, is the workspace as before?)."""
        self.fresh()
        before = hashlib.sha256(self.workspace.read_bytes()).hexdigest()
        child = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(after)
        child.send_signal(signal.SIGINT)
        start = time.perf_counter()
        status = child.wait(timeout=600)
        waited = time.perf_counter() - start
        left = [path.name for path in self.folder.glob("ws.gpkg-*")]
        size = self.workspace.stat().st_size
        same = size < 2**28 and hashlib.sha256(self.workspace.read_bytes()).hexdigest() == before
        return status, waited, same and not left


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--vertices", type=float, default=1e8)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/soak_import"))
    parser.add_argument("--stopped", type=float, default=STOPPED_S)
    parser.add_argument("--moments", default=MOMENTS)
    options = parser.parse_args()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    soak = Soak(options.program.resolve(), options.folder)
    rows = make(soak.source, options.vertices)
    bound = BASE_MB + rows * BYTES_A_ROW / 2**20
    seconds, processor, peak, status, shown = soak.whole()
    size = soak.workspace.stat().st_size / 2**30
    print(f"import: {rows:,} polygons, {rows * (RING + 1):,} vertices, workspace {size:.2f} GiB: {seconds:.1f} s, "
          f"{processor:.1f} s of processor time, peak RssAnon {peak:.0f} MB of {bound:.0f}, exit {status}")
    print("progress: " + "; ".join(f"{stage} {len(percents)} steps" for stage, percents in shown.items()))
    failed = peak > bound or status != 0 or sum(len(percents) > 20 for percents in shown.values()) < 3
    for moment in map(float, options.moments.split(",")):
        ended, waited, same = soak.interrupted(seconds * moment)
        if ended == 0:  # it was faster than the first time: nothing was interrupted
            print(f"interrupted after {moment:.0%}: had ended already")
            continue
        print(f"interrupted after {moment:.0%}: exit {ended}, {waited:.2f} s, {'unchanged' if same else 'CHANGED'}")
        # A signal that comes before the program listens ends it at once.
        failed = failed or ended not in (130, -signal.SIGINT) or not same or waited > options.stopped + UNDONE_S * size
    shutil.rmtree(options.folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
