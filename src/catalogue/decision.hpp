#pragma once

#include "catalogue/condition.hpp"
#include "catalogue/evaluate.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// Most completions of open facts that one question may have (semantics M1).
inline constexpr std::size_t kMostCompletions = 4096;

/// How the facts of a condition are filled in.
enum class Answering {
  given,       ///< as answered; open ASK facts take every value, claims not made count as not made
  papers_only, ///< the same, but claims without a document count as not made (M2)
  anything,    ///< every ASK fact and every CLAIM takes every value, whatever was answered
};

/// What one name of a condition stands for in one question.
struct NameBinding {
  std::optional<std::string> value; ///< nullopt and not open = NULL
  const Fact* open = nullptr;       ///< takes every value of this fact
  const Fact* unknowable = nullptr; ///< an unanswered ASK fact without a list of values: NULL
};

/// A condition's truth for every combination of the open facts that it uses.
struct TruthTable {
  std::vector<std::size_t> open;   ///< positions among the question's open facts
  std::vector<std::size_t> stride; ///< of each in `truth`
  std::vector<Truth> truth;
  std::vector<const Fact*> unknowable; ///< unanswered ASK facts without values that the condition uses

  Truth at(const std::vector<std::size_t>& digits) const;
};

/// A rule that may speak in a question.
struct RuleUse {
  const Rule* rule = nullptr;
  std::vector<char> in_reading; ///< in force and of the class, per reading
  TruthTable given;
  TruthTable papers_only; ///< filled only when there are claims without a document
};

/// What one reading and one completion come to: more than one effect only where a condition stayed NULL.
struct Outcome {
  std::uint8_t effects = 0; ///< bit 1 << effect, user limits capped at restrict (M8)
  Effect worst = Effect::clear;
  bool no_rule = false;
  bool impossible = false; ///< the answers contradict each other (M21): not counted
};

/// Everything that semantics §3 says about one question before it is summed up.
struct Outcomes {
  std::vector<Reading> readings;
  bool class_replaced = false;     ///< the readings stand in the class's place (M6)
  std::vector<const Fact*> open;   ///< facts.toml order
  std::vector<std::size_t> stride; ///< of each open fact in the completions
  std::size_t completions = 1;
  std::vector<Outcome> cells;          ///< [reading * completions + completion]
  std::vector<RuleUse> rules;          ///< catalogue order
  std::vector<const Fact*> unknowable; ///< text and number facts whose answer could change an effect

  const Outcome& cell(std::size_t reading, std::size_t completion) const {
    return cells[reading * completions + completion];
  }
  std::vector<std::size_t> digits(std::size_t completion) const;
};

/// The effect a rule may reach: its own, or restrict at most when its limit is a user's (M8).
inline Effect capped(const Rule& rule) {
  return rule.limit_from_user ? std::min(rule.effect, Effect::restrict) : rule.effect;
}

/// The engine under Evaluator and lint: rules × readings × completions.
class RuleEngine {
 public:
  explicit RuleEngine(const Catalogue& catalogue) : m_catalogue(catalogue) {}

  Result<Outcomes> outcomes(const EvaluationQuery& query, const Answers& answers);
  /// True if some completion makes the rule's condition true, or leaves it open.
  Result<bool> possible(const Rule& rule, const EvaluationQuery& query, const Answers& answers, Answering answering);
  /// True if some answers certainly make both conditions true.
  Result<bool> canBothHold(const LayerKind& kind, const Rule& a, const Rule& b);
  /// Contradictions that the answers certainly run into.
  Result<std::vector<const Contradiction*>> contradictions(const Answers& answers);

  /// A rule's condition taken apart. Errors: `catalogue.condition`.
  Result<Condition> condition(const LayerKind& kind, const Rule& rule);
  Result<Condition> condition(const Contradiction& contradiction);
  const Catalogue& catalogue() const { return m_catalogue; }

 private:
  Result<std::size_t> compiled(const LayerKind& kind, const Rule& rule);
  Result<std::size_t> compiled(const Contradiction& contradiction);
  Result<TruthTable> tabulate(std::size_t condition, const std::vector<NameBinding>& names,
                              const std::vector<const Fact*>& open);
  std::vector<NameBinding> bindings(std::size_t condition, const EvaluationQuery& query, const Answers& answers,
                                    Answering answering) const;
  Result<void> collectOpenFacts(Outcomes& out, const EvaluationQuery& query, const Answers& answers);
  Result<void> fillTables(Outcomes& out, const EvaluationQuery& query, const Answers& answers);
  Result<std::vector<TruthTable>> contradictionTables(const Outcomes& out, const EvaluationQuery& query,
                                                      const Answers& answers);
  const Catalogue& m_catalogue;
  ConditionRunner m_runner;
  std::map<const Rule*, std::size_t> m_rules;
  std::map<const Contradiction*, std::size_t> m_contradictions;
};

/// The readings of a zone's class on a day (M6): `zone_class` empty or unknown = every class of the kind.
std::vector<Reading> readingsOf(const LayerKind& kind, const std::string& zone_class, const Date& day);

/// True if the fact is answered with anything at all.
bool isAnswered(const Answers& answers, const std::string& fact);
/// A claim that was made, but with no document behind it.
bool isClaimWithoutDocument(const Fact& fact, const Answers& answers);

} // namespace ecoredline
