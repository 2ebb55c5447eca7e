// bench_engine: the engine alone, from files to rows, with a clock on each step.
//
// Without --index the zones' tables are read as they are and indexed in memory; with it their index files are made on
// the first run and looked at from then on. Rows are written on a thread of their own while the next are computed.
#include "base/feedback.hpp"
#include "engine/band.hpp"
#include "engine/compare.hpp"
#include "engine/index_file.hpp"
#include "engine/parallel.hpp"
#include "layer_rows.hpp"
#include "measured.hpp"
#include "pairs_file.hpp"
#include "store/layer_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace ecoredline::bench {
namespace {

struct Options {
  std::string zones, sites, out, index, area = "planar";
  std::vector<std::string> layers;
  int threads = 2;
  int repeat = 1;
  bool full = false;
};

template<class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "bench_engine: {}\n", describe(result.error(), Language::en));
    std::exit(3);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

AreaMethod methodOf(const std::string& name) {
  return name == "exact" ? AreaMethod::exact : name == "official" ? AreaMethod::official : AreaMethod::planar;
}

/// A table of a GeoPackage behind the engine's face; read when something is asked of it.
class TableReader final : public FlatReader {
 public:
  TableReader(std::string path, std::string table) : m_path(std::move(path)), m_table(std::move(table)) {}
  const Crs& crs() const override { return layer().crs; }
  std::size_t rows() const override { return layer().rows(); }
  Box extent() const override { return layer().extent(); }
  Result<FlatLayer> read(const Box&, Feedback&) override { return layer(); }
  std::shared_ptr<const IndexedLayer> whole() const override { return indexed(); }

  std::shared_ptr<const IndexedLayer> indexed() const {
    if (m_indexed) return m_indexed;
    layer();
    m_indexed = std::make_shared<IndexedLayer>(std::move(*m_layer));
    m_layer.reset();
    return m_indexed;
  }
  const FlatLayer& layer() const {
    if (m_indexed) return m_indexed->layer;
    if (!m_layer) m_layer = must(readLayerTable(m_path, m_table, silentFeedback()));
    return *m_layer;
  }

 private:
  std::string m_path, m_table;
  mutable std::optional<FlatLayer> m_layer;
  mutable std::shared_ptr<const IndexedLayer> m_indexed;
};

/// Rows on their way to the file.
class Writer {
 public:
  explicit Writer(const std::string& path) : m_file(path), m_thread([this] { run(); }) {}
  void take(std::vector<Pair> rows) {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(rows));
    m_changed.notify_one();
  }
  void finish() {
    {
      const std::lock_guard lock(m_mutex);
      m_ended = true;
      m_changed.notify_one();
    }
    m_thread.join();
  }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(m_mutex);
      m_changed.wait(lock, [this] { return m_ended || !m_waiting.empty(); });
      if (m_waiting.empty()) return;
      const std::vector<Pair> rows = std::move(m_waiting.front());
      m_waiting.pop_front();
      lock.unlock();
      for (const Pair& row : rows) m_file.add(row);
    }
  }

  PairsFile m_file;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::vector<Pair>> m_waiting;
  bool m_ended = false;
  std::thread m_thread;
};

struct Sums {
  std::uint64_t pairs = 0;
  double area_m2 = 0;
  std::uint64_t fallbacks = 0;

  void add(const Sums& o) {
    pairs += o.pairs;
    area_m2 += o.area_m2;
    fallbacks += o.fallbacks;
  }
};

class Bench {
 public:
  explicit Bench(const Options& options) : m_options(options) {}

  void load() {
    Stopwatch watch;
    m_readers.resize(m_options.layers.size());
    inParallel(m_readers.size() + 1, 2, [&](std::size_t i) { i == 0 ? loadSites() : openLayer(i - 1); });
    m_load_s = watch.lap();
    inParallel(m_readers.size() + 1, 2, [&](std::size_t i) {
      if (i == 0)
        m_placed.emplace(m_sites->layer());
      else if (m_options.index.empty())
        m_readers[i - 1]->whole();
    });
    m_index_s = watch.lap();
  }

  void compute() {
    std::optional<Writer> writer;
    for (int round = 0; round < m_options.repeat; ++round) {
      if (!m_options.out.empty() && round == 0) writer.emplace(m_options.out);
      Stopwatch watch;
      m_sums = {};
      computeLayers(writer ? &*writer : nullptr);
      m_compute_s.push_back(watch.lap());
      if (!writer || round > 0) continue;
      writer->finish();
      writer.reset();
      m_write_s = watch.lap();
    }
  }

  void report(double total_s) {
    std::uint64_t vertices = 0, bytes = 0;
    const auto add = [&](const LayerIndex& index) {
      vertices += index.layer().vertices();
      bytes += 16 * index.layer().vertices() + index.bytes();
    };
    for (const auto& reader : m_readers) {
      if (const auto whole = reader->whole()) add(whole->index);
    }
    add(m_placed->index());
    fmt::print(R"({{"load_s": {:.4f}, "index_s": {:.4f}, "compute_s": [{:.4f}], "write_s": {:.4f}, "total_s": {:.4f}, )"
               R"("pairs": {}, "area_m2": {:.4f}, "peak_mb": {:.1f}, "rss_anon_mb": {:.1f}, "fallbacks": {}, )"
               R"("vertices": {}, "bytes_per_vertex": {:.3f}}})"
               "\n",
               m_load_s, m_index_s, fmt::join(m_compute_s, ", "), m_write_s, total_s, m_sums.pairs, m_sums.area_m2,
               peakMb(), anonymousMb(), m_sums.fallbacks, vertices,
               vertices > 0 ? static_cast<double>(bytes) / static_cast<double>(vertices) : 0);
  }

 private:
  static double anonymousMb() {
    std::ifstream status("/proc/self/status");
    std::string word;
    double kb = 0;
    while (status >> word) {
      if (word == "RssAnon:") status >> kb;
    }
    return kb / 1024;
  }

  void loadSites() {
    m_sites = std::make_unique<TableReader>(m_options.sites, "site");
    m_sites->layer();
  }

  void openLayer(std::size_t i) {
    auto table = std::make_unique<TableReader>(m_options.zones, m_options.layers[i]);
    if (m_options.index.empty()) {
      table->layer();
      m_readers[i] = std::move(table);
      return;
    }
    const auto stamp = std::filesystem::last_write_time(m_options.zones).time_since_epoch().count();
    IndexedReader::Options index;
    index.path = std::filesystem::path(m_options.index) / (m_options.layers[i] + ".index");
    index.key = fmt::format("{} {} {}", m_options.zones, m_options.layers[i], stamp);
    index.whole = std::filesystem::file_size(m_options.sites) > kSmallFile;
    index.may_write = true;
    index.threads = 1;
    m_readers[i] = must(IndexedReader::over(std::move(table), index, silentFeedback()));
  }

  CompareOptions pairOptions() const {
    CompareOptions options;
    options.method = methodOf(m_options.area);
    options.threads = m_options.threads;
    options.nearest = m_options.full;
    options.exact_too = m_options.full;
    return options;
  }

  /// Side by side, as `screen` does kinds: while the last pairs of one are handed on, another has work for all threads.
  void computeLayers(Writer* writer) {
    std::vector<Sums> sums(m_readers.size());
    must(forEachIndex(m_readers.size(), m_options.threads, silentFeedback(), [&](std::size_t i) -> Result<void> {
      m_options.full ? computeFull(i, sums[i]) : computeLayer(i, writer, sums[i]);
      return {};
    }));
    for (const Sums& of_layer : sums) m_sums.add(of_layer);
  }

  void computeLayer(std::size_t i, Writer* writer, Sums& sums) {
    const char* layer = m_options.layers[i].c_str();
    const auto take = [&](std::span<const ecoredline::Pair> pairs) -> Result<void> {
      std::vector<Pair> rows;
      if (writer != nullptr) rows.reserve(pairs.size());
      for (const auto& p : pairs) {
        if (!p.hit && !p.numeric_touch) continue;
        const double area = p.hit ? p.overlap_m2 : p.thin_m2;
        ++sums.pairs;
        sums.area_m2 += area;
        if (writer != nullptr)
          rows.push_back({m_sites->layer().row_id[p.site], layer, p.zone, name(p.relation).data(), area, p.share});
      }
      if (writer != nullptr) writer->take(std::move(rows));
      return {};
    };
    CompareStats stats;
    must(streamPairs(*m_placed, *m_readers[i], pairOptions(), take, stats, silentFeedback()));
    sums.fallbacks += stats.fallbacks;
  }

  /// Everything a finding holds: the pairs with nearest zones, then band, depth and areas of every hit.
  void computeFull(std::size_t i, Sums& sums) {
    constexpr double kEps = 3; // m, of site and layer together
    const FlatLayer& sites = m_sites->layer();
    CompareStats stats;
    const auto pairs = must(comparePairs(sites, *m_readers[i], pairOptions(), stats, silentFeedback()));
    std::vector<BandRequest> requests;
    for (std::size_t first = 0; first < pairs.size();) {
      std::size_t last = first;
      std::vector<std::int64_t> strict;
      for (; last < pairs.size() && pairs[last].site == pairs[first].site; ++last) {
        if (pairs[last].hit) strict.push_back(pairs[last].zone);
      }
      for (; first < last; ++first) {
        if (pairs[first].hit)
          requests.push_back({pairs[first].site, pairs[first].zone, strict, kEps, true, pairs[first].overlap_m2});
      }
    }
    const auto bands = must(
        measureBands(sites, *m_readers[i], requests, methodOf(m_options.area), m_options.threads, silentFeedback()));
    sums.pairs += bands.size();
    sums.fallbacks += stats.fallbacks;
    for (const BandRequest& r : requests) sums.area_m2 += r.overlap_m2;
  }

  static constexpr std::uintmax_t kSmallFile = 256 * 1024; // a few sites: their zones alone are read

  const Options& m_options;
  std::unique_ptr<TableReader> m_sites;
  std::optional<PlacedSites> m_placed;
  std::vector<std::unique_ptr<FlatReader>> m_readers;
  double m_load_s = 0, m_index_s = 0, m_write_s = 0;
  std::vector<double> m_compute_s;
  Sums m_sums;
};

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Sites against zone layers, by the engine alone");
  app.add_option("--zones", options.zones)->required();
  app.add_option("--sites", options.sites)->required();
  app.add_option("--layers", options.layers)->required()->delimiter(',');
  app.add_option("--area", options.area)->check(CLI::IsMember({"planar", "exact", "official"}));
  app.add_option("--threads", options.threads)->check(CLI::PositiveNumber);
  app.add_option("--out", options.out);
  app.add_option("--index", options.index);
  app.add_option("--repeat", options.repeat)->check(CLI::PositiveNumber);
  app.add_flag("--full", options.full);
  CLI11_PARSE(app, argc, argv);
  Stopwatch watch;
  Bench bench(options);
  bench.load();
  bench.compute();
  bench.report(watch.lap());
  return 0;
}

} // namespace
} // namespace ecoredline::bench

int main(int argc, char** argv) {
  return ecoredline::bench::run(argc, argv);
}
