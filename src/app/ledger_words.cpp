#include "app/ledger_words.hpp"

#include "base/decimal.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

LedgerWords::LedgerWords(const Catalogue& catalogue, const LedgerType& type, Language language)
    : m_catalogue(catalogue), m_type(type), m_language(language) {
  if (auto codes = codeList(catalogue, type.activities)) m_activities = std::move(*codes);
}

std::string LedgerWords::state(const std::string& id) const {
  const LedgerState* known = m_type.state(id);
  return known == nullptr ? id : known->title.in(m_language);
}

std::string LedgerWords::level(const std::string& id) const {
  const Text* known = m_type.level(id);
  return known == nullptr ? id : known->in(m_language);
}

std::string LedgerWords::activity(const std::string& id) const {
  const auto code = std::ranges::find(m_activities, id, &LedgerCode::id);
  return code == m_activities.end() ? id : code->title.in(m_language);
}

std::string LedgerWords::activityCode(const std::string& id) const {
  const auto code = std::ranges::find(m_activities, id, &LedgerCode::id);
  return code == m_activities.end() ? std::string() : code->standard_code;
}

std::string LedgerWords::change(const std::string& id) const {
  struct Word {
    const char* id;
    const char* zh;
    const char* en;
  };
  constexpr std::array kWords{Word{"new", "新增", "new"},
                              Word{"grown", "扩大", "grown"},
                              Word{"shrunk", "缩小", "shrunk"},
                              Word{"split", "分裂", "split"},
                              Word{"merged", "合并", "merged"},
                              Word{"cleared", "影像上消失", "cleared in the picture"},
                              Word{"unchanged", "未变化", "unchanged"}};
  for (const Word& word : kWords)
    if (id == word.id) return say(word.zh, word.en);
  return id;
}

std::string LedgerWords::focus(const std::string& id) const {
  const auto known = std::ranges::find(m_type.focus, id, &FocusProblem::id);
  return known == m_type.focus.end() ? id : known->title.in(m_language);
}

std::string LedgerWords::zone(const IncidentZone& zone) const {
  const std::string kind = kindTitle(m_catalogue, zone.kind, m_language);
  const std::string raw =
      zone.zone_class.empty() ? zone.zone_class_raw : classTitle(m_catalogue, zone.kind, zone.zone_class, m_language);
  return raw.empty() || raw == kind ? kind : kind + say("·", ", ") + raw;
}

std::string LedgerWords::relation(const std::string& id) const {
  const auto known = relationFrom(id);
  return known ? word(*known).in(m_language) : id;
}

std::string LedgerWords::border(const IncidentZone& zone) const {
  if (std::isnan(zone.border_m)) return {};
  if (zone.border_m == 0) return say("及于分区边界", "reaches the zone's border");
  return fmt::format("{} {} m{}", say("距分区边界", "border at"), toFixed(zone.border_m, 1),
                     bearing(zone.border_bearing_deg));
}

std::string LedgerWords::near(const IncidentNear& near) const {
  IncidentZone met;
  met.kind = near.kind;
  met.zone_class = near.zone_class;
  const std::string name = near.zone_name.empty() ? "" : " " + near.zone_name;
  return fmt::format("{}{} {} m{}", zone(met), name, toFixed(near.distance_m, 1), bearing(near.bearing_deg));
}

std::string LedgerWords::bearing(double degrees) const {
  return std::isnan(degrees) ? std::string() : say("，方位 ", ", bearing ") + bearingText(degrees).in(m_language);
}

std::string LedgerWords::gap(const std::string& reason) const {
  if (reason == "coverage_unstated") return say("版本未说明覆盖范围", "the version states no coverage");
  if (reason == "no_geometry") return say("没有图形", "no geometry");
  return reasonWord(reason).in(m_language);
}

std::string LedgerWords::zoneKey(const std::string& key) const {
  if (key.empty()) return say("未涉及所列分区", "none of those listed");
  if (key == kNotExamined) return say("未能核（无可用图形）", "not examined (no usable shape)");
  const auto dot = key.find('.');
  IncidentZone met;
  met.kind = key.substr(0, dot);
  if (dot != std::string::npos) met.zone_class = key.substr(dot + 1);
  return zone(met);
}

std::string LedgerWords::area(const Incident& incident) const {
  if (std::isfinite(incident.area_m2)) return toFixed(incident.area_m2, 2);
  if (incident.area_reason == "to_be_measured") return say("面积待测", "to be measured");
  return incident.area_reason == "invalid_geometry" ? say("图形无效", "invalid geometry")
                                                    : say("无图形", "no geometry");
}

std::string LedgerWords::before(const IncidentZone& zone) const {
  if (zone.before == "new") return say("新增", "after designation");
  return zone.before == "historic" ? say("历史遗留", "before designation") : say("时间待查", "not known");
}

std::string LedgerWords::before(const Incident& incident) const {
  if (incident.zones.empty()) return {};
  const auto has = [&](const char* what) {
    return std::ranges::any_of(incident.zones, [&](const IncidentZone& zone) { return zone.before == what; });
  };
  if (has("new")) return say("新增", "after designation"); // of several zones the one that it came after counts
  return has("historic") ? say("历史遗留", "before designation") : say("时间待查", "not known");
}

} // namespace ecoredline
