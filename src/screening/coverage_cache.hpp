#pragma once

#include "engine/partition.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace ecoredline {

class WarmStart;

/// What tells one area from another: a hash of its vertices.
std::string contentOf(const FlatLayer& area);

/// How the sites of a run lie against coverage areas. Layers of one office share a coverage, so each area is united and
/// measured once, and again only for sites of which a later kind looks farther. Safe to ask from several threads: who
/// asks about an area that another measures waits for it.
class CoverageCache {
 public:
  /// As measureOutside, for the same `sites` every time. `warm` keeps united areas from run to run; null: none are.
  Result<std::vector<OutsidePart>> outsideOf(const FlatLayer& sites, const FlatLayer& area,
                                             const OutsideOptions& options, WarmStart* warm, Feedback& feedback);

 private:
  struct Measured {
    std::mutex mutex;
    std::vector<OutsidePart> parts;
    std::vector<double> reach_m; ///< how far the edge of the area was looked for
  };
  Measured& knownOf(const std::string& content);
  std::mutex m_mutex;
  std::map<std::string, Measured> m_measured; ///< by the area's content
};

} // namespace ecoredline
