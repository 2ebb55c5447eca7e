// Bad input: each has a message, a stable code, an exit status, and leaves the workspace as it was.
#include "program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class BadInput : public testing::Test {
 protected:
  BadInput() {
    m_folder.import(sample("redline_2018.gpkg"), "ecological_redline", {"--date", "2018-01-01"});
    m_before = layers();
  }

  std::string layers() const { return ecoredline({"layers", m_folder.workspace(), "--json"}).out; }

  /// Imports `file`; it must be refused with `code` and leave the workspace as it was.
  void refused(const std::string& file, const std::string& code, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{
        "--lang",     "en",        "import", m_folder.workspace(), file, "--kind", "ecological_redline", "--date",
        "2024-01-01", "--version", "bad"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = ecoredline(arguments);
    EXPECT_EQ(ran.status, 3) << file << "\n" << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("[" + code + "]")) << file;
    EXPECT_EQ(layers(), m_before) << file;
  }

  std::string copyOf(const std::string& stem, const std::vector<std::string>& extensions) {
    for (const std::string& extension : extensions)
      fs::copy_file(sample(stem + extension), m_folder.path(stem + extension), fs::copy_options::overwrite_existing);
    return m_folder.path(stem + extensions.front());
  }

  std::string geojson(const std::string& ring) {
    const std::string path = m_folder.path("ring.geojson");
    write(
        path,
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[)" +
            ring + "]]}}]}");
    return path;
  }

  SampleFolder m_folder;
  std::string m_before;
};

TEST_F(BadInput, MissingFile) {
  refused(m_folder.path("no_such.shp"), "input.missing_file");
}

TEST_F(BadInput, EmptyFile) {
  write(m_folder.path("empty.geojson"), "");
  refused(m_folder.path("empty.geojson"), "input.empty");
}

TEST_F(BadInput, NotADataFile) {
  write(m_folder.path("letter.txt"), "Dear colleague,\n");
  refused(m_folder.path("letter.txt"), "input.not_recognised");
}

TEST_F(BadInput, TruncatedShapefile) {
  const std::string shp = copyOf("redline_2023", {".shp", ".shx", ".dbf", ".prj"});
  fs::resize_file(shp, fs::file_size(shp) / 2);
  refused(shp, "input.truncated");
}

TEST_F(BadInput, DbfAlone) {
  refused(copyOf("redline_2023", {".dbf"}), "input.no_geometry");
}

TEST_F(BadInput, SwappedAxes) {
  refused(geojson("[43.8,126.5],[43.9,126.5],[43.9,126.6],[43.8,126.5]"), "crs.axis_swapped");
}

TEST_F(BadInput, LostPrefix) {
  refused(geojson("[530000,4862000],[530400,4862000],[530400,4861700],[530000,4862000]"), "crs.lost_prefix",
          {"--crs", "EPSG:4530"});
}

TEST_F(BadInput, DegreesAsMetres) {
  refused(geojson("[126.5,43.8],[126.6,43.8],[126.6,43.9],[126.5,43.8]"), "crs.degrees_as_metres",
          {"--crs", "EPSG:4530"});
}

TEST_F(BadInput, UnknownCrs) {
  refused(copyOf("redline_2023", {".shp", ".shx", ".dbf"}), "crs.unknown");
}

TEST_F(BadInput, WrongOptionValuesAreWrongUsage) {
  const auto refusedAsUsage = [&](const std::string& kind, const std::string& field, const std::string& code) {
    const Ran ran = ecoredline({"import", m_folder.workspace(), sample("redline_2023.shp"), "--kind", kind, "--date",
                                "2024-01-01", "--field", field});
    EXPECT_EQ(ran.status, 2) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("[" + code + "]"));
    EXPECT_EQ(layers(), m_before);
  };
  refusedAsUsage("ecological_redline", "zone_name=NO_SUCH_COLUMN", "bind.unknown_field");
  refusedAsUsage("ecological_redline", "no_such_field=HXMC", "bind.unknown_field");
  refusedAsUsage("no_such_kind", "zone_name=HXMC", "import.unknown_kind");
}

TEST_F(BadInput, NotAWorkspace) {
  const Ran ran = ecoredline({"screen", sample("redline_2018.gpkg"), sample("sites.gpkg")});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("[workspace.not_a_workspace]"));
}

TEST_F(BadInput, DamagedFactsFile) {
  write(m_folder.path("facts.toml"), "[default]\ndischarges = \"perhaps\"\n");
  const Ran ran = ecoredline({"screen", m_folder.workspace(), sample("sites.gpkg"), "--facts",
                              m_folder.path("facts.toml"), "--out", m_folder.path("out")});
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("facts.toml:2"));
  EXPECT_FALSE(fs::exists(m_folder.path("out")));
}

TEST_F(BadInput, ReadOnlyWorkspaceAsAnOrdinaryUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become somebody else";
  ::chmod(m_folder.path("").c_str(), 0755);
  ::chmod(m_folder.workspace().c_str(), 0444);
  constexpr unsigned kNobody = 65534;
  const Ran import = ecoredline({"import", m_folder.workspace(), sample("redline_2018.gpkg"), "--kind",
                                 "ecological_redline", "--date", "2025-01-01"},
                                kNobody);
  EXPECT_EQ(import.status, 3) << import.err;
  EXPECT_THAT(import.err, HasSubstr("[workspace.read_only]"));
  const Ran screen = ecoredline({"screen", m_folder.workspace(), sample("sites.gpkg"), "--profile", "areas"}, kNobody);
  EXPECT_EQ(screen.status, 0) << screen.err; // reading is enough; the run is just not kept
  EXPECT_EQ(layers(), m_before);
}

/// Runs `body` where `folder` is a tmpfs of `bytes`; false when that cannot be had here.
bool onSmallDisk(const std::string& folder, const char* size, const std::function<bool()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool mounted = ::unshare(CLONE_NEWNS) == 0 &&
                         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         ::mount("tmpfs", folder.c_str(), "tmpfs", 0, size) == 0;
    ::_exit(!mounted ? 77 : body() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) return false;
  EXPECT_EQ(status, 0);
  return true;
}

TEST_F(BadInput, FullDisk) {
  const std::string folder = m_folder.path("small");
  fs::create_directory(folder);
  const bool ran = onSmallDisk(folder, "size=900k", [&] {
    const std::string workspace = folder + "/ws.gpkg";
    if (ecoredline({"init", workspace}).status != 0) return false;
    const std::string before = ecoredline({"layers", workspace, "--json"}).out;
    const Ran import = ecoredline(
        {"import", workspace, sample("redline_2018.gpkg"), "--kind", "ecological_redline", "--date", "2025-01-01"});
    return import.status == 3 && import.err.find("[workspace.full]") != std::string::npos &&
           ecoredline({"layers", workspace, "--json"}).out == before;
  });
  if (!ran) GTEST_SKIP() << "no mount namespace here";
}

TEST_F(BadInput, KilledOrInterruptedImportLeavesTheWorkspaceAsItWas) {
  int broken_off = 0;
  for (const int signal : {SIGKILL, SIGINT})
    for (const int milliseconds : {5, 20, 40, 60, 80, 120}) {
      const std::string label = "attempt " + std::to_string(signal) + " " + std::to_string(milliseconds);
      const Ran ran = ecoredlineKilled({"import", m_folder.workspace(), sample("redline_2018.gpkg"), "--kind",
                                        "ecological_redline", "--date", "2025-01-01", "--version", label},
                                       milliseconds, signal);
      if (ran.status == 0) { // it was quicker than the signal
        m_before = layers();
        continue;
      }
      ++broken_off;
      EXPECT_TRUE(ran.status == -signal || ran.status == 130) << ran.status;
      EXPECT_EQ(layers(), m_before) << "signal " << signal << " after " << milliseconds << " ms";
    }
  EXPECT_GT(broken_off, 0);
}

} // namespace
} // namespace ecoredline
