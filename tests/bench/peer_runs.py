"""The peers: each a script of peers/, run in a process of its own, its result kept until it is asked for anew."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from common import CACHE, HERE, say
from judge import work

SYSTEM = "/usr/bin/python3"  # Debian's, which sees Debian's GDAL
WHEELS = CACHE / "venv" / "bin" / "python"  # and the one that sees what came from PyPI

# name: (script, variant, interpreter)
PEERS = {
    "postgis_tuned": ("postgis", "tuned", SYSTEM),
    "postgis_subdivided": ("postgis", "subdivided", SYSTEM),
    "postgis_plain": ("postgis", "plain", SYSTEM),
    "geopandas_shapely": ("geopandas_shapely", "", WHEELS),
    "duckdb_spatial": ("duckdb_spatial", "", WHEELS),
    "sedona_db": ("sedona_db", "", WHEELS),
    "ogr_layer_algebra": ("ogr_layer_algebra", "", SYSTEM),
    "spatialite": ("spatialite", "", SYSTEM),
    "qgis_intersection": ("qgis_intersection", "", SYSTEM),
}
LIMIT_S = 60
GIVE_UP_S = 1800
FULL_SITES = 1000


def asked(name, data, counts, rounds=1, full=0):
    """The peer's own JSON, or {"reason": …} when it could not be had."""
    script, variant, interpreter = PEERS[name]
    folder = work(name)
    command = [interpreter, HERE / "peers" / f"{script}.py", "--data", data.folder, "--work", folder, "--counts",
               ",".join(map(str, counts)), "--limit", LIMIT_S, "--rounds", rounds, "--variant", variant, "--full", full]
    say(f"{name}: {', '.join(map(str, counts))} sites")
    try:
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=GIVE_UP_S, check=False)
    except FileNotFoundError:
        return {"reason": f"{interpreter} is not there: its packages could not be installed"}
    except subprocess.TimeoutExpired:
        return {"reason": f"no answer within {GIVE_UP_S} s"}
    finally:
        end_servers(folder)
        shutil.rmtree(folder, ignore_errors=True)
    sys.stderr.write("".join(line for line in done.stderr.splitlines(True) if line.startswith("  ") and " sites: " in line))
    if done.returncode != 0:
        return {"reason": (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]}
    return {**json.loads(done.stdout), "measured": time.strftime("%Y-%m-%dT%H:%M:%S")}


def end_servers(folder):
    """A peer that was killed could not stop the server it had started."""
    for running in folder.glob("*/db/postmaster.pid"):
        try:
            os.kill(int(running.read_text().split()[0]), signal.SIGQUIT)
        except ProcessLookupError:
            pass  # it has ended by itself


def counts_of(data):
    return sorted({min(count, data.sites) for count in (1000, 10_000, data.sites)})


def kept(name, data, again):
    """From the cache, unless it is to be measured again. A reason is never kept: it may have gone."""
    path = CACHE / "peers" / data.folder.name / f"{name}.json"
    if path.exists() and not again:
        return {**json.loads(path.read_text()), "kept": True}
    full = min(FULL_SITES, data.sites) if name == "postgis_tuned" else 0
    result = asked(name, data, counts_of(data), full=full)
    if "reason" in result:
        say(f"{name}: {result['reason']}")
    else:
        keep(path, result)
    return result


def keep(path: pathlib.Path, result):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1))


def best_of(peers, data, key):
    """The peer with the least seconds among those that answered for all sites."""
    complete = {name: peer for name, peer in peers.items() if peer.get("sites") == data.sites}
    return min(complete, key=lambda name: complete[name][key]) if complete else None


def measured(data, again, rounds):
    """Every peer; then the best ones, by query and from end to end, `rounds` times on all sites."""
    peers = {name: kept(name, data, again) for name in PEERS}
    for name in {best_of(peers, data, "query_s"), best_of(peers, data, "end_to_end_s")} - {None}:
        if len(peers[name]["query_all_s"]) >= rounds:
            continue
        result = asked(name, data, [data.sites], rounds, FULL_SITES if "full" in peers[name] else 0)
        if "reason" not in result:
            peers[name] = result
            keep(CACHE / "peers" / data.folder.name / f"{name}.json", result)
    return peers
