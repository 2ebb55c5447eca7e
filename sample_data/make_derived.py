#!/usr/bin/python3
"""Writes sample_data/derived/: invented intakes, rivers and a lake for `ecoredline derive`.

Nothing here is a real intake or a real river: every row says so in its field 备注 and its name begins with 示例·.
One seed, standard library only: the same bytes every time.
"""
import json
import math
import pathlib
import random

SEED = 338
NOTE = "示例数据,非真实边界"
HERE = pathlib.Path(__file__).parent / "derived"
# A corner in the invented part of the sample; metres east and north of it become degrees well enough for a drawing.
LON, LAT = 126.62, 43.60
M_PER_DEG_LAT = 111_110.0
M_PER_DEG_LON = 111_320.0 * math.cos(math.radians(LAT))


def degrees(x, y):
    return [round(LON + x / M_PER_DEG_LON, 9), round(LAT + y / M_PER_DEG_LAT, 9)]


def feature(kind, coordinates, **fields):
    return {"type": "Feature", "properties": {**fields, "备注": NOTE}, "geometry": {"type": kind, "coordinates": coordinates}}


def write(name, features):
    head = {"type": "FeatureCollection", "name": name,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}}
    rows = ",\n".join(json.dumps(f, ensure_ascii=False, sort_keys=True) for f in features)
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + rows + "\n]}\n"
    (HERE / f"{name}.geojson").write_text(text, encoding="utf-8")


def meander(rng, start, end, step=60.0, swing=35.0):
    """A line from start to end that swings to both sides and keeps its ends."""
    length = math.dist(start, end)
    n = max(2, int(length / step))
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    phase, wave = rng.uniform(0, 6.28), rng.uniform(700, 1100)
    points = []
    for i in range(n + 1):
        t = i / n
        off = swing * math.sin(phase + 6.28 * t * length / wave) * math.sin(math.pi * t) + rng.uniform(-4, 4) * (0 < i < n)
        points.append(degrees(start[0] + t * length * ux - off * uy, start[1] + t * length * uy + off * ux))
    return points


def lake(rng, x, y, rx, ry, n=90):
    ring = []
    for i in range(n):
        w = 6.283185307 * i / n
        r = 1 + 0.12 * math.sin(3 * w + 1) + 0.06 * math.sin(7 * w) + rng.uniform(-0.01, 0.01)
        ring.append(degrees(x + rx * r * math.cos(w), y + ry * r * math.sin(w)))
    return [ring + ring[:1]]


def main():
    rng = random.Random(SEED)
    HERE.mkdir(exist_ok=True)
    mouth, fork, spring, side, end = (0, 0), (900, 1500), (2300, 6500), (-2600, 4300), (-700, -5200)
    lower = meander(rng, mouth, end)
    middle = meander(rng, fork, mouth)
    upper = meander(rng, spring, fork)
    tributary = meander(rng, side, fork)
    write("rivers", [
        feature("LineString", upper, 河流名称="示例·石河", 流向="顺向"),
        feature("LineString", middle, 河流名称="示例·石河", 流向="顺向"),
        feature("LineString", lower[::-1], 河流名称="示例·石河", 流向="逆向"),  # drawn up the river
        feature("LineString", tributary, 河流名称="示例·小沟", 流向="顺向"),
    ])
    write("lakes", [feature("Polygon", lake(rng, 9000, 2000, 1500, 900), 名称="示例·东湖水库")])
    on_river = lower[8]
    write("intakes", [
        feature("Point", degrees(-6000, 3000), 取水口编号="QSK01", 取水口名称="示例·一号井", 水源地名称="示例·西屯水源地",
                取水口类型="地下水", 含水层介质="中砂", 开采量=1200),
        feature("Point", degrees(-5925, 3030), 取水口编号="QSK02", 取水口名称="示例·二号井", 水源地名称="示例·西屯水源地",
                取水口类型="地下水", 含水层介质="中砂", 开采量=1200),
        feature("Point", degrees(-6000, -2500), 取水口编号="QSK03", 取水口名称="示例·南屯井", 水源地名称="示例·南屯水源地",
                取水口类型="地下水", 含水层介质="砾石", 开采量=300),
        feature("Point", degrees(9050, 1190), 取水口编号="QSK04", 取水口名称="示例·东湖取水塔", 水源地名称="示例·东湖水源地",
                取水口类型="湖库", 湖库规模="中型水库"),
        feature("Point", [round(on_river[0] + 0.0004, 9), on_river[1]], 取水口编号="QSK05", 取水口名称="示例·石河取水口",
                水源地名称="示例·石河水源地", 取水口类型="河流", 河段类型="一般"),
    ])
    # Two plots to screen against what is derived: one in a first-level range, one that no range reaches.
    plot = lambda x, y, s: [[degrees(x, y), degrees(x + s, y), degrees(x + s, y + s), degrees(x, y + s), degrees(x, y)]]
    write("sites", [
        feature("Polygon", plot(-5990, 2990, 40), 地块编号="D01", 地块名称="示例·井边仓库"),
        feature("Polygon", plot(-9500, 8000, 40), 地块编号="D02", 地块名称="示例·远处仓库"),
    ])


if __name__ == "__main__":
    main()
