#include "app/incident_export.hpp"

#include "app/incident_data.hpp"
#include "app/incident_maps.hpp"
#include "app/incident_page.hpp"
#include "app/incident_tables.hpp"
#include "app/report_file.hpp"
#include "base/files.hpp"
#include "builtin_plugins.hpp"
#include "inspection/statistics.hpp"
#include "output/writer.hpp"
#include "store/table_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace ecoredline {

namespace {

Result<IncidentList> chosen(const LedgerExport& what, const std::vector<std::string>& ids) {
  if (ids.empty()) return *what.list;
  IncidentList part{what.list->ledger, what.list->head, what.list->epochs, {}};
  for (const std::string& id : ids) {
    const auto found = std::ranges::find(what.list->incidents, id, &Incident::id);
    if (found == what.list->incidents.end())
      return fail(ErrorKind::input, "incident.unknown",
                  {fmt::format("台账中没有问题 {}", id), fmt::format("The ledger has no incident {}", id)}, {},
                  {"用 incident WS list 查看编号", "see `incident WS list`"});
    part.incidents.push_back(*found);
  }
  return part;
}

std::vector<TableSheet> sheetsOf(const IncidentList& list, const LedgerStatistics& statistics, const LedgerWords& words,
                                 bool for_public) {
  std::vector<TableSheet> sheets;
  sheets.push_back({words.say("台账", "Ledger"), ledgerTable(list, words, for_public)});
  sheets.push_back({words.say("统计", "Statistics"), statisticsTable(statistics, words)});
  sheets.push_back({words.say("分区占用", "Zones"), zoneTable(list, words, for_public)});
  sheets.push_back({words.say("办理记录", "History"), historyTable(list, words, for_public)});
  return sheets;
}

// A publication has no places: its table stands without shapes.
Result<void> writeGeoPackage(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                             const std::filesystem::path& file) {
  const auto columns = [](const TextTable& table) {
    std::vector<FileColumn> out;
    for (const TextTable::Head& head : table.heads) out.push_back({head.id, head.number});
    return out;
  };
  const TextTable ledger = ledgerTable(list, words, what.for_public);
  const TextTable zones = zoneTable(list, words, what.for_public);
  FlatLayer shapes;
  std::vector<FileTable> tables;
  tables.push_back({"incidents", what.type->title.in(what.language), columns(ledger), ledger.rows, nullptr});
  tables.push_back({"zones", words.say("分区占用", "Zones"), columns(zones), zones.rows, nullptr});
  if (!what.for_public) {
    auto read = shapesInOrder(*what.journal, list);
    if (!read) return fail(read.error());
    shapes = std::move(*read);
    tables.front().shapes = &shapes;
  }
  return writeTableFile(file, tables);
}

// Statistics, list and a sheet a problem in one document. A publication has no places.
Result<void> writeDocument(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                           ReportFile file, Feedback& feedback) {
  auto maps = incidentMaps(what, list);
  if (!maps) return fail(maps.error());
  auto data = incidentData(what, list, words, maps->get());
  if (!data) return fail(data.error());
  // The last day that anything happened: the same ledger is the same bytes.
  for (const Incident& incident : list.incidents)
    for (const IncidentEvent& event : incident.history) file.date = std::max(file.date, event.date);
  return writeReport(file, *data, what.language, feedback);
}

std::filesystem::path outOf(const LedgerExport& what, const char* extension) {
  return what.out.empty() ? pathFromUtf8(what.type->id + extension) : what.out;
}

Outcome wrote(const std::filesystem::path& path, std::size_t rows) {
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已写出 {}：{} 个问题", toUtf8(path), rows),
                           fmt::format("Wrote {}: {} incidents", toUtf8(path), rows)});
  return outcome;
}

} // namespace

Result<Outcome> exportIncidents(const LedgerExport& what, const std::string& format,
                                const std::vector<std::string>& ids, Feedback& feedback) {
  auto list = chosen(what, ids);
  if (!list) return fail(list.error());
  const LedgerWords words(*what.catalogue, *what.type, what.language);
  const std::size_t rows = list->incidents.size();
  if (format == "csv") {
    const std::string csv = toCsv(ledgerTable(*list, words, what.for_public), what.language);
    if (what.out.empty()) return Outcome{csv, {}, 0};
    if (auto written = writeFileAtomically(what.out, csv); !written) return fail(written.error());
    return wrote(what.out, rows);
  }
  if (format == "xlsx") {
    auto statistics = statisticsOf(*list, *what.type);
    if (!statistics) return fail(statistics.error());
    const auto sheets = sheetsOf(*list, *statistics, words, what.for_public);
    Registry registry;
    registerBuiltinPlugins(registry);
    WriteRequest request;
    request.language = what.language;
    request.sheets = sheets;
    const auto file = outOf(what, ".xlsx");
    if (auto written = registry.writer("workbook")->write(request, file, feedback); !written)
      return fail(written.error());
    return wrote(file, rows);
  }
  if (format == "gpkg") {
    const auto file = outOf(what, ".gpkg");
    if (auto written = writeGeoPackage(what, *list, words, file); !written) return fail(written.error());
    return wrote(file, rows);
  }
  if (format == "html") {
    const auto folder = outOf(what, "_html");
    if (auto written = writePages(what, *list, words, folder, feedback); !written) return fail(written.error());
    return wrote(folder, rows);
  }
  if (format == "docx" || format == "pdf") {
    const auto file = outOf(what, ("." + format).c_str());
    if (auto written = writeDocument(what, *list, words, {"incidents", format, {}, file, what.own}, feedback); !written)
      return fail(written.error());
    return wrote(file, rows);
  }
  return fail(ErrorKind::usage, "incident.format", {"没有格式 " + format, "No format " + format}, {},
              {"可用：xlsx csv gpkg html docx pdf", "one of: xlsx csv gpkg html docx pdf"});
}

} // namespace ecoredline
