#include "engine/compare.hpp"

#include "engine/local.hpp"
#include "engine/pair_maker.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_set>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNearestFirst = 500;  // m: the first window the nearest zone is looked for in
constexpr double kNearestUsual = 2000; // m: the window of a reading that many sites share goes this far
/// How many sites' pairs are kept at a time: enough that neighbours are still near each other in them.
constexpr std::size_t kBlock = 1 << 16;

/// What one site brings to the result.
struct SitePairs {
  std::vector<Pair> pairs;
  std::uint64_t candidates = 0;
};

/// What a thread keeps from site to site, so that nothing is allocated for most of them.
struct Scratch {
  EdgeOverlay edges;
  std::vector<std::uint32_t> rows;
  std::vector<Pair> pairs;
};

/// All pairs of one site: those within reach, then the nearest zone of every group.
class SiteSearch {
 public:
  SiteSearch(const SiteView& site, PairMaker& maker, ZoneSource& source, const CompareOptions& options,
             Feedback& feedback)
      : m_site(site), m_maker(maker), m_source(source), m_options(options), m_feedback(feedback),
        m_reach_m(reachOf(options, site.row)) {}

  static Box windowOf(const Box& site, const Crs& crs, double reach_m) {
    return reach_m > 0 ? grownByMetres(site, crs, reach_m) : site;
  }
  static double reachOf(const CompareOptions& options, std::size_t row) {
    return row < options.reach_m.size() ? std::max(0.0, options.reach_m[row]) : 0.0;
  }

  /// `scratch.rows`: the zones in the window, where all zones are at hand.
  Result<SitePairs> run(Scratch& scratch) {
    m_pairs = &scratch.pairs;
    m_pairs->clear();
    std::shared_ptr<const ZoneSet> read;
    const ZoneSet* zones = m_source.whole();
    if (zones == nullptr) {
      const double usual = m_options.nearest ? std::max(kNearestFirst, m_reach_m) : m_reach_m;
      auto near = m_source.near(grownByMetres(m_site.box, m_source.crs(), usual), m_feedback);
      if (!near) return tl::unexpected<Error>(std::move(near.error()));
      read = std::move(*near);
      zones = read.get();
      scratch.rows = zones->index().rowsIn(windowOf(m_site.box, m_source.crs(), m_reach_m));
    }
    for (const std::uint32_t row : scratch.rows) take(*zones, row);
    SitePairs result{{}, m_pairs->size()};
    if (m_options.nearest) {
      if (auto found = findNearest(zones, std::move(read)); !found)
        return tl::unexpected<Error>(std::move(found.error()));
    }
    std::erase_if(*m_pairs, [this](const Pair& p) {
      return p.relation == Relation::none && p.rung != Rung::undecided && !isNearest(p.zone);
    });
    std::ranges::sort(*m_pairs, {}, &Pair::zone);
    result.pairs.assign(m_pairs->begin(), m_pairs->end());
    return result;
  }

 private:
  struct Best {
    double metres = std::numeric_limits<double>::infinity();
    std::int64_t zone = 0;
  };

  std::uint32_t groupOf(std::int64_t zone) const { return m_options.group ? m_options.group(zone) : 0; }
  bool isNearest(std::int64_t zone) const {
    return std::ranges::any_of(m_best, [&](const auto& entry) { return entry.second.zone == zone; });
  }

  /// Compares the site with a zone that was not yet, and keeps the zone if it is the nearest of its group so far.
  void take(const ZoneSet& zones, std::uint32_t row) {
    const Pair pair = m_maker.of(zones, row);
    if (!m_options.nearest && pair.relation == Relation::none && pair.rung != Rung::undecided) return;
    m_pairs->push_back(pair);
    if (!m_options.nearest || pair.rung == Rung::undecided || std::isnan(pair.distance_m)) return;
    Best& best = m_best[groupOf(pair.zone)];
    if (std::pair(pair.distance_m, pair.zone) < std::pair(best.metres, best.zone)) best = {pair.distance_m, pair.zone};
  }

  /// Looks farther and farther until no zone outside the window can be the nearest of its group.
  Result<void> findNearest(const ZoneSet* zones, std::shared_ptr<const ZoneSet> read) {
    constexpr double kGrowth = 4;
    for (const Pair& p : *m_pairs) m_taken.insert(p.zone);
    for (double metres = std::max(kNearestFirst, m_reach_m);; metres *= kGrowth) {
      const Box window = grownByMetres(m_site.box, m_source.crs(), metres);
      const bool exhausted = m_source.exhaustedBy(window);
      if (zones != m_source.whole() && !m_source.holds(*zones, window)) {
        auto more = m_source.near(window, m_feedback);
        if (!more) return tl::unexpected<Error>(std::move(more.error()));
        read = std::move(*more);
        zones = read.get();
      }
      searchIn(*zones, window);
      if (exhausted || (m_best.size() >= groupsWanted(*zones) && farthestBest() <= metres)) return {};
    }
  }

  double farthestBest() const {
    double farthest = 0;
    for (const auto& [group, best] : m_best) farthest = std::max(farthest, best.metres);
    return farthest;
  }

  /// Takes the zones of a window by ascending distance of their boxes, which is never above their own.
  void searchIn(const ZoneSet& zones, const Box& window) {
    const auto& layer = zones.layer();
    std::vector<std::pair<double, std::uint32_t>> rows;
    zones.index().query(window, [&](std::uint32_t row) {
      if (m_taken.contains(layer.row_id[row])) return;
      rows.emplace_back(metresBetween(m_site.box, layer.box[row], m_source.crs()), row);
    });
    std::ranges::sort(rows);
    for (const auto& [least, row] : rows) {
      const auto best = m_best.find(groupOf(layer.row_id[row]));
      if (best != m_best.end() && least > best->second.metres) continue;
      take(zones, row);
      m_taken.insert(layer.row_id[row]);
    }
  }

  /// How many groups there are to find; endless while zones that were not read may belong to others.
  std::size_t groupsWanted(const ZoneSet& zones) const {
    if (!m_options.group) return 1;
    if (m_options.groups > 0) return m_options.groups;
    const bool all_read = m_source.exhaustedBy(zones.window());
    return all_read ? zones.countGroups(m_options.group) : std::numeric_limits<std::size_t>::max();
  }

  const SiteView& m_site;
  PairMaker& m_maker;
  ZoneSource& m_source;
  const CompareOptions& m_options;
  Feedback& m_feedback;
  double m_reach_m;
  std::unordered_set<std::int64_t> m_taken; ///< zones compared so far; only for findNearest
  std::map<std::uint32_t, Best> m_best;
  std::vector<Pair>* m_pairs = nullptr;
};

void count(const SitePairs& of_site, CompareStats& stats) {
  stats.candidates += of_site.candidates;
  stats.pairs += of_site.pairs.size();
  for (const Pair& p : of_site.pairs) {
    stats.numeric_touches += p.numeric_touch;
    stats.undecided += p.rung == Rung::undecided;
    stats.fallbacks += p.by_shape;
  }
}

double usualReach(const CompareOptions& options) {
  const double usual = options.nearest ? kNearestUsual : 0;
  return options.reach_m.empty() ? usual : std::max(usual, *std::ranges::max_element(options.reach_m));
}

/// Sites of a block in an order that keeps neighbours together: what one site warmed up in the caches serves the next.
std::vector<std::uint32_t> byPlace(const LayerIndex& sites, std::size_t first, std::size_t last) {
  std::vector<std::uint32_t> order;
  for (const std::uint32_t row : sites.arrays().order) {
    if (row >= first && row < last) order.push_back(row);
  }
  return order;
}

/// Compares blocks of sites with zones and hands their pairs on.
class Comparison {
 public:
  Comparison(const LayerIndex& sites, ZoneSource& source, const CompareOptions& options, Feedback& feedback)
      : m_sites(sites), m_source(source), m_options(options), m_feedback(feedback) {}

  Result<void> block(std::size_t first, std::size_t last, const PairSink& sink, CompareStats& stats) {
    m_found.assign(last - first, {});
    const auto order = byPlace(m_sites, first, last);
    const auto compare = [&](std::size_t i) -> Result<void> {
      Scratch& scratch = m_scratch.local();
      if (hasNone(order[i], scratch)) return {};
      auto pairs = ofSite(order[i], scratch);
      if (!pairs) return tl::unexpected<Error>(std::move(pairs.error()));
      m_found[order[i] - first] = std::move(*pairs);
      return {};
    };
    if (auto done = forEachIndex(order.size(), m_options.threads, m_feedback, compare); !done) return done;
    return handOn(sink, stats);
  }

 private:
  /// Most sites are far from most layers: that is seen before anything is made for them.
  bool hasNone(std::size_t row, Scratch& scratch) const {
    scratch.rows.clear();
    if (m_source.whole() == nullptr) return false;
    const double reach = SiteSearch::reachOf(m_options, row);
    const Box window = SiteSearch::windowOf(m_sites.layer().box[row], m_source.crs(), reach);
    m_source.whole()->index().query(window, [&](std::uint32_t zone) { scratch.rows.push_back(zone); });
    return scratch.rows.empty() && !m_options.nearest;
  }

  Result<SitePairs> ofSite(std::size_t row, Scratch& scratch) {
    const SiteView site(m_sites, row, m_options.method);
    PairMaker maker(site, m_sites, scratch.edges, m_options, SiteSearch::reachOf(m_options, row));
    return SiteSearch(site, maker, m_source, m_options, m_feedback).run(scratch);
  }

  /// In handfuls that stay in the cache.
  Result<void> handOn(const PairSink& sink, CompareStats& stats) {
    constexpr std::size_t kHandful = 4096;
    m_pairs.clear();
    for (const SitePairs& s : m_found) {
      count(s, stats);
      m_pairs.insert(m_pairs.end(), s.pairs.begin(), s.pairs.end());
      if (m_pairs.size() < kHandful) continue;
      if (auto taken = sink(m_pairs); !taken) return taken;
      m_pairs.clear();
    }
    return m_pairs.empty() ? Result<void>() : sink(m_pairs);
  }

  const LayerIndex& m_sites;
  ZoneSource& m_source;
  const CompareOptions& m_options;
  Feedback& m_feedback;
  tbb::enumerable_thread_specific<Scratch> m_scratch;
  std::vector<SitePairs> m_found; ///< of the block, by site
  std::vector<Pair> m_pairs;
};

} // namespace

Result<void> streamPairs(const LayerIndex& sites, FlatReader& zones, const CompareOptions& options,
                         const PairSink& sink, CompareStats& stats, Feedback& feedback) {
  stats = {};
  ZoneSource source(zones, sites.layer(), usualReach(options));
  if (auto ready = source.prepare(feedback); !ready) return ready;
  Comparison comparison(sites, source, options, feedback);
  for (std::size_t first = 0; first < sites.layer().rows(); first += kBlock) {
    const std::size_t last = std::min(sites.layer().rows(), first + kBlock);
    if (auto done = comparison.block(first, last, sink, stats); !done) return done;
  }
  stats.rows_read = source.rowsRead();
  return {};
}

Result<std::vector<Pair>> comparePairs(const FlatLayer& sites, FlatReader& zones, const CompareOptions& options,
                                       CompareStats& stats, Feedback& feedback) {
  std::vector<Pair> pairs;
  const auto keep = [&pairs](std::span<const Pair> more) -> Result<void> {
    pairs.insert(pairs.end(), more.begin(), more.end());
    return {};
  };
  auto done = streamPairs(LayerIndex(sites), zones, options, keep, stats, feedback);
  if (!done) return tl::unexpected<Error>(std::move(done.error()));
  return pairs;
}

} // namespace ecoredline
