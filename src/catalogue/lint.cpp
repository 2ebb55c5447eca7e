#include "catalogue/lint.hpp"

#include "base/text.hpp"
#include "catalogue/cap_rules.hpp"
#include "catalogue/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

std::string fileOf(const LayerKind& kind) {
  return fmt::format("kinds/{}.toml", kind.id);
}

bool contains(const std::vector<std::string>& items, const std::string& item) {
  return std::ranges::find(items, item) != items.end();
}

// --- names -----------------------------------------------------------------------------------------------------------

void checkReference(bool known, const std::string& where, const std::string& id, LintLog& log) {
  if (known) return;
  log.add("lint.unknown_reference", where,
          {fmt::format("引用了不存在的 `{}`", id), fmt::format("refers to `{}`, which does not exist", id)});
}

void lintReferences(const Catalogue& catalogue, const LayerKind& kind, const Rule& rule, LintLog& log) {
  const std::string where = placeOf(kind, rule);
  for (const std::string& id : rule.classes) checkReference(kind.zoneClass(id) != nullptr, where, id, log);
  for (const std::string& id : rule.succeeded_by) checkReference(kind.rule(id) != nullptr, where, id, log);
  for (const std::string& id : rule.needs) checkReference(catalogue.fact(id) != nullptr, where, id, log);
  if (!rule.needs_kind.empty())
    checkReference(catalogue.kind(rule.needs_kind) != nullptr && rule.needs_kind != kind.id, where, rule.needs_kind,
                   log);
}

void lintClasses(const LayerKind& kind, LintLog& log) {
  std::map<std::string, std::string> owner;
  for (const ZoneClass& zone_class : kind.classes) {
    const std::string where = fmt::format("{}, class {}", fileOf(kind), zone_class.id);
    std::vector<std::string> names = zone_class.aliases;
    names.push_back(zone_class.id);
    names.push_back(zone_class.title.zh);
    for (const std::string& name : names) {
      const auto [at, fresh] = owner.emplace(lowered(toNfc(trimmed(name))), zone_class.id);
      if (!fresh && at->second != zone_class.id)
        log.add("lint.ambiguous_alias", where,
                {fmt::format("名称“{}”也属于类别 {}", name, at->second),
                 fmt::format("the name \"{}\" belongs to class {} too", name, at->second)});
    }
    for (const Reading& reading : zone_class.readings)
      checkReference(kind.zoneClass(reading.zone_class) != nullptr, where, reading.zone_class, log);
    if (zone_class.readings.empty() != zone_class.readings_from.empty())
      log.add("lint.readings", where,
              {"readings 与 readings_from 须同时给出", "readings and readings_from go together"});
  }
  if (!kind.deduct.empty()) checkReference(kind.field(kind.deduct) != nullptr, fileOf(kind), kind.deduct, log);
  if (!kind.default_class.empty())
    checkReference(kind.zoneClass(kind.default_class) != nullptr, fileOf(kind), kind.default_class, log);
}

void lintFieldNames(const Catalogue& catalogue, const LayerKind& kind, LintLog& log) {
  for (const Field& field : kind.fields)
    if (catalogue.fact(field.id) != nullptr)
      log.add("lint.name_clash", fileOf(kind),
              {fmt::format("字段 {} 与事实同名", field.id), fmt::format("field {} has the name of a fact", field.id)});
}

void lintFacts(const Catalogue& catalogue, LintLog& log) {
  for (const Fact& fact : catalogue.facts()) {
    if (fact.from_kind.empty()) continue;
    const std::string where = "facts.toml, fact " + fact.id;
    const LayerKind* kind = catalogue.kind(fact.from_kind);
    checkReference(kind != nullptr, where, fact.from_kind, log);
    for (const std::string& id : fact.from_classes)
      checkReference(kind == nullptr || kind->zoneClass(id) != nullptr, where, id, log);
  }
}

// --- conditions ------------------------------------------------------------------------------------------------------

void lintNeeds(const Catalogue& catalogue, const LayerKind& kind, const Rule& rule, const Condition& condition,
               LintLog& log) {
  const std::string where = placeOf(kind, rule);
  for (const std::string& name : condition.names)
    if (catalogue.fact(name) != nullptr && !contains(rule.needs, name))
      log.add("lint.needs_missing", where,
              {fmt::format("条件用到事实 {}，needs 中没有", name),
               fmt::format("the condition uses fact {}, which is not in needs", name)});
  for (const std::string& name : rule.if_stated) checkReference(contains(rule.needs, name), where, name, log);
  for (const std::string& name : rule.needs)
    if (!contains(condition.names, name))
      log.add("lint.needs_unused", where,
              {fmt::format("needs 中的 {} 在条件中没有用到", name),
               fmt::format("needs lists {}, which the condition does not use", name)});
}

bool lintCondition(RuleEngine& engine, const LayerKind& kind, const Rule& rule, LintLog& log) {
  const auto condition = engine.condition(kind, rule);
  if (!condition) {
    log.add(condition.error());
    return false;
  }
  lintNeeds(engine.catalogue(), kind, rule, *condition, log);
  EvaluationQuery query;
  query.kind = &kind;
  const auto possible = engine.possible(rule, query, {}, Answering::anything);
  if (!possible) {
    log.add(possible.error());
    return false;
  }
  if (!*possible)
    log.add("lint.never_true", placeOf(kind, rule),
            {"条件在任何回答下都不成立：" + rule.when, "no answers make the condition true: " + rule.when});
  return true;
}

bool lintContradiction(RuleEngine& engine, const Contradiction& contradiction, LintLog& log) {
  const auto condition = engine.condition(contradiction);
  if (!condition) {
    log.add(condition.error());
    return false;
  }
  const std::string where = "facts.toml, contradiction " + contradiction.text.zh;
  for (const std::string& name : condition->names)
    if (!contains(contradiction.facts, name))
      log.add("lint.needs_missing", where,
              {fmt::format("条件用到事实 {}，facts 中没有", name),
               fmt::format("the condition uses fact {}, which is not in facts", name)});
  for (const std::string& id : contradiction.facts)
    checkReference(engine.catalogue().fact(id) != nullptr, where, id, log);
  return true;
}

// --- one rule by itself ----------------------------------------------------------------------------------------------

void lintRule(const LayerKind& kind, const Rule& rule, LintLog& log) {
  const std::string where = placeOf(kind, rule);
  if (trimmed(rule.basis).empty()) log.add("lint.no_basis", where, {"没有写明依据", "names no basis"});
  if (!rule.effective_to.empty() && rule.effective_to < rule.effective_from)
    log.add("lint.dates", where, {"失效日期早于生效日期", "ends before it begins"});
  if (!rule.effective_to.empty() && rule.succeeded_by.empty() && !rule.repealed)
    log.add("lint.no_successor", where,
            {"已失效，但没有接续规则（succeeded_by），也没有标明废止（repealed）",
             "ends without a successor (succeeded_by) and is not marked as repealed"});
  if (rule.provisional != Provisional::none && rule.provisional_note.empty())
    log.add("lint.no_note", where, {"属初步规则，但没有说明", "is provisional without a note"});
  for (const std::string& id : rule.succeeded_by) {
    const Rule* successor = kind.rule(id);
    if (successor != nullptr && successor->effective_from <= rule.effective_to)
      log.add("lint.overlapping_dates", where,
              {fmt::format("与接续规则 {} 的有效期重叠", id),
               fmt::format("is in force together with its successor {}", id)});
  }
}

void lintProfile(const Catalogue& catalogue, const Profile& profile, LintLog& log) {
  for (const std::string& id : profile.kinds)
    checkReference(catalogue.kind(id) != nullptr, fmt::format("profiles/{}.toml", profile.id), id, log);
}

// --- pairs of rules --------------------------------------------------------------------------------------------------

bool shareClass(const Rule& a, const Rule& b) {
  if (a.classes.empty() || b.classes.empty()) return true;
  return std::ranges::any_of(a.classes, [&](const std::string& id) { return contains(b.classes, id); });
}

bool shareDay(const Rule& a, const Rule& b) {
  const auto ends_before = [](const Rule& first, const Rule& second) {
    return !first.effective_to.empty() && first.effective_to < second.effective_from;
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

bool ofOneArticle(const Rule& a, const Rule& b) {
  return !a.article.empty() && a.basis == b.basis && a.article == b.article && a.relation == b.relation &&
         a.limit_m == b.limit_m && shareClass(a, b) && shareDay(a, b);
}

void lintPair(RuleEngine& engine, const LayerKind& kind, const Rule& a, const Rule& b, LintLog& log) {
  if (!ofOneArticle(a, b)) return;
  if (a.effect == b.effect && a.when == b.when) {
    log.add("lint.overlapping_dates", placeOf(kind, b),
            {fmt::format("与规则 {} 条款、条件相同且有效期重叠", a.id),
             fmt::format("says the same as rule {} of the same article in overlapping dates", a.id)});
    return;
  }
  if (a.effect == b.effect) return;
  const auto both = engine.canBothHold(kind, a, b);
  if (!both) return log.add(both.error());
  if (*both)
    log.add("lint.contradicting_rules", placeOf(kind, b),
            {fmt::format("与同一条款的规则 {} 可同时成立而结论不同", a.id),
             fmt::format("can hold together with rule {} of the same article, with another effect", a.id)});
}

bool lintKind(RuleEngine& engine, const LayerKind& kind, LintLog& log) {
  bool compiles = true;
  lintClasses(kind, log);
  lintFieldNames(engine.catalogue(), kind, log);
  for (const Rule& rule : kind.rules) {
    lintReferences(engine.catalogue(), kind, rule, log);
    lintRule(kind, rule, log);
    compiles = lintCondition(engine, kind, rule, log) && compiles;
  }
  for (auto a = kind.rules.begin(); compiles && a != kind.rules.end(); ++a)
    for (auto b = a + 1; b != kind.rules.end(); ++b) lintPair(engine, kind, *a, *b, log);
  return compiles;
}

} // namespace

void LintLog::add(std::string code, const std::string& where, const Text& what) {
  Diagnosis diagnosis;
  diagnosis.code = std::move(code);
  diagnosis.severity = Severity::error;
  diagnosis.message = {fmt::format("{}:{}", where, what.zh), fmt::format("{}: {}", where, what.en)};
  m_found.push_back(std::move(diagnosis));
}

void LintLog::add(const Error& error) {
  add(error.code, error.where, error.what);
}

std::string placeOf(const LayerKind& kind, const Rule& rule) {
  return fmt::format("{}, rule {}", fileOf(kind), rule.id);
}

bool lintStructure(RuleEngine& engine, LintLog& log) {
  bool compiles = true;
  for (const Contradiction& contradiction : engine.catalogue().contradictions())
    compiles = lintContradiction(engine, contradiction, log) && compiles;
  for (const LayerKind& kind : engine.catalogue().kinds()) compiles = lintKind(engine, kind, log) && compiles;
  lintFacts(engine.catalogue(), log);
  for (const Profile& profile : engine.catalogue().profiles()) lintProfile(engine.catalogue(), profile, log);
  lintLedgers(engine.catalogue(), log);
  lintTargets(engine.catalogue(), log);
  lintCapRules(engine.catalogue(), log);
  return compiles;
}

Diagnoses lint(const Catalogue& catalogue) {
  RuleEngine engine(catalogue);
  LintLog log;
  if (lintStructure(engine, log)) lintLaw(engine, log);
  return log.take();
}

} // namespace ecoredline
