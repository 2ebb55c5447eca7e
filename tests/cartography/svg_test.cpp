#include "cartography/small_scene.hpp"
#include "cartography/svg.hpp"
#include "report/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <regex>

namespace ecoredline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// What libxml2 says of a document: "" when it is well-formed.
std::string faultsOf(const std::string& xml) {
  auto folder = TemporaryFolder::create();
  EXPECT_TRUE(folder);
  const auto file = folder->path() / "map.svg";
  EXPECT_TRUE(writeFileAtomically(file, xml));
  const std::string command = "xmllint --noout --nonet '" + toUtf8(file) + "' 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string out;
  char buffer[512];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
  const int status = ::pclose(pipe);
  return status == 0 ? out : out + " (xmllint failed)";
}

TEST(Svg, IsTheSameBytes) {
  expectGolden("tests/cartography/golden/small.svg", toSvg(madeScene()));
  EXPECT_EQ(toSvg(madeScene()), toSvg(madeScene()));
}

TEST(Svg, IsWellFormedAndTellsAScreenReaderWhatItShows) {
  const std::string svg = toSvg(madeScene(), {"m7", true});
  EXPECT_EQ(faultsOf(svg), "");
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-labelledby=\"m7-t m7-d\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"m7-t\">S1 与周边分区</title>"));
  EXPECT_THAT(svg, HasSubstr("<desc id=\"m7-d\">图上有：项目用地 1、水源二级保护区 2</desc>"));
  EXPECT_THAT(svg, HasSubstr("水源二级保护区 (2)"));
  EXPECT_THAT(svg, HasSubstr("资料来源"));
}

TEST(Svg, IdsAreUnlikeInEveryPictureOfAPage) {
  MapScene scene = madeScene();
  scene.layers[0].style.hatch = Hatch::cross;
  const std::string svg = toSvg(scene, {"m7", true});
  const std::regex id("id=\"([^\"]*)\"");
  std::size_t ids = 0;
  for (auto at = std::sregex_iterator(svg.begin(), svg.end(), id); at != std::sregex_iterator(); ++at, ++ids)
    EXPECT_TRUE((*at)[1].str().starts_with("m7-")) << (*at)[1].str();
  EXPECT_GE(ids, 4U) << "title, description, clip, hatch";
}

TEST(Svg, WhatIsOutsideTheWindowIsNotInTheFile) {
  MapScene scene = madeScene();
  DrawLayer elsewhere = scene.layers[0];
  elsewhere.id = "elsewhere";
  elsewhere.title = "不在图上";
  elsewhere.shapes = madeBoxes({{9000, 9000, 9100, 9100}});
  elsewhere.labels = {"不在图上"};
  scene.layers.push_back(elsewhere);
  EXPECT_EQ(toSvg(scene), toSvg(madeScene()));
}

TEST(Svg, DrawsHolesLinesPointsAndHatches) {
  MapScene scene = madeScene();
  const double x = 42530000;
  const double y = 4850000;
  FlatBuilder builder(scene.crs);
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{x, x + 100, x + 100, x, x}, std::vector<double>{y, y, y + 100, y + 100, y}, 0);
  builder.addRing(std::vector<double>{x + 20, x + 80, x + 80, x + 20, x + 20},
                  std::vector<double>{y + 20, y + 20, y + 80, y + 80, y + 20}, 0);
  builder.endRow();
  scene.layers[0].shapes = builder.take();
  scene.layers[0].style.hatch = Hatch::slash;
  scene.layers[0].labels.clear();
  FlatBuilder line(scene.crs);
  line.beginRow(Shape::line, 0);
  line.addRing(std::vector<double>{x + 200, x + 300}, std::vector<double>{y + 200, y + 300}, 0);
  line.endRow();
  scene.layers[1].shapes = line.take();
  DrawLayer point = scene.layers[1];
  FlatBuilder builder_of_point(scene.crs);
  builder_of_point.beginRow(Shape::point, 0);
  builder_of_point.addRing(std::vector<double>{x + 500}, std::vector<double>{y + 500}, 0);
  builder_of_point.endRow();
  point.shapes = builder_of_point.take();
  point.style.marker = Marker::diamond;
  scene.layers.push_back(point);
  const std::string svg = toSvg(scene, {"m", false});
  EXPECT_EQ(faultsOf(svg), "");
  // 10 m to the millimetre, y downwards, the frame begins at 0.5
  EXPECT_THAT(svg, HasSubstr("M0.5 100.5L10.5 100.5L10.5 90.5L0.5 90.5L0.5 100.5Z"
                             "M2.5 98.5L8.5 98.5L8.5 92.5L2.5 92.5L2.5 98.5Z"));
  EXPECT_THAT(svg, HasSubstr("fill-rule=\"evenodd\""));
  EXPECT_THAT(svg, HasSubstr("<pattern id=\"m-h0\""));
  EXPECT_THAT(svg, HasSubstr("M20.5 80.5L30.5 70.5\""));
  EXPECT_THAT(svg, HasSubstr("M50.5 49.4L51.6 50.5L50.5 51.6L49.4 50.5Z"));
}

TEST(Svg, AZoneNamedToHarmIsShownAndDoesNone) {
  const std::string nasty = "</svg><script>alert(1)</script>\" onload='x' ]]> & \x01 \xFF \u202E";
  MapScene scene = madeScene();
  scene.title = scene.description = scene.source = nasty;
  for (DrawLayer& layer : scene.layers) {
    layer.title = nasty;
    layer.id = nasty;
    for (std::string& name : layer.names) name = nasty + std::string(10000, 'A');
    for (std::string& label : layer.labels) label = "</svg><b>";
  }
  const std::string svg = toSvg(scene);
  EXPECT_EQ(faultsOf(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("\u202E")));
  EXPECT_THAT(svg, HasSubstr("&lt;/svg&gt;&lt;b&gt;"));
  EXPECT_LT(svg.size(), 20000U) << "names are cut, not copied whole";
  std::size_t ends = 0;
  for (auto at = svg.find("</svg>"); at != std::string::npos; at = svg.find("</svg>", at + 1)) ++ends;
  EXPECT_EQ(ends, 1U + legendOf(scene).size());
}

TEST(Svg, ManyVerticesBecomeFew) {
  MapScene scene = madeScene();
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 100000; ++i) { // a circle of 400 m with a vertex every 25 mm
    x.push_back(42530700 + 400 * std::cos(i * 2e-5 * 3.14159265358979323846));
    y.push_back(4850500 + 400 * std::sin(i * 2e-5 * 3.14159265358979323846));
  }
  x.back() = x.front();
  y.back() = y.front();
  FlatBuilder builder(scene.crs);
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(x, y, 0);
  builder.endRow();
  scene.layers[1].shapes = builder.take();
  EXPECT_LT(toSvg(scene).size(), 250000U);
}

} // namespace
} // namespace ecoredline
