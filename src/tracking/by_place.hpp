#pragma once

#include "base/feedback.hpp"
#include "geo/layer_index.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// Administrative units as ground that does not overlap.
struct Units {
  std::vector<std::string> codes;
  std::vector<std::string> names;
  FlatLayer cells; ///< in the ledger's frame
  std::vector<std::uint32_t> unit_of_cell;

  std::size_t outside() const { return codes.size(); } ///< the place of ground that lies in no unit
};

/// Cuts the units' overlaps: shared ground goes to the unit with the longest code, then to the first.
/// Errors: as moveLayer; cancelled.
Result<Units> makeUnits(const FlatLayer& rows, std::vector<std::string> codes, std::vector<std::string> names,
                        const Crs& crs, Feedback& feedback);

/// Exact area of a row in one unit.
struct Share {
  std::uint32_t unit = 0;
  double m2 = 0;
};
/// Of every polygon row: how much of it lies in which unit; what lies in none stands under Units::outside(). Each row's
/// shares add up to `total[row]`: what arithmetic leaves (below 0.01 m²) goes to its largest share.
/// Exact by edges (EdgeOverlay), where those are undecided by the guarded overlay. Errors: cancelled.
Result<std::vector<std::vector<Share>>> sharesOf(const LayerIndex& rows, const std::vector<double>& total,
                                                 const Units& units, int threads, Feedback& feedback);

} // namespace ecoredline
