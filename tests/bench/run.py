#!/usr/bin/python3
"""The engine beside its peers, on data made from a seed.

    ./dev bench [--size S|M|L] [--peers none|installed] [--json FILE] [--seed 1] [--rounds 3] [--again] [--only ours|peers]

Prints a table, the ratios first, and writes one JSON object. Data and the peers' results are kept below build/bench;
--again measures the peers anew, so that every figure comes from this run. Exit 0 when every check holds, 1 when one
does not, 3 when something could not be measured at all.
"""
import argparse
import json
import os
import pathlib
import platform
import sys
import time

import common
import judge
import ours
import peer_runs


def machine():
    model = ""
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        model = next((line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"cores": os.cpu_count(), "cpu": model, "memory_gib": round(memory, 1), "system": platform.platform(),
            "load_at_start": os.getloadavg()[0]}


def ratios(result, data):
    """How many times faster we are than the best peer, each time its best; None where there is nothing to compare."""
    own, peers = result["ours"], result["peers"]
    found = {"end_to_end": None, "query": None, "full_findings": result["full_findings"].get("ratio")}
    for name, key in (("end_to_end", "end_to_end_s"), ("query", "query_s")):
        best = peer_runs.best_of(peers, data, key)
        if best:
            found[name] = peers[best][key] / own[key]
            found[f"{name}_peer"] = best
    found["over_floor"] = own["end_to_end_s"] / result["floor_s"]
    found["degenerate"] = result["degenerate"]["ratio"]
    return found


def with_postgis(full, peers):
    theirs = peers.get("postgis_tuned", {}).get("full")
    if not theirs:
        return {**full, "postgis_s": None, "ratio": None}
    seconds = theirs["seconds"] * full["sites"] / theirs["sites"]
    return {**full, "postgis_s": seconds, "ratio": seconds / full["ours_s"]}


def checks(result, size):
    """(what, whether it holds)."""
    found = []
    if "ours" in result:
        for name, part in (("pairs and areas against GEOS", result["agreement"]),
                           ("sites that are zones against GEOS", result["degenerate"]["agreement"])):
            found.append((f"{name}: {part['pairs']} pairs, {part['missing']} missing, {part['extra']} extra, "
                          f"{part['apart']} areas apart, worst {part['worst_m2']:.1e} m²", part["holds"]))
        for part, known in judge.KNOWN.get((size, result["seed"]), {}).items():
            found.append((f"{part}: the figures known for this set", judge.same_totals(result[part], known)))
    by_count = {}
    for name, peer in result["peers"].items():
        if "reason" not in peer:
            by_count.setdefault(peer["sites"], {})[name] = peer
    for count, group in by_count.items():
        group = {**group, **({"ours": result["ours"]} if result.get("ours", {}).get("sites") == count else {})}
        known = judge.KNOWN_FIRST.get((size, result["seed"]), {}).get(count)
        group = {**group, **({"known figures": known} if known else {})}
        if len(group) < 2:
            continue
        first = next(iter(group.values()))
        found.append((f"{', '.join(group)}: the same totals on {count} sites",
                      all(judge.same_totals(other, first) for other in group.values())))
    return found


def times(value):
    return "      –" if value is None else f"{value:6.1f}×"


def print_ours(result):
    own, ratio = result["ours"], result["ratios"]
    print(f"from files to rows   {times(ratio['end_to_end'])} faster than {ratio.get('end_to_end_peer', 'no peer')}   "
          f"({own['end_to_end_s']:.3f} s; {ratio['over_floor']:.2f} times the floor of {result['floor_s']:.3f} s)")
    print(f"query, index ready   {times(ratio['query'])} faster than {ratio.get('query_peer', 'no peer')}   ({own['query_s']:.3f} s)")
    print(f"full findings        {times(ratio['full_findings'])} faster than PostGIS   ({result['full_findings']['ours_s']:.3f} s for "
          f"{result['full_findings']['sites']} sites)")
    print(f"sites that are zones {times(ratio['degenerate'])} faster than GEOS   ({result['degenerate']['ours_s']:.3f} s)")
    print(f"memory               {own['peak_mb']:.0f} MB at its peak, {result['bytes_per_vertex']} bytes a vertex")
    print(f"growth               sites ×10: ×{result['growth']['sites_x10']:.2f}; zones ×10: ×{result['growth']['zones_x10']:.2f}; "
          f"2 threads: {result['threads']['ratio']:.2f} times 1")
    print(f"one site, cold       {result['one_site']['beyond_ms']:.1f} ms beyond opening the file; 1,000 sites warm, 1 thread: "
          f"{1000 * result['warm_1000_sites_s']:.1f} ms")
    print(f"where the time goes  load {own['load_s']:.3f}  index {own['index_s']:.3f}  compute {own['compute_s']:.3f}  "
          f"write {own['write_s']:.3f} s")
    print("query by area        " + "  ".join(f"{name} {value:.3f}" for name, value in own["query_by_area_s"].items()) + " s")
    print("kernels, million/s   " + "  ".join(f"{name} {value / 1e6:.1f}" for name, value in result["kernels"].items()) + "\n")


def print_peers(result):
    rows = dict(result["peers"])
    if "ours" in result:
        rows = {"ours": result["ours"], **rows}
    if not rows:
        return
    print(f"{'':20} {'sites':>8} {'prepare s':>10} {'query s':>9} {'end to end':>10} {'sites/s':>10} {'pairs':>9} {'peak MB':>8}")
    for name, row in rows.items():
        if "reason" in row:
            print(f"{name:20} not measured: {row['reason']}")
            continue
        print(f"{name:20} {row['sites']:8} {row['prepare_s']:10.2f} {row['query_s']:9.3f} {row['end_to_end_s']:10.2f} "
              f"{row['sites'] / row['query_s']:10.0f} {row['pairs']:9} {row['peak_mb']:8.0f}"
              f"{'  of ' + row['measured'] if row.get('kept') else ''}")
    print()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--engine", type=pathlib.Path, help="another program in place of bench_engine")
    parser.add_argument("--size", choices=common.SIZES, default="S")
    parser.add_argument("--peers", choices=("none", "installed"), default="none")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--again", action="store_true", help="measure the peers anew")
    parser.add_argument("--only", choices=("ours", "peers"), help="one half alone")
    return parser.parse_args()


def main():
    options = arguments()
    result = {"format": "ecoredline.bench/1", "size": options.size, "seed": options.seed, "rounds": options.rounds,
              "time": time.strftime("%Y-%m-%dT%H:%M:%S"), "machine": machine(), "peers": {}}
    data = common.generated(options.programs, common.SIZES[options.size], options.seed)
    if options.peers == "installed" and options.only != "ours":
        result["peers"] = peer_runs.measured(data, options.again, options.rounds)
    if options.only != "peers":
        engine = options.engine or options.programs / "bench_engine"
        data, own = ours.measured(options.programs, engine, options.size, options.seed, options.rounds)
        result.update(own)
        result["full_findings"] = with_postgis(result["full_findings"], result["peers"])
        result["ratios"] = ratios(result, data)
    result["checks"] = [{"what": what, "holds": holds} for what, holds in checks(result, options.size)]
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if "ours" in result:
        print_ours(result)
    print_peers(result)
    for check in result["checks"]:
        print(f"{'holds ' if check['holds'] else 'FAILS '} {check['what']}")
    return 0 if all(check["holds"] for check in result["checks"]) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except common.Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        sys.exit(3)
