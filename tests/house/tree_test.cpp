#include "architecture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace ecoredline::house {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const fs::path kRoot = ECOREDLINE_SOURCE_DIR;
constexpr long kLongestFile = 500;
constexpr std::size_t kLargestSample = 4U * 1024 * 1024;

/// Folders below a developer's home: their names must not stand in a file. Spelled so that this file holds none.
const std::vector<std::string> kMachinePaths = {fmt::format("/{}/", "work"), fmt::format("/{}/w/", "tmp"),
                                                fmt::format("/{}/", "root"), fmt::format("/{}/", "home")};

std::vector<std::string> machinePaths(const fs::path& file, const std::string& text) {
  std::vector<std::string> faults;
  for (const std::string& path : kMachinePaths)
    for (auto at = text.find(path); at != std::string::npos; at = text.find(path, at + 1)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      if (std::isalnum(static_cast<unsigned char>(before)) != 0 || before == '.' || before == '}') continue;
      faults.push_back(fmt::format("{}: {} in line {}", file.generic_string(), path,
                                   1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n')));
    }
  return faults;
}

/// The files of the tree: what is built or made by running stays out.
std::vector<fs::path> treeFiles() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kRoot)) {
    const std::string name = entry.path().filename().string();
    if (name == ".git" || name == "build" || name == "demo_output") continue;
    if (entry.is_directory()) {
      const auto below = filesBelow(entry.path());
      files.insert(files.end(), below.begin(), below.end());
    } else if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  return files;
}

TEST(Tree, NoPathOfAMachine) {
  const auto files = treeFiles();
  ASSERT_GT(files.size(), 100U);
  for (const fs::path& file : files) {
    const std::string text = readText(file);
    if (text.find('\0') != std::string::npos) continue; // not a text
    EXPECT_THAT(machinePaths(fs::relative(file, kRoot), text), IsEmpty());
  }
}

TEST(Tree, SourcesAreAtMostFiveHundredLines) {
  for (const char* folder : {"src", "plugins"})
    for (const fs::path& file : filesBelow(kRoot / folder)) {
      const std::string text = readText(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), kLongestFile) << file;
    }
}

TEST(Tree, SampleDataStaySmallAndSayThatTheyAreInvented) {
  std::size_t bytes = 0;
  for (const fs::path& file : filesBelow(kRoot / "sample_data")) bytes += fs::file_size(file);
  EXPECT_LT(bytes, kLargestSample);
  const std::string geojson = readText(kRoot / "sample_data" / "water_source.geojson");
  std::size_t rows = 0;
  std::size_t said = 0;
  for (auto at = geojson.find("\"Feature\""); at != std::string::npos; at = geojson.find("\"Feature\"", at + 1)) ++rows;
  for (auto at = geojson.find("示例数据,非真实边界"); at != std::string::npos;
       at = geojson.find("示例数据,非真实边界", at + 1))
    ++said;
  EXPECT_GT(rows, 100U);
  EXPECT_EQ(rows, said);
}

TEST(Tree, EveryDecisionSaysWhyAndWhatFollows) {
  const auto pages = filesBelow(kRoot / "docs" / "decisions");
  ASSERT_THAT(pages, Not(IsEmpty()));
  for (const fs::path& page : pages) {
    const std::string text = readText(page);
    for (const char* part : {"Status: ", "## Why the question came up", "## Decision", "## What follows"})
      EXPECT_NE(text.find(part), std::string::npos) << page << ": " << part;
  }
}

TEST(TreeCheck, FindsAPathOfAMachine) {
  EXPECT_THAT(machinePaths("a.md", "see frame" + kMachinePaths[0] + "b and build" + kMachinePaths[0]), IsEmpty());
  EXPECT_THAT(machinePaths("a.md", "one\nsee " + kMachinePaths[0] + "main"), SizeIs(1));
  EXPECT_THAT(machinePaths("a.md", "\"" + kMachinePaths[2] + "x\""),
              ElementsAre("a.md: " + kMachinePaths[2] + " in line 1"));
}

} // namespace
} // namespace ecoredline::house
