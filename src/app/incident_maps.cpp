#include "app/incident_maps.hpp"

#include "app/catalogue_folder.hpp"
#include "app/incident_page.hpp"
#include "app/reference.hpp"
#include "app/run_overlaps.hpp"
#include "geo/edge_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

constexpr double kRoundBothDates = 100; // m: two outlines of one problem are to be told apart

} // namespace

Result<std::unique_ptr<IncidentMaps>> IncidentMaps::of(const IncidentMapInput& input) {
  std::unique_ptr<IncidentMaps> maps(new IncidentMaps(input));
  auto styles = loadStyles(input.own);
  if (!styles) return fail(styles.error());
  maps->m_styles = std::move(*styles);
  auto counties = referenceBoundaries(input.workspace, today());
  if (!counties) return fail(counties.error());
  maps->m_counties = std::move(*counties);
  auto shapes = shapesInOrder(*input.journal, *input.list);
  if (!shapes) return fail(shapes.error());
  for (std::size_t i = 0; i < input.list->incidents.size(); ++i) maps->addSite(input.list->incidents[i], *shapes, i);
  SiteMapInput sites{input.workspace,   input.catalogue, &maps->m_styles, &maps->m_report,  nullptr,
                     &maps->m_counties, input.language,  input.frame,     input.round_scale};
  sites.subject = input.type->problem;
  if (input.both_dates) sites.least_around_m = kRoundBothDates;
  auto made = SiteMaps::of(sites);
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
    finding.zone_key = zone.zone_key;
    finding.zone_class = zone.zone_class;
    finding.overlap_m2 = zone.area_m2;
  }
}

Result<MapScene> IncidentMaps::map(std::size_t index) {
  auto scene = m_maps->map(index);
  if (!scene || scene->window.empty() || !m_input.both_dates) return scene;
  const Incident& incident = m_input.list->incidents[index];
  if (auto added = addGround(incident, *scene); !added) return fail(added.error());
  if (auto added = addFirstOutline(incident, *scene); !added) return fail(added.error());
  return scene;
}

std::int64_t firstShapeEntry(const Incident& incident) {
  const auto first = std::ranges::find(incident.history, "lead", &IncidentEvent::action);
  return incident.shape_entry == 0 || first == incident.history.end() ? 0 : first->number;
}

Result<void> IncidentMaps::addFirstOutline(const Incident& incident, MapScene& scene) const {
  const std::int64_t first = firstShapeEntry(incident);
  if (first == 0 || first == incident.shape_entry) return {};
  auto shape = m_input.journal->shapes(m_input.list->ledger, {first});
  if (!shape) return fail(shape.error());
  if (shape->rows() == 0 || shape->shape.front() == Shape::none) return {};
  auto moved = moveLayer(*shape, scene.crs);
  if (!moved) return fail(moved.error());
  DrawLayer layer;
  layer.id = "first";
  layer.title = fmt::format("{}{}", say("首次发现时的范围：", "When first seen: "), incident.first_epoch);
  layer.style.stroke = "#101828";
  layer.style.stroke_mm = 0.6;
  layer.style.dash = Dash::dashed;
  layer.style.marker_mm = 2;
  layer.shapes = std::move(*moved);
  layer.names.assign(layer.shapes.rows(), layer.title);
  layer.label_outside = true; // it has none, and none is written over it
  layer.legend_order = -9;
  scene.layers.push_back(std::move(layer));
  return {};
}

Result<void> IncidentMaps::addGround(const Incident& incident, MapScene& scene) const {
  auto ground = runOverlaps(*m_input.workspace, m_report, {incident.id}, silentFeedback());
  if (!ground) return fail(ground.error());
  if (ground->rows() == 0) return {};
  auto moved = moveLayer(*ground, scene.crs);
  if (!moved) return fail(moved.error());
  DrawLayer layer;
  layer.id = "ground";
  layer.title = say("占用分区的部分", "Ground of zones taken");
  layer.style = {"", 0, "#B42318", 0.25};
  layer.style.hatch = Hatch::slash;
  layer.shapes = std::move(*moved);
  layer.names.assign(layer.shapes.rows(), layer.title);
  layer.legend_order = -5;
  scene.layers.push_back(std::move(layer));
  return {};
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
