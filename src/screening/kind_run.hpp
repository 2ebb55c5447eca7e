#pragma once

#include "catalogue/evaluate.hpp"
#include "engine/band.hpp"
#include "engine/partition.hpp"
#include "screening/clauses.hpp"
#include "screening/editions.hpp"
#include "screening/screen.hpp"

#include <map>
#include <memory>
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

/// What all kinds of a run share.
struct RunContext {
  const ScreenRequest* request = nullptr;
  Evaluator* evaluator = nullptr;
  const SiteSet* sites = nullptr;
  std::vector<Version> versions; ///< all of the workspace
  Feedback* feedback = nullptr;

  /// The site layer (or its nominal twin) in another CRS, moved once.
  Result<const FlatLayer*> moved(const Crs& crs, bool nominal = false);

 private:
  std::map<std::string, std::unique_ptr<FlatLayer>> m_moved;
};

/// A zone that a site meets, or is closer to than some rule or the error band looks.
struct ZoneMet {
  std::size_t edition = 0; ///< index into Editions::in_force
  const Zone* zone = nullptr;
  Pair pair;
  double eps_m = 0;
  bool nominal_only = false; ///< met by the nominal footprint only
  bool by_distance = false;  ///< not met, but within a distance rule's limit
  Evaluation evaluation;
  std::optional<Band> band;

  bool undecided() const { return pair.rung == Rung::undecided || (band && band->rung == Rung::undecided); }
};

/// Why a kind could not be looked at wholly for a site.
struct Miss {
  std::string reason; ///< a Finding::reason
  double share = 0;   ///< of the site, for coverage and uncovered
  double area_m2 = 0;
  std::string detail; ///< kind or version named in the text
};

/// One kind at one site, before words and verdicts.
struct KindAtSite {
  Effect worst = Effect::clear; ///< w of M11
  std::vector<ZoneMet> met;
  std::optional<ZoneMet> nearest; ///< when nothing is met
  double data_edge_m = 1e300;     ///< distance to the edge of the data, when it is known
  std::vector<Miss> misses;
  std::vector<ZoneMet> superseded; ///< hits of an older edition where a newer one is clear (C17)
  std::vector<ZoneMet> expired;    ///< hits of an edition no longer in force, for information (C16)
  std::vector<Total> totals;
};

/// One kind over all sites.
struct KindRun {
  const LayerKind* kind = nullptr;
  Editions editions;
  std::vector<KindAtSite> at;           ///< per site
  const ClauseIndex* clauses = nullptr; ///< of a kind that concludes by access lists; null = none in force
  std::uint64_t numeric_touches = 0;

  const Edition& edition(const ZoneMet& met) const { return editions.in_force[met.edition]; }
};

/// Pairs, editions by place, coverage and rules of one kind; no bands yet.
Result<KindRun> runKind(RunContext& context, const LayerKind& kind);

/// Bands of everything met: low, high and sliver areas for all (`areas`) or only where the overlap is not certain.
Result<void> addBands(RunContext& context, KindRun& run, bool areas);

/// Flat totals per class, the stricter class taking shared ground.
Result<void> addTotals(RunContext& context, KindRun& run, bool bands);

} // namespace ecoredline
