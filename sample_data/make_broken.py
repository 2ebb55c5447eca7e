#!/usr/bin/python3
"""Writes sample_data/broken/: small broken deliveries, one fault each, for trying out what the front door says.

Every shape is invented; the places lie in the invented counties of the samples (126.0-127.6 E, 43.4-44.2 N).
Needs osgeo (GDAL's Python bindings). The same seed gives the same bytes.
"""
import json
import os
import random
import struct

from osgeo import ogr, osr

SEED = 20261122
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "broken")
DATE = "2026-11-22"


def path(name):
    return os.path.join(HERE, name)


def square(x, y, size):
    return [(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)]


def rows(count, x, y, size, step):
    """`count` squares in a line with a little jitter from the seed."""
    rng = random.Random(SEED)
    return [square(round(x + i * step + rng.random() * size / 10, 3), round(y, 3), size) for i in range(count)]


def write_shapefile(name, rings, epsg, texts, encoding="UTF-8", field="NAME"):
    driver = ogr.GetDriverByName("ESRI Shapefile")
    file = path(name + ".shp")
    if os.path.exists(file):
        driver.DeleteDataSource(file)
    dataset = driver.CreateDataSource(file)
    srs = None
    if epsg:
        srs = osr.SpatialReference()
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        srs.ImportFromEPSG(epsg)
    layer = dataset.CreateLayer(name, srs, ogr.wkbPolygon,
                                ["ENCODING=" + encoding, "DBF_DATE_LAST_UPDATE=" + DATE])
    definition = ogr.FieldDefn(field, ogr.OFTString)
    definition.SetWidth(40)
    layer.CreateField(definition)
    for ring, text in zip(rings, texts):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField(0, text)
        points = ", ".join(f"{x!r} {y!r}" for x, y in ring)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({points}))"))
        layer.CreateFeature(feature)
    del layer, dataset
    return file


def write_geojson(name, rings, epsg=0):
    collection = {"type": "FeatureCollection"}
    if epsg:
        collection["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    collection["features"] = [
        {"type": "Feature", "properties": {"name": f"地块{i + 1}"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}} for i, ring in enumerate(rings)]
    with open(path(name), "w", encoding="utf-8", newline="\n") as out:
        json.dump(collection, out, ensure_ascii=False, indent=1)
        out.write("\n")


def drop(name, *extensions):
    for extension in extensions:
        os.remove(path(f"{name}.{extension}"))


def set_language_byte(name, value):
    with open(path(name + ".dbf"), "r+b") as table:
        table.seek(29)
        table.write(struct.pack("B", value))


def main():
    os.makedirs(HERE, exist_ok=True)
    names = ["生态保护红线", "饮用水水源保护区", "自然保护地"]
    metres = rows(3, 42530000, 4862000, 200, 500)
    plain = rows(3, 530000, 4862000, 200, 500)
    degrees = rows(3, 126.37, 43.89, 0.002, 0.005)

    open(path("empty_file.geojson"), "wb").close()

    write_shapefile("truncated", metres, 4530, names)
    size = os.path.getsize(path("truncated.shp"))
    os.truncate(path("truncated.shp"), size - 150)

    write_shapefile("table_alone", metres, 4530, names)
    drop("table_alone", "shp", "shx", "prj", "cpg")

    write_shapefile("no_crs", metres, 0, names)
    write_shapefile("lost_prefix", plain, 4530, names)
    write_shapefile("wrong_zone", rows(3, 1020000, 4870000, 200, 500), 4549, names)
    write_shapefile("other_datum", metres, 2366, names)

    write_geojson("swapped_axes.geojson", [[(y, x) for x, y in ring] for ring in degrees])
    write_geojson("degrees_as_metres.geojson", degrees, 4530)
    write_geojson("metres_as_degrees.geojson", metres)

    bow_tie = [(126.37, 43.89), (126.38, 43.90), (126.38, 43.89), (126.37, 43.90), (126.37, 43.89)]
    not_closed = degrees[0][:-1] + [(degrees[0][0][0] + 0.0001, degrees[0][0][1])]
    write_geojson("invalid_shapes.geojson", [bow_tie, not_closed, degrees[2]])

    write_shapefile("gbk_without_label", metres, 4530, names, "CP936", "NAME")
    drop("gbk_without_label", "cpg")
    set_language_byte("gbk_without_label", 0)
    write_shapefile("gbk_labelled_ansi", metres, 4530, names, "CP936", "NAME")
    drop("gbk_labelled_ansi", "cpg")
    set_language_byte("gbk_labelled_ansi", 0x57)
    write_shapefile("gbk_labelled_utf8", metres, 4530, names, "CP936", "NAME")
    with open(path("gbk_labelled_utf8.cpg"), "w", encoding="ascii") as label:
        label.write("UTF-8")
    write_shapefile("big5", metres, 4530, ["繁體國語", "生態保護紅線", "水源保護區"], "BIG5", "NAME")
    drop("big5", "cpg")
    set_language_byte("big5", 0)


if __name__ == "__main__":
    main()
