#include "inspection/entry_body.hpp"
#include "report/incident_totals.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ecoredline {

namespace {

// In the order written: the fields of a lead come back as its ledger has them.
using Json = nlohmann::ordered_json;

std::string word(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? std::string() : at->get<std::string>();
}

double number(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? kNoNumber : at->get<double>();
}

std::uint64_t count(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? 0 : at->get<std::uint64_t>();
}

// What is left out is empty.
const Json& list(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const auto at = object.find(key);
  return at == object.end() ? kNone : *at;
}

IncidentFile readFile(const Json& from) {
  return {word(from, "hash"),        word(from, "name"),       count(from, "bytes"),       word(from, "taken"),
          number(from, "longitude"), number(from, "latitude"), number(from, "distance_m"), word(from, "mismatch")};
}

IncidentZone readZone(const Json& from) {
  return {.kind = word(from, "kind"),
          .version = word(from, "version"),
          .version_date = word(from, "version_date"),
          .zone_key = word(from, "zone_key"),
          .zone_id = word(from, "zone_id"),
          .zone_name = word(from, "zone_name"),
          .zone_class = word(from, "zone_class"),
          .zone_class_raw = word(from, "zone_class_raw"),
          .zone_scheme = word(from, "zone_scheme"),
          .relation = word(from, "relation"),
          .area_m2 = number(from, "area_m2"),
          .exact_m2 = number(from, "exact_m2"),
          .designated = word(from, "designated"),
          .before = word(from, "before"),
          .border_m = number(from, "border_m"),
          .border_bearing_deg = number(from, "border_bearing_deg")};
}

std::vector<IncidentNear> readNear(const Json& from) {
  std::vector<IncidentNear> all;
  for (const Json& near : from)
    all.push_back({word(near, "kind"), word(near, "zone_name"), word(near, "zone_class"), number(near, "distance_m"),
                   number(near, "bearing_deg")});
  return all;
}

Incident readObservation(const Json& from) {
  Incident lead;
  lead.lead_no = word(from, "lead_no");
  lead.activity = word(from, "activity");
  lead.focus = word(from, "focus");
  lead.shape = word(from, "shape");
  lead.area_m2 = number(from, "area_m2");
  lead.exact_m2 = number(from, "exact_m2");
  lead.area_reason = word(from, "area_reason");
  lead.longitude = number(from, "longitude");
  lead.latitude = number(from, "latitude");
  for (const auto& [name, value] : from.at("fields").items()) lead.fields.emplace_back(name, value.get<std::string>());
  for (const Json& zone : list(from, "zones")) lead.zones.push_back(readZone(zone));
  if (!from.contains("totals")) lead.totals = impliedTotals(lead.zones);
  for (const Json& total : list(from, "totals"))
    lead.totals.push_back({word(total, "kind"), number(total, "area_m2"), number(total, "exact_m2")});
  lead.nearest = readNear(list(from, "nearest"));
  lead.facilities = readNear(list(from, "facilities"));
  for (const Json& gap : list(from, "not_examined")) lead.gaps.push_back({word(gap, "kind"), word(gap, "reason")});
  return lead;
}

IncidentEpoch readFacts(const Json& from) {
  IncidentEpoch epoch;
  epoch.label = word(from, "label");
  epoch.date = word(from, "date");
  epoch.source = word(from, "source");
  epoch.content_hash = word(from, "content_hash");
  epoch.coverage = word(from, "coverage");
  epoch.area_method = word(from, "area_method");
  epoch.leads = count(from, "leads");
  epoch.shift_east_m = number(from, "shift_east_m");
  epoch.shift_north_m = number(from, "shift_north_m");
  epoch.noise_m = number(from, "noise_m");
  epoch.pairs = count(from, "pairs");
  for (const Json& kind : list(from, "facilities")) epoch.facilities.push_back(kind.get<std::string>());
  epoch.facility_reach_m = number(from, "facility_reach_m");
  return epoch;
}

EntryBody read(const Json& from) {
  EntryBody body{.epoch = word(from, "epoch"),
                 .date = word(from, "date"),
                 .change = word(from, "change"),
                 .parent = word(from, "parent"),
                 .from = word(from, "from"),
                 .to = word(from, "to"),
                 .deadline = word(from, "deadline"),
                 .by = word(from, "by"),
                 .level = word(from, "level"),
                 .text = word(from, "text"),
                 .evidence = word(from, "evidence"),
                 .file = {},
                 .observation = {},
                 .facts = {}};
  if (from.contains("file")) body.file = readFile(from.at("file"));
  if (from.contains("observation")) body.observation = readObservation(from.at("observation"));
  if (from.contains("facts")) body.facts = readFacts(from.at("facts"));
  return body;
}

} // namespace

Result<EntryBody> readBody(const JournalEntry& entry) {
  try {
    return read(Json::parse(entry.body));
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorKind::input, "incident.damaged_entry",
                {fmt::format("第 {} 条流水读不懂：{}", entry.number, error.what()),
                 fmt::format("Entry {} of the journal cannot be read: {}", entry.number, error.what())},
                entry.incident,
                {"用 incident WS verify 查出第一条损坏的记录，再用备份替换",
                 "`incident WS verify` names the first damaged entry; use a backup"});
  }
}

} // namespace ecoredline
