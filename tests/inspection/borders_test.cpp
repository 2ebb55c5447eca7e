#include "engine/layer_maker.hpp"
#include "geo/measure.hpp"
#include "inspection/borders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace ecoredline {
namespace {

using namespace test;

std::vector<LeadHit> measured(const FlatLayer& leads, const FlatLayer& zones) {
  std::vector<LeadHit> hits;
  CompareOptions options;
  options.nearest = false;
  for (const Pair& pair : compared(leads, zones, options))
    if (pair.hit) hits.push_back({pair.site, 0, 0, pair.zone, false, pair.relation, pair.overlap_m2, pair.exact_m2});
  FlatMemoryReader reader(zones);
  EXPECT_TRUE(measureBorders(LayerIndex(leads), reader, hits, 2, silentFeedback()).has_value());
  return hits;
}

double between(double px, double py, const Edge& edge) {
  const double dx = edge.bx - edge.ax, dy = edge.by - edge.ay, length = dx * dx + dy * dy;
  const double t = length > 0 ? std::clamp(((px - edge.ax) * dx + (py - edge.ay) * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(px - edge.ax - t * dx, py - edge.ay - t * dy);
}

/// Every corner against every edge, both ways, in the plane.
double byBruteForce(const FlatLayer& leads, std::size_t lead, const FlatLayer& zones, std::size_t zone) {
  double least = std::numeric_limits<double>::infinity();
  for (const Edge& a : edgesOf(leads, lead))
    for (const Edge& b : edgesOf(zones, zone))
      least = std::min(
          {least, between(a.ax, a.ay, b), between(a.bx, a.by, b), between(b.ax, b.ay, a), between(b.bx, b.by, a)});
  return least;
}

TEST(Borders, AreMeasuredFromInsideAndNoughtWhereTheyAreReached) {
  const FlatLayer zones = LayerMaker().box(0, 0, 1000, 1000).take();
  const FlatLayer leads = LayerMaker()
                              .box(300, 400, 350, 450)   // 300 m east of the western side
                              .box(-10, 400, 10, 450)    // over it
                              .box(0, 600, 50, 650)      // inside, along it
                              .box(-50, -50, 1050, 1050) // all round it
                              .point(900, 500)
                              .line({{100, 960}, {200, 980}})
                              .take();
  const auto hits = measured(leads, zones);
  ASSERT_EQ(hits.size(), 6U);
  const std::vector<double> wanted{300, 0, 0, 0, 100, 20};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(hits[i].border_m, wanted[i], 0.01) << i;
  EXPECT_NEAR(hits[0].border_bearing_deg, 270, 1); // west
  EXPECT_NEAR(hits[4].border_bearing_deg, 90, 1);
  EXPECT_NEAR(hits[5].border_bearing_deg, 0, 1);
  for (const std::size_t i : {1U, 2U, 3U}) EXPECT_TRUE(std::isnan(hits[i].border_bearing_deg)) << i;
}

// A hole is a border too.
TEST(Borders, AreThoseOfHolesToo) {
  FlatBuilder builder(gk42());
  builder.beginRow(Shape::polygon, 1);
  const auto ring = [&](double x0, double y0, double x1, double y1) {
    const std::vector<double> x{kX + x0, kX + x1, kX + x1, kX + x0}, y{kY + y0, kY + y0, kY + y1, kY + y1};
    builder.addRing(x, y, 0);
  };
  ring(0, 0, 1000, 1000);
  ring(400, 400, 600, 600);
  builder.endRow();
  const auto hits = measured(LayerMaker().box(340, 480, 370, 510).take(), builder.take());
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_NEAR(hits[0].border_m, 30, 0.01);
  EXPECT_NEAR(hits[0].border_bearing_deg, 90, 1);
}

TEST(Borders, AreWhatEveryEdgeAgainstEveryCornerSays) {
  std::mt19937_64 random(43);
  std::uniform_real_distribution<double> place(-1500, 1500);
  LayerMaker zone_maker, lead_maker;
  for (int i = 0; i < 12; ++i) zone_maker.ring(star(random, place(random), place(random), 900, 40 + 20 * i));
  for (int i = 0; i < 400; ++i) lead_maker.ring(star(random, place(random), place(random), 30, 6));
  const FlatLayer zones = zone_maker.take(), leads = lead_maker.take();
  const auto hits = measured(leads, zones);
  std::size_t inside = 0;
  for (const LeadHit& hit : hits) {
    if (hit.relation != Relation::within) {
      EXPECT_EQ(hit.border_m, 0);
      continue;
    }
    ++inside;
    const auto zone = static_cast<std::size_t>(std::ranges::find(zones.row_id, hit.zone) - zones.row_id.begin());
    const double plane = byBruteForce(leads, hit.lead, zones, zone);
    EXPECT_NEAR(hit.border_m, plane, 1e-3 + plane * 1e-5) << hit.lead; // the plane's scale on its meridian is 1
  }
  EXPECT_GT(inside, 200U);
  EXPECT_GT(hits.size() - inside, 20U);
}

} // namespace
} // namespace ecoredline
