// A wrong file is caught before a verdict is given: what it says, and that the answer it asks for gives the right one.
#include "program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <functional>
#include <regex>

namespace ecoredline {
namespace {

using testing::HasSubstr;
using Ring = std::vector<std::pair<double, double>>;

/// A border that runs north with many bends; metres from the corner of the drawing.
double border(double north) {
  return 300 * std::sin(north / 200) + 150 * std::sin(north / 77);
}

/// What lies between the border, moved `beyond` to the east, and a straight line at `side`, from `from` to `to`.
Ring alongBorder(double beyond, double side, double from, double to) {
  Ring ring;
  for (double north = from; north <= to; north += 25) ring.emplace_back(border(north) + beyond, north);
  ring.emplace_back(side, to);
  ring.emplace_back(side, from);
  return ring;
}

Ring moved(Ring ring, double east, double north) {
  for (auto& [x, y] : ring) {
    x += east;
    y += north;
  }
  return ring;
}

class SiteDoor : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(m_folder.path(name), std::ios::binary) << bytes;
    return m_folder.path(name);
  }
  /// A CSV with one shape; `corner` is where the drawing's corner lies in the CRS of the file.
  std::string drawing(const std::string& name, const Ring& ring, std::pair<double, double> corner) const {
    std::string points;
    for (const auto& [x, y] : ring) points += fmt::format("{:.3f} {:.3f},", corner.first + x, corner.second + y);
    points += fmt::format("{:.3f} {:.3f}", corner.first + ring[0].first, corner.second + ring[0].second);
    return write(name, "WKT,XZQDM,XZQMC\n\"POLYGON ((" + points + "))\",220299,甲县\n");
  }
  /// A county west of the border and a red line that begins 5 m east of it.
  void importBorder(std::pair<double, double> corner, const std::string& crs) {
    m_folder.import(drawing("county.csv", alongBorder(0, -20000, -10000, 20000), corner), "admin_division",
                    {"--date", "2020-01-01", "--accuracy", "1", "--crs", crs});
    m_folder.import(drawing("zone.csv", alongBorder(5, 4000, -10000, 20000), corner), "ecological_redline",
                    {"--date", "2023-01-01", "--accuracy", "0.1", "--crs", crs, "--coverage", "all"});
  }
  Ran screen(const std::string& file, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{
        "--lang",          "en",  "screen", m_folder.workspace(), file, "--kinds", "ecological_redline",
        "--site-accuracy", "0.05"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ecoredline(arguments);
  }
  static std::string verdict(const Ran& ran) {
    if (ran.status != 0) return ran.err;
    return nlohmann::json::parse(ran.out)["sites"][0]["verdict"];
  }
  static double distance(const Ran& ran) {
    return nlohmann::json::parse(ran.out)["sites"][0]["findings"][0]["distance_m"];
  }
  void refused(const Ran& ran, const std::string& code, const std::string& option) const {
    EXPECT_EQ(ran.status, 3) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("[" + code + "]"));
    EXPECT_THAT(ran.err, HasSubstr(option));
  }
  SampleFolder m_folder;
};

constexpr std::pair<double, double> kZone42{42530000, 4862000};

TEST_F(SiteDoor, ASiteDrawnOnAShiftedBase) {
  importBorder(kZone42, "EPSG:4530");
  const Ring site = alongBorder(0, -3000, 0, 6000);
  const std::vector<std::string> crs{"--crs", "EPSG:4530"};
  const Ran truth = screen(drawing("right.csv", site, kZone42), crs);
  EXPECT_EQ(verdict(truth), "pass");

  const std::string wrong = drawing("wrong.csv", moved(site, 30, 8), kZone42);
  const Ran ran = screen(wrong, crs);
  refused(ran, "datum.local_datum", "31.0 m east of the reference boundaries");
  std::smatch fitted;
  ASSERT_TRUE(std::regex_search(ran.err, fitted, std::regex("--datum-shift ([-0-9.,]+),0,0,0,0 moves")));

  std::vector<std::string> answered = crs;
  answered.insert(answered.end(), {"--datum-shift=" + fitted[1].str() + ",0,0,0,0"});
  const Ran right = screen(wrong, answered);
  EXPECT_EQ(verdict(right), "pass");
  const auto report = nlohmann::json::parse(right.out);
  EXPECT_THAT(report["sites"][0]["diagnoses"].dump(), HasSubstr("crs.moved"));
  EXPECT_NEAR(distance(right), distance(truth), 0.1);

  // Whoever says that the coordinates are right takes the verdict with the doubt beside it.
  std::vector<std::string> insisted = crs;
  insisted.insert(insisted.end(), {"--datum-shift=0,0,0,0,0,0,0"});
  const Ran as_is = screen(wrong, insisted);
  EXPECT_EQ(verdict(as_is), "fail");
  EXPECT_THAT(as_is.err, HasSubstr("[datum.local_datum]"));
  EXPECT_THAT(nlohmann::json::parse(as_is.out)["sites"][0]["diagnoses"].dump(), HasSubstr("datum.local_datum"));
}

TEST_F(SiteDoor, ALayerDrawnOnAShiftedBaseIsNotImported) {
  importBorder(kZone42, "EPSG:4530");
  const std::string wrong = drawing("wrong.csv", moved(alongBorder(0, -3000, 0, 6000), 30, 8), kZone42);
  const auto import = [&](const std::string& label, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--lang",         "en",     "import",     m_folder.workspace(), wrong, "--kind",
                                       "nature_reserve", "--date", "2024-01-01", "--version",          label, "--crs",
                                       "EPSG:4530"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return ecoredline(arguments);
  };
  refused(import("a", {}), "datum.local_datum", "--datum-shift");
  EXPECT_EQ(import("b", {"--datum-shift=0,0,0,0,0,0,0"}).status, 0);
}

TEST_F(SiteDoor, ASiteAwayFromEveryBorderHearsNothingOfIt) {
  importBorder(kZone42, "EPSG:4530");
  const Ring box{{-9000, 0}, {-9000, 100}, {-8900, 100}, {-8900, 0}};
  const Ran ran = screen(drawing("site.csv", box, kZone42), {"--crs", "EPSG:4530"});
  EXPECT_EQ(verdict(ran), "pass");
  EXPECT_THAT(ran.err, testing::Not(HasSubstr("[datum.")));
}

TEST_F(SiteDoor, ASwappedCsv) {
  const std::string zone = write(
      "zone.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":"1"},"geometry":)"
                      R"({"type":"Polygon","coordinates":[[[126.5,43.8],[126.6,43.8],[126.6,43.9],[126.5,43.9],)"
                      R"([126.5,43.8]]]}}]})");
  m_folder.import(zone, "ecological_redline", {"--date", "2023-01-01", "--coverage", "all"});
  // Corner points under a header that names the columns the wrong way round.
  const std::string corners = write(
      "corners.csv", "点号,经度（十进制）,纬度（十进制）\nJ1,43.851,126.551\nJ2,43.851,126.552\nJ3,43.852,126.552\n");
  refused(screen(corners, {"--crs", "EPSG:4490"}), "corners.axis_contradicted", "--axis xy");
  EXPECT_EQ(verdict(screen(corners, {"--crs", "EPSG:4490", "--axis", "xy"})), "fail");
  // Only X and Y: the values decide, and that is said.
  const std::string plain = write("plain.csv", "点号,X,Y\nJ1,126.551,43.851\nJ2,126.552,43.851\nJ3,126.552,43.852\n");
  const Ran said = screen(plain, {"--crs", "EPSG:4490"});
  EXPECT_EQ(verdict(said), "fail");
  EXPECT_THAT(said.err, HasSubstr("[corners.understood]"));
  // One site a row.
  const std::string rows = write("rows.csv", "site_id,lon,lat\n甲,43.851,126.551\n乙,43.9001,126.6\n");
  refused(screen(rows, {"--crs", "EPSG:4490"}), "crs.axis_swapped", "--axis yx");
  EXPECT_EQ(verdict(screen(rows, {"--crs", "EPSG:4490", "--axis", "yx"})), "fail");
}

TEST_F(SiteDoor, AFileInZone41DeclaredAs42) {
  importBorder({41530000, 4862000}, "EPSG:4529");
  const Ring inside{{2000, 100}, {2000, 200}, {2100, 200}, {2100, 100}};
  const std::string prefixed = drawing("prefixed.csv", inside, {41530000, 4862000});
  refused(screen(prefixed, {"--crs", "EPSG:4530"}), "crs.wrong_zone", "EPSG:4529");
  EXPECT_EQ(verdict(screen(prefixed, {"--crs", "EPSG:4529"})), "fail");
  // Without the number of its zone only the place tells: under zone 42 it lies in no county.
  const std::string plain = drawing("plain.csv", moved(inside, -3000, 0), {530000, 4862000});
  refused(screen(plain, {"--crs", "EPSG:4551"}), "crs.wrong_zone", "EPSG:4550");
  EXPECT_EQ(verdict(screen(plain, {"--crs", "EPSG:4550"})), "pass");
}

} // namespace
} // namespace ecoredline
