#include "tracking/ground.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/partition.hpp"
#include "engine/shared_ground.hpp"
#include "geo/area.hpp"
#include "geo/exact_area.hpp"
#include "geo/layer_spool.hpp"
#include "tracking/parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

bool isUntouched(const GroundCell& cell, const Frame& frame) {
  return cell.from.size() == 1 && cell.to.size() == 1 &&
         frame.from[cell.from.front()].row == frame.to[cell.to.front()].row &&
         frame.from[cell.from.front()].class_rank == frame.to[cell.to.front()].class_rank;
}

bool isChanged(const GroundCell& cell, const Frame& frame) {
  if (cell.from.empty() || cell.to.empty()) return true;
  return frame.from[cell.from.front()].class_rank != frame.to[cell.to.front()].class_rank;
}

double widthOf(const FlatLayer& layer, std::size_t row, double m2) {
  const double outline = perimeterOf(piecesOf(layer, row));
  return outline > 0 ? 2 * m2 / outline : 0;
}

class PieceMaker {
 public:
  PieceMaker(const Ground& ground, const Frame& frame)
      : m_ground(ground), m_shapes(frame.layer.crs, kTrackedInMemory) {}

  /// Ground in sight of both versions, or of which that is not asked.
  Result<void> add(const GroundCell& cell) { return addShape(cell, m_ground.shapes, cell.cell, cell.m2, false); }
  Result<void> addPart(const GroundCell& cell, const FlatLayer& layer, std::size_t row, bool out_of_sight) {
    return addShape(cell, layer, row, areaOf(layer, row, AreaMethod::exact), out_of_sight);
  }
  Result<Pieces> take(std::size_t undecided) {
    auto layer = m_shapes.take();
    if (!layer) return fail(layer.error());
    return Pieces{std::move(*layer), std::move(m_pieces), undecided};
  }

 private:
  Result<void> addShape(const GroundCell& cell, const FlatLayer& layer, std::size_t row, double m2, bool out_of_sight) {
    ChangedPiece piece;
    piece.row = static_cast<std::uint32_t>(m_pieces.size());
    piece.from = cell.from;
    piece.to = cell.to;
    piece.m2 = m2;
    piece.width_m = widthOf(layer, row, m2);
    piece.out_of_sight = out_of_sight;
    m_pieces.push_back(piece);
    return m_shapes.copyRow(layer, row, piece.row);
  }

  const Ground& m_ground;
  SpooledRows m_shapes;
  std::vector<ChangedPiece> m_pieces;
};

/// The cells cut to what the other version speaks about.
Result<std::size_t> addCut(PieceMaker& maker, const Ground& ground, const std::vector<const GroundCell*>& cells,
                           const FlatLayer& sight, Feedback& feedback) {
  std::vector<std::size_t> rows;
  for (const GroundCell* cell : cells) rows.push_back(cell->cell);
  const auto cut = cutSites(selectRows(ground.shapes, rows), sight, feedback);
  if (!cut) return tl::unexpected<Error>(cut.error());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool inside = cut->inside.shape[i] == Shape::polygon, outside = cut->outside.shape[i] == Shape::polygon;
    auto added = outside ? maker.addPart(*cells[i], cut->outside, i, true) : maker.add(*cells[i]);
    if (added && inside && outside) added = maker.addPart(*cells[i], cut->inside, i, false);
    if (!added) return fail(added.error());
  }
  return cut->undecided.size();
}

constexpr double kOnePlace = 6.0; // degrees of latitude that one ExactArea measures to its bound

/// Exact areas that add up: one object measures every row and cell, so that an edge which two of them share cancels to
/// the last bit. Objects of different places agree within kExactAreaRelativeError only, which over a city is metres.
class FrameAreas {
 public:
  explicit FrameAreas(const FlatLayer& layer) : m_area(layer.crs, layer.extent()) {
    const Box box = layer.extent();
    const double degrees = layer.crs.isGeographic() ? 1.0 : 1e-5; // of one unit
    m_one = !box.empty() && (box.max_y - box.min_y) * degrees <= kOnePlace;
  }

  double of(const FlatLayer& layer, std::size_t row) const {
    if (!m_one) return areaOf(layer, row, AreaMethod::exact);
    double sum = 0;
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      const auto first = layer.ring_vertex[ring], count = layer.ring_vertex[ring + 1] - first;
      const double m2 = std::abs(m_area.ring({layer.x.data() + first, count}, {layer.y.data() + first, count}));
      const bool shell = ring == layer.row_ring[row] || layer.ring_part[ring] != layer.ring_part[ring - 1];
      sum += shell ? m2 : -m2;
    }
    return sum;
  }

 private:
  ExactArea m_area;
  bool m_one = false;
};

constexpr std::size_t kRowsPerJob = 256;

/// Exact areas of the rows of a layer.
Result<std::vector<double>> areasOf(const FlatLayer& layer, const FrameAreas& areas, int threads, Feedback& feedback) {
  std::vector<double> m2(layer.rows());
  const auto job = [&](std::size_t j) -> Result<void> {
    for (std::size_t row = j * kRowsPerJob; row < std::min(layer.rows(), (j + 1) * kRowsPerJob); ++row)
      m2[row] = areas.of(layer, row);
    return {};
  };
  if (auto done = forEachIndex((layer.rows() + kRowsPerJob - 1) / kRowsPerJob, threads, feedback, job); !done)
    return tl::unexpected<Error>(done.error());
  return m2;
}

/// A zone that both versions have, not a vertex differing, in the same class.
bool isSameZone(const Frame& frame, std::size_t row) {
  const std::uint32_t from = frame.from_zone[row], to = frame.to_zone[row];
  return from != kNoZone && to != kNoZone && frame.from[from].class_rank == frame.to[to].class_rank;
}

constexpr std::size_t kPairsAtOnce = std::size_t{1} << 20U;

/// Rows that have to be cut: all but the same zones that share ground with no other row.
Result<std::vector<bool>> rowsToCut(const LayerIndex& index, const Frame& frame, int threads, Feedback& feedback) {
  const FlatLayer& layer = index.layer();
  std::vector<bool> cut(layer.rows());
  for (std::size_t row = 0; row < layer.rows(); ++row) cut[row] = !isSameZone(frame, row);
  std::vector<RowPair> pairs;
  const auto ask = [&]() -> Result<void> {
    const auto shares = sharedGround(index, pairs, threads, feedback);
    if (!shares) return fail(shares.error());
    for (std::size_t i = 0; i < pairs.size(); ++i)
      if ((*shares)[i]) cut[pairs[i].first] = cut[pairs[i].second] = true;
    pairs.clear();
    return {};
  };
  for (std::uint32_t row = 0; row < layer.rows(); ++row) {
    if (feedback.cancelled()) return cancelledError();
    index.query(layer.box[row], [&](std::uint32_t other) {
      const bool asked = other > row && (isSameZone(frame, row) || isSameZone(frame, other));
      if (asked) pairs.emplace_back(row, other);
    });
    if (pairs.size() < kPairsAtOnce) continue;
    if (auto done = ask(); !done) return fail(done.error());
  }
  if (auto done = ask(); !done) return fail(done.error());
  return cut;
}

/// Zones of either version by the ground they share.
std::vector<SharedGround> sharesOf(const Ground& ground, const Frame& frame, const std::vector<bool>& is_cut) {
  std::vector<SharedGround> parts;
  for (const GroundCell& cell : ground.cells)
    for (const auto f : cell.from)
      for (const auto t : cell.to) parts.push_back({f, t, cell.m2});
  for (std::size_t row = 0; row < frame.layer.rows(); ++row)
    if (!is_cut[row]) parts.push_back({frame.from_zone[row], frame.to_zone[row], ground.row_m2[row]});
  const auto pair = [](const SharedGround& s) { return std::pair(s.from, s.to); };
  std::ranges::stable_sort(parts, {}, pair);
  std::size_t kept = 0;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (pair(parts[i]) == pair(parts[kept]))
      parts[kept].m2 += parts[i].m2;
    else
      parts[++kept] = parts[i];
  }
  if (!parts.empty()) parts.resize(kept + 1);
  return parts;
}

constexpr std::size_t kLotVertices = std::size_t{1} << 18U; ///< fewest of a lot, but for the last

/// Clusters in lots of neighbours. They follow each other by place, not by row: the same ground is cut in the same
/// order, whatever the order of the deliveries.
std::vector<std::vector<std::size_t>> lotsOf(const FlatLayer& layer,
                                             const std::vector<std::vector<std::uint32_t>>& clusters) {
  struct Place {
    Box box;
    std::size_t cluster = 0;
    std::size_t vertices = 0;
  };
  std::vector<Place> places(clusters.size());
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    places[c].cluster = c;
    for (const std::uint32_t row : clusters[c]) {
      places[c].box.add(layer.box[row]);
      places[c].vertices += verticesOf(layer, row);
    }
  }
  std::ranges::stable_sort(places, {}, [](const Place& place) {
    return std::tuple(place.box.min_x, place.box.min_y, place.box.max_x, place.box.max_y);
  });
  std::vector<std::vector<std::size_t>> lots;
  std::size_t vertices = kLotVertices;
  for (const Place& place : places) {
    if (vertices >= kLotVertices) {
      lots.emplace_back();
      vertices = 0;
    }
    lots.back().push_back(place.cluster);
    vertices += place.vertices;
  }
  return lots;
}

/// Cuts lot after lot and keeps what the ledger needs of each.
class LotKeeper {
 public:
  LotKeeper(const Frame& frame, const FrameAreas& areas, int threads, Ground& ground)
      : m_frame(frame), m_areas(areas), m_threads(threads), m_ground(ground),
        m_shapes(frame.layer.crs, kTrackedInMemory) {}

  Result<void> keep(const FlatCells& lot, Feedback& feedback) {
    const auto m2 = areasOf(lot.cells, m_areas, m_threads, silentFeedback());
    if (!m2) return tl::unexpected<Error>(m2.error());
    for (std::uint32_t c = 0; c < m2->size(); ++c) {
      if (feedback.cancelled()) return cancelledError();
      if (auto added = add(lot, c, (*m2)[c]); !added) return added;
    }
    return {};
  }

  Result<void> finish() {
    auto shapes = m_shapes.take();
    if (!shapes) return fail(shapes.error());
    m_ground.shapes = std::move(*shapes);
    return {};
  }

 private:
  /// Zones by strictness, then by place.
  static void sortZones(std::vector<std::uint32_t>& over, const std::vector<TrackedZone>& zones) {
    std::ranges::sort(over, [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(zones[a].class_rank, a) < std::pair(zones[b].class_rank, b);
    });
  }

  Result<void> add(const FlatCells& lot, std::uint32_t c, double m2) {
    m_from.clear();
    m_to.clear();
    for (const std::uint32_t row : lot.rowsOver(c)) {
      if (m_frame.from_zone[row] != kNoZone) m_from.push_back(m_frame.from_zone[row]);
      if (m_frame.to_zone[row] != kNoZone) m_to.push_back(m_frame.to_zone[row]);
    }
    sortZones(m_from, m_frame.from);
    sortZones(m_to, m_frame.to);
    GroundCell cell{kNoShape, m2, m_ground.lists.keep(m_from), m_ground.lists.keep(m_to)};
    const bool shape = isChanged(cell, m_frame) || isShared(cell);
    if (shape) cell.cell = m_kept++;
    m_ground.cells.push_back(cell);
    return shape ? m_shapes.copyRow(lot.cells, c, cell.cell) : Result<void>();
  }

  const Frame& m_frame;
  const FrameAreas& m_areas;
  int m_threads;
  Ground& m_ground;
  SpooledRows m_shapes;
  std::uint32_t m_kept = 0;
  std::vector<std::uint32_t> m_from, m_to; ///< of the cell at hand
};

} // namespace

bool isShared(const GroundCell& cell) {
  return cell.from.size() > 1 || cell.to.size() > 1;
}

Result<Ground> cutGround(const LayerIndex& index, const Frame& frame, int threads, Feedback& feedback) {
  const FlatLayer& layer = frame.layer;
  const FrameAreas areas(layer);
  Ground ground;
  auto row_m2 = areasOf(layer, areas, threads, feedback);
  if (!row_m2) return tl::unexpected<Error>(row_m2.error());
  ground.row_m2 = std::move(*row_m2);
  ground.lists = ZoneLists(std::max(frame.from.size(), frame.to.size()));
  const auto is_cut = rowsToCut(index, frame, threads, feedback);
  if (!is_cut) return tl::unexpected<Error>(is_cut.error());
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (!(*is_cut)[row]) ground.untouched_m2 += ground.row_m2[row];
  auto cutter = FlatCutter::make(index, *is_cut, threads, feedback);
  if (!cutter) return tl::unexpected<Error>(cutter.error());
  const auto lots = lotsOf(layer, cutter->clusters());
  LotKeeper keeper(frame, areas, threads, ground);
  for (std::size_t i = 0; i < lots.size(); ++i) {
    const auto lot = cutter->cut(lots[i], {i, lots.size()}, feedback);
    if (!lot) return tl::unexpected<Error>(lot.error());
    if (auto kept = keeper.keep(*lot, feedback); !kept) return tl::unexpected<Error>(kept.error());
  }
  if (auto done = keeper.finish(); !done) return tl::unexpected<Error>(done.error());
  ground.rung = cutter->rows().rung;
  for (std::uint32_t row = 0; row < layer.rows(); ++row)
    if (ground.rung[row] == Rung::undecided) ground.undecided.push_back(row);
  ground.shared = sharesOf(ground, frame, *is_cut);
  for (const GroundCell& cell : ground.cells)
    if (isUntouched(cell, frame)) ground.untouched_m2 += cell.m2;
  std::erase_if(ground.cells, [&](const GroundCell& cell) { return isUntouched(cell, frame); });
  for (const std::uint32_t row : ground.undecided) ground.row_m2[row] = std::numeric_limits<double>::quiet_NaN();
  return ground;
}

Result<Pieces> changedPieces(const Ground& ground, const Frame& frame, const Sight& sight, Feedback& feedback) {
  PieceMaker maker(ground, frame);
  std::vector<const GroundCell*> removed, added;
  for (const GroundCell& cell : ground.cells) {
    if (!isChanged(cell, frame)) continue;
    if (cell.to.empty() && sight.to)
      removed.push_back(&cell);
    else if (cell.from.empty() && sight.from)
      added.push_back(&cell);
    else if (auto made = maker.add(cell); !made)
      return fail(made.error());
  }
  std::size_t undecided = 0;
  for (const auto& [cells, area] : {std::pair{&removed, &sight.to}, std::pair{&added, &sight.from}}) {
    if (cells->empty()) continue;
    const auto cut = addCut(maker, ground, *cells, **area, feedback);
    if (!cut) return tl::unexpected<Error>(cut.error());
    undecided += *cut;
  }
  return maker.take(undecided);
}

} // namespace ecoredline
