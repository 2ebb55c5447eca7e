// bench_plain_geos --zones zones.gpkg --sites sites.gpkg [--layers a,b] [--threads 2] [--out pairs.gpkg]
//
// The same question by GEOS alone, as a careful C programmer asks it: an STRtree of the zones, each prepared once
// (intersects, then contains properly), GEOSIntersection and GEOSArea. It is the judge of the pairs and areas, and the
// peer on degenerate data.
#include "layer_rows.hpp"
#include "measured.hpp"
#include "pairs_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <geos_c.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>

namespace ecoredline::bench {
namespace {

/// Pairs of less share no interior: rounding of the overlay leaves so much where zones only touch.
constexpr double kLeast = 1e-3;
constexpr std::size_t kBlock = 64; ///< sites a thread takes at a time

struct Options {
  std::string zones, sites, out;
  std::vector<std::string> layers{"zone", "farmland", "redline", "flood", "mining", "geohazard"};
  unsigned threads = 2;
};

/// A GEOS context of one thread.
class Context {
 public:
  Context() : m_handle(GEOS_init_r()) {}
  ~Context() { GEOS_finish_r(m_handle); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  GEOSContextHandle_t operator*() const { return m_handle; }

 private:
  GEOSContextHandle_t m_handle;
};

struct DestroyGeometry {
  GEOSContextHandle_t context;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context, geometry); }
};
using Shape = std::unique_ptr<GEOSGeometry, DestroyGeometry>;

struct DestroyPrepared {
  GEOSContextHandle_t context;
  void operator()(const GEOSPreparedGeometry* prepared) const { GEOSPreparedGeom_destroy_r(context, prepared); }
};

struct Row {
  std::int64_t fid;
  std::size_t layer;
  Shape shape;
};

/// A prepared zone makes its indexes when it is first asked, which two threads must not do at once.
class Zone {
 public:
  Zone(GEOSContextHandle_t context, const Row& row)
      : m_row(&row), m_prepared(GEOSPrepare_r(context, row.shape.get()), {context}) {}

  const Row& row() const { return *m_row; }
  enum class Lie { apart, meets, contains };
  /// How the zone lies to the site. A zone that has it well inside needs no overlay: giants would be copied for each
  /// site. "Properly" is cheap; "covers" would fall back on a full relate wherever borders are shared.
  Lie lieTo(const Context& context, const GEOSGeometry* site) const {
    const std::scoped_lock lock(m_mutex);
    if (GEOSPreparedIntersects_r(*context, m_prepared.get(), site) != 1) return Lie::apart;
    return GEOSPreparedContainsProperly_r(*context, m_prepared.get(), site) == 1 ? Lie::contains : Lie::meets;
  }

 private:
  const Row* m_row;
  std::unique_ptr<const GEOSPreparedGeometry, DestroyPrepared> m_prepared;
  mutable std::mutex m_mutex;
};

void readShapes(const std::string& file, const std::string& layer, std::size_t number, std::vector<Row>& rows) {
  // Geometries outlive the thread that reads them, and GEOS frees them through any context: one for the process.
  static const Context context;
  GEOSWKBReader* reader = GEOSWKBReader_create_r(*context);
  readRows(file, layer, [&](std::int64_t fid, std::span<const std::uint8_t> wkb) {
    rows.push_back({fid, number, Shape(GEOSWKBReader_read_r(*context, reader, wkb.data(), wkb.size()), {*context})});
  });
  GEOSWKBReader_destroy_r(*context, reader);
}

struct Overlap {
  std::int64_t site;
  const Row* zone;
  double area;
  double share;
};

struct Tree {
  GEOSSTRtree* tree;
  GEOSContextHandle_t context;
  ~Tree() { GEOSSTRtree_destroy_r(context, tree); }
};

double commonArea(const Context& context, const Row& site, const Row& zone) {
  const Shape common(GEOSIntersection_r(*context, site.shape.get(), zone.shape.get()), {*context});
  double area = 0;
  GEOSArea_r(*context, common.get(), &area);
  return area;
}

/// Overlaps of one site, and how many zones it only touches.
std::size_t overlapsOf(const Context& context, const Tree& tree, const Row& site, std::vector<Overlap>& found) {
  std::vector<const Zone*> near;
  GEOSSTRtree_query_r(
      *context, tree.tree, site.shape.get(),
      [](void* item, void* list) { static_cast<std::vector<const Zone*>*>(list)->push_back(static_cast<Zone*>(item)); },
      &near);
  double whole = 0;
  GEOSArea_r(*context, site.shape.get(), &whole);
  std::size_t touches = 0;
  for (const Zone* zone : near) {
    const Zone::Lie lie = zone->lieTo(context, site.shape.get());
    if (lie == Zone::Lie::apart) continue;
    const double area = lie == Zone::Lie::contains ? whole : commonArea(context, site, zone->row());
    if (area > kLeast)
      found.push_back({site.fid, &zone->row(), area, area / whole});
    else
      ++touches;
  }
  return touches;
}

struct Answer {
  std::vector<std::vector<Overlap>> blocks; ///< in the order of the sites
  std::vector<std::size_t> touches;         ///< of each block
};

Answer compared(const std::vector<Row>& sites, const Tree& tree, unsigned threads) {
  const std::size_t blocks = (sites.size() + kBlock - 1) / kBlock;
  Answer answer{std::vector<std::vector<Overlap>>(blocks), std::vector<std::size_t>(blocks)};
  inParallel(blocks, threads, [&](std::size_t block) {
    thread_local const Context context;
    const std::size_t end = std::min(sites.size(), (block + 1) * kBlock);
    for (std::size_t i = block * kBlock; i < end; ++i)
      answer.touches[block] += overlapsOf(context, tree, sites[i], answer.blocks[block]);
  });
  return answer;
}

void writePairs(const Answer& answer, const Options& options) {
  PairsFile file(options.out);
  for (const auto& block : answer.blocks)
    for (const Overlap& pair : block)
      file.add({pair.site, options.layers[pair.zone->layer].c_str(), pair.zone->fid, "overlap", pair.area, pair.share});
}

void report(const Answer& answer, const std::array<double, 4>& seconds) {
  std::size_t pairs = 0;
  std::size_t touches = 0;
  long double area = 0;
  for (std::size_t i = 0; i < answer.blocks.size(); ++i) {
    pairs += answer.blocks[i].size();
    touches += answer.touches[i];
    for (const Overlap& pair : answer.blocks[i]) area += pair.area;
  }
  fmt::print("{{\"load_s\": {:.4f}, \"index_s\": {:.4f}, \"compute_s\": [{:.4f}], \"write_s\": {:.4f}, ", seconds[0],
             seconds[1], seconds[2], seconds[3]);
  fmt::print("\"pairs\": {}, \"touches\": {}, \"area_m2\": {:.6f}, \"peak_mb\": {:.1f}}}\n", pairs, touches,
             static_cast<double>(area), peakMb());
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Sites against zones by GEOS alone");
  app.add_option("--zones", options.zones)->required();
  app.add_option("--sites", options.sites)->required();
  app.add_option("--layers", options.layers)->delimiter(',');
  app.add_option("--threads", options.threads);
  app.add_option("--out", options.out);
  CLI11_PARSE(app, argc, argv);

  Stopwatch watch;
  std::array<double, 4> seconds{};
  std::vector<Row> zones;
  std::vector<Row> sites;
  for (std::size_t i = 0; i < options.layers.size(); ++i) readShapes(options.zones, options.layers[i], i, zones);
  readShapes(options.sites, "site", 0, sites);
  seconds[0] = watch.lap();

  const Context context;
  constexpr std::size_t kChildren = 10;
  const Tree tree{GEOSSTRtree_create_r(*context, kChildren), *context};
  std::deque<Zone> prepared;
  for (const Row& row : zones)
    GEOSSTRtree_insert_r(*context, tree.tree, row.shape.get(), &prepared.emplace_back(*context, row));
  // The first question builds the tree: not with two threads at once.
  GEOSSTRtree_query_r(
      *context, tree.tree, sites.front().shape.get(), [](void*, void*) {}, nullptr);
  seconds[1] = watch.lap();
  const Answer answer = compared(sites, tree, options.threads);
  seconds[2] = watch.lap();
  if (!options.out.empty()) writePairs(answer, options);
  seconds[3] = watch.lap();
  report(answer, seconds);
  return 0;
}

} // namespace
} // namespace ecoredline::bench

int main(int argc, char** argv) {
  return ecoredline::bench::run(argc, argv);
}
