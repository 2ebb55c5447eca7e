#pragma once

#include "geo/flat_layer.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// County boundaries that the front door checks places against: handed in as a value, so that it needs no workspace.
struct ReferenceBoundaries {
  FlatLayer areas;                ///< EPSG:4490, one row per unit
  std::vector<std::string> codes; ///< GB/T 2260 adcodes, per row
  std::vector<std::string> names;
  double accuracy_m = 0;

  bool empty() const { return areas.rows() == 0; }
};

} // namespace ecoredline
