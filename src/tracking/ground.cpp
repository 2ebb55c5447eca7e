#include "tracking/ground.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/partition.hpp"
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

} // namespace

namespace {

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

Result<void> measureAgain(Ground& ground, const FlatLayer& layer, int threads, Feedback& feedback) {
  constexpr std::size_t kRows = 256;
  const FrameAreas areas(layer);
  const FlatLayer& cells = ground.flat.cells;
  const auto job = [&](std::size_t j) -> Result<void> {
    for (std::size_t i = j * kRows; i < (j + 1) * kRows; ++i) {
      if (i < cells.rows()) ground.flat.cell_m2[i] = areas.of(cells, i);
      if (i < layer.rows()) ground.row_m2[i] = areas.of(layer, i);
    }
    return {};
  };
  return forEachIndex((std::max(cells.rows(), layer.rows()) + kRows - 1) / kRows, threads, feedback, job);
}

} // namespace

Result<Ground> cutGround(const LayerIndex& index, const Frame& frame, int threads, Feedback& feedback) {
  auto flat = flatPartition(index, threads, feedback);
  if (!flat) return tl::unexpected<Error>(flat.error());
  Ground ground;
  ground.flat = std::move(*flat);
  ground.row_m2.assign(frame.layer.rows(), 0);
  if (auto done = measureAgain(ground, frame.layer, threads, feedback); !done)
    return tl::unexpected<Error>(done.error());
  std::unordered_map<std::uint64_t, double> shared;
  for (std::uint32_t c = 0; c < ground.flat.cell_m2.size(); ++c) {
    const double m2 = ground.flat.cell_m2[c];
    GroundCell cell = cellAt(ground.flat, frame, c);
    for (const auto f : cell.from)
      for (const auto t : cell.to) shared[(static_cast<std::uint64_t>(f) << 32U) | t] += m2;
    if (isUntouched(cell, frame))
      ground.untouched_m2 += m2;
    else
      ground.cells.push_back(std::move(cell));
  }
  for (const std::uint32_t row : ground.flat.undecided) ground.row_m2[row] = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [key, m2] : shared)
    ground.shared.push_back({static_cast<std::uint32_t>(key >> 32U), static_cast<std::uint32_t>(key), m2});
  std::ranges::sort(ground.shared, [](const SharedGround& a, const SharedGround& b) {
    return std::pair(a.from, a.to) < std::pair(b.from, b.to);
  });
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
