#include "geo/geometry.hpp"
#include "geo/geos_access.hpp"
#include "geo/plain_outline.hpp"

#include <geos_c.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ecoredline {
namespace {

using Ring = std::vector<std::pair<double, double>>;

FlatLayer polygon(const std::vector<std::vector<Ring>>& parts) {
  FlatBuilder builder({});
  builder.beginRow(Shape::polygon, 0);
  std::uint32_t number = 0;
  for (const auto& part : parts) {
    for (const Ring& ring : part) {
      std::vector<double> x, y;
      for (const auto& [px, py] : ring) {
        x.push_back(px);
        y.push_back(py);
      }
      builder.addRing(x, y, number);
    }
    ++number;
  }
  builder.endRow();
  return builder.take();
}

Ring square(double x, double y, double side) {
  return {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
}

/// What GEOS says, without the test that goes before it.
bool isValidForGeos(const FlatLayer& layer) {
  const Geometry shape = Geometry::fromRow(layer, 0);
  return GEOSisValid_r(geosContext(), GeometryAccess::get(shape)) == 1;
}

TEST(PlainOutline, ProvesOrdinaryPolygons) {
  EXPECT_TRUE(isPlainlyValid(polygon({{square(0, 0, 10)}}), 0));
  EXPECT_TRUE(isPlainlyValid(polygon({{{{0, 0}, {0, 9}, {9, 0}, {0, 0}}}}), 0)); // clockwise
  EXPECT_TRUE(isPlainlyValid(polygon({{square(0, 0, 10), square(1, 1, 2), square(5, 5, 2)}, {square(20, 0, 5)}}), 0));
  EXPECT_TRUE(isPlainlyValid(polygon({{{{0, 0}, {5, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}}), 0)); // straight on
}

TEST(PlainOutline, LeavesWhatTouchesOrCrossesToGeos) {
  const Ring bow_tie{{0, 0}, {4, 4}, {4, 0}, {0, 4}, {0, 0}};
  const Ring spike{{0, 0}, {9, 0}, {4, 0}, {4, 5}, {0, 5}, {0, 0}};
  const Ring spike_at_start{{0, 0}, {5, 0}, {5, 5}, {0, 5}, {0, -3}, {0, 0}};
  const Ring eight{{0, 0}, {2, 2}, {4, 0}, {4, 4}, {2, 2}, {0, 4}, {0, 0}};
  const Ring on_edge{{0, 0}, {8, 0}, {8, 6}, {4, 0}, {0, 6}, {0, 0}};
  const Ring repeated{{0, 0}, {4, 0}, {4, 0}, {4, 4}, {0, 0}};
  for (const Ring& ring : {bow_tie, spike, spike_at_start, eight, on_edge, repeated})
    EXPECT_FALSE(isPlainlyValid(polygon({{ring}}), 0));
  EXPECT_FALSE(isPlainlyValid(polygon({{Ring{{0, 0}, {1, 1}, {0, 0}}}}), 0));
  const double none = std::nan("");
  EXPECT_FALSE(isPlainlyValid(polygon({{Ring{{0, 0}, {none, 1}, {3, 3}, {0, 4}, {0, 0}}}}), 0));
}

TEST(PlainOutline, AsksWhereRingsLieToEachOther) {
  EXPECT_FALSE(isPlainlyValid(polygon({{square(0, 0, 10), square(20, 0, 2)}}), 0)); // a hole outside
  EXPECT_FALSE(isPlainlyValid(polygon({{square(0, 0, 10), square(2, 2, 6), square(3, 3, 1)}}), 0));
  EXPECT_FALSE(isPlainlyValid(polygon({{square(0, 0, 10)}, {square(2, 2, 3)}}), 0)); // a part in a part
  EXPECT_FALSE(isPlainlyValid(polygon({{square(0, 0, 10), square(8, 8, 4)}}), 0));   // a hole across
}

//  Random rings on a coarse grid meet in every way there is: whatever is proven here must be valid for GEOS.
TEST(PlainOutline, NeverProvesWhatGeosRefuses) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> place(0, 12);
  std::uniform_int_distribution<int> corners(3, 9);
  int proven = 0, refused = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::vector<Ring> part(1 + i % 2);
    for (Ring& ring : part) {
      const int count = corners(random);
      for (int k = 0; k < count; ++k) ring.emplace_back(place(random), place(random));
      ring.push_back(ring.front());
    }
    const FlatLayer layer = polygon(i % 3 == 0 ? std::vector<std::vector<Ring>>{{part[0]}, {part.back()}}
                                               : std::vector<std::vector<Ring>>{part});
    const bool plain = isPlainlyValid(layer, 0);
    const bool valid = isValidForGeos(layer);
    ASSERT_TRUE(valid || !plain) << Geometry::fromRow(layer, 0).toWkt();
    proven += plain ? 1 : 0;
    refused += valid ? 0 : 1;
  }
  EXPECT_GT(proven, 500);
  EXPECT_GT(refused, 10'000);
}

//  The smooth outlines that maps are made of are all decided here, or nothing would be won.
TEST(PlainOutline, ProvesEverySmoothOutline) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 0.004);
  for (int i = 0; i < 200; ++i) {
    Ring ring;
    for (int k = 0; k < 500; ++k) {
      const double angle = 2 * std::numbers::pi * k / 500;
      const double r = 300 * (1 + 0.3 * std::sin(3 * angle + i) + noise(random));
      ring.emplace_back(42.5e6 + r * std::cos(angle), 4.7e6 + r * std::sin(angle));
    }
    ring.push_back(ring.front());
    const FlatLayer layer = polygon({{ring}});
    EXPECT_EQ(isPlainlyValid(layer, 0), isValidForGeos(layer)) << i;
  }
}

} // namespace
} // namespace ecoredline
