#pragma once

#include "tracking/causes.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecoredline {

struct ChangeInput {
  const Frame* frame = nullptr;
  const ClassOrder* classes = nullptr;
  const Matches* matches = nullptr;
  const std::vector<double>* from_m2 = nullptr;
  const FlatLayer* layer = nullptr;     ///< of the pieces
  const CauseInput* causes = nullptr;   ///< what the causes were inferred from, for the words
  std::string pair;                     ///< what the two versions are, for the keys
  std::vector<CauseOverride> overrides; ///< oldest first: the last one of a change stands
};

/// The lines of the ledger: pieces of one boundary drawn anew are one line, a zone that came or went is one, other
/// ground is a line for each connected piece; zones that were split, merged, rearranged or renumbered are lines without
/// area. The largest first; those without area last. Errors: cancelled.
struct ChangeList {
  std::vector<LedgerChange> changes;
  std::vector<std::uint32_t> of_piece; ///< index into changes; kNoZone: too little to be a line
};
/// Errors: cancelled.
Result<ChangeList> listChanges(const ChangeInput& input, const std::vector<ChangedPiece>& pieces, Feedback& feedback);

} // namespace ecoredline
