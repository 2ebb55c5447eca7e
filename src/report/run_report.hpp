#pragma once

#include "catalogue/catalogue.hpp"
#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"
#include "geo/measure.hpp"
#include "report/verdict.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

inline constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN(); ///< null in JSON

/// One row of a screening: (site, version, zone, rule in force). Areas repeat over rules: only totals are summed.
struct Finding {
  std::string kind;
  std::string version;  ///< label; "" without a version
  std::string zone_key; ///< "" = no zone (site and outside rules, missing layers)
  std::string zone_id;
  std::string zone_name;
  std::string zone_class;           ///< class id
  std::string zone_class_raw;       ///< as delivered
  std::optional<Relation> relation; ///< null for missing layers
  double overlap_m2 = kNoNumber;    ///< by parameters.area_method
  double exact_m2 = kNoNumber;
  double overlap_low_m2 = kNoNumber;
  double overlap_high_m2 = kNoNumber;
  double sliver_m2 = kNoNumber;
  double overlap_length_m = kNoNumber;
  double share = kNoNumber;
  double depth_m = kNoNumber;
  double distance_m = kNoNumber;
  double bearing_deg = kNoNumber;
  double eps_m = kNoNumber;
  std::string rung; ///< edges | plain | snapped | undecided; "" where nothing was overlaid
  std::string rule; ///< rule id; "" for nearest-zone and missing-layer findings
  Effect effect = Effect::clear;
  Effect effect_worst = Effect::clear;
  std::vector<std::string> needs;
  Certainty certainty = Certainty::certain;
  bool sliver = false;
  /// Stable code: "" | hit | near | touch | outside | site_rule | missing | not_in_force | coverage | footprint |
  /// needs_kind | list_absent | clause | no_requirement | no_rule | derived_zone | undecided | invalid_geometry |
  /// edition_ambiguous | uncovered | class_unknown | mapping | nominal_footprint | nearest | superseded
  std::string reason;
  Text text; ///< what it means, for people
  std::string basis;
  std::string article;
  Provisional provisional_on = Provisional::none;

  Verdict verdict() const { return outcome(effect, certainty); }
};

/// A fact still open, and what each answer would do.
struct Question {
  std::string fact;
  std::string sort; ///< ask | claim
  Text text;
  std::vector<std::string> kinds; ///< needed by
  struct Choice {
    std::string value;
    Effect effect; ///< the strictest effect over the kinds that ask, if so answered
  };
  std::vector<Choice> choices;
};

/// One clause of an access list at one unit that the site meets (semantics M10); a finding of its own says the same.
struct ClauseResult {
  std::string unit;      ///< zone_id, else zone_key
  std::string level;     ///< province | basin | city | unit
  std::string scope;     ///< "*", "basin:NAME", beginning of a division code, or unit code
  std::string no;        ///< of the clause, as written; "" where the level states that it requires nothing
  std::string dimension; ///< layout | emission | risk | resource; "" = not said
  std::string text;      ///< as written
  std::vector<std::string> industries; ///< beginnings of GB/T 4754 codes; empty = every industry
  std::string source;                  ///< document and its number
  std::string answer;                  ///< conform | not | n_a; "" = open, or nothing to answer
  Verdict outcome = Verdict::pass;
};

/// A typed errand (semantics M14).
struct ActionItem {
  ActionType type = ActionType::approve;
  Text text;
  std::string kind;
  bool operator==(const ActionItem&) const = default;
};

/// An answer that was used.
struct FactUsed {
  std::string fact;
  std::string value;
  std::string by;
  std::string date;
  std::string document;
  std::string from; ///< site | project | column | default
};

/// What a person decided about a finding of a run, or about a site: it stands beside the tool's verdict, never instead
/// of it, and is no part of the run (semantics M16).
struct RecordedDecision {
  std::string site;
  std::size_t finding = 0; ///< number within the site's findings, from 1; 0 = the site as a whole
  std::string decision;    ///< confirm | override | not-applicable
  std::string by;
  std::string reason;
  std::string document;
  std::string time; ///< UTC
};

struct LayerResult {
  std::string kind;
  Verdict conclusion = Verdict::pass;
  Verdict worst_case = Verdict::pass;
  std::string reason; ///< code of what decided; as Finding::reason
  Text text;
};

struct Total {
  std::string kind;
  std::string zone_class;
  double overlap_m2 = kNoNumber;
  double low_m2 = kNoNumber;
  double high_m2 = kNoNumber;
  double sliver_m2 = kNoNumber;
  double length_m = kNoNumber;
  double share = kNoNumber;
  double net_m2 = kNoNumber; ///< overlap less the deduction of its zones (LayerKind::deduct); null without one
};

struct SiteResult {
  std::string id;
  std::string name;
  std::string project_id;
  Shape shape = Shape::none;
  double area_m2 = kNoNumber;  ///< by the area method, in the site's own CRS; null for points and lines
  double length_m = kNoNumber; ///< lines
  double accuracy_m = 0;
  bool accuracy_assumed = true;
  FlatLayer geometry; ///< one row, the CRS of its file
  Verdict verdict = Verdict::pass;
  Verdict worst_case = Verdict::pass;
  bool preliminary = false; ///< status: the verdict changes without findings provisional on effect or mapping
  Text sentence;            ///< M22
  std::vector<FactUsed> facts;
  std::vector<Question> questions;
  std::vector<ActionItem> actions;
  Diagnoses diagnoses;
  std::vector<LayerResult> layers;
  std::vector<Finding> findings;
  std::vector<ClauseResult> clauses;
  std::vector<Total> totals;
};

struct ProjectResult {
  std::string id;
  double area_m2 = kNoNumber;
  Verdict verdict = Verdict::pass;
  Verdict worst_case = Verdict::pass;
  std::vector<std::string> sites;
  std::vector<Total> totals;
};

/// An edition that a run used.
struct LayerUsed {
  std::string kind;
  std::string version;
  Date date;
  std::string content_hash;
  std::uint64_t features = 0;
  double accuracy_m = 0;
  bool accuracy_assumed = true;
  std::string coverage; ///< as stated
  std::string crs;
};

/// One screening, whole: every figure that any output shows comes out of here.
struct RunReport {
  std::string id; ///< 12 hex: SHA-256 of all but `run` and itself
  struct Run {
    std::string time;
    std::string host;
    std::vector<std::string> paths;
  } run;
  struct Software {
    std::string version, geos, proj, gdal;
  } software;
  struct Parameters {
    std::string area_method;
    Text edge_model;
    double buffer_m = 0;
    Date as_of;
    std::string profile;                   ///< "" when kinds were listed
    std::vector<std::string> scope;        ///< kinds screened, in order
    std::vector<std::string> not_examined; ///< kinds with rules outside the scope
    double point_reach_m = 0;
  } parameters;
  struct CatalogueUsed {
    std::string id, content_hash;
  } catalogue;
  Diagnoses diagnoses; ///< of the site file as a whole
  std::vector<LayerUsed> layers;
  std::vector<ProjectResult> projects;
  std::vector<SiteResult> sites;
  std::uint64_t numeric_touches = 0; ///< overlaps below 0.01 m² or 1 mm, counted (M16)
  std::uint64_t undecided_pairs = 0;
  std::vector<int> exit_reasons; ///< every exit status that applies, the one used first (M20)

  std::size_t findingCount() const;
};

/// Above this many findings run.json holds all but the findings (design: the command line).
inline constexpr std::size_t kFindingsInJson = 10000;

} // namespace ecoredline
