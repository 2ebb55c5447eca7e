#include "base/files.hpp"
#include "catalogue/style.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string codeOf(const std::string& toml) {
  const auto book = StyleBook::fromFiles({{"wetland.toml", toml}});
  return book ? "" : book.error().code + " " + book.error().where;
}

TEST(Style, AClassTakesWhatItDoesNotSayFromItsKind) {
  const auto book = StyleBook::fromFiles({{"wetland.toml", R"(
id = "wetland"
draw_order = 7
[default]
fill = "#00B0A0"
stroke_mm = 0.5
dash = "dashed"
label = "name"
[[class]]
id = "national"
fill = ""
hatch = "cross"
)"}});
  ASSERT_TRUE(book) << describe(book.error(), Language::en);
  const Style& own = book->of("wetland", "national");
  EXPECT_EQ(own.fill, "");
  EXPECT_EQ(own.hatch, Hatch::cross);
  EXPECT_EQ(own.stroke_mm, 0.5);
  EXPECT_EQ(own.dash, Dash::dashed);
  EXPECT_EQ(book->of("wetland", "provincial").fill, "#00B0A0") << "the kind's symbol";
  EXPECT_EQ(book->of("wetland", "provincial").label, LabelField::name);
  EXPECT_FALSE(book->of("unknown", "").stroke.empty()) << "a plain one";
  EXPECT_EQ(book->drawOrder("wetland"), 7);
}

TEST(Style, WrongFilesAreRefusedWithFileAndLine) {
  EXPECT_EQ(codeOf("id = \"wetland\"\n[default]\nfill = \"red\"\n"), "style.bad_value styles/wetland.toml:3");
  EXPECT_EQ(codeOf("id = \"wetland\"\n[default]\nfill = \"url(http)\"\n"), "style.bad_value styles/wetland.toml:3");
  EXPECT_EQ(codeOf("id = \"wetland\"\n[default]\nfill_opacity = 2\n"), "style.bad_value styles/wetland.toml:3");
  EXPECT_EQ(codeOf("id = \"wetland\"\n[default]\nhatch = \"zigzag\"\n"), "style.bad_value styles/wetland.toml:3");
  EXPECT_EQ(codeOf("id = \"wetland\"\ncolour = 1\n"), "style.unknown_key styles/wetland.toml:2");
  EXPECT_EQ(codeOf("id = \"wet\"\n"), "style.bad_value styles/wetland.toml:1");
  EXPECT_EQ(codeOf("id = \"wetland\"\n[[class]]\nid = \"a\"\n[[class]]\nid = \"a\"\n"),
            "style.bad_value styles/wetland.toml:5");
  EXPECT_THAT(codeOf("id = \n"), HasSubstr("style.syntax"));
}

TEST(Style, LintFindsAClassWithoutASymbol) {
  const auto catalogue = Catalogue::load(pathFromUtf8(ECOREDLINE_SOURCE_DIR) / "layers");
  ASSERT_TRUE(catalogue);
  std::map<std::string, std::string> files;
  for (const LayerKind& kind : catalogue->kinds())
    files[kind.id + ".toml"] = "id = \"" + kind.id + "\"\n[default]\nfill = \"#00B0A0\"\n";
  const auto faults = [&] { return lintStyles(*catalogue, *StyleBook::fromFiles(files)); };
  EXPECT_THAT(faults(), IsEmpty());
  files["water_source_zone.toml"] =
      "id = \"water_source_zone\"\n[[class]]\nid = \"level_1\"\n[[class]]\nid = \"old\"\n";
  const Diagnoses found = faults();
  ASSERT_THAT(found, SizeIs(3)) << "level_2 and quasi have none, and there is no class old";
  EXPECT_EQ(found[0].code, "style.no_symbol");
  EXPECT_THAT(found[0].message.en, HasSubstr("level_2"));
  EXPECT_EQ(found[2].code, "style.unknown_class");
  files.erase("admin_division.toml");
  EXPECT_THAT(faults(), SizeIs(4)) << "the base map has one too";
}

TEST(Style, EveryClassOfTheCatalogueHasASymbol) {
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR);
  const auto catalogue = Catalogue::load(root / "layers");
  const auto styles = StyleBook::load(root / "styles");
  ASSERT_TRUE(catalogue);
  ASSERT_TRUE(styles) << describe(styles.error(), Language::en);
  for (const Diagnosis& fault : lintStyles(*catalogue, *styles)) ADD_FAILURE() << fault.message.en;
}

} // namespace
} // namespace ecoredline
