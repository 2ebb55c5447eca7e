"""What the parts of the benchmark share: where things lie, how programs are run, what a size is."""
import hashlib
import json
import pathlib
import subprocess
import sys
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
CACHE = HERE.parents[1] / "build" / "bench"
LAYERS = "zone,farmland,redline,flood,mining,geohazard"
SIZES = {"S": 0.1, "M": 1.0, "L": 10.0}  # zones and sites as multiples of set M's
SITES_OF_M = 100_000


class Failed(Exception):
    """A program that did not do its part; the text says which and why."""


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def middle(values):
    return sorted(values)[len(values) // 2]


def run(command, timeout=3600):
    """(wall seconds, what it printed)."""
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout, check=False)
    wall = time.perf_counter() - start
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise Failed(f"{pathlib.Path(str(command[0])).name}: {lines[-1]}")
    return wall, done.stdout


def run_json(command, timeout=3600):
    wall, out = run(command, timeout)
    return wall, json.loads(out.strip().splitlines()[-1])


@dataclass
class Data:
    """One generated set."""
    folder: pathlib.Path
    scale: float
    sites: int
    seed: int

    @property
    def zones(self):
        return self.folder / "zones.gpkg"

    def first(self, sites):
        """The file of the first so many sites."""
        return self.folder / ("sites.gpkg" if sites >= self.sites else f"sites_{sites}.gpkg")


def generated(programs, scale, seed):
    """The set of a scale and a seed, made if it is not there or was made by another generator."""
    sites = round(SITES_OF_M * scale)
    data = Data(CACHE / "data" / f"{scale:g}-{seed}", scale, sites, seed)
    parts = sorted(HERE.glob("*.[ch]pp"))
    made_from = hashlib.sha256(b"".join(part.read_bytes() for part in parts if part.stem in
                                        {"generate", "coverage", "outlines", "polygon_file", "random_stream"})).hexdigest()
    stamp = data.folder / "made_from"
    if stamp.exists() and stamp.read_text() == made_from:
        return data
    say(f"generating {sites} sites and the zones of scale {scale:g}, seed {seed}")
    for old in data.folder.glob("*"):
        old.unlink()
    command = [programs / "bench_generate", data.folder, "--seed", seed, "--sites", sites, "--scale", scale]
    for count in sorted({1, 1000, 10_000, sites // 10}):
        command += ["--first", count] if count < sites else []
    print(run(command)[1], file=sys.stderr, end="")
    stamp.write_text(made_from)
    return data


def workspace(program, zones, kinds, path):
    """A workspace of the set's layers, each as the kind that `kinds` names; made once."""
    if path.exists():
        return
    made = path.with_suffix(".part.gpkg")
    made.unlink(missing_ok=True)
    run([program, "--quiet", "init", made, "--title", "bench"])
    for layer, kind in kinds.items():
        say(f"importing {layer}")
        subprocess.run([str(program), "--quiet", "import", str(made), str(zones), "--layer", layer, "--kind", kind,
                        "--date", "2024-01-01", "--coverage", "none"], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
    made.rename(path)
