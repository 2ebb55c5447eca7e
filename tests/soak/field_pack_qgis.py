#!/usr/bin/python3
"""field_pack_qgis.py PROGRAM SAMPLE_DATA: a field pack goes to Debian's QGIS and comes back.

The pack is opened by PyQGIS as a project would, and so are the pages of its GeoPDF, on which the problem must lie; its form has the widgets, words and locks that it was given; the form
itself (QgsAttributeForm) is filled in and saved into the layer's edit buffer, which is committed; `incident unpack`
brings the answers back, and says row by row what it could not take. No answer is written by anything but QGIS.
Needs python3-qgis and qgis-providers; no screen (QT_QPA_PLATFORM=offscreen).
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("GDAL_PAM_ENABLED", "NO")  # no notes of GDAL's own beside the maps
from qgis.core import Qgis, QgsApplication, QgsCoordinateTransform, QgsProject, QgsRasterLayer, QgsVectorLayer  # noqa: E402
from qgis.gui import QgsAttributeForm, QgsGui  # noqa: E402

program, sample = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
TAKEN, GONE_ON, REFUSED, WITH_PHOTO, LEFT = (f"LD-2024-{number:06}" for number in range(1, 6))
checks = 0


def expect(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"field pack in QGIS: {what}")


def run(*words, status=0):
    done = subprocess.run([program, "--lang", "en", *map(str, words)], capture_output=True, text=True)
    expect(done.returncode == status, f"{' '.join(map(str, words[:3]))} ended with {done.returncode}:\n{done.stderr}{done.stdout}")
    return done


def advance(workspace, incident, to):
    run("incident", workspace, "advance", incident, "--to", to, "--by", "Li", "--level", "county", "--date", "2025-03-01",
        "--evidence", "letter")


def make_pack(folder):
    workspace, trip = folder / "ws.gpkg", folder / "trip.gpkg"
    run("init", workspace)
    for row in (sample / "workspace.txt").read_text(encoding="utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        name, kind, version, date, accuracy, coverage = row.split("|")
        run("--quiet", "import", workspace, sample / name, "--kind", kind, "--version", version, "--date", date, "--accuracy",
            accuracy, "--coverage", coverage)
    run("inspect", workspace, sample / "leads_2024.geojson", "--epoch", "2024")
    wanted = [TAKEN, GONE_ON, REFUSED, WITH_PHOTO, LEFT]
    for incident in wanted:
        advance(workspace, incident, "to_check")
    run("incident", workspace, "pack", "--ids", ",".join(wanted), "--out", trip)
    return workspace, trip


def layer_of(trip, name):
    layer = QgsVectorLayer(f"{trip}|layername={name}", name, "ogr")
    expect(layer.isValid(), f"layer {name} does not open")
    return layer


def widget(layer, field):
    return layer.editorWidgetSetup(layer.fields().indexOf(field))


def check_form(layer):
    """What somebody sees who taps on a problem."""
    expect(layer.featureCount() == 5, f"{layer.featureCount()} rows to answer")
    expect(layer.crs().authid() == "EPSG:4490", f"answers lie in {layer.crs().authid()}")
    step = widget(layer, "to_state")
    expect(step.type() == "ValueMap", f"to_state is a {step.type()}")
    words = {value: title for entry in step.config()["map"] for title, value in entry.items()}
    expect("confirmed" in words and "issued" not in words, f"to_state offers {sorted(words)}")
    expect(widget(layer, "level").type() == "ValueMap", "level has no list")
    day = widget(layer, "checked_on")
    expect(day.type() == "DateTime" and day.config()["field_format"] == "yyyy-MM-dd", f"checked_on is {day.type()}")
    photo = widget(layer, "photo")
    expect(photo.type() == "ExternalResource" and int(photo.config()["RelativeStorage"]) == 1, "photo is no attachment")
    locks = layer.editFormConfig()
    for field in layer.fields().names():
        shown = field in ("incident", "state", "activity", "zone", "area", "deadline", "seen")
        if field != "fid":
            expect(locks.readOnly(layer.fields().indexOf(field)) == shown, f"{field} is {'open' if shown else 'locked'}")
    expect(layer.attributeAlias(layer.fields().indexOf("to_state")) != "", "fields have no titles")


def feature_of(layer, incident):
    rows = [row for row in layer.getFeatures() if row["incident"] == incident]
    expect(len(rows) == 1, f"{len(rows)} rows of {incident}")
    return rows[0]


def fill_in(layer, incident, answers):
    form = QgsAttributeForm(layer, feature_of(layer, incident))
    for field, value in answers.items():
        form.changeAttribute(field, value)
    expect(form.save(), f"the form of {incident} does not save")
    saved = feature_of(layer, incident)
    for field, value in answers.items():
        expect(saved[field] == value, f"{incident}: {field} became {saved[field]}")


def shown(workspace, incident):
    return json.loads(run("--quiet", "incident", workspace, "show", incident, "--format", "json").stdout)["incidents"][0]


def trip_to_the_field(folder):
    workspace, trip = make_pack(folder)
    for name in ("incidents", "zones", "history"):
        expect(layer_of(trip, name).featureCount() > 0, f"layer {name} is empty")
    for page in range(2, 7):  # after the index
        sheet = QgsRasterLayer(f"PDF:{page}:{folder / 'trip_maps.pdf'}", "map", "gdal")
        expect(sheet.isValid() and sheet.crs().isValid() and not sheet.crs().isGeographic(), f"page {page} of the maps has no place")
    problems = layer_of(trip, "incidents")
    first = QgsRasterLayer(f"PDF:2:{folder / 'trip_maps.pdf'}", "map", "gdal")
    to_sheet = QgsCoordinateTransform(problems.crs(), first.crs(), QgsProject.instance())
    shape = next(problems.getFeatures()).geometry()
    expect(first.extent().contains(to_sheet.transformBoundingBox(shape.boundingBox())), "the first problem is not on its sheet")
    layer = layer_of(trip, "answers")
    check_form(layer)
    (folder / "photo 1.jpg").write_bytes(b"what was seen")
    expect(layer.startEditing(), "the layer cannot be edited")
    fill_in(layer, TAKEN, {"to_state": "confirmed", "checked_on": "2025-03-18", "checked_by": "Wang", "evidence": "seen on site"})
    fill_in(layer, GONE_ON, {"to_state": "unfounded", "reason": "nothing there"})
    fill_in(layer, REFUSED, {"to_state": "closed"})
    fill_in(layer, WITH_PHOTO, {"to_state": "unfounded", "reason": "a field", "photo": "photo 1.jpg", "note": "told the village"})
    expect(layer.commitChanges(), f"nothing was committed: {layer.commitErrors()}")
    del layer
    advance(workspace, GONE_ON, "confirmed")  # meanwhile, at the office

    back = run("incident", workspace, "unpack", trip, "--by", "Zhang", "--date", "2025-03-20", "--level", "county", status=4)
    expect("2 taken, 0 already there, 1 conflicts, 1 refused, 1 not filled in" in back.stderr, back.stderr)
    rows = [line for line in back.stdout.splitlines() if line.startswith("LD-")]
    for incident, outcome in ((TAKEN, "taken"), (GONE_ON, "conflict"), (REFUSED, "refused"), (WITH_PHOTO, "taken")):
        expect(any(incident in row and outcome in row for row in rows), f"no row says {outcome} of {incident}:\n{back.stdout}")
    expect("Li" in back.stdout, "the conflict does not say who went on")
    taken = shown(workspace, TAKEN)
    expect(taken["state"] == "confirmed" and taken["history"][-1]["by"] == "Wang"
           and taken["history"][-1]["date"] == "2025-03-18", f"{TAKEN} is {taken['state']}")
    expect(shown(workspace, GONE_ON)["state"] == "confirmed", "a conflict was overwritten")
    expect(shown(workspace, REFUSED)["state"] == "to_check", "a step that may not be taken was")
    expect(shown(workspace, WITH_PHOTO)["history"][-1]["file"]["name"] == "photo 1.jpg", "the photo did not come back")
    expect(shown(workspace, LEFT)["state"] == "to_check", "an empty row changed something")
    run("incident", workspace, "verify")
    again = run("incident", workspace, "unpack", trip, "--by", "Zhang", "--date", "2025-03-20", "--level", "county", status=4)
    expect("0 taken, 2 already there" in again.stderr, f"a second time: {again.stderr}")


if __name__ == "__main__":
    app = QgsApplication([], True)
    app.initQgis()
    QgsGui.editorWidgetRegistry().initEditors()
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_CACHE_HOME"] = name
        trip_to_the_field(pathlib.Path(name))
    print(f"field pack in QGIS {Qgis.QGIS_VERSION}: {checks} checks hold: 2 answers taken, 1 conflict and 1 refusal shown, 1 left")
    sys.stdout.flush()
    os._exit(0)  # QGIS's own taking down of itself is no part of the test
