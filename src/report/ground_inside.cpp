#include "report/ground_inside.hpp"

#include "base/json_writer.hpp"

#include <limits>

namespace ecoredline {

namespace {

constexpr int kDecimals = 4;

} // namespace

std::string_view name(InsideRole role) {
  return role == InsideRole::activity ? "activity" : "restoration";
}

double InsideOn::percent(InsideRole role) const {
  const double part = role == InsideRole::activity ? inside_m2 : done_m2;
  const double whole = role == InsideRole::activity ? base_m2 : inside_m2;
  if (version.empty() || !(whole > 0)) return std::numeric_limits<double>::quiet_NaN();
  return part / whole * 100;
}

void writeInside(JsonWriter& json, const SeriesInside& inside) {
  json.beginObject().key("role").text(name(inside.role)).key("kind").text(inside.kind);
  writeText(json, "kind_title", inside.kind_title);
  json.key("definition")
      .text(inside.role == InsideRole::activity
                ? "area of the kind inside the zones / area of the zones; a plain definition"
                : "area of accepted projects inside the zones / area of all projects inside the "
                  "zones; a plain definition");
  json.key("versions").beginArray();
  for (const InsideOn& on : inside.on) {
    json.beginObject().key("version");
    if (on.version.empty())
      json.null();
    else
      json.text(on.version);
    json.key("zones_m2").fixed(on.base_m2, kDecimals).key("inside_m2").fixed(on.inside_m2, kDecimals);
    json.key("percent").fixed(on.percent(inside.role), 6).key("by_class").beginObject();
    for (std::size_t c = 0; c < on.class_m2.size(); ++c) json.key(inside.classes[c]).fixed(on.class_m2[c], kDecimals);
    json.endObject();
    writeText(json, "reason", on.reason);
    json.endObject();
  }
  json.endArray().endObject();
}

} // namespace ecoredline
