#include "report/incident_list.hpp"

#include "base/json_writer.hpp"
#include "report/incident_totals.hpp"

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr int kAreaDigits = 2;
constexpr int kMetreDigits = 2;
constexpr int kDegreeDigits = 9;

// In what we hand out a key is always there. The journal leaves empty ones out: a million entries say enough.
enum class Nulls { written, left_out };

// "" is null.
void word(JsonWriter& json, std::string_view key, const std::string& value, Nulls nulls = Nulls::written) {
  if (value.empty() && nulls == Nulls::left_out) return;
  json.key(key);
  if (value.empty())
    json.null();
  else
    json.text(value);
}

// Of a distance or a bearing.
void figure(JsonWriter& json, std::string_view key, double value, Nulls nulls) {
  if (!std::isnan(value) || nulls == Nulls::written) json.key(key).fixed(value, 1);
}

void write(JsonWriter& json, const IncidentZone& zone, Nulls nulls) {
  json.beginObject().key("kind").text(zone.kind).key("version").text(zone.version);
  json.key("version_date").text(zone.version_date).key("zone_key").text(zone.zone_key);
  word(json, "zone_id", zone.zone_id, nulls);
  word(json, "zone_name", zone.zone_name, nulls);
  word(json, "zone_class", zone.zone_class, nulls);
  word(json, "zone_class_raw", zone.zone_class_raw, nulls);
  word(json, "zone_scheme", zone.zone_scheme, nulls);
  json.key("relation").text(zone.relation).key("area_m2").fixed(zone.area_m2, kAreaDigits);
  json.key("exact_m2").fixed(zone.exact_m2, kAreaDigits);
  word(json, "designated", zone.designated, nulls);
  json.key("before").text(zone.before);
  figure(json, "border_m", zone.border_m, nulls);
  figure(json, "border_bearing_deg", zone.border_bearing_deg, nulls);
  json.endObject();
}

void write(JsonWriter& json, const IncidentFile& file) {
  json.beginObject().key("hash").text(file.hash).key("name").text(file.name);
  json.key("bytes").integer(static_cast<std::int64_t>(file.bytes));
  word(json, "taken", file.taken);
  json.key("longitude").fixed(file.longitude, kDegreeDigits).key("latitude").fixed(file.latitude, kDegreeDigits);
  json.key("distance_m").fixed(file.distance_m, kMetreDigits);
  word(json, "mismatch", file.mismatch);
  json.endObject();
}

void write(JsonWriter& json, const IncidentEvent& event) {
  json.beginObject().key("number").integer(event.number).key("time").text(event.time);
  json.key("action").text(event.action);
  word(json, "date", event.date);
  word(json, "by", event.by);
  word(json, "level", event.level);
  word(json, "from", event.from);
  word(json, "to", event.to);
  word(json, "epoch", event.epoch);
  word(json, "change", event.change);
  word(json, "text", event.text);
  word(json, "evidence", event.evidence);
  json.key("file");
  if (event.file)
    write(json, *event.file);
  else
    json.null();
  json.key("hash").text(event.hash).endObject();
}

void write(JsonWriter& json, const IncidentTotal& total, Nulls nulls) {
  json.beginObject();
  word(json, "kind", total.kind, nulls);
  json.key("area_m2").fixed(total.area_m2, kAreaDigits).key("exact_m2").fixed(total.exact_m2, kAreaDigits).endObject();
}

void write(JsonWriter& json, const IncidentNear& near, Nulls nulls) {
  json.beginObject().key("kind").text(near.kind);
  word(json, "zone_name", near.zone_name, nulls);
  word(json, "zone_class", near.zone_class, nulls);
  json.key("distance_m").fixed(near.distance_m, 1).key("bearing_deg").fixed(near.bearing_deg, 1).endObject();
}

void write(JsonWriter& json, const IncidentGap& gap, Nulls /*nulls*/) {
  json.beginObject().key("kind").text(gap.kind).key("reason").text(gap.reason).endObject();
}

template<class Part>
void writeAll(JsonWriter& json, std::string_view key, const std::vector<Part>& parts, Nulls nulls) {
  if (parts.empty() && nulls == Nulls::left_out) return;
  json.key(key).beginArray();
  for (const Part& part : parts) write(json, part, nulls);
  json.endArray();
}

bool isImplied(const Incident& incident) {
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  return std::ranges::equal(incident.totals, impliedTotals(incident.zones),
                            [&](const IncidentTotal& a, const IncidentTotal& b) {
                              return a.kind == b.kind && same(a.area_m2, b.area_m2) && same(a.exact_m2, b.exact_m2);
                            });
}

void writeOverlay(JsonWriter& json, const Incident& incident, Nulls nulls) {
  writeAll(json, "zones", incident.zones, nulls);
  if (nulls == Nulls::written || !isImplied(incident)) {
    json.key("totals").beginArray();
    for (const IncidentTotal& total : incident.totals) write(json, total, nulls);
    json.endArray();
  }
  writeAll(json, "nearest", incident.nearest, nulls);
  writeAll(json, "facilities", incident.facilities, nulls);
  writeAll(json, "not_examined", incident.gaps, nulls);
}

// What the last lead showed.
void writeObservation(JsonWriter& json, const Incident& incident, Nulls nulls) {
  word(json, "lead_no", incident.lead_no, nulls);
  word(json, "activity", incident.activity, nulls);
  word(json, "focus", incident.focus, nulls);
  json.key("shape").text(incident.shape).key("area_m2").fixed(incident.area_m2, kAreaDigits);
  json.key("exact_m2").fixed(incident.exact_m2, kAreaDigits);
  word(json, "area_reason", incident.area_reason, nulls);
  json.key("longitude").fixed(incident.longitude, kDegreeDigits);
  json.key("latitude").fixed(incident.latitude, kDegreeDigits).key("fields").beginObject();
  for (const auto& [name, value] : incident.fields) json.key(name).text(value);
  json.endObject();
  writeOverlay(json, incident, nulls);
}

void write(JsonWriter& json, const Incident& incident) {
  json.beginObject().key("id").text(incident.id).key("epoch").text(incident.epoch);
  json.key("first_epoch").text(incident.first_epoch).key("change").text(incident.change);
  word(json, "parent", incident.parent);
  json.key("state").text(incident.state).key("since").text(incident.since);
  word(json, "deadline", incident.deadline);
  json.key("relapsed").boolean(incident.relapsed);
  writeObservation(json, incident, Nulls::written);
  json.key("history").beginArray();
  for (const IncidentEvent& event : incident.history) write(json, event);
  json.endArray().endObject();
}

void write(JsonWriter& json, const IncidentEpoch& epoch) {
  json.beginObject().key("label").text(epoch.label);
  word(json, "date", epoch.date);
  json.key("source").text(epoch.source).key("content_hash").text(epoch.content_hash);
  json.key("coverage").text(epoch.coverage).key("area_method").text(epoch.area_method);
  json.key("leads").integer(static_cast<std::int64_t>(epoch.leads));
  json.key("shift_east_m").fixed(epoch.shift_east_m, kMetreDigits);
  json.key("shift_north_m").fixed(epoch.shift_north_m, kMetreDigits);
  json.key("noise_m").fixed(epoch.noise_m, kMetreDigits);
  json.key("pairs").integer(static_cast<std::int64_t>(epoch.pairs)).key("facilities").beginArray();
  for (const std::string& kind : epoch.facilities) json.text(kind);
  json.endArray().key("facility_reach_m").fixed(epoch.facility_reach_m, 1).endObject();
}

} // namespace

const std::string& Incident::field(std::string_view name) const {
  static const std::string kNone;
  const auto found = std::ranges::find(fields, name, [](const auto& pair) { return std::string_view(pair.first); });
  return found == fields.end() ? kNone : found->second;
}

std::vector<IncidentTotal> impliedTotals(const std::vector<IncidentZone>& zones) {
  if (zones.size() != 1) return {};
  const IncidentZone& zone = zones.front();
  return {{zone.kind, zone.area_m2, zone.exact_m2}, {{}, zone.area_m2, zone.exact_m2}};
}

const IncidentTotal* Incident::total(std::string_view kind) const {
  const auto found = std::ranges::find(totals, kind, &IncidentTotal::kind);
  return found == totals.end() ? nullptr : &*found;
}

// Without empty words and lists, and without totals that the zones imply: those who read it know.
std::string observationJson(const Incident& incident) {
  JsonWriter json(0);
  json.beginObject();
  writeObservation(json, incident, Nulls::left_out);
  json.endObject();
  return json.take();
}

std::string fileJson(const IncidentFile& file) {
  JsonWriter json(0);
  write(json, file);
  return json.take();
}

std::string epochJson(const IncidentEpoch& epoch) {
  JsonWriter json(0);
  write(json, epoch);
  return json.take();
}

std::string toJson(const IncidentList& list) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.incidents/1").key("ledger").text(list.ledger);
  word(json, "head", list.head);
  json.key("epochs").beginArray();
  for (const IncidentEpoch& epoch : list.epochs) write(json, epoch);
  json.endArray().key("incidents").beginArray();
  for (const Incident& incident : list.incidents) write(json, incident);
  json.endArray().endObject();
  return json.take() + "\n";
}

} // namespace ecoredline
