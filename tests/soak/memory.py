#!/usr/bin/python3
"""Screens a workspace that is larger than the memory it may have of its own.

    tests/soak/memory.py --program build/release/bin/ecoredline --generate build/release/bin/bench_generate [--scale 4]

Makes one large layer from the benchmark's seed, imports it under KINDS (scale 4: 31 million vertices, 0.5 GB each, 4 GB
in all), screens 1,000 sites twice (the index files are made, then used) and watches RssAnon, the memory that the
system cannot take back. The limit is LIMIT_MB, whatever the size of the workspace. Exit 1 when it is exceeded.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import time

KINDS = ["ecological_redline", "water_source_zone", "nature_reserve", "permanent_basic_farmland", "wetland", "river_lake_range",
         "forest_land", "grassland"]
LIMIT_MB = 1024


def peak_of(command):
    """(peak RssAnon in MB, seconds, exit status)."""
    start = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        except FileNotFoundError:
            break
        for line in status.splitlines():
            if line.startswith("RssAnon:"):
                peak = max(peak, int(line.split()[1]) / 1024)
        time.sleep(0.02)
    return peak, time.perf_counter() - start, process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--generate", required=True)
    parser.add_argument("--scale", type=float, default=4)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/soak_memory"))
    arguments = parser.parse_args()
    folder = arguments.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run([arguments.generate, folder, "--seed", "1", "--sites", "1000", "--scale", str(arguments.scale)],
                   check=True, stdout=subprocess.DEVNULL)
    known = subprocess.run([arguments.program, "kinds", "--json"], check=True, capture_output=True, text=True).stdout
    workspace = folder / "large.gpkg"
    subprocess.run([arguments.program, "--quiet", "init", workspace, "--title", "soak"], check=True)
    kinds = [kind for kind in KINDS if f'"{kind}"' in known]
    for kind in kinds:
        subprocess.run([arguments.program, "--quiet", "import", workspace, folder / "zones.gpkg", "--layer", "zone",
                        "--kind", kind, "--date", "2026-01-01", "--coverage", "none"], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
    size = workspace.stat().st_size / 2**30
    failed = False
    for run in ("index files made", "index files there"):
        peak, seconds, status = peak_of([arguments.program, "--quiet", "screen", workspace, folder / "sites.gpkg",
                                         "--kinds", ",".join(kinds), "--area", "exact", "--as-of", "2026-11-22",
                                         "--index", folder / "index"])
        print(f"workspace {size:.2f} GiB, {len(kinds)} kinds, 1,000 sites, {run}: peak RssAnon {peak:.0f} MB of "
              f"{LIMIT_MB}, {seconds:.1f} s, exit {status}")
        failed = failed or peak > LIMIT_MB or status not in (0, 4)
    shutil.rmtree(folder)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
