// bench_floor --zones zones.gpkg --sites sites.gpkg --rows N --out pairs.gpkg: what no program can do without.
//
// Reads every vertex of the zones and the sites into flat arrays on two threads, writes N rows as an engine writes its
// pairs, and does nothing in between. It links what the product links, so that starting costs the same. The clock of
// the floor is the caller's: the whole process.
#include "layer_rows.hpp"
#include "measured.hpp"
#include "pairs_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <gdal.h>

#include <array>

namespace ecoredline::bench {
namespace {

constexpr std::array<const char*, 6> kLayers{"zone", "farmland", "redline", "flood", "mining", "geohazard"};

struct Options {
  std::string zones, sites, out;
  std::size_t rows = 0;
};

/// As many rows as the real ones, of the same widths.
void writeRows(const Options& options, std::size_t sites) {
  PairsFile file(options.out);
  for (std::size_t i = 0; i < options.rows; ++i) {
    const std::size_t site = i * sites / options.rows;
    const double area = 1e6 / (3. + static_cast<double>(i));
    file.add({static_cast<std::int64_t>(site + 1), kLayers[i % kLayers.size()],
              static_cast<std::int64_t>(i * 7919 % 21195), "overlap", area, area / 1e6});
  }
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Reads the zones and sites, writes rows, and nothing in between");
  app.add_option("--zones", options.zones)->required();
  app.add_option("--sites", options.sites)->required();
  app.add_option("--rows", options.rows)->required();
  app.add_option("--out", options.out)->required();
  CLI11_PARSE(app, argc, argv);
  if (GDALCheckVersion(3, 6, nullptr) == 0) return 5; // loads the library as the product does, opens nothing with it

  Stopwatch watch;
  std::array<FlatRows, kLayers.size() + 1> read;
  inParallel(read.size(), 2, [&](std::size_t i) {
    read[i] = i < kLayers.size() ? readFlat(options.zones, kLayers[i]) : readFlat(options.sites, "site");
  });
  const double load = watch.lap();
  writeRows(options, read.back().fid.size());
  std::size_t vertices = 0;
  for (const FlatRows& rows : read) vertices += rows.xy.size() / 2;
  fmt::print("{{\"load_s\": {:.4f}, \"write_s\": {:.4f}, \"vertices\": {}, \"rows\": {}, \"peak_mb\": {:.1f}}}\n", load,
             watch.lap(), vertices, options.rows, peakMb());
  return 0;
}

} // namespace
} // namespace ecoredline::bench

int main(int argc, char** argv) {
  return ecoredline::bench::run(argc, argv);
}
