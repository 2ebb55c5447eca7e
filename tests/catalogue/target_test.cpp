#include "catalogue/target.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

Result<std::vector<Target>> targetAdopted(const std::string& adopted) {
  return readTargets("targets/t.toml", R"([[target]]
id = "T"
indicator = { zh = "面积", en = "Area" }
area = "2202"
area_name = { zh = "吉林市", en = "Jilin City" }
divisions = 9
kinds = ["ecological_redline"]
comparison = "at_least"
value = 1
unit = "km2"
adopted = ")" + adopted + R"("
source = "S"
)");
}

TEST(Targets, AdoptedIsADayAMonthOrAYear) {
  for (const std::string good : {"2024", "2024-11", "2024-02-29"}) {
    const auto targets = targetAdopted(good);
    ASSERT_TRUE(targets) << good;
    EXPECT_EQ(targets->front().adopted, good);
  }
  for (const std::string bad : {"24", "2024-13", "2023-02-29", "2024-1", "2024/11/01", "in 2024", "2024-11-01 "}) {
    const auto targets = targetAdopted(bad);
    ASSERT_FALSE(targets) << bad;
    EXPECT_NE(describe(targets.error(), Language::en).find("adopted"), std::string::npos)
        << describe(targets.error(), Language::en);
  }
}

} // namespace
} // namespace ecoredline
