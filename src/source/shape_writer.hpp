#pragma once

#include "geo/flat_layer.hpp"

#include <cstddef>
#include <memory>
#include <string>

class OGRGeometry;

namespace ecoredline {

/// A row as GDAL's own shape, always of a multi type; null for a row without geometry.
std::unique_ptr<OGRGeometry> shapeOf(const FlatLayer& layer, std::size_t row);

/// ISO well-known binary, little-endian: the same shape is the same bytes.
std::string wkbOf(const OGRGeometry& shape);

} // namespace ecoredline
