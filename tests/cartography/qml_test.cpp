#include "base/files.hpp"
#include "cartography/qml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(Qml, EveryClassHasItsCategoryWithItsColours) {
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR);
  const auto catalogue = Catalogue::load(root / "layers");
  const auto styles = StyleBook::load(root / "styles");
  ASSERT_TRUE(catalogue && styles);
  for (const LayerKind& kind : catalogue->kinds()) {
    if (kind.table) continue;
    for (const Shape shape : {Shape::polygon, Shape::line, Shape::point}) {
      const std::string qml = toQml(kind, *styles, shape, Language::zh);
      EXPECT_EQ(count(qml, "<category "), kind.classes.size() + 1) << kind.id;
      for (const ZoneClass& zone_class : kind.classes) EXPECT_THAT(qml, HasSubstr("value=\"" + zone_class.id + "\""));
      EXPECT_EQ(qml, toQml(kind, *styles, shape, Language::zh));
    }
  }
}

TEST(Qml, FillStrokeHatchAndLabelAreThoseOfTheStyle) {
  LayerKind kind;
  kind.id = "wetland";
  kind.title = {"湿地<甲>", "Wetland"};
  const auto styles = StyleBook::fromFiles(
      {{"wetland.toml", "id = \"wetland\"\n[default]\nfill = \"#C00000\"\nfill_opacity = 0.5\nstroke = \"#0000FF\"\n"
                        "stroke_mm = 0.7\ndash = \"dashed\"\nhatch = \"cross\"\nlabel = \"id\"\n"}});
  ASSERT_TRUE(styles);
  const std::string qml = toQml(kind, *styles, Shape::polygon, Language::zh);
  EXPECT_THAT(qml, HasSubstr("value=\"192,0,0,128\""));
  EXPECT_THAT(qml, HasSubstr("value=\"0,0,255,255\""));
  EXPECT_THAT(qml, HasSubstr("name=\"outline_width\" value=\"0.7\""));
  EXPECT_THAT(qml, HasSubstr("name=\"outline_style\" value=\"dash\""));
  EXPECT_EQ(count(qml, "class=\"LinePatternFill\""), 2U);
  EXPECT_THAT(qml, HasSubstr("fieldName=\"zone_id\""));
  EXPECT_THAT(qml, HasSubstr("湿地&lt;甲&gt;"));
  EXPECT_THAT(toQml(kind, *styles, Shape::point, Language::zh), HasSubstr("SimpleMarker"));
  EXPECT_THAT(toQml(kind, *styles, Shape::line, Language::zh), Not(HasSubstr("SimpleFill")));
}

} // namespace
} // namespace ecoredline
