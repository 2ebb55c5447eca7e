#include "engine/compare.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "engine/zone_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNearestFirst = 500;           // m: the first window the nearest zone is looked for in
constexpr double kNearestUsual = 2000;          // m: the window of a reading that many sites share goes this far
constexpr double kTouchLength = kHitArea / 0.1; // m: a numeric touch at least this long is a line

bool interiorsMeet(Relation r) {
  return r != Relation::none && r != Relation::near && r != Relation::touch_line && r != Relation::touch_point;
}

/// Makes the Pair of one site and one zone.
class PairMaker {
 public:
  PairMaker(const SiteView& site, const CompareOptions& options, double reach_m)
      : m_site(site), m_options(options), m_reach_m(reach_m) {}

  Pair of(const ZoneSet& zones, std::uint32_t row) const {
    const auto& layer = zones.layer();
    Pair p = blank(layer.row_id[row], lowerShape(m_site.shape, layer.shape[row]));
    const bool boxes_meet = m_site.box.meets(layer.box[row]);
    if (boxes_meet && m_options.invalid && m_options.invalid(p.zone)) return undecided(p);
    if (boxes_meet) setRelation(p, zones, row);
    if (p.rung == Rung::undecided) return undecided(p);
    setDistance(p, zones, row);
    return p;
  }

 private:
  Pair blank(std::int64_t zone, Shape kind) const {
    Pair p;
    p.site = static_cast<std::uint32_t>(m_site.row);
    p.zone = zone;
    p.overlap_m2 = p.exact_m2 = p.perimeter_m = kind == Shape::polygon ? 0 : kNaN;
    p.length_m = kind == Shape::line ? 0 : kNaN;
    const bool shares = kind == Shape::polygon || (kind == Shape::line && m_site.shape == Shape::line);
    p.share = shares ? 0 : kNaN;
    p.bearing_deg = kNaN;
    return p;
  }

  static Pair undecided(Pair p) {
    p.rung = Rung::undecided;
    p.hit = false;
    p.overlap_m2 = p.exact_m2 = p.share = p.length_m = p.perimeter_m = p.distance_m = p.bearing_deg = kNaN;
    return p;
  }

  void setRelation(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
    const EdgeRuns& zone = zones.runs(row);
    const bool contact = comeWithin(m_site.runs, zone, contactOf(zones.layer().crs));
    const Nesting nesting = contact ? Nesting::mixed : nestingOf(m_site.runs, zone);
    switch (nesting) {
    case Nesting::apart:
      return;
    case Nesting::a_in_b:
      p.relation = Relation::within;
      return setWhole(p, m_site.layer, m_site.row);
    case Nesting::b_in_a:
      p.relation = Relation::contains;
      return setWhole(p, zones.layer(), row);
    case Nesting::mixed:
      break;
    }
    switch (lowerShape(m_site.shape, zone.shape())) {
    case Shape::polygon:
      return setAreal(p, zones, row);
    case Shape::line:
      return setLineal(p, zones, row);
    default:
      askRelation(p, zones, row);
      p.hit = interiorsMeet(p.relation);
    }
  }

  /// The exact predicate on the whole shapes; a pair it cannot say anything about is undecided.
  void askRelation(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
    const auto relation = tryRelate(m_site.geometry(), zones.geometry(row));
    if (!relation) p.rung = Rung::undecided;
    p.relation = relation.value_or(Relation::none);
  }

  /// One lies wholly inside the other, so that the overlap is that row itself.
  void setWhole(Pair& p, const FlatLayer& layer, std::size_t row) const {
    p.hit = true;
    if (lowerShape(m_site.shape, layer.shape[row]) == Shape::polygon) setAreas(p, layer, row);
    if (layer.shape[row] == Shape::line) setLength(p, lengthOf(layer, row));
  }

  void setLength(Pair& p, double length) const {
    p.length_m = length;
    if (m_site.shape == Shape::line) p.share = m_site.length_m > 0 ? length / m_site.length_m : 0;
  }

  /// The overlap is row `row` of `layer`: hit, areas, share; or a numeric touch.
  void setAreas(Pair& p, const FlatLayer& layer, std::size_t row) const {
    const auto pieces = piecesOf(layer, row);
    p.hit = isHit(pieces);
    if (!p.hit) return setNumericTouch(p, perimeterOf(pieces) / 2);
    p.perimeter_m = perimeterOf(pieces);
    p.exact_m2 = areaOf(layer, row, AreaMethod::exact);
    p.overlap_m2 = m_options.method == AreaMethod::exact ? p.exact_m2
                                                         : areaOf(layer, row, m_options.method, m_site.officialZone());
    p.share = m_site.exactArea() > 0 ? p.exact_m2 / m_site.exactArea() : 0;
  }

  static void setNumericTouch(Pair& p, double length) {
    p.hit = false;
    p.numeric_touch = true;
    p.relation = length >= kTouchLength ? Relation::touch_line : Relation::touch_point;
  }

  void setAreal(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
    const Overlay o = overlapWith(m_site, zones, row);
    p.rung = o.rung;
    if (o.rung == Rung::undecided) return;
    const FlatLayer overlap = rowOf(o.shape, zones.layer().crs, Shape::polygon);
    if (overlap.shape[0] == Shape::polygon) setAreas(p, overlap, 0);
    if (p.numeric_touch) return;
    if (p.hit && crossesClearly(p, o.shape, zones.layer().box[row])) {
      p.relation = Relation::overlap;
      return;
    }
    askRelation(p, zones, row);
    if (p.hit && !interiorsMeet(p.relation)) p.relation = Relation::overlap;
    if (!p.hit && interiorsMeet(p.relation)) setNumericTouch(p, kTouchLength); // thinner than a rounding: a common edge
  }

  /// Both stick out of the other by so much that no exact predicate needs to be asked.
  bool crossesClearly(const Pair& p, const Geometry& overlap, const Box& zone) const {
    const double limit = contactOf(m_site.layer.crs);
    if (m_site.box.grown(limit, limit).contains(zone)) return false;
    const double inside = overlap.planarArea();
    const double metres2 = inside > 0 ? p.exact_m2 / inside : 0; // of one square unit of the plane
    return (m_site.geometry().planarArea() - inside) * metres2 >= kHitArea;
  }

  void setLineal(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
    askRelation(p, zones, row);
    if (p.rung == Rung::undecided || !interiorsMeet(p.relation)) return;
    const Overlay o = overlapWith(m_site, zones, row);
    p.rung = o.rung;
    if (o.rung == Rung::undecided) return;
    const FlatLayer inside = rowOf(o.shape, zones.layer().crs, Shape::line);
    const double length = inside.shape[0] == Shape::line ? lengthOf(inside, 0) : 0;
    const bool two_lines = m_site.shape == zones.layer().shape[row];
    p.hit = two_lines || length > kHitWidth;
    if (p.hit)
      setLength(p, length);
    else
      setNumericTouch(p, length);
  }

  void setDistance(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
    if (p.relation != Relation::none) return;
    const Distance d = geodesicDistance(m_site.runs, zones.runs(row), zones.layer().crs);
    p.distance_m = d.metres;
    p.bearing_deg = d.bearing_deg;
    if (d.metres <= m_reach_m) p.relation = Relation::near;
  }

  const SiteView& m_site;
  const CompareOptions& m_options;
  double m_reach_m;
};

/// What one site brings to the result.
struct SitePairs {
  std::vector<Pair> pairs;
  std::uint64_t candidates = 0;
};

/// All pairs of one site: those within reach, then the nearest zone of every group.
class SiteSearch {
 public:
  SiteSearch(const SiteView& site, ZoneSource& source, const CompareOptions& options, Feedback& feedback)
      : m_site(site), m_source(source), m_options(options), m_feedback(feedback),
        m_reach_m(site.row < options.reach_m.size() ? std::max(0.0, options.reach_m[site.row]) : 0.0),
        m_maker(site, options, m_reach_m) {}

  Result<SitePairs> run() {
    const Box window = grownByMetres(m_site.box, m_source.crs(), m_reach_m);
    auto zones =
        m_source.near(grownByMetres(m_site.box, m_source.crs(), std::max(kNearestFirst, m_reach_m)), m_feedback);
    if (!zones) return tl::unexpected<Error>(std::move(zones.error()));
    for (const std::uint32_t row : (*zones)->tree().query(window)) take(**zones, row);
    m_result.candidates = m_pairs.size();
    if (auto found = findNearest(std::move(*zones)); !found) return tl::unexpected<Error>(std::move(found.error()));
    for (const auto& [zone, pair] : m_pairs) {
      if (pair.relation != Relation::none || pair.rung == Rung::undecided || isNearest(zone)) {
        m_result.pairs.push_back(pair);
      }
    }
    return std::move(m_result);
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

  /// Compares the site with a zone, once, and keeps the zone if it is the nearest of its group so far.
  void take(const ZoneSet& zones, std::uint32_t row) {
    const std::int64_t zone = zones.layer().row_id[row];
    if (m_pairs.contains(zone)) return;
    const Pair pair = m_maker.of(zones, row);
    m_pairs.emplace(zone, pair);
    if (pair.rung == Rung::undecided || std::isnan(pair.distance_m)) return;
    Best& best = m_best[groupOf(zone)];
    if (std::pair(pair.distance_m, zone) < std::pair(best.metres, best.zone)) best = {pair.distance_m, zone};
  }

  /// Looks farther and farther until no zone outside the window can be the nearest of its group.
  Result<void> findNearest(std::shared_ptr<const ZoneSet> zones) {
    constexpr double kGrowth = 4;
    for (double metres = std::max(kNearestFirst, m_reach_m);; metres *= kGrowth) {
      const Box window = grownByMetres(m_site.box, m_source.crs(), metres);
      const bool exhausted = m_source.exhaustedBy(window);
      if (!m_source.holds(*zones, window)) {
        auto more = m_source.near(window, m_feedback);
        if (!more) return tl::unexpected<Error>(std::move(more.error()));
        zones = std::move(*more);
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
    for (const std::uint32_t row : zones.tree().query(window)) {
      if (m_pairs.contains(layer.row_id[row])) continue;
      rows.emplace_back(metresBetween(m_site.box, layer.box[row], m_source.crs()), row);
    }
    std::ranges::sort(rows);
    for (const auto& [least, row] : rows) {
      const auto best = m_best.find(groupOf(layer.row_id[row]));
      if (best == m_best.end() || least <= best->second.metres) take(zones, row);
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
  ZoneSource& m_source;
  const CompareOptions& m_options;
  Feedback& m_feedback;
  double m_reach_m;
  PairMaker m_maker;
  std::map<std::int64_t, Pair> m_pairs; ///< by row_id: the order of the result
  std::map<std::uint32_t, Best> m_best;
  SitePairs m_result;
};

void count(const SitePairs& of_site, CompareStats& stats) {
  stats.candidates += of_site.candidates;
  stats.pairs += of_site.pairs.size();
  for (const Pair& p : of_site.pairs) {
    stats.numeric_touches += p.numeric_touch;
    stats.undecided += p.rung == Rung::undecided;
  }
}

double usualReach(const CompareOptions& options) {
  if (options.reach_m.empty()) return kNearestUsual;
  return std::max(kNearestUsual, *std::ranges::max_element(options.reach_m));
}

} // namespace

Result<std::vector<Pair>> comparePairs(const FlatLayer& sites, FlatReader& zones, const CompareOptions& options,
                                       CompareStats& stats, Feedback& feedback) {
  stats = {};
  ZoneSource source(zones, sites, usualReach(options));
  if (auto ready = source.prepare(feedback); !ready) return tl::unexpected<Error>(std::move(ready.error()));
  std::vector<SitePairs> of_sites(sites.rows());
  const auto compare = [&](std::size_t row) -> Result<void> {
    if (sites.shape[row] == Shape::none) return {};
    const SiteView site(sites, row, options.method);
    auto found = SiteSearch(site, source, options, feedback).run();
    if (!found) return tl::unexpected<Error>(std::move(found.error()));
    of_sites[row] = std::move(*found);
    return {};
  };
  if (auto done = forEachIndex(sites.rows(), options.threads, feedback, compare); !done) {
    return tl::unexpected<Error>(std::move(done.error()));
  }
  std::vector<Pair> pairs;
  for (const SitePairs& s : of_sites) {
    count(s, stats);
    pairs.insert(pairs.end(), s.pairs.begin(), s.pairs.end());
  }
  stats.rows_read = source.rowsRead();
  return pairs;
}

} // namespace ecoredline
