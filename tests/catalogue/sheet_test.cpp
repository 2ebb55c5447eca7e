#include "base/files.hpp"
#include "catalogue/sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string codeOf(const std::string& toml) {
  const auto book = SheetBook::fromFiles({{"zoning.toml", toml}});
  return book ? "" : book.error().code + " " + book.error().where;
}

TEST(Sheets, AreReadAsWritten) {
  const auto book = SheetBook::fromFiles({{"zoning.toml", R"(
id = "zoning"
title = { zh = "管控图", en = "Zoning" }
kinds = ["wetland"]
size = "A0"
locator = false
signatures = [{ zh = "制图", en = "Drawn by" }]
)"}});
  ASSERT_TRUE(book) << describe(book.error(), Language::en);
  const SheetSpec* sheet = book->sheet("zoning");
  ASSERT_NE(sheet, nullptr);
  EXPECT_EQ(sheet->title.zh, "管控图");
  EXPECT_THAT(sheet->kinds, ElementsAre("wetland"));
  EXPECT_EQ(sheet->size, "A0");
  EXPECT_FALSE(sheet->locator);
  EXPECT_TRUE(sheet->kilometre_grid);
  EXPECT_THAT(sheet->signatures, SizeIs(1));
  EXPECT_EQ(book->sheet("other"), nullptr);
}

TEST(Sheets, WrongFilesAreRefusedWithFileAndLine) {
  const std::string good = "id = \"zoning\"\ntitle = { zh = \"a\", en = \"b\" }\n";
  EXPECT_EQ(codeOf(good), "");
  EXPECT_EQ(codeOf(good + "size = \"A9\"\n"), "sheet.bad_value styles/sheets/zoning.toml:3");
  EXPECT_EQ(codeOf(good + "colour = 1\n"), "sheet.unknown_key styles/sheets/zoning.toml:3");
  EXPECT_EQ(codeOf(good + "kinds = \"wetland\"\n"), "sheet.bad_value styles/sheets/zoning.toml:3");
  EXPECT_EQ(codeOf(good + "kinds = [1]\n"), "sheet.bad_value styles/sheets/zoning.toml:3");
  EXPECT_EQ(codeOf(good + "locator = 1\n"), "sheet.bad_value styles/sheets/zoning.toml:3");
  EXPECT_EQ(codeOf("id = \"zoning\"\n").substr(0, 15), "sheet.bad_value") << "no title";
  EXPECT_EQ(codeOf("id = \"other\"\ntitle = { zh = \"a\", en = \"b\" }\n").substr(0, 15), "sheet.bad_value");
  EXPECT_EQ(codeOf("id = \n").substr(0, 12), "sheet.syntax");
}

TEST(Sheets, ElementsArePlacedOnThePageOrHidden) {
  const std::string good = "id = \"zoning\"\ntitle = { zh = \"a\", en = \"b\" }\nsize = \"A4\"\n";
  const auto book = SheetBook::fromFiles(
      {{"zoning.toml", good + "[place.legend]\nx = 12.5\ny = 30\n[place.north]\nhidden = true\n"}});
  ASSERT_TRUE(book) << describe(book.error(), Language::en);
  const PagePlaces wanted{{PageElement::legend, {12.5, 30, false}}, {PageElement::north, {0, 0, true}}};
  EXPECT_EQ(book->sheets().front().places, wanted);
  EXPECT_EQ(codeOf(good + "[place.compass]\nx = 1\ny = 1\n"), "sheet.unknown_key styles/sheets/zoning.toml:4");
  EXPECT_EQ(codeOf(good + "[place.scale]\nz = 1\n"), "sheet.unknown_key styles/sheets/zoning.toml:5");
  EXPECT_EQ(codeOf(good + "[place.scale]\nx = 296\ny = 209\n"), "");
  EXPECT_EQ(codeOf(good + "[place.scale]\nx = 297\ny = 1\n"), "sheet.bad_value styles/sheets/zoning.toml:5")
      << "A4 is 297 mm wide";
  EXPECT_EQ(codeOf(good + "[place.scale]\nx = 1\ny = -1\n"), "sheet.bad_value styles/sheets/zoning.toml:6");
  EXPECT_EQ(codeOf(good + "[place.scale]\nx = nan\ny = 1\n"), "sheet.bad_value styles/sheets/zoning.toml:5");
  EXPECT_EQ(codeOf(good + "[place.scale]\nx = 1\n").substr(0, 15), "sheet.bad_value") << "half a place";
  EXPECT_EQ(codeOf(good + "[place.scale]\nhidden = 1\nx = 1\ny = 1\n"), "sheet.bad_value styles/sheets/zoning.toml:5");
  EXPECT_EQ(codeOf(good + "place = 1\n"), "sheet.bad_value styles/sheets/zoning.toml:4");
}

TEST(Sheets, OursNameOnlyKindsThatAreThere) {
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR);
  const auto catalogue = Catalogue::load(root / "layers");
  const auto sheets = SheetBook::load(root / "styles" / "sheets");
  ASSERT_TRUE(catalogue);
  ASSERT_TRUE(sheets) << describe(sheets.error(), Language::en);
  EXPECT_THAT(sheets->sheets(), SizeIs(6));
  EXPECT_THAT(lintSheets(*catalogue, *sheets), IsEmpty());
  const auto wrong =
      SheetBook::fromFiles({{"x.toml", "id = \"x\"\ntitle = { zh = \"a\", en = \"b\" }\nkinds = [\"nothing\"]\n"}});
  ASSERT_TRUE(wrong);
  EXPECT_THAT(lintSheets(*catalogue, *wrong), SizeIs(1));
}

} // namespace
} // namespace ecoredline
