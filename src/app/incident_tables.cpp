#include "app/incident_tables.hpp"

#include "base/decimal.hpp"
#include "inspection/ledger_fold.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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
      if (zone != nullptr) return zone->zone_name;
      if (!isExamined(i)) return m_words.zoneKey(std::string(kNotExamined));
      return m_words.zoneKey({}) + (i.gaps.empty() ? "" : m_words.say("（有未能核的）", " (some not examined)"));
    });
    add("zone_found", {"所在分区（核）", "Zone (found)"}, [this](const Incident& i) {
      const IncidentZone* zone = mainZone(i, m_type);
      return zone == nullptr ? std::string() : m_words.zone(*zone);
    });
    figure(
        "border_m", {"距分区边界（m）", "To the zone's border (m)"},
        [this](const Incident& i) {
          const IncidentZone* zone = mainZone(i, m_type);
          return zone == nullptr ? std::string() : number(zone->border_m, 1);
        },
        "position");
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
    facilities();
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
  void figure(std::string id, Text title, std::function<std::string(const Incident&)> cell, const char* field = "") {
    m_columns.push_back({std::move(id), std::move(title), true, std::move(cell), field});
  }

  // The nearest of all kinds; where a school lies everybody knows, so it tells where the problem is.
  void facilities() {
    const auto nearest = [](const Incident& i) {
      const auto least = std::ranges::min_element(i.facilities, {}, &IncidentNear::distance_m);
      return least == i.facilities.end() ? nullptr : &*least;
    };
    add(
        "facility_found", {"最近设施（核）", "Nearest facility (found)"},
        [this, nearest](const Incident& i) {
          const IncidentNear* near = nearest(i);
          return near == nullptr ? std::string() : m_words.near(*near);
        },
        "position");
    figure(
        "facility_m", {"距最近设施（m）", "To the nearest facility (m)"},
        [nearest](const Incident& i) {
          const IncidentNear* near = nearest(i);
          return near == nullptr ? std::string() : number(near->distance_m, 1);
        },
        "position");
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
    return key.empty() || key == kNotExamined ? words.zoneKey(key) : key;
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

TextTable zoneTable(const IncidentList& list, const LedgerWords& words, bool for_public) {
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
  if (!for_public) {
    table.heads.push_back(head("border_m", {"距分区边界（m）", "To the border (m)"}, true));
    table.heads.push_back(head("border_bearing_deg", {"边界方位（°）", "Bearing of the border (°)"}, true));
  }
  for (const Incident& incident : list.incidents)
    for (const IncidentZone& zone : incident.zones) {
      table.rows.push_back({incident.id, words.zone(zone), zone.zone_scheme, zone.zone_class_raw, zone.zone_name,
                            zone.version + " (" + zone.version_date + ")", words.relation(zone.relation),
                            number(zone.area_m2, 2), number(zone.exact_m2, 2), zone.designated});
      if (for_public) continue;
      table.rows.back().push_back(number(zone.border_m, 1));
      table.rows.back().push_back(number(zone.border_bearing_deg, 1));
    }
  return table;
}

namespace {

// Of the epoch in which a problem was last seen; none of a ledger without one.
const IncidentEpoch* epochOf(const IncidentList& list, const Incident& incident) {
  std::string label;
  for (const IncidentEvent& event : incident.history)
    if (event.action == "lead") label = event.epoch;
  const auto epoch = std::ranges::find(list.epochs, label, &IncidentEpoch::label);
  return epoch == list.epochs.end() ? nullptr : &*epoch;
}

bool isAmong(const std::vector<std::string>& kinds, const std::string& kind) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

} // namespace

NearLines nearLines(const IncidentList& list, const Incident& incident, const LedgerWords& words, bool for_public) {
  NearLines lines;
  for (const IncidentGap& gap : incident.gaps)
    lines.not_examined.push_back(gap.kind.empty()
                                     ? words.gap(gap.reason)
                                     : fmt::format("{} ({})", words.zoneKey(gap.kind), words.gap(gap.reason)));
  const IncidentEpoch* epoch = epochOf(list, incident);
  if (for_public || epoch == nullptr || incident.shape == "none") return lines;
  const std::vector<std::string>& looked_at = epoch->facilities;
  for (const IncidentNear& near : incident.nearest) lines.near.push_back(words.near(near));
  for (const IncidentNear& near : incident.facilities) lines.near.push_back(words.near(near));
  std::vector<std::string> none;
  std::vector<std::string> absent;
  for (const std::string& kind : words.type().facilities.kinds) {
    if (!isAmong(looked_at, kind))
      absent.push_back(words.zoneKey(kind));
    else if (std::ranges::find(incident.facilities, kind, &IncidentNear::kind) == incident.facilities.end())
      none.push_back(words.zoneKey(kind));
  }
  const auto joined = [&](const std::vector<std::string>& kinds) {
    return fmt::format("{}", fmt::join(kinds, words.say("、", ", ")));
  };
  if (!none.empty())
    lines.near.push_back(
        fmt::format(fmt::runtime(words.say("{} m 内的资料中没有：{}", "none in the data within {} m: {}")),
                    number(epoch->facility_reach_m, 0), joined(none)));
  if (!absent.empty())
    lines.not_examined.push_back(
        joined(absent) + words.say("（设施，本期无有效版本）", " (facilities: no version in force for the epoch)"));
  return lines;
}

TextTable withoutNumber(TextTable table) {
  if (table.heads.empty() || table.heads.front().id != "id") return table;
  table.heads.erase(table.heads.begin());
  for (auto& row : table.rows) row.erase(row.begin());
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
