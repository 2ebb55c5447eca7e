#include "base/json_writer.hpp"
#include "report/area_ledger.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace {

constexpr int kAreaDecimals = 4;
constexpr int kPlaceDecimals = 7;

void writeTexts(JsonWriter& json, std::string_view key, const std::vector<std::string>& items) {
  json.key(key).beginArray();
  for (const std::string& item : items) json.text(item);
  json.endArray();
}

void writeOptional(JsonWriter& json, std::string_view key, const std::string& value) {
  json.key(key);
  if (value.empty())
    json.null();
  else
    json.text(value);
}

void writeVersion(JsonWriter& json, std::string_view key, const LedgerVersion& version) {
  json.key(key).beginObject().key("version").text(version.label).key("date").text(version.date);
  json.key("content_hash").text(version.content_hash).key("crs").text(version.crs);
  json.key("accuracy_m").fixed(version.accuracy_m, 3).key("accuracy_assumed").boolean(version.accuracy_assumed);
  json.key("coverage").text(version.coverage);
  json.key("zones").integer(static_cast<std::int64_t>(version.zones)).endObject();
}

void writeParameters(JsonWriter& json, const AreaLedger& ledger) {
  const LedgerParameters& p = ledger.parameters;
  json.key("parameters").beginObject().key("kind").text(p.kind);
  writeText(json, "kind_title", p.kind_title);
  writeVersion(json, "from", p.from);
  writeVersion(json, "to", p.to);
  writeOptional(json, "by", p.by);
  writeOptional(json, "by_version", p.by_version);
  json.key("area_method").text("exact").key("crs").text(p.crs);
  json.key("edge_model").text("straight in the CRS of the earlier version; else 20 m steps in their own CRS");
  json.key("tolerance_m").fixed(p.tolerance_m, 3).key("tolerance_assumed").boolean(p.tolerance_assumed);
  json.key("distance_m").fixed(p.distance_m, 3).key("bound_m2").fixed(ledger.bound_m2, kAreaDecimals).endObject();
}

void writeTriple(JsonWriter& json, const AreaTriple& areas) {
  json.beginObject().key("exact").fixed(areas.exact_m2, kAreaDecimals);
  json.key("official").fixed(areas.official_m2, kAreaDecimals);
  json.key("planar").fixed(areas.planar_m2, kAreaDecimals).endObject();
}

void writeRow(JsonWriter& json, const LedgerRow& row) {
  json.beginObject().key("class").text(row.zone_class);
  writeText(json, "class_title", row.class_title);
  json.key("admin");
  if (row.admin)
    json.text(*row.admin);
  else
    json.null();
  json.key("admin_name").text(row.admin_name).key("opening_m2").fixed(row.opening_m2, kAreaDecimals);
  for (std::size_t a = 0; a < kAccounts; ++a)
    json.key(std::string(name(static_cast<Account>(a))) + "_m2").fixed(row.accounts[a], kAreaDecimals);
  json.key("closing_m2").fixed(row.closing_m2, kAreaDecimals);
  json.key("residual_m2").fixed(row.residual(), kAreaDecimals);
  json.key("gross").beginObject().key("removed").fixed(row.removed_m2, kAreaDecimals);
  json.key("added").fixed(row.added_m2, kAreaDecimals).endObject();
  if (row.opening && row.closing) { // sums over undivided zones, beside the balance and never in it
    json.key("methods").beginObject().key("opening");
    writeTriple(json, *row.opening);
    json.key("closing");
    writeTriple(json, *row.closing);
    json.endObject();
  }
  json.endObject();
}

void writeOverride(JsonWriter& json, const LedgerChange& change) {
  json.key("override");
  if (!change.override_by) {
    json.null();
    return;
  }
  const CauseOverride& o = *change.override_by;
  json.beginObject().key("cause").text(name(o.cause)).key("by").text(o.by).key("reason").text(o.reason);
  json.key("date").text(o.date).key("document").text(o.document).key("recorded_at").text(o.time).endObject();
}

void writeChange(JsonWriter& json, const LedgerChange& change) {
  json.beginObject().key("number").integer(change.number).key("key").text(change.key);
  json.key("cause").text(name(change.cause)).key("tool_cause").text(name(change.tool_cause));
  json.key("sureness").text(name(change.sureness));
  writeText(json, "how", change.how);
  json.key("area_m2").fixed(change.area_m2, kAreaDecimals).key("removed_m2").fixed(change.removed_m2, kAreaDecimals);
  json.key("added_m2").fixed(change.added_m2, kAreaDecimals);
  json.key("between_classes_m2").fixed(change.between_m2, kAreaDecimals);
  json.key("ground_m2").fixed(change.ground_m2, kAreaDecimals).key("width_m").fixed(change.width_m, 3);
  writeOptional(json, "from_class", change.from_class);
  writeOptional(json, "to_class", change.to_class);
  writeTexts(json, "from_ids", change.from_ids);
  writeTexts(json, "to_ids", change.to_ids);
  writeTexts(json, "from_names", change.from_names);
  writeTexts(json, "to_names", change.to_names);
  json.key("centre").beginArray().fixed(change.centre[0], kPlaceDecimals).fixed(change.centre[1], kPlaceDecimals);
  json.endArray();
  writeTexts(json, "admins", change.admins);
  json.key("pieces").integer(static_cast<std::int64_t>(change.pieces));
  writeOverride(json, change);
  json.endObject();
}

void writeSame(JsonWriter& json, const SameBoundary& same) {
  json.key("same_boundary").beginObject().key("zones").integer(static_cast<std::int64_t>(same.zones));
  json.key("moved_vertices").integer(static_cast<std::int64_t>(same.moved_vertices));
  json.key("largest_m").fixed(same.largest_m, 4).key("area_m2").fixed(same.area_m2, kAreaDecimals).endObject();
}

void writeShift(JsonWriter& json, const std::optional<LedgerShift>& shift) {
  json.key("shift");
  if (!shift) {
    json.null();
    return;
  }
  json.beginObject().key("east_m").fixed(shift->east_m, 3).key("north_m").fixed(shift->north_m, 3);
  json.key("error_m").fixed(shift->error_m, 3).key("support").fixed(shift->support, 3);
  json.key("zones").integer(static_cast<std::int64_t>(shift->zones)).endObject();
}

void writeCell(JsonWriter& json, const LevelledTable::Cell& cell, int decimals) {
  double steps = 1;
  for (int i = 0; i < decimals; ++i) steps *= 10;
  const double adjusted = static_cast<double>(cell.adjusted) / steps;
  json.beginObject().key("computed").fixed(cell.computed, decimals + 4).key("adjusted").fixed(adjusted, decimals);
  json.key("difference").fixed(adjusted - cell.computed, decimals + 4).endObject();
}

void writeLevelled(JsonWriter& json, const AreaLedger& ledger) {
  json.key("levelled");
  if (!ledger.levelled) {
    json.null();
    return;
  }
  const LevelledTable& table = *ledger.levelled;
  json.beginObject().key("unit").text(name(table.unit)).key("decimals").integer(table.decimals);
  json.key("rule").text("largest remainder, half up, ties to the larger part").key("rows").beginArray();
  for (std::size_t row = 0; row < ledger.rows.size(); ++row) {
    json.beginObject().key("class").text(ledger.rows[row].zone_class).key("admin");
    if (ledger.rows[row].admin)
      json.text(*ledger.rows[row].admin);
    else
      json.null();
    for (const LevelledTable::Column& column : table.columns) {
      json.key(column.id);
      writeCell(json, column.rows[row], table.decimals);
    }
    json.endObject();
  }
  json.endArray().key("totals").beginObject();
  for (const LevelledTable::Column& column : table.columns) {
    json.key(column.id);
    writeCell(json, column.total, table.decimals);
  }
  json.endObject().endObject();
}

void writeArea(JsonWriter& json, std::string_view key, const std::optional<double>& m2) {
  json.key(key);
  if (m2)
    json.fixed(*m2, kAreaDecimals);
  else
    json.null();
}

void writeControl(JsonWriter& json, const ControlResult& control) {
  const ControlArea& area = control.area;
  json.beginObject();
  writeOptional(json, "admin", area.admin);
  json.key("admin_name").text(control.admin_name);
  writeOptional(json, "class", area.zone_class);
  json.key("side").text(name(area.side)).key("state").text(name(control.state));
  json.key("stated").fixed(area.stated, kAreaDecimals).key("unit").text(area.unit).key("source").text(area.source);
  json.key("control_m2").fixed(area.m2, kAreaDecimals).key("exact_m2").fixed(control.exact_m2, kAreaDecimals);
  json.key("difference_m2").fixed(control.exact_m2 - area.m2, kAreaDecimals);
  writeArea(json, "planar_m2", control.planar_m2);
  writeArea(json, "official_m2", control.official_m2);
  writeText(json, "reason", control.reason);
  json.endObject();
}

} // namespace

std::string toJson(const AreaLedger& ledger) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.ledger/1");
  writeParameters(json, ledger);
  json.key("summary").beginObject().key("kept_m2").fixed(ledger.kept_m2, kAreaDecimals);
  json.key("removed_m2").fixed(ledger.removed_m2, kAreaDecimals);
  json.key("added_m2").fixed(ledger.added_m2, kAreaDecimals);
  json.key("between_classes_m2").fixed(ledger.between_m2, kAreaDecimals);
  json.key("closes").boolean(ledger.closes()).key("empty").boolean(ledger.empty()).endObject();
  json.key("accounts").beginArray();
  for (const LedgerRow& row : ledger.rows) writeRow(json, row);
  json.endArray().key("changes").beginArray();
  for (const LedgerChange& change : ledger.changes) writeChange(json, change);
  json.endArray();
  writeSame(json, ledger.same);
  writeShift(json, ledger.shift);
  writeLevelled(json, ledger);
  json.key("controls").beginArray();
  for (const ControlResult& control : ledger.controls) writeControl(json, control);
  json.endArray();
  writeBeside(json, ledger.beside);
  writeTexts(json, "undecided", ledger.undecided);
  writeTexts(json, "invalid", ledger.invalid);
  json.key("without_area").integer(static_cast<std::int64_t>(ledger.without_area)).key("notes").beginArray();
  for (const Text& note : ledger.notes) json.beginObject().key("zh").text(note.zh).key("en").text(note.en).endObject();
  json.endArray().endObject();
  return json.take() + "\n";
}

} // namespace ecoredline
