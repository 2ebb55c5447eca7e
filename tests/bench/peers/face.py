"""The face every peer shows the benchmark.

A peer is a script with one class: `prepare(data, work)` reads and indexes whatever can be done before the sites are
known to matter, `query(sites)` answers for the first N sites with (pairs, area in m²), `version()` names what ran. The
question is the same for all: every pair of a site and a zone of the six layers that share interior, and the planar
area they share. Called as

    peer.py --data DIR --work DIR --counts 1000,10000,100000 [--limit 60] [--rounds 1] [--variant NAME]

it prepares once, answers for as many sites as it can within the limit, the last count `rounds` times, and prints one
JSON object on stdout.
"""
import argparse
import json
import pathlib
import resource
import sys
import time

LAYERS = ["zone", "farmland", "redline", "flood", "mining", "geohazard"]


class Peer:
    data: pathlib.Path
    work: pathlib.Path

    def __init__(self, variant=""):
        self.variant = variant

    def version(self):
        raise NotImplementedError

    def start(self):
        """What is not the peer's work and not timed: starting a server."""

    def prepare(self):
        """Timed apart from the query."""

    def query(self, sites):
        raise NotImplementedError

    def full(self, _sites, _eps):
        """(pairs, seconds) of overlap, error band and nearest distance; None where it is not asked of this peer."""
        return None

    def stop(self):
        """Ends what start began."""

    def peak_mb(self):
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return max(own, children) / 1024

    def sites_file(self, sites):
        part = self.data / f"sites_{sites}.gpkg"
        return part if part.exists() else self.data / "sites.gpkg"


def timed(job, *arguments):
    start = time.perf_counter()
    answer = job(*arguments)
    return time.perf_counter() - start, answer


def measure(peer, counts, limit, rounds):
    """An answer for all the sites may take twice the limit: the best from end to end is chosen among those."""
    prepare_s, _ = timed(peer.prepare)
    took, done, answer = [], 0, None
    for place, count in enumerate(counts):
        if took and took[-1] * count / done > (2 * limit if count == counts[-1] else limit):
            break
        seconds, answer = timed(peer.query, count)
        print(f"  {count} sites: {seconds:.2f} s", file=sys.stderr)
        took, done = [seconds], count
        if place + 1 == len(counts):
            took += [timed(peer.query, count)[0] for _ in range(rounds - 1)]
    middle = sorted(took)[len(took) // 2]
    return {"version": peer.version(), "sites": done, "prepare_s": prepare_s, "query_s": middle, "query_all_s": took,
            "end_to_end_s": prepare_s + middle, "sites_per_s": done / middle, "pairs": answer[0], "area_m2": answer[1]}


def main(make):
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--counts", required=True)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--variant", default="")
    parser.add_argument("--full", type=int, default=0, help="also full findings, of so many sites")
    parser.add_argument("--eps", type=float, default=3.1)
    arguments = parser.parse_args()
    peer = make(arguments.variant)
    peer.data, peer.work = arguments.data.resolve(), arguments.work.resolve()
    peer.work.mkdir(parents=True, exist_ok=True)
    peer.start()
    try:
        result = measure(peer, [int(count) for count in arguments.counts.split(",")], arguments.limit, arguments.rounds)
        if arguments.full:
            answer = peer.full(arguments.full, arguments.eps)
            if answer is not None:
                result["full"] = {"sites": arguments.full, "pairs": answer[0], "seconds": answer[1]}
        result["peak_mb"] = peer.peak_mb()
    finally:
        peer.stop()
    print(json.dumps(result))
