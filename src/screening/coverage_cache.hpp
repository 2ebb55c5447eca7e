#pragma once

#include "engine/partition.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// How the sites of a run lie against coverage areas. Layers of one office share a coverage, so each area is united and
/// measured once, and again only for sites of which a later kind looks farther.
class CoverageCache {
 public:
  /// As measureOutside, for the same `sites` every time.
  Result<std::vector<OutsidePart>> outsideOf(const FlatLayer& sites, const FlatLayer& area,
                                             const OutsideOptions& options, Feedback& feedback);

 private:
  struct Measured {
    std::vector<OutsidePart> parts;
    std::vector<double> reach_m; ///< how far the edge of the area was looked for
  };
  std::map<std::string, Measured> m_measured; ///< by the area's content
};

} // namespace ecoredline
