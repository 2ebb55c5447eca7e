#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecoredline {

/// A row of an R-tree: its box in single precision, rounded outwards.
struct RTreeEntry {
  std::int64_t id = 0;
  float min_x = 0, max_x = 0, min_y = 0, max_y = 0;
};
RTreeEntry entryOf(std::int64_t id, const Box& box);

/// Fills the empty R-tree `index` (an rtree virtual table of two dimensions) at once. Row by row SQLite reads and
/// writes a node for each; here nodes are packed in the order of sort-tile-recursive (Leutenegger et al. 1997) and
/// written once, in the format of SQLite's rtree.c ("Database Format of R-Tree Tables"), which also checks it:
/// rtreecheck(). Throws StoreFailure, also when cancelled.
void fillRTree(Database& database, const std::string& index, std::vector<RTreeEntry> entries, const Feedback& feedback);

} // namespace ecoredline
