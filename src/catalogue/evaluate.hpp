#pragma once

#include "catalogue/catalogue.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

/// What a project says about itself: one answer to one fact, with who, when and on what paper.
struct Answer {
  std::string value;
  std::string by;
  std::string date;
  std::string document; ///< a claim without a document gives at best conditional (M2)
  std::string from;     ///< site | project | column | default
};
using Answers = std::map<std::string, Answer>; ///< by fact id

/// One question to the rules of a kind.
struct EvaluationQuery {
  const LayerKind* kind = nullptr;
  std::string zone_class;                     ///< "" = unknown: every class is a reading
  std::map<std::string, std::string> fields;  ///< canonical fields of the zone that conditions may use
  std::map<std::string, std::string> derived; ///< derived facts, e.g. in_core_zone = yes|no
  Date as_of;
  /// Which relations are looked at: overlap for a zone that is met, outside, site, touch, distance (with distance_m).
  std::set<RuleRelation> relations{RuleRelation::overlap};
  double distance_m = 0; ///< a distance rule counts when its limit is larger (callers pass the distance less eps)
};

/// One rule of an evaluation.
struct RuleOutcome {
  const Rule* rule = nullptr;
  bool always = false;           ///< true under every completion (and reading), not only under some
  Effect effect = Effect::clear; ///< always: the rule's own, capped for a user's limit; else min(own, zone effect)
  Effect effect_worst = Effect::clear; ///< the rule's own
  std::vector<std::string> needs;      ///< open facts this rule hangs on
};

/// What would change an evaluation: one claim made, or one open question answered.
struct Flip {
  std::string fact;
  std::string value;
  Effect effect = Effect::clear; ///< the evaluation's effect then
};

/// The decision of semantics §3 for one zone: readings × completions of open ASK facts; unmade claims count as unmade.
struct Evaluation {
  /// Some reading and completion has no overlap rule in force: unknown(no_rule). `worst` is then the strictest effect
  /// that any rule of the kind has. Never set where overlap was not asked, nor for access lists and reference kinds.
  bool no_rule = false;
  Effect effect = Effect::clear;
  Effect worst = Effect::clear;
  std::vector<std::string> needs;   ///< open ASK facts that change the effect, in facts.toml order
  std::vector<RuleOutcome> rules;   ///< true under at least one completion, strictest first
  bool mapping_provisional = false; ///< several readings, or readings in the class's place, were used and agreed
  bool readings_disagree = false;
  /// Claims and answers that give another effect, facts.toml order. A claim that was made without a document is among
  /// them with its own value: the effect once the document is there.
  std::vector<Flip> flips;
  std::string needs_kind; ///< a rule that counted leans on this kind
};

/// Evaluates rules; caches by kind, class, fields and answers. SQLite in memory behind an authorizer that allows
/// nothing but expressions. One per thread.
class Evaluator {
 public:
  explicit Evaluator(const Catalogue& catalogue);
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;

  /// Errors: `catalogue.condition` (a condition does not run), `catalogue.too_many_completions`.
  Result<Evaluation> evaluate(const EvaluationQuery& query, const Answers& answers);
  /// The worst effect the kind could have for anyone with these answers (M11): over all classes, relations and open
  /// facts; prohibit for a kind that concludes by an access list (an unanswered clause may prohibit, M10).
  Result<Effect> worstOf(const LayerKind& kind, const Answers& answers, const Date& as_of);
  /// Contradictory answers (M21) and answers with a value that the fact does not allow; empty = fine.
  Result<Diagnoses> checkAnswers(const Answers& answers);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
