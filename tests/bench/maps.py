#!/usr/bin/python3
"""Map sheets beside QGIS' own layout export of the same workspace with the symbols that the workspace carries.

    ./dev bench --maps [--zones FILE] [--scale 50000] [--peer-pages 20] [--json FILE]

Three pieces of work on the generator's set M imported as a workspace: an A3 sheet at 300 dpi as PNG, the same as vector
PDF, an atlas by national map sheets as one PDF. Ours is the whole process, file written; the peer is one Python process
with QGIS offscreen: loading the layers is not counted, drawing and writing are. Both are given in CPU seconds of all
threads, which a busy machine changes least, and in seconds of the clock. The peer's atlas is timed over pages
evenly from the first to the last and multiplied: the figure says so.
Beside the layout export stand QGIS' parallel renderer and MapServer (map2img, the whole process), which draw the map
alone; beside MapServer, which is given no labels, ours has none. Every line of a sheet counts for us. How far pictures are from full detail is measured without labels, by each
engine against itself: ours at 300 dpi against ours at 900 (outlines on a grid three times finer, three by three pixels
to one), QGIS with its simplification against QGIS without.
Exit 1 when a ratio is missed: PNG 10 (3 to the parallel renderer, 2 to MapServer), PDF 3 and half the bytes, atlas 10 (by
the clock, as pages are painted side by side), or when our pixels are farther from full detail than QGIS'.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

import common
import maps_peers

LIMITS = {"png": 10.0, "parallel": 3.0, "mapserver": 2.0, "pdf": 3.0, "pdf bytes": 2.0, "atlas": 10.0}
# layer of the generator, kind, and a field for what the kind needs
KINDS = {"zone": "environmental_control_unit", "farmland": "permanent_basic_farmland", "redline": "ecological_redline",
         "flood": "river_lake_range", "mining": "mining_right"}
PEER = r'''
import json, os, resource, sqlite3, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import *
from qgis.PyQt.QtCore import QRectF, QSize
what = json.loads(sys.argv[1])
app = QgsApplication([], False)
app.initQgis()
project = QgsProject.instance()
layers = []
for table, in sqlite3.connect(what["workspace"]).execute("SELECT table_name FROM er_versions ORDER BY id DESC"):
    layer = QgsVectorLayer(what["workspace"] + "|layername=" + table, table, "ogr")
    assert layer.isValid(), table
    layer.loadDefaultStyle()
    project.addMapLayer(layer)
    layers.append(layer)
x0, y0, x1, y1 = what["window"]
def page(window):
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize("A3", QgsLayoutItemPage.Landscape)
    item = QgsLayoutItemMap(layout)
    left, top, width, height = what["frame"]
    item.attemptSetSceneRect(QRectF(left, top, width, height))
    item.setCrs(QgsCoordinateReferenceSystem(what["crs"]))
    item.setLayers(layers)
    item.setExtent(QgsRectangle(*window))
    layout.addLayoutItem(item)
    return layout
def timed(work):
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return [time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime]
def furnished(layout, item):
    """What our pages have beside the map, as far as QGIS has it: title, legend of what is on the page, scale bar, grid
    with coordinates, arrow, note. No locator, no counts, no index page, no bookmarks."""
    left, top, width, height = what["frame"]
    beside = left + width + 12
    def put(thing, *place):
        thing.attemptSetSceneRect(QRectF(*place))
        layout.addLayoutItem(thing)
    for text, place in (("图层总览图", (left, 8, width, 14)), ("2000国家大地坐标系", (beside, top + 180, 90, 40))):
        label = QgsLayoutItemLabel(layout)
        label.setText(text)
        put(label, *place)
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(item)
    legend.setLegendFilterByMapEnabled(True)
    put(legend, beside, top, 90, 120)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Double Box")
    bar.setLinkedMap(item)
    bar.applyDefaultSize()
    put(bar, beside, top + 160, 90, 15)
    arrow = QgsLayoutItemPicture(layout)
    arrow.setPicturePath(QgsApplication.pkgDataPath() + "/svg/arrows/NorthArrow_02.svg")
    put(arrow, left + width - 20, top + 4, 14, 14)
    grid = item.grid()
    grid.setEnabled(True)
    grid.setIntervalX(5000)
    grid.setIntervalY(5000)
    grid.setAnnotationEnabled(True)
def export(window, file, furnish=None):
    layout = page(window)  # kept: the exporter does not
    if furnish:
        furnish(layout, next(item for item in layout.items() if isinstance(item, QgsLayoutItemMap)))
    exporter = QgsLayoutExporter(layout)
    if file.endswith(".png"):
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 300
        assert exporter.exportToImage(file, settings) == QgsLayoutExporter.Success
    else:
        settings = QgsLayoutExporter.PdfExportSettings()
        settings.dpi = 300
        settings.forceVectorOutput = True
        assert exporter.exportToPdf(file, settings) == QgsLayoutExporter.Success
out = {}
for name in ("png", "pdf"):
    file = os.path.join(what["folder"], "peer." + name)
    out[name] = timed(lambda: export(what["window"], file)) + [os.path.getsize(file)]
def parallel(window, file, frame=None, simplify=True, labels=True):
    """The map alone as its frame's pixels, by all processors: what QGIS' canvas does. No page, no legend."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(what["crs"]))
    settings.setExtent(QgsRectangle(*window))
    frame = frame or what["frame"]
    settings.setOutputSize(QSize(round(frame[2] / 25.4 * 300), round(frame[3] / 25.4 * 300)))
    settings.setOutputDpi(300)
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    settings.setFlag(QgsMapSettings.UseRenderingOptimization, simplify)
    settings.setFlag(QgsMapSettings.DrawLabeling, labels)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert job.renderedImage().save(file)
file = os.path.join(what["folder"], "peer_parallel.png")
out["parallel"] = timed(lambda: parallel(what["window"], file)) + [os.path.getsize(file)]
small = what["small"]
for name, simplify in (("simplified", True), ("full", False)):
    parallel(small["window"], os.path.join(what["folder"], f"peer_{name}.png"), small["frame"], simplify, False)
to_plane = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4490"), QgsCoordinateReferenceSystem(what["crs"]), project)
def window_of(sheet):
    """A sheet with the margin that we leave, as wide and high as the frame."""
    box = to_plane.transformBoundingBox(QgsRectangle(*sheet))
    high = 1.08 * max(box.height(), box.width() * what["frame"][3] / what["frame"][2])
    wide = high * what["frame"][2] / what["frame"][3]
    middle = box.center()
    return [middle.x() - wide / 2, middle.y() - high / 2, middle.x() + wide / 2, middle.y() + high / 2]
windows = [window_of(sheet) for sheet in what["sheets"]]
out["atlas"] = timed(lambda: [export(w, os.path.join(what["folder"], "peer_page.pdf"), furnished) for w in windows])
print(json.dumps(out))
os._exit(0)
'''


def timed(command):
    """[seconds, CPU seconds] of a process and its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall, _ = common.run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return [wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime]


def placed(png, width=420, height=297, unit=1.0, dpi=300):
    """Frame on the page (mm), window (m) and system of a sheet that we drew, from its world file."""
    pixel, _, _, down, left, top = [float(line) for line in png.with_suffix(".pgw").read_text().split()]
    frame = [16 * unit, 33 * unit, width - 122 * unit, height - 54 * unit]  # painting/sheet.cpp
    metres = pixel * dpi / 25.4  # a millimetre of the page
    x0 = left - pixel / 2 + frame[0] * metres
    y1 = top - down / 2 - frame[1] * metres
    return frame, [x0, y1 - frame[3] * metres, x0 + frame[2] * metres, y1]


SHEETS = {"B": (500000, 2), "C": (250000, 4), "D": (100000, 12), "E": (50000, 24), "F": (25000, 48), "G": (10000, 96)}


def sheet_box(number):
    """West, south, east, north (degrees) of a national map sheet, GB/T 13989: K51E020004 and the like."""
    parts = SHEETS[number[3]][1]
    high, wide = 4 / parts, 6 / parts
    north = 4 * (ord(number[0]) - ord("A") + 1) - high * (int(number[4:7]) - 1)
    west = 6 * (int(number[1:3]) - 31) + wide * (int(number[7:10]) - 1)
    return [west, north - high, west + wide, north]


def sheets_of(book, pages, count):
    """Boxes of `count` sheets of an atlas, evenly from its first to its last."""
    boxes = []
    for i in range(count):
        page = 3 + round(i * (pages - 4) / (count - 1))  # behind the index
        text = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page), str(book), "-"], capture_output=True, text=True,
                              check=True).stdout
        found = re.search(r"\b[A-Z]\d\d[B-G]\d{6}\b", text)
        if found:
            boxes.append(sheet_box(found[0]))
    return boxes


def smaller_sheets(draw, folder):
    """An A4 sheet without labels at 300 and at 900 dpi: its frame (mm), window (m) and the frame's box in pixels of both."""
    plain = maps_peers.without_labels(folder / "plain")
    for dpi in (300, 900):
        common.run(draw + ["--size", "A4", "--dpi", dpi, "--styles", plain, "--out", folder / f"small_{dpi}.png"])
    frame, window = placed(folder / "small_300.png", 297, 210, 0.72)
    inside = [frame[0] + 1, frame[1] + 1, frame[0] + frame[2] - 14, frame[1] + frame[3] - 1]  # without frame and arrow
    return frame, window, [round(mm / 25.4 * 300) for mm in inside]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--zones", type=pathlib.Path, required=True)
    options.add_argument("--scale", type=int, default=50000, help="of the atlas: 1:50,000 gives about 200 sheets of set M")
    options.add_argument("--peer-pages", type=int, default=20)
    options.add_argument("--json", type=pathlib.Path)
    chosen = options.parse_args()
    store = common.CACHE / "maps"
    store.mkdir(parents=True, exist_ok=True)
    ws = store / "workspace.gpkg"
    common.workspace(chosen.program, chosen.zones, KINDS, ws)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        draw = [chosen.program, "--quiet", "map", ws, "--sheet", "inventory", "--as-of", "2026-11-22"]
        ours = {}
        for kind in ("png", "pdf"):
            file = folder / f"ours.{kind}"
            ours[kind] = timed(draw + ["--out", file]) + [file.stat().st_size]
        frame, window = placed(folder / "ours.png")
        book = folder / "atlas.pdf"
        ours["atlas"] = timed(draw + ["--atlas", "sheet_index", "--scale", chosen.scale, "--out", book])
        info = subprocess.run(["pdfinfo", str(book)], capture_output=True, text=True, check=True).stdout
        pages = int(next(line for line in info.splitlines() if line.startswith("Pages:")).split()[1])
        common.say(f"atlas 1:{chosen.scale}: {pages} pages in {ours['atlas'][0]:.1f} s")
        sheets = sheets_of(book, pages, chosen.peer_pages)
        crs = (folder / "ours.prj").read_text()
        small = smaller_sheets(draw, folder)
        ours["plain"] = timed(draw + ["--styles", folder / "plain", "--out", folder / "plain.png"])
        asked = {"workspace": str(ws), "folder": name, "frame": frame, "window": window, "sheets": sheets, "small": {"frame": small[0], "window": small[1]},
                 "crs": "EPSG:" + crs.rsplit("EPSG\",", 1)[1].split("]")[0]}
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(["/usr/bin/python3", "-c", PEER, json.dumps(asked)], capture_output=True, text=True,
                              env=env, check=False)
        if not done.stdout.strip():
            raise common.Failed("QGIS: " + done.stderr.strip()[-400:])
        peer = json.loads(done.stdout.strip().splitlines()[-1])
        size = [round(mm / 25.4 * 300) for mm in frame[2:]]
        peer["mapserver"] = maps_peers.mapserver(folder, ws, window, size, asked["crs"].split(":")[1])
        distance = {"ours": maps_peers.apart(folder / "small_300.png", folder / "small_900.png", small[2]),
                    "QGIS": maps_peers.apart(folder / "peer_simplified.png", folder / "peer_full.png")}
    factor = pages / len(sheets)
    ratios = {"png": peer["png"][1] / ours["png"][1], "parallel": peer["parallel"][1] / ours["png"][1],
              "mapserver": peer["mapserver"][1] / ours["plain"][1],
              "pdf": peer["pdf"][1] / ours["pdf"][1],
              "pdf bytes": peer["pdf"][2] / ours["pdf"][2], "atlas": peer["atlas"][0] * factor / ours["atlas"][0]}
    print(f"{'':12}{'ours s':>10}{'CPU s':>10}{'QGIS s':>10}{'CPU s':>10}{'ratio':>8}  wanted")
    for kind in ("png", "pdf"):
        print(f"A3 {kind:9}{ours[kind][0]:10.2f}{ours[kind][1]:10.2f}{peer[kind][0]:10.2f}{peer[kind][1]:10.2f}"
              f"{ratios[kind]:8.1f}  {LIMITS[kind]:g}")
    print(f"{'A3 parallel':12}{'':20}{peer['parallel'][0]:10.2f}{peer['parallel'][1]:10.2f}{ratios['parallel']:8.1f}  3")
    print(f"{'A3 MapServer':12}{ours['plain'][0]:10.2f}{ours['plain'][1]:10.2f}{peer['mapserver'][0]:10.2f}{peer['mapserver'][1]:10.2f}{ratios['mapserver']:8.1f}  2")
    for who, far in distance.items():
        print(f"from full detail, {who:5}: mean {far['mean']:.2f} of 255, {far['over 32']:.2%} of the pixels by more than 32, "
              f"{far['over 64']:.3%} by more than 64")
    print(f"{'PDF MB':12}{ours['pdf'][2] / 1e6:10.2f}{'':10}{peer['pdf'][2] / 1e6:10.2f}{'':10}{ratios['pdf bytes']:8.1f}  2")
    print(f"{'atlas':12}{ours['atlas'][0]:10.2f}{ours['atlas'][1]:10.2f}{peer['atlas'][0] * factor:10.2f}"
          f"{peer['atlas'][1] * factor:10.2f}{ratios['atlas']:8.1f}  10   ({pages} pages; QGIS: {len(sheets)} pages x {factor:.0f})")
    if chosen.json:
        chosen.json.write_text(json.dumps({"ours": ours, "qgis": peer, "pages": pages, "ratios": ratios, "distance": distance}, indent=1))
    near = distance["ours"]["mean"] <= distance["QGIS"]["mean"] and distance["ours"]["over 64"] <= distance["QGIS"]["over 64"]
    return 0 if near and all(ratios[name] >= limit for name, limit in LIMITS.items()) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except common.Failed as failure:
        common.say(failure)
        sys.exit(3)
