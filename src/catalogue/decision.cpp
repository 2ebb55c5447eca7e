#include "catalogue/decision.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::uint8_t bit(Effect effect) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(effect));
}

// Strides of a mixed-radix number whose digits are the values of `facts`; nullopt above the cap.
std::optional<std::size_t> strides(const std::vector<const Fact*>& facts, std::vector<std::size_t>& stride) {
  std::size_t product = 1;
  for (const Fact* fact : facts) {
    stride.push_back(product);
    product *= fact->values.size();
    if (product > kMostCompletions) return std::nullopt;
  }
  return product;
}

std::vector<std::size_t> digitsOf(std::size_t number, const std::vector<const Fact*>& facts) {
  std::vector<std::size_t> digits;
  for (const Fact* fact : facts) {
    digits.push_back(number % fact->values.size());
    number /= fact->values.size();
  }
  return digits;
}

tl::unexpected<Error> tooManyCompletions(const std::string& where) {
  return fail(ErrorKind::input, "catalogue.too_many_completions",
              {fmt::format("未回答的事实组合超过 {} 种", kMostCompletions),
               fmt::format("The open facts have more than {} combinations", kMostCompletions)},
              where,
              {"减少该图层类型规则所用的事实，或先回答其中几项",
               "let the rules of this kind use fewer facts, or answer some of them first"});
}

bool looksAtZone(const std::set<RuleRelation>& relations) {
  return relations.contains(RuleRelation::overlap) || relations.contains(RuleRelation::touch) ||
         relations.contains(RuleRelation::distance);
}

bool fits(const Rule& rule, const EvaluationQuery& query) {
  if (!query.relations.contains(rule.relation)) return false;
  return rule.relation != RuleRelation::distance || query.distance_m < rule.limit_m;
}

// A question about no zone (site, outside, uncovered) has no class to be read: every rule of the relation speaks.
bool speaks(const Rule& rule, const Reading& reading, bool about_zone) {
  if (!rule.inForce(reading.law_as_of)) return false;
  return rule.appliesTo(reading.zone_class) || (!about_zone && reading.zone_class.empty());
}

bool isFinite(const Fact& fact) {
  return !fact.values.empty();
}

bool isAsked(const Fact& fact) {
  return fact.sort == FactSort::ask;
}

std::string answerTo(const Answers& answers, const std::string& fact) {
  const auto found = answers.find(fact);
  return found == answers.end() ? std::string() : trimmed(found->second.value);
}

NameBinding bindClaim(const Fact& fact, const Answers& answers, Answering answering) {
  if (answering == Answering::anything && isFinite(fact)) return {.value = {}, .open = &fact};
  const bool made =
      isAnswered(answers, fact.id) && (answering != Answering::papers_only || !isClaimWithoutDocument(fact, answers));
  return {.value = made ? answerTo(answers, fact.id) : fact.unclaimed};
}

NameBinding bindFact(const Fact& fact, const EvaluationQuery& query, const Answers& answers, Answering answering) {
  if (fact.sort == FactSort::claim) return bindClaim(fact, answers, answering);
  if (fact.sort == FactSort::derived) {
    const auto found = query.derived.find(fact.id);
    if (found != query.derived.end() && !found->second.empty()) return {.value = found->second};
    return isFinite(fact) ? NameBinding{.value = {}, .open = &fact} : NameBinding{};
  }
  const bool anything = isAsked(fact) && answering == Answering::anything;
  if (!anything && isAnswered(answers, fact.id)) return {.value = answerTo(answers, fact.id)};
  if (!isAsked(fact)) return {};
  return isFinite(fact) ? NameBinding{.value = {}, .open = &fact}
                        : NameBinding{.value = {}, .open = nullptr, .unknowable = &fact};
}

NameBinding bindField(const std::string& field, const EvaluationQuery& query) {
  const auto found = query.fields.find(field);
  if (found == query.fields.end() || found->second.empty()) return {};
  return {.value = found->second};
}

void addUnique(std::vector<const Fact*>& facts, const Fact* fact) {
  if (std::ranges::find(facts, fact) == facts.end()) facts.push_back(fact);
}

struct CellQuery {
  const Outcomes& out;
  const LayerKind& kind;
  bool overlap; ///< a met class must have a rule
  TruthTable RuleUse::*table;
};

bool mustHaveRule(const CellQuery& q) {
  return q.overlap && !q.kind.needs_access_list && !q.kind.reference;
}

Effect strictestOf(const LayerKind& kind) {
  Effect strictest = Effect::clear;
  for (const Rule& rule : kind.rules) strictest = std::max(strictest, rule.effect);
  return strictest;
}

// Rules whose condition stayed NULL may be true or not: each adds its effect to what is certain.
void addOpenRules(const std::vector<const RuleUse*>& open, std::optional<Effect> certain, Outcome& cell,
                  std::vector<const Fact*>* unknowable) {
  for (const RuleUse* use : open) {
    cell.worst = std::max(cell.worst, use->rule->effect);
    if (certain && capped(*use->rule) <= *certain) continue;
    cell.effects |= bit(capped(*use->rule));
    if (unknowable == nullptr) continue;
    for (const Fact* fact : use->given.unknowable) addUnique(*unknowable, fact);
  }
}

Outcome decideCell(const CellQuery& q, std::size_t reading, const std::vector<std::size_t>& digits,
                   std::vector<const Fact*>* unknowable) {
  Outcome cell;
  std::optional<Effect> certain;
  bool covered = false;
  std::vector<const RuleUse*> open;
  for (const RuleUse& use : q.out.rules) {
    if (!use.in_reading[reading]) continue;
    const Truth truth = (use.*q.table).at(digits);
    if (truth == Truth::open) open.push_back(&use);
    if (truth != Truth::yes) continue;
    certain = std::max(certain.value_or(Effect::clear), capped(*use.rule));
    cell.worst = std::max(cell.worst, use.rule->effect);
    covered = covered || use.rule->relation == RuleRelation::overlap;
  }
  cell.no_rule = mustHaveRule(q) && !covered;
  if (!certain && !cell.no_rule) certain = Effect::clear;
  if (certain) cell.effects = bit(*certain);
  addOpenRules(open, certain, cell, unknowable);
  if (cell.no_rule) cell.worst = strictestOf(q.kind); // the law of the day is not known: nothing can be ruled out
  return cell;
}

// A claim without a document gives at best conditional (M2).
void holdToPapers(Outcome& cell, const Outcome& papers_only) {
  if (papers_only.effects < 2U * bit(Effect::conditional)) return;
  const unsigned below = bit(Effect::conditional) - 1U;
  if ((cell.effects & below) == 0) return;
  cell.effects = static_cast<std::uint8_t>((cell.effects & ~below) | bit(Effect::conditional));
  cell.worst = std::max(cell.worst, Effect::conditional);
}

// Contradictory answers leave no completion; then none is left out (checkAnswers has named them).
void markImpossible(Outcomes& out, const std::vector<TruthTable>& contradictions) {
  std::vector<char> impossible(out.completions, 0);
  for (std::size_t c = 0; c < out.completions && !contradictions.empty(); ++c) {
    const auto digits = out.digits(c);
    impossible[c] =
        std::ranges::any_of(contradictions, [&](const TruthTable& table) { return table.at(digits) == Truth::yes; });
  }
  if (std::ranges::find(impossible, 0) == impossible.end()) return;
  for (std::size_t r = 0; r < out.readings.size(); ++r)
    for (std::size_t c = 0; c < out.completions; ++c) out.cells[r * out.completions + c].impossible = impossible[c];
}

Vocabulary factVocabulary(const Catalogue& catalogue) {
  Vocabulary words;
  for (const Fact& fact : catalogue.facts()) words[fact.id] = fact.type == FactType::number;
  return words;
}

Vocabulary kindVocabulary(const Catalogue& catalogue, const LayerKind& kind) {
  Vocabulary words = factVocabulary(catalogue);
  for (const Field& field : kind.fields) words.emplace(field.id, false);
  return words;
}

std::vector<const Fact*> openFacts(const std::vector<NameBinding>& names) {
  std::vector<const Fact*> open;
  for (const NameBinding& name : names)
    if (name.open != nullptr) open.push_back(name.open);
  return open;
}

} // namespace

Truth TruthTable::at(const std::vector<std::size_t>& digits) const {
  std::size_t index = 0;
  for (std::size_t i = 0; i < open.size(); ++i) index += digits[open[i]] * stride[i];
  return truth[index];
}

std::vector<std::size_t> Outcomes::digits(std::size_t completion) const {
  return digitsOf(completion, open);
}

bool isAnswered(const Answers& answers, const std::string& fact) {
  return !answerTo(answers, fact).empty();
}

bool isInPlay(const Rule& rule, const Answers& answers) {
  return std::ranges::all_of(rule.if_stated, [&](const std::string& fact) { return isAnswered(answers, fact); });
}

bool isClaimWithoutDocument(const Fact& fact, const Answers& answers) {
  if (fact.sort != FactSort::claim || !isAnswered(answers, fact.id)) return false;
  return answerTo(answers, fact.id) != fact.unclaimed && trimmed(answers.at(fact.id).document).empty();
}

std::vector<Reading> readingsOf(const LayerKind& kind, const std::string& zone_class, const Date& day) {
  std::vector<Reading> readings;
  const auto add = [&](const std::string& id, const Date& law) {
    const Reading reading{id, law.empty() ? day : law};
    const auto same = [&](const Reading& r) {
      return r.zone_class == reading.zone_class && r.law_as_of == reading.law_as_of;
    };
    if (std::ranges::none_of(readings, same)) readings.push_back(reading);
  };
  const bool known = kind.zoneClass(zone_class) != nullptr;
  for (const ZoneClass& candidate : kind.classes) {
    if (known && candidate.id != zone_class) continue;
    const bool replaced = !candidate.readings.empty() && candidate.readings_from <= day;
    if (!replaced) add(candidate.id, {});
    for (const Reading& reading : candidate.readings)
      if (replaced) add(reading.zone_class, reading.law_as_of);
  }
  if (readings.empty()) add({}, {});
  return readings;
}

Result<std::size_t> RuleEngine::compiled(const LayerKind& kind, const Rule& rule) {
  if (const auto known = m_rules.find(&rule); known != m_rules.end()) return known->second;
  const std::string where = fmt::format("kinds/{}.toml, rule {}", kind.id, rule.id);
  auto parsed = parseCondition(rule.when, kindVocabulary(m_catalogue, kind), where);
  if (!parsed) return fail(parsed.error());
  auto number = m_runner.add(std::move(*parsed), where);
  if (number) m_rules.emplace(&rule, *number);
  return number;
}

Result<std::size_t> RuleEngine::compiled(const Contradiction& contradiction) {
  if (const auto known = m_contradictions.find(&contradiction); known != m_contradictions.end()) return known->second;
  const std::string where = "facts.toml, contradiction " + contradiction.text.zh;
  auto parsed = parseCondition(contradiction.when, factVocabulary(m_catalogue), where);
  if (!parsed) return fail(parsed.error());
  auto number = m_runner.add(std::move(*parsed), where);
  if (number) m_contradictions.emplace(&contradiction, *number);
  return number;
}

Result<Condition> RuleEngine::condition(const LayerKind& kind, const Rule& rule) {
  return compiled(kind, rule).map([&](std::size_t number) { return m_runner.condition(number); });
}

Result<Condition> RuleEngine::condition(const Contradiction& contradiction) {
  return compiled(contradiction).map([&](std::size_t number) { return m_runner.condition(number); });
}

std::vector<NameBinding> RuleEngine::bindings(std::size_t condition, const EvaluationQuery& query,
                                              const Answers& answers, Answering answering) const {
  std::vector<NameBinding> bound;
  for (const std::string& name : m_runner.condition(condition).names) {
    const Fact* fact = m_catalogue.fact(name);
    bound.push_back(fact != nullptr ? bindFact(*fact, query, answers, answering) : bindField(name, query));
  }
  return bound;
}

Result<TruthTable> RuleEngine::tabulate(std::size_t condition, const std::vector<NameBinding>& names,
                                        const std::vector<const Fact*>& open) {
  TruthTable table;
  std::vector<const Fact*> own;
  for (const NameBinding& name : names) {
    if (name.unknowable != nullptr) table.unknowable.push_back(name.unknowable);
    if (name.open == nullptr) continue;
    own.push_back(name.open);
    table.open.push_back(static_cast<std::size_t>(std::ranges::find(open, name.open) - open.begin()));
  }
  const auto size = strides(own, table.stride);
  if (!size) return tooManyCompletions(fmt::format("condition {}", m_runner.condition(condition).sql));
  for (std::size_t cell = 0; cell < *size; ++cell) {
    const auto digits = digitsOf(cell, own);
    std::vector<std::optional<std::string>> values;
    std::size_t next = 0;
    for (const NameBinding& name : names) {
      values.push_back(name.open == nullptr ? name.value : name.open->values[digits[next]]);
      next += name.open != nullptr;
    }
    const auto truth = m_runner.run(condition, values);
    if (!truth) return fail(truth.error());
    table.truth.push_back(*truth);
  }
  return table;
}

Result<void> RuleEngine::collectOpenFacts(Outcomes& out, const EvaluationQuery& query, const Answers& answers) {
  for (const RuleUse& use : out.rules) {
    const auto number = compiled(*query.kind, *use.rule);
    if (!number) return fail(number.error());
    for (const NameBinding& name : bindings(*number, query, answers, Answering::given))
      if (name.open != nullptr) addUnique(out.open, name.open);
  }
  std::ranges::sort(out.open); // one vector holds all facts: address order is facts.toml order
  const auto size = strides(out.open, out.stride);
  if (!size) return tooManyCompletions("kinds/" + query.kind->id + ".toml");
  out.completions = *size;
  return {};
}

Result<void> RuleEngine::fillTables(Outcomes& out, const EvaluationQuery& query, const Answers& answers) {
  for (RuleUse& use : out.rules) {
    const std::size_t number = m_rules.at(use.rule);
    auto given = tabulate(number, bindings(number, query, answers, Answering::given), out.open);
    if (!given) return fail(given.error());
    auto papers = tabulate(number, bindings(number, query, answers, Answering::papers_only), out.open);
    if (!papers) return fail(papers.error());
    use.given = std::move(*given);
    use.papers_only = std::move(*papers);
  }
  return {};
}

Result<std::vector<TruthTable>> RuleEngine::contradictionTables(const Outcomes& out, const EvaluationQuery& query,
                                                                const Answers& answers) {
  std::vector<TruthTable> tables;
  for (const Contradiction& contradiction : m_catalogue.contradictions()) {
    const auto number = compiled(contradiction);
    if (!number) return fail(number.error());
    auto names = bindings(*number, query, answers, Answering::given);
    const auto& ids = m_runner.condition(*number).names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool enumerated = std::ranges::find(out.open, names[i].open) != out.open.end();
      // What nobody asks or claims in this question contradicts nothing.
      if (!enumerated && !isAnswered(answers, ids[i])) names[i] = {};
    }
    auto table = tabulate(*number, names, out.open);
    if (!table) return fail(table.error());
    tables.push_back(std::move(*table));
  }
  return tables;
}

Result<Outcomes> RuleEngine::outcomes(const EvaluationQuery& query, const Answers& answers) {
  const bool about_zone = looksAtZone(query.relations);
  Outcomes out;
  out.readings = about_zone || !query.zone_class.empty() ? readingsOf(*query.kind, query.zone_class, query.as_of)
                                                         : std::vector<Reading>{{{}, query.as_of}};
  const ZoneClass* known = query.kind->zoneClass(query.zone_class);
  out.class_replaced = known != nullptr && !known->readings.empty() && known->readings_from <= query.as_of;
  for (const Rule& rule : query.kind->rules) {
    if (!fits(rule, query) || !isInPlay(rule, answers)) continue;
    RuleUse use{.rule = &rule, .in_reading = {}, .given = {}, .papers_only = {}};
    for (const Reading& reading : out.readings) use.in_reading.push_back(speaks(rule, reading, about_zone));
    if (std::ranges::find(use.in_reading, 1) != use.in_reading.end()) out.rules.push_back(std::move(use));
  }
  if (auto collected = collectOpenFacts(out, query, answers); !collected) return fail(collected.error());
  if (auto filled = fillTables(out, query, answers); !filled) return fail(filled.error());
  const auto contradicting = contradictionTables(out, query, answers);
  if (!contradicting) return fail(contradicting.error());

  const bool overlap = query.relations.contains(RuleRelation::overlap);
  out.cells.resize(out.readings.size() * out.completions);
  markImpossible(out, *contradicting);
  std::vector<const Fact*> unknowable;
  for (std::size_t at = 0; at < out.cells.size(); ++at) {
    if (out.cells[at].impossible) continue;
    const auto digits = out.digits(at % out.completions);
    const std::size_t reading = at / out.completions;
    Outcome cell = decideCell({out, *query.kind, overlap, &RuleUse::given}, reading, digits, &unknowable);
    holdToPapers(cell, decideCell({out, *query.kind, overlap, &RuleUse::papers_only}, reading, digits, nullptr));
    out.cells[at] = cell;
  }
  std::ranges::sort(unknowable);
  out.unknowable = std::move(unknowable);
  return out;
}

Result<bool> RuleEngine::possible(const Rule& rule, const EvaluationQuery& query, const Answers& answers,
                                  Answering answering) {
  const auto number = compiled(*query.kind, rule);
  if (!number) return fail(number.error());
  const auto names = bindings(*number, query, answers, answering);
  const auto table = tabulate(*number, names, openFacts(names));
  if (!table) return fail(table.error());
  return std::ranges::any_of(table->truth, [](Truth truth) { return truth != Truth::no; });
}

Result<bool> RuleEngine::canBothHold(const LayerKind& kind, const Rule& a, const Rule& b) {
  const std::string where = fmt::format("kinds/{}.toml, rules {} and {}", kind.id, a.id, b.id);
  const auto always = [](const Rule& rule) { return trimmed(rule.when).empty() ? std::string("1") : rule.when; };
  auto parsed =
      parseCondition(fmt::format("({}) AND ({})", always(a), always(b)), kindVocabulary(m_catalogue, kind), where);
  if (!parsed) return fail(parsed.error());
  const auto number = m_runner.add(std::move(*parsed), where);
  if (!number) return fail(number.error());
  const auto names = bindings(*number, EvaluationQuery{}, {}, Answering::anything);
  const auto table = tabulate(*number, names, openFacts(names));
  if (!table) return fail(table.error());
  return std::ranges::find(table->truth, Truth::yes) != table->truth.end();
}

Result<std::vector<const Contradiction*>> RuleEngine::contradictions(const Answers& answers) {
  std::vector<const Contradiction*> met;
  for (const Contradiction& contradiction : m_catalogue.contradictions()) {
    const auto number = compiled(contradiction);
    if (!number) return fail(number.error());
    std::vector<std::optional<std::string>> values;
    for (const std::string& name : m_runner.condition(*number).names)
      values.push_back(isAnswered(answers, name) ? std::optional(answerTo(answers, name)) : std::nullopt);
    const auto truth = m_runner.run(*number, values);
    if (!truth) return fail(truth.error());
    if (*truth == Truth::yes) met.push_back(&contradiction);
  }
  return met;
}

} // namespace ecoredline
