#include "catalogue/evaluate.hpp"

#include "base/text.hpp"
#include "catalogue/decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace ecoredline {

namespace {

// What a set of possible effects comes to (M1).
Effect summedUp(unsigned effects) {
  std::optional<Effect> least;
  Effect most = Effect::clear;
  for (unsigned e = 0; e <= static_cast<unsigned>(Effect::prohibit); ++e) {
    if ((effects >> e & 1U) == 0) continue;
    least = least.value_or(static_cast<Effect>(e));
    most = static_cast<Effect>(e);
  }
  if (!least || *least == most || most <= Effect::notify) return most;
  return std::max(*least, Effect::conditional);
}

unsigned allEffects(const Outcomes& outcomes) {
  unsigned effects = 0;
  for (const Outcome& cell : outcomes.cells)
    if (!cell.impossible) effects |= cell.effects;
  return effects;
}

bool sameInAllReadings(const Outcomes& outcomes) {
  for (std::size_t r = 1; r < outcomes.readings.size(); ++r)
    for (std::size_t c = 0; c < outcomes.completions; ++c) {
      const Outcome& first = outcomes.cell(0, c);
      const Outcome& other = outcomes.cell(r, c);
      if (first.effects != other.effects || first.no_rule != other.no_rule) return false;
    }
  return true;
}

// True if two completions that differ in open fact `f` only come to different effects.
bool changesEffect(const Outcomes& outcomes, std::size_t f) {
  for (std::size_t c = 0; c < outcomes.completions; ++c) {
    const std::size_t digit = outcomes.digits(c)[f];
    for (std::size_t d = 0; d < digit; ++d) {
      const std::size_t other = c - (digit - d) * outcomes.stride[f];
      for (std::size_t r = 0; r < outcomes.readings.size(); ++r) {
        const Outcome& a = outcomes.cell(r, c);
        const Outcome& b = outcomes.cell(r, other);
        if (!a.impossible && !b.impossible && (a.effects != b.effects || a.no_rule != b.no_rule)) return true;
      }
    }
  }
  return false;
}

bool variesOverCompletions(const Outcomes& outcomes) {
  for (std::size_t r = 0; r < outcomes.readings.size(); ++r) {
    std::optional<unsigned> first;
    for (std::size_t c = 0; c < outcomes.completions; ++c) {
      const Outcome& cell = outcomes.cell(r, c);
      if (cell.impossible) continue;
      const unsigned value = cell.effects * 2U + cell.no_rule;
      if (first.value_or(value) != value) return true;
      first = value;
    }
  }
  return false;
}

// Open ASK facts that change the effect. Where contradictions leave no two completions that differ in one fact only,
// no single fact can be blamed and all open ones are asked.
std::vector<std::string> neededFacts(const Outcomes& outcomes) {
  std::vector<const Fact*> needed = outcomes.unknowable;
  bool blamed = false;
  for (std::size_t f = 0; f < outcomes.open.size(); ++f) {
    if (!changesEffect(outcomes, f)) continue;
    blamed = true;
    if (outcomes.open[f]->sort == FactSort::ask) needed.push_back(outcomes.open[f]);
  }
  if (!blamed && variesOverCompletions(outcomes))
    for (const Fact* fact : outcomes.open)
      if (fact->sort == FactSort::ask) needed.push_back(fact);
  std::ranges::sort(needed); // address order in the one vector of facts: facts.toml order
  std::vector<std::string> ids;
  for (const Fact* fact : needed) ids.push_back(fact->id);
  return ids;
}

// The open facts that a condition's truth hangs on.
std::vector<std::string> hangsOn(const TruthTable& table, const std::vector<const Fact*>& open) {
  std::vector<const Fact*> facts;
  for (std::size_t i = 0; i < table.open.size(); ++i) {
    const Fact* fact = open[table.open[i]];
    const std::size_t stride = table.stride[i];
    bool varies = false;
    for (std::size_t at = stride; at < table.truth.size() && !varies; ++at)
      varies = at / stride % fact->values.size() != 0 && table.truth[at] != table.truth[at - stride];
    if (varies && fact->sort == FactSort::ask) facts.push_back(fact);
  }
  if (std::ranges::find(table.truth, Truth::open) != table.truth.end())
    facts.insert(facts.end(), table.unknowable.begin(), table.unknowable.end());
  std::ranges::sort(facts);
  std::vector<std::string> ids;
  for (const Fact* fact : facts) ids.push_back(fact->id);
  return ids;
}

std::optional<RuleOutcome> outcomeOf(const RuleUse& use, const Outcomes& outcomes, Effect zone_effect) {
  bool ever = false;
  bool always = true;
  for (std::size_t c = 0; c < outcomes.completions; ++c) {
    const Truth truth = use.given.at(outcomes.digits(c));
    for (std::size_t r = 0; r < outcomes.readings.size(); ++r) {
      if (outcomes.cell(r, c).impossible) continue;
      const Truth here = use.in_reading[r] != 0 ? truth : Truth::no;
      ever = ever || here != Truth::no;
      always = always && here == Truth::yes;
    }
  }
  if (!ever) return std::nullopt;
  const Effect own = capped(*use.rule);
  return RuleOutcome{.rule = use.rule,
                     .always = always,
                     .effect = always ? own : std::min(own, zone_effect),
                     .effect_worst = use.rule->effect,
                     .needs = always ? std::vector<std::string>{} : hangsOn(use.given, outcomes.open)};
}

std::vector<RuleOutcome> ruleOutcomes(const Outcomes& outcomes, Effect zone_effect) {
  std::vector<RuleOutcome> rules;
  for (const RuleUse& use : outcomes.rules)
    if (auto outcome = outcomeOf(use, outcomes, zone_effect)) rules.push_back(std::move(*outcome));
  std::ranges::stable_sort(rules, std::greater<>{},
                           [](const RuleOutcome& r) { return std::tuple(r.effect, r.effect_worst); });
  return rules;
}

bool loosensProvisionally(const Evaluation& e) {
  const auto provisional = [](const RuleOutcome& r) {
    return r.rule->provisional == Provisional::effect || r.rule->provisional == Provisional::mapping;
  };
  return e.effect < Effect::conditional && (e.mapping_provisional || std::ranges::any_of(e.rules, provisional));
}

// A zone held at conditional (by M2 or M8) is carried by its strictest rules.
void liftStrictest(Evaluation& e) {
  if (e.rules.empty() || e.rules.front().effect >= e.effect) return;
  const Effect strictest = e.rules.front().effect;
  for (RuleOutcome& rule : e.rules)
    if (rule.effect == strictest) rule.effect = e.effect;
}

Diagnosis answerDiagnosis(std::string code, Text message) {
  Diagnosis diagnosis;
  diagnosis.code = std::move(code);
  diagnosis.severity = Severity::error;
  diagnosis.message = std::move(message);
  return diagnosis;
}

std::string joined(const std::vector<std::string>& items) {
  return fmt::format("{}", fmt::join(items, ", "));
}

bool isNumber(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool isAllowed(const Fact& fact, const std::string& value) {
  if (!fact.values.empty()) return std::ranges::find(fact.values, value) != fact.values.end();
  if (fact.type == FactType::number) return isNumber(value);
  return fact.type != FactType::date || isDate(value);
}

std::string expected(const Fact& fact) {
  if (!fact.values.empty()) return joined(fact.values);
  return fact.type == FactType::number ? "123.4" : "YYYY-MM-DD";
}

std::optional<Diagnosis> checkClause(const std::string& id, const std::string& value) {
  if (value == "conform" || value == "not" || value == "n_a") return std::nullopt;
  return answerDiagnosis("answers.bad_value",
                         {fmt::format("清单条款 {} 的回答“{}”无效，应为 conform、not 或 n_a", id, value),
                          fmt::format("Clause {}: the answer \"{}\" is not one of conform, not, n_a", id, value)});
}

std::optional<Diagnosis> checkAnswer(const Catalogue& catalogue, const std::string& id, const std::string& value) {
  if (id.starts_with("clause.")) return checkClause(id, value);
  const Fact* fact = catalogue.fact(id);
  if (fact == nullptr)
    return answerDiagnosis("answers.unknown_fact",
                           {fmt::format("目录中没有事实 {}", id), fmt::format("The catalogue knows no fact {}", id)});
  if (fact->sort == FactSort::derived)
    return answerDiagnosis("answers.derived_fact", {fmt::format("事实 {} 由数据推出，不能填写", id),
                                                    fmt::format("Fact {} is derived from data, not answered", id)});
  if (isAllowed(*fact, value)) return std::nullopt;
  return answerDiagnosis("answers.bad_value",
                         {fmt::format("事实 {} 的回答“{}”无效，应为：{}", id, value, expected(*fact)),
                          fmt::format("Fact {}: the answer \"{}\" is none of: {}", id, value, expected(*fact))});
}

Diagnosis contradictionDiagnosis(const Contradiction& contradiction, const Answers& answers) {
  std::vector<std::string> given;
  for (const std::string& fact : contradiction.facts)
    if (const auto answer = answers.find(fact); answer != answers.end())
      given.push_back(fmt::format("{}={}", fact, answer->second.value));
  return answerDiagnosis(
      "answers.contradiction",
      {fmt::format("回答互相矛盾（{}）：{}", joined(given), contradiction.text.zh),
       fmt::format("The answers contradict each other ({}): {}", joined(given), contradiction.text.en)});
}

} // namespace

struct Evaluator::State {
  explicit State(const Catalogue& catalogue) : engine(catalogue) {}

  Result<Evaluation> decide(const EvaluationQuery& query, const Answers& answers);
  Result<bool> canProhibit(const Outcomes& outcomes, const EvaluationQuery& query, const Answers& answers);
  Result<void> addFlips(Evaluation& evaluation, const EvaluationQuery& query, const Answers& answers);
  Result<void> addFlip(Evaluation& evaluation, const EvaluationQuery& query, const Answers& answers, const Fact& fact);
  Result<std::string> memoKey(const EvaluationQuery& query, const Answers& answers);
  Result<const std::set<std::string>*> namesOf(const LayerKind& kind);

  RuleEngine engine;
  std::map<const LayerKind*, std::set<std::string>> names;
  std::unordered_map<std::string, Evaluation> memo;
};

// "The same class can be prohibit under other answers" (M8).
Result<bool> Evaluator::State::canProhibit(const Outcomes& outcomes, const EvaluationQuery& query,
                                           const Answers& answers) {
  for (const RuleUse& use : outcomes.rules) {
    if (capped(*use.rule) != Effect::prohibit) continue;
    const auto possible = engine.possible(*use.rule, query, answers, Answering::anything);
    if (!possible || *possible) return possible;
  }
  return false;
}

Result<Evaluation> Evaluator::State::decide(const EvaluationQuery& query, const Answers& answers) {
  const auto outcomes = engine.outcomes(query, answers);
  if (!outcomes) return fail(outcomes.error());
  Evaluation e;
  for (const Outcome& cell : outcomes->cells) {
    if (cell.impossible) continue;
    e.no_rule = e.no_rule || cell.no_rule;
    e.worst = std::max(e.worst, cell.worst);
  }
  const bool mapped = outcomes->readings.size() > 1 || outcomes->class_replaced;
  e.readings_disagree = !sameInAllReadings(*outcomes);
  e.mapping_provisional = mapped && !e.readings_disagree;
  e.effect = summedUp(allEffects(*outcomes));
  e.needs = neededFacts(*outcomes);
  e.rules = ruleOutcomes(*outcomes, e.effect);
  if (loosensProvisionally(e)) {
    const auto prohibit = canProhibit(*outcomes, query, answers);
    if (!prohibit) return fail(prohibit.error());
    if (*prohibit) e.effect = Effect::conditional;
  }
  e.worst = std::max(e.worst, e.effect);
  liftStrictest(e);
  const auto leaning = std::ranges::find_if(e.rules, [](const RuleOutcome& r) { return !r.rule->needs_kind.empty(); });
  if (leaning != e.rules.end()) e.needs_kind = leaning->rule->needs_kind;
  return e;
}

Result<void> Evaluator::State::addFlip(Evaluation& evaluation, const EvaluationQuery& query, const Answers& answers,
                                       const Fact& fact) {
  const bool bare_claim = isClaimWithoutDocument(fact, answers);
  const std::string made = isAnswered(answers, fact.id) ? trimmed(answers.at(fact.id).value) : std::string();
  if (!made.empty() && !bare_claim && made != fact.unclaimed) return {};
  const std::vector<std::string> values = bare_claim ? std::vector<std::string>{made} : fact.values;
  for (const std::string& value : values) {
    if (!bare_claim && value == fact.unclaimed) continue;
    Answers changed = answers;
    changed[fact.id] = {value, {}, {}, "*", {}}; // as if with a document
    const auto other = decide(query, changed);
    if (!other) return fail(other.error());
    if (other->effect != evaluation.effect) evaluation.flips.push_back({fact.id, value, other->effect});
  }
  return {};
}

Result<void> Evaluator::State::addFlips(Evaluation& evaluation, const EvaluationQuery& query, const Answers& answers) {
  const auto used = namesOf(*query.kind);
  if (!used) return fail(used.error());
  for (const Fact& fact : engine.catalogue().facts()) {
    if (!(*used)->contains(fact.id)) continue;
    const bool open = fact.sort == FactSort::ask && !isAnswered(answers, fact.id);
    if (!open && fact.sort != FactSort::claim) continue;
    if (auto added = addFlip(evaluation, query, answers, fact); !added) return added;
  }
  return {};
}

Result<const std::set<std::string>*> Evaluator::State::namesOf(const LayerKind& kind) {
  if (const auto known = names.find(&kind); known != names.end()) return &known->second;
  std::set<std::string> used;
  for (const Rule& rule : kind.rules) {
    const auto condition = engine.condition(kind, rule);
    if (!condition) return fail(condition.error());
    used.insert(condition->names.begin(), condition->names.end());
  }
  for (const Contradiction& contradiction : engine.catalogue().contradictions()) {
    const auto condition = engine.condition(contradiction);
    if (!condition) return fail(condition.error());
    used.insert(condition->names.begin(), condition->names.end());
  }
  return &names.emplace(&kind, std::move(used)).first->second;
}

// Everything that an evaluation of this kind can depend on, and nothing else.
Result<std::string> Evaluator::State::memoKey(const EvaluationQuery& query, const Answers& answers) {
  const auto used = namesOf(*query.kind);
  if (!used) return fail(used.error());
  std::string key = fmt::format("{}\n{}\n{}\n{}\n", query.kind->id, query.zone_class, query.as_of, query.distance_m);
  for (const RuleRelation relation : query.relations) key += fmt::format("{},", static_cast<int>(relation));
  for (const std::string& id : **used) {
    const auto add = [&](const std::map<std::string, std::string>& from) {
      const auto found = from.find(id);
      if (found != from.end()) key += fmt::format("\n{}={}:{}", id, found->second.size(), found->second);
    };
    add(query.fields);
    add(query.derived);
    if (!isAnswered(answers, id)) continue;
    const Answer& answer = answers.at(id);
    key += fmt::format("\n{}?{}:{}{}", id, answer.value.size(), answer.value, trimmed(answer.document).empty());
  }
  return key;
}

Evaluator::Evaluator(const Catalogue& catalogue) : m_state(std::make_unique<State>(catalogue)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

Result<Evaluation> Evaluator::evaluate(const EvaluationQuery& query, const Answers& answers) {
  auto key = m_state->memoKey(query, answers);
  if (!key) return fail(key.error());
  if (const auto known = m_state->memo.find(*key); known != m_state->memo.end()) return known->second;
  auto evaluation = m_state->decide(query, answers);
  if (!evaluation) return evaluation;
  if (auto added = m_state->addFlips(*evaluation, query, answers); !added) return fail(added.error());
  return m_state->memo.emplace(std::move(*key), std::move(*evaluation)).first->second;
}

Result<Effect> Evaluator::worstOf(const LayerKind& kind, const Answers& answers, const Date& as_of) {
  if (kind.needs_access_list) return Effect::prohibit;
  Effect worst = Effect::clear;
  EvaluationQuery query;
  query.kind = &kind;
  query.as_of = as_of;
  const auto readings = readingsOf(kind, {}, as_of);
  for (const Rule& rule : kind.rules) {
    const auto in_force = [&](const Reading& r) { return rule.inForce(r.law_as_of) && rule.appliesTo(r.zone_class); };
    if (rule.effect <= worst || std::ranges::none_of(readings, in_force)) continue;
    const auto given = m_state->engine.possible(rule, query, answers, Answering::given);
    if (!given) return fail(given.error());
    if (*given) worst = rule.effect;
    const auto papers = m_state->engine.possible(rule, query, answers, Answering::papers_only);
    if (!papers) return fail(papers.error());
    if (*papers && rule.effect > Effect::conditional) worst = std::max(worst, Effect::conditional);
  }
  return worst;
}

Result<Diagnoses> Evaluator::checkAnswers(const Answers& answers) {
  Diagnoses found;
  for (const auto& [id, answer] : answers) {
    if (!isAnswered(answers, id)) continue;
    if (auto wrong = checkAnswer(m_state->engine.catalogue(), id, trimmed(answer.value))) found.push_back(*wrong);
  }
  const auto met = m_state->engine.contradictions(answers);
  if (!met) return fail(met.error());
  for (const Contradiction* contradiction : *met) found.push_back(contradictionDiagnosis(*contradiction, answers));
  return found;
}

} // namespace ecoredline
