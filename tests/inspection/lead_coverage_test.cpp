#include "engine/layer_maker.hpp"
#include "inspection/lead_coverage.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using namespace test;

std::vector<CoverageSide> sidesOf(const FlatLayer& leads, const FlatLayer& area) {
  LeadCoverage coverage;
  const auto sides = coverage.sidesOf(leads, area, {AreaMethod::exact, 1, {}}, silentFeedback());
  EXPECT_TRUE(sides.has_value());
  return sides ? **sides : std::vector<CoverageSide>{};
}

TEST(LeadCoverage, TellsInsideOutsideAndWhatIsCut) {
  using enum CoverageSide;
  const FlatLayer area = LayerMaker().box(0, 0, 500, 1000).box(500, 0, 1000, 1000).take();
  const FlatLayer leads = LayerMaker()
                              .box(480, 100, 520, 140) // over the border between the rows, which is none
                              .box(2000, 0, 2050, 50)  // far away
                              .box(980, 10, 1030, 50)  // cut by the outline
                              .box(1000, 10, 1030, 50) // touches it from outside
                              .box(960, 10, 1000, 50)  // and from inside
                              .point(10, 10)
                              .point(1500, 10)
                              .none()
                              .take();
  EXPECT_EQ(sidesOf(leads, area), (std::vector{inside, outside, partly, outside, inside, inside, outside, undecided}));
  EXPECT_EQ(sidesOf(leads, LayerMaker().take()),
            (std::vector{outside, outside, outside, outside, outside, outside, outside, undecided}));
}

// The outline's runs alone say of most what cutting says of all.
TEST(LeadCoverage, SaysWhatCuttingSays) {
  std::mt19937_64 random(5);
  const FlatLayer area =
      LayerMaker().ring(star(random, 0, 0, 3000, 300)).ring(star(random, 2500, 500, 2500, 120)).take();
  LayerMaker maker;
  std::uniform_real_distribution<double> place(-4000, 6000);
  std::uniform_real_distribution<double> size(10, 300);
  for (int i = 0; i < 500; ++i) {
    const double x = place(random);
    const double y = place(random) / 2;
    maker.box(x, y, x + size(random), y + size(random));
  }
  const FlatLayer leads = maker.take();
  const auto sides = sidesOf(leads, area);
  const auto parts = measureOutside(leads, area, {AreaMethod::exact, 1, {}}, silentFeedback());
  ASSERT_TRUE(parts);
  std::size_t cut = 0;
  for (std::size_t i = 0; i < leads.rows(); ++i) {
    const double share = (*parts)[i].outside_share;
    const CoverageSide want = share == 0         ? CoverageSide::inside
                              : share > 1 - 1e-9 ? CoverageSide::outside
                                                 : CoverageSide::partly;
    EXPECT_EQ(sides[i], want) << i << " " << share;
    cut += want == CoverageSide::partly ? 1U : 0U;
  }
  EXPECT_GT(cut, 20U);
}

TEST(LeadCoverage, LooksAtAnAreaOnce) {
  const FlatLayer leads = LayerMaker().box(0, 0, 10, 10).take();
  LeadCoverage coverage;
  const auto ask = [&](double far) {
    return coverage.sidesOf(leads, LayerMaker().box(-100, -100, far, far).take(), {AreaMethod::exact, 1, {}},
                            silentFeedback());
  };
  const auto first = ask(100);
  ASSERT_TRUE(first);
  EXPECT_EQ(*ask(100), *first);
  EXPECT_NE(*ask(5), *first);
  EXPECT_EQ((**first)[0], CoverageSide::inside); // stays while others are asked for
}

} // namespace
} // namespace ecoredline
