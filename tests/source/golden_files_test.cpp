// Every file under ECOREDLINE_DATA/formats and what the front door makes of it: rows and codes, or the code of the
// refusal. One line a file in golden/formats.tsv; ECOREDLINE_GOLDEN=update writes it anew.
#include "fixtures.hpp"
#include "source/examine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(ECOREDLINE_SOURCE_DIR) / "tests/source/golden/formats.tsv";

/// Parts of a shapefile are read with it; GDAL 3.6.2 itself ends with a segmentation fault on the last.
bool isOwnFile(const fs::path& path) {
  static const std::set<std::string> kParts = {".shx", ".dbf", ".prj", ".PRJ", ".cpg", ".qix",
                                               ".sbn", ".sbx", ".ind", ".idm", ".csvt"};
  const bool part = kParts.contains(path.extension().string()) && fs::exists(fs::path(path).replace_extension(".shp"));
  return !part && path.filename() != "gx_track_without_when.kml";
}

/// "rows N: codes", each code once, or "refused: code".
std::string outcomeOf(const fs::path& file, const std::string& crs) {
  ReadOptions options;
  options.crs = crs;
  auto source = openFile(file, options);
  if (!source) return "refused: " + source.error().code;
  EXPECT_TRUE(examine(source->table, {}, {Fit::unknown, "2026-11-22"}, source->diagnoses, silentFeedback())) << file;
  std::set<std::string> codes;
  for (const Diagnosis& d : source->diagnoses) codes.insert(d.code);
  return fmt::format("rows {}: {}", source->table.rows(), fmt::join(codes, " "));
}

/// A file without a system is tried again in degrees, and where its numbers are too large for these in metres: only so
/// is seen what is in it.
std::string lineOf(const fs::path& file) {
  std::string line = outcomeOf(file, "");
  if (line != "refused: crs.unknown") return line;
  for (const char* crs : {"EPSG:4490", "EPSG:3857"}) {
    const std::string again = outcomeOf(file, crs);
    line += fmt::format("\t{} {}", crs, again);
    if (!again.starts_with("refused: crs.")) break;
  }
  return line;
}

std::map<std::string, std::string> goldenLines() {
  std::map<std::string, std::string> lines;
  std::ifstream in(kGolden);
  for (std::string line; std::getline(in, line);) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos && line[0] != '#') lines[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return lines;
}

std::vector<std::string> filesMet() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(metFiles()))
    if (entry.is_regular_file() && isOwnFile(entry.path()))
      files.push_back(toUtf8(entry.path().lexically_relative(metFiles()).generic_string()));
  std::ranges::sort(files);
  return files;
}

TEST(GoldenFiles, EveryFileGivesItsStatedDiagnosis) {
  const auto golden = goldenLines();
  if (metFiles().empty())
    GTEST_SKIP() << "ECOREDLINE_DATA is not set: " << golden.size() << " files met elsewhere were not read";
  std::set<std::string> present;
  std::map<std::string, std::string> met;
  for (const std::string& file : filesMet()) {
    present.insert(file);
    met[file] = lineOf(metFiles() / pathFromUtf8(file));
  }
  const char* mode = std::getenv("ECOREDLINE_GOLDEN");
  if (mode != nullptr && std::string_view(mode) == "update") {
    std::ofstream out(kGolden);
    out << "# file\twhat the front door says; without a system of its own also under one\n";
    for (const auto& [file, line] : met) out << file << '\t' << line << '\n';
    GTEST_SKIP() << "written anew: " << met.size() << " files";
  }
  ASSERT_GT(golden.size(), 100U);
  std::size_t absent = 0;
  for (const auto& [file, line] : golden) {
    if (!present.contains(file))
      ++absent;
    else
      EXPECT_EQ(met[file], line) << file;
  }
  for (const std::string& file : present) EXPECT_TRUE(golden.contains(file)) << file << " has no line";
  RecordProperty("absent", static_cast<int>(absent));
  if (absent > 0) std::cerr << absent << " of " << golden.size() << " files are not in this copy of the data\n";
}

} // namespace
} // namespace ecoredline::test
