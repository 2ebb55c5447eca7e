#include "architecture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ecoredline::house {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const fs::path kRoot = ECOREDLINE_SOURCE_DIR;

Architecture ofTheHouse() {
  return parseArchitecture(readText(kRoot / "docs" / "architecture.md"));
}

/// src/<module>/… is the module, plugins/… is plugins.
std::string moduleOf(const fs::path& file) {
  const fs::path inside = fs::relative(file, kRoot);
  return *inside.begin() == "src" ? std::next(inside.begin())->string() : inside.begin()->string();
}

bool isCode(const fs::path& file) {
  return file.extension() == ".cpp" || file.extension() == ".hpp";
}

std::vector<fs::path> codeFiles() {
  std::vector<fs::path> code;
  for (const char* folder : {"src", "plugins"})
    for (const fs::path& file : filesBelow(kRoot / folder))
      if (isCode(file)) code.push_back(file);
  return code;
}

TEST(Architecture, EveryModuleHasARowAndEveryRowAModule) {
  const Architecture house = ofTheHouse();
  std::set<std::string> rows;
  for (const auto& [name, module] : house) rows.insert(name);
  std::set<std::string> folders{"plugins"};
  for (const auto& entry : fs::directory_iterator(kRoot / "src"))
    if (entry.is_directory()) folders.insert(entry.path().filename().string());
  EXPECT_EQ(rows, folders);
}

TEST(Architecture, TheTableIsSound) {
  EXPECT_THAT(checkTable(ofTheHouse()), IsEmpty());
}

TEST(Architecture, IncludesFollowTheArrows) {
  const Architecture house = ofTheHouse();
  const auto files = codeFiles();
  ASSERT_GT(files.size(), 50U) << "the sources were not found";
  for (const fs::path& file : files) {
    const auto faults = checkIncludes(house, moduleOf(file), fs::relative(file, kRoot), readText(file));
    EXPECT_THAT(faults, IsEmpty());
  }
}

TEST(Architecture, CMakeLinksWhatThePageSays) {
  const Architecture house = ofTheHouse();
  for (const auto& [name, module] : house) {
    if (name == "plugins" || name == "cli") continue; // no ecoredline_module
    EXPECT_THAT(checkCMake(house, name, readText(kRoot / "src" / name / "CMakeLists.txt")), IsEmpty());
  }
}

// ---- the checks themselves, on invented trees --------------------------------------------------------------------

const char* const kPage = R"(Some words.

| module | arrows | heavy libraries | what |
|---|---|---|---|
| base | | | |
| geo | base | GEOS | |
| source | geo | GDAL | |
| cli | source | | |

More words.
)";

TEST(ArchitectureCheck, ReadsTheTable) {
  const Architecture page = parseArchitecture(kPage);
  ASSERT_EQ(page.size(), 4U);
  EXPECT_THAT(page.at("source").arrows, ElementsAre("geo"));
  EXPECT_THAT(page.at("geo").libraries, ElementsAre("GEOS"));
  EXPECT_TRUE(page.at("base").arrows.empty());
}

TEST(ArchitectureCheck, ArrowsAreTransitiveAndOneWay) {
  const Architecture page = parseArchitecture(kPage);
  EXPECT_THAT(checkIncludes(page, "cli", "src/cli/a.cpp", "#include \"base/text.hpp\"\n"), IsEmpty());
  EXPECT_THAT(checkIncludes(page, "geo", "src/geo/a.cpp", "#pragma once\n#include \"source/open.hpp\"\n"),
              ElementsAre("src/geo/a.cpp:2: source/open.hpp: no arrow geo -> source"));
  EXPECT_THAT(checkIncludes(page, "base", "src/base/a.hpp", "  #  include <geo/crs.hpp>\n"),
              ElementsAre(HasSubstr("no arrow base -> geo")));
}

TEST(ArchitectureCheck, HeavyHeadersStayInTheirModulesSources) {
  const Architecture page = parseArchitecture(kPage);
  EXPECT_THAT(checkIncludes(page, "source", "src/source/a.cpp", "#include <ogrsf_frmts.h>\n"), IsEmpty());
  EXPECT_THAT(checkIncludes(page, "source", "src/source/a.hpp", "#include <gdal.h>\n"),
              ElementsAre(HasSubstr("a heavy header in a header")));
  EXPECT_THAT(checkIncludes(page, "geo", "src/geo/a.cpp", "#include <cpl_conv.h>\n"),
              ElementsAre(HasSubstr("GDAL is not for geo")));
  EXPECT_THAT(checkIncludes(page, "cli", "src/cli/a.cpp", "#include <geos_c.h>\n#include <proj.h>\n"),
              ElementsAre(HasSubstr("GEOS is not for cli"), HasSubstr("PROJ is not for cli")));
}

TEST(ArchitectureCheck, QtStaysInTheDesktopAndMayStandInItsHeaders) {
  Architecture page = parseArchitecture(kPage);
  page["desktop"] = {{"cli"}, {"Qt"}};
  EXPECT_THAT(checkTable(page), IsEmpty());
  EXPECT_THAT(checkIncludes(page, "desktop", "src/desktop/a.hpp", "#include <QWidget>\n"), IsEmpty());
  EXPECT_THAT(checkIncludes(page, "cli", "src/cli/a.cpp", "#include <QString>\n"),
              ElementsAre(HasSubstr("Qt is not for cli")));
}

TEST(ArchitectureCheck, ATableThatAllowsTooMuchIsRefused) {
  Architecture page = parseArchitecture(kPage);
  EXPECT_THAT(checkTable(page), IsEmpty());
  page["base"].arrows.insert("source");
  EXPECT_FALSE(checkTable(page).empty()) << "a circle";
  page = parseArchitecture(kPage);
  page["cli"].libraries.insert("GDAL");
  EXPECT_THAT(checkTable(page), ElementsAre("cli: GDAL lives elsewhere"));
  page = parseArchitecture(kPage);
  page["cli"].arrows.insert("attic");
  EXPECT_THAT(checkTable(page), ElementsAre("cli -> attic: no such module"));
}

TEST(ArchitectureCheck, CMakeMayNotLinkOtherwise) {
  const Architecture page = parseArchitecture(kPage);
  EXPECT_THAT(checkCMake(page, "source", "ecoredline_module(source\n  SOURCES a.cpp\n  ARROWS geo\n  LIBRARIES X::x)"),
              IsEmpty());
  EXPECT_THAT(checkCMake(page, "geo", "ecoredline_module(geo\n  SOURCES a.cpp\n  ARROWS base cli)"),
              ElementsAre("geo: CMake links cli, the page has no such arrow"));
  EXPECT_THAT(checkCMake(page, "geo", "ecoredline_module(geo SOURCES a.cpp)"),
              ElementsAre("geo: the page has an arrow to base, CMake does not link it"));
}

} // namespace
} // namespace ecoredline::house
