#include "store/geometry_blob.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <initializer_list>

namespace ecoredline {

static_assert(std::endian::native == std::endian::little, "blobs are written and read as this machine's own bytes");

namespace {

// GeoPackageBinaryHeader: "GP", version 0, flags; flags: little-endian, envelope minx maxx miny maxy.
constexpr unsigned char kFlags = 0x03;
constexpr std::size_t kEnvelopeAt = 8;
constexpr std::size_t kWkbAt = 40;

// WKB geometry codes (OGC 06-103r4, table 7). A part's code is its multi code minus 3.
constexpr std::uint32_t kMultiPoint = 4;
constexpr std::uint32_t kMultiLine = 5;
constexpr std::uint32_t kMultiPolygon = 6;

std::uint32_t codeOf(Shape shape) {
  if (shape == Shape::polygon) return kMultiPolygon;
  return shape == Shape::line ? kMultiLine : kMultiPoint;
}

template<class T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void putGeometry(std::string& out, std::uint32_t code) {
  out += '\1'; // little-endian
  put(out, code);
}

void putVertices(std::string& out, const FlatLayer& layer, std::uint64_t ring) {
  const auto first = layer.ring_vertex[ring];
  const auto last = layer.ring_vertex[ring + 1];
  const auto at = out.size();
  out.resize(at + 16 * (last - first));
  char* to = out.data() + at;
  for (auto i = first; i < last; ++i, to += 16) {
    std::memcpy(to, &layer.x[i], 8);
    std::memcpy(to + 8, &layer.y[i], 8);
  }
}

std::uint32_t verticesOf(const FlatLayer& layer, std::uint64_t ring) {
  return static_cast<std::uint32_t>(layer.ring_vertex[ring + 1] - layer.ring_vertex[ring]);
}

std::uint64_t endOfPart(const FlatLayer& layer, std::uint64_t ring, std::uint64_t end) {
  auto next = ring + 1;
  while (next < end && layer.ring_part[next] == layer.ring_part[ring]) ++next;
  return next;
}

void putPolygons(std::string& out, const FlatLayer& layer, std::size_t row) {
  const auto end = layer.row_ring[row + 1];
  for (auto ring = layer.row_ring[row]; ring < end;) {
    const auto next = endOfPart(layer, ring, end);
    putGeometry(out, kMultiPolygon - 3);
    put(out, static_cast<std::uint32_t>(next - ring));
    for (; ring < next; ++ring) {
      put(out, verticesOf(layer, ring));
      putVertices(out, layer, ring);
    }
  }
}

void putSimple(std::string& out, const FlatLayer& layer, std::size_t row, std::uint32_t code) {
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    putGeometry(out, code - 3);
    if (code == kMultiLine) put(out, verticesOf(layer, ring));
    putVertices(out, layer, ring);
  }
}

std::uint32_t partsOf(const FlatLayer& layer, std::size_t row) {
  const bool polygon = layer.shape[row] == Shape::polygon;
  return static_cast<std::uint32_t>(polygon ? layer.partsOf(row) : layer.ringsOf(row));
}

/// Walks through the bytes of a blob; `good` stays false once something did not fit.
class BlobReader {
 public:
  BlobReader(Bytes bytes, FlatLayer& layer) : m_bytes(bytes), m_layer(layer) {}

  bool readRow() {
    const auto code = geometry();
    const auto parts = number();
    if (code < kMultiPoint || code > kMultiPolygon) return false;
    for (std::uint32_t part = 0; m_good && part < parts; ++part) {
      if (geometry() != code - 3) return false;
      const auto rings = code == kMultiPolygon ? number() : 1;
      for (std::uint32_t k = 0; m_good && k < rings; ++k) readRing(code == kMultiPoint ? 1 : number(), part);
    }
    shape = code == kMultiPolygon ? Shape::polygon : code == kMultiLine ? Shape::line : Shape::point;
    return m_good && m_at == m_bytes.size();
  }

  Shape shape = Shape::none;
  Box box;

 private:
  std::uint32_t geometry() {
    m_good = m_good && m_at < m_bytes.size() && m_bytes[m_at] == 1;
    ++m_at;
    return number();
  }

  std::uint32_t number() {
    std::uint32_t value = 0;
    m_good = m_good && m_at + sizeof value <= m_bytes.size();
    if (!m_good) return 0;
    std::memcpy(&value, m_bytes.data() + m_at, sizeof value);
    m_at += sizeof value;
    return value;
  }

  void readRing(std::uint32_t vertices, std::uint32_t part) {
    m_good = m_good && vertices <= (m_bytes.size() - m_at) / 16;
    if (!m_good) return;
    const auto first = m_layer.x.size();
    m_layer.x.resize(first + vertices);
    m_layer.y.resize(first + vertices);
    const unsigned char* from = m_bytes.data() + m_at;
    double* x = m_layer.x.data() + first;
    double* y = m_layer.y.data() + first;
    Box ring; // in registers: this loop is what reading a version costs
    for (std::uint32_t i = 0; i < vertices; ++i, from += 16) {
      std::memcpy(x + i, from, 8);
      std::memcpy(y + i, from + 8, 8);
      ring.min_x = std::min(ring.min_x, x[i]);
      ring.min_y = std::min(ring.min_y, y[i]);
      ring.max_x = std::max(ring.max_x, x[i]);
      ring.max_y = std::max(ring.max_y, y[i]);
    }
    box.add(ring);
    m_at += std::size_t{16} * vertices;
    m_layer.ring_vertex.push_back(m_layer.x.size());
    m_layer.ring_part.push_back(part);
  }

  Bytes m_bytes;
  FlatLayer& m_layer;
  std::size_t m_at = kWkbAt;
  bool m_good = true;
};

bool hasOurHeader(Bytes blob) {
  return blob.size() >= kWkbAt && blob[0] == 'G' && blob[1] == 'P' && blob[2] == 0 && blob[3] == kFlags;
}

} // namespace

std::string toBlob(const FlatLayer& layer, std::size_t row, std::int32_t srs_id) {
  std::string out;
  const Shape shape = layer.shape[row];
  if (shape == Shape::none || layer.ringsOf(row) == 0) return out;
  const auto vertices = layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
  out.reserve(kWkbAt + 16 * vertices + 16 * layer.ringsOf(row));
  out.assign({'G', 'P', '\0', static_cast<char>(kFlags)});
  put(out, srs_id);
  const Box& box = layer.box[row];
  for (const double bound : {box.min_x, box.max_x, box.min_y, box.max_y}) put(out, bound);
  putGeometry(out, codeOf(shape));
  put(out, partsOf(layer, row));
  if (shape == Shape::polygon)
    putPolygons(out, layer, row);
  else
    putSimple(out, layer, row, codeOf(shape));
  return out;
}

Box boxOfBlob(Bytes blob) {
  Box box;
  if (!hasOurHeader(blob)) return box;
  const unsigned char* from = blob.data() + kEnvelopeAt;
  for (double* bound : {&box.min_x, &box.max_x, &box.min_y, &box.max_y}) {
    std::memcpy(bound, from, 8);
    from += 8;
  }
  return box;
}

bool appendBlob(Bytes blob, std::int64_t row_id, FlatLayer& layer) {
  const auto vertices = layer.x.size();
  const auto rings = layer.ring_part.size();
  BlobReader reader(blob, layer);
  if (!hasOurHeader(blob) || !reader.readRow()) {
    layer.x.resize(vertices);
    layer.y.resize(vertices);
    layer.ring_vertex.resize(rings + 1);
    layer.ring_part.resize(rings);
    return false;
  }
  layer.row_ring.push_back(layer.ring_part.size());
  layer.shape.push_back(reader.shape);
  layer.box.push_back(reader.box);
  layer.row_id.push_back(row_id);
  return true;
}

void appendNothing(std::int64_t row_id, FlatLayer& layer) {
  layer.row_ring.push_back(layer.ring_part.size());
  layer.shape.push_back(Shape::none);
  layer.box.emplace_back();
  layer.row_id.push_back(row_id);
}

} // namespace ecoredline
