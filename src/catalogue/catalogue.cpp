#include "catalogue/catalogue.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

template<class T>
const T* findById(const std::vector<T>& items, const std::string& id) {
  const auto found = std::ranges::find(items, id, &T::id);
  return found == items.end() ? nullptr : &*found;
}

} // namespace

std::string_view name(Severity severity) {
  static constexpr std::array<std::string_view, 3> kNames{"info", "warning", "error"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::string_view name(RuleRelation relation) {
  static constexpr std::array<std::string_view, 6> kNames{"overlap", "touch",     "distance",
                                                          "outside", "uncovered", "site"};
  return kNames[static_cast<std::size_t>(relation)];
}

std::string_view name(ActionType type) {
  static constexpr std::array<std::string_view, 5> kNames{"approve", "answer", "supply", "survey", "demonstrate"};
  return kNames[static_cast<std::size_t>(type)];
}

bool Rule::inForce(const Date& day) const {
  return effective_from <= day && (effective_to.empty() || day <= effective_to);
}

bool Rule::appliesTo(const std::string& zone_class) const {
  return classes.empty() || std::ranges::find(classes, zone_class) != classes.end();
}

const ZoneClass* LayerKind::zoneClass(const std::string& class_id) const {
  return findById(classes, class_id);
}
const Rule* LayerKind::rule(const std::string& rule_id) const {
  return findById(rules, rule_id);
}

bool LayerKind::hasRules(RuleRelation relation) const {
  return std::ranges::find(rules, relation, &Rule::relation) != rules.end();
}

const Field* LayerKind::field(const std::string& field_id) const {
  return findById(fields, field_id);
}

const FieldValue* Field::valueNamed(const std::string& met) const {
  const auto folded = [](const std::string& word) { return lowered(toNfc(trimmed(word))); };
  const std::string wanted = folded(met);
  const auto means = [&](const FieldValue& value) {
    return folded(value.id) == wanted || folded(value.title.zh) == wanted ||
           std::ranges::any_of(value.aliases, [&](const std::string& alias) { return folded(alias) == wanted; });
  };
  const auto found = std::ranges::find_if(values, means);
  return found == values.end() ? nullptr : &*found;
}

double LayerKind::reach() const {
  double reach = 0;
  for (const Rule& rule : rules) reach = std::max(reach, rule.limit_m);
  return reach;
}

const LayerKind* Catalogue::kind(const std::string& id) const {
  return findById(m_kinds, id);
}
const Fact* Catalogue::fact(const std::string& id) const {
  return findById(m_facts, id);
}
const Profile* Catalogue::profile(const std::string& id) const {
  return findById(m_profiles, id);
}

} // namespace ecoredline
