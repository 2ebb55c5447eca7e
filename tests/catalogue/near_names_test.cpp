#include "catalogue/near_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Likeness, OfNamesThatDifferALittle) {
  EXPECT_DOUBLE_EQ(likeness("HJGKDYBM", " hjgkdybm"), 1);
  EXPECT_DOUBLE_EQ(likeness("HJGKDYBM", "HJGKDYBM_1"), 0.9);
  EXPECT_DOUBLE_EQ(likeness("环境管控单元编码", "环境管"), 0.9) << "cut at the 10 bytes of a DBF";
  EXPECT_DOUBLE_EQ(likeness("HJGKDYBM", "HJGKDYMC"), 0.75);
  EXPECT_DOUBLE_EQ(likeness("保护区级别", "保护区的级别"), 2.0 * 3 / 9);
}

TEST(Likeness, OfNamesThatHaveNothingInCommon) {
  EXPECT_LT(likeness("MC", "MJ"), kNearName) << "short letters are too near to one another";
  EXPECT_LT(likeness("保护区名称", "行政区名称"), kNearName);
  EXPECT_LT(likeness("zone_name", "level"), kNearName);
  EXPECT_DOUBLE_EQ(likeness("", ""), 0);
}

Table tableWith(const std::vector<std::string>& names) {
  Table table;
  for (const std::string& name : names) table.columns.push_back({name, "String", {}});
  return table;
}

TEST(NearColumns, AreOfferedForOpenFieldsOnlyAndOnce) {
  const std::vector<Field> fields = {{"zone_id", {"单元编码", "Code"}, {"HJGKDYBM"}, {}},
                                     {"zone_name", {"单元名称", "Name"}, {"HJGKDYMC"}, {}},
                                     {"zone_class", {"类别", "Class"}, {"GNQFL"}, {}}};
  const Table table = tableWith({"HJGKDYMC", "HJGKDYBM_1", "GNQFLX"});
  const auto near = nearColumns(fields, table, {{"zone_name", "HJGKDYMC", "alias"}});
  std::vector<std::string> found;
  for (const NearColumn& n : near) found.push_back(n.canonical + "=" + n.column);
  EXPECT_THAT(found, ElementsAre("zone_id=HJGKDYBM_1", "zone_class=GNQFLX"));
  Diagnoses said;
  reportNearColumns(near, said);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].code, "bind.near_field");
  EXPECT_THAT(said[0].message.zh, testing::HasSubstr("--field zone_id=HJGKDYBM_1"));
  EXPECT_THAT(nearColumns(fields, tableWith({"SHAPE_LEN", "备注"}), {}), IsEmpty());
}

} // namespace
} // namespace ecoredline
