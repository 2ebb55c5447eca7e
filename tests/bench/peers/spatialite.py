"""SpatiaLite's SQL over the GeoPackages and their own R-trees, in Debian's sqlite3."""
import subprocess

import face

QUERY = """SELECT count(*), sum(m2) FROM (
  SELECT s.fid AS site, z.fid AS zone, ST_Area(ST_Intersection(s.geom, z.geom)) AS m2
  FROM site s, z.rtree_{layer}_geom r, z.{layer} z
  WHERE s.fid <= {sites} AND r.minx <= ST_MaxX(s.geom) AND r.maxx >= ST_MinX(s.geom)
    AND r.miny <= ST_MaxY(s.geom) AND r.maxy >= ST_MinY(s.geom) AND z.fid = r.id AND ST_Intersects(s.geom, z.geom));"""


class SpatiaLite(face.Peer):
    def sqlite(self, path, sql):
        done = subprocess.run(["sqlite3", "-readonly", str(path)], input=sql, text=True, capture_output=True, check=True)
        return [line.split("|") for line in done.stdout.splitlines() if line]

    def version(self):
        rows = self.sqlite(":memory:", ".load mod_spatialite\nSELECT spatialite_version(), geos_version();")
        return f"SpatiaLite {rows[-1][0]}, GEOS {rows[-1][1].split('-')[0]}"

    def query(self, sites):
        head = f".load mod_spatialite\nSELECT EnableGpkgMode();\nATTACH '{self.data}/zones.gpkg' AS z;\n"
        sql = head + "\n".join(QUERY.format(layer=layer, sites=sites) for layer in face.LAYERS)
        rows = [row for row in self.sqlite(self.sites_file(sites), sql) if len(row) == 2]
        return sum(int(row[0]) for row in rows), sum(float(row[1] or 0) for row in rows)


if __name__ == "__main__":
    face.main(SpatiaLite)
