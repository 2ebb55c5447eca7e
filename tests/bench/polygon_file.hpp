#pragma once

#include "coverage.hpp"

#include <memory>
#include <string>

class GDALDataset;
class OGRGeometry;
class OGRLayer;

namespace ecoredline::bench {

/// A GeoPackage in EPSG:4551 that is being written: layers of MultiPolygons with `code` and `name`, fids from 1.
/// Any failure ends the program with a message: there is nothing a benchmark could do about it.
class PolygonFile {
 public:
  explicit PolygonFile(const std::string& path);
  ~PolygonFile();
  PolygonFile(const PolygonFile&) = delete;
  PolygonFile& operator=(const PolygonFile&) = delete;

  void beginLayer(const std::string& name);
  void add(const std::vector<Polygon>& parts, int code, const std::string& name);
  /// The strip of 30 m to both sides of a line.
  void addCorridor(const std::vector<Point>& axis, int code, const std::string& name);
  /// Prints what the layer holds.
  void endLayer();

 private:
  void write(std::unique_ptr<OGRGeometry> geometry, int code, const std::string& name);

  GDALDataset* m_dataset;
  OGRLayer* m_layer = nullptr;
  std::vector<std::size_t> m_vertices; ///< of each feature
};

} // namespace ecoredline::bench
