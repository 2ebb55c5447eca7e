// The report of the sample, made by the real program: every site, every map, no figure that run.json does not have.
#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <regex>
#include <string>
#include <vector>

namespace ecoredline {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::Not;

struct SampleReport {
  Json run;
  std::string page;
};

SampleReport reportOf(const SampleFolder& folder, const std::string& language, const std::string& out) {
  const Ran ran = ecoredline({"--lang", language, "screen", folder.workspace(), sample("sites.gpkg"), "--profile",
                              "areas", "--facts", sample("facts.toml"), "--as-of", "2026-11-22", "--out",
                              folder.path(out), "--format", "json,html"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  const std::regex unbroken("\u202F"); // thousands as in the report's own texts
  return {
      Json::parse(readFile(pathFromUtf8(folder.path(out)) / "run.json").value_or("{}")),
      std::regex_replace(readFile(pathFromUtf8(folder.path(out)) / "report.html").value_or(""), unbroken, "\u2009")};
}

std::string outputOf(const std::string& command) {
  std::string out;
  const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(::popen(command.c_str(), "r"), close);
  std::array<char, 4096> part{};
  for (std::size_t n = 0; pipe && (n = std::fread(part.data(), 1, part.size(), pipe.get())) > 0;)
    out.append(part.data(), n);
  return out;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

void collect(const Json& json, std::vector<double>& numbers) {
  if (json.is_number()) numbers.push_back(json.get<double>());
  if (json.is_structured())
    for (const auto& item : json) collect(item, numbers);
}

// What stands in the cells that hold figures.
std::vector<std::string> figures(const std::string& page) {
  std::vector<std::string> out;
  const std::regex cell("<td role=\"cell\" class=\"n\"[^>]*>([^<]*)</td>");
  const std::regex number("[0-9]+(\\.[0-9]+)?");
  for (auto at = std::sregex_iterator(page.begin(), page.end(), cell); at != std::sregex_iterator(); ++at) {
    const std::string text = std::regex_replace((*at)[1].str(), std::regex("\u2009"), "");
    for (auto n = std::sregex_iterator(text.begin(), text.end(), number); n != std::sregex_iterator(); ++n)
      out.push_back(n->str());
  }
  return out;
}

// A figure of a page is a value of run.json, or that value in hectares, mu or per cent, rounded to the decimals it is
// printed with; a distance is rounded down to 0.1 m.
bool isOf(const std::string& figure, const std::vector<double>& values) {
  const auto point = figure.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(figure.size() - point - 1);
  const double half = 0.5 * std::pow(10.0, -decimals);
  const double shown = std::stod(figure);
  return std::ranges::any_of(values, [&](double value) {
    if (decimals == 1) return std::abs(std::floor(value * 10 + 1e-6) / 10 - shown) < 1e-6;
    for (const double factor : {1.0, 1e-4, 15e-4, 100.0})
      if (std::abs(value * factor - shown) <= half * 1.0001 + factor * 6e-5) return true;
    return false;
  });
}

TEST(Report, ShowsEverySiteWithItsMapAndNoOtherFigures) {
  SampleFolder folder;
  folder.importSample();
  const auto [run, page] = reportOf(folder, "zh", "zh");
  ASSERT_GE(run["sites"].size(), 13U);
  EXPECT_EQ(count(page, "class=\"site\""), run["sites"].size());
  EXPECT_EQ(count(page, "<figure>"), run["sites"].size());
  EXPECT_THAT(page, HasSubstr("data-layer=\"overlap.fail\""));
  EXPECT_THAT(page, HasSubstr("data-layer=\"water_source_zone.level_2\""));
  EXPECT_THAT(page, HasSubstr("data-layer=\"admin_division\""));
  for (const auto& site : run["sites"]) {
    EXPECT_THAT(page, HasSubstr(site["sentence"]["zh"].get<std::string>()));
    for (const auto& action : site["actions"]) EXPECT_THAT(page, HasSubstr(action["text"]["zh"].get<std::string>()));
  }
  std::vector<double> values;
  collect(run, values);
  const auto shown = figures(page);
  ASSERT_GT(shown.size(), 200U);
  for (const std::string& figure : shown) EXPECT_TRUE(isOf(figure, values)) << figure;
}

// The figure of the site whose band names it.
std::string figureOf(const std::string& page, const std::string& site) {
  const auto band = page.find("<span class=\"name\">" + site + " ");
  const auto begin = page.find("<figure>", band);
  return page.substr(begin, page.find("</figure>", begin) - begin);
}

TEST(Report, TheMapShowsTheZoneThatDecidesAndNoEditionThatHasEnded) {
  SampleFolder folder;
  folder.importSample();
  const std::string page = reportOf(folder, "zh", "zh").page;
  const std::string station = figureOf(page, "S11"); // a point beside a quasi zone that does not hold it
  EXPECT_THAT(station, HasSubstr("data-layer=\"water_source_zone.quasi\""));
  EXPECT_THAT(station, Not(HasSubstr("data-layer=\"overlap.")));
  const std::string road = figureOf(page, "S04"); // crosses a core zone
  EXPECT_THAT(road, HasSubstr("data-layer=\"overlap.fail\""));
  EXPECT_THAT(road, HasSubstr("data-layer=\"nature_reserve.core_protection\""));
  EXPECT_THAT(road, HasSubstr("\u25A0 9\u2009047.55 m</text>")) << "how much, at the place";
  const std::string home = figureOf(page, "S12-1"); // in the red line of 2018, no longer in that of 2023
  EXPECT_THAT(home, Not(HasSubstr("data-layer=\"ecological_redline")));
  EXPECT_THAT(home, Not(HasSubstr("2018")));
}

// A folder that holds one file only: it stands for the program's, the rest is the program's.
TEST(Report, WordsAndColoursAreOnesOwnWithoutCompiling) {
  SampleFolder folder;
  folder.importSample();
  const auto own = pathFromUtf8(folder.path("own"));
  std::filesystem::create_directories(own / "styles");
  std::filesystem::create_directories(own / "templates" / "report");
  const auto root = pathFromUtf8(ECOREDLINE_SOURCE_DIR);
  std::string words = readFile(root / "templates/report/screening.toml").value_or("");
  const std::string before = "9 结论与建议";
  ASSERT_NE(words.find(before), std::string::npos);
  words.replace(words.find(before), before.size(), "9 本单位的结论");
  std::string colours = readFile(root / "styles/water_source_zone.toml").value_or("");
  colours = std::regex_replace(colours, std::regex("fill = \"#[0-9A-Fa-f]{6}\""), "fill = \"#12AB34\"");
  ASSERT_TRUE(writeFileAtomically(own / "templates/report/screening.toml", words));
  ASSERT_TRUE(writeFileAtomically(own / "styles/water_source_zone.toml", colours));
  const std::vector<std::string> common{"--lang",
                                        "zh",
                                        "screen",
                                        folder.workspace(),
                                        sample("sites.gpkg"),
                                        "--profile",
                                        "areas",
                                        "--as-of",
                                        "2026-11-22",
                                        "--format",
                                        "html,docx,pdf",
                                        "--styles",
                                        folder.path("own/styles"),
                                        "--templates",
                                        folder.path("own/templates")};
  auto whole = common;
  whole.insert(whole.end(), {"--out", folder.path("whole")});
  const Ran ran = ecoredline(whole);
  ASSERT_EQ(ran.status % 4, 0) << ran.err;
  EXPECT_THAT(readFile(pathFromUtf8(folder.path("whole")) / "report.html").value_or(""), HasSubstr("#12AB34"));
  const std::string text = outputOf("pdftotext '" + folder.path("whole/report.pdf") + "' -");
  EXPECT_THAT(text, HasSubstr("9 本单位的结论"));
  EXPECT_THAT(text, HasSubstr("3 数据与方法"));
  auto missing = common;
  missing.back() = folder.path("nowhere");
  missing.insert(missing.end(), {"--out", folder.path("never")});
  const Ran refused = ecoredline(missing);
  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.err, HasSubstr("找不到文件夹"));
}

TEST(Report, IsTheSameBytesAgainAndInEnglishOfTheSameRun) {
  SampleFolder folder;
  folder.importSample();
  const auto first = reportOf(folder, "en", "first");
  const auto second = reportOf(folder, "en", "second");
  EXPECT_EQ(first.page, second.page);
  EXPECT_EQ(reportOf(folder, "zh", "zh").run["id"], first.run["id"]);
  EXPECT_THAT(first.page, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(first.page, HasSubstr("Not compliant"));
  EXPECT_THAT(first.page, HasSubstr("Human review"));
  EXPECT_THAT(first.page, Not(HasSubstr("人工复核")));
}

} // namespace
} // namespace ecoredline
