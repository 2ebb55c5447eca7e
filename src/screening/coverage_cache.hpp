#pragma once

#include "engine/partition.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace ecoredline {

/// How the sites of a run lie against coverage areas. Layers of one office share a coverage, so each area is united and
/// measured once, and again only for sites of which a later kind looks farther. Safe to ask from several threads: who
/// asks about an area that another measures waits for it.
class CoverageCache {
 public:
  /// As measureOutside, for the same `sites` every time.
  Result<std::vector<OutsidePart>> outsideOf(const FlatLayer& sites, const FlatLayer& area,
                                             const OutsideOptions& options, Feedback& feedback);

 private:
  struct Measured {
    std::mutex mutex;
    std::vector<OutsidePart> parts;
    std::vector<double> reach_m; ///< how far the edge of the area was looked for
  };
  Measured& knownOf(const FlatLayer& area);
  std::mutex m_mutex;
  std::map<std::string, Measured> m_measured; ///< by the area's content
};

} // namespace ecoredline
