#include "inspection/loose_date.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

TEST(LooseDate, ReadsWhatPeopleWrite) {
  EXPECT_EQ(looseDate("2019年6月1日"), "2019-06-01");
  EXPECT_EQ(looseDate("2019.6"), "2019-06");
  EXPECT_EQ(looseDate("1998年"), "1998");
  EXPECT_EQ(looseDate("20190601"), "2019-06-01");
  EXPECT_EQ(looseDate("2019/06/01 10:00"), "2019-06-01");
  EXPECT_EQ(looseDate(" 201906 "), "2019-06");
  for (const char* no : {"", "不详", "2019-13", "2019-02-30", "19年", "12/2019", "99999"})
    EXPECT_EQ(looseDate(no), "") << no;
}

TEST(LooseDate, ComparesOnlyWhatBothSay) {
  EXPECT_EQ(compareLoose("1998", "2003-05"), -1);
  EXPECT_EQ(compareLoose("2003", "2003-05"), 0);
  EXPECT_EQ(compareLoose("2003-06-01", "2003-05"), 1);
  EXPECT_EQ(compareLoose("", "2003"), 0);
}

} // namespace
} // namespace ecoredline
