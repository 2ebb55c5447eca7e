#include "screening/coverage_cache.hpp"

#include "base/hash.hpp"
#include "engine/cover_mask.hpp"
#include "screening/warm_start.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ecoredline {

std::string contentOf(const FlatLayer& area) {
  const auto bytes = [](const auto& values) {
    return std::string_view(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
  };
  Sha256 hash;
  hash.add(bytes(area.x)).add(bytes(area.y)).add(bytes(area.ring_vertex)).add(bytes(area.row_ring));
  return toHex(hash.finish());
}

CoverageCache::Measured& CoverageCache::knownOf(const std::string& content) {
  const std::lock_guard lock(m_mutex);
  return m_measured[content];
}

Result<std::vector<OutsidePart>> CoverageCache::outsideOf(const FlatLayer& sites, const FlatLayer& area,
                                                          const OutsideOptions& options, WarmStart* warm,
                                                          Feedback& feedback) {
  const std::string content = warm == nullptr ? contentOf(area) : warm->contentOf(area);
  Measured& known = knownOf(content);
  const std::lock_guard lock(known.mutex);
  if (known.parts.empty()) {
    known.parts.resize(sites.rows());
    known.reach_m.assign(sites.rows(), -1);
  }
  std::vector<bool> wanted;
  for (std::size_t row = 0; row < sites.rows(); ++row) {
    const bool looks_farther = options.edge_reach_m[row] > known.reach_m[row];
    wanted.push_back(looks_farther && (known.reach_m[row] < 0 || std::isinf(known.parts[row].edge_distance_m)));
  }
  if (std::ranges::find(wanted, true) != wanted.end()) {
    const FlatLayer asked = keepRows(sites, wanted);
    auto measured = warm == nullptr ? measureOutside(asked, area, options, feedback)
                                    : measureOutside(asked, *warm->mask(area), options, feedback);
    if (!measured) return measured;
    for (std::size_t row = 0; row < sites.rows(); ++row) {
      if (!wanted[row]) continue;
      known.parts[row] = (*measured)[row];
      known.reach_m[row] = options.edge_reach_m[row];
    }
  }
  // What an earlier kind saw farther out is not told: an answer must not hang on who asked before.
  std::vector<OutsidePart> parts = known.parts;
  for (std::size_t row = 0; row < parts.size(); ++row)
    if (parts[row].edge_distance_m > options.edge_reach_m[row])
      parts[row].edge_distance_m = std::numeric_limits<double>::infinity();
  return parts;
}

} // namespace ecoredline
