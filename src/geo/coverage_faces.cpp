#include "geo/coverage_faces.hpp"

#include "geo/geometry.hpp"
#include "geo/geos_access.hpp"
#include "geo/rtree.hpp"

#include <geos_c.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::uint64_t kEdgesPerPass = 4'000'000; // 96 MB of keys at a time, whatever the layer's size

std::uint64_t mixed(std::uint64_t hash, double value) {
  const double plain = value == 0 ? 0 : value; // -0 is 0
  hash ^= std::bit_cast<std::uint64_t>(plain);
  hash *= 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 29U);
}

/// An edge under a name that is the same from both sides, with the side it was met from. Two edges of a layer of 34
/// million share a name by chance once in 30,000 such layers.
struct Key {
  std::uint64_t name = 0;
  std::uint64_t vertex = 0; // where the edge starts
  int side = 0;
};

Key keyOf(const FlatLayer& layer, std::uint64_t v, int turn) {
  const std::pair a(layer.x[v], layer.y[v]);
  const std::pair b(layer.x[v + 1], layer.y[v + 1]);
  const auto& [first, second] = std::minmax(a, b);
  std::uint64_t name = mixed(mixed(0x51ED27, first.first), first.second);
  name = mixed(mixed(name, second.first), second.second);
  return {name, v, a < b ? turn : -turn};
}

double signedArea(const FlatLayer& layer, std::uint64_t ring) {
  const std::uint64_t first = layer.ring_vertex[ring];
  double sum = 0;
  for (std::uint64_t v = first; v + 1 < layer.ring_vertex[ring + 1]; ++v)
    sum += (layer.x[v] - layer.x[first]) * (layer.y[v + 1] - layer.y[first]) -
           (layer.x[v + 1] - layer.x[first]) * (layer.y[v] - layer.y[first]);
  return sum;
}

class FaceFinder {
 public:
  explicit FaceFinder(const FlatLayer& layer) : m_layer(layer), m_loose(layer.vertices(), false) {}

  CoverageFaces run(std::uint64_t most_loose) {
    turnRings();
    const std::uint64_t passes = m_found.edges / kEdgesPerPass + 1;
    for (std::uint64_t pass = 0; pass < passes; ++pass) matchEdges(pass, passes);
    m_found.shapes.crs = m_layer.crs;
    m_found.examined = m_found.loose_edges <= most_loose;
    if (m_found.examined && m_found.loose_edges > 0) m_found.examined = addFaces();
    return std::move(m_found);
  }

 private:
  /// +1 where a ring has the row's inside on its left, -1 on its right.
  void turnRings() {
    m_turn.assign(m_layer.ring_part.size(), 0);
    for (std::size_t row = 0; row < m_layer.rows(); ++row) {
      if (m_layer.shape[row] != Shape::polygon) continue;
      for (std::uint64_t ring = m_layer.row_ring[row]; ring < m_layer.row_ring[row + 1]; ++ring) {
        const bool shell = ring == m_layer.row_ring[row] || m_layer.ring_part[ring] != m_layer.ring_part[ring - 1];
        m_turn[ring] = (signedArea(m_layer, ring) > 0) == shell ? 1 : -1;
        m_found.edges += m_layer.ring_vertex[ring + 1] - m_layer.ring_vertex[ring] - 1;
      }
    }
  }

  void matchEdges(std::uint64_t pass, std::uint64_t passes) {
    std::vector<Key> keys;
    for (std::size_t ring = 0; ring < m_turn.size(); ++ring) {
      if (m_turn[ring] == 0) continue;
      for (std::uint64_t v = m_layer.ring_vertex[ring]; v + 1 < m_layer.ring_vertex[ring + 1]; ++v)
        if (const Key key = keyOf(m_layer, v, m_turn[ring]); key.name % passes == pass) keys.push_back(key);
    }
    std::ranges::sort(
        keys, [](const Key& a, const Key& b) { return a.name != b.name ? a.name < b.name : a.vertex < b.vertex; });
    for (std::size_t i = 0; i < keys.size();) {
      std::size_t end = i;
      int sides = 0;
      for (; end < keys.size() && keys[end].name == keys[i].name; ++end) sides += keys[end].side;
      if (sides != 0) m_loose[keys[i].vertex] = true;
      if (sides != 0) ++m_found.loose_edges;
      i = end;
    }
  }

  void addChain(std::vector<GEOSGeometry*>& lines, std::uint64_t first, std::uint64_t last) const {
    auto* const c = geosContext();
    const auto count = static_cast<unsigned>(last - first + 1);
    GEOSCoordSequence* sequence =
        GEOSCoordSeq_copyFromArrays_r(c, &m_layer.x[first], &m_layer.y[first], nullptr, nullptr, count);
    if (sequence != nullptr) lines.push_back(GEOSGeom_createLineString_r(c, sequence));
  }

  /// Loose edges that follow one another become one line.
  Geometry looseLines() const {
    std::vector<GEOSGeometry*> lines;
    for (std::size_t ring = 0; ring < m_turn.size(); ++ring) {
      const std::uint64_t end = m_layer.ring_vertex[ring + 1] - 1;
      for (std::uint64_t v = m_layer.ring_vertex[ring]; v < end; ++v) {
        if (!m_loose[v]) continue;
        std::uint64_t last = v + 1;
        while (last < end && m_loose[last]) ++last;
        addChain(lines, v, last);
        v = last;
      }
    }
    std::erase(lines, nullptr);
    return GeometryAccess::wrap(GEOSGeom_createCollection_r(geosContext(), GEOS_MULTILINESTRING, lines.data(),
                                                            static_cast<unsigned>(lines.size())));
  }

  bool addFaces() {
    auto* const c = geosContext();
    const Geometry lines = looseLines();
    const Geometry noded = GeometryAccess::wrap(GEOSUnaryUnion_r(c, GeometryAccess::get(lines)));
    if (noded.empty()) return false;
    const GEOSGeometry* const nodes[] = {GeometryAccess::get(noded)};
    const Geometry faces = GeometryAccess::wrap(GEOSPolygonize_r(c, nodes, 1));
    const RTree tree(m_layer);
    FlatBuilder builder(m_layer.crs);
    forEachLeaf(GeometryAccess::get(faces), [&](const GEOSGeometry* face) { addFace(face, tree, builder); });
    m_found.shapes = builder.take();
    return true;
  }

  void addFace(const GEOSGeometry* face, const RTree& tree, FlatBuilder& builder) {
    auto* const c = geosContext();
    const Geometry inner = GeometryAccess::wrap(GEOSPointOnSurface_r(c, face));
    double x = 0;
    double y = 0;
    if (inner.empty() || GEOSGeomGetX_r(c, GeometryAccess::get(inner), &x) != 1 ||
        GEOSGeomGetY_r(c, GeometryAccess::get(inner), &y) != 1)
      return;
    std::vector<std::uint32_t> covering;
    for (const std::uint32_t row : tree.query({x, y, x, y}))
      if (m_layer.shape[row] == Shape::polygon && rowHolds(m_layer, row, x, y)) covering.push_back(row);
    if (covering.size() == 1) return;
    const auto id = static_cast<std::int64_t>(m_found.rows.size());
    GeometryAccess::wrap(GEOSGeom_clone_r(c, face)).appendTo(builder, Shape::polygon, id);
    m_found.rows.push_back(std::move(covering));
  }

  const FlatLayer& m_layer;
  std::vector<bool> m_loose; // per vertex: the edge that starts there
  std::vector<int> m_turn;   // per ring; 0 = not of a polygon
  CoverageFaces m_found;
};

} // namespace

double CoverageFaces::sharedPart() const {
  return edges == 0 ? 0 : 1 - static_cast<double>(loose_edges) / static_cast<double>(edges);
}

bool rowHolds(const FlatLayer& layer, std::size_t row, double x, double y) {
  bool inside = false;
  for (std::uint64_t ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring)
    for (std::uint64_t v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v) {
      if ((layer.y[v] > y) == (layer.y[v + 1] > y)) continue;
      const double t = (y - layer.y[v]) / (layer.y[v + 1] - layer.y[v]);
      if (x < layer.x[v] + t * (layer.x[v + 1] - layer.x[v])) inside = !inside;
    }
  return inside;
}

CoverageFaces faultyFaces(const FlatLayer& layer, std::uint64_t most_loose) {
  return FaceFinder(layer).run(most_loose);
}

} // namespace ecoredline
