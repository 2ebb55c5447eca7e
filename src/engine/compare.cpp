#include "engine/compare.hpp"

#include "engine/local.hpp"
#include "engine/near_boxes.hpp"
#include "engine/pair_maker.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"

#include <tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_set>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNearestFirst = 500;   // m: the first window the nearest zone is looked for in
constexpr std::size_t kHandful = 16;    // sites that a thread takes at a time
constexpr std::size_t kMostRound = 128; // zones round a handful: with more, the tree is asked for each site
constexpr double kNearestUsual = 2000;  // m: the window of a reading that many sites share goes this far

/// What a thread keeps from site to site, so that nothing is allocated for most of them.
struct Scratch {
  EdgeOverlay edges;
  NearBoxes boxes;                  ///< of the zones round a handful of sites
  std::vector<std::uint32_t> round; ///< their rows
  std::vector<std::uint32_t> rows;  ///< those of the site at hand
  std::vector<Pair> pairs;          ///< of the site at hand
};

/// What one site brings to the result: a stretch of what a thread found.
struct SitePairs {
  std::span<const Pair> pairs;
  std::uint32_t candidates = 0;
};

/// Pairs that stay where they were put, in chunks that are used again.
class PairStore {
 public:
  std::span<const Pair> keep(std::span<const Pair> pairs) {
    constexpr std::size_t kChunk = 512;
    if (m_chunks.empty() || m_chunks[m_last].capacity() - m_chunks[m_last].size() < pairs.size()) {
      m_last = m_chunks.empty() ? 0 : m_last + 1;
      if (m_last == m_chunks.size()) m_chunks.emplace_back();
      m_chunks[m_last].reserve(std::max(kChunk, pairs.size()));
    }
    auto& chunk = m_chunks[m_last];
    chunk.insert(chunk.end(), pairs.begin(), pairs.end());
    return std::span<const Pair>(chunk).last(pairs.size());
  }
  void clear() {
    for (auto& chunk : m_chunks) chunk.clear();
    m_last = 0;
  }

 private:
  std::vector<std::vector<Pair>> m_chunks;
  std::size_t m_last = 0; ///< chunk that is filled
};

Box windowOf(const Box& site, const Crs& crs, double reach_m) {
  return reach_m > 0 ? grownByMetres(site, crs, reach_m) : site;
}

/// Of a row of the sites' own layer.
double reachOf(const CompareOptions& options, std::size_t row) {
  return row < options.reach_m.size() ? std::max(0.0, options.reach_m[row]) : 0.0;
}

/// All pairs of one site: those within reach, then the nearest zone of every group.
class SiteSearch {
 public:
  SiteSearch(const SiteView& site, double reach_m, PairMaker& maker, ZoneSource& source, const CompareOptions& options,
             Feedback& feedback)
      : m_site(site), m_maker(maker), m_source(source), m_options(options), m_feedback(feedback), m_reach_m(reach_m) {}

  /// Sets `scratch.pairs`; how many zones were compared. `scratch.rows`: the zones in the window, where all are at
  /// hand.
  Result<std::uint32_t> run(Scratch& scratch) {
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
    const auto candidates = static_cast<std::uint32_t>(m_pairs->size());
    if (m_options.nearest) {
      if (auto found = findNearest(zones, std::move(read)); !found)
        return tl::unexpected<Error>(std::move(found.error()));
    }
    std::erase_if(*m_pairs, [this](const Pair& p) {
      return p.relation == Relation::none && p.rung != Rung::undecided && !isNearest(p.zone);
    });
    std::ranges::sort(*m_pairs, {}, &Pair::zone);
    return candidates;
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

/// Compares blocks of sites with zones and hands their pairs on.
class Comparison {
 public:
  Comparison(const PlacedSites& sites, ZoneSource& source, const CompareOptions& options, Feedback& feedback)
      : m_sites(sites), m_source(source), m_options(options), m_feedback(feedback) {}

  /// Compares a block, while the pairs of the one before are handed on.
  Result<void> block(std::size_t block, const PairSink& sink, CompareStats& stats) {
    const std::size_t first = m_sites.firstOf(block), last = m_sites.lastOf(block);
    Found& found = m_found[block % 2];
    found.clear(m_sites.rowsIn(block));
    const auto handfuls = (last - first + kHandful - 1) / kHandful;
    const auto job = [&](std::size_t i) -> Result<void> {
      if (i == 0) return block == 0 ? Result<void>() : handOn(m_found[(block - 1) % 2], sink, stats);
      const std::size_t begin = first + (i - 1) * kHandful;
      return compare(begin, std::min(last, begin + kHandful), block * PlacedSites::kBlock, found);
    };
    return forEachIndex(handfuls + 1, m_options.threads, m_feedback, job);
  }

  /// Hands on the pairs of the last block.
  Result<void> finish(const PairSink& sink, CompareStats& stats) {
    return m_sites.blocks() == 0 ? Result<void>() : handOn(m_found[(m_sites.blocks() - 1) % 2], sink, stats);
  }

 private:
  /// The pairs of a block.
  struct Found {
    tbb::enumerable_thread_specific<PairStore> pairs; ///< as the threads made them
    std::vector<SitePairs> sites;                     ///< by row

    void clear(std::size_t rows) {
      sites.assign(rows, {});
      for (auto& of_thread : pairs) of_thread.clear();
    }
  };

  /// Placed sites [first, last), of a block whose rows begin at `first_row`.
  Result<void> compare(std::size_t first, std::size_t last, std::size_t first_row, Found& found) {
    Scratch& scratch = m_scratch.local();
    auto& pairs = found.pairs.local();
    lookRound(first, last, scratch);
    for (std::size_t placed = first; placed < last; ++placed) {
      if (m_feedback.cancelled()) return {};
      const std::uint32_t row = m_sites.rowOf(placed);
      if (hasNone(placed, scratch)) continue;
      auto of_site = ofSite(placed, row, scratch);
      if (!of_site) return fail(std::move(of_site.error()));
      for (Pair& pair : scratch.pairs) pair.site = row;
      found.sites[row - first_row] = {pairs.keep(scratch.pairs), *of_site};
    }
    return {};
  }

  Box windowOf(std::size_t placed) const {
    const double reach_m = reachOf(m_options, m_sites.rowOf(placed));
    return ecoredline::windowOf(m_sites.index().layer().box[placed], m_source.crs(), reach_m);
  }

  /// The zones round a handful of sites: neighbours ask the tree once.
  void lookRound(std::size_t first, std::size_t last, Scratch& scratch) const {
    scratch.boxes.clear();
    scratch.round.clear();
    if (m_source.whole() == nullptr) return;
    Box place;
    for (std::size_t placed = first; placed < last; ++placed) place.add(windowOf(placed));
    const LayerIndex& zones = m_source.whole()->index();
    zones.query(place, [&](std::uint32_t zone) { scratch.round.push_back(zone); });
    if (scratch.round.size() > kMostRound) return;
    for (const std::uint32_t zone : scratch.round) scratch.boxes.add(zones.layer().box[zone]);
  }

  /// Most sites are far from most layers: that is seen before anything is made for them.
  bool hasNone(std::size_t placed, Scratch& scratch) const {
    scratch.rows.clear();
    if (m_source.whole() == nullptr) return false;
    const Box window = windowOf(placed);
    const LayerIndex& zones = m_source.whole()->index();
    if (scratch.round.size() > kMostRound) {
      zones.query(window, [&](std::uint32_t zone) { scratch.rows.push_back(zone); });
    } else {
      scratch.boxes.forEachMeeting(window, [&](std::uint32_t i) {
        if (zones.layer().box[scratch.round[i]].meets(window)) scratch.rows.push_back(scratch.round[i]);
      });
    }
    return scratch.rows.empty() && !m_options.nearest;
  }

  /// Sets `scratch.pairs`; how many zones were compared.
  Result<std::uint32_t> ofSite(std::size_t placed, std::uint32_t row, Scratch& scratch) {
    const SiteView site(m_sites.index(), placed, m_options.method);
    const double reach_m = reachOf(m_options, row);
    PairMaker maker(site, m_sites.index(), scratch.edges, m_options, reach_m);
    return SiteSearch(site, reach_m, maker, m_source, m_options, m_feedback).run(scratch);
  }

  /// In handfuls that stay in the cache.
  Result<void> handOn(const Found& found, const PairSink& sink, CompareStats& stats) {
    constexpr std::size_t kPairs = 4096;
    m_pairs.clear();
    for (const SitePairs& s : found.sites) {
      count(s, stats);
      m_pairs.insert(m_pairs.end(), s.pairs.begin(), s.pairs.end());
      if (m_pairs.size() < kPairs) continue;
      if (auto taken = sink(m_pairs); !taken) return taken;
      m_pairs.clear();
    }
    return m_pairs.empty() ? Result<void>() : sink(m_pairs);
  }

  const PlacedSites& m_sites;
  ZoneSource& m_source;
  const CompareOptions& m_options;
  Feedback& m_feedback;
  tbb::enumerable_thread_specific<Scratch> m_scratch;
  std::array<Found, 2> m_found; ///< of this block and the one before
  std::vector<Pair> m_pairs;
};

} // namespace

Result<void> streamPairs(const PlacedSites& sites, FlatReader& zones, const CompareOptions& options,
                         const PairSink& sink, CompareStats& stats, Feedback& feedback) {
  stats = {};
  ZoneSource source(zones, sites.index().layer(), usualReach(options));
  if (auto ready = source.prepare(feedback); !ready) return ready;
  Comparison comparison(sites, source, options, feedback);
  for (std::size_t block = 0; block < sites.blocks(); ++block) {
    if (auto done = comparison.block(block, sink, stats); !done) return done;
  }
  if (auto done = comparison.finish(sink, stats); !done) return done;
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
  auto done = streamPairs(PlacedSites(sites), zones, options, keep, stats, feedback);
  if (!done) return tl::unexpected<Error>(std::move(done.error()));
  return pairs;
}

} // namespace ecoredline
