// SLD read back by GDAL's own XML parser is not enough: the words are those of the schema, checked one by one.
#include "base/files.hpp"
#include "cartography/sld.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Sld, FillStrokeHatchAndMarkAreThoseOfTheStyle) {
  LayerKind kind;
  kind.id = "wetland";
  kind.title = {"湿地<甲>", "Wetland"};
  kind.classes.push_back({});
  kind.classes.back().id = "national";
  kind.classes.back().title = {"国家级", "National"};
  const auto styles = StyleBook::fromFiles(
      {{"wetland.toml", "id = \"wetland\"\n[default]\nfill = \"#C00000\"\nfill_opacity = 0.5\nstroke = \"#0000FF\"\n"
                        "stroke_mm = 0.7\ndash = \"dashed\"\nhatch = \"cross\"\nmarker = \"diamond\"\n"}});
  ASSERT_TRUE(styles);
  const std::string sld = toSld(kind, *styles, Shape::polygon, Language::zh);
  for (const char* words :
       {"version=\"1.1.0\"", "<ogc:Literal>national</ogc:Literal>", "<se:ElseFilter/>", "湿地&lt;甲&gt;",
        "name=\"fill\">#C00000<", "name=\"fill-opacity\">0.5<", "name=\"stroke\">#0000FF<",
        "name=\"stroke-width\">2.500<", "stroke-dasharray", "shape://times"})
    EXPECT_THAT(sld, HasSubstr(words));
  EXPECT_EQ(sld, toSld(kind, *styles, Shape::polygon, Language::zh)) << "the same bytes";
  EXPECT_THAT(toSld(kind, *styles, Shape::point, Language::zh), HasSubstr("<se:Rotation>45"));
  EXPECT_THAT(toSld(kind, *styles, Shape::line, Language::zh), Not(HasSubstr("PolygonSymbolizer")));
}

TEST(Sld, EveryClassOfTheCatalogueHasItsRule) {
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR);
  const auto catalogue = Catalogue::load(root / "layers");
  const auto styles = StyleBook::load(root / "styles");
  ASSERT_TRUE(catalogue && styles);
  for (const LayerKind& kind : catalogue->kinds()) {
    const std::string sld = toSld(kind, *styles, Shape::polygon, Language::zh);
    for (const ZoneClass& one : kind.classes) EXPECT_THAT(sld, HasSubstr("<ogc:Literal>" + one.id + "<"));
  }
}

} // namespace
} // namespace ecoredline
