#include "painting/outlines.hpp"

#include <algorithm>
#include <array>
#include <set>
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

// Pieces met so far, in one flat table: a layer has millions. A piece whose points lie near each other is one number;
// the few others are kept apart.
class PieceSet {
 public:
  explicit PieceSet(std::size_t most) {
    std::size_t size = 16;
    while (2 * size < 3 * most) size *= 2;
    m_slots.reserve(size);
    preferLargePages(m_slots.data(), size * sizeof(std::uint64_t));
    m_slots.resize(size);
  }

  /// 0 for a piece that is no number.
  static std::uint64_t keyOf(const Piece& piece) {
    constexpr std::int64_t kFar = std::int64_t{1} << 19;
    constexpr std::int64_t kLong = std::int64_t{1} << 12;
    const std::int64_t x = piece.a.x + kFar;
    const std::int64_t y = piece.a.y + kFar;
    const std::int64_t dx = static_cast<std::int64_t>(piece.b.x) - piece.a.x; // never negative
    const std::int64_t dy = static_cast<std::int64_t>(piece.b.y) - piece.a.y + kLong / 2;
    if (x < 0 || x >= 2 * kFar || y < 0 || y >= 2 * kFar || dx >= kLong || dy < 0 || dy >= kLong) return 0;
    return static_cast<std::uint64_t>(((x * 2 * kFar + y) * kLong + dx) * kLong + dy);
  }
  /// Where a piece's search begins; the table is far larger than the caches, so that it is fetched ahead.
  void fetch(std::uint64_t key) const { __builtin_prefetch(&m_slots[placeOf(key)]); }
  /// True where it was not there.
  bool insert(const Piece& piece, std::uint64_t key) {
    if (key == 0) return m_far.insert({piece.a.x, piece.a.y, piece.b.x, piece.b.y}).second;
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t i = placeOf(key);; i = (i + 1) & mask) {
      if (m_slots[i] == key) return false;
      if (m_slots[i] != 0) continue;
      m_slots[i] = key;
      return true;
    }
  }

 private:
  std::size_t placeOf(std::uint64_t key) const {
    key ^= key >> 32U;
    key *= 0x9E3779B97F4A7C15ULL;
    key ^= key >> 29U;
    key *= 0xFF51AFD7ED558CCDULL;
    return static_cast<std::size_t>(key >> 20U) & (m_slots.size() - 1);
  }

  std::vector<std::uint64_t> m_slots;
  std::set<std::array<std::int32_t, 4>> m_far;
};

// No turn at b: it lies on the way from a to c, or the way goes there and back.
bool isNeedless(const GridPoint& a, const GridPoint& b, const GridPoint& c) {
  const auto ux = static_cast<std::int64_t>(b.x) - a.x;
  const auto uy = static_cast<std::int64_t>(b.y) - a.y;
  const auto vx = static_cast<std::int64_t>(c.x) - b.x;
  const auto vy = static_cast<std::int64_t>(c.y) - b.y;
  return ux * vy - uy * vx == 0;
}

// Works on what stands in `points` from `first` on.
void addPoint(std::vector<GridPoint>& points, std::size_t first, const GridPoint& next) {
  while (true) {
    const std::size_t count = points.size() - first;
    if (count > 0 && points.back() == next) return;
    if (count < 2 || !isNeedless(points[points.size() - 2], points.back(), next)) break;
    points.pop_back();
  }
  points.push_back(next);
}

// A line that goes there and back is drawn, so only points on the straight way are dropped.
void addLinePoint(std::vector<GridPoint>& points, std::size_t first, const GridPoint& next) {
  if (points.size() - first >= 2 && isNeedless(points[points.size() - 2], points.back(), next)) {
    const GridPoint& a = points[points.size() - 2];
    const GridPoint& b = points.back();
    const auto along = (static_cast<std::int64_t>(b.x) - a.x) * (static_cast<std::int64_t>(next.x) - b.x) +
                       (static_cast<std::int64_t>(b.y) - a.y) * (static_cast<std::int64_t>(next.y) - b.y);
    if (along > 0) points.pop_back();
  }
  points.push_back(next);
}

// A ring without needless points, at the end of `out`; nothing where it vanishes.
void addRing(std::span<const GridPoint> ring, std::vector<GridPoint>& out) {
  const std::size_t first = out.size();
  if (ring.size() > 1 && ring.front() == ring.back()) ring = ring.first(ring.size() - 1);
  for (const GridPoint& point : ring) addPoint(out, first, point);
  std::size_t begin = first;        // points before it have gone
  while (out.size() - begin >= 3) { // where the ring closes
    if (out[begin] == out.back() || isNeedless(out[out.size() - 2], out.back(), out[begin]))
      out.pop_back();
    else if (isNeedless(out.back(), out[begin], out[begin + 1]))
      ++begin;
    else
      break;
  }
  if (out.size() - begin < 3) begin = out.size();
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(first), out.begin() + static_cast<std::ptrdiff_t>(begin));
}

// Where a vertex lies, without a call for each: the grid's steps from the frame's corner.
class Snapper {
 public:
  explicit Snapper(const PageGrid& grid) : m_frame(*grid.frame), m_steps(1 / grid.step) {}
  GridPoint operator()(double east, double north) const { return {one(m_frame.x(east)), one(m_frame.y(north))}; }

 private:
  std::int32_t one(double mm) const {
    constexpr double kFar = 1e8; // far outside the frame all is the same, and no product overflows
    const double value = std::clamp(mm * m_steps, -kFar, kFar);
    return static_cast<std::int32_t>(value + (value < 0 ? -0.5 : 0.5));
  }
  const Frame m_frame;
  double m_steps;
};

void snap(const FlatLayer& layer, std::uint64_t ring, const Snapper& at, std::vector<GridPoint>& out) {
  const std::size_t first = out.size();
  const double* x = layer.x.data();
  const double* y = layer.y.data();
  for (auto i = layer.ring_vertex[ring]; i < layer.ring_vertex[ring + 1]; ++i) {
    const GridPoint point = at(x[i], y[i]);
    if (out.size() == first || !(out.back() == point)) out.push_back(point);
  }
}

} // namespace

GridPoint PageGrid::at(double east, double north) const {
  return Snapper(*this)(east, north);
}

std::vector<GridRing> snappedRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid) {
  std::vector<GridRing> out;
  const Snapper at(grid);
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    out.push_back({{}, layer.ring_part[ring]});
    snap(layer, ring, at, out.back().points);
  }
  return out;
}

GridLines snappedLayer(const FlatLayer& layer, const PageGrid& grid) {
  GridLines out;
  out.begin.reserve(layer.ring_part.size() + 1);
  out.points.reserve(layer.vertices());
  const Snapper at(grid);
  for (std::size_t row = 0; row < layer.rows(); ++row)
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      if (layer.shape[row] == Shape::polygon) snap(layer, ring, at, out.points);
      out.begin.push_back(out.points.size());
    }
  return out;
}

FlatLayer thinnedToGrid(const FlatLayer& layer, const PageGrid& grid) {
  FlatBuilder builder(layer.crs);
  const Snapper at(grid);
  const Frame& frame = *grid.frame;
  std::vector<GridPoint> points;
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (layer.shape[row] != Shape::polygon) {
      builder.copyRow(layer, row);
      continue;
    }
    builder.beginRow(Shape::polygon, layer.row_id[row]);
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      points.clear();
      snap(layer, ring, at, points);
      x.clear();
      y.clear();
      for (const GridPoint& point : points) {
        x.push_back(frame.east(grid.millimetres(point.x)));
        y.push_back(frame.north(grid.millimetres(point.y)));
      }
      builder.addRing(x, y, layer.ring_part[ring]);
    }
    builder.endRow();
  }
  return builder.take();
}

void dropNeedless(GridRing& ring, bool closed) {
  std::vector<GridPoint> kept;
  if (closed)
    addRing(ring.points, kept);
  else
    for (const GridPoint& point : ring.points) addLinePoint(kept, 0, point);
  ring.points = std::move(kept);
}

void areaRings(const FlatLayer& layer, std::size_t row, const GridLines& rings, GridLines& out) {
  out.clear();
  bool tiny = false; // the shell of this part is: its holes go with it
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const bool shell = ring == layer.row_ring[row] || layer.ring_part[ring] != layer.ring_part[ring - 1];
    if (!shell && tiny) continue;
    const auto points = rings[ring];
    addRing(points, out.points);
    const bool gone = out.points.size() == out.begin.back();
    if (shell) tiny = gone;
    if (tiny) {
      const GridPoint at = points.empty() ? GridPoint{} : points.front();
      out.points.insert(out.points.end(), {at, {at.x + 1, at.y}, {at.x + 1, at.y + 1}, {at.x, at.y + 1}});
    }
    if (tiny || !gone) out.begin.push_back(out.points.size());
  }
}

std::vector<GridRing> areaRings(const FlatLayer& layer, std::size_t row, const PageGrid& grid) {
  std::vector<GridRing> out;
  const auto snapped = snappedRings(layer, row, grid);
  bool tiny = false;
  for (std::size_t i = 0; i < snapped.size(); ++i) {
    const bool shell = i == 0 || snapped[i].part != snapped[i - 1].part;
    if (!shell && tiny) continue;
    GridRing ring{{}, snapped[i].part};
    addRing(snapped[i].points, ring.points);
    if (shell) tiny = ring.points.empty();
    const GridPoint at = snapped[i].points.empty() ? GridPoint{} : snapped[i].points.front();
    if (tiny) ring.points = {at, {at.x + 1, at.y}, {at.x + 1, at.y + 1}, {at.x, at.y + 1}};
    if (!ring.points.empty()) out.push_back(std::move(ring));
  }
  return out;
}

GridLines bordersOnce(const GridLines& rings) {
  GridLines out;
  PieceSet seen(rings.points.size());
  std::vector<std::uint64_t> keys;
  for (std::size_t ring = 0; ring < rings.size(); ++ring) {
    const auto points = rings[ring];
    keys.clear();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      keys.push_back(PieceSet::keyOf(pieceOf(points[i], points[i + 1])));
      seen.fetch(keys.back());
    }
    const auto end = [&] {
      if (out.points.size() > out.begin.back()) out.begin.push_back(out.points.size());
    };
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!seen.insert(pieceOf(points[i], points[i + 1]), keys[i])) {
        end();
        continue;
      }
      if (out.points.size() == out.begin.back()) out.points.push_back(points[i]);
      addLinePoint(out.points, out.begin.back(), points[i + 1]);
    }
    end();
  }
  return out;
}

} // namespace ecoredline
