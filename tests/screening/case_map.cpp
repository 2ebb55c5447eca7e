#include "case_map.hpp"

#include "geo/edge_model.hpp"
#include "geo/geometry.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace ecoredline {

namespace {

constexpr double kEasting = 500000;
constexpr double kNorthing = 4850000;

template<class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error(), Language::en));
  return std::move(*result);
}

/// WKT rows in map metres as a layer of EPSG:4551, moved to the CRS wanted.
FlatLayer drawn(const std::vector<std::string>& wkts, int epsg) {
  FlatBuilder builder(must(Crs::fromEpsg(4551)));
  for (std::size_t row = 0; row < wkts.size(); ++row) {
    const Geometry geometry = must(Geometry::fromWkt(wkts[row]));
    geometry.appendTo(builder, geometry.shape(), static_cast<std::int64_t>(row));
  }
  FlatLayer layer = builder.take();
  FlatBuilder shifted(layer.crs);
  for (double& x : layer.x) x += kEasting;
  for (double& y : layer.y) y += kNorthing;
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    shifted.beginRow(layer.shape[row], layer.row_id[row]);
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      const auto begin = layer.ring_vertex[ring];
      const auto size = layer.ring_vertex[ring + 1] - begin;
      shifted.addRing({layer.x.data() + begin, size}, {layer.y.data() + begin, size}, layer.ring_part[ring]);
    }
    shifted.endRow();
  }
  return must(moveLayer(shifted.take(), must(Crs::fromEpsg(epsg))));
}

Column textColumn(const std::string& name) {
  return {name, "String", {}};
}

} // namespace

std::string box(double x0, double y0, double x1, double y1) {
  return fmt::format("POLYGON(({0} {1},{2} {1},{2} {3},{0} {3},{0} {1}))", x0, y0, x1, y1);
}

CaseMap::CaseMap()
    : m_folder(must(TemporaryFolder::create())), m_catalogue(must(Catalogue::load(ECOREDLINE_SOURCE_DIR "/layers"))) {
  m_workspace = must(Workspace::create(m_folder.path() / "case.gpkg", {"例", "case"}, m_catalogue));
  m_request.catalogue = &m_catalogue;
  m_request.as_of = "2026-11-22";
  m_request.site_accuracy_m = 0;
  m_request.threads = 1;
}

CaseMap& CaseMap::layer(const std::string& kind, const std::vector<ZoneRow>& rows, const Delivery& delivery) {
  Table table;
  table.layer = table.source = kind;
  Column id = textColumn("zone_id"), name = textColumn("zone_name"), zone_class = textColumn("zone_class"),
         origin = textColumn("zone_origin"), basin = textColumn("basin"), ridges = textColumn("ridge_ratio");
  std::vector<std::string> wkts;
  for (const ZoneRow& row : rows) {
    id.values.emplace_back(row.id);
    name.values.emplace_back("例" + row.id);
    zone_class.values.emplace_back(row.zone_class);
    origin.values.emplace_back(row.origin);
    basin.values.emplace_back(row.basin);
    ridges.values.emplace_back(row.ridge_ratio);
    wkts.push_back(row.wkt);
  }
  table.columns = {id, name, zone_class, origin};
  if (kind == "environmental_control_unit") table.columns.push_back(basin);
  if (kind == "cropland") table.columns.push_back(ridges);
  table.geometry = drawn(wkts, delivery.epsg);
  for (const ZoneRow& row : rows) table.states.push_back(row.invalid ? RowState::invalid : RowState::valid);
  Diagnoses diagnoses;
  const BoundLayer bound = must(bindZones(m_catalogue, *m_catalogue.kind(kind), std::move(table), {}, diagnoses));
  NewVersion version;
  version.label = delivery.label.empty() ? delivery.date : delivery.label;
  version.date = delivery.date;
  version.effective_to = delivery.date_to;
  version.accuracy_m = delivery.accuracy_m;
  version.accuracy_assumed = false;
  version.coverage.text = delivery.coverage;
  if (delivery.coverage == "all")
    version.coverage.mode = Coverage::Mode::all;
  else if (delivery.coverage == "features")
    version.coverage.mode = Coverage::Mode::features;
  else if (delivery.coverage != "none") {
    version.coverage.mode = Coverage::Mode::polygon;
    version.coverage.area = drawn({delivery.coverage}, 4490);
  }
  must(m_workspace->addVersion(bound, version, silentFeedback()));
  return *this;
}

CaseMap& CaseMap::list(const std::vector<ClauseRow>& rows, const Delivery& delivery) {
  Table table;
  table.layer = table.source = "list";
  const std::vector<std::pair<const char*, std::string ClauseRow::*>> columns{
      {"级别", &ClauseRow::level},    {"适用范围编码", &ClauseRow::scope},  {"条款号", &ClauseRow::no},
      {"管控要求", &ClauseRow::text}, {"行业代码", &ClauseRow::industries}, {"施行日期", &ClauseRow::from},
      {"失效日期", &ClauseRow::to}};
  FlatBuilder none{Crs()};
  for (const auto& [title, member] : columns) {
    Column column = textColumn(title);
    for (const ClauseRow& row : rows) column.values.emplace_back(row.*member);
    table.columns.push_back(std::move(column));
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    none.beginRow(Shape::none, static_cast<std::int64_t>(row) + 1);
    none.endRow();
  }
  table.geometry = none.take();
  table.states.assign(rows.size(), RowState::empty);
  Diagnoses diagnoses;
  const BoundList bound = must(bindList(*m_catalogue.kind(kAccessListKind), std::move(table), {}, diagnoses));
  NewVersion version;
  version.label = delivery.label.empty() ? delivery.date : delivery.label;
  version.date = delivery.date;
  version.effective_to = delivery.date_to;
  version.accuracy_assumed = false;
  version.coverage.text = delivery.coverage;
  if (delivery.coverage == "all") version.coverage.mode = Coverage::Mode::all;
  must(m_workspace->addList(bound, version, silentFeedback()));
  return *this;
}

CaseMap& CaseMap::site(const std::string& id, const std::string& wkt, const std::string& project) {
  m_sites.push_back({id, wkt, project, RowState::valid});
  return *this;
}

CaseMap& CaseMap::invalidSite(const std::string& id, const std::string& wkt) {
  m_sites.push_back({id, wkt, "P", RowState::invalid});
  return *this;
}

CaseMap& CaseMap::fact(const std::string& id, const std::string& value, const std::string& document) {
  m_facts.defaults[id] = {value, "测试", "2026-11-01", document, "default"};
  return *this;
}

CaseMap& CaseMap::threads(int count) {
  m_request.threads = count;
  return *this;
}

CaseMap& CaseMap::listener(Feedback& feedback) {
  m_feedback = &feedback;
  return *this;
}

CaseMap& CaseMap::accuracy(double metres) {
  m_request.site_accuracy_m = metres;
  return *this;
}

CaseMap& CaseMap::buffer(double metres) {
  m_request.buffer_m = metres;
  return *this;
}

CaseMap& CaseMap::asOf(const Date& day) {
  m_request.as_of = day;
  return *this;
}

CaseMap& CaseMap::kinds(const std::vector<std::string>& named) {
  m_request.scope = named;
  m_request.scope_named = true;
  return *this;
}

Table CaseMap::siteTable() const {
  Table table;
  table.source = "sites.wkt";
  Column id = textColumn("site_id"), project = textColumn("project_id");
  std::vector<std::string> wkts;
  for (const Site& site : m_sites) {
    id.values.emplace_back(site.id);
    project.values.emplace_back(site.project);
    wkts.push_back(site.wkt);
    table.states.push_back(site.state);
  }
  table.columns = {id, project};
  table.geometry = drawn(wkts, 4551);
  return table;
}

Result<RunReport> CaseMap::tryScreen() {
  Diagnoses diagnoses;
  m_request.sites = must(bindSites(m_catalogue, siteTable(), {}, diagnoses));
  m_request.facts = m_facts;
  m_request.workspace = &*m_workspace;
  if (m_request.scope.empty())
    for (const LayerKind& kind : m_catalogue.kinds())
      if (kind.hasRules()) m_request.scope.push_back(kind.id);
  auto screening = ecoredline::screen(m_request, *m_feedback);
  if (!screening) return fail(screening.error());
  return std::move(screening->report);
}

RunReport CaseMap::screen() {
  return must(tryScreen());
}

const Finding& deciding(const RunReport& report, const std::string& kind) {
  const auto& findings = report.sites.at(0).findings;
  const auto found = std::ranges::find(findings, kind, &Finding::kind);
  if (found == findings.end()) throw std::runtime_error("no finding of " + kind);
  return *found;
}

const LayerResult& layerOf(const RunReport& report, const std::string& kind) {
  const auto& layers = report.sites.at(0).layers;
  const auto found = std::ranges::find(layers, kind, &LayerResult::kind);
  if (found == layers.end()) throw std::runtime_error("no layer " + kind);
  return *found;
}

} // namespace ecoredline
