#include "tracking/ground.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/partition.hpp"
#include "engine/shared_ground.hpp"
#include "geo/area.hpp"
#include "geo/exact_area.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_map>

namespace ecoredline {

namespace {

/// Zones by strictness, then by place.
void sortZones(std::vector<std::uint32_t>& over, const std::vector<TrackedZone>& zones) {
  std::ranges::sort(over, [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(zones[a].class_rank, a) < std::pair(zones[b].class_rank, b);
  });
}

/// `rows` names the frame's row of each row of the partition.
GroundCell cellAt(const FlatPartition& flat, const Frame& frame, const std::vector<std::size_t>& rows,
                  std::uint32_t cell) {
  GroundCell made{kNoShape, 0, {}, {}};
  for (const std::uint32_t cut : flat.rowsOver(cell)) {
    const std::size_t row = rows[cut];
    if (frame.from_zone[row] != kNoZone) made.from.push_back(frame.from_zone[row]);
    if (frame.to_zone[row] != kNoZone) made.to.push_back(frame.to_zone[row]);
  }
  sortZones(made.from, frame.from);
  sortZones(made.to, frame.to);
  return made;
}

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
  PieceMaker(const Ground& ground, const Frame& frame) : m_ground(ground), m_frame(frame), m_builder(frame.layer.crs) {}

  /// Ground in sight of both versions, or of which that is not asked.
  void add(const GroundCell& cell) { addShape(cell, m_ground.shapes, cell.cell, cell.m2, false); }
  void addPart(const GroundCell& cell, const FlatLayer& layer, std::size_t row, bool out_of_sight) {
    addShape(cell, layer, row, areaOf(layer, row, AreaMethod::exact), out_of_sight);
  }
  Pieces take(std::size_t undecided) { return {m_builder.take(), std::move(m_pieces), undecided}; }

 private:
  void addShape(const GroundCell& cell, const FlatLayer& layer, std::size_t row, double m2, bool out_of_sight) {
    ChangedPiece piece;
    piece.row = static_cast<std::uint32_t>(m_pieces.size());
    piece.from = cell.from;
    piece.to = cell.to;
    piece.m2 = m2;
    piece.width_m = widthOf(layer, row, m2);
    piece.out_of_sight = out_of_sight;
    m_builder.copyRow(layer, row, piece.row);
    m_pieces.push_back(std::move(piece));
  }

  const Ground& m_ground;
  const Frame& m_frame;
  FlatBuilder m_builder;
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
    if (!outside)
      maker.add(*cells[i]);
    else
      maker.addPart(*cells[i], cut->outside, i, true);
    if (inside && outside) maker.addPart(*cells[i], cut->inside, i, false);
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

/// Rows that have to be cut: all but the same zones that share ground with no other row.
Result<std::vector<std::size_t>> rowsToCut(const LayerIndex& index, const Frame& frame, int threads,
                                           Feedback& feedback) {
  const FlatLayer& layer = index.layer();
  std::vector<RowPair> pairs;
  for (std::uint32_t row = 0; row < layer.rows(); ++row)
    index.query(layer.box[row], [&](std::uint32_t other) {
      const bool asked = other > row && (isSameZone(frame, row) || isSameZone(frame, other));
      if (asked) pairs.emplace_back(row, other);
    });
  const auto shares = sharedGround(index, pairs, threads, feedback);
  if (!shares) return tl::unexpected<Error>(shares.error());
  std::vector<bool> cut(layer.rows());
  for (std::size_t row = 0; row < layer.rows(); ++row) cut[row] = !isSameZone(frame, row);
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if ((*shares)[i]) cut[pairs[i].first] = cut[pairs[i].second] = true;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (cut[row]) rows.push_back(row);
  return rows;
}

/// Zones of either version by the ground they share.
std::vector<SharedGround> sharesOf(const Ground& ground, const Frame& frame, const std::vector<bool>& is_cut) {
  std::unordered_map<std::uint64_t, double> m2;
  for (const GroundCell& cell : ground.cells)
    for (const auto f : cell.from)
      for (const auto t : cell.to) m2[(static_cast<std::uint64_t>(f) << 32U) | t] += cell.m2;
  std::vector<SharedGround> shared;
  shared.reserve(m2.size() + frame.layer.rows());
  for (const auto& [key, area] : m2)
    shared.push_back({static_cast<std::uint32_t>(key >> 32U), static_cast<std::uint32_t>(key), area});
  for (std::size_t row = 0; row < frame.layer.rows(); ++row)
    if (!is_cut[row]) shared.push_back({frame.from_zone[row], frame.to_zone[row], ground.row_m2[row]});
  std::ranges::sort(shared, [](const SharedGround& a, const SharedGround& b) {
    return std::pair(a.from, a.to) < std::pair(b.from, b.to);
  });
  return shared;
}

constexpr std::size_t kLotVertices = 1U << 20U; ///< fewest of a lot, but for the last

std::size_t verticesOf(const FlatLayer& layer, const std::vector<std::size_t>& rows) {
  std::size_t vertices = 0;
  for (const std::size_t row : rows)
    vertices += layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
  return vertices;
}

/// Rows in lots: those whose boxes meet, directly or by others between them, lie in one. Groups follow each other by
/// place, not by row: the same ground is cut in the same order, whatever the order of the deliveries.
std::vector<std::vector<std::size_t>> lotsOf(const LayerIndex& index, const std::vector<std::size_t>& rows) {
  const FlatLayer& layer = index.layer();
  std::vector<std::uint32_t> leader(layer.rows(), kNoZone);
  for (const std::size_t row : rows) leader[row] = static_cast<std::uint32_t>(row);
  const auto find = [&](std::uint32_t row) {
    while (leader[row] != row) row = leader[row] = leader[leader[row]];
    return row;
  };
  for (const std::size_t row : rows)
    index.query(layer.box[row], [&](std::uint32_t other) {
      if (other <= row || leader[other] == kNoZone) return;
      const auto a = find(static_cast<std::uint32_t>(row)), b = find(other);
      leader[std::max(a, b)] = std::min(a, b);
    });
  struct Group {
    Box box;
    std::vector<std::size_t> rows;
  };
  std::unordered_map<std::uint32_t, std::size_t> place;
  std::vector<Group> groups;
  for (const std::size_t row : rows) {
    const auto [at, fresh] = place.try_emplace(find(static_cast<std::uint32_t>(row)), groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].box.add(layer.box[row]);
    groups[at->second].rows.push_back(row);
  }
  std::ranges::stable_sort(groups, {}, [](const Group& group) {
    return std::tuple(group.box.min_x, group.box.min_y, group.box.max_x, group.box.max_y);
  });
  std::vector<std::vector<std::size_t>> lots;
  std::size_t vertices = kLotVertices;
  for (Group& group : groups) {
    if (vertices >= kLotVertices) {
      lots.emplace_back();
      vertices = 0;
    }
    lots.back().insert(lots.back().end(), group.rows.begin(), group.rows.end());
    vertices += verticesOf(layer, group.rows);
  }
  for (auto& lot : lots) std::ranges::sort(lot);
  return lots;
}

/// Shows the progress of one lot among all, and hears there that the whole was cancelled.
class LotFeedback : public Feedback {
 public:
  LotFeedback(Feedback& whole, std::size_t lot, std::size_t lots) : m_whole(whole), m_lot(lot), m_lots(lots) {}
  void progress(std::uint64_t done, std::uint64_t total) override {
    if (m_whole.cancelled()) cancel();
    if (total > 0) m_whole.progress(m_lot * total + done, m_lots * total);
  }

 private:
  Feedback& m_whole;
  std::uint64_t m_lot;
  std::uint64_t m_lots;
};

/// Cuts lot after lot and keeps what the ledger needs of each.
class LotCutter {
 public:
  LotCutter(const Frame& frame, const FrameAreas& areas, int threads, Ground& ground)
      : m_frame(frame), m_areas(areas), m_threads(threads), m_ground(ground), m_shapes(frame.layer.crs) {}

  Result<void> cut(const std::vector<std::size_t>& rows, Feedback& feedback) {
    const IndexedLayer lot(selectRows(m_frame.layer, rows));
    const auto flat = flatPartition(lot.index, m_threads, feedback);
    if (!flat) return tl::unexpected<Error>(flat.error());
    const auto m2 = areasOf(flat->cells, m_areas, m_threads, silentFeedback());
    if (!m2) return tl::unexpected<Error>(m2.error());
    for (std::size_t i = 0; i < rows.size(); ++i) m_ground.rung[rows[i]] = flat->rung[i];
    for (const std::uint32_t row : flat->undecided) m_ground.undecided.push_back(static_cast<std::uint32_t>(rows[row]));
    for (std::uint32_t c = 0; c < m2->size(); ++c) add(*flat, rows, c, (*m2)[c]);
    return {};
  }

  void finish() {
    m_ground.shapes = m_shapes.take();
    std::ranges::sort(m_ground.undecided);
  }

 private:
  void add(const FlatPartition& flat, const std::vector<std::size_t>& rows, std::uint32_t c, double m2) {
    GroundCell cell = cellAt(flat, m_frame, rows, c);
    cell.m2 = m2;
    if (isChanged(cell, m_frame) || isShared(cell)) {
      cell.cell = m_kept;
      m_shapes.copyRow(flat.cells, c, m_kept++);
    }
    m_ground.cells.push_back(std::move(cell));
  }

  const Frame& m_frame;
  const FrameAreas& m_areas;
  int m_threads;
  Ground& m_ground;
  FlatBuilder m_shapes;
  std::uint32_t m_kept = 0;
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
  ground.rung.assign(layer.rows(), Rung::edges);
  const auto rows = rowsToCut(index, frame, threads, feedback);
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<bool> is_cut(layer.rows());
  for (const std::size_t row : *rows) is_cut[row] = true;
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (!is_cut[row]) ground.untouched_m2 += ground.row_m2[row];
  const auto lots = lotsOf(index, *rows);
  LotCutter cutter(frame, areas, threads, ground);
  for (std::size_t i = 0; i < lots.size(); ++i) {
    if (feedback.cancelled()) return cancelledError();
    LotFeedback of_lot(feedback, i, lots.size());
    // One cluster may be most of a lot: it is cut in steps too long to hear of a cancel between them only.
    Feedback& heard = lots.size() == 1 || verticesOf(layer, lots[i]) > 2 * kLotVertices ? feedback : of_lot;
    if (auto done = cutter.cut(lots[i], heard); !done) return tl::unexpected<Error>(done.error());
  }
  cutter.finish();
  ground.shared = sharesOf(ground, frame, is_cut);
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
    else
      maker.add(cell);
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
