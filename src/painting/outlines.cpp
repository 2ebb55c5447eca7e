#include "painting/outlines.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ecoredline {

namespace {

struct Piece {
  GridPoint a;
  GridPoint b;
  bool operator==(const Piece&) const = default;
};

// The same for both directions.
Piece pieceOf(GridPoint a, GridPoint b) {
  if (std::pair(b.x, b.y) < std::pair(a.x, a.y)) std::swap(a, b);
  return {a, b};
}

std::size_t hashOf(const Piece& piece) {
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL;
  for (const std::int32_t value : {piece.a.x, piece.a.y, piece.b.x, piece.b.y}) {
    hash ^= static_cast<std::uint32_t>(value);
    hash *= 0xFF51AFD7ED558CCDULL;
    hash ^= hash >> 32U;
  }
  return static_cast<std::size_t>(hash);
}

// Pieces met so far, in one flat table: a layer has millions. A piece from a point to itself marks a free place; no
// ring has one.
class PieceSet {
 public:
  explicit PieceSet(std::size_t most) {
    std::size_t size = 16;
    while (size < 2 * most) size *= 2;
    m_slots.resize(size);
  }
  /// True where it was not there.
  bool insert(const Piece& piece) {
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t i = hashOf(piece) & mask;; i = (i + 1) & mask) {
      Piece& slot = m_slots[i];
      if (slot.a == slot.b) {
        slot = piece;
        return true;
      }
      if (slot == piece) return false;
    }
  }

 private:
  std::vector<Piece> m_slots;
};

// No turn at b: it lies on the way from a to c, or the way goes there and back.
bool isNeedless(const GridPoint& a, const GridPoint& b, const GridPoint& c) {
  const auto ux = static_cast<std::int64_t>(b.x) - a.x;
  const auto uy = static_cast<std::int64_t>(b.y) - a.y;
  const auto vx = static_cast<std::int64_t>(c.x) - b.x;
  const auto vy = static_cast<std::int64_t>(c.y) - b.y;
  return ux * vy - uy * vx == 0;
}

void addPoint(std::vector<GridPoint>& points, const GridPoint& next) {
  while (true) {
    if (!points.empty() && points.back() == next) return;
    if (points.size() < 2 || !isNeedless(points[points.size() - 2], points.back(), next)) break;
    points.pop_back();
  }
  points.push_back(next);
}

} // namespace

GridPoint PageGrid::at(double east, double north) const {
  constexpr double kFar = 1e8; // far outside the frame all is the same, and no product overflows
  const auto one = [&](double mm) {
    return static_cast<std::int32_t>(std::lround(std::clamp(mm / step, -kFar, kFar)));
  };
  return {one(frame->x(east)), one(frame->y(north))};
}

std::vector<GridRing> snappedRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid) {
  std::vector<GridRing> out;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    GridRing one;
    one.part = layer.ring_part[ring];
    for (auto i = layer.ring_vertex[ring]; i < layer.ring_vertex[ring + 1]; ++i) {
      const GridPoint point = grid.at(layer.x[i], layer.y[i]);
      if (one.points.empty() || !(one.points.back() == point)) one.points.push_back(point);
    }
    out.push_back(std::move(one));
  }
  return out;
}

void dropNeedless(GridRing& ring, bool closed) {
  std::vector<GridPoint> kept;
  if (!closed) {
    for (const GridPoint& point : ring.points) {
      // a line that goes there and back is drawn, so only points on the straight way are dropped
      if (kept.size() >= 2 && isNeedless(kept[kept.size() - 2], kept.back(), point)) {
        const GridPoint& a = kept[kept.size() - 2];
        const GridPoint& b = kept.back();
        const auto along = (static_cast<std::int64_t>(b.x) - a.x) * (static_cast<std::int64_t>(point.x) - b.x) +
                           (static_cast<std::int64_t>(b.y) - a.y) * (static_cast<std::int64_t>(point.y) - b.y);
        if (along > 0) kept.pop_back();
      }
      kept.push_back(point);
    }
    ring.points = std::move(kept);
    return;
  }
  auto points = ring.points;
  if (!points.empty() && points.front() == points.back()) points.pop_back();
  for (const GridPoint& point : points) addPoint(kept, point);
  bool changed = true; // where the ring closes
  while (changed && kept.size() >= 3) {
    changed = true;
    if (kept.front() == kept.back() || isNeedless(kept[kept.size() - 2], kept.back(), kept.front()))
      kept.pop_back();
    else if (isNeedless(kept.back(), kept.front(), kept[1]))
      kept.erase(kept.begin());
    else
      changed = false;
  }
  if (kept.size() < 3) kept.clear();
  ring.points = std::move(kept);
}

std::vector<GridRing> areaRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid) {
  std::vector<GridRing> out;
  std::uint32_t part = 0;
  bool first = true;
  bool tiny = false; // the shell of this part is: its holes go with it
  for (GridRing& ring : snappedRings(layer, row, grid)) {
    const bool shell = first || ring.part != part;
    first = false;
    part = ring.part;
    if (!shell && tiny) continue;
    const GridPoint at = ring.points.empty() ? GridPoint{} : ring.points.front();
    dropNeedless(ring, true);
    if (shell) tiny = ring.points.empty();
    if (tiny) ring.points = {at, {at.x + 1, at.y}, {at.x + 1, at.y + 1}, {at.x, at.y + 1}};
    if (!ring.points.empty()) out.push_back(std::move(ring));
  }
  return out;
}

std::vector<GridRing> bordersOnce(const FlatLayer& layer, const PageGrid& grid) {
  std::vector<GridRing> out;
  PieceSet seen(layer.x.size());
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (layer.shape[row] != Shape::polygon) continue;
    for (const GridRing& ring : snappedRings(layer, row, grid)) {
      GridRing line;
      const auto end = [&] {
        dropNeedless(line, false);
        if (line.points.size() >= 2) out.push_back(std::move(line));
        line = {};
      };
      for (std::size_t i = 0; i + 1 < ring.points.size(); ++i) {
        if (!seen.insert(pieceOf(ring.points[i], ring.points[i + 1]))) {
          end();
          continue;
        }
        if (line.points.empty()) line.points.push_back(ring.points[i]);
        line.points.push_back(ring.points[i + 1]);
      }
      end();
    }
  }
  return out;
}

} // namespace ecoredline
