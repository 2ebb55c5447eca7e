#pragma once

#include "engine/partition.hpp"

#include <memory>
#include <vector>

namespace ecoredline {

/// Where a lead lies against what versions say they cover.
enum class CoverageSide : std::uint8_t { inside, outside, partly, undecided };

/// How leads lie against coverage areas. Nobody asks how much of a lead is outside: all but those whose box an outline
/// runs through are told by it alone (coverOf), and only these are cut by measureOutside. Versions of one office share
/// an area, so each is looked at once. For the same leads, in the CRS of the areas, every time.
class LeadCoverage {
 public:
  /// Per lead; stays as long as this. Leads without a shape are undecided. Errors: cancelled; as measureOutside.
  Result<const std::vector<CoverageSide>*> sidesOf(const FlatLayer& leads, const FlatLayer& area,
                                                   const OutsideOptions& options, Feedback& feedback);

 private:
  struct Looked {
    FlatLayer area;
    std::vector<CoverageSide> sides;
  };
  std::vector<std::unique_ptr<Looked>> m_looked;
};

} // namespace ecoredline
