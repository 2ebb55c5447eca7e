#include "app/incident_pack.hpp"

#include "app/field_form.hpp"
#include "app/incident_export.hpp"
#include "app/incident_page.hpp"
#include "app/map.hpp"
#include "app/open_ledger.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/markup.hpp"
#include "engine/zone_source.hpp"
#include "geo/edge_model.hpp"
#include "inspection/statistics.hpp"
#include "screening/editions.hpp"
#include "store/table_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

// What goes along: the problems named, those of a state, or all that are not at their end.
Result<std::vector<const Incident*>> chosenFor(const OpenLedger& ledger, const IncidentOptions& options) {
  std::vector<const Incident*> chosen;
  for (const std::string& id : options.items) {
    auto incident = ledger.incident(id);
    if (!incident) return fail(incident.error());
    if (std::ranges::find(chosen, *incident) == chosen.end()) chosen.push_back(*incident);
  }
  if (!options.items.empty()) return chosen;
  for (const Incident& incident : ledger.list().incidents) {
    const LedgerState* state = ledger.type().state(incident.state);
    const bool open = options.state.empty() ? state != nullptr && !state->ends : incident.state == options.state;
    if (open && !isMergedAway(incident)) chosen.push_back(&incident);
  }
  return chosen;
}

// The zones round the problems, kind by kind, as they are in force today.
class NearZones {
 public:
  NearZones(const OpenLedger& ledger, const LedgerWords& words, const FlatLayer& places)
      : m_ledger(ledger), m_words(words), m_places(places), m_builder(Crs::cgcs2000()) {}

  Result<void> read(Feedback& feedback) {
    auto versions = m_ledger.workspace().versions();
    if (!versions) return fail(versions.error());
    for (const std::string& kind : m_ledger.type().kinds) {
      auto editions = editionsOf(m_ledger.workspace(), *versions, kind, today(), {}, feedback);
      if (!editions) return fail(editions.error());
      for (const Edition& edition : editions->in_force)
        if (auto done = add(edition, feedback); !done) return done;
    }
    m_shapes = m_builder.take();
    return {};
  }

  FileTable table() const {
    const auto column = [&](const char* id, Text title) { return FileColumn{id, false, title.in(m_words.language())}; };
    return {"zones",
            m_words.say("周边保护分区", "Protective zones near"),
            {column("zone", {"分区", "Zone"}), column("name", {"名称", "Name"}),
             column("zone_id", {"分区编号", "Zone number"}), column("version", {"图层版本", "Version"}),
             column("kind", {"图层类型", "Kind"}), column("zone_class", {"分区类别", "Class"})},
            m_rows,
            &m_shapes};
  }

 private:
  Result<void> add(const Edition& edition, Feedback& feedback) {
    const Crs& crs = edition.reader->crs();
    auto places = moveLayer(m_places, crs);
    if (!places) return fail(places.error());
    std::vector<Box> boxes;
    for (const Box& box : places->box)
      if (!box.empty()) boxes.push_back(grownByMetres(box, crs, kPackReach));
    if (boxes.empty()) return {};
    auto near = zonesNear(*edition.reader, boxes, feedback);
    if (!near) return fail(near.error());
    const FlatLayer& all = (*near)->layer();
    std::vector<std::size_t> rows;
    std::vector<std::int64_t> ids;
    for (std::size_t row = 0; row < all.rows(); ++row) {
      if (std::ranges::none_of(boxes, [&](const Box& box) { return box.meets(all.box[row]); })) continue;
      rows.push_back(row);
      ids.push_back(all.row_id[row]);
    }
    if (rows.empty()) return {};
    auto moved = moveLayer(selectRows(all, rows), Crs::cgcs2000());
    if (!moved) return fail(moved.error());
    auto zones = m_ledger.workspace().zones(edition.version.id, ids);
    if (!zones) return fail(zones.error());
    for (std::size_t row = 0; row < moved->rows(); ++row) {
      m_builder.copyRow(*moved, row);
      addRow(edition.version, zones->at(moved->row_id[row]));
    }
    return {};
  }

  void addRow(const Version& version, const Zone& zone) {
    IncidentZone met;
    met.kind = version.kind;
    met.zone_class = zone.zone_class;
    met.zone_class_raw = zone.zone_class_raw;
    m_rows.push_back({m_words.zone(met), zone.zone_name, zone.zone_id, version.label + " (" + version.date + ")",
                      version.kind, zone.zone_class});
  }

  const OpenLedger& m_ledger;
  const LedgerWords& m_words;
  const FlatLayer& m_places;
  FlatBuilder m_builder;
  FlatLayer m_shapes;
  std::vector<std::vector<std::string>> m_rows;
};

// A point each, to tap on.
FlatLayer centresOf(const IncidentList& list) {
  FlatBuilder builder(Crs::cgcs2000());
  for (std::size_t i = 0; i < list.incidents.size(); ++i) {
    const Incident& incident = list.incidents[i];
    const bool placed = std::isfinite(incident.longitude) && std::isfinite(incident.latitude);
    builder.beginRow(placed ? Shape::point : Shape::none, static_cast<std::int64_t>(i));
    if (placed) builder.addRing(std::span(&incident.longitude, 1), std::span(&incident.latitude, 1), 0);
    builder.endRow();
  }
  return builder.take();
}

std::string zoneText(const Incident& incident, const LedgerWords& words) {
  const IncidentZone* zone = mainZone(incident, words.type());
  return zone == nullptr ? std::string() : words.zone(*zone) + " " + zone->zone_name;
}

std::vector<std::vector<std::string>> answerRows(const IncidentList& list, const LedgerWords& words,
                                                 const std::vector<FormField>& form) {
  std::vector<std::vector<std::string>> rows;
  for (const Incident& incident : list.incidents) {
    auto& row = rows.emplace_back(form.size());
    for (std::size_t c = 0; c < form.size(); ++c) {
      const std::string& id = form[c].id;
      if (id == "incident") row[c] = incident.id;
      if (id == "state") row[c] = words.state(incident.state);
      if (id == "activity") row[c] = words.activity(incident.activity);
      if (id == "zone") row[c] = zoneText(incident, words);
      if (id == "area") row[c] = words.area(incident);
      if (id == "deadline") row[c] = incident.deadline;
      if (id == "seen" && !incident.history.empty()) row[c] = incident.history.back().hash;
    }
  }
  return rows;
}

// GPX 1.1 is WGS 84; CGCS2000 is the same within what a hand-held receiver can tell.
std::string gpxOf(const IncidentList& list, const LedgerWords& words) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"EcoRedline\" "
                    "xmlns=\"http://www.topografix.com/GPX/1/1\">\n";
  for (const Incident& incident : list.incidents) {
    if (!std::isfinite(incident.longitude) || !std::isfinite(incident.latitude)) continue;
    const std::string about = fmt::format("{} {} {}", words.state(incident.state), words.activity(incident.activity),
                                          zoneText(incident, words));
    out +=
        fmt::format("<wpt lat=\"{}\" lon=\"{}\"><name>{}</name><desc>{}</desc></wpt>\n", toFixed(incident.latitude, 7),
                    toFixed(incident.longitude, 7), markupEscaped(incident.id), markupEscaped(trimmed(about)));
  }
  return out + "</gpx>\n";
}

FileTable tableOf(const char* name, const char* title, const TextTable& from, Language language,
                  const FlatLayer* shapes = nullptr) {
  FileTable table{name, title, {}, from.rows, shapes};
  for (const TextTable::Head& head : from.heads)
    table.columns.push_back({head.id, head.number, head.title.in(language)});
  return table;
}

std::filesystem::path besides(std::filesystem::path file, const char* ending) {
  const auto stem = toUtf8(file.stem());
  return file.replace_filename(pathFromUtf8(stem + ending));
}

// A layered PDF with places, a page for each problem that has a shape; false where none has.
Result<bool> writeMaps(const OpenLedger& ledger, const IncidentList& list, const std::filesystem::path& out,
                       Language language, Feedback& feedback) {
  MapOptions map;
  for (const Incident& incident : list.incidents)
    if (incident.shape_entry > 0) map.incident += (map.incident.empty() ? "" : ",") + incident.id;
  if (map.incident.empty()) return false;
  map.workspace = ledger.workspace().path();
  map.ledger = ledger.type().id;
  map.sheet = "encroachment";
  map.atlas = "incidents";
  map.out = out;
  if (auto drawn = drawMap(map, language, feedback); !drawn) return fail(drawn.error());
  return true;
}

// Statistics, list and a sheet for each problem, as the office files them.
Result<void> writeSheets(const OpenLedger& ledger, const IncidentList& list, const std::filesystem::path& out,
                         Language language, Feedback& feedback) {
  const LedgerExport what{
      &ledger.workspace(), &ledger.journal(), &ledger.catalogue(), &ledger.type(), &list, out, false, language};
  if (auto written = exportIncidents(what, "pdf", {}, feedback); !written) return fail(written.error());
  return {};
}

// What a tablet without a GIS, or a printer, can show of the trip; the names of the files written.
Result<std::vector<std::string>> writePaper(const OpenLedger& ledger, const IncidentList& list,
                                            const std::filesystem::path& file, Language language, Feedback& feedback) {
  std::vector<std::string> names;
  if (list.incidents.empty()) return names;
  const auto maps = besides(file, "_maps.pdf");
  auto drawn = writeMaps(ledger, list, maps, language, feedback);
  if (!drawn) return fail(drawn.error());
  if (*drawn) names.push_back(toUtf8(maps.filename()));
  const auto sheets = besides(file, "_sheets.pdf");
  if (auto written = writeSheets(ledger, list, sheets, language, feedback); !written) return fail(written.error());
  names.push_back(toUtf8(sheets.filename()));
  return names;
}

} // namespace

Result<Outcome> packTrip(const IncidentOptions& options, Language language, Feedback& feedback) {
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  auto chosen = chosenFor(*ledger, options);
  if (!chosen) return fail(chosen.error());
  IncidentList list{ledger->list().ledger, ledger->list().head, ledger->list().epochs, {}};
  for (const Incident* incident : *chosen) list.incidents.push_back(*incident);
  const LedgerWords words(ledger->catalogue(), ledger->type(), language);
  auto shapes = shapesInOrder(ledger->journal(), list);
  if (!shapes) return fail(shapes.error());
  NearZones zones(*ledger, words, *shapes);
  if (auto read = zones.read(feedback); !read) return fail(read.error());
  const std::vector<FormField> form = fieldForm(words);
  const FlatLayer centres = centresOf(list);
  const std::filesystem::path file = options.out.empty() ? pathFromUtf8("trip.gpkg") : options.out;
  std::vector<FileTable> tables;
  tables.push_back({kAnswers, words.say("核查表（在此填写）", "Answers (fill in here)"), formColumns(form, language),
                    answerRows(list, words, form), &centres, formQml(form, language)});
  tables.push_back(tableOf("incidents", words.type().problem.in(language).c_str(), ledgerTable(list, words, false),
                           language, &*shapes));
  tables.push_back(zones.table());
  tables.push_back(tableOf("history", words.say("办理记录", "History"), historyTable(list, words, false), language));
  if (auto written = writeTableFile(file, tables); !written) return fail(written.error());
  std::filesystem::path gpx = file;
  gpx.replace_extension(".gpx");
  if (auto written = writeFileAtomically(gpx, gpxOf(list, words)); !written) return fail(written.error());
  auto paper = writePaper(*ledger, list, file, language, feedback);
  if (!paper) return fail(paper.error());
  paper->insert(paper->begin(), {toUtf8(file), toUtf8(gpx.filename())});
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已写出 {}：{} 个问题，周边分区 {} 个", fmt::join(*paper, "、"),
                                       list.incidents.size(), tables[2].rows.size()),
                           fmt::format("Wrote {}: {} incidents, {} zones near them", fmt::join(*paper, ", "),
                                       list.incidents.size(), tables[2].rows.size())});
  return outcome;
}

} // namespace ecoredline
