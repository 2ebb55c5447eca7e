#include "engine/pair_cells.hpp"
#include "geo/geometry.hpp"
#include "geo/overlay.hpp"
#include "pairs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace ecoredline::test {
namespace {

struct Grounds {
  double first = 0, second = 0, both = 0;
};

Grounds groundsOf(const PairCells& pair) {
  Grounds g;
  for (std::size_t row = 0; row < pair.cover.size(); ++row) {
    const Geometry cell = Geometry::fromRow(pair.cells, row);
    EXPECT_FALSE(invalidityOf(pair.cells, row)) << cell.toWkt();
    double& sum = pair.cover[row] == PairCover::both    ? g.both
                  : pair.cover[row] == PairCover::first ? g.first
                                                        : g.second;
    sum += cell.planarArea();
  }
  return g;
}

FlatLayer twoRows(const FlatLayer& a, const FlatLayer& b) {
  FlatBuilder builder(a.crs);
  builder.copyRow(a, 0, 1);
  builder.copyRow(b, 0, 2);
  return builder.take();
}

class CellsAgainstGeos {
 public:
  /// Cells of both orders against the guarded overlay; what is left to it must stay rare.
  void compare(const PolygonPair& pair) {
    const FlatLayer a = layerOf(pair.a), b = layerOf(pair.b);
    const Geometry ga = Geometry::fromRow(a, 0), gb = Geometry::fromRow(b, 0);
    const Overlay both = guardedIntersection(ga, gb), first = guardedDifference(ga, gb),
                  second = guardedDifference(gb, ga);
    const IndexedLayer rows(twoRows(a, b));
    ++m_asked;
    for (const bool swapped : {false, true}) {
      const auto cells = pairCells(rows.index, swapped ? 1 : 0, swapped ? 0 : 1);
      if (!cells) {
        m_left += swapped ? 0 : 1;
        return;
      }
      Grounds ours = groundsOf(*cells);
      if (swapped) std::swap(ours.first, ours.second);
      const double bound = std::max(1e-5, 1e-9 * (ga.planarArea() + gb.planarArea()));
      EXPECT_NEAR(ours.both, both.shape.planarArea(), bound);
      EXPECT_NEAR(ours.first, first.shape.planarArea(), bound);
      EXPECT_NEAR(ours.second, second.shape.planarArea(), bound);
      if (testing::Test::HasFailure()) FAIL() << pair.kind << "\n" << ga.toWkt() << "\n" << gb.toWkt();
    }
  }
  double shareLeft() const { return static_cast<double>(m_left) / static_cast<double>(m_asked); }

 private:
  std::size_t m_asked = 0, m_left = 0;
};

TEST(PairCells, OfStarsAreWhatTheGuardedOverlayFinds) {
  CellsAgainstGeos judge;
  for (const PolygonPair& pair : randomPairs(2000, 11)) {
    if (!valid(pair.a) || !valid(pair.b)) continue;
    judge.compare(pair);
    if (HasFatalFailure()) return;
  }
  EXPECT_LT(judge.shareLeft(), 0.01);
}

TEST(PairCells, OfSharedBordersAreWhatTheGuardedOverlayFinds) {
  CellsAgainstGeos judge;
  for (const PolygonPair& pair : degeneratePairs(2000, 12)) {
    if (!valid(pair.a) || !valid(pair.b)) continue;
    judge.compare(pair);
    if (HasFatalFailure()) return;
  }
  EXPECT_LT(judge.shareLeft(), 0.3);
}

} // namespace
} // namespace ecoredline::test
