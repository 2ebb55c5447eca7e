#include "engine/flat_partition.hpp"

#include "engine/edge_overlay.hpp"
#include "engine/line_work.hpp"
#include "engine/local.hpp"
#include "engine/pair_cells.hpp"
#include "engine/parallel.hpp"
#include "engine/part_feedback.hpp"
#include "engine/shared_ground.hpp"
#include "geo/area.hpp"
#include "geo/layer_spool.hpp"
#include "geo/overlay_faces.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kRowsPerJob = 64;
constexpr std::size_t kTilesAtOnce = 256; // cells of so many wait in memory for those before them
constexpr double kStatedMagnitude = 5e7;  // coordinates for which kBalanceAbsolute is stated
constexpr double kKilometre = 1000.0;

/// A polygon's parts, each the shell and then its holes; all in an order of their own.
std::vector<std::vector<Ring>> canonicalParts(const FlatLayer& layer, std::size_t row) {
  std::vector<std::vector<Ring>> parts;
  const auto first = layer.row_ring[row];
  for (auto ring = first; ring < layer.row_ring[row + 1]; ++ring) {
    const bool shell = ring == first || layer.ring_part[ring] != layer.ring_part[ring - 1];
    if (shell) parts.emplace_back();
    parts.back().push_back(canonicalRing(layer, ring, shell ? Turn::left : Turn::right));
  }
  for (auto& part : parts) std::sort(part.begin() + 1, part.end());
  std::ranges::sort(parts);
  return parts;
}

/// Row `row` of a layer of polygons as a cell, at the end of `cells`.
void addCell(FlatBuilder& cells, const FlatLayer& layer, std::size_t row, std::int64_t row_id) {
  cells.beginRow(Shape::polygon, row_id);
  std::uint32_t n = 0;
  for (const auto& part : canonicalParts(layer, row)) {
    for (const Ring& ring : part) addRing(cells, ring, n);
    ++n;
  }
  cells.endRow();
}

/// Cells of one cluster.
struct Solved {
  FlatLayer cells;
  std::vector<std::vector<std::uint32_t>> cover;
  std::vector<double> area_m2;
};

/// How wrong the sum of a row's cells may be; `grid` in plane units.
double balanceBound(const FlatLayer& layer, std::size_t row, double area_m2, double grid) {
  const Box& box = layer.box[row];
  const double magnitude =
      std::max({std::abs(box.min_x), std::abs(box.max_x), std::abs(box.min_y), std::abs(box.max_y)});
  const PlaneScale scale = scaleAt(layer.crs, (box.min_y + box.max_y) / 2);
  const double metres = std::max(scale.x, scale.y);
  const auto ulp = [](double value) { return std::nextafter(value, std::numeric_limits<double>::infinity()) - value; };
  const double node = kBalanceAbsolute / kKilometre * metres * ulp(magnitude) / ulp(kStatedMagnitude) + metres * grid;
  const auto rings = layer.row_ring[row], end = layer.row_ring[row + 1];
  const auto vertices = static_cast<double>(layer.ring_vertex[end] - layer.ring_vertex[rings]);
  return (kBalanceRelative + kExactAreaRelativeError) * area_m2 + node * perimeterOf(piecesOf(layer, row)) +
         kExactAreaAbsoluteError * vertices;
}

/// Cuts the rows of one cluster.
class ClusterCutter {
 public:
  /// `threads` are for the tiles of one cluster.
  ClusterCutter(const LayerIndex& index, CutRows& state, int threads, Feedback& feedback)
      : m_index(index), m_layer(index.layer()), m_state(state), m_threads(threads), m_feedback(feedback) {}

  /// `rows` ascending. Errors: cancelled.
  Result<Solved> cut(std::vector<std::uint32_t> rows) {
    while (rows.size() > 1) {
      if (auto solved = cutByEdges(rows)) return std::move(*solved);
      const LineWork lines(m_layer, rows);
      Box extent;
      for (const auto row : rows) extent.add(m_layer.box[row]);
      std::vector<double> grids = snapGridsAt(extent);
      grids.insert(grids.begin(), 0.0);
      std::vector<std::uint32_t> unbalanced;
      for (const double grid : grids) {
        auto solved = cutOn(lines, rows, grid);
        if (!solved) return tl::unexpected<Error>(std::move(solved.error()));
        unbalanced = *solved ? balance(**solved, rows, grid) : rows;
        if (!unbalanced.empty()) continue;
        for (const auto row : rows) m_state.rung[row] = grid > 0 ? Rung::snapped : Rung::plain;
        return std::move(**solved);
      }
      for (const auto row : unbalanced) leaveOut(row);
      std::erase_if(rows, [&](std::uint32_t row) { return m_state.rung[row] == Rung::undecided; });
    }
    return rows.empty() ? Solved{} : alone(rows.front());
  }

  Solved alone(std::uint32_t row) {
    m_state.rung[row] = Rung::edges;
    if (std::isnan(m_state.area_m2[row])) {
      leaveOut(row);
      return {};
    }
    m_state.balance_m2[row] = 0;
    FlatBuilder builder(m_layer.crs);
    addCell(builder, m_layer, row, 0);
    return {builder.take(), {{row}}, {m_state.area_m2[row]}};
  }

 private:
  void leaveOut(std::uint32_t row) {
    m_state.rung[row] = Rung::undecided;
    m_state.balance_m2[row] = kNaN;
  }

  /// Two rows, without GEOS; nullopt when there are more, or that does not balance.
  std::optional<Solved> cutByEdges(const std::vector<std::uint32_t>& rows) {
    if (rows.size() != 2) return std::nullopt;
    const auto pair = pairCells(m_index, rows[0], rows[1]);
    if (!pair) return std::nullopt;
    Solved solved;
    FlatBuilder builder(m_layer.crs);
    for (std::size_t cell = 0; cell < pair->cover.size(); ++cell) {
      addCell(builder, pair->cells, cell, 0);
      auto& over = solved.cover.emplace_back();
      if (pair->cover[cell] != PairCover::second) over.push_back(rows[0]);
      if (pair->cover[cell] != PairCover::first) over.push_back(rows[1]);
    }
    solved.cells = builder.take();
    for (std::size_t cell = 0; cell < solved.cover.size(); ++cell)
      solved.area_m2.push_back(areaOf(solved.cells, cell, AreaMethod::exact));
    if (!balance(solved, rows, 0).empty()) return std::nullopt;
    for (const auto row : rows) m_state.rung[row] = Rung::plain;
    return solved;
  }

  /// nullopt when GEOS cannot. Tiles go by in rounds, each behind the others to where a layer's coordinates wait.
  Result<std::optional<Solved>> cutOn(const LineWork& lines, const std::vector<std::uint32_t>& rows, double grid) {
    const auto& tiles = lines.tiles();
    Solved all;
    LayerSpool cells(m_layer.crs);
    const std::size_t rounds = (tiles.size() + kTilesAtOnce - 1) / kTilesAtOnce;
    for (std::size_t round = 0; round < rounds; ++round) {
      const std::span some(tiles.data() + round * kTilesAtOnce,
                           std::min(kTilesAtOnce, tiles.size() - round * kTilesAtOnce));
      auto parts = cutTiles(lines, some, rows, {grid, {round, rounds}});
      if (!parts) return tl::unexpected<Error>(std::move(parts.error()));
      for (auto& part : *parts) {
        if (!part) return std::nullopt;
        if (auto added = cells.add(part->cells); !added) return tl::unexpected<Error>(std::move(added.error()));
        std::ranges::move(part->cover, std::back_inserter(all.cover));
        all.area_m2.insert(all.area_m2.end(), part->area_m2.begin(), part->area_m2.end());
        part.reset();
      }
    }
    auto taken = cells.take();
    if (!taken) return tl::unexpected<Error>(std::move(taken.error()));
    all.cells = std::move(*taken);
    return all;
  }

  struct Round {
    double grid;
    FlatCutter::Part part;
  };
  Result<std::vector<std::optional<Solved>>> cutTiles(const LineWork& lines, std::span<const Tile> tiles,
                                                      const std::vector<std::uint32_t>& rows, const Round& round) {
    std::vector<std::optional<Solved>> parts(tiles.size());
    const auto cut_tile = [&](std::size_t i) -> Result<void> {
      if (m_feedback.cancelled()) return cancelledError();
      const auto faces = facesBetween(lines.linesOf(tiles[i]), round.grid);
      if (faces) parts[i] = cellsOf(*faces, tiles[i], rows);
      return {};
    };
    PartFeedback shown(m_feedback, round.part.at, round.part.of);
    const auto done = lines.tiles().size() == 1 ? cut_tile(0) : forEachIndex(tiles.size(), m_threads, shown, cut_tile);
    if (!done) return tl::unexpected<Error>(done.error());
    return parts;
  }

  std::vector<std::uint32_t> rowsAt(const Faces::Point& p, const std::vector<std::uint32_t>& rows) const {
    std::vector<std::uint32_t> over;
    m_index.query({p.x, p.y, p.x, p.y}, [&](std::uint32_t row) {
      if (std::ranges::binary_search(rows, row) && m_index.runs(row).inside(p.x, p.y)) over.push_back(row);
    });
    std::ranges::sort(over);
    return over;
  }

  Solved cellsOf(const Faces& faces, const Tile& tile, const std::vector<std::uint32_t>& rows) const {
    Solved solved;
    FlatBuilder builder(m_layer.crs);
    for (std::size_t face = 0; face < faces.inside.size(); ++face) {
      const Faces::Point& p = faces.inside[face];
      if (!tile.whole && !tile.box.contains({p.x, p.y, p.x, p.y})) continue; // the tile does not see all of it
      auto over = rowsAt(p, rows);
      if (over.empty()) continue;
      addCell(builder, faces.layer, face, 0);
      solved.cover.push_back(std::move(over));
    }
    solved.cells = builder.take();
    for (std::size_t cell = 0; cell < solved.cover.size(); ++cell) {
      solved.area_m2.push_back(areaOf(solved.cells, cell, AreaMethod::exact));
    }
    return solved;
  }

  /// Sets the rows' balances; those that are out of balance come back.
  std::vector<std::uint32_t> balance(const Solved& solved, const std::vector<std::uint32_t>& rows, double grid) {
    const auto place = [&](std::uint32_t row) { return std::ranges::lower_bound(rows, row) - rows.begin(); };
    std::vector<double> sum(rows.size());
    for (std::size_t cell = 0; cell < solved.cover.size(); ++cell) {
      for (const auto row : solved.cover[cell]) sum[static_cast<std::size_t>(place(row))] += solved.area_m2[cell];
    }
    std::vector<std::uint32_t> unbalanced;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double area = m_state.area_m2[rows[i]];
      const double off = m_state.balance_m2[rows[i]] = sum[i] - area;
      const bool balances = std::abs(off) <= balanceBound(m_layer, rows[i], area, grid);
      if (!balances) unbalanced.push_back(rows[i]); // NaN too
    }
    return unbalanced;
  }

  const LayerIndex& m_index;
  const FlatLayer& m_layer;
  CutRows& m_state;
  int m_threads;
  Feedback& m_feedback;
};

std::size_t verticesOf(const FlatLayer& layer, const std::vector<std::uint32_t>& rows) {
  std::size_t vertices = 0;
  for (const auto row : rows)
    vertices += layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
  return vertices;
}

using Clusters = std::vector<std::vector<std::uint32_t>>;

/// What cutAll is asked for.
struct Asked {
  const Clusters& clusters;
  std::span<const std::size_t> which;
  FlatCutter::Part part;
  int threads;
};

/// Clusters of few vertices side by side; then those of many, each with its tiles side by side.
Result<std::vector<Solved>> cutAll(const LayerIndex& index, const Asked& asked, CutRows& state, Feedback& feedback) {
  const auto is_large = [&](const std::vector<std::uint32_t>& rows) { // two rows are cut by their edges, of any size
    return rows.size() > 2 && verticesOf(index.layer(), rows) > kLargeCluster;
  };
  std::vector<Solved> solved(asked.which.size());
  ClusterCutter cutter(index, state, asked.threads, feedback);
  const auto cut = [&](std::size_t i) -> Result<void> {
    if (feedback.cancelled()) return cancelledError();
    const auto& rows = asked.clusters[asked.which[i]];
    if (rows.size() == 1) {
      solved[i] = cutter.alone(rows.front());
      return {};
    }
    auto cells = cutter.cut(rows);
    if (!cells) return tl::unexpected<Error>(std::move(cells.error()));
    solved[i] = std::move(*cells);
    return {};
  };
  std::vector<std::size_t> small, large;
  for (std::size_t i = 0; i < solved.size(); ++i)
    (is_large(asked.clusters[asked.which[i]]) ? large : small).push_back(i);
  const auto cut_small = [&](std::size_t i) { return cut(small[i]); };
  PartFeedback shown(feedback, asked.part.at, asked.part.of);
  if (auto done = forEachIndex(small.size(), asked.threads, shown, cut_small); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  for (const std::size_t i : large) {
    if (auto done = cut(i); !done) return tl::unexpected<Error>(std::move(done.error()));
  }
  return solved;
}

using Joined = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// Every pair of rows that share ground, by jobs.
Result<std::vector<Joined>> joinedRows(const LayerIndex& index, const std::vector<bool>& asked, CutRows& state,
                                       int threads, Feedback& feedback) {
  const FlatLayer& layer = index.layer();
  std::vector<Joined> joined((layer.rows() + kRowsPerJob - 1) / kRowsPerJob);
  const auto job = [&](std::size_t j) -> Result<void> {
    EdgeOverlay overlay;
    const std::size_t end = std::min(layer.rows(), (j + 1) * kRowsPerJob);
    for (std::size_t row = j * kRowsPerJob; row < end && !feedback.cancelled(); ++row) {
      if (!asked[row]) continue;
      state.area_m2[row] = areaOf(layer, row, AreaMethod::exact);
      bool set = false;
      index.query(layer.box[row], [&](std::uint32_t other) {
        if (other <= row || !asked[other] || feedback.cancelled()) return;
        if (!set) overlay.setSite(index, row);
        set = true;
        if (mayShareGround(overlay.meet(index, other))) joined[j].emplace_back(row, other);
      });
    }
    return {};
  };
  if (auto done = forEachIndex(joined.size(), threads, feedback, job); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  return joined;
}

/// Rows by cluster, each ascending; the clusters by their first row.
Clusters clustersOf(const std::vector<bool>& asked, const std::vector<Joined>& joined) {
  std::vector<std::uint32_t> leader(asked.size()); // union-find, the smallest row leads
  std::iota(leader.begin(), leader.end(), 0U);
  const auto find = [&](std::uint32_t row) {
    while (leader[row] != row) row = leader[row] = leader[leader[row]];
    return row;
  };
  for (const Joined& pairs : joined) {
    for (const auto& [a, b] : pairs) {
      const auto p = find(a), q = find(b);
      leader[std::max(p, q)] = std::min(p, q);
    }
  }
  Clusters clusters;
  std::vector<std::size_t> place(asked.size());
  for (std::uint32_t row = 0; row < asked.size(); ++row) {
    if (!asked[row]) continue;
    const auto first = find(row);
    if (first == row) {
      place[row] = clusters.size();
      clusters.emplace_back();
    }
    clusters[place[first]].push_back(row);
  }
  return clusters;
}

/// Whether one cell goes before another: by box, then by ring sizes and vertices.
class CellOrder {
 public:
  explicit CellOrder(const std::vector<Solved>& solved) : m_solved(solved) {}

  bool operator()(const std::pair<std::size_t, std::size_t>& a, const std::pair<std::size_t, std::size_t>& b) const {
    const FlatLayer &p = m_solved[a.first].cells, &q = m_solved[b.first].cells;
    const auto corners = [](const Box& box) { return std::tuple(box.min_x, box.min_y, box.max_x, box.max_y); };
    const auto by_box = std::pair(corners(p.box[a.second]), corners(q.box[b.second]));
    if (by_box.first != by_box.second) return by_box.first < by_box.second;
    const auto vertices = [](const FlatLayer& layer, std::size_t row, const FlatArray<double>& of) {
      return std::span(of.data() + layer.ring_vertex[layer.row_ring[row]],
                       of.data() + layer.ring_vertex[layer.row_ring[row + 1]]);
    };
    const auto px = vertices(p, a.second, p.x), qx = vertices(q, b.second, q.x);
    if (!std::ranges::equal(px, qx)) return std::ranges::lexicographical_compare(px, qx);
    return std::ranges::lexicographical_compare(vertices(p, a.second, p.y), vertices(q, b.second, q.y));
  }

 private:
  const std::vector<Solved>& m_solved;
};

Result<void> gather(const FlatLayer& layer, const std::vector<Solved>& solved, FlatCells& partition) {
  std::vector<std::pair<std::size_t, std::size_t>> cells; // (cluster, cell of it)
  for (std::size_t cluster = 0; cluster < solved.size(); ++cluster) {
    for (std::size_t cell = 0; cell < solved[cluster].cover.size(); ++cell) cells.emplace_back(cluster, cell);
  }
  std::ranges::sort(cells, CellOrder(solved));
  SpooledRows rows(layer.crs);
  for (const auto& [cluster, cell] : cells) {
    const auto id = static_cast<std::int64_t>(partition.cell_m2.size());
    if (auto copied = rows.copyRow(solved[cluster].cells, cell, id); !copied) return copied;
    const auto& over = solved[cluster].cover[cell];
    partition.cover.insert(partition.cover.end(), over.begin(), over.end());
    partition.first_cover.push_back(partition.cover.size());
    partition.cell_m2.push_back(solved[cluster].area_m2[cell]);
  }
  auto taken = rows.take();
  if (!taken) return fail(std::move(taken.error()));
  partition.cells = std::move(*taken);
  return {};
}

} // namespace

Result<FlatCutter> FlatCutter::make(const LayerIndex& rows, const std::vector<bool>& asked, int threads,
                                    Feedback& feedback) {
  const FlatLayer& layer = rows.layer();
  FlatCutter cutter(rows, threads);
  cutter.m_rows = {std::vector(layer.rows(), Rung::edges), std::vector<double>(layer.rows()),
                   std::vector<double>(layer.rows())};
  std::vector<bool> polygons(layer.rows());
  for (std::size_t row = 0; row < layer.rows(); ++row) polygons[row] = asked[row] && layer.shape[row] == Shape::polygon;
  const auto joined = joinedRows(rows, polygons, cutter.m_rows, threads, feedback);
  if (!joined) return tl::unexpected<Error>(joined.error());
  cutter.m_clusters = clustersOf(polygons, *joined);
  return cutter;
}

Result<FlatCells> FlatCutter::cut(std::span<const std::size_t> which, Part part, Feedback& feedback) {
  const auto solved = cutAll(*m_index, {m_clusters, which, part, m_threads}, m_rows, feedback);
  if (!solved) return tl::unexpected<Error>(solved.error());
  FlatCells cells;
  if (auto done = gather(m_index->layer(), *solved, cells); !done) return tl::unexpected<Error>(done.error());
  return cells;
}

Result<FlatPartition> flatPartition(const LayerIndex& rows, int threads, Feedback& feedback) {
  auto cutter = FlatCutter::make(rows, std::vector<bool>(rows.layer().rows(), true), threads, feedback);
  if (!cutter) return tl::unexpected<Error>(cutter.error());
  std::vector<std::size_t> all(cutter->clusters().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  auto cells = cutter->cut(all, {}, feedback);
  if (!cells) return tl::unexpected<Error>(cells.error());
  FlatPartition partition{std::move(*cells), cutter->rows().rung, cutter->rows().balance_m2, {}};
  for (std::uint32_t row = 0; row < partition.rung.size(); ++row) {
    if (partition.rung[row] == Rung::undecided) partition.undecided.push_back(row);
  }
  return partition;
}

double unionArea(const FlatPartition& partition) {
  return std::accumulate(partition.cell_m2.begin(), partition.cell_m2.end(), 0.0);
}

std::vector<double> areaByRank(const FlatPartition& partition, std::span<const std::uint32_t> rank) {
  std::vector<double> area(rank.empty() ? 0 : *std::ranges::max_element(rank) + std::size_t{1});
  for (std::size_t cell = 0; cell < partition.cell_m2.size(); ++cell) {
    const auto over = partition.rowsOver(cell);
    const auto strictest = std::ranges::min(over, {}, [&](std::uint32_t row) { return rank[row]; });
    area[rank[strictest]] += partition.cell_m2[cell];
  }
  return area;
}

} // namespace ecoredline
