#pragma once

#include "tracking/by_place.hpp"
#include "tracking/changes.hpp"
#include "tracking/ground.hpp"

namespace ecoredline {

/// What the rows of a ledger are added up from.
struct Books {
  const Frame* frame = nullptr;
  const Ground* ground = nullptr;
  const ClassOrder* classes = nullptr;
  const Pieces* pieces = nullptr;
  ChangeList* list = nullptr;                       ///< the changes learn which units they lie in
  const LayerIndex* index = nullptr;                ///< over Frame::layer
  const std::vector<AreaTriple>* methods = nullptr; ///< of each row of the frame; none = not measured
  int threads = 0;
};

/// Rows per class over the whole area, and the sums of the ledger.
void balanceWhole(const Books& books, AreaLedger& ledger);

/// Rows per class and unit. Errors: cancelled.
Result<void> balanceByUnit(const Books& books, const Units& units, AreaLedger& ledger, Feedback& feedback);

} // namespace ecoredline
