// The broken samples that users are given: each is refused or diagnosed as its name says.
#include "fixtures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

fs::path sample(const std::string& name) {
  return fs::path(ECOREDLINE_SOURCE_DIR) / "sample_data" / "broken" / name;
}

struct Broken {
  std::string file;
  std::string code;
};

class BrokenSample : public testing::TestWithParam<Broken> {};

TEST_P(BrokenSample, IsRefusedWithMessageAndAdvice) {
  const auto source = openFile(sample(GetParam().file));
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, GetParam().code);
  EXPECT_EQ(exitStatus(source.error().kind), 3);
  EXPECT_FALSE(source.error().what.zh.empty());
  EXPECT_FALSE(source.error().advice.zh.empty());
  EXPECT_THAT(source.error().where, testing::HasSubstr(fs::path(GetParam().file).stem().string()));
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenSample,
    testing::Values(Broken{"no_such_file.gpkg", "input.missing_file"}, Broken{"empty_file.geojson", "input.empty"},
                    Broken{"truncated.shp", "input.truncated"}, Broken{"table_alone.dbf", "input.no_geometry"},
                    Broken{"no_crs.shp", "crs.unknown"}, Broken{"lost_prefix.shp", "crs.lost_prefix"},
                    Broken{"wrong_zone.shp", "crs.wrong_zone"}, Broken{"other_datum.shp", "crs.datum_shift_needed"},
                    Broken{"swapped_axes.geojson", "crs.axis_swapped"},
                    Broken{"degrees_as_metres.geojson", "crs.degrees_as_metres"},
                    Broken{"metres_as_degrees.geojson", "crs.metres_as_degrees"},
                    Broken{"big5.shp", "encoding.undecided"}),
    [](const auto& broken) { return fs::path(broken.param.file).stem().string(); });

TEST(BrokenSamples, GbkIsReadWhateverItsLabelSays) {
  for (const char* name : {"gbk_without_label.shp", "gbk_labelled_ansi.shp", "gbk_labelled_utf8.shp"}) {
    const auto source = openFile(sample(name));
    ASSERT_TRUE(source) << name << describe(source.error(), Language::en);
    EXPECT_EQ(textAt(*source, 0, 0), "生态保护红线") << name;
    EXPECT_EQ(countOf(*source, "encoding.sniffed"), 1U) << name;
  }
}

TEST(BrokenSamples, InvalidShapesAreMarkedNotDropped) {
  const auto source = openFile(sample("invalid_shapes.geojson"));
  ASSERT_TRUE(source) << describe(source.error(), Language::en);
  EXPECT_THAT(source->table.states, testing::ElementsAre(RowState::invalid, RowState::invalid, RowState::valid));
  EXPECT_EQ(countOf(*source, "geometry.invalid"), 2U);
  EXPECT_THAT(find(*source, "geometry.validity")->message.en, testing::HasSubstr("2 rows are invalid"));
}

} // namespace
} // namespace ecoredline::test
