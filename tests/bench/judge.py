"""Do two programs answer alike? The judge is GEOS, called as plainly as can be (bench_plain_geos)."""
import json
import sqlite3

from common import CACHE, LAYERS, run_json

# Of an overlap. Below the first an overlay's rounding decides whether there is a pair at all.
LEAST_M2 = 1e-3
RELATIVE = 1e-9
ABSOLUTE_M2 = 1e-5

# What the first prototypes, PostGIS and GEOS found in sets of seed 1; bench_generate's streams are fixed for their sake.
KNOWN = {("M", 1): {"ours": {"pairs": 470_754, "area_m2": 140_611_477_619.36},
                    "degenerate": {"pairs": 17_057, "area_m2": 11_526_711_826.9723}}}
# The same for the first of set M's sites, on which slower peers are asked.
KNOWN_FIRST = {("M", 1): {1_000: {"pairs": 4_725, "area_m2": 1_478_160_230.5533},
                          10_000: {"pairs": 47_313, "area_m2": 14_240_188_125.4320}}}


def pairs_of(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        return {(site, layer, zone): area for site, layer, zone, area in
                file.execute("SELECT site, layer, zone, overlap_m2 FROM pairs")}


def geos_pairs(programs, data, sites_file):
    """(file with its pairs, what it said), from the cache if they are there: the answer does not change."""
    out = data.folder / f"geos_{sites_file.stem}.gpkg"
    said = out.with_suffix(".json")
    if not said.exists():
        _, answer = run_json([programs / "bench_plain_geos", "--zones", data.zones, "--sites", sites_file,
                              "--layers", LAYERS, "--threads", 2, "--out", out])
        said.write_text(json.dumps(answer))
    return out


def compared(ours, theirs):
    """Pairs that only one of them has, and how far the areas of the others lie apart."""
    missing = [key for key, area in theirs.items() if area > LEAST_M2 and key not in ours]
    extra = [key for key, area in ours.items() if area > LEAST_M2 + ABSOLUTE_M2 and key not in theirs]
    apart, worst, worst_relative = 0, 0.0, 0.0
    for key, area in theirs.items():
        difference = abs(ours.get(key, area) - area)
        worst = max(worst, difference)
        if difference > ABSOLUTE_M2:
            worst_relative = max(worst_relative, difference / area)
            apart += difference > RELATIVE * area
    return {"pairs": len(theirs), "missing": len(missing), "extra": len(extra), "apart": apart, "worst_m2": worst,
            "worst_relative": worst_relative, "holds": not missing and not extra and apart == 0,
            "examples": [list(key) for key in (missing + extra)[:5]]}


def same_totals(one, other):
    return one["pairs"] == other["pairs"] and abs(one["area_m2"] - other["area_m2"]) <= RELATIVE * abs(other["area_m2"])


def work(name):
    folder = CACHE / "work" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
