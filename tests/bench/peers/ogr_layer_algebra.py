"""OGR's layer algebra (OGRLayer::Intersection) to a layer in memory, with prepared geometries."""
from osgeo import gdal, ogr

import face

gdal.UseExceptions()
ogr.UseExceptions()
OPTIONS = ["USE_PREPARED_GEOMETRIES=YES", "PROMOTE_TO_MULTI=YES", "SKIP_FAILURES=YES"]


class LayerAlgebra(face.Peer):
    def version(self):
        return f"GDAL {gdal.__version__}"

    def query(self, sites):
        zones = ogr.Open(str(self.data / "zones.gpkg"))
        with_sites = ogr.Open(str(self.sites_file(sites)))
        pairs, area = 0, 0.0
        for layer in face.LAYERS:
            memory = ogr.GetDriverByName("Memory").CreateDataSource("result")
            result = memory.CreateLayer("result", geom_type=ogr.wkbMultiPolygon)
            site_layer = with_sites.GetLayer(0)
            site_layer.SetAttributeFilter(f"fid <= {sites}")
            site_layer.Intersection(zones.GetLayer(layer), result, OPTIONS)
            for feature in result:
                pairs += 1
                area += feature.GetGeometryRef().GetArea()
        return pairs, area


if __name__ == "__main__":
    face.main(LayerAlgebra)
