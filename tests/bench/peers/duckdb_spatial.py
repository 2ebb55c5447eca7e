"""DuckDB with its spatial extension from PyPI: tables from ST_Read, its own spatial join, two threads."""
import pathlib

import duckdb
import duckdb_extension_spatial

import face


class DuckDb(face.Peer):
    def version(self):
        return f"DuckDB {duckdb.__version__}"

    def prepare(self):
        self.database = duckdb.connect(config={"threads": 2, "allow_unsigned_extensions": "true"})
        extension = next(pathlib.Path(duckdb_extension_spatial.__file__).parent.rglob("spatial.duckdb_extension"))
        self.database.execute(f"LOAD '{extension}'")
        layers = " UNION ALL ".join(
            f"SELECT '{layer}' AS layer, geom FROM ST_Read('{self.data}/zones.gpkg', layer = '{layer}')"
            for layer in face.LAYERS)
        self.database.execute(f"CREATE TABLE zones AS SELECT row_number() OVER () AS id, layer, geom FROM ({layers})")
        self.database.execute("CREATE TABLE sites AS SELECT row_number() OVER () AS id, geom "
                              f"FROM ST_Read('{self.data}/sites.gpkg')")

    def query(self, sites):
        answer = self.database.execute(f"""
            SELECT count(*), sum(m2) FROM (
              SELECT s.id, z.layer, z.id, ST_Area(ST_Intersection(s.geom, z.geom)) AS m2
              FROM (SELECT * FROM sites WHERE id <= {sites}) s JOIN zones z ON ST_Intersects(s.geom, z.geom))
            WHERE m2 > 1e-3""").fetchone()
        return answer[0], answer[1]


if __name__ == "__main__":
    face.main(DuckDb)
