#include "geo/overlay.hpp"
#include "pairs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <unistd.h>

namespace ecoredline::test {
namespace {

namespace fs = std::filesystem;

/// The newest PostgreSQL that has PostGIS, where Debian and its kin put it.
std::optional<fs::path> serverPrograms() {
  const fs::path root = "/usr/lib/postgresql";
  std::optional<fs::path> newest;
  if (!fs::exists(root)) return newest;
  for (const auto& version : fs::directory_iterator(root)) {
    const fs::path extension =
        fs::path("/usr/share/postgresql") / version.path().filename() / "extension/postgis.control";
    const bool usable = fs::exists(version.path() / "bin/initdb") && fs::exists(extension);
    if (usable && (!newest || version.path() / "bin" > *newest)) newest = version.path() / "bin";
  }
  return newest;
}

/// A server of the test's own in a temporary folder, reached by a socket in it and by nothing else.
class Server {
 public:
  explicit Server(fs::path programs) : m_programs(std::move(programs)) {
    std::string pattern = (fs::temp_directory_path() / "ecoredline-pg-XXXXXX").string();
    m_folder = mkdtemp(pattern.data());
    if (geteuid() == 0 && std::system(("chown postgres " + m_folder.string()).c_str()) != 0) return;
    const std::string data = (m_folder / "data").string();
    if (!run("initdb -D " + data + " -A trust -N --locale=C -E UTF8")) return;
    m_up = run("pg_ctl -D " + data + " -w -l " + (m_folder / "log").string() +
               " -o \"-c listen_addresses='' -c fsync=off -k " + m_folder.string() + "\" start");
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    if (m_up) run("pg_ctl -D " + (m_folder / "data").string() + " -m immediate stop");
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
  }

  bool up() const { return m_up; }
  const fs::path& folder() const { return m_folder; }
  bool script(const fs::path& file) const {
    return run("psql -q -h " + m_folder.string() + " -d postgres -v ON_ERROR_STOP=1 -f " + file.string());
  }

 private:
  /// PostgreSQL does not run as root.
  bool run(const std::string& command) const {
    const std::string as = geteuid() == 0 ? "runuser -u postgres -- " : "";
    const std::string line = "cd " + m_folder.string() + " && " + as + m_programs.string() + "/" + command + " >>" +
                             (m_folder / "out").string() + " 2>&1";
    return std::system(line.c_str()) == 0;
  }

  fs::path m_programs;
  fs::path m_folder;
  bool m_up = false;
};

/// Areas of the intersections by PostGIS, in the order of the pairs.
std::vector<double> postgisAreas(const Server& server, const std::vector<PolygonPair>& pairs) {
  const fs::path script = server.folder() / "pairs.sql", areas = server.folder() / "areas.txt";
  std::ofstream out(script);
  out << "create extension postgis;\ncreate table pair (id int, a text, b text);\ncopy pair from stdin;\n";
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    out << i << "\t" << geometryOf(pairs[i].a).toWkt() << "\t" << geometryOf(pairs[i].b).toWkt() << "\n";
  }
  out << "\\.\n\\copy (select st_area(st_intersection(st_geomfromtext(a), st_geomfromtext(b))) from pair order by id) "
         "to '"
      << areas.string() << "'\n";
  out.close();
  std::vector<double> result;
  if (!server.script(script)) return result;
  std::ifstream in(areas);
  for (double area = 0; in >> area;) result.push_back(area);
  return result;
}

TEST(PostGis, AgreesOnTwoThousandPairs) {
  const auto programs = serverPrograms();
  if (!programs) GTEST_SKIP() << "PostgreSQL with PostGIS is not installed";
  const Server server(*programs);
  if (!server.up()) {
    std::ifstream out(server.folder() / "out");
    GTEST_SKIP() << "PostgreSQL did not start:\n" << std::string((std::istreambuf_iterator<char>(out)), {});
  }
  auto pairs = randomPairs(1000, 20261122);
  for (auto& pair : degeneratePairs(1000, 20261123)) pairs.push_back(std::move(pair));
  const auto areas = postgisAreas(server, pairs);
  ASSERT_EQ(areas.size(), pairs.size());
  int undecided = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Overlay ours = guardedIntersection(geometryOf(pairs[i].a), geometryOf(pairs[i].b));
    undecided += ours.rung == Rung::undecided;
    if (ours.rung == Rung::undecided) continue;
    const double snapping = ours.rung == Rung::snapped ? kSnapGrids[0] * geometryOf(pairs[i].a).planarLength() : 0;
    EXPECT_NEAR(ours.shape.planarArea(), areas[i], std::max(1e-5, 1e-9 * areas[i]) + snapping) << pairs[i].kind;
  }
  std::cout << undecided << " of " << pairs.size() << " undecided\n";
  EXPECT_LE(undecided, 20);
}

} // namespace
} // namespace ecoredline::test
