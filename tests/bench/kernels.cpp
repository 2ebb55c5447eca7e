// bench_kernels: Google Benchmark over what the engine is made of, on a piece of the benchmark's own coverage.
//
// Each kernel is a function that takes the state and the fixture; a new one is a function and a line below.
#include "coverage.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/edge_runs.hpp"
#include "geo/rtree.hpp"

#include <benchmark/benchmark.h>

namespace ecoredline::bench {
namespace {

constexpr int kCrs = 4551;

void addPolygon(FlatBuilder& builder, const Polygon& polygon, std::uint32_t part) {
  const auto add = [&](const Ring& ring) {
    std::vector<double> x;
    std::vector<double> y;
    for (const Point& p : ring) {
      x.push_back(p.x);
      y.push_back(p.y);
    }
    builder.addRing(x, y, part);
  };
  add(polygon.shell);
  for (const Ring& hole : polygon.holes) add(hole);
}

/// Zones of a quarter of set S's ground, about 0.3 million vertices, and sites over them.
struct Fixture {
  FlatLayer zones;
  FlatLayer zones_lon_lat;
  FlatLayer sites;
  std::vector<EdgeRuns> runs;

  Fixture() {
    const Extent extent{500000, 4800000, 540000, 4840000};
    zones = coverage(extent);
    zones_lon_lat = moveLayer(zones, Crs::cgcs2000(), {}, 1e9).value();
    sites = stars(extent, 2000);
    for (std::size_t row = 0; row < zones.rows(); ++row) runs.emplace_back(zones, row);
  }

  static FlatLayer coverage(const Extent& extent) {
    Coverage cells(1, extent, {"zone", 780, 1.05, {300}, 19, 0, 1, 400}, true);
    FlatBuilder builder(Crs::fromEpsg(kCrs).value());
    for (std::size_t zone = 0; zone < cells.zones(); ++zone) {
      builder.beginRow(ecoredline::Shape::polygon, static_cast<std::int64_t>(zone));
      std::uint32_t part = 0;
      for (const Polygon& polygon : cells.outline(zone)) addPolygon(builder, polygon, part++);
      builder.endRow();
    }
    return builder.take();
  }

  static FlatLayer stars(const Extent& extent, int count) {
    RandomStream random(7);
    FlatBuilder builder(Crs::fromEpsg(kCrs).value());
    for (int i = 0; i < count; ++i) {
      const double x = extent.west + extent.width() * random.uniform();
      const Point at{x, extent.south + extent.height() * random.uniform()};
      builder.beginRow(ecoredline::Shape::polygon, i);
      addPolygon(builder, {starOutline(random, {at, 1e3 * std::pow(5000., random.uniform()), 12, .3}), {}}, 0);
      builder.endRow();
    }
    return builder.take();
  }
};

const Fixture& fixture() {
  static const Fixture made;
  return made;
}

/// Rows in turn, counted as vertices.
void areas(benchmark::State& state, const FlatLayer& layer, AreaMethod method) {
  std::size_t vertices = 0;
  std::size_t row = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(areaOf(layer, row, method));
    vertices += layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
    row = (row + 1) % layer.rows();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(vertices));
}

void areaPlanar(benchmark::State& state) {
  areas(state, fixture().zones, AreaMethod::planar);
}
void areaExactGaussKrueger(benchmark::State& state) {
  areas(state, fixture().zones, AreaMethod::exact);
}
void areaExactLonLat(benchmark::State& state) {
  areas(state, fixture().zones_lon_lat, AreaMethod::exact);
}
void areaOfficial(benchmark::State& state) {
  areas(state, fixture().zones, AreaMethod::official);
}

void edgeRunsMade(benchmark::State& state) {
  const FlatLayer& zones = fixture().zones;
  std::size_t vertices = 0;
  std::size_t row = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(EdgeRuns(zones, row).leaves().size());
    vertices += zones.ring_vertex[zones.row_ring[row + 1]] - zones.ring_vertex[zones.row_ring[row]];
    row = (row + 1) % zones.rows();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(vertices));
}

/// A random point of each zone's box.
void pointInPolygon(benchmark::State& state) {
  RandomStream random(3);
  std::size_t row = 0;
  for (auto _ : state) {
    const EdgeRuns& zone = fixture().runs[row];
    const Box& box = zone.box();
    const double x = box.min_x + (box.max_x - box.min_x) * random.uniform();
    benchmark::DoNotOptimize(zone.inside(x, box.min_y + (box.max_y - box.min_y) * random.uniform()));
    row = (row + 1) % fixture().runs.size();
  }
  state.SetItemsProcessed(state.iterations());
}

void treeMade(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(RTree(fixture().zones));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(fixture().zones.rows()));
}

void treeQuery(benchmark::State& state) {
  const RTree tree(fixture().zones);
  std::size_t site = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(tree.query(fixture().sites.box[site]).size());
    site = (site + 1) % fixture().sites.rows();
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(areaPlanar);
BENCHMARK(areaExactGaussKrueger);
BENCHMARK(areaExactLonLat);
BENCHMARK(areaOfficial);
BENCHMARK(edgeRunsMade);
BENCHMARK(pointInPolygon);
BENCHMARK(treeMade);
BENCHMARK(treeQuery);

} // namespace
} // namespace ecoredline::bench

BENCHMARK_MAIN();
