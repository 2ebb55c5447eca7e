#include "polygon_file.hpp"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace ecoredline::bench {

namespace {

constexpr int kCrs = 4551; // CGCS2000 / 3-degree Gauss-Krueger CM 126E
constexpr double kCorridorHalfWidth = 30;
constexpr int kQuadrant = 8; // segments of a quarter circle

[[noreturn]] void giveUp(const std::string& what) {
  fmt::print(stderr, "bench_generate: {}\n", what);
  std::exit(3);
}

void need(bool holds, const std::string& what) {
  if (!holds) giveUp(what);
}

std::unique_ptr<OGRLinearRing> closedRing(const Ring& ring) {
  auto line = std::make_unique<OGRLinearRing>();
  const int count = static_cast<int>(ring.size());
  line->setNumPoints(count + 1);
  for (int i = 0; i <= count; ++i) line->setPoint(i, ring[i % count].x, ring[i % count].y);
  return line;
}

std::unique_ptr<OGRMultiPolygon> multiPolygon(const std::vector<Polygon>& parts) {
  auto multi = std::make_unique<OGRMultiPolygon>();
  for (const Polygon& part : parts) {
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(closedRing(part.shell).release());
    for (const Ring& hole : part.holes) polygon->addRingDirectly(closedRing(hole).release());
    multi->addGeometryDirectly(polygon.release());
  }
  return multi;
}

std::size_t verticesOf(const OGRMultiPolygon& multi) {
  std::size_t count = 0;
  for (const OGRPolygon* polygon : multi)
    for (const OGRLinearRing* ring : polygon) count += static_cast<std::size_t>(ring->getNumPoints());
  return count;
}

} // namespace

PolygonFile::PolygonFile(const std::string& path) {
  GDALAllRegister();
  CPLSetConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF");
  VSIUnlink(path.c_str());
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  need(driver != nullptr, "this GDAL writes no GeoPackage");
  m_dataset = driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
  need(m_dataset != nullptr, fmt::format("cannot write {}", path));
}

PolygonFile::~PolygonFile() {
  GDALClose(m_dataset);
}

void PolygonFile::beginLayer(const std::string& name) {
  OGRSpatialReference crs;
  need(crs.importFromEPSG(kCrs) == OGRERR_NONE, "PROJ does not know EPSG:4551");
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  m_layer = m_dataset->CreateLayer(name.c_str(), &crs, wkbMultiPolygon, nullptr);
  need(m_layer != nullptr, fmt::format("cannot add layer {}", name));
  OGRFieldDefn code("code", OFTInteger);
  OGRFieldDefn label("name", OFTString);
  need(m_layer->CreateField(&code) == OGRERR_NONE && m_layer->CreateField(&label) == OGRERR_NONE &&
           m_layer->StartTransaction() == OGRERR_NONE,
       fmt::format("cannot begin layer {}", name));
  m_vertices.clear();
}

void PolygonFile::write(std::unique_ptr<OGRGeometry> geometry, int code, const std::string& name) {
  m_vertices.push_back(verticesOf(*geometry->toMultiPolygon()));
  OGRFeature feature(m_layer->GetLayerDefn());
  feature.SetField(0, code);
  feature.SetField(1, name.c_str());
  feature.SetGeometryDirectly(geometry.release());
  need(m_layer->CreateFeature(&feature) == OGRERR_NONE, "cannot write a feature");
}

void PolygonFile::add(const std::vector<Polygon>& parts, int code, const std::string& name) {
  write(multiPolygon(parts), code, name);
}

void PolygonFile::addCorridor(const std::vector<Point>& axis, int code, const std::string& name) {
  OGRLineString line;
  for (const Point& p : axis) line.addPoint(p.x, p.y);
  std::unique_ptr<OGRGeometry> strip(line.Buffer(kCorridorHalfWidth, kQuadrant));
  need(strip != nullptr, "this GDAL has no GEOS");
  write(std::unique_ptr<OGRGeometry>(OGRGeometryFactory::forceToMultiPolygon(strip.release())), code, name);
}

void PolygonFile::endLayer() {
  need(m_layer->CommitTransaction() == OGRERR_NONE, fmt::format("cannot write layer {}", m_layer->GetName()));
  std::sort(m_vertices.begin(), m_vertices.end());
  const std::size_t total = std::accumulate(m_vertices.begin(), m_vertices.end(), std::size_t{0});
  const std::size_t count = m_vertices.size();
  fmt::print("{:10} {:7} polygons {:10} vertices", m_layer->GetName(), count, total);
  if (count > 0)
    fmt::print("; of one: median {}, p99 {}, largest {}", m_vertices[count / 2], m_vertices[count * 99 / 100],
               m_vertices.back());
  fmt::print("\n");
}

} // namespace ecoredline::bench
