#!/usr/bin/env python3
"""Kills the program a thousand times at random moments of imports, steps, notes and attachments, and proves after each
that the journal holds, and that what is there is what was there or one entry (one import) more.

    tests/soak/incident_kill.py build/release/bin/ecoredline [KILLS] [SEED]
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

program = sys.argv[1]
kills = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)


def run(*words):
    return subprocess.run([program, "--quiet", *words], capture_output=True, text=True)


def entries(ws):
    done = run("incident", ws, "verify")
    assert done.returncode == 0, done.stderr
    return int(done.stdout.split()[0])


def leads(count, day):
    features = []
    for i in range(count):
        x, y = 126.15 + 0.006 * (i % 50), 43.2 + 0.0045 * (i // 50)
        ring = [[x, y], [x + 0.0012, y], [x + 0.0012, y + 0.0009], [x, y + 0.0009], [x, y]]
        features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                         "properties": {"点位编号": f"DW{i:04}", "后时相": day}})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}, ensure_ascii=False)


def killed(after, *words):
    child = subprocess.Popen([program, "--quiet", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.wait()


def timed(*words):
    """Seconds of a run that nobody kills, and a third more: kills come at any moment of it, however busy the machine."""
    start = time.monotonic()
    assert run(*words).returncode == 0, words
    return 1.3 * (time.monotonic() - start)


with tempfile.TemporaryDirectory() as folder:
    ws = os.path.join(folder, "ws.gpkg")
    assert run("init", ws).returncode == 0
    paper = os.path.join(folder, "paper.txt")
    count, epoch, known, through = 300, 0, 0, 0
    import_takes, step_takes = 0.4, 0.12
    for number in range(kills):
        if number % 20 == 0:
            # Every epoch is killed up to ten times before it is let through.
            epoch += 1
            day = f"{2000 + epoch}-03-01"
            file = os.path.join(folder, f"e{epoch}.geojson")
            with open(file, "w", encoding="utf-8") as out:
                out.write(leads(count, day))
        if number % 20 < 10:
            killed(rng.uniform(0, import_takes), "inspect", ws, file, "--epoch", str(epoch))
            now = entries(ws)
            assert now in (known, known + count + 1), (number, known, now)
            known = now
            if number % 20 == 9:
                import_takes = timed("inspect", ws, file, "--epoch", str(epoch)) if known < epoch * (count + 1) else import_takes
                known = entries(ws)
                assert known >= epoch * (count + 1), (number, known)
            continue
        with open(paper, "w", encoding="utf-8") as out:
            out.write(f"{number}")
        first = "LD-2001-000001"
        step = rng.choice([("note", first, "--by", "a", "--text", str(number)), ("attach", first, paper, "--by", "a")])
        if number % 20 == 10:
            step_takes = timed("incident", ws, *step)
        else:
            killed(rng.uniform(0, step_takes), "incident", ws, *step)
        now = entries(ws)
        assert now in (known, known + 1), (number, known, now)
        through += now - known
        known = now
    listed = json.loads(run("incident", ws, "list", "--format", "json").stdout)
    assert len(listed["incidents"]) == count, len(listed["incidents"])
    told = [e["text"] for i in listed["incidents"] for e in i["history"] if e["action"] == "note"]
    assert len(told) == len(set(told)), "an entry was doubled"
    print(f"{kills} kills, {known} entries, {through} of the steps through, {len(listed['incidents'])} incidents: nothing lost, nothing doubled")
