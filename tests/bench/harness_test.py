#!/usr/bin/python3
"""The benchmark's own arithmetic: a judge that never finds a fault would be worse than none."""
import pathlib
import sys
import unittest
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "peers")]

import desktop  # noqa: E402
import face  # noqa: E402
import judge  # noqa: E402
import peer_runs  # noqa: E402
import plot  # noqa: E402
import run  # noqa: E402

PAIRS = {(1, "zone", 7): 1000.0, (1, "flood", 2): 5e8, (2, "zone", 7): 0.5}


class Judge(unittest.TestCase):
    def test_holds_for_the_same(self):
        self.assertTrue(judge.compared(dict(PAIRS), PAIRS)["holds"])

    def test_allows_what_was_promised_and_no_more(self):
        self.assertTrue(judge.compared({**PAIRS, (2, "zone", 7): 0.5 + 9e-6}, PAIRS)["holds"])
        self.assertTrue(judge.compared({**PAIRS, (1, "flood", 2): 5e8 + 0.4}, PAIRS)["holds"])
        self.assertFalse(judge.compared({**PAIRS, (2, "zone", 7): 0.5 + 2e-5}, PAIRS)["holds"])
        self.assertFalse(judge.compared({**PAIRS, (1, "flood", 2): 5e8 + 0.6}, PAIRS)["holds"])

    def test_finds_a_missing_and_an_extra_pair(self):
        fewer = {key: area for key, area in PAIRS.items() if key[1] != "flood"}
        self.assertEqual(judge.compared(fewer, PAIRS)["missing"], 1)
        self.assertEqual(judge.compared({**PAIRS, (9, "zone", 9): 1.0}, PAIRS)["extra"], 1)
        self.assertTrue(judge.compared({**PAIRS, (9, "zone", 9): 1e-4}, PAIRS)["holds"])  # rounding, not a pair

    def test_compares_totals(self):
        self.assertTrue(judge.same_totals({"pairs": 3, "area_m2": 1e9 + 0.5}, {"pairs": 3, "area_m2": 1e9}))
        self.assertFalse(judge.same_totals({"pairs": 3, "area_m2": 1e9 + 5}, {"pairs": 3, "area_m2": 1e9}))
        self.assertFalse(judge.same_totals({"pairs": 2, "area_m2": 1e9}, {"pairs": 3, "area_m2": 1e9}))

    def test_wants_the_figures_known_for_set_m(self):
        agreement = judge.compared(dict(PAIRS), PAIRS)
        known = judge.KNOWN[("M", 1)]
        result = {"seed": 1, "peers": {}, "agreement": agreement, "ours": {**known["ours"], "sites": 100000},
                  "degenerate": {**known["degenerate"], "agreement": agreement}}
        self.assertTrue(all(holds for _, holds in run.checks(result, "M")))
        result["ours"]["pairs"] += 1
        self.assertFalse(all(holds for _, holds in run.checks(result, "M")))

    def test_a_peer_that_differs_fails_the_run(self):
        peer = {"sites": 1000, "pairs": 10, "area_m2": 5.0}
        result = {"seed": 1, "peers": {"a": peer, "b": {**peer, "pairs": 11}, "c": {"reason": "not there"}}}
        self.assertEqual([holds for _, holds in run.checks(result, "S")], [False])


class Desktop(unittest.TestCase):
    OURS = {"first_ms": 400, "first_after_shown_ms": 250, "redraw_ms": [100, 200], "frame_p95_ms": 12, "peak_mb": 300}
    PEER = {"first_ms": 900, "redraw_ms": [400, 500], "peak_mb": 700}
    WORSE = {"ours": 2.0, "qgis": 2.5}

    def judged(self, peer=None, worse=None, **changed):
        return desktop.holds(*desktop.figures([{**self.OURS, **changed}], [{**self.PEER, **(peer or {})}], worse or self.WORSE))

    def test_holds_when_everything_is_twice_as_good(self):
        self.assertTrue(self.judged())

    def test_every_miss_counts(self):
        for missed in ({"first_ms": 460}, {"first_after_shown_ms": 301}, {"redraw_ms": [100, 301]}, {"frame_p95_ms": 16.1},
                       {"peak_mb": 351}, {"redraw_ms": [250, 290]}, {"worse": {"ours": 2.6, "qgis": 2.5}}):
            self.assertFalse(self.judged(**missed), missed)

    def test_the_median_is_that_of_all_views_of_all_runs(self):
        runs = [{"redraw_ms": [1, 2, 30]}, {"redraw_ms": [4, 50, 60]}]
        self.assertEqual(desktop.median(runs, "redraw_ms"), 17)
        self.assertEqual(desktop.largest(runs), 60)


class Slow(face.Peer):
    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds
        self.asked = []

    def version(self):
        return "slow"

    def query(self, sites):
        self.asked.append(sites)
        return sites, 1.0


class Face(unittest.TestCase):
    def measured(self, seconds):
        """With a clock that says each query takes `seconds` a thousand sites."""
        peer = Slow(seconds)
        original = face.timed
        face.timed = lambda job, *arguments: (seconds * (arguments[0] / 1000 if arguments else 0), job(*arguments))
        try:
            return peer, face.measure(peer, [1000, 10000, 100000], 60, 3)
        finally:
            face.timed = original

    def test_goes_as_far_as_the_limit(self):
        peer, result = self.measured(1.3)
        self.assertEqual(peer.asked, [1000, 10000])
        self.assertEqual((result["sites"], result["pairs"]), (10000, 10000))

    def test_repeats_the_last_count(self):
        peer, result = self.measured(1.1)
        self.assertEqual(peer.asked, [1000, 10000, 100000, 100000, 100000])
        self.assertEqual(len(result["query_all_s"]), 3)


class Best(unittest.TestCase):
    def test_takes_only_who_did_all_sites(self):
        class Data:
            sites = 100
        peers = {"quick": {"sites": 10, "query_s": 1}, "whole": {"sites": 100, "query_s": 9}, "none": {"reason": "gone"}}
        self.assertEqual(peer_runs.best_of(peers, Data, "query_s"), "whole")
        self.assertIsNone(peer_runs.best_of({"quick": peers["quick"]}, Data, "query_s"))


class Plot(unittest.TestCase):
    def test_draws_ours_and_names_who_is_missing(self):
        row = {"sites": 100, "query_s": 2.0, "prepare_s": 1.0, "end_to_end_s": 3.0, "pairs": 5, "area_m2": 1.0, "peak_mb": 9.0}
        own = {**row, "load_s": .2, "index_s": .1, "compute_s": .5, "write_s": .2, "end_to_end_s": 1.1}
        result = {"size": "S", "time": "2026-11-22T00:00:00", "machine": {"cores": 2}, "ours": own, "floor_s": .4,
                  "peers": {"spatialite": row, "qgis_intersection": {"reason": "no QGIS"}}}
        picture = plot.drawn(result)
        self.assertIn("EcoRedline", picture)
        self.assertIn("floor", picture)
        self.assertIn("no QGIS", plot.table(result))
        xml.etree.ElementTree.fromstring(picture)


if __name__ == "__main__":
    unittest.main()
