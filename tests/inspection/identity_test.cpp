#include "engine/local.hpp"
#include "geo/area.hpp"
#include "inspection/identity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ecoredline {
namespace {

constexpr double kLon = 126.5;
constexpr double kLat = 43.8;

/// Rectangles in metres about one place, as places.
class Scene {
 public:
  Scene& box(double x, double y, double width, double height) {
    const PlaneScale scale = scaleAt(Crs::cgcs2000(), kLat);
    const double x0 = kLon + x / scale.x;
    const double x1 = kLon + (x + width) / scale.x;
    const double y0 = kLat + y / scale.y;
    const double y1 = kLat + (y + height) / scale.y;
    m_builder.beginRow(Shape::polygon, m_rows++);
    m_builder.addRing(std::vector<double>{x0, x1, x1, x0, x0}, std::vector<double>{y0, y0, y1, y1, y0}, 0);
    m_builder.endRow();
    m_places.longitude.push_back((x0 + x1) / 2);
    m_places.latitude.push_back((y0 + y1) / 2);
    return *this;
  }
  Scene& point(double x, double y) {
    const PlaneScale scale = scaleAt(Crs::cgcs2000(), kLat);
    m_builder.beginRow(Shape::point, m_rows++);
    m_builder.addRing(std::vector<double>{kLon + x / scale.x}, std::vector<double>{kLat + y / scale.y}, 0);
    m_builder.endRow();
    m_places.longitude.push_back(kLon + x / scale.x);
    m_places.latitude.push_back(kLat + y / scale.y);
    return *this;
  }
  /// Twelve equal squares far off, moved by (dx, dy): what the registration is estimated from.
  Scene& marks(double dx, double dy) {
    for (int i = 0; i < 12; ++i) box(5000 + 400 * i + dx, 5000 + dy, 60, 60);
    return *this;
  }
  const Places& places() {
    m_layer = m_builder.take();
    m_places.layer = &m_layer;
    for (std::size_t row = 0; row < m_layer.rows(); ++row)
      m_places.area_m2.push_back(m_layer.shape[row] == Shape::polygon ? areaOf(m_layer, row, AreaMethod::exact)
                                                                      : kNoNumber);
    return m_places;
  }

 private:
  FlatBuilder m_builder{Crs::cgcs2000()};
  FlatLayer m_layer;
  Places m_places;
  std::int64_t m_rows = 0;
};

Matching match(Scene& known, Scene& leads) {
  auto found = matchPlaces(known.places(), leads.places(), {}, 1, silentFeedback());
  if (!found) throw std::runtime_error(describe(found.error(), Language::en));
  return *found;
}

TEST(Identity, FirstEpochIsNew) {
  Scene none;
  Scene leads;
  leads.box(0, 0, 50, 50);
  const Matching m = match(none, leads);
  EXPECT_EQ(m.leads[0].change, "new");
  EXPECT_FALSE(m.leads[0].incident);
}

TEST(Identity, AMovedPictureIsNoNewProblem) {
  Scene known;
  Scene leads;
  known.box(0, 0, 12, 12).marks(0, 0);
  leads.box(14, -10, 12, 12).marks(14, -10); // the pictures moved by more than the thing is wide
  const Matching m = match(known, leads);
  EXPECT_NEAR(m.registration.east_m, 14, 0.05);
  EXPECT_NEAR(m.registration.north_m, -10, 0.05);
  EXPECT_LT(m.registration.noise_m, 0.1);
  ASSERT_TRUE(m.leads[0].incident);
  EXPECT_EQ(*m.leads[0].incident, 0U);
  EXPECT_EQ(m.leads[0].change, "unchanged");
}

TEST(Identity, HalfOfThePairsMayBeWrong) {
  std::vector<Displacement> pairs(11, {3, 4});
  for (int i = 0; i < 9; ++i) pairs.push_back({100.0 * i, -70});
  const Registration found = registrationOf(pairs);
  EXPECT_DOUBLE_EQ(found.east_m, 3);
  EXPECT_DOUBLE_EQ(found.north_m, 4);
  EXPECT_FALSE(registrationOf({{1, 1}, {2, 2}}).estimated);
}

TEST(Identity, GrownShrunkAndUnchanged) {
  Scene known;
  Scene leads;
  known.box(0, 0, 100, 100).box(1000, 0, 100, 100).box(2000, 0, 100, 100).marks(0, 0);
  leads.box(0, 0, 140, 100).box(1000, 0, 70, 100).box(2000, 0, 104, 100).marks(0, 0);
  const Matching m = match(known, leads);
  EXPECT_EQ(m.leads[0].change, "grown");
  EXPECT_EQ(m.leads[1].change, "shrunk");
  EXPECT_EQ(m.leads[2].change, "unchanged"); // 4 %: within what nobody calls a change
  for (const LeadFate& fate : m.leads) EXPECT_TRUE(fate.incident);
}

TEST(Identity, SplitKeepsTheLargerPartAndNamesTheParent) {
  Scene known;
  Scene leads;
  known.box(0, 0, 200, 100).marks(0, 0);
  leads.box(0, 0, 110, 100).box(120, 0, 80, 100).marks(0, 0);
  const Matching m = match(known, leads);
  EXPECT_EQ(m.leads[0].incident, 0U);
  EXPECT_EQ(m.leads[0].change, "split");
  EXPECT_FALSE(m.leads[1].incident);
  EXPECT_EQ(m.leads[1].parent, 0U);
  EXPECT_EQ(m.leads[1].change, "split");
}

TEST(Identity, MergeGoesOnAsTheLargerOne) {
  Scene known;
  Scene leads;
  known.box(0, 0, 80, 100).box(90, 0, 110, 100).marks(0, 0);
  leads.box(0, 0, 200, 100).marks(0, 0);
  const Matching m = match(known, leads);
  EXPECT_EQ(m.leads[0].incident, 1U);
  EXPECT_EQ(m.leads[0].change, "merged");
  EXPECT_EQ(m.known[0].merged_into, 0U);
  EXPECT_FALSE(m.known[0].gone);
}

TEST(Identity, ClearedAndANeighbourThatIsNew) {
  Scene known;
  Scene leads;
  known.box(0, 0, 60, 60).marks(0, 0);
  leads.box(70, 0, 60, 60).marks(0, 0); // next to it, ten metres off
  const Matching m = match(known, leads);
  EXPECT_TRUE(m.known[0].gone);
  EXPECT_EQ(m.leads[0].change, "new");
  EXPECT_FALSE(m.leads[0].parent);
}

TEST(Identity, APointIsTheAreaItLiesOn) {
  Scene known;
  Scene leads;
  known.box(0, 0, 60, 60).point(1000, 0).marks(0, 0);
  leads.point(20, 20).point(1012, 0).point(1200, 0).marks(0, 0);
  const Matching m = match(known, leads);
  EXPECT_EQ(m.leads[0].incident, 0U);
  EXPECT_EQ(m.leads[1].incident, 1U);
  EXPECT_FALSE(m.leads[2].incident);
  EXPECT_EQ(m.leads[0].change, "unchanged");
}

} // namespace
} // namespace ecoredline
