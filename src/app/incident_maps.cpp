#include "app/incident_maps.hpp"

#include "app/catalogue_folder.hpp"
#include "app/incident_page.hpp"
#include "app/reference.hpp"

#include <algorithm>
#include <map>

namespace ecoredline {

Result<std::unique_ptr<IncidentMaps>> IncidentMaps::of(const LedgerExport& what, const IncidentList& list) {
  auto maps = std::make_unique<IncidentMaps>();
  auto styles = loadStyles();
  if (!styles) return fail(styles.error());
  maps->m_styles = std::move(*styles);
  auto counties = referenceBoundaries(what.workspace, today());
  if (!counties) return fail(counties.error());
  maps->m_counties = std::move(*counties);
  auto shapes = shapesInOrder(*what.journal, list);
  if (!shapes) return fail(shapes.error());
  for (std::size_t i = 0; i < list.incidents.size(); ++i) maps->addSite(list.incidents[i], *shapes, i);
  SiteMapInput input{what.workspace, what.catalogue,    &maps->m_styles, &maps->m_report,
                     nullptr,        &maps->m_counties, what.language};
  input.subject = what.type->problem;
  auto made = SiteMaps::of(input);
  if (!made) return fail(made.error());
  maps->m_maps.emplace(std::move(*made));
  return maps;
}

void IncidentMaps::addSite(const Incident& incident, const FlatLayer& shapes, std::size_t row) {
  SiteResult& site = m_report.sites.emplace_back();
  site.id = incident.id;
  const std::size_t rows[] = {row};
  if (shapes.shape[row] != Shape::none) site.geometry = selectRows(shapes, rows);
  site.shape = shapes.shape[row];
  for (const IncidentZone& zone : incident.zones) {
    Finding& finding = site.findings.emplace_back();
    finding.kind = zone.kind;
    finding.version = zone.version;
    finding.zone_class = zone.zone_class;
  }
}

Result<FlatLayer> shapesInOrder(const IncidentJournal& journal, const IncidentList& list) {
  std::vector<std::int64_t> entries;
  for (const Incident& incident : list.incidents)
    if (incident.shape_entry > 0) entries.push_back(incident.shape_entry);
  std::ranges::sort(entries);
  FlatLayer read;
  read.crs = Crs::cgcs2000();
  if (!entries.empty()) {
    auto shapes = journal.shapes(list.ledger, entries);
    if (!shapes) return shapes;
    read = std::move(*shapes);
  }
  std::map<std::int64_t, std::size_t> rows;
  for (std::size_t row = 0; row < read.rows(); ++row) rows[read.row_id[row]] = row;
  FlatBuilder builder(Crs::cgcs2000());
  for (std::size_t i = 0; i < list.incidents.size(); ++i) {
    const auto row = rows.find(list.incidents[i].shape_entry);
    if (row != rows.end()) {
      builder.copyRow(read, row->second, static_cast<std::int64_t>(i));
      continue;
    }
    builder.beginRow(Shape::none, static_cast<std::int64_t>(i));
    builder.endRow();
  }
  return builder.take();
}

} // namespace ecoredline
