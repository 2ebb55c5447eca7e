#!/usr/bin/python3
"""qgis.py PROGRAM WORKSPACE FOLDER: one sheet of four kinds beside QGIS' own picture of the same workspace.

QGIS opens the tables with the symbols that the workspace carries (layer_styles) and draws the window that our sheet
shows. Demanded: the classes on the map are those of our legend, with the same counts; patches of 3 mm all over the map
have the same colour in both (which no map has whose layers lie in another order: drawn upside down it must fail). The
two pictures are left side by side in FOLDER/beside_qgis.png. Exit 1 otherwise.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import numpy
from PIL import Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import maps  # noqa: E402  (where the map lies on the page)
import maps_peers  # noqa: E402

KINDS = ["environmental_control_unit", "ecological_redline", "nature_reserve", "water_source_zone"]
DPI = 200
AS_OF = "2026-11-22"
PATCH_MM = 3.0
TOLERANCE = 16  # of 255, mean of a patch in one channel: a hatch lies otherwise in it, an edge is smoothed otherwise
MOST_OTHER = 0.005  # of the patches: an edge through one, smoothed otherwise
LEAST_UPSIDE_DOWN = 0.02
QGIS = r'''
import json, os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from qgis.core import *
from qgis.PyQt.QtCore import QSize
what = json.loads(sys.argv[1])
app = QgsApplication([], False)
app.initQgis()
crs = QgsCoordinateReferenceSystem(what["crs"])
window = QgsRectangle(*what["window"])
layers, classes = [], {}
for table in what["tables"]:
    layer = QgsVectorLayer(what["workspace"] + "|layername=" + table, table, "ogr")
    assert layer.isValid(), table
    message, good = layer.loadDefaultStyle()
    assert good, message
    renderer = layer.renderer()
    assert renderer.type() == "categorizedSymbol", table
    move = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance())
    frame = QgsGeometry.fromRect(window)
    for feature in layer.getFeatures():
        shape = feature.geometry()
        shape.transform(move)
        if not shape.intersects(frame):
            continue
        at = renderer.categoryIndexForValue(feature[renderer.classAttribute()])
        label = renderer.categories()[at].label() if at >= 0 else "?"
        classes[table + "|" + label] = classes.get(table + "|" + label, 0) + 1
    layers.insert(0, layer)  # the first is drawn last
for name, order in (("qgis", layers), ("upside_down", layers[::-1])):
    settings = QgsMapSettings()
    settings.setLayers(order)
    settings.setDestinationCrs(crs)
    settings.setExtent(window)
    settings.setOutputSize(QSize(*what["size"]))
    settings.setOutputDpi(what["dpi"])
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    settings.setFlag(QgsMapSettings.DrawLabeling, False)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert job.renderedImage().save(os.path.join(what["folder"], name + ".png"))
print(json.dumps(classes))
sys.stdout.flush()
os._exit(0)
'''


def patches(one, other):
    """Share of patches whose mean colours differ by more than the tolerance."""
    side = round(PATCH_MM / 25.4 * DPI)
    rows, columns = one.shape[0] // side, one.shape[1] // side

    def means(picture):
        cut = picture[:rows * side, :columns * side].astype(float)
        return cut.reshape(rows, side, columns, side, 3).mean(axis=(1, 3))
    return float((numpy.abs(means(one) - means(other)).max(axis=2) > TOLERANCE).mean())


def main():
    program, workspace, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    own = maps_peers.without_labels(folder / "styles")
    (own / "sheets").mkdir(exist_ok=True)
    (own / "sheets" / "beside.toml").write_text(
        'id = "beside"\ntitle = { zh = "对照", en = "Beside" }\nkinds = ' + json.dumps(KINDS) +
        '\nsize = "A3"\nkilometre_grid = false\ngraticule = false\nlocator = false\n')
    draw = [program, "--lang", "zh", "--quiet", "map", workspace, "--sheet", "beside", "--styles", str(own), "--as-of", AS_OF]
    subprocess.run(draw + ["--dpi", str(DPI), "--out", str(folder / "ours.png")], check=True)
    subprocess.run(draw + ["--out", str(folder / "ours.pdf")], check=True)
    frame, window = maps.placed(folder / "ours.png", dpi=DPI)
    epsg = (folder / "ours.prj").read_text().rsplit('EPSG",', 1)[1].split("]")[0]
    tables = tables_of(workspace)
    size = [round(mm / 25.4 * DPI) for mm in frame[2:]]
    asked = {"workspace": workspace, "folder": str(folder), "tables": tables, "window": window, "size": size, "dpi": DPI,
             "crs": f"EPSG:{epsg}"}
    done = subprocess.run(["/usr/bin/python3", "-c", QGIS, json.dumps(asked)], capture_output=True, text=True, check=False,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    if not done.stdout.strip():
        raise SystemExit("QGIS: " + done.stderr[-400:])
    theirs = sorted(f"{key.split('|')[1]} {count}" for key, count in json.loads(done.stdout.splitlines()[-1]).items())
    text = subprocess.run(["pdftotext", "-raw", str(folder / "ours.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    legend = re.findall(r"^(?:[^\n·]+·)?([^\n（]+)（(\d+)）$", text, re.M)
    ours = sorted(f"{name.strip()} {count}" for name, count in legend)

    def picture(path, box=None):
        read = Image.open(path).convert("RGB")
        return read.crop(box) if box else read
    left, top = round(frame[0] / 25.4 * DPI), round(frame[1] / 25.4 * DPI)
    our = picture(folder / "ours.png", (left, top, left + size[0], top + size[1]))
    arrow = round(26 / 25.4 * DPI)  # the north arrow's corner is no map
    pixels = [numpy.asarray(one)[arrow:] for one in (our, picture(folder / "qgis.png"), picture(folder / "upside_down.png"))]
    differ, upside_down = patches(pixels[0], pixels[1]), patches(pixels[0], pixels[2])
    both = Image.new("RGB", (2 * size[0] + 20, size[1]), "white")
    both.paste(our, (0, 0))
    both.paste(picture(folder / "qgis.png"), (size[0] + 20, 0))
    both.resize((1240, round(1240 * both.height / both.width)), Image.LANCZOS).quantize(96, dither=Image.Dither.NONE).save(
        folder / "beside_qgis.png", optimize=True)
    faults = [what for what, wrong in (
        (f"the legend has {ours}, QGIS {theirs}", ours != theirs or not ours),
        (f"{differ:.2%} of the patches have another colour", differ > MOST_OTHER),
        ("layers upside down look the same: nothing was shown", upside_down < LEAST_UPSIDE_DOWN)) if wrong]
    print(f"soak: qgis: {len(theirs)} classes, {differ:.2%} of the patches of {PATCH_MM:g} mm apart by more than {TOLERANCE} of 255 "
          f"({upside_down:.1%} with the layers upside down), {len(faults)} faults")
    for fault in faults:
        print("  " + fault)
    return 1 if faults else 0


def tables_of(workspace):
    """Versions in force of the kinds drawn, as our sheet draws them: the lowest first."""
    import sqlite3
    import tomllib
    order = {kind: tomllib.loads((maps_peers.STYLES / f"{kind}.toml").read_text()).get("draw_order", 50) for kind in KINDS}
    rows = sqlite3.connect(workspace).execute(
        "SELECT kind, max(date), table_name FROM er_versions WHERE withdrawn_at IS NULL AND date <= ? GROUP BY kind", (AS_OF,))
    return [table for kind, _, table in sorted(rows, key=lambda row: order.get(row[0], 50)) if kind in KINDS]


if __name__ == "__main__":
    sys.exit(main())
