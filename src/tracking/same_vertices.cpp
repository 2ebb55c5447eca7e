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
#include <bit>
#include <cmath>
#include <span>

namespace ecoredline {

namespace {

constexpr std::size_t kRowsPerJob = 256;

/// Squares of the plane, a few times as wide as kSameVertex.
class Squares {
 public:
  explicit Squares(const FlatLayer& layer) {
    const Box extent = layer.extent();
    const PlaneScale scale = scaleAt(layer.crs, extent.empty() ? 0 : (extent.min_y + extent.max_y) / 2);
    m_step_x = kReaches * kSameVertex / scale.x;
    m_step_y = kReaches * kSameVertex / scale.y;
    m_origin_x = extent.min_x - m_step_x;
    m_origin_y = extent.min_y - m_step_y;
  }

  std::uint64_t at(double x, double y) const { return key(column(x), row(y)); }
  /// Calls `f(square)` for every square within kSameVertex of a place: for most places it is one.
  template<class F>
  void around(double x, double y, F&& f) const {
    const double dx = m_step_x / kReaches, dy = m_step_y / kReaches;
    const auto columns = column(x + dx), rows = row(y + dy);
    for (auto c = column(x - dx); c <= columns; ++c)
      for (auto r = row(y - dy); r <= rows; ++r) f(key(c, r));
  }
  Box grown(const Box& box) const { return box.grown(m_step_x, m_step_y); }

 private:
  static constexpr double kReaches = 4;

  std::int64_t column(double x) const { return static_cast<std::int64_t>(std::floor((x - m_origin_x) / m_step_x)); }
  std::int64_t row(double y) const { return static_cast<std::int64_t>(std::floor((y - m_origin_y) / m_step_y)); }
  static std::uint64_t key(std::int64_t column, std::int64_t row) {
    return (static_cast<std::uint64_t>(column) << 32U) ^ (static_cast<std::uint64_t>(row) & 0xFFFFFFFFU);
  }

  double m_step_x = 1, m_step_y = 1;
  double m_origin_x = 0, m_origin_y = 0;
};

/// The squares that some vertices lie near to, and a few more: 16 bits a vertex.
class AskedSquares {
 public:
  AskedSquares(const FlatLayer& layer, const Squares& squares)
      : m_bits(std::bit_ceil(layer.vertices() * kBitsAVertex + kWord) / kWord) {
    for (std::size_t v = 0; v < layer.vertices(); ++v)
      squares.around(layer.x[v], layer.y[v], [&](std::uint64_t square) {
        const std::uint64_t bit = bitOf(square);
        m_bits[bit / kWord] |= std::uint64_t{1} << bit % kWord;
      });
  }
  bool has(std::uint64_t square) const {
    const std::uint64_t bit = bitOf(square);
    return (m_bits[bit / kWord] >> bit % kWord & 1U) != 0;
  }

 private:
  static constexpr std::size_t kBitsAVertex = 16;
  static constexpr std::size_t kWord = 64;
  std::uint64_t bitOf(std::uint64_t square) const { return HashSlots::mixed(square) & (m_bits.size() * kWord - 1); }

  std::vector<std::uint64_t> m_bits;
};

/// The earlier vertices near later ones by place, each place once, and which of them an edge joins. Others are not
/// entered, so that the book is no larger than what is asked of it.
class VertexBook {
 public:
  VertexBook(const FlatLayer& later, const EarlierRows& earlier)
      : m_layer(earlier.layer), m_length(earlier.layer.crs), m_squares(later), m_met(met(later, earlier)),
        m_first(m_met.size()), m_edges(m_met.size()) {
    std::uint32_t last = HashSlots::kNone;
    for (const std::uint32_t v : m_met) {
      const std::uint32_t here = v == HashSlots::kNone ? HashSlots::kNone : enter(v);
      if (here != HashSlots::kNone && last != HashSlots::kNone) m_edges.at(edgeKey(last, here), 1);
      last = here;
    }
    m_met = {};
  }

  /// The place nearest to another within kSameVertex; kNone when there is none.
  std::uint32_t near(double x, double y) const {
    std::uint32_t best = HashSlots::kNone;
    double distance = kSameVertex;
    m_squares.around(x, y, [&](std::uint64_t square) {
      for (auto at = m_first.find(square); at != HashSlots::kNone; at = m_places[at].next) {
        const double d = m_length(x, y, xOf(at), yOf(at));
        if (d > distance || (d == distance && best != HashSlots::kNone && at >= best)) continue;
        distance = d;
        best = at;
      }
    });
    return best;
  }
  double xOf(std::uint32_t place) const { return m_layer.x[m_places[place].vertex]; }
  double yOf(std::uint32_t place) const { return m_layer.y[m_places[place].vertex]; }
  bool joined(std::uint32_t a, std::uint32_t b) const { return m_edges.contains(edgeKey(a, b)); }

 private:
  struct Place {
    std::uint32_t vertex;
    std::uint32_t next; ///< of the same square
  };

  static std::uint64_t edgeKey(std::uint32_t a, std::uint32_t b) {
    return (static_cast<std::uint64_t>(std::min(a, b)) << 32U) | std::max(a, b);
  }

  /// Vertices in squares that are asked, ring by ring; kNone between those that no edge joins.
  std::vector<std::uint32_t> met(const FlatLayer& later, const EarlierRows& earlier) const {
    const AskedSquares asked(later, m_squares);
    const Box window = m_squares.grown(later.extent());
    std::vector<std::uint32_t> vertices;
    const auto take = [&](std::size_t row) {
      if (!m_layer.box[row].meets(window)) return;
      for (auto ring = m_layer.row_ring[row]; ring < m_layer.row_ring[row + 1]; ++ring) {
        vertices.push_back(HashSlots::kNone);
        for (auto v = m_layer.ring_vertex[ring]; v < m_layer.ring_vertex[ring + 1]; ++v) {
          if (asked.has(m_squares.at(m_layer.x[v], m_layer.y[v])))
            vertices.push_back(static_cast<std::uint32_t>(v));
          else if (vertices.back() != HashSlots::kNone)
            vertices.push_back(HashSlots::kNone);
        }
      }
    };
    if (earlier.rows == nullptr)
      for (std::size_t row = 0; row < m_layer.rows(); ++row) take(row);
    else
      for (const std::size_t row : *earlier.rows) take(row);
    return vertices;
  }

  /// The place of a vertex.
  std::uint32_t enter(std::uint32_t v) {
    const auto fresh = static_cast<std::uint32_t>(m_places.size());
    std::uint32_t at = m_first.at(m_squares.at(m_layer.x[v], m_layer.y[v]), fresh);
    for (; at != fresh; at = m_places[at].next) {
      if (xOf(at) == m_layer.x[v] && yOf(at) == m_layer.y[v]) return at;
      if (m_places[at].next == HashSlots::kNone) m_places[at].next = fresh;
    }
    m_places.push_back({v, HashSlots::kNone});
    return fresh;
  }

  const FlatLayer& m_layer;
  ShortLength m_length;
  Squares m_squares;
  std::vector<std::uint32_t> m_met;
  HashSlots m_first;
  HashSlots m_edges;
  std::vector<Place> m_places;
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
  Adopter(const FlatLayer& plain, const FlatLayer& dense, const VertexBook& book)
      : m_plain(plain), m_dense(dense), m_book(book), m_length(plain.crs), m_builder(plain.crs) {}

  Adopted run(std::size_t first, std::size_t end) {
    for (std::size_t row = first; row < end; ++row) takeRow(row);
    m_out.layer = m_builder.take();
    return std::move(m_out);
  }

 private:
  void takeRow(std::size_t row) {
    FlatBuilder one(m_plain.crs);
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
        points.add(m_book.xOf(here), m_book.yOf(here));
      }
      last = here;
    }
    return points;
  }

  void note(double x, double y, std::uint32_t place) {
    if (m_book.xOf(place) == x && m_book.yOf(place) == y) return;
    ++m_row_moved;
    m_row_largest = std::max(m_row_largest, m_length(x, y, m_book.xOf(place), m_book.yOf(place)));
  }

  const FlatLayer& m_plain;
  const FlatLayer& m_dense;
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

Result<Adopted> adoptVertices(const FlatLayer& plain, const FlatLayer& dense, const EarlierRows& earlier, int threads,
                              Feedback& feedback) {
  const VertexBook book(plain, earlier);
  std::vector<Adopted> parts((plain.rows() + kRowsPerJob - 1) / kRowsPerJob);
  const auto job = [&](std::size_t j) -> Result<void> {
    parts[j] = Adopter(plain, dense, book).run(j * kRowsPerJob, std::min(plain.rows(), (j + 1) * kRowsPerJob));
    return {};
  };
  if (auto done = forEachIndex(parts.size(), threads, feedback, job); !done) return tl::unexpected<Error>(done.error());
  return joined(parts, plain.crs);
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
