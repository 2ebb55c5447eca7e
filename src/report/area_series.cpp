#include "report/area_series.hpp"

#include "base/json_writer.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace ecoredline {

namespace {

constexpr int kDecimals = 4;

void writeAdmin(JsonWriter& json, const std::string& admin) {
  json.key("admin");
  if (admin.empty())
    json.null();
  else
    json.text(admin);
}

void writeStep(JsonWriter& json, const AreaLedger& step) {
  json.beginObject().key("from").text(step.parameters.from.label).key("to").text(step.parameters.to.label);
  json.key("removed_m2").fixed(step.removed_m2, kDecimals).key("added_m2").fixed(step.added_m2, kDecimals);
  json.key("between_classes_m2").fixed(step.between_m2, kDecimals);
  json.key("net_m2").fixed(step.added_m2 - step.removed_m2, kDecimals);
  json.key("closes").boolean(step.closes()).key("by_cause").beginObject();
  for (const CauseSum& sum : causesOf(step))
    json.key(name(sum.cause)).fixed(sum.removed_m2 + sum.added_m2 + sum.between_m2, kDecimals);
  json.endObject().key("causes").beginArray();
  for (const CauseSum& sum : causesOf(step)) {
    json.beginObject().key("cause").text(name(sum.cause)).key("removed_m2").fixed(sum.removed_m2, kDecimals);
    json.key("added_m2").fixed(sum.added_m2, kDecimals).key("between_classes_m2").fixed(sum.between_m2, kDecimals);
    json.endObject();
  }
  json.endArray().key("units").beginArray();
  for (const UnitSum& sum : unitsOf(step)) {
    json.beginObject();
    writeAdmin(json, sum.admin);
    json.key("admin_name").text(sum.admin_name).key("removed_m2").fixed(sum.removed_m2, kDecimals);
    json.key("added_m2").fixed(sum.added_m2, kDecimals).key("net_m2").fixed(sum.added_m2 - sum.removed_m2, kDecimals);
    json.endObject();
  }
  json.endArray().endObject();
}

} // namespace

double AreaSeries::total(std::size_t version) const {
  double m2 = 0;
  for (const SeriesArea& area : areas) m2 += area.m2[version];
  return m2;
}

std::vector<CauseSum> causesOf(const AreaLedger& step) {
  std::map<Cause, CauseSum> sums;
  for (const LedgerChange& change : step.changes) {
    if (change.area_m2 == 0) continue;
    CauseSum& sum = sums[change.cause];
    sum.cause = change.cause;
    sum.removed_m2 += change.removed_m2;
    sum.added_m2 += change.added_m2;
    sum.between_m2 += change.between_m2;
  }
  std::vector<CauseSum> out;
  for (const auto& [cause, sum] : sums) out.push_back(sum);
  return out;
}

std::vector<UnitSum> unitsOf(const AreaLedger& step) {
  std::map<std::string, UnitSum> sums;
  for (const LedgerRow& row : step.rows) {
    UnitSum& sum = sums[row.admin.value_or("")];
    sum.admin = row.admin.value_or("");
    sum.admin_name = row.admin_name;
    sum.removed_m2 += row.removed_m2;
    sum.added_m2 += row.added_m2;
  }
  std::vector<UnitSum> out;
  for (const auto& [admin, sum] : sums) out.push_back(sum);
  return out;
}

std::string toJson(const AreaSeries& series) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.series/1").key("kind").text(series.kind);
  json.key("area_method").text("exact").key("versions").beginArray();
  for (std::size_t v = 0; v < series.versions.size(); ++v) {
    const LedgerVersion& version = series.versions[v];
    json.beginObject().key("version").text(version.label).key("date").text(version.date);
    json.key("content_hash").text(version.content_hash).key("total_m2").fixed(series.total(v), kDecimals).endObject();
  }
  json.endArray().key("areas").beginArray();
  for (const SeriesArea& area : series.areas) {
    json.beginObject().key("class").text(area.zone_class);
    writeAdmin(json, area.admin);
    json.key("area_m2").beginArray();
    for (const double m2 : area.m2) json.fixed(m2, kDecimals);
    json.endArray().endObject();
  }
  json.endArray().key("steps").beginArray();
  for (const AreaLedger& step : series.steps) writeStep(json, step);
  json.endArray().key("inside").beginArray();
  for (const SeriesInside& inside : series.inside) writeInside(json, inside);
  json.endArray().endObject();
  return json.take() + "\n";
}

} // namespace ecoredline
