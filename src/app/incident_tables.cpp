#include "app/incident_tables.hpp"

#include "base/decimal.hpp"
#include "inspection/ledger_fold.hpp"
#include "output/titles.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace ecoredline {

namespace {

std::string number(double value, int digits) {
  return toFixed(value, digits); // "" where there is none
}

// First entry that does what `is` asks for.
const IncidentEvent* firstStep(const Incident& incident, const std::function<bool(const IncidentEvent&)>& is) {
  for (const IncidentEvent& event : incident.history)
    if (event.action == "advance" && is(event)) return &event;
  return nullptr;
}

bool reaches(const LedgerType& type, const IncidentEvent& event, Progress progress) {
  const LedgerState* from = type.state(event.from);
  const LedgerState* to = type.state(event.to);
  return to != nullptr && to->progress >= progress && (from == nullptr || from->progress < progress);
}

struct LedgerColumn {
  std::string id;
  Text title;
  bool number = false;
  std::function<std::string(const Incident&)> cell;
  const char* field = ""; ///< what a publication may leave out
};

// The columns of a ledger, in the order of the office's form.
class LedgerColumns {
 public:
  explicit LedgerColumns(const LedgerWords& words) : m_words(words), m_type(words.type()) {}

  std::vector<LedgerColumn> all() {
    add("id", {"问题编号", "Number"}, [](const Incident& i) { return i.id; });
    stated({"lead_no"});
    add("reserve_found", {"所在保护地（核）", "Protected area (found)"}, [this](const Incident& i) {
      const IncidentZone* zone = mainZone(i, m_type);
      return zone == nullptr ? std::string(m_words.say("未涉及所列分区", "none of those listed")) : zone->zone_name;
    });
    add("zone_found", {"所在分区（核）", "Zone (found)"}, [this](const Incident& i) {
      const IncidentZone* zone = mainZone(i, m_type);
      return zone == nullptr ? std::string() : m_words.zone(*zone);
    });
    stated({"reserve", "reserve_level", "reserve_type", "zone", "province", "city", "county", "township"});
    add(
        "longitude", {"中心经度", "Longitude"}, [](const Incident& i) { return number(i.longitude, 6); }, "position");
    add(
        "latitude", {"中心纬度", "Latitude"}, [](const Incident& i) { return number(i.latitude, 6); }, "position");
    add("area_m2", {"面积（m²）", "Area (m²)"}, [this](const Incident& i) { return m_words.area(i); });
    figure("area_figure_m2", {"面积数值（m²，待测为空）", "Area as a figure (m², empty: to be measured)"},
           [](const Incident& i) { return number(i.area_m2, 2); });
    figure("inside_m2", {"保护分区内面积（m²，去重）", "Inside zones (m², each place once)"}, [](const Incident& i) {
      const IncidentTotal* total = i.total();
      return total == nullptr ? std::string() : number(total->area_m2, 2);
    });
    figure("inside_exact_m2", {"保护分区内面积（m²，精确）", "Inside zones (m², exact)"}, [](const Incident& i) {
      const IncidentTotal* total = i.total();
      return total == nullptr ? std::string() : number(total->exact_m2, 2);
    });
    stated({"facility"});
    add("activity", {"活动类型", "Activity"},
        [this](const Incident& i) { return i.activity.empty() ? i.field("activity") : m_words.activity(i.activity); });
    add("activity_code", {"类型代码（HJ 1156）", "Code (HJ 1156)"},
        [this](const Incident& i) { return m_words.activityCode(i.activity); });
    add("focus", {"焦点问题", "Focus"}, [this](const Incident& i) { return m_words.focus(i.focus); });
    add("change", {"变化类型（比对）", "Change (found)"},
        [this](const Incident& i) { return m_words.change(i.change); });
    stated({"change", "image_before", "image_after", "source", "built_on"});
    add("before", {"历史遗留/新增", "Before or after designation"},
        [this](const Incident& i) { return m_words.before(i); });
    stated({"approvals"});
    steps();
    stated({"nature", "measures", "unit", "person", "due"});
    add("state", {"当前状态", "State"}, [this](const Incident& i) { return m_words.state(i.state); });
    add("since", {"状态日期", "Since"}, [](const Incident& i) { return i.since; });
    add("deadline", {"办理期限", "Deadline"}, [](const Incident& i) { return i.deadline; });
    add("relapsed", {"是否反弹", "Relapsed"},
        [this](const Incident& i) { return i.relapsed ? std::string(m_words.say("是", "yes")) : std::string(); });
    add("first_epoch", {"首次期次", "First epoch"}, [](const Incident& i) { return i.first_epoch; });
    add("epoch", {"最近期次", "Last epoch"}, [](const Incident& i) { return i.epoch; });
    add("parent", {"分自/并入", "Split from, merged into"}, [](const Incident& i) { return i.parent; });
    own();
    stated({"remarks"});
    return std::move(m_columns);
  }

 private:
  void add(std::string id, Text title, std::function<std::string(const Incident&)> cell, const char* field = "") {
    m_columns.push_back({std::move(id), std::move(title), false, std::move(cell), field});
  }
  void figure(std::string id, Text title, std::function<std::string(const Incident&)> cell) {
    m_columns.push_back({std::move(id), std::move(title), true, std::move(cell), ""});
  }

  // Fields as the file stated them.
  void stated(std::initializer_list<const char*> ids) {
    for (const char* id : ids)
      for (const Field& field : m_type.fields)
        if (field.id == id) addField(field, id);
  }
  void addField(const Field& field, const char* sensitive) {
    m_used.push_back(field.id);
    add(
        "lead." + field.id, field.title, [id = field.id](const Incident& i) { return i.field(id); }, sensitive);
  }

  void steps() {
    const auto verified = [this](const Incident& i) {
      return firstStep(i, [&](const IncidentEvent& e) { return reaches(m_type, e, Progress::verified); });
    };
    const auto closed = [this](const Incident& i) {
      return firstStep(i, [&](const IncidentEvent& e) { return reaches(m_type, e, Progress::closed); });
    };
    const auto by_level = [](const std::string& level) {
      return [level](const Incident& i) {
        const IncidentEvent* event = firstStep(i, [&](const IncidentEvent& e) { return e.level == level; });
        return event == nullptr ? std::string() : event->date;
      };
    };
    add("verified_on", {"核查日期", "Checked on"}, [verified](const Incident& i) {
      const IncidentEvent* event = verified(i);
      return event == nullptr ? std::string() : event->date;
    });
    add(
        "verified_by", {"核查人", "Checked by"},
        [verified](const Incident& i) {
          const IncidentEvent* event = verified(i);
          return event == nullptr ? std::string() : event->by;
        },
        "person");
    add("verdict", {"核查结论", "Conclusion"}, [this, verified](const Incident& i) {
      const IncidentEvent* event = verified(i);
      return event == nullptr ? std::string() : m_words.state(event->to);
    });
    for (const auto& [level, title] : m_type.levels)
      add("first_" + level, {title.zh + "首次办理日期", "First step by " + title.en}, by_level(level));
    add("closed_on", {"销号日期", "Written off on"}, [closed](const Incident& i) {
      const IncidentEvent* event = closed(i);
      return event == nullptr ? std::string() : event->date;
    });
    add("closed_paper", {"销号文号/附件", "Paper of the write-off"}, [closed](const Incident& i) {
      const IncidentEvent* event = closed(i);
      return event == nullptr ? std::string() : event->evidence;
    });
  }

  // What only this ledger asks for.
  void own() {
    for (const Field& field : m_type.fields)
      if (std::ranges::count(m_used, field.id) == 0 && field.id != "remarks" && field.id != "longitude" &&
          field.id != "latitude" && field.id != "stated_area" && field.id != "activity" && field.id != "activity_code")
        addField(field, "");
  }

  const LedgerWords& m_words;
  const LedgerType& m_type;
  std::vector<LedgerColumn> m_columns;
  std::vector<std::string> m_used;
};

TextTable::Head head(std::string id, Text title, bool is_number = false) {
  return {std::move(id), std::move(title), is_number, {}};
}

std::vector<std::string> statisticsRow(const std::string& group, const std::string& key, const LedgerCount& count) {
  return {group,
          key,
          std::to_string(count.total),
          std::to_string(count.verified),
          std::to_string(count.confirmed),
          std::to_string(count.rectified),
          std::to_string(count.closed),
          number(count.closedShare() * 100, 1),
          std::to_string(count.relapsed),
          number(count.areaM2(), 2),
          number(count.exactM2(), 2)};
}

} // namespace

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

std::string LedgerWords::gap(const std::string& reason) const {
  if (reason == "coverage_unstated") return say("版本未说明覆盖范围", "the version states no coverage");
  if (reason == "no_geometry") return say("没有图形", "no geometry");
  return reasonWord(reason).in(m_language);
}

std::string LedgerWords::zoneKey(const std::string& key) const {
  if (key.empty()) return say("未涉及所列分区", "none of those listed");
  const auto dot = key.find('.');
  IncidentZone met;
  met.kind = key.substr(0, dot);
  if (dot != std::string::npos) met.zone_class = key.substr(dot + 1);
  return zone(met);
}

std::string LedgerWords::area(const Incident& incident) const {
  if (std::isfinite(incident.area_m2)) return number(incident.area_m2, 2);
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

TextTable ledgerTable(const IncidentList& list, const LedgerWords& words, bool for_public) {
  LedgerColumns maker(words); // the cells ask it
  auto columns = maker.all();
  if (for_public)
    std::erase_if(columns, [&](const LedgerColumn& column) {
      return std::ranges::count(words.type().sensitive, std::string(column.field)) > 0;
    });
  TextTable table;
  for (const LedgerColumn& column : columns) table.heads.push_back(head(column.id, column.title, column.number));
  for (const Incident& incident : list.incidents) {
    auto& row = table.rows.emplace_back();
    for (const LedgerColumn& column : columns) row.push_back(column.cell(incident));
  }
  return table;
}

TextTable shortTable(const std::vector<const Incident*>& incidents, const LedgerWords& words) {
  TextTable table;
  table.heads = {head("id", {"编号", "Number"}),         head("state", {"状态", "State"}),
                 head("change", {"变化", "Change"}),     head("activity", {"活动", "Activity"}),
                 head("area", {"面积 m²", "Area m²"}),   head("deadline", {"期限", "Deadline"}),
                 {"zone", {"分区", "Zone"}, false, "└ "}};
  for (const Incident* incident : incidents) {
    const IncidentZone* zone = mainZone(*incident, words.type());
    table.rows.push_back({incident->id, words.state(incident->state), words.change(incident->change),
                          words.activity(incident->activity), words.area(*incident), incident->deadline,
                          zone == nullptr ? "" : words.zone(*zone) + " " + zone->zone_name});
  }
  return table;
}

TextTable statisticsTable(const LedgerStatistics& statistics, const LedgerWords& words) {
  TextTable table;
  table.heads = {head("group", {"统计口径", "Grouping"}),
                 head("key", {"类别", "Of"}),
                 head("total", {"总数", "All"}, true),
                 head("verified", {"已核查", "Checked"}, true),
                 head("confirmed", {"属实", "Problems"}, true),
                 head("rectified", {"整改完成", "Put right"}, true),
                 head("closed", {"销号", "Written off"}, true),
                 head("closed_share", {"销号率（%，销号÷属实）", "Written off of problems (%)"}, true),
                 head("relapsed", {"反弹", "Relapsed"}, true),
                 head("area_m2", {"分区内面积（m²）", "Inside zones (m²)"}, true),
                 head("exact_m2", {"分区内面积（m²，精确）", "Inside zones (m², exact)"}, true)};
  const auto add = [&](const char* group, const std::vector<LedgerCount>& counts, const auto& title) {
    for (const LedgerCount& count : counts) table.rows.push_back(statisticsRow(group, title(count.key), count));
    table.rows.push_back(statisticsRow(group, words.say("合计", "Sum"), statistics.all));
  };
  const auto self = [&](const std::string& key) {
    return key.empty() ? std::string(words.say("未涉及所列分区", "none of those listed")) : key;
  };
  add(words.say("按保护地", "By area"), statistics.by_reserve, self);
  add(words.say("按分区", "By zone"), statistics.by_zone, [&](const std::string& k) { return words.zoneKey(k); });
  add(words.say("按活动类型", "By activity"), statistics.by_activity, [&](const std::string& k) {
    return k.empty() ? std::string(words.say("类型不明", "class unknown")) : words.activity(k);
  });
  add(words.say("按年份", "By year"), statistics.by_year, [](const std::string& k) { return k; });
  add(words.say("按状态", "By state"), statistics.by_state, [&](const std::string& k) { return words.state(k); });
  return table;
}

TextTable zoneTable(const IncidentList& list, const LedgerWords& words) {
  TextTable table;
  table.heads = {head("id", {"问题编号", "Number"}),
                 head("zone", {"分区", "Zone"}),
                 head("zone_scheme", {"分区体系", "Scheme"}),
                 head("zone_class_raw", {"分区（原文）", "Zone as delivered"}),
                 head("name", {"名称", "Name"}),
                 head("version", {"图层版本", "Version"}),
                 head("relation", {"关系", "Relation"}),
                 head("area_m2", {"面积（m²）", "Area (m²)"}, true),
                 head("exact_m2", {"面积（m²，精确）", "Area (m², exact)"}, true),
                 head("designated", {"划定时间", "Designated"})};
  for (const Incident& incident : list.incidents)
    for (const IncidentZone& zone : incident.zones)
      table.rows.push_back({incident.id, words.zone(zone), zone.zone_scheme, zone.zone_class_raw, zone.zone_name,
                            zone.version + " (" + zone.version_date + ")", words.relation(zone.relation),
                            number(zone.area_m2, 2), number(zone.exact_m2, 2), zone.designated});
  return table;
}

TextTable historyTable(const IncidentList& list, const LedgerWords& words, bool for_public) {
  TextTable table;
  table.heads = {head("id", {"问题编号", "Number"}), head("date", {"日期", "Date"}),
                 head("event", {"事项", "Event"}),   head("from", {"原状态", "From"}),
                 head("to", {"新状态", "To"}),       head("level", {"层级", "Level"}),
                 head("text", {"说明", "Text"}),     head("evidence", {"依据", "Evidence"})};
  if (!for_public) table.heads.push_back(head("by", {"办理人", "By"}));
  if (!for_public) table.heads.push_back(head("hash", {"校验值", "Hash"}));
  for (const Incident& incident : list.incidents)
    for (const IncidentEvent& event : incident.history) {
      auto& row = table.rows.emplace_back();
      const std::string seen = event.epoch.empty() ? "" : event.epoch + " " + words.change(event.change);
      row = {incident.id,
             event.date,
             event.action == "advance"  ? words.say("办理", "step")
             : event.action == "note"   ? words.say("补记", "note")
             : event.action == "attach" ? words.say("附件", "file")
                                        : seen,
             words.state(event.from),
             words.state(event.to),
             words.level(event.level),
             for_public ? std::string() : event.text,
             event.evidence};
      if (for_public) continue;
      row.push_back(event.by);
      row.push_back(event.hash.substr(0, 12));
    }
  return table;
}

} // namespace ecoredline
