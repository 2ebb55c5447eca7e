"""Apache SedonaDB from PyPI: its Rust engine on one machine, tables held in memory, two threads."""
import os

os.environ.setdefault("TOKIO_WORKER_THREADS", "2")

import sedonadb  # noqa: E402  (after the number of threads is set)

import face  # noqa: E402


class SedonaDb(face.Peer):
    def version(self):
        return f"SedonaDB {sedonadb.__version__}"

    def prepare(self):
        self.engine = sedonadb.connect()
        self.keep("sites", self.data / "sites.gpkg", "site")
        for layer in face.LAYERS:
            self.keep(layer, self.data / "zones.gpkg", layer)

    def keep(self, view, path, layer):
        """`to_memtable`: the file is read now and not again by each query."""
        frame = self.engine.read_pyogrio(str(path), options={"layer": layer})
        frame.to_memtable().to_view(view, overwrite=True)

    def query(self, sites):
        pairs, area = 0, 0.0
        for layer in face.LAYERS:
            sql = f"""SELECT count(*) AS n, sum(m2) AS m2 FROM (
                        SELECT ST_Area(ST_Intersection(s.geom, z.geom)) AS m2
                        FROM (SELECT geom FROM sites WHERE CAST(split_part(name, '-', 2) AS BIGINT) < {sites}) s
                        JOIN {layer} z ON ST_Intersects(s.geom, z.geom)) AS p WHERE m2 > 1e-3"""
            row = self.engine.sql(sql).to_pandas().iloc[0]
            pairs += int(row["n"])
            area += float(row["m2"] or 0)
        return pairs, area


if __name__ == "__main__":
    face.main(SedonaDb)
