#include "catalogue/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::string_view kFirstDay = "2018-01-01"; // M6
constexpr std::array kRelations{RuleRelation::overlap, RuleRelation::touch,     RuleRelation::distance,
                                RuleRelation::outside, RuleRelation::uncovered, RuleRelation::site};

Date dayAfter(const Date& date) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  std::from_chars(date.data(), date.data() + 4, year);
  std::from_chars(date.data() + 5, date.data() + 7, month);
  std::from_chars(date.data() + 8, date.data() + 10, day);
  const std::chrono::sys_days today =
      std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
  const std::chrono::year_month_day next(today + std::chrono::days(1));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(next.year()), static_cast<unsigned>(next.month()),
                     static_cast<unsigned>(next.day()));
}

// The days since 2018 on which anything about the kind changes stand for all days.
std::set<Date> daysOfChange(const LayerKind& kind) {
  std::set<Date> days{Date(kFirstDay)};
  const auto add = [&](const Date& day) {
    if (day > kFirstDay) days.insert(day);
  };
  for (const Rule& rule : kind.rules) {
    add(rule.effective_from);
    if (!rule.effective_to.empty()) add(dayAfter(rule.effective_to));
  }
  for (const ZoneClass& zone_class : kind.classes) add(zone_class.readings_from);
  return days;
}

std::vector<std::string> classesOf(const LayerKind& kind) {
  std::vector<std::string> ids;
  for (const ZoneClass& zone_class : kind.classes) ids.push_back(zone_class.id);
  if (ids.empty()) ids.emplace_back();
  return ids;
}

// Facts of one sort that the kind's rules use, in facts.toml order.
std::vector<const Fact*> factsUsed(RuleEngine& engine, const LayerKind& kind, FactSort sort) {
  std::set<std::string> used;
  for (const Rule& rule : kind.rules)
    if (const auto condition = engine.condition(kind, rule))
      used.insert(condition->names.begin(), condition->names.end());
  std::vector<const Fact*> facts;
  for (const Fact& fact : engine.catalogue().facts())
    if (fact.sort == sort && used.contains(fact.id)) facts.push_back(&fact);
  return facts;
}

Answer documented(const std::string& value) {
  return {value, {}, {}, "*", {}};
}

// Every way to make the claims; the first is: none made. Errors: more ways than completions may have.
Result<std::vector<Answers>> waysToClaim(const LayerKind& kind, const std::vector<const Fact*>& claims) {
  std::vector<Answers> ways{{}};
  for (const Fact* claim : claims) {
    std::vector<Answers> more;
    for (const Answers& way : ways)
      for (const std::string& value : claim->values) {
        if (value == claim->unclaimed) continue;
        Answers next = way;
        next[claim->id] = documented(value);
        more.push_back(std::move(next));
      }
    ways.insert(ways.end(), more.begin(), more.end());
    if (ways.size() > kMostCompletions)
      return fail(ErrorKind::input, "catalogue.too_many_completions",
                  {"可申报事实的组合过多", "The claims can be made in too many ways"}, "kinds/" + kind.id + ".toml");
  }
  return ways;
}

std::string shown(const Outcomes& outcomes, std::size_t completion, const Answers& claims) {
  std::vector<std::string> parts;
  const auto digits = outcomes.digits(completion);
  for (std::size_t f = 0; f < outcomes.open.size(); ++f)
    parts.push_back(fmt::format("{}={}", outcomes.open[f]->id, outcomes.open[f]->values[digits[f]]));
  for (const auto& [id, answer] : claims) parts.push_back(fmt::format("{}={}", id, answer.value));
  return fmt::format("{}", fmt::join(parts, ", "));
}

EvaluationQuery queryFor(const LayerKind& kind, const std::string& zone_class, const Date& day, RuleRelation relation) {
  EvaluationQuery query;
  query.kind = &kind;
  query.as_of = day;
  query.relations = {relation};
  const bool about_zone =
      relation == RuleRelation::overlap || relation == RuleRelation::touch || relation == RuleRelation::distance;
  if (about_zone) query.zone_class = zone_class;
  return query;
}

// --- a rule for every class, day and answer (M6) ---------------------------------------------------------------------

// True when a hole was found and logged.
bool lintHole(const EvaluationQuery& query, const Outcomes& outcomes, const Answers& claims, LintLog& log) {
  for (std::size_t at = 0; at < outcomes.cells.size(); ++at) {
    const Outcome& cell = outcomes.cells[at];
    if (cell.impossible || !cell.no_rule) continue;
    const Reading& reading = outcomes.readings[at / outcomes.completions];
    const std::string answers = shown(outcomes, at % outcomes.completions, claims);
    log.add("lint.no_rule", fmt::format("kinds/{}.toml, class {}", query.kind->id, query.zone_class),
            {fmt::format("自 {} 起没有适用规则（按 {} 的法规读作 {};{}）", query.as_of, reading.law_as_of,
                         reading.zone_class, answers),
             fmt::format("no rule from {} on (read as {} under the law of {}; {})", query.as_of, reading.zone_class,
                         reading.law_as_of, answers)});
    return true;
  }
  return false;
}

void lintHoles(RuleEngine& engine, const LayerKind& kind, const std::vector<Answers>& ways, LintLog& log) {
  for (const std::string& zone_class : classesOf(kind))
    for (const Date& day : daysOfChange(kind)) {
      const auto query = queryFor(kind, zone_class, day, RuleRelation::overlap);
      for (const Answers& claims : ways) {
        const auto outcomes = engine.outcomes(query, claims);
        if (!outcomes) return log.add(outcomes.error());
        if (lintHole(query, *outcomes, claims, log)) break;
      }
    }
}

// --- answers and claims move an effect one way only (M2) -------------------------------------------------------------

Effect strictest(const Outcome& cell) {
  return cell.effects == 0 ? Effect::clear : static_cast<Effect>(std::bit_width(cell.effects) - 1);
}

struct Comparison {
  const Outcomes& base;
  const Outcomes& changed;
  bool worst; ///< compare worst cases, not effects
};

bool becomesStricter(const Comparison& c) {
  for (std::size_t at = 0; at < c.base.cells.size(); ++at) {
    const Outcome& before = c.base.cells[at];
    const Outcome& after = c.changed.cells[at];
    if (before.impossible || after.impossible) continue;
    if (c.worst ? after.worst > before.worst : strictest(after) > strictest(before)) return true;
  }
  return false;
}

// Values of a fact without a list that its conditions can tell apart: their literals, and something else.
std::vector<std::string> samples(RuleEngine& engine, const LayerKind& kind, const Fact& fact) {
  std::set<std::string> values{fact.type == FactType::number ? "0" : "?"};
  for (const Rule& rule : kind.rules) {
    const auto condition = engine.condition(kind, rule);
    if (!condition || std::ranges::find(condition->names, fact.id) == condition->names.end()) continue;
    for (const std::string& literal : condition->literals) {
      values.insert(literal);
      double number = 0;
      const bool numeric = std::from_chars(literal.data(), literal.data() + literal.size(), number).ec == std::errc();
      if (fact.type == FactType::number && numeric) values.insert(fmt::format("{}", number + 1));
    }
  }
  return {values.begin(), values.end()};
}

// One direction for one fact: claims are held to effects, ASK facts without a list of values to worst cases (those
// with a list keep theirs by construction).
struct Direction {
  const Fact* fact;
  std::vector<std::string> values;
  bool worst;
};

std::vector<Direction> directionsOf(RuleEngine& engine, const LayerKind& kind) {
  std::vector<Direction> directions;
  for (const Fact* claim : factsUsed(engine, kind, FactSort::claim))
    directions.push_back({claim, claim->values.empty() ? samples(engine, kind, *claim) : claim->values, false});
  for (const Fact* ask : factsUsed(engine, kind, FactSort::ask))
    if (ask->values.empty()) directions.push_back({ask, samples(engine, kind, *ask), true});
  return directions;
}

void reportDirection(const Direction& direction, const std::string& value, const EvaluationQuery& query, LintLog& log) {
  const std::string where =
      fmt::format("kinds/{}.toml, class {}, {}={}", query.kind->id, query.zone_class, direction.fact->id, value);
  if (direction.worst)
    log.add("lint.answer_above_worst", where,
            {"回答后的结论比未回答时的最不利情形还严", "the answer is stricter than the worst case without it"});
  else
    log.add("lint.claim_stricter", where, {"申报后结论反而更严", "making the claim makes the effect stricter"});
}

// True when something was wrong (and logged): one report per class is enough.
bool lintDirections(RuleEngine& engine, const EvaluationQuery& query, const std::vector<Direction>& directions,
                    LintLog& log) {
  const auto base = engine.outcomes(query, {});
  if (!base) {
    log.add(base.error());
    return true;
  }
  bool wrong = false;
  for (const Direction& direction : directions)
    for (const std::string& value : direction.values) {
      const auto changed = engine.outcomes(query, {{direction.fact->id, documented(value)}});
      if (!changed || !becomesStricter({*base, *changed, direction.worst})) continue;
      reportDirection(direction, value, query, log);
      wrong = true;
    }
  return wrong;
}

void lintMonotony(RuleEngine& engine, const LayerKind& kind, LintLog& log) {
  const auto directions = directionsOf(engine, kind);
  for (const RuleRelation relation : kRelations)
    for (const std::string& zone_class : classesOf(kind))
      for (const Date& day : daysOfChange(kind))
        if (lintDirections(engine, queryFor(kind, zone_class, day, relation), directions, log)) break;
}

} // namespace

void lintLaw(RuleEngine& engine, LintLog& log) {
  for (const LayerKind& kind : engine.catalogue().kinds()) {
    if (kind.reference || kind.table) continue;
    const auto ways = waysToClaim(kind, factsUsed(engine, kind, FactSort::claim));
    if (!ways) {
      log.add(ways.error());
      continue;
    }
    const std::size_t before = log.size();
    lintHoles(engine, kind, *ways, log);
    if (log.size() == before) lintMonotony(engine, kind, log);
  }
}

} // namespace ecoredline
