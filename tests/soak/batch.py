#!/usr/bin/python3
"""batch.py PROGRAM WORKSPACE [COUNT] [FOLDER]: screens COUNT seeded sites (5,000) with --batch, once in one go and once
killed (SIGKILL) when a third and again when two thirds of the reports are there.

The ranked table must stand before the first report; what was there when it was killed must not be written again; in the
end every file must have the same bytes as those of the unbroken run (run.json but for the time of day that it was made
at). Exit 1 otherwise.
"""
import hashlib
import json
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

WEST, SOUTH, EAST, NORTH = 125.9, 42.7, 127.6, 44.2  # the sample's prefecture


def sites(path, count):
    """Quadrangles of 60 to 600 m, EPSG:4490."""
    rng = random.Random(20261122)
    features = []
    for number in range(count):
        x, y = rng.uniform(WEST, EAST), rng.uniform(SOUTH, NORTH)
        w, h = rng.uniform(0.0007, 0.007), rng.uniform(0.0005, 0.005)
        skew = rng.uniform(0, 0.3) * w
        ring = [[x, y], [x + w, y], [x + w - skew, y + h], [x + skew, y + h], [x, y]]
        features.append({"type": "Feature", "properties": {"site_id": f"P{number + 1:05}"},
                         "geometry": {"type": "Polygon", "coordinates": [[[round(a, 7), round(b, 7)] for a, b in ring]]}})
    path.write_text(json.dumps({
        "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": features}))


def reports(folder):
    """Finished reports and when each of their files was written."""
    found = {}
    if (folder / "sites").is_dir():
        for one in os.scandir(folder / "sites"):
            if not one.name.startswith("."):
                found[one.name] = [file.stat().st_mtime_ns for file in os.scandir(one.path)]
    return found


def hashes(folder):
    """Of every file under `folder`; of run.json without the time of day."""
    out = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.name == "run.json" and path.parent == folder:
                run = json.loads(data)
                run["run"].pop("time", None)
                data = json.dumps(run, sort_keys=True).encode()
            out[str(path.relative_to(folder))] = hashlib.sha256(data).hexdigest()
    return out


def run(words, folder, kill_at=None):
    """[seconds, seconds until the table, reports at the end, table before reports], killed at so many reports."""
    start = time.monotonic()
    process = subprocess.Popen([*words, "--batch", str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    table, first = None, True
    while process.poll() is None:
        done = len(os.listdir(folder / "sites")) if (folder / "sites").is_dir() else 0
        if table is None and (folder / "triage.xlsx").exists():
            table = time.monotonic() - start
        first = first and (done == 0 or (folder / "triage.csv").exists())
        if kill_at is not None and done >= kill_at:
            process.kill()
        time.sleep(0.05)
    status = process.wait()
    if status not in (0, 1, 4) and not (kill_at is not None and status == -9):
        raise SystemExit(f"soak: batch: exit {status}")
    return time.monotonic() - start, table, first


def main():
    program, workspace = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
    faults = []
    with tempfile.TemporaryDirectory(dir=sys.argv[4] if len(sys.argv) > 4 else None) as name:
        folder = pathlib.Path(name)
        sites(folder / "sites.geojson", count)
        words = [program, "--quiet", "screen", workspace, str(folder / "sites.geojson"), "--as-of", "2026-11-22",
                 "--format", "html,json"]
        seconds, table, first = run(words, folder / "whole")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        whole = hashes(folder / "whole")
        bytes_ = sum(path.stat().st_size for path in (folder / "whole").rglob("*") if path.is_file())
        shutil.rmtree(folder / "whole")
        kept, broken = [], 0.0
        for kill_at in (count // 3, count * 2 // 3, None):
            took, _, table_first = run(words, folder / "broken", kill_at)
            first = first and table_first
            broken += took
            now = reports(folder / "broken")
            for before in kept[-1:]:
                again = sum(now.get(one) != times for one, times in before.items())
                if again:
                    faults.append(f"{again} reports were written again")
            kept.append(now)
        if not first:
            faults.append("a report stood before the table")
        other = hashes(folder / "broken")
        differ = [one for one in sorted(whole.keys() | other.keys()) if whole.get(one) != other.get(one)]
        if differ:
            faults.append(f"{len(differ)} files differ: {', '.join(differ[:5])}")
        if len(kept[-1]) != count:
            faults.append(f"{len(kept[-1])} reports")
    print(f"soak: batch: {count} sites in {seconds:.0f} s ({used.ru_utime + used.ru_stime:.0f} s of processors, "
          f"{used.ru_maxrss / 1024:.0f} MB), the table after {table:.0f} s, {len(whole)} files, {bytes_ / 2**30:.2f} GiB; "
          f"killed at {len(kept[0])} and {len(kept[1])} reports, {broken:.0f} s in all, "
          f"{len(differ)} files differ; {len(faults)} faults")
    for fault in faults:
        print("  " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
