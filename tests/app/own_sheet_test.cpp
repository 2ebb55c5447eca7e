#include "app/catalogue_folder.hpp"
#include "app/own_sheet.hpp"
#include "base/files.hpp"
#include "catalogue/sheet_text.hpp"

#include <gtest/gtest.h>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

SheetSpec readBack(const SheetSpec& sheet) {
  const auto book = SheetBook::fromFiles({{sheet.id + ".toml", toToml(sheet)}});
  if (book) return book->sheets().front();
  ADD_FAILURE() << describe(book.error(), Language::en) << "\n" << toToml(sheet);
  return {};
}

TEST(OwnSheets, AnySheetIsTheSameReadBack) {
  const auto product = loadSheets(OwnFolders{});
  ASSERT_TRUE(product);
  ASSERT_GT(product->sheets().size(), 4U);
  for (SheetSpec sheet : product->sheets()) {
    EXPECT_EQ(readBack(sheet), sheet) << sheet.id;
    sheet.places = {{PageElement::legend, {12.34, 0.1 + 0.2, false}}, {PageElement::north, {0, 0, true}}};
    sheet.title = {"引号 \" 反斜杠 \\ 换行\n完", "tab \t and [place]"};
    sheet.secrecy = "内部";
    sheet.number = {"", "Fig. 1"};
    sheet.kilometre_grid = sheet.graticule = sheet.locator = false;
    sheet.findings = true;
    sheet.size = "A2-portrait";
    EXPECT_EQ(readBack(sheet), sheet) << sheet.id;
  }
}

TEST(OwnSheets, ASavedSheetIsAmongThoseOfTheFolder) {
  const auto folder = TemporaryFolder::create();
  const fs::path styles = folder->path() / "not" / "there" / "yet";
  SheetSpec sheet = *loadSheets(OwnFolders{})->sheet("redline");
  sheet.id = "我的红线图";
  sheet.places[PageElement::scale] = {10, 20, false};
  const auto file = saveOwnSheet(styles, sheet);
  ASSERT_TRUE(file) << describe(file.error(), Language::en);
  EXPECT_EQ(*file, ownSheetFile(styles, sheet.id));
  const auto all = loadSheets(OwnFolders{styles, {}});
  ASSERT_TRUE(all);
  ASSERT_NE(all->sheet(sheet.id), nullptr);
  EXPECT_EQ(*all->sheet(sheet.id), sheet);
  EXPECT_NE(all->sheet("zoning"), nullptr) << "the product's are there too";
  sheet.places.clear();
  ASSERT_TRUE(saveOwnSheet(styles, sheet)) << "again, in its place";
  EXPECT_TRUE(loadSheets(OwnFolders{styles, {}})->sheet(sheet.id)->places.empty());
}

TEST(OwnSheets, ANameThatNoFileCanHaveIsRefused) {
  const auto folder = TemporaryFolder::create();
  SheetSpec sheet = *loadSheets(OwnFolders{})->sheet("redline");
  for (const char* name : {"", "a/b", "../x", "a b", ".hidden", "-x", "a\\b"}) {
    sheet.id = name;
    const auto saved = saveOwnSheet(folder->path(), sheet);
    ASSERT_FALSE(saved) << name;
    EXPECT_EQ(saved.error().code, "sheet.bad_name") << name;
    EXPECT_EQ(saved.error().kind, ErrorKind::usage);
  }
  EXPECT_TRUE(fs::is_empty(folder->path()));
  ASSERT_TRUE(writeFileAtomically(folder->path() / "sheets", "a file where the folder should be"));
  sheet.id = "ours";
  const auto saved = saveOwnSheet(folder->path(), sheet);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, "output.write_failed");
}

} // namespace
} // namespace ecoredline
