#pragma once

#include "catalogue/evaluate.hpp"
#include "engine/band.hpp"
#include "engine/partition.hpp"
#include "screening/clauses.hpp"
#include "screening/coverage_cache.hpp"
#include "screening/editions.hpp"
#include "screening/screen.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// A site with everything that does not depend on a kind.
struct SiteContext {
  BoundSite ids;
  Answers answers;
  Shape shape = Shape::none; ///< as delivered
  RowState state = RowState::valid;
  double accuracy_m = 0;
  bool accuracy_assumed = true;
  bool footprint_stated = false; ///< a polygon, or a point or line whose width was stated
  double nominal_radius_m = 0;   ///< of --buffer, for points and lines without a footprint

  bool usable() const { return shape != Shape::none && state != RowState::invalid; }
};

/// The sites of a run: geometry as compared (stated footprints applied), and with nominal footprints.
struct SiteSet {
  std::vector<SiteContext> sites;
  FlatLayer layer;   ///< unusable rows are Shape::none; rows are indices into `sites`
  FlatLayer nominal; ///< buffered rows; Shape::none where there is no nominal footprint
  bool any_nominal = false;
};

/// The site layers of a run in other CRSs, each moved once, whoever asks first. Safe to ask from several threads.
class MovedSites {
 public:
  /// Of the sites, or of their nominal twins.
  Result<const FlatLayer*> in(const Crs& crs, const SiteSet& sites, bool nominal);

 private:
  std::mutex m_mutex;
  std::map<std::string, std::unique_ptr<FlatLayer>> m_moved;
};

/// What all kinds of a run share.
struct RunShared {
  const ScreenRequest* request = nullptr;
  const SiteSet* sites = nullptr;
  std::vector<Version> versions; ///< all of the workspace
  CoverageCache coverage{};
  MovedSites moved{};
};

/// What one kind works with: what all share, and what only one thread may use at a time.
struct RunContext {
  RunShared* shared = nullptr;
  const Workspace* workspace = nullptr;
  Evaluator* evaluator = nullptr;
  Feedback* feedback = nullptr;

  const ScreenRequest& request() const { return *shared->request; }
  const SiteSet& sites() const { return *shared->sites; }
  /// The site layer (or its nominal twin) in another CRS.
  Result<const FlatLayer*> moved(const Crs& crs, bool nominal = false) {
    return shared->moved.in(crs, sites(), nominal);
  }
  /// The editions of a kind on the day of the run.
  Result<Editions> editions(const std::string& kind) const;
  IndexUse indexUse() const;
};

/// A zone that a site meets, or is closer to than some rule or the error band looks.
struct ZoneMet {
  std::size_t edition = 0; ///< index into Editions::in_force
  const Zone* zone = nullptr;
  Pair pair;
  double eps_m = 0;
  bool nominal_only = false;                  ///< met by the nominal footprint only
  bool by_distance = false;                   ///< not met, but within a distance rule's limit
  bool by_touch = false;                      ///< not met, but touched where a rule looks at touches
  std::map<std::string, std::string> derived; ///< facts that follow from another kind's zones, e.g. in_core_zone
  /// Set where another kind's zones cut a zone of this site and edition: the row of KindRun::parts that stands for it.
  std::optional<std::int64_t> part;
  bool site_cut = false; ///< measured with a part of the site only: the rest lies in a newer edition
  Text part_title;       ///< which part of the zone this is; empty = all of it
  Evaluation evaluation;
  std::optional<Band> band;

  bool undecided() const { return pair.rung == Rung::undecided || (band && band->rung == Rung::undecided); }
};

/// What of a site lies in no zone of an edition, for kinds whose law speaks of that (C23) and for the uncovered check.
struct OutsideMet {
  std::size_t edition = 0;
  OutsidePart part;
  double eps_m = 0;
  Evaluation evaluation; ///< of the `outside` and `uncovered` rules

  /// The part counts: it is there, or could be within the error.
  bool counts() const { return part.outside_share > 0 || (eps_m > 0 && part.edge_distance_m < eps_m); }
  bool certain() const { return part.outside_share > 0 && !(part.reach_m <= eps_m); }
};

/// Why a kind could not be looked at wholly for a site.
struct Miss {
  std::string reason; ///< a Finding::reason
  double share = 0;   ///< of the site, for coverage and uncovered
  double area_m2 = 0;
  Text detail; ///< kind or version named in the text
};

/// One kind at one site, before words and verdicts.
struct KindAtSite {
  Effect worst = Effect::clear; ///< w of M11
  std::vector<ZoneMet> met;
  std::optional<ZoneMet> nearest; ///< when nothing is met
  std::vector<OutsideMet> outside;
  std::map<std::string, std::string> derived; ///< facts that follow from the project's totals, e.g. cropland_ha_band
  Evaluation site_rules;                      ///< rules that look at the project alone (M3)
  double data_edge_m = 1e300;                 ///< distance to the edge of the data, when it is known
  std::vector<Miss> misses;
  std::vector<ZoneMet> superseded; ///< hits of an older edition where a newer one is clear (C17)
  std::vector<ZoneMet> expired;    ///< hits of an edition no longer in force, for information (C16)
  std::vector<Total> totals;
};

/// One kind over all sites.
struct KindRun {
  const LayerKind* kind = nullptr;
  Editions editions;
  std::vector<KindAtSite> at;   ///< per site
  std::vector<FlatLayer> parts; ///< per edition: zones near sites, cut by another kind's (ZoneMet::part); row_id = row
  const ClauseIndex* clauses = nullptr; ///< of a kind that concludes by access lists; null = none in force
  std::uint64_t numeric_touches = 0;

  const Edition& edition(const ZoneMet& met) const { return editions.in_force[met.edition]; }
  /// The zones of an edition, or the parts that stand for some of them.
  std::shared_ptr<FlatReader> zonesOf(std::size_t edition, bool as_parts) const;
};

/// Pairs, editions by place, coverage and rules of one kind; no bands yet.
Result<KindRun> runKind(RunContext& context, const LayerKind& kind);

/// Bands of everything met: low, high and sliver areas for all (`areas`) or only where the overlap is not certain.
Result<void> addBands(RunContext& context, KindRun& run, bool areas);

/// Flat totals per class, the stricter class taking shared ground.
Result<void> addTotals(RunContext& context, KindRun& run, bool bands);

} // namespace ecoredline
