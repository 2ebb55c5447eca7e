#pragma once

#include "geo/flat_layer.hpp"
#include "store/sqlite.hpp"

#include <string>

namespace ecoredline {

/// The row as GeoPackage binary (OGC 12-128r18 §2.1.3): little-endian, XY envelope, MultiPolygon, MultiLineString or
/// MultiPoint. A row without geometry gives an empty string: store NULL.
std::string toBlob(const FlatLayer& layer, std::size_t row, std::int32_t srs_id);

/// The envelope of a blob without reading its coordinates; empty box where there is none.
Box boxOfBlob(Bytes blob);

/// Appends a blob that toBlob wrote as one row. False, and `layer` as it was, where the bytes are none of ours.
bool appendBlob(Bytes blob, std::int64_t row_id, FlatLayer& layer);

/// Appends a row without geometry.
void appendNothing(std::int64_t row_id, FlatLayer& layer);

} // namespace ecoredline
