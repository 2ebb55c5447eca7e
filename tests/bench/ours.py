"""Our own figures: bench_engine run as whole processes, its own clock for what happens inside."""
import json
import math

from judge import compared, geos_pairs, pairs_of, work

import common
from common import LAYERS, Failed, middle, run, run_json, say

FULL_SITES = 1000
COLD_RUNS = 9
THREAD_ROUNDS = 4


class Engine:
    def __init__(self, program, rounds):
        self.program = program
        self.rounds = rounds
        self.folder = work("ours")

    def once(self, data, sites, *more):
        return run_json([self.program, "--zones", data.zones, "--sites", sites, "--layers", LAYERS, *more])

    def index(self, data):
        """A folder with the index files of the set, ready."""
        folder = self.folder / f"index_{data.folder.name}"
        if not folder.exists():
            folder.mkdir()
            self.once(data, data.first(1), "--area", "planar", "--threads", 2, "--index", folder)
        return folder

    def compute(self, data, sites, *more, threads=2, area="planar", repeat=None):
        """What it says of a run with the index ready; compute_s is the middle of the repeats."""
        _, answer = self.once(data, sites, "--area", area, "--threads", threads, "--index", self.index(data),
                              "--repeat", repeat or max(3, self.rounds), *more)
        answer["compute_all_s"] = answer["compute_s"]
        answer["compute_s"] = middle(answer["compute_s"])
        return answer


def end_to_end(engine, data):
    """Files in, rows out, nothing prepared: the middle of the rounds, with what that round said of its parts."""
    out = engine.folder / "pairs.gpkg"
    runs = [engine.once(data, data.first(data.sites), "--area", "planar", "--threads", 2, "--out", out)
            for _ in range(engine.rounds)]
    wall, parts = middle_run(runs)
    return out, wall, parts


def middle_run(runs):
    return sorted(runs, key=lambda run: run[0])[len(runs) // 2]


def whole(engine, data):
    out, wall, parts = end_to_end(engine, data)
    warm = engine.compute(data, data.first(data.sites))
    areas = {method: engine.compute(data, data.first(data.sites), area=method)["compute_s"] for method in ("exact", "official")}
    return out, {
        "sites": data.sites, "prepare_s": parts["load_s"] + parts["index_s"], "query_s": warm["compute_s"],
        "query_all_s": warm["compute_all_s"], "end_to_end_s": wall, "pairs": parts["pairs"], "area_m2": parts["area_m2"],
        "peak_mb": parts["peak_mb"], "rss_anon_mb": parts.get("rss_anon_mb"), "fallbacks": parts.get("fallbacks"),
        "load_s": parts["load_s"], "index_s": parts["index_s"], "compute_s": middle(parts["compute_s"]),
        "write_s": parts["write_s"], "index_load_s": warm["load_s"], "vertices": parts.get("vertices"),
        "bytes_per_vertex": parts.get("bytes_per_vertex"), "query_by_area_s": {"planar": warm["compute_s"], **areas}}


def floor(programs, engine, data, rows):
    """The middle of as many whole processes as ours had."""
    command = [programs / "bench_floor", "--zones", data.zones, "--sites", data.first(data.sites), "--rows", rows,
               "--out", engine.folder / "floor.gpkg"]
    wall, parts = middle_run([run_json(command) for _ in range(engine.rounds)])
    return wall, parts


def degenerate(programs, engine, data):
    """Sites that are zones, compute phases side by side in this run."""
    sites = data.folder / "degenerate.gpkg"
    out = engine.folder / "degenerate.gpkg"
    engine.once(data, sites, "--area", "planar", "--threads", 2, "--out", out)
    warm = engine.compute(data, sites)
    theirs = data.folder / "geos_degenerate.gpkg"
    _, geos = run_json([programs / "bench_plain_geos", "--zones", data.zones, "--sites", sites, "--layers", LAYERS,
                        "--threads", 2, "--out", theirs])
    agreement = compared(pairs_of(out), pairs_of(theirs))
    return {"ours_s": warm["compute_s"], "geos_s": geos["compute_s"][0], "ratio": geos["compute_s"][0] / warm["compute_s"],
            "pairs": geos["pairs"], "touches": geos["touches"], "area_m2": geos["area_m2"], "agreement": agreement}


def growth(engine, data, tenth):
    """Ten times the sites on the same zones; ten times the zones at the same density under as many sites."""
    few = engine.compute(data, data.first(data.sites // 10))["compute_s"]
    many = engine.compute(data, data.first(data.sites))["compute_s"]
    small = engine.compute(tenth, tenth.first(tenth.sites))["compute_s"]
    return {"sites_x10": many / few, "zones_x10": few / small,
            "compute_s": {"tenth_of_sites": few, "all": many, "tenth_of_both": small}}


def threads(engine, data):
    """One thread and two by turns, the least of each: what else the machine does can only add to either."""
    least = {1: math.inf, 2: math.inf}
    for _ in range(THREAD_ROUNDS):
        for n in least:
            all_of = engine.compute(data, data.first(data.sites), threads=n)["compute_all_s"]
            least[n] = min(least[n], *all_of)
    return {"one_s": least[1], "two_s": least[2], "ratio": least[1] / least[2]}


def one_site(programs, engine, data):
    """A cold process with the index file ready, and what cannot be done without: interleaved, for both see the same machine."""
    site, index = data.first(1), engine.index(data)
    ours, baseline = [], []
    for _ in range(COLD_RUNS):
        ours.append(engine.once(data, site, "--area", "planar", "--threads", 1, "--index", index)[0])
        baseline.append(run([programs / "bench_open_site", site])[0])
    return {"ours_s": middle(ours), "baseline_s": middle(baseline), "beyond_ms": 1000 * (middle(ours) - middle(baseline))}


def full_findings(engine, data):
    sites = min(FULL_SITES, data.sites)
    answer = engine.compute(data, data.first(sites), "--full", area="official")
    return {"sites": sites, "ours_s": answer["compute_s"]}


def kernels(programs):
    """Items a second of each kernel: vertices, points, rows or questions, as bench_kernels counts them."""
    _, out = run([programs / "bench_kernels", "--benchmark_format=json", "--benchmark_min_time=0.2"])
    return {kernel["name"]: kernel["items_per_second"] for kernel in json.loads(out)["benchmarks"]}


def agreement(programs, engine, data, pairs_file):
    """Against GEOS: every site of a small set, the first 10,000 of a large one."""
    count = min(data.sites, 10_000)
    theirs = pairs_of(geos_pairs(programs, data, data.first(count)))
    ours = {key: area for key, area in pairs_of(pairs_file).items() if key[0] <= count}
    return {"sites": count, **compared(ours, theirs)}


def measured(programs, program, size, seed, rounds):
    """Everything the benchmark says of us. Raises Failed when the engine's program is not there."""
    if not program.exists():
        raise Failed(f"{program} is not there: the engine's own program is not built")
    engine = Engine(program, rounds)
    data = common.generated(programs, common.SIZES[size], seed)
    tenth = common.generated(programs, common.SIZES[size] / 10, seed)
    say("ours, from files to rows")
    out, own = whole(engine, data)
    floor_s, floor_parts = floor(programs, engine, data, own["pairs"])
    result = {"ours": own, "floor_s": floor_s, "floor": floor_parts, "bytes_per_vertex": own["bytes_per_vertex"]}
    say("ours, step by step")
    result["threads"] = threads(engine, data)
    result["growth"] = growth(engine, data, tenth)
    result["one_site"] = one_site(programs, engine, data)
    result["warm_1000_sites_s"] = engine.compute(data, data.first(min(1000, data.sites)), threads=1, repeat=COLD_RUNS)["compute_s"]
    result["full_findings"] = full_findings(engine, data)
    result["kernels"] = kernels(programs)
    say("plain GEOS on sites that are zones")
    result["degenerate"] = degenerate(programs, engine, data)
    say("pair by pair against GEOS")
    result["agreement"] = agreement(programs, engine, data, out)
    return data, result
