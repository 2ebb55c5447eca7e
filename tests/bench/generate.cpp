// bench_generate OUTDIR [--seed 1] [--sites 100000] [--scale 1]: the benchmark's data.
//
// zones.gpkg (six layers), sites.gpkg, degenerate.gpkg (sites that are zones), and with --first N sites_N.gpkg, the
// first N of the sites: they are drawn alike, so the first are a fair sample.
// Seed 1, 100,000 sites and scale 1 are set M, whose pairs and areas are known. The scale multiplies the number of
// zones at the same density: the ground covered grows or shrinks, a site keeps its number of neighbours.
#include "polygon_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace ecoredline::bench {
namespace {

struct Options {
  std::string folder;
  std::uint64_t seed = 1;
  int sites = 100000;
  double scale = 1;
  std::vector<int> first; ///< for a sites_N.gpkg each
};

/// The prefecture of Jilin, roughly, at scale 1. Below that both sides shrink. Above, it grows to the north alone:
/// eastings stay within 250 km of the central meridian, where exact areas are measured in the plane.
Extent extentOf(double scale) {
  const Extent whole{452000, 4708000, 655000, 4953000};
  const double width = scale < 1 ? whole.width() * std::sqrt(scale) : whole.width();
  const double height = scale < 1 ? whole.height() * std::sqrt(scale) : whole.height() * scale;
  return {whole.west, whole.south, whole.west + width, whole.south + height};
}

/// Smaller giants on less ground, more of them on more.
std::vector<int> giantsOf(const std::vector<int>& whole, double scale) {
  std::vector<int> giants;
  for (int round = 0; round < std::max(1, static_cast<int>(std::lround(scale))); ++round)
    for (const int cells : whole) giants.push_back(std::max(1, static_cast<int>(cells * std::min(1., scale))));
  return giants;
}

std::size_t verticesOf(const std::vector<Polygon>& parts) {
  std::size_t count = 0;
  for (const Polygon& part : parts) {
    count += part.shell.size() + 1;
    for (const Ring& hole : part.holes) count += hole.size() + 1;
  }
  return count;
}

/// Zones that are sites too: every edge of such a site is an edge of zones, which is how real sites are traced. Of the
/// first zones those of fewer than 997 vertices: 3,725 in set M.
class Degenerate {
 public:
  explicit Degenerate(const Options& options)
      : m_file(options.folder + "/degenerate.gpkg"), m_end(std::lround(4000 * options.scale)) {
    m_file.beginLayer("site");
  }
  ~Degenerate() { m_file.endLayer(); }
  Degenerate(const Degenerate&) = delete;
  Degenerate& operator=(const Degenerate&) = delete;

  void offer(long fid, const std::vector<Polygon>& outline) {
    if (fid <= m_end && verticesOf(outline) < 997) m_file.add(outline, 3, fmt::format("zone {}", fid));
  }

 private:
  PolygonFile m_file;
  long m_end;
};

void writeCoverage(PolygonFile& file, const Options& options, Coverage& coverage, const CoverageSpec& spec) {
  RandomStream random(mixed(coverage.seed() + 9));
  std::optional<Degenerate> degenerate;
  if (spec.layer == std::string("zone")) degenerate.emplace(options);
  file.beginLayer(spec.layer);
  long fid = 0;
  for (std::size_t zone = 0; zone < coverage.zones(); ++zone) {
    if (coverage.cellsOf(zone) < spec.smallest || random.uniform() > spec.kept) continue;
    const auto outline = coverage.outline(zone);
    file.add(outline, static_cast<int>(random.below(24)), fmt::format("{}-{}", spec.layer, zone));
    if (degenerate) degenerate->offer(++fid, outline);
  }
  file.endLayer();
}

void writeCoverages(PolygonFile& file, const Options& options, const Extent& extent) {
  const double f = options.scale;
  const std::vector<CoverageSpec> specs{
      {"zone", 780, 1.05, giantsOf({12500, 3000, 1500, 800}, f), 19, 0, 1, 400},
      {"farmland", 1080, 1.3, {}, 22, 0, .45, 60},
      {"redline", 1300, .95, giantsOf({2200, 1500, 900}, f), 30, 40, .9, 900},
  };
  for (std::size_t i = 0; i < specs.size(); ++i) {
    Coverage coverage(options.seed * 100 + i, extent, specs[i], f != 1);
    writeCoverage(file, options, coverage, specs[i]);
  }
}

/// Zones that overlap each other: `count` at scale 1.
struct ScatterSpec {
  const char* layer;
  int count;
  bool rectangles;
  double least_m2, most_m2;
  int fineness;
};

double logUniform(RandomStream& random, double least, double most) {
  return least * std::pow(most / least, random.uniform());
}

Point anywhere(RandomStream& random, const Extent& extent) {
  const double x = extent.west + extent.width() * random.uniform();
  return {x, extent.south + extent.height() * random.uniform()};
}

void writeScatter(PolygonFile& file, const Options& options, const Extent& extent, const ScatterSpec& spec) {
  RandomStream random(mixed(options.seed * 991 + spec.count));
  file.beginLayer(spec.layer);
  const int count = static_cast<int>(std::lround(spec.count * options.scale));
  for (int i = 0; i < count; ++i) {
    const double area = logUniform(random, spec.least_m2, spec.most_m2);
    const Point at = anywhere(random, extent);
    const int corners = std::min(20000, static_cast<int>(60 * std::exp(.9 * random.bell()) * spec.fineness)) + 8;
    const int code = static_cast<int>(random.below(24));
    file.add(
        {{spec.rectangles ? rectangleOutline(random, at, area) : starOutline(random, {at, area, corners, .35}), {}}},
        code, spec.layer);
  }
  file.endLayer();
}

/// Six sites in ten stand round a town.
class Places {
 public:
  Places(RandomStream& random, const Extent& extent, double scale)
      : m_extent(extent), m_towns(std::max(1, static_cast<int>(std::lround(14 * scale)))) {
    for (Point& town : m_towns) {
      town.x = extent.west + extent.width() * (.1 + .8 * random.uniform());
      town.y = extent.south + extent.height() * (.1 + .8 * random.uniform());
    }
  }

  Point next(RandomStream& random) const {
    Point at{};
    if (random.uniform() < .6) {
      const Point& town = m_towns[random.below(m_towns.size())];
      at.x = town.x + 9000 * random.bell();
      at.y = town.y + 9000 * random.bell();
    } else {
      at = anywhere(random, m_extent);
    }
    constexpr double kMargin = 3000;
    return {std::clamp(at.x, m_extent.west + kMargin, m_extent.east - kMargin),
            std::clamp(at.y, m_extent.south + kMargin, m_extent.north - kMargin)};
  }

 private:
  Extent m_extent;
  std::vector<Point> m_towns;
};

/// 0.1 to 500 ha: four in ten are rectangles, five irregular, one is a corridor.
void writeSite(PolygonFile& file, RandomStream& random, Point at, const std::string& name) {
  const double area = logUniform(random, 1e3, 5e6);
  const double kind = random.uniform();
  if (kind < .4) {
    file.add({{rectangleOutline(random, at, area), {}}}, 0, name);
  } else if (kind < .9) {
    const double first = random.uniform();
    const int corners = 6 + static_cast<int>(60 * first * random.uniform());
    file.add({{starOutline(random, {at, area, corners, .3}), {}}}, 1, name);
  } else {
    file.addCorridor(corridorAxis(random, at), 2, name);
  }
}

void writeSites(const Options& options, const Extent& extent, const std::string& name, int count) {
  PolygonFile file(options.folder + "/" + name);
  file.beginLayer("site");
  RandomStream random(mixed(options.seed * 31337));
  const Places places(random, extent, options.scale);
  for (int i = 0; i < count; ++i) {
    const Point at = places.next(random);
    writeSite(file, random, at, fmt::format("site-{}", i));
  }
  file.endLayer();
}

void writeZones(const Options& options, const Extent& extent) {
  PolygonFile file(options.folder + "/zones.gpkg");
  writeCoverages(file, options, extent);
  for (const ScatterSpec& spec :
       {ScatterSpec{"flood", 2000, false, 1e5, 6e7, 4}, ScatterSpec{"mining", 1500, true, 2e5, 2e7, 1},
        ScatterSpec{"geohazard", 5000, false, 5e3, 3e6, 1}})
    writeScatter(file, options, extent, spec);
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("The benchmark's data: six layers of zones, and sites");
  app.add_option("OUTDIR", options.folder)->required();
  app.add_option("--seed", options.seed);
  app.add_option("--sites", options.sites)->check(CLI::Range(1, 10'000'000));
  app.add_option("--scale", options.scale, "zones, as a multiple of set M's")->check(CLI::Range(0.01, 100.));
  app.add_option("--first", options.first, "also the first N sites as a file of their own");
  CLI11_PARSE(app, argc, argv);
  std::filesystem::create_directories(options.folder);
  const Extent extent = extentOf(options.scale);
  writeZones(options, extent);
  writeSites(options, extent, "sites.gpkg", options.sites);
  for (const int count : options.first)
    writeSites(options, extent, fmt::format("sites_{}.gpkg", count), std::min(count, options.sites));
  return 0;
}

} // namespace
} // namespace ecoredline::bench

int main(int argc, char** argv) {
  return ecoredline::bench::run(argc, argv);
}
