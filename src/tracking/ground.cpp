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
#include <unordered_map>

namespace ecoredline {

namespace {

/// Zones by strictness, then by place.
void sortZones(std::vector<std::uint32_t>& over, const std::vector<TrackedZone>& zones) {
  std::ranges::sort(over, [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(zones[a].class_rank, a) < std::pair(zones[b].class_rank, b);
  });
}

GroundCell cellAt(const FlatPartition& flat, const Frame& frame, std::uint32_t cell) {
  GroundCell made{cell, {}, {}};
  for (const std::uint32_t row : flat.rowsOver(cell)) {
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
  void add(const GroundCell& cell) {
    addShape(cell, m_ground.flat.cells, cell.cell, m_ground.flat.cell_m2[cell.cell], false);
  }
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
  const auto cut = cutSites(selectRows(ground.flat.cells, rows), sight, feedback);
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

/// A partition of some rows as if it were of all: `rows` ascending.
void renumber(FlatPartition& flat, const std::vector<std::size_t>& rows, std::size_t all) {
  for (std::uint32_t& row : flat.cover) row = static_cast<std::uint32_t>(rows[row]);
  for (std::uint32_t& row : flat.undecided) row = static_cast<std::uint32_t>(rows[row]);
  std::vector<Rung> rung(all, Rung::edges);
  std::vector<double> balance(all, 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rung[rows[i]] = flat.rung[i];
    balance[rows[i]] = flat.balance_m2[i];
  }
  flat.rung = std::move(rung);
  flat.balance_m2 = std::move(balance);
}

/// Zones of either version by the ground they share.
std::vector<SharedGround> sharesOf(const Ground& ground, const Frame& frame, const std::vector<bool>& is_cut) {
  std::unordered_map<std::uint64_t, double> m2;
  for (const GroundCell& cell : ground.cells)
    for (const auto f : cell.from)
      for (const auto t : cell.to) m2[(static_cast<std::uint64_t>(f) << 32U) | t] += ground.flat.cell_m2[cell.cell];
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

} // namespace

Result<Ground> cutGround(const LayerIndex& index, const Frame& frame, int threads, Feedback& feedback) {
  const FlatLayer& layer = frame.layer;
  const FrameAreas areas(layer);
  Ground ground;
  auto row_m2 = areasOf(layer, areas, threads, feedback);
  if (!row_m2) return tl::unexpected<Error>(row_m2.error());
  ground.row_m2 = std::move(*row_m2);
  const auto rows = rowsToCut(index, frame, threads, feedback);
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<bool> is_cut(layer.rows());
  for (const std::size_t row : *rows) is_cut[row] = true;
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (!is_cut[row]) ground.untouched_m2 += ground.row_m2[row];
  {
    const IndexedLayer cut(selectRows(layer, *rows));
    auto flat = flatPartition(cut.index, threads, feedback);
    if (!flat) return tl::unexpected<Error>(flat.error());
    ground.flat = std::move(*flat);
  }
  renumber(ground.flat, *rows, layer.rows());
  auto cell_m2 = areasOf(ground.flat.cells, areas, threads, feedback);
  if (!cell_m2) return tl::unexpected<Error>(cell_m2.error());
  ground.flat.cell_m2 = std::move(*cell_m2);
  for (std::uint32_t c = 0; c < ground.flat.cell_m2.size(); ++c) ground.cells.push_back(cellAt(ground.flat, frame, c));
  ground.shared = sharesOf(ground, frame, is_cut);
  for (const GroundCell& cell : ground.cells)
    if (isUntouched(cell, frame)) ground.untouched_m2 += ground.flat.cell_m2[cell.cell];
  std::erase_if(ground.cells, [&](const GroundCell& cell) { return isUntouched(cell, frame); });
  for (const std::uint32_t row : ground.flat.undecided) ground.row_m2[row] = std::numeric_limits<double>::quiet_NaN();
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
