#include "tracking/same_vertices.hpp"

#include "base/hash.hpp"
#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/geometry.hpp"
#include "geo/orientation.hpp"
#include "tracking/hash_slots.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace ecoredline {

namespace {

constexpr std::size_t kRowsPerJob = 256;

/// The vertices of a layer by place, each place once, and which of them an edge joins.
class VertexBook {
 public:
  explicit VertexBook(const FlatLayer& layer)
      : m_layer(layer), m_length(layer.crs), m_first(layer.vertices()), m_edges(layer.vertices()),
        m_next(layer.vertices(), HashSlots::kNone) {
    const Box extent = layer.extent();
    const PlaneScale scale = scaleAt(layer.crs, extent.empty() ? 0 : (extent.min_y + extent.max_y) / 2);
    m_step_x = kCells * kSameVertex / scale.x;
    m_step_y = kCells * kSameVertex / scale.y;
    m_origin_x = extent.min_x - m_step_x;
    m_origin_y = extent.min_y - m_step_y;
    std::vector<std::uint32_t> place(layer.vertices());
    for (std::uint32_t v = 0; v < layer.vertices(); ++v) place[v] = enter(v);
    for (std::size_t ring = 0; ring + 1 < layer.ring_vertex.size(); ++ring)
      for (auto v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v)
        m_edges.at(edgeKey(place[v], place[v + 1]), 1);
  }

  /// The vertex nearest to a place within kSameVertex; kNone when there is none.
  std::uint32_t near(double x, double y) const {
    const double dx = m_step_x / kCells, dy = m_step_y / kCells;
    const auto column = columnOf(x - dx), columns = columnOf(x + dx);
    const auto row = rowOf(y - dy), rows = rowOf(y + dy);
    std::uint32_t best = HashSlots::kNone;
    double distance = kSameVertex;
    for (auto c = column; c <= columns; ++c)
      for (auto r = row; r <= rows; ++r)
        for (auto v = m_first.find(cellKey(c, r)); v != HashSlots::kNone; v = m_next[v]) {
          const double d = m_length(x, y, m_layer.x[v], m_layer.y[v]);
          if (d > distance) continue;
          if (d == distance && best != HashSlots::kNone && v >= best) continue;
          distance = d;
          best = v;
        }
    return best;
  }
  bool joined(std::uint32_t a, std::uint32_t b) const { return m_edges.contains(edgeKey(a, b)); }

 private:
  static constexpr double kCells = 4; ///< a cell is so many times as wide as the reach, so that most ask one cell

  static std::uint64_t edgeKey(std::uint32_t a, std::uint32_t b) {
    return (static_cast<std::uint64_t>(std::min(a, b)) << 32U) | std::max(a, b);
  }
  std::int64_t columnOf(double x) const { return std::llround(std::floor((x - m_origin_x) / m_step_x)); }
  std::int64_t rowOf(double y) const { return std::llround(std::floor((y - m_origin_y) / m_step_y)); }
  static std::uint64_t cellKey(std::int64_t column, std::int64_t row) {
    return (static_cast<std::uint64_t>(column) << 32U) ^ (static_cast<std::uint64_t>(row) & 0xFFFFFFFFU);
  }

  /// The first vertex of the layer at the place of `v`.
  std::uint32_t enter(std::uint32_t v) {
    const auto key = cellKey(columnOf(m_layer.x[v]), rowOf(m_layer.y[v]));
    std::uint32_t& first = m_first.at(key, v);
    if (first == v) return v;
    std::uint32_t at = first;
    for (;; at = m_next[at]) {
      if (m_layer.x[at] == m_layer.x[v] && m_layer.y[at] == m_layer.y[v]) return at;
      if (m_next[at] == HashSlots::kNone) break;
    }
    m_next[at] = v;
    return v;
  }

  const FlatLayer& m_layer;
  ShortLength m_length;
  HashSlots m_first;
  HashSlots m_edges;
  std::vector<std::uint32_t> m_next; ///< of the same cell
  double m_step_x = 1, m_step_y = 1;
  double m_origin_x = 0, m_origin_y = 0;
};

/// One ring while it is put together.
struct RingPoints {
  std::vector<double> x, y;

  void add(double px, double py) {
    if (!x.empty() && x.back() == px && y.back() == py) return;
    x.push_back(px);
    y.push_back(py);
  }
};

/// Takes rows one by one; the book is shared by those that work side by side.
class Adopter {
 public:
  Adopter(const FlatLayer& plain, const FlatLayer& dense, const FlatLayer& earlier, const VertexBook& book)
      : m_plain(plain), m_dense(dense), m_earlier(earlier), m_book(book), m_length(earlier.crs),
        m_builder(earlier.crs) {}

  Adopted run(std::size_t first, std::size_t end) {
    for (std::size_t row = first; row < end; ++row) takeRow(row);
    m_out.layer = m_builder.take();
    return std::move(m_out);
  }

 private:
  void takeRow(std::size_t row) {
    FlatBuilder one(m_earlier.crs);
    one.beginRow(m_plain.shape[row], m_plain.row_id[row]);
    m_row_moved = 0;
    m_row_largest = 0;
    m_drops_points = false;
    bool whole = true;
    for (auto ring = m_plain.row_ring[row]; ring < m_plain.row_ring[row + 1]; ++ring) {
      const RingPoints points = adopted(ring);
      whole = whole && points.x.size() >= 4;
      if (whole) one.addRing(points.x, points.y, m_plain.ring_part[ring]);
    }
    one.endRow();
    const FlatLayer made = one.take();
    // Where every vertex stands on one of the earlier's and none fell together the shape is as sound as it was; the
    // others are looked at, since a centimetre may close a narrow neck.
    const bool sound = whole && (m_row_moved == 0 || !invalidityOf(made, 0));
    if (!sound) {
      m_builder.copyRow(m_dense, row);
      m_out.area_off_m2.push_back(0);
      return;
    }
    m_out.moved += m_row_moved;
    m_out.largest_m = std::max(m_out.largest_m, m_row_largest);
    const bool off = m_row_moved > 0 || m_drops_points;
    m_out.area_off_m2.push_back(
        off ? std::abs(areaOf(made, 0, AreaMethod::exact) - areaOf(m_dense, row, AreaMethod::exact)) : 0);
    m_builder.copyRow(made, 0);
  }

  RingPoints adopted(std::uint64_t ring) {
    RingPoints points;
    auto d = m_dense.ring_vertex[ring];
    const auto dense_end = m_dense.ring_vertex[ring + 1];
    std::uint32_t last = HashSlots::kNone;
    const auto first = m_plain.ring_vertex[ring];
    for (auto v = first; v < m_plain.ring_vertex[ring + 1]; ++v) {
      const double x = m_plain.x[v], y = m_plain.y[v];
      const std::uint32_t here = m_book.near(x, y);
      const bool shared = v > first && here != HashSlots::kNone && last != HashSlots::kNone &&
                          (here == last || m_book.joined(last, here));
      // The points between this vertex and the one before: `dense` has both vertices too.
      while (d < dense_end && (m_dense.x[d] != x || m_dense.y[d] != y)) {
        if (v > first && !shared) points.add(m_dense.x[d], m_dense.y[d]);
        if (v > first && shared) m_drops_points = true;
        ++d;
      }
      ++d;
      if (here == HashSlots::kNone) {
        points.add(x, y);
      } else {
        if (v + 1 < m_plain.ring_vertex[ring + 1]) note(x, y, here); // the closing corner is the first again
        points.add(m_earlier.x[here], m_earlier.y[here]);
      }
      last = here;
    }
    return points;
  }

  void note(double x, double y, std::uint32_t vertex) {
    if (m_earlier.x[vertex] == x && m_earlier.y[vertex] == y) return;
    ++m_row_moved;
    m_row_largest = std::max(m_row_largest, m_length(x, y, m_earlier.x[vertex], m_earlier.y[vertex]));
  }

  const FlatLayer& m_plain;
  const FlatLayer& m_dense;
  const FlatLayer& m_earlier;
  const VertexBook& m_book;
  ShortLength m_length;
  FlatBuilder m_builder;
  Adopted m_out;
  std::uint64_t m_row_moved = 0;
  double m_row_largest = 0;
  bool m_drops_points = false;
};

/// Parts one behind the other; they are emptied.
Adopted joined(std::vector<Adopted>& parts, const Crs& crs) {
  std::size_t rows = 0, rings = 0, vertices = 0;
  for (const Adopted& part : parts) {
    rows += part.layer.rows();
    rings += part.layer.ring_part.size();
    vertices += part.layer.vertices();
  }
  Adopted all;
  FlatBuilder builder(crs);
  builder.reserve(rows, rings, vertices);
  for (Adopted& part : parts) {
    for (std::size_t row = 0; row < part.layer.rows(); ++row) builder.copyRow(part.layer, row);
    all.moved += part.moved;
    all.largest_m = std::max(all.largest_m, part.largest_m);
    all.area_off_m2.insert(all.area_off_m2.end(), part.area_off_m2.begin(), part.area_off_m2.end());
    part = {};
  }
  all.layer = builder.take();
  return all;
}

/// Hash of a ring from its smallest vertex, turning left. The smallest vertex is a convex corner, so that the exact
/// orientation there is the ring's.
ShapeKey ringKey(const FlatLayer& layer, std::uint64_t ring, std::vector<double>& scratch) {
  std::vector<std::uint64_t> at;
  const auto first = layer.ring_vertex[ring], end = layer.ring_vertex[ring + 1];
  at.reserve(end - first);
  for (auto v = first; v < end; ++v) {
    const bool repeats = !at.empty() && layer.x[at.back()] == layer.x[v] && layer.y[at.back()] == layer.y[v];
    if (!repeats) at.push_back(v);
  }
  const auto same = [&](std::uint64_t a, std::uint64_t b) {
    return layer.x[a] == layer.x[b] && layer.y[a] == layer.y[b];
  };
  if (at.size() > 1 && same(at.front(), at.back())) at.pop_back();
  if (at.empty()) return {};
  const auto less = [&](std::uint64_t a, std::uint64_t b) {
    return layer.x[a] != layer.x[b] ? layer.x[a] < layer.x[b] : layer.y[a] < layer.y[b];
  };
  const std::size_t n = at.size();
  const auto start = static_cast<std::size_t>(std::ranges::min_element(at, less) - at.begin());
  const auto before = at[(start + n - 1) % n], here = at[start], after = at[(start + 1) % n];
  const bool left =
      orientation(layer.x[before], layer.y[before], layer.x[here], layer.y[here], layer.x[after], layer.y[after]) >= 0;
  scratch.clear();
  for (std::size_t i = 0; i < n; ++i) {
    const auto v = at[(start + (left ? i : n - i)) % n];
    scratch.push_back(layer.x[v]);
    scratch.push_back(layer.y[v]);
  }
  const auto bytes = std::as_bytes(std::span(scratch));
  return {checksum(bytes, 1), checksum(bytes, 2)};
}

} // namespace

Result<Adopted> adoptVertices(const FlatLayer& plain, const FlatLayer& dense, const FlatLayer& earlier, int threads,
                              Feedback& feedback) {
  const VertexBook book(earlier);
  std::vector<Adopted> parts((plain.rows() + kRowsPerJob - 1) / kRowsPerJob);
  const auto job = [&](std::size_t j) -> Result<void> {
    parts[j] = Adopter(plain, dense, earlier, book).run(j * kRowsPerJob, std::min(plain.rows(), (j + 1) * kRowsPerJob));
    return {};
  };
  if (auto done = forEachIndex(parts.size(), threads, feedback, job); !done) return tl::unexpected<Error>(done.error());
  return joined(parts, earlier.crs);
}

ShapeKey shapeKey(const FlatLayer& layer, std::size_t row) {
  std::vector<ShapeKey> rings;
  std::vector<double> scratch;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring)
    rings.push_back(ringKey(layer, ring, scratch));
  std::ranges::sort(rings);
  const auto bytes = std::as_bytes(std::span<const ShapeKey>(rings));
  return {checksum(bytes, 3), checksum(bytes, 4)};
}

Result<std::vector<ShapeKey>> shapeKeys(const FlatLayer& layer, int threads, Feedback& feedback) {
  std::vector<ShapeKey> keys(layer.rows());
  const auto job = [&](std::size_t j) -> Result<void> {
    for (std::size_t row = j * kRowsPerJob; row < std::min(layer.rows(), (j + 1) * kRowsPerJob); ++row)
      keys[row] = shapeKey(layer, row);
    return {};
  };
  if (auto done = forEachIndex((layer.rows() + kRowsPerJob - 1) / kRowsPerJob, threads, feedback, job); !done)
    return tl::unexpected<Error>(done.error());
  return keys;
}

} // namespace ecoredline
