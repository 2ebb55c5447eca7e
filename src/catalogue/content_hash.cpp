#include "base/hash.hpp"
#include "base/text.hpp"
#include "catalogue/bind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>
#include <map>

namespace ecoredline {

namespace {

// Area signs need twice the bits of a grid coordinate.
__extension__ using Wide = __int128;

// A vertex on the hashing grid.
struct GridPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
  auto operator<=>(const GridPoint&) const = default;
};
using GridRing = std::vector<GridPoint>;

constexpr double kProjectedSteps = 1e4; // 0.1 mm
constexpr double kDegreeSteps = 1e9;

GridRing ringOnGrid(const FlatLayer& layer, std::uint64_t ring) {
  const double steps = layer.crs.valid() && layer.crs.isGeographic() ? kDegreeSteps : kProjectedSteps;
  GridRing out;
  out.reserve(layer.ring_vertex[ring + 1] - layer.ring_vertex[ring]);
  for (auto v = layer.ring_vertex[ring]; v < layer.ring_vertex[ring + 1]; ++v)
    out.push_back({std::llround(layer.x[v] * steps), std::llround(layer.y[v] * steps)});
  return out;
}

// Twice the signed area, exactly.
Wide signedArea(const GridRing& ring) {
  Wide sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const GridPoint& a = ring[i];
    const GridPoint& b = ring[(i + 1) % ring.size()];
    sum +=
        static_cast<Wide>(a.x - ring[0].x) * (b.y - ring[0].y) - static_cast<Wide>(b.x - ring[0].x) * (a.y - ring[0].y);
  }
  return sum;
}

// The rotation that starts at the smallest vertex; where a ring meets it more than once, the smallest such rotation.
GridRing leastRotation(GridRing ring) {
  const auto first = std::ranges::min_element(ring);
  const GridPoint least = *first;
  if (std::count(first + 1, ring.end(), least) == 0) {
    std::rotate(ring.begin(), first, ring.end());
    return ring;
  }
  GridRing best;
  for (std::size_t start = 0; start < ring.size(); ++start) {
    if (ring[start] != least) continue;
    GridRing candidate = ring;
    std::rotate(candidate.begin(), candidate.begin() + static_cast<std::ptrdiff_t>(start), candidate.end());
    if (best.empty() || candidate < best) best = std::move(candidate);
  }
  return best;
}

GridRing canonicalRing(GridRing ring, bool shell) {
  if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  const Wide area = signedArea(ring);
  if (area == 0) // no side is inside
    return std::min(leastRotation(ring), leastRotation(GridRing(ring.rbegin(), ring.rend())));
  if ((area > 0) != shell) std::ranges::reverse(ring);
  return leastRotation(std::move(ring));
}

std::string toText(const GridRing& ring) {
  constexpr std::size_t kLongest = 20; // characters of a number of 64 bits, its sign among them
  std::string out(2 + ring.size() * (2 * kLongest + 2), '(');
  char* at = out.data() + 1;
  for (const GridPoint& p : ring) {
    at = std::to_chars(at, at + kLongest, p.x).ptr;
    *at++ = ' ';
    at = std::to_chars(at, at + kLongest, p.y).ptr;
    *at++ = ',';
  }
  at[-1] = ')'; // of an empty ring this takes the place of its opening bracket
  out.resize(static_cast<std::size_t>(at - out.data()));
  return out;
}

// Sorted texts in one pair of brackets.
std::string sortedTogether(std::vector<std::string> items) {
  std::ranges::sort(items);
  return fmt::format("({})", fmt::join(items, ","));
}

std::string canonicalPolygon(const FlatLayer& layer, std::size_t row) {
  std::map<std::uint32_t, std::pair<std::string, std::vector<std::string>>> parts; // shell, holes
  for (auto k = layer.row_ring[row]; k < layer.row_ring[row + 1]; ++k) {
    auto& [shell, holes] = parts[layer.ring_part[k]];
    const std::string ring = toText(canonicalRing(ringOnGrid(layer, k), shell.empty()));
    if (shell.empty())
      shell = ring;
    else
      holes.push_back(ring);
  }
  std::vector<std::string> texts;
  for (const auto& [part, rings] : parts) texts.push_back(rings.first + sortedTogether(rings.second));
  return sortedTogether(std::move(texts));
}

// Lines keep their direction: it may be that of a river.
std::string canonicalLines(const FlatLayer& layer, std::size_t row) {
  std::vector<std::string> texts;
  for (auto k = layer.row_ring[row]; k < layer.row_ring[row + 1]; ++k) texts.push_back(toText(ringOnGrid(layer, k)));
  return sortedTogether(std::move(texts));
}

void addField(std::map<std::string, std::string>& fields, const std::string& name, const std::string& value) {
  std::string clean = toNfc(trimmed(value));
  if (!clean.empty()) fields[name] = std::move(clean);
}

} // namespace

std::string canonicalGeometry(const FlatLayer& layer, std::size_t row) {
  switch (layer.shape[row]) {
  case Shape::none:
    return "none";
  case Shape::point:
    return "point" + canonicalLines(layer, row);
  case Shape::line:
    return "line" + canonicalLines(layer, row);
  case Shape::polygon:
    return "polygon" + canonicalPolygon(layer, row);
  }
  return "none";
}

std::string featureHash(const BoundRow& row, const FlatLayer& layer, std::size_t index) {
  std::map<std::string, std::string> fields;
  for (const auto& [name, value] : row.fields) addField(fields, name, value);
  addField(fields, "zone_id", row.zone_id);
  addField(fields, "zone_name", row.zone_name);
  addField(fields, "zone_class", row.zone_class_raw);
  if (row.derived) fields["zone_origin"] = "derived";
  Sha256 hash;
  for (const auto& [name, value] : fields) hash.add(fmt::format("{}={}", name, value)).add(std::string_view("\0", 1));
  return toHex(hash.add(canonicalGeometry(layer, index)).finish());
}

} // namespace ecoredline
