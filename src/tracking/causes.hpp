#pragma once

#include "base/feedback.hpp"
#include "report/area_ledger.hpp"
#include "tracking/match.hpp"

#include <span>
#include <vector>

namespace ecoredline {

/// By what a cause was inferred: see wordOf.
enum class Reason : std::uint8_t {
  arithmetic,
  out_of_sight,
  moved_shape,
  redrawn_by_shift,
  redrawn_within,
  redrawn_alternating,
  several_classes,
  another_name,
  other_class,
  zone_gone,
  zone_new,
  wide_edit,
  strip_cut,
  gap_closed,
  thin_edge,
  thin_zone,
};

/// Ground that changed: a cell of the flat partition, or what a coverage cut out of one. There may be many millions.
struct ChangedPiece {
  std::uint32_t row = 0; ///< of the layer of pieces
  std::span<const std::uint32_t>
      from; ///< zones of the earlier version that lie over it, strictest first (Ground::lists)
  std::span<const std::uint32_t> to;
  double m2 = 0;
  double width_m = 0;        ///< 2·area / outline
  bool out_of_sight = false; ///< outside the other version's coverage
  Reason reason = Reason::arithmetic;
  Cause cause = Cause::method_change;
  Sureness sureness = Sureness::certain;

  Turnover turnover() const {
    if (to.empty()) return Turnover::removed;
    return from.empty() ? Turnover::added : Turnover::between_classes;
  }
};

struct CauseInput {
  const Frame* frame = nullptr;
  const LayerIndex* zones = nullptr; ///< over Frame::layer
  const ClassOrder* classes = nullptr;
  const Matches* matches = nullptr;
  const std::vector<double>* from_m2 = nullptr; ///< exact areas of the zones
  const std::vector<double>* to_m2 = nullptr;
  const FlatLayer* layer = nullptr; ///< of the pieces
  double tolerance_m = 0;
  std::optional<LedgerShift> shift; ///< what the detector found between boundaries drawn anew
  int threads = 0;
};

/// Infers a cause for every piece, with how it was inferred and how sure that is. What is thinner than tolerance_m may
/// be noise: it is so along a boundary that was drawn anew as a whole; where the rest of the boundary is untouched, a
/// strip through a zone is a cut. docs/guide/tracking.en.md has the whole table. Errors: cancelled.
Result<void> inferCauses(const CauseInput& input, std::vector<ChangedPiece>& pieces, Feedback& feedback);

/// How the cause of a piece was inferred, in words.
Text wordOf(const ChangedPiece& piece, const CauseInput& input);

} // namespace ecoredline
