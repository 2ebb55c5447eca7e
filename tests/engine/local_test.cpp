#include "engine/local.hpp"
#include "geo/overlay.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ecoredline {
namespace {

/// A river with meanders as a zone: from any window most of its outline lies elsewhere.
FlatLayer meanderingRiver(double swing, double bends, double half_width) {
  constexpr int kSteps = 1500;
  std::vector<double> xs, ys;
  const auto add = [&](int step, double side) {
    const double along = static_cast<double>(step) / kSteps;
    xs.push_back(42'500'000 + 4000 * along);
    ys.push_back(4'800'000 + swing * std::sin(2 * M_PI * bends * along) + side * half_width);
  };
  for (int step = 0; step <= kSteps; ++step) add(step, -1);
  for (int step = kSteps; step >= 0; --step) add(step, 1);
  add(0, -1);
  FlatBuilder builder(Crs::fromEpsg(4525).value());
  builder.beginRow(Shape::polygon, 1);
  builder.addRing(xs, ys, 0);
  builder.endRow();
  return builder.take();
}

// Pulled straight, the rest of the outline crosses itself outside the window; an overlay of such rings filled the bays
// between the bends and believed itself (2 % of these windows; seen first on farmland of the generator's set M).
TEST(LocalZone, OfAWindingOutlineIsWhatTheWholeHasInTheWindow) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int river = 0; river < 8; ++river) {
    const double swing = 300 + 80 * river;
    FlatLayer layer = meanderingRiver(swing, 5 + 2.3 * river, 5 + 4 * river);
    const Geometry whole = Geometry::fromRow(layer, 0);
    const Box extent = layer.extent();
    const ZoneSet zones(std::move(layer), extent);
    for (int i = 0; i < 60; ++i) {
      const double x = 42'500'000 + 4000 * unit(random), y = 4'800'000 + swing * (2 * unit(random) - 1);
      const double reach = 20 + 300 * unit(random);
      const Box window{x - reach, y - reach, x + 5 + reach * unit(random), y + 5 + reach * unit(random)};
      const Overlay slow = guardedIntersection(whole, Geometry::fromBox(window));
      ASSERT_NE(slow.rung, Rung::undecided);
      EXPECT_NEAR(localZone(zones, 0, window).planarArea(), slow.shape.planarArea(), 1e-3) << river << " " << i;
    }
  }
}

} // namespace
} // namespace ecoredline
