"""GeoPandas 1 with Shapely 2 and pyogrio: spatial index of the sites, each zone prepared once, overlays on two threads.

`overlay` and `sjoin` make the same GEOS calls on one thread. Sites well inside a zone need no overlay.
"""
from concurrent.futures import ThreadPoolExecutor

import geopandas
import numpy
import shapely

import face

THREADS = 2


class GeoPandas(face.Peer):
    def version(self):
        return f"GeoPandas {geopandas.__version__}, Shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"

    def prepare(self):
        def read(layer):
            return geopandas.read_file(self.data / "zones.gpkg", layer=layer, columns=[]).geometry.values
        with ThreadPoolExecutor(THREADS) as pool:
            self.zones = list(pool.map(read, face.LAYERS))
            self.sites = geopandas.read_file(self.data / "sites.gpkg", columns=[])

    def query(self, sites):
        frame = self.sites.iloc[:sites]
        shapes, area = frame.geometry.values, frame.area.to_numpy()
        index = frame.sindex
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(lambda zones: self.layer(zones, shapes, area, index), self.zones))
        return sum(pairs for pairs, _ in found), float(sum(total for _, total in found))

    @staticmethod
    def layer(zones, shapes, area, index):
        zone, site = index.query(zones, predicate="intersects")
        inside_zone, inside_site = index.query(zones, predicate="contains_properly")
        inside = numpy.isin(zone * len(shapes) + site, inside_zone * len(shapes) + inside_site)
        overlap = numpy.where(inside, area[site], 0.0)
        rest = numpy.flatnonzero(~inside)
        common = shapely.intersection(numpy.asarray(shapes)[site[rest]], numpy.asarray(zones)[zone[rest]])
        overlap[rest] = shapely.area(common)
        return int((overlap > 1e-3).sum()), overlap.sum()


if __name__ == "__main__":
    face.main(GeoPandas)
