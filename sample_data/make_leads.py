#!/usr/bin/env python3
"""Writes leads_2024.geojson and leads_2025.geojson: invented leads over the invented reserves, seeded.

Between the two epochs the pictures lie 4 m east and 3 m south; some problems grow, shrink, split, go, or begin.
"""
import json
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
RNG = random.Random(830)
LON, LAT, X, Y = 127.42, 43.75, 80400.0, 111100.0
ACTIVITIES = ["采石场", "工矿用地", "旅游设施", "水电站", "养殖场", "道路", "居民点", "农业用地"]


def ring(x, y, width, height, turn):
    points = []
    for sx, sy in ((-1, -1), (0, -1.1), (1, -1), (1, 1), (0, 1.05), (-1, 1)):
        dx, dy = sx * width / 2 + RNG.gauss(0, 0.6), sy * height / 2 + RNG.gauss(0, 0.6)
        points.append([round(LON + (x + dx * math.cos(turn) - dy * math.sin(turn)) / X, 7),
                       round(LAT + (y + dx * math.sin(turn) + dy * math.cos(turn)) / Y, 7)])
    return [points + points[:1]]


def lead(number, site, after, before):
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": ring(*site["place"])},
            "properties": {"点位编号": number, "设施/活动名称": site["name"], "活动类型": site["activity"],
                           "前时相": before, "后时相": after, "图斑来源": "卫星", "建设时间": site["built"], "市": "吉林市",
                           "责任单位": "示例镇人民政府", "责任人": "示例人员", "备注": "示例数据,非真实点位"}}


def write(year, features):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    with open(os.path.join(HERE, f"leads_{year}.geojson"), "w", encoding="utf-8") as out:
        json.dump({"type": "FeatureCollection", "crs": crs, "features": features}, out, ensure_ascii=False)
        out.write("\n")


SITES = []
for i in range(60):
    place = (i % 10 * 1300 + RNG.uniform(-300, 300), i // 10 * 1900 + RNG.uniform(-400, 400),
             RNG.uniform(40, 180), RNG.uniform(30, 120), RNG.uniform(0, 3))
    SITES.append({"place": place, "name": f"示例设施{i + 1}", "activity": RNG.choice(ACTIVITIES),
                  "built": RNG.choice(["1996年", "2004年6月", "2012年", "2019年3月"])})
write(2024, [lead(f"DW24{i + 1:04}", s, "2024-09-10", "2023-09-12") for i, s in enumerate(SITES)])
LATER = []
for i, s in enumerate(SITES):
    x, y, w, h, turn = s["place"]
    moved = dict(s)
    if i % 12 == 5:
        continue
    scale = 1.5 if i % 10 == 3 else 0.6 if i % 15 == 7 else 1
    moved["place"] = (x + 4, y - 3, w * scale, h, turn)
    LATER.append(moved)
for i in range(6):
    LATER.append({"place": (i * 2100 + 650, 950 + i * 1900, 70, 60, 0.4), "name": f"示例新增设施{i + 1}",
                  "activity": "采石场", "built": "2025年"})
write(2025, [lead(f"DW25{i + 1:04}", s, "2025-09-08", "2024-09-10") for i, s in enumerate(LATER)])
