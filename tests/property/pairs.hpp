#pragma once

#include "geo/flat_layer.hpp"
#include "geo/geometry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ecoredline::test {

/// Vertices in whole millimetres from (kOriginX, kOriginY), which lies in zone 42 with its prefix.
constexpr double kOriginX = 42500000;
constexpr double kOriginY = 4850000;
struct Vertex {
  std::int64_t x;
  std::int64_t y;
  bool operator==(const Vertex&) const = default;
};
using Ring = std::vector<Vertex>;  ///< open: the last vertex is not the first
using Polygon = std::vector<Ring>; ///< shell, then holes
using MultiPolygon = std::vector<Polygon>;

struct PolygonPair {
  std::string kind; ///< how it was made
  MultiPolygon a;
  MultiPolygon b;
};

/// `count` pairs of stars that overlap anyhow.
std::vector<PolygonPair> randomPairs(std::size_t count, std::uint64_t seed);
/// `count` pairs of the kinds that upset overlays: shared edges, traced borders, identical, collinear overlaps,
/// touching corners, holes filled by the other, fans around a common vertex, near-coincident edges of a millimetre.
std::vector<PolygonPair> degeneratePairs(std::size_t count, std::uint64_t seed);

FlatLayer layerOf(const MultiPolygon& polygons);
Geometry geometryOf(const MultiPolygon& polygons);
bool valid(const MultiPolygon& polygons);

} // namespace ecoredline::test
