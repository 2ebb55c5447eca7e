#!/usr/bin/python3
"""The figures of docs/performance.md out of the benchmark's JSON.

    tests/bench/plot.py RESULT.json [--svg docs/images/performance.svg]

Draws the picture and prints the tables of the page on stdout. Ours is there when the JSON has it.
"""
import argparse
import json
import math
import pathlib
from xml.sax.saxutils import escape

TITLES = {
    "ours": "EcoRedline", "postgis_tuned": "PostGIS, tuned", "postgis_subdivided": "PostGIS, ST_Subdivide(128)",
    "postgis_plain": "PostGIS, as loaded", "geopandas_shapely": "GeoPandas + Shapely 2", "duckdb_spatial": "DuckDB spatial",
    "sedona_db": "SedonaDB", "ogr_layer_algebra": "OGR layer algebra", "spatialite": "SpatiaLite",
    "qgis_intersection": "QGIS native:intersection"}
TEXT, SECOND, LINE, PEER, OURS = "#101828", "#475467", "#D0D5DD", "#98A2B3", "#175CD3"
PARTS = {"load_s": ("load", "#84CAFF"), "index_s": ("index", "#53B1FD"), "compute_s": ("compute", "#175CD3"),
         "write_s": ("write", "#194185")}
WIDTH, LEFT, RIGHT, ROW = 880, 216, 150, 28


def rows_of(result):
    rows = {name: row for name, row in result["peers"].items() if "reason" not in row}
    if "ours" in result:
        rows["ours"] = result["ours"]
    return sorted(rows.items(), key=lambda item: -item[1]["sites"] / item[1]["query_s"])


class Drawing:
    def __init__(self):
        self.parts = []
        self.y = 32

    def text(self, x, y, words, size=13, colour=TEXT, anchor="start", weight="normal"):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
                          f'font-weight="{weight}" stroke="#FFFFFF" stroke-width="4" paint-order="stroke">{escape(words)}</text>')

    def bar(self, x, y, width, colour, height=16):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" height="{height}" fill="{colour}"/>')

    def rule(self, x, top, bottom):
        self.parts.append(f'<line x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="{LINE}"/>')

    def heading(self, words, below):
        self.text(24, self.y, words, 15, weight="600")
        self.text(24, self.y + 20, below, 12, SECOND)
        self.y += 40

    def bars(self, rows, value, label):
        """Horizontal bars on a logarithmic axis of whole decades."""
        values = [value(row) for _, row in rows]
        low = math.floor(math.log10(min(values)))
        high = max(math.ceil(math.log10(max(values))), low + 1)
        scale = (WIDTH - LEFT - RIGHT) / (high - low)
        bottom = self.y + ROW * len(rows)
        for decade in range(low, high + 1):
            x = LEFT + scale * (decade - low)
            self.rule(x, self.y, bottom)
            self.text(x, bottom + 16, f"{10.0 ** decade:,g}", 11, SECOND, "middle")
        for place, (name, row) in enumerate(rows):
            y = self.y + ROW * place + 6
            width = scale * (math.log10(values[place]) - low)
            self.text(LEFT - 12, y + 13, TITLES.get(name, name), 13, anchor="end", weight="600" if name == "ours" else "normal")
            self.bar(LEFT, y, width, OURS if name == "ours" else PEER)
            self.text(LEFT + width + 8, y + 13, label(row), 12, SECOND)
        self.y = bottom + 56

    def stack(self, own, floor_s):
        """Ours from files to rows, its parts in their order, above the floor; this axis starts at zero."""
        total = max(own["end_to_end_s"], floor_s, sum(own[key] for key in PARTS))
        scale = (WIDTH - LEFT - RIGHT) / total
        x = LEFT
        self.text(LEFT - 12, self.y + 19, TITLES["ours"], anchor="end", weight="600")
        for key, (word, colour) in PARTS.items():
            width = scale * own[key]
            self.bar(x, self.y + 6, width, colour)
            if width > 70:
                self.text(x + width / 2, self.y + 38, f"{word} {own[key]:.2f} s", 11, SECOND, "middle")
            x += width
        self.text(x + 8, self.y + 19, f"{own['end_to_end_s']:.2f} s", 12, SECOND)
        self.text(LEFT - 12, self.y + 65, "floor", anchor="end")
        self.bar(LEFT, self.y + 52, scale * floor_s, PEER)
        self.text(LEFT + scale * floor_s + 8, self.y + 65, f"{floor_s:.2f} s", 12, SECOND)
        self.y += 104

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.y}" width="{WIDTH}" height="{self.y}" '
                'font-family="system-ui, Noto Sans, DejaVu Sans, sans-serif">\n'
                f'<rect width="{WIDTH}" height="{self.y}" fill="#FFFFFF"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def drawn(result):
    drawing = Drawing()
    where = f"set {result['size']}, {result['machine']['cores']} cores, {result['time'][:10]}"
    rows = rows_of(result)
    drawing.heading("Sites a second, everything prepared", f"query alone, planar area; {where}; logarithmic axis")
    drawing.bars(rows, lambda row: row["sites"] / row["query_s"],
                 lambda row: f"{row['sites'] / row['query_s']:,.0f} ({row['sites']:,} sites)")
    most = max(row["sites"] for _, row in rows)
    whole = sorted(((name, row) for name, row in rows if row["sites"] == most), key=lambda item: item[1]["end_to_end_s"])
    drawing.heading(f"Seconds from files to answer, {most:,} sites",
                    "loading and preparing included; only who could do all of them; logarithmic axis")
    drawing.bars(whole, lambda row: row["end_to_end_s"], lambda row: f"{row['end_to_end_s']:,.1f} s")
    if "ours" in result:
        drawing.heading("Where our time goes", "from files to rows; the floor reads the same bytes and writes the same rows")
        drawing.stack(result["ours"], result["floor_s"])
    return drawing.svg()


def table(result):
    lines = ["| program | sites | prepare s | query s | sites/s | from files to answer s | pairs | peak MB |",
             "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for name, row in rows_of(result):
        lines.append(f"| {TITLES.get(name, name)} ({row['version']}) " if "version" in row else f"| {TITLES.get(name, name)} ")
        lines[-1] += (f"| {row['sites']:,} | {row['prepare_s']:.2f} | {row['query_s']:.2f} | {row['sites'] / row['query_s']:,.0f} "
                      f"| {row['end_to_end_s']:.1f} | {row['pairs']:,} | {row['peak_mb']:,.0f} |")
    for name, row in result["peers"].items():
        if "reason" in row:
            lines.append(f"| {TITLES.get(name, name)} | not measured: {row['reason']} | | | | | | |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=pathlib.Path)
    parser.add_argument("--svg", type=pathlib.Path)
    options = parser.parse_args()
    result = json.loads(options.result.read_text(encoding="utf-8"))
    if options.svg:
        options.svg.write_text(drawn(result), encoding="utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
