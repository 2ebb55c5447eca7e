#pragma once

#include "geo/flat_layer.hpp"
#include "source/open.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// One way to read a file's coordinates.
struct CrsCandidate {
  std::string crs; ///< "EPSG:4530"
  AxisOrder axis = AxisOrder::xy;
  std::size_t places = 0; ///< of the rows tried
  std::size_t hits = 0;   ///< of these, places that fall into a county of the reference
  std::string county;     ///< "昌邑区 220202", the one with most hits; empty = none
  Box degrees;            ///< where the places lie
};

/// Every CGCS2000 system, in either order of the axes, whose digits fit the coordinates as stored and whose places lie
/// in China; those with most places in counties first. At most 24: an easting without its zone number fits them all.
std::vector<CrsCandidate> crsCandidates(const FlatLayer& as_stored, const ReferenceBoundaries& reference);

/// The shapes of a file with their coordinates as stored, whatever CRS it claims: for looking at candidates where
/// openSource refuses. Errors: as openSource up to input.truncated.
Result<FlatLayer> shapesAsStored(const std::filesystem::path& path, const ReadOptions& options, Feedback& feedback);

} // namespace ecoredline
