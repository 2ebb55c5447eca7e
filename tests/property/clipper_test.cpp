#include "geo/overlay.hpp"
#include "pairs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <polyclipping/clipper.hpp>

namespace ecoredline::test {
namespace {

// Vertices are whole millimetres, so they are exact here; crossings are rounded to nanometres, which adds at most
// 1e-9 m times the outline: below the bound asked.
constexpr ClipperLib::cInt kPerMillimetre = 1000000;
constexpr double kPerSquareMetre = 1e18;

ClipperLib::Paths pathsOf(const MultiPolygon& polygons) {
  ClipperLib::Paths paths;
  for (const Polygon& polygon : polygons) {
    for (std::size_t r = 0; r < polygon.size(); ++r) {
      ClipperLib::Path path;
      for (const Vertex& v : polygon[r]) path.emplace_back(v.x * kPerMillimetre, v.y * kPerMillimetre);
      if (ClipperLib::Orientation(path) != (r == 0)) ClipperLib::ReversePath(path);
      paths.push_back(std::move(path));
    }
  }
  return paths;
}

double clipperArea(const PolygonPair& pair, ClipperLib::ClipType operation) {
  ClipperLib::Clipper clipper;
  clipper.AddPaths(pathsOf(pair.a), ClipperLib::ptSubject, true);
  clipper.AddPaths(pathsOf(pair.b), ClipperLib::ptClip, true);
  ClipperLib::Paths result;
  clipper.Execute(operation, result, ClipperLib::pftEvenOdd, ClipperLib::pftEvenOdd);
  double area = 0;
  for (const auto& path : result) area += ClipperLib::Area(path);
  return area / kPerSquareMetre;
}

struct Outcome {
  int checked = 0;
  int snapped = 0;
  int undecided = 0;
};

void compare(const PolygonPair& pair, const Overlay& ours, double clipper, const char* what, Outcome& outcome) {
  ++outcome.checked;
  outcome.snapped += ours.rung == Rung::snapped;
  outcome.undecided += ours.rung == Rung::undecided;
  if (ours.rung == Rung::undecided) return;
  const double snapping = ours.rung == Rung::snapped ? kSnapGrids[0] * geometryOf(pair.a).planarLength() : 0;
  EXPECT_NEAR(ours.shape.planarArea(), clipper, std::max(1e-5, 1e-9 * std::abs(clipper)) + snapping)
      << pair.kind << " " << what << "\n"
      << geometryOf(pair.a).toWkt() << "\n"
      << geometryOf(pair.b).toWkt();
}

void judge(const std::vector<PolygonPair>& pairs) {
  std::map<std::string, Outcome> outcomes;
  for (const PolygonPair& pair : pairs) {
    const Geometry a = geometryOf(pair.a), b = geometryOf(pair.b);
    Outcome& outcome = outcomes[pair.kind];
    compare(pair, guardedIntersection(a, b), clipperArea(pair, ClipperLib::ctIntersection), "intersection", outcome);
    compare(pair, guardedDifference(a, b), clipperArea(pair, ClipperLib::ctDifference), "difference", outcome);
    std::vector<Geometry> both;
    both.push_back(a.clone());
    both.push_back(b.clone());
    compare(pair, guardedUnion(both), clipperArea(pair, ClipperLib::ctUnion), "union", outcome);
  }
  for (const auto& [kind, o] : outcomes) {
    std::cout << kind << ": " << o.checked << " overlays, " << o.snapped << " snapped, " << o.undecided
              << " undecided\n";
    EXPECT_LE(o.undecided, o.checked / 50) << kind;
  }
}

TEST(Clipper, AgreesOnRandomPairs) {
  judge(randomPairs(1000, 20261122));
}
TEST(Clipper, AgreesOnDegeneratePairs) {
  judge(degeneratePairs(1000, 20261123));
}

} // namespace
} // namespace ecoredline::test
