#include "base/files.hpp"
#include "source/encoding_preview.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;
const fs::path kBroken = fs::path(ECOREDLINE_SOURCE_DIR) / "sample_data" / "broken";

const EncodingReadout* find(const std::vector<EncodingReadout>& all, const std::string& encoding) {
  const auto found = std::ranges::find(all, encoding, &EncodingReadout::encoding);
  return found == all.end() ? nullptr : &*found;
}

TEST(EncodingPreview, AShapefileReadsOtherwiseInEveryEncoding) {
  const auto read = readoutsOf(kBroken / "gbk_without_label.shp", {}, 3);
  ASSERT_TRUE(read) << describe(read.error(), Language::en);
  const EncodingReadout* gbk = find(*read, "GB18030");
  const EncodingReadout* utf8 = find(*read, "UTF-8");
  ASSERT_NE(gbk, nullptr);
  ASSERT_NE(utf8, nullptr);
  EXPECT_EQ(gbk->broken, 0U);
  EXPECT_GT(utf8->broken, 0U);
  EXPECT_LE(gbk->rows.size(), 3U);
  EXPECT_EQ(gbk->names.size(), gbk->rows.front().size());
}

TEST(EncodingPreview, LinesOfATextAreShownAsTheyStand) {
  const auto folder = TemporaryFolder::create().value();
  const fs::path file = folder.path() / "corners.txt";
  ASSERT_TRUE(writeFileAtomically(file, "J1,1,2\n\xB2\xE2\xCA\xD4,3,4\r\nJ3,5,6\n")); // 测试 in GBK
  const auto read = readoutsOf(file, {}, 5);
  ASSERT_TRUE(read);
  const EncodingReadout* gbk = find(*read, "GB18030");
  ASSERT_NE(gbk, nullptr);
  ASSERT_EQ(gbk->rows.size(), 1U) << "lines that say nothing about the encoding are left out";
  EXPECT_EQ(gbk->rows[0], std::vector<std::string>{"测试,3,4"});
  EXPECT_EQ(find(*read, "UTF-8")->rows[0], std::vector<std::string>{"\xEF\xBF\xBD"});
}

TEST(EncodingPreview, AsksNothingWhereThereIsNothingToChoose) {
  const auto folder = TemporaryFolder::create().value();
  ASSERT_TRUE(writeFileAtomically(folder.path() / "plain.csv", "id,x,y\na,1,2\n"));
  EXPECT_TRUE(readoutsOf(folder.path() / "plain.csv", {}, 5)->empty());
  EXPECT_TRUE(readoutsOf(kBroken.parent_path() / "sites.gpkg", {}, 5)->empty());
  EXPECT_FALSE(readoutsOf(folder.path() / "not_there.shp", {}, 5));
}

} // namespace
} // namespace ecoredline
