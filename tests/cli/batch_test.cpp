// Many sites into a folder, killed at different moments: what is there at the end is what an unbroken run leaves.
#include "program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr int kSites = 30;

// Squares of 300 m in rows over the sample's county.
std::string squares(int count) {
  std::string features;
  for (int i = 0; i < count; ++i) {
    const double x = 127.30 + 0.02 * (i % 10);
    const double y = 43.70 + 0.02 * (i / 10);
    features +=
        fmt::format("{}{{\"type\":\"Feature\",\"properties\":{{\"site_id\":\"P{:03}\"}},\"geometry\":{{\"type\":"
                    "\"Polygon\",\"coordinates\":[[[{:.4f},{:.4f}],[{:.4f},{:.4f}],[{:.4f},{:.4f}],[{:.4f},{:.4f}],"
                    "[{:.4f},{:.4f}]]]}}}}",
                    i == 0 ? "" : ",", i, x, y, x + 0.004, y, x + 0.004, y + 0.003, x, y + 0.003, x, y);
  }
  return "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
         "\"urn:ogc:def:crs:EPSG::4490\"}},\"features\":[" +
         features + "]}";
}

class Batch : public testing::Test {
 protected:
  void SetUp() override {
    m_folder.importSample();
    ASSERT_TRUE(writeFileAtomically(pathFromUtf8(m_folder.path("sites.geojson")), squares(kSites)));
  }
  std::vector<std::string> words(const std::string& out) const {
    return {"screen",
            m_folder.workspace(),
            m_folder.path("sites.geojson"),
            "--as-of",
            "2026-11-22",
            "--profile",
            "areas",
            "--format",
            "html,json",
            "--batch",
            m_folder.path(out),
            "--index",
            "none",
            "--jobs",
            "2"};
  }
  fs::path folder(const std::string& out) const { return pathFromUtf8(m_folder.path(out)); }
  // Every file but the run's own record, which has the time of its screening.
  std::map<std::string, std::string> files(const std::string& out) const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder(out))) {
      const std::string name = toUtf8(fs::relative(entry.path(), folder(out)));
      if (entry.is_regular_file() && name != "run.json") all[name] = readFile(entry.path()).value_or("");
    }
    return all;
  }
  std::map<std::string, fs::file_time_type> reports(const std::string& out) const {
    std::map<std::string, fs::file_time_type> all;
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(folder(out) / "sites", none))
      if (entry.is_regular_file() && entry.path().parent_path().filename().string().front() != '.')
        all[toUtf8(entry.path())] = entry.last_write_time();
    return all;
  }
  SampleFolder m_folder;
};

TEST_F(Batch, TheTableIsRankedAndEverySiteHasItsReport) {
  const Ran ran = ecoredline(words("out"));
  ASSERT_EQ(ran.status % 4, 0) << ran.err;
  const std::string table = readFile(folder("out") / "triage.csv").value_or("");
  const auto fail = table.find("不符合");
  const auto pass = table.rfind("符合");
  ASSERT_NE(fail, std::string::npos) << "of the squares one lies in a zone";
  EXPECT_LT(fail, pass);
  EXPECT_THAT(table, HasSubstr("sites/00001_"));
  EXPECT_TRUE(fs::exists(folder("out") / "triage.xlsx"));
  EXPECT_EQ(reports("out").size(), 2 * kSites) << "two files a site";
  const std::vector<std::string> order{"■ 不符合", "◪ 临界", "▢ 数据不足", "▲ 需进一步论证", "● 符合"};
  std::size_t last = 0; // the verdict of a line is never worse than that of the line before
  std::istringstream lines(table);
  std::string line;
  for (std::getline(lines, line); std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string cell;
    for (int column = 0; column < 5; ++column) std::getline(cells, cell, ',');
    const auto rank = static_cast<std::size_t>(
        std::ranges::find_if(order, [&](const std::string& word) { return cell.starts_with(word); }) - order.begin());
    EXPECT_LT(rank, order.size()) << line;
    EXPECT_GE(rank, last) << line;
    last = rank;
  }
}

TEST_F(Batch, KilledAtAnyMomentItGoesOnAndTheFilesAreTheSame) {
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(ecoredline(words("whole")).status % 4, 0);
  const std::chrono::duration<double, std::milli> whole = std::chrono::steady_clock::now() - begin;
  bool between_reports = false;
  for (const double part : {0.1, 0.5, 0.7, 0.9}) {
    const int first = static_cast<int>(part * whole.count());
    const std::string out = fmt::format("killed{}", first);
    ecoredlineKilled(words(out), first, SIGKILL);
    const auto before = reports(out);
    between_reports = between_reports || (!before.empty() && before.size() < 2 * kSites);
    ecoredlineKilled(words(out), first / 2, SIGKILL);
    ASSERT_EQ(ecoredline(words(out)).status % 4, 0);
    const auto after = reports(out);
    for (const auto& [name, time] : before) {
      ASSERT_TRUE(after.contains(name));
      EXPECT_EQ(after.at(name), time) << name << " was written twice";
    }
    EXPECT_TRUE(files(out) == files("whole")) << "killed after " << first << " ms";
  }
  if (!between_reports) GTEST_SKIP() << "no kill fell among the reports";
}

TEST_F(Batch, DocumentsOfASiteEachHaveTheirTemplates) {
  auto docs = words("docs");
  *(std::ranges::find(docs, "html,json")) = "docx,pdf";
  const Ran ran = ecoredline(docs);
  ASSERT_EQ(ran.status % 4, 0) << ran.err;
  EXPECT_EQ(reports("docs").size(), 2 * kSites);
}

TEST_F(Batch, WhatIsNotOursIsLeftAlone) {
  fs::create_directories(folder("mine"));
  ASSERT_TRUE(writeFileAtomically(folder("mine") / "letter.txt", "x"));
  EXPECT_EQ(ecoredline(words("mine")).status, 3);
  EXPECT_TRUE(fs::exists(folder("mine") / "letter.txt"));
  auto both = words("out");
  both.insert(both.end(), {"--out", m_folder.path("elsewhere")});
  EXPECT_EQ(ecoredline(both).status, 2);
}

} // namespace
} // namespace ecoredline
