#include "report/ledger_beside.hpp"

#include "base/json_writer.hpp"

namespace ecoredline {

namespace {

constexpr int kDecimals = 4;
constexpr int kPercentDecimals = 6;

void writeTarget(JsonWriter& json, const TargetLine& target) {
  json.beginObject().key("id").text(target.id);
  writeText(json, "indicator", target.indicator);
  json.key("area").text(target.area);
  writeText(json, "area_name", target.area_name);
  json.key("state").text(target.state).key("comparison").text(target.comparison);
  json.key("wanted").fixed(target.wanted, kDecimals).key("measured").fixed(target.measured, kDecimals);
  json.key("margin").fixed(target.margin, kDecimals).key("unit").text(target.unit);
  json.key("year").integer(target.year).key("binding").boolean(target.binding).key("source").text(target.source);
  json.key("versions").beginArray();
  for (const std::string& version : target.versions) json.text(version);
  json.endArray();
  writeText(json, "reason", target.reason);
  writeText(json, "provisional", target.provisional);
  json.endObject();
}

void writeLand(JsonWriter& json, const LandShares& land) {
  json.key("land_share").beginObject().key("units");
  if (land.units.empty())
    json.null();
  else
    json.text(land.units);
  json.key("shares").beginArray();
  for (const LandShare& share : land.shares) {
    json.beginObject().key("admin");
    if (share.code.empty())
      json.null();
    else
      json.text(share.code);
    json.key("admin_name").text(share.name).key("land_m2").fixed(share.land_m2, kDecimals);
    json.key("opening_m2").fixed(share.opening_m2, kDecimals).key("closing_m2").fixed(share.closing_m2, kDecimals);
    json.key("opening_percent").fixed(share.openingPercent(), kPercentDecimals);
    json.key("closing_percent").fixed(share.closingPercent(), kPercentDecimals).endObject();
  }
  json.endArray().key("outside_m2").fixed(land.outside_m2, kDecimals);
  writeText(json, "reason", land.reason);
  json.endObject();
}

} // namespace

void writeBeside(JsonWriter& json, const LedgerBeside& beside) {
  json.key("beside");
  if (beside.as_of.empty()) {
    json.null();
    return;
  }
  json.beginObject().key("as_of").text(beside.as_of).key("targets").beginArray();
  for (const TargetLine& target : beside.targets) writeTarget(json, target);
  json.endArray();
  writeLand(json, beside.land);
  json.key("inside").beginArray();
  for (const SeriesInside& inside : beside.inside) writeInside(json, inside);
  json.endArray().endObject();
}

} // namespace ecoredline
