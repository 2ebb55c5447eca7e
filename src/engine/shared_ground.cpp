#include "engine/shared_ground.hpp"

#include "engine/parallel.hpp"

#include <tbb/enumerable_thread_specific.h>

namespace ecoredline {

bool mayShareGround(const EdgeMeeting& meeting) {
  switch (meeting.relation) {
  case Relation::overlap:
  case Relation::within:
  case Relation::contains:
  case Relation::equals:
    return true;
  default:
    return !meeting.consistent;
  }
}

Result<std::vector<bool>> sharedGround(const LayerIndex& rows, std::span<const RowPair> pairs, int threads,
                                       Feedback& feedback) {
  std::vector<std::size_t> first; // pair where those of another row begin
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (i == 0 || pairs[i].first != pairs[i - 1].first) first.push_back(i);
  first.push_back(pairs.size());
  std::vector<char> shared(pairs.size()); // bytes, so that threads write to places of their own
  tbb::enumerable_thread_specific<EdgeOverlay> overlays;
  const auto job = [&](std::size_t group) -> Result<void> {
    EdgeOverlay& overlay = overlays.local();
    overlay.setSite(rows, pairs[first[group]].first);
    for (std::size_t i = first[group]; i < first[group + 1] && !feedback.cancelled(); ++i)
      shared[i] = mayShareGround(overlay.meet(rows, pairs[i].second)) ? 1 : 0;
    return {};
  };
  if (auto done = forEachIndex(first.size() - 1, threads, feedback, job); !done) return fail(done.error());
  if (feedback.cancelled()) return cancelledError();
  return std::vector<bool>(shared.begin(), shared.end());
}

} // namespace ecoredline
