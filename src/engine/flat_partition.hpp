#pragma once

#include "base/feedback.hpp"
#include "geo/layer_index.hpp"
#include "geo/overlay.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ecoredline {

/// The ground of overlapping polygons in cells that do not overlap: every cell lies wholly in or wholly out of every
/// row.
struct FlatCells {
  /// One polygon row a cell, row_id = row. Cells are canonical: shells counter-clockwise, holes clockwise, rings from
  /// their smallest vertex; and sorted by that. A cell is connected, but for a row that overlaps no other: that is one
  /// cell with all its parts. Ground of one and the same rows is one cell where it is connected, but in large clusters
  /// the sides of tiles cut it too.
  FlatLayer cells;
  std::vector<std::uint64_t> first_cover{0}; ///< cell c is covered by cover[first_cover[c] .. first_cover[c + 1])
  std::vector<std::uint32_t> cover;          ///< rows of the input, ascending within a cell, at least one
  std::vector<double> cell_m2;               ///< exact area

  std::span<const std::uint32_t> rowsOver(std::size_t cell) const {
    return {cover.data() + first_cover[cell], cover.data() + first_cover[cell + 1]};
  }
};

/// What became of every input row.
struct CutRows {
  /// `edges` when it overlaps no other (or is no polygon, and has no cell); `plain` or `snapped` as its cluster was
  /// noded; `undecided` when its cells do not balance on any grid: it then has none, and the others are cut as if it
  /// were not there.
  std::vector<Rung> rung;
  std::vector<double> area_m2;    ///< exact; NaN where it cannot be said, 0 of rows that were not asked
  std::vector<double> balance_m2; ///< its cells' area less its own; NaN when undecided
};

/// All cells of a layer. It depends on the ground alone: rows in another order, or with rings that start elsewhere or
/// run the other way, give the same cells in the same order, bit by bit.
struct FlatPartition : FlatCells {
  std::vector<Rung> rung;               ///< as CutRows
  std::vector<double> balance_m2;       ///< as CutRows
  std::vector<std::uint32_t> undecided; ///< input rows, ascending: no total that should hold them is one
};

/// Cuts the valid polygons of a layer into cells.
///
/// 1. Who overlaps whom is said by the edges (EdgeOverlay): common borders and corners join nobody. Rows that overlap
///    nothing are cells as they are.
/// 2. Two rows that overlap each other only are cut at their own edges (engine/pair_cells.hpp); where that is not
///    enough, and where more rows overlap, the cluster is noded once, all its rings together, and polygonised
///    (geo/overlay_faces.hpp); rings on common ground are noded once. A face belongs to the rows that a point inside it
///    lies in, exactly. A cluster of more than kLargeCluster vertices (engine/line_work.hpp) is first halved, at
///    medians of its edges, into tiles of about half of that; each tile is noded with its own sides. That bounds memory
///    and the time to a cancel, and shares the work.
/// 3. Each row must balance: the exact area of its cells is its own within kBalanceRelative of it, kBalanceAbsolute for
///    each kilometre of its outline (geo/overlay.hpp), a grid's width along it, and the rounding of both areas. If some
///    row of a cluster does not, the cluster is noded again on each grid of the rung `snapped`; the rows that do not
///    balance on the last are left out as undecided, and the rest begins anew.
///
/// Time goes with the vertices and cells, not with the square of the rows. Parallel over rows, then over clusters, then
/// over the tiles of each large cluster; the same result for any number of threads. Errors: cancelled (polled between
/// pairs, clusters and tiles).
Result<FlatPartition> flatPartition(const LayerIndex& rows, int threads, Feedback& feedback);

/// The steps of flatPartition one by one, for a layer that is not held in cells all at once: first who overlaps whom,
/// then the cells of some clusters after those of others. Looks into the index: keep it alive.
class FlatCutter {
 public:
  /// Of the rows `asked`. Errors: cancelled.
  static Result<FlatCutter> make(const LayerIndex& rows, const std::vector<bool>& asked, int threads,
                                 Feedback& feedback);

  /// Rows that overlap, directly or by others between them, each ascending; the clusters by their first row.
  const std::vector<std::vector<std::uint32_t>>& clusters() const { return m_clusters; }
  /// Which part of a whole one call is: progress is shown of the whole.
  struct Part {
    std::size_t at = 0;
    std::size_t of = 1;
  };
  /// The cells of some clusters, by their places in clusters(). Rows are those of the whole layer. Errors: cancelled
  /// (polled between clusters and tiles), input.no_scratch (of clusters too large for memory).
  Result<FlatCells> cut(std::span<const std::size_t> which, Part part, Feedback& feedback);
  const CutRows& rows() const { return m_rows; } ///< of the clusters that were cut

 private:
  FlatCutter(const LayerIndex& rows, int threads) : m_index(&rows), m_threads(threads) {}

  const LayerIndex* m_index;
  int m_threads;
  CutRows m_rows;
  std::vector<std::vector<std::uint32_t>> m_clusters;
};

/// Exact area of all cells, m²: the ground that any row covers.
double unionArea(const FlatPartition& partition);

/// Exact area, m², by rank, where each cell counts once for its strictest row: `rank` is of each input row, 0 the
/// strictest. The sum of the first r + 1 is the ground of rank r or stricter. Undecided rows count nowhere.
std::vector<double> areaByRank(const FlatPartition& partition, std::span<const std::uint32_t> rank);

} // namespace ecoredline
