"""Besides QGIS: MapServer drawing the same zones in the symbols of styles/, and how far pictures are apart."""
import pathlib
import resource
import sqlite3
import subprocess
import time
import tomllib

STYLES = pathlib.Path(__file__).resolve().parents[2] / "styles"
DPI = 300
HATCH_MM, HATCH_LINE_MM = 2.0, 0.16  # as on our own maps
ANGLES = {"slash": [45], "backslash": [135], "cross": [45, 135], "horizontal": [0], "vertical": [90]}


def pixels(mm):
    return mm / 25.4 * DPI


def rgb(colour):
    return " ".join(str(int(colour[i:i + 2], 16)) for i in (1, 3, 5))


def class_of(name, style):
    """A CLASS of a .map file: fill, hatch, outline."""
    ink = style.get("stroke") or style.get("fill") or "#000000"
    lines = ["CLASS", f'NAME "{name or "other"}"'] + ([f'EXPRESSION "{name}"'] if name else [])
    if style.get("fill"):
        lines.append(f'STYLE COLOR {rgb(style["fill"])} OPACITY {round(style.get("fill_opacity", 1) * 100)} END')
    for angle in ANGLES.get(style.get("hatch", "none"), []):
        lines.append(f'STYLE SYMBOL "hatch" ANGLE {angle} SIZE {pixels(HATCH_MM):.1f} WIDTH {pixels(HATCH_LINE_MM):.2f} '
                     f'COLOR {rgb(ink)} END')
    if style.get("hatch") == "dots":
        lines.append(f'STYLE SYMBOL "dot" SIZE {pixels(0.56):.1f} GAP {pixels(HATCH_MM):.1f} COLOR {rgb(ink)} END')
    if style.get("stroke") and style.get("stroke_mm", 0.35) > 0:
        lines.append(f'STYLE OUTLINECOLOR {rgb(style["stroke"])} WIDTH {pixels(style.get("stroke_mm", 0.35)):.2f} END')
    return lines + ["END"]


def map_file(path, workspace, window, size, epsg):
    """The workspace's newest versions as a .map file, a class for every class that styles/ names."""
    lines = ["MAP", 'NAME "bench"', "MAXSIZE 20000", f"SIZE {size[0]} {size[1]}",  # MAXSIZE before SIZE, else it is refused
             "EXTENT " + " ".join(f"{v:.3f}" for v in window), "UNITS METERS", f'PROJECTION "init=epsg:{epsg}" END',
             'OUTPUTFORMAT NAME "png24" DRIVER "AGG/PNG" IMAGEMODE RGB END', 'IMAGETYPE "png24"', "IMAGECOLOR 255 255 255",
             'SYMBOL NAME "hatch" TYPE HATCH END', 'SYMBOL NAME "dot" TYPE ELLIPSE FILLED TRUE POINTS 1 1 END END']
    versions = sqlite3.connect(workspace).execute("SELECT table_name, kind, crs FROM er_versions").fetchall()
    books = {kind: tomllib.loads((STYLES / f"{kind}.toml").read_text()) for _, kind, _ in versions}
    for table, kind, crs in sorted(versions, key=lambda one: books[one[1]].get("draw_order", 50)):
        book = books[kind]
        lines += ["LAYER", f'NAME "{table}"', "TYPE POLYGON", "STATUS DEFAULT", "CONNECTIONTYPE OGR",
                  f'CONNECTION "{workspace}"', f'DATA "{table}"', f'PROJECTION "init=epsg:{crs.split(":")[1]}" END',
                  'CLASSITEM "zone_class"']
        for one in book.get("class", []):
            lines += class_of(one["id"], {**book.get("default", {}), **one})
        lines += class_of("", book.get("default", {"fill": "#98A2B3", "fill_opacity": 0.35})) + ["END"]
    path.write_text("\n".join(lines + ["END", ""]))


def mapserver(folder, workspace, window, size, epsg):
    """[seconds, CPU seconds, bytes] of map2img, the whole process."""
    described, picture = folder / "peer.map", folder / "peer_mapserver.png"
    map_file(described, workspace, window, size, epsg)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(["map2img", "-m", str(described), "-o", str(picture)], capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0 or not picture.exists():
        raise RuntimeError("map2img: " + (done.stderr or done.stdout)[-300:])
    return [wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, picture.stat().st_size]


def apart(one, other, box=None):
    """Mean difference of two pictures inside `box`, of 255, and the share of their pixels apart by more than 32 and 64."""
    import numpy
    from PIL import Image
    Image.MAX_IMAGE_PIXELS = None
    pictures = [Image.open(path).convert("RGB") for path in (one, other)]
    if pictures[0].size != pictures[1].size:  # the larger has so many pixels for one; their mean is what they show
        smaller = min(pictures, key=lambda picture: picture.size[0]).size
        factor = max(picture.size[0] for picture in pictures) // smaller[0]
        pictures = [p if p.size == smaller else p.reduce(factor) for p in pictures]
    pictures = [picture.crop(box or (0, 0, *pictures[0].size)) for picture in pictures]
    a, b = (numpy.asarray(picture, dtype=numpy.int16) for picture in pictures)
    difference = numpy.abs(a - b)
    most = difference.max(axis=2)
    return {"mean": float(difference.mean()), "over 32": float((most > 32).mean()), "over 64": float((most > 64).mean())}


def without_labels(folder):
    """styles/ of one's own in which nothing is written on the map."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in STYLES.glob("*.toml"):
        lines = [line for line in path.read_text().splitlines() if not line.startswith("label ")]
        (folder / path.name).write_text("\n".join(lines) + "\n")
    return folder
