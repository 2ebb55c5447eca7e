#!/usr/bin/python3
"""The window beside QGIS' own map canvas on one workspace: first picture, redraws, frames while panning, memory, pixels.

    ./dev bench --desktop [--workspace FILE] [--rounds 3]

Without a workspace, one is made of the generator's set M (six kinds). Both programs run under Xvfb, one after the
other, and are given the same views and the same canvas; QGIS draws the workspace's layers with the symbols that the
workspace carries, in parallel and simplified as it is shipped. The first picture counts from the start of the process.
Pixels are held against the same program's picture of every vertex: the mean difference of 255. The pyramid is made
before anything is timed. Exit 1 when a limit is missed.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
from osgeo import gdal

import common

KINDS = {"zone": "environmental_control_unit", "farmland": "permanent_basic_farmland", "redline": "ecological_redline",
         "flood": "river_lake_range", "mining": "mining_right", "geohazard": "wetland"}
# middle and metres a pixel: two of everything, the others nearer and nearer
VIEWS = ["42556000,4834000,280", "42556000,4834000,240", "42540000,4800000,140", "42580000,4870000,140", "42520000,4780000,70",
         "42600000,4900000,70", "42560000,4830000,35", "42540000,4790000,35", "42560000,4830000,17", "42590000,4880000,8"]
PEER = r'''
import json, os, sqlite3, sys, time
from qgis.core import *
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEventLoop, QTimer
what = json.loads(sys.argv[1])
app = QgsApplication([], True)
app.initQgis()
layers = []
for table, in sqlite3.connect(what["workspace"]).execute("SELECT table_name FROM er_versions ORDER BY id DESC"):
    layer = QgsVectorLayer(what["workspace"] + "|layername=" + table, table, "ogr")
    assert layer.isValid(), table
    layer.loadDefaultStyle()
    if what["detailed"]:
        method = layer.simplifyMethod()
        method.setSimplifyHints(QgsVectorSimplifyMethod.NoSimplification)
        layer.setSimplifyMethod(method)
    QgsProject.instance().addMapLayer(layer)
    layers.append(layer)
canvas = QgsMapCanvas()
canvas.enableAntiAliasing(True)
canvas.setParallelRenderingEnabled(True)
canvas.setCachingEnabled(False)
canvas.setDestinationCrs(QgsCoordinateReferenceSystem(what["crs"]))
canvas.resize(*what["size"])
canvas.setLayers(layers)
wide, high = what["size"]
def wait():
    loop = QEventLoop()
    canvas.mapCanvasRefreshed.connect(loop.quit)
    QTimer.singleShot(120000, loop.quit)
    loop.exec()
    canvas.mapCanvasRefreshed.disconnect(loop.quit)
    canvas.repaint()
def go(view):
    x, y, scale = map(float, view.split(","))
    canvas.setExtent(QgsRectangle(x - wide * scale / 2, y - high * scale / 2, x + wide * scale / 2, y + high * scale / 2))
canvas.show()
go(what["views"][0])
canvas.refresh()
wait()
out = {"first_ms": time.time() * 1000 - what["started"], "redraw_ms": []}
for number, view in enumerate(what["views"]):
    begin = time.time()
    go(view)
    canvas.refresh()
    wait()
    out["redraw_ms"].append((time.time() - begin) * 1000)
    if what["pictures"]:
        canvas.saveAsImage(os.path.join(what["pictures"], "%d.png" % number))
out["peak_mb"] = next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps(out), flush=True)
os._exit(0)
'''


class Screen:
    """A display of its own."""

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1200x24"], pass_fds=[write],
                                       stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as told:
            self.display = ":" + told.readline().strip()
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def run_json(command, env):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=env, timeout=600, check=False)
    if done.returncode != 0 or not done.stdout.strip():
        raise common.Failed(f"{pathlib.Path(str(command[0])).name}: {done.stderr.strip()[-400:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ours(window, workspace, env, pictures="", detailed=False):
    command = [window, workspace, "--started", f"{time.time() * 1000:.0f}", *(part for view in VIEWS for part in ("--view", view))]
    return run_json(command + (["--pictures", pictures] if pictures else []) + (["--detailed"] if detailed else []), env)


def theirs(workspace, size, env, pictures="", detailed=False):
    asked = {"workspace": str(workspace), "views": VIEWS, "size": size, "crs": "EPSG:4530", "pictures": str(pictures),
             "detailed": detailed, "started": time.time() * 1000}
    return run_json(["/usr/bin/python3", "-c", PEER, json.dumps(asked)], env)


def pixels(path):
    return gdal.Open(str(path)).ReadAsArray()[:3].astype(numpy.int16)


def difference(folder, detailed):
    """Mean over the views of the mean difference of their pixels, of 255."""
    return statistics.mean(float(numpy.abs(pixels(folder / f"{i}.png") - pixels(detailed / f"{i}.png")).mean())
                           for i in range(len(VIEWS)))


def middle(runs, key):
    return statistics.median(run[key] for run in runs)


def median(runs, key):
    """Of all views of all runs."""
    return statistics.median(value for run in runs for value in run[key])


def largest(runs):
    return max(max(run["redraw_ms"]) for run in runs)


def figures(own, peer, worse):
    """What is compared, as (what, ours, theirs, how many times better or None), and what has a limit."""
    rows = [("first picture, from process start, ms", middle(own, "first_ms"), middle(peer, "first_ms"), 2),
            (f"redraw, median of {len(VIEWS)} views, ms", median(own, "redraw_ms"), median(peer, "redraw_ms"), 2),
            ("largest redraw, ms", largest(own), largest(peer), None),
            ("peak memory, MB", middle(own, "peak_mb"), middle(peer, "peak_mb"), 2),
            ("difference from every vertex, of 255", worse["ours"], worse["qgis"], 1)]
    limits = [("first picture after the window shows, ms", middle(own, "first_after_shown_ms"), 300),
              ("largest redraw, ms", largest(own), 300),
              ("between frames while panning, p95, ms", middle(own, "frame_p95_ms"), 16)]
    return rows, limits


def holds(rows, limits):
    return (all(wanted is None or other / mine >= wanted for _, mine, other, wanted in rows)
            and all(mine <= most for _, mine, most in limits))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--window", required=True, type=pathlib.Path)
    options.add_argument("--zones", type=pathlib.Path)
    options.add_argument("--workspace", type=pathlib.Path)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--json", type=pathlib.Path)
    chosen = options.parse_args()
    workspace = chosen.workspace
    if workspace is None:
        workspace = common.CACHE / "desktop" / "workspace.gpkg"
        workspace.parent.mkdir(parents=True, exist_ok=True)
        common.workspace(chosen.program, chosen.zones, KINDS, workspace)
    with Screen() as env, tempfile.TemporaryDirectory() as name:
        folders = {part: pathlib.Path(name) / part for part in ("ours", "ours_all", "qgis", "qgis_all")}
        for folder in folders.values():
            folder.mkdir()
        size = ours(chosen.window, workspace, env, folders["ours_all"], True)["size"]  # and the pyramid is made
        own = [ours(chosen.window, workspace, env, folders["ours"]) for _ in range(chosen.rounds)]
        peer = [theirs(workspace, size, env, folders["qgis"]) for _ in range(chosen.rounds)]
        theirs(workspace, size, env, folders["qgis_all"], True)
        worse = {"ours": difference(folders["ours"], folders["ours_all"]),
                 "qgis": difference(folders["qgis"], folders["qgis_all"])}

    rows, limits = figures(own, peer, worse)
    print(f"canvas {size[0]} x {size[1]}\n{'':44}{'ours':>9}{'QGIS':>9}{'ratio':>7}  wanted")
    for what, mine, other, wanted in rows:
        print(f"{what:44}{mine:9.2f}{other:9.2f}{other / mine:7.2f}  {wanted or ''}")
    for what, mine, most in limits:
        print(f"{what:44}{mine:9.2f}{'':16}  at most {most}")
    print(f"processor time of a redraw, median: {median(own, 'processor_ms'):.0f} ms; frames with an empty edge: "
          f"{own[-1]['empty_frames']} of {own[-1]['frames']}; 95 % of frames with 62 moves a second: "
          f"{middle(own, 'slow_p95_ms'):.1f} ms apart")
    if chosen.json:
        chosen.json.write_text(json.dumps({"ours": own, "qgis": peer, "difference": worse, "size": size}, indent=1))
    return 0 if holds(rows, limits) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except common.Failed as failure:
        common.say(failure)
        sys.exit(3)
