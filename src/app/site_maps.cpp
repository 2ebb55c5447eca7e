#include "app/site_maps.hpp"

#include "base/decimal.hpp"
#include "base/markup.hpp"
#include "cartography/frame.hpp"
#include "cartography/legend.hpp"
#include "geo/edge_model.hpp"
#include "geo/overlay.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace ecoredline {

namespace {

constexpr double kAround = 0.3;       // of the site's extent, on every side
constexpr double kLeastAround = 500;  // m
constexpr double kFarthest = 5000;    // m, how far a map reaches for the zone that decides
constexpr double kBeyondFrame = 0.04; // of the window: cut edges lie outside the frame, where nobody sees them
constexpr double kSteps = 20;         // a window's width is moved between systems in so many steps
constexpr const char* kAdminKind = "admin_division";
constexpr const char* kMagenta = "#FF00FF";

// The verdict's colour (the look page; dark enough for text on white).
std::string colourOf(Verdict verdict) {
  switch (verdict) {
  case Verdict::fail:
    return "#B42318";
  case Verdict::marginal:
    return "#B54708";
  case Verdict::unknown:
    return "#475467";
  case Verdict::conditional:
    return "#175CD3";
  case Verdict::pass:
    break;
  }
  return "#027A48";
}

bool isFinite(const Box& box) {
  return !box.empty() && std::isfinite(box.max_x - box.min_x) && std::isfinite(box.max_y - box.min_y);
}

double widthOf(const Box& box) {
  return box.max_x - box.min_x;
}

// The site and, where the finding that decides is not on it, the nearest place of its zone.
Box windowOf(const SiteResult& site, const Box& extent) {
  Box window = extent.grown(std::max(kLeastAround, widthOf(extent) * kAround),
                            std::max(kLeastAround, (extent.max_y - extent.min_y) * kAround));
  const Finding* decides = decidingFinding(site);
  if (decides == nullptr || !(decides->distance_m > 0) || decides->distance_m > kFarthest ||
      std::isnan(decides->bearing_deg))
    return framed(window);
  const double bearing = decides->bearing_deg / 180 * std::numbers::pi;
  const double reach = decides->distance_m * 1.15;
  for (const double x : {extent.min_x, extent.max_x})
    for (const double y : {extent.min_y, extent.max_y})
      window.add(x + reach * std::sin(bearing), y + reach * std::cos(bearing));
  return framed(window);
}

// A box of one plane as the box round its image in another.
Result<Box> movedBox(const Box& box, const Crs& from, const Crs& to) {
  FlatBuilder builder(from);
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{box.min_x, box.max_x, box.max_x, box.min_x, box.min_x},
                  std::vector<double>{box.min_y, box.min_y, box.max_y, box.max_y, box.min_y}, 0);
  builder.endRow();
  auto moved = moveLayer(builder.take(), to, {}, widthOf(box) / kSteps);
  if (!moved) return fail(moved.error());
  return moved->extent();
}

// Rows of a layer inside `box`, cut to it.
FlatLayer cutTo(const FlatLayer& layer, const Box& box) {
  FlatBuilder builder(layer.crs);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (!layer.box[row].meets(box)) continue;
    if (layer.shape[row] != Shape::polygon || box.contains(layer.box[row])) {
      builder.copyRow(layer, row);
      continue;
    }
    const Geometry cut = clipped(Geometry::fromRow(layer, row), box);
    if (!cut.empty()) cut.appendTo(builder, Shape::polygon, layer.row_id[row]);
  }
  return builder.take();
}

// What of a layer lies in the scene, in the scene's plane.
Result<FlatLayer> inScene(const FlatLayer& layer, const Box& window_there, const MapScene& scene) {
  return moveLayer(cutTo(layer, window_there), scene.crs, {}, widthOf(scene.window) / kSteps);
}

Result<Box> windowIn(const Crs& crs, const MapScene& scene) {
  const double margin = widthOf(scene.window) * kBeyondFrame;
  return movedBox(scene.window.grown(margin, margin), scene.crs, crs);
}

std::string crsText(const Crs& crs, Language language) {
  if (language == Language::zh)
    return fmt::format("2000国家大地坐标系 高斯-克吕格投影 3°带 中央经线{:g}°", crs.centralMeridian());
  return fmt::format("CGCS2000, Gauss-Krueger, 3-degree zone, central meridian {:g}°", crs.centralMeridian());
}

int classOrder(const Catalogue& catalogue, const std::string& kind, const std::string& zone_class) {
  int order = 0;
  for (const LayerKind& known : catalogue.kinds()) {
    if (known.id != kind) {
      order += 100;
      continue;
    }
    for (const ZoneClass& one : known.classes) {
      if (one.id == zone_class) break;
      ++order;
    }
    return order + 10;
  }
  return order;
}

// What lies there but changes nothing for the site keeps its colour and steps back behind what does.
void mute(Style& style) {
  style.fill_opacity *= 0.4;
  style.stroke_mm *= 0.6;
  style.hatch = Hatch::none;
  style.label = LabelField::none;
}

std::string nameOf(const SiteResult& site) {
  return site.name.empty() || site.name == site.id ? site.id : site.id + " " + site.name;
}

} // namespace

Result<SiteMaps> SiteMaps::of(const SiteMapInput& input) {
  SiteMaps maps(input);
  auto versions = input.workspace->versions();
  if (!versions) return fail(versions.error());
  maps.m_versions = std::move(*versions);
  std::int64_t index = 0;
  for (const SiteResult& site : input.report->sites) {
    maps.m_first_finding.push_back(index);
    index += static_cast<std::int64_t>(site.findings.size());
  }
  for (std::size_t row = 0; input.overlaps != nullptr && row < input.overlaps->rows(); ++row)
    maps.m_overlap_rows[input.overlaps->row_id[row]] = row;
  return maps;
}

Result<MapScene> SiteMaps::map(std::size_t index) {
  const SiteResult& site = m_input.report->sites[index];
  MapScene scene;
  scene.language = m_input.language;
  scene.title = fmt::format("{}{}", nameOf(site), say(" 与周边分区", " and the zones round it"));
  if (site.geometry.rows() == 0 || !site.geometry.crs.valid() || !isFinite(site.geometry.extent())) return scene;
  const auto geographic = moveLayer(site.geometry, Crs::cgcs2000());
  if (!geographic || !isFinite(geographic->extent())) return scene; // said by the site's diagnoses
  auto plane = Crs::gaussKruger3((geographic->extent().min_x + geographic->extent().max_x) / 2);
  if (!plane) return scene;
  auto shape = moveLayer(site.geometry, *plane);
  if (!shape) return scene;
  scene.crs = *plane;
  scene.window = windowOf(site, shape->extent());

  if (auto done = addZones(site, scene); !done) return fail(done.error());
  if (auto done = addCounties(scene); !done) return fail(done.error());
  DrawLayer own;
  own.id = "site";
  own.title = m_input.subject.in(m_input.language);
  own.style.stroke = kMagenta;
  own.style.stroke_mm = 1;
  own.style.marker_mm = 2.8;
  own.shapes = std::move(*shape);
  own.names.assign(own.shapes.rows(), nameOf(site));
  own.labels.assign(own.shapes.rows(), site.name.empty() ? site.id : site.name);
  own.label_priority = 90;
  own.label_outside = true;
  own.label_colour = "#9E0090";
  own.legend_order = -10;
  scene.layers.push_back(std::move(own));
  if (auto done = addOverlaps(index, scene); !done) return fail(done.error());
  std::vector<std::string> shown;
  for (const LegendEntry& entry : legendOf(scene)) shown.push_back(fmt::format("{} {}", entry.title, entry.count));
  scene.description = fmt::format("{}{}", say("图上有：", "On the map: "),
                                  fmt::join(shown, m_input.language == Language::zh ? "、" : ", "));
  return scene;
}

// The editions that the site's findings lean on; what an edition that is no longer in force held is not drawn.
std::vector<const Version*> SiteMaps::editionsOf(const SiteResult& site) const {
  std::set<std::pair<std::string, std::string>> named;
  for (const Finding& f : site.findings)
    if (f.reason != "superseded" && f.reason != "not_in_force" && f.reason != "missing")
      named.emplace(f.kind, f.version);
  std::vector<const Version*> out;
  for (const Version& version : m_versions)
    if (version.withdrawn_at.empty() && named.contains({version.kind, version.label})) out.push_back(&version);
  std::ranges::stable_sort(out, [&](const Version* a, const Version* b) {
    return m_input.styles->drawOrder(a->kind) < m_input.styles->drawOrder(b->kind);
  });
  return out;
}

Result<void> SiteMaps::addZones(const SiteResult& site, MapScene& scene) {
  std::map<std::string, Verdict> matter; // kinds, and kinds with a class: "wetland", "wetland.national"
  for (const Finding& f : site.findings)
    for (const std::string& what : {f.kind, f.kind + "." + f.zone_class})
      if (f.verdict() != Verdict::pass) matter[what] = strictest(matter[what], f.verdict());
  std::vector<std::string> data;
  for (const Version* version : editionsOf(site)) {
    const std::size_t before = scene.layers.size();
    if (auto done = addEdition(*version, matter, scene); !done) return done;
    if (scene.layers.size() > before)
      data.push_back(fmt::format("{} {}({})", kindTitle(*m_input.catalogue, version->kind, m_input.language),
                                 shortened(version->label, 24), version->date));
  }
  if (data.empty())
    scene.source = say("此范围内所用资料无要素。", "The data used hold nothing here. ");
  else
    scene.source =
        fmt::format("{}{}{}", say("资料来源：", "Data: "), fmt::join(data, say("、", ", ")), say("。", ". "));
  scene.source += crsText(scene.crs, m_input.language);
  return {};
}

Result<void> SiteMaps::addEdition(const Version& version, const std::map<std::string, Verdict>& matter,
                                  MapScene& scene) {
  auto& reader = m_readers[version.id];
  if (reader == nullptr) {
    auto opened = m_input.workspace->reader(version.id);
    if (!opened) return fail(opened.error());
    reader = std::move(*opened);
  }
  auto window = windowIn(reader->crs(), scene);
  if (!window) return fail(window.error());
  auto rows = reader->read(*window, silentFeedback());
  if (!rows) return fail(rows.error());
  auto shapes = inScene(*rows, *window, scene);
  if (!shapes) return fail(shapes.error());
  if (shapes->rows() == 0) return {};
  auto zones = m_input.workspace->zones(version.id, {shapes->row_id.begin(), shapes->row_id.end()});
  if (!zones) return fail(zones.error());

  std::map<std::string, std::vector<std::size_t>> classes;
  for (std::size_t row = 0; row < shapes->rows(); ++row)
    classes[zones->at(shapes->row_id[row]).zone_class].push_back(row);
  for (const auto& [zone_class, members] : classes) {
    DrawLayer layer;
    layer.id = zone_class.empty() ? version.kind : version.kind + "." + zone_class;
    const std::string kind = kindTitle(*m_input.catalogue, version.kind, m_input.language);
    const std::string title = classTitle(*m_input.catalogue, version.kind, zone_class, m_input.language);
    layer.title = title.empty() || title == kind ? kind : fmt::format("{}{}{}", kind, say("·", ", "), title);
    layer.style = m_input.styles->of(version.kind, zone_class);
    if (!matter.empty() && !matter.contains(version.kind)) mute(layer.style);
    if (const auto strict = matter.find(version.kind + "." + zone_class); strict != matter.end())
      layer.label_priority = 10 * static_cast<int>(strict->second);
    layer.legend_order = classOrder(*m_input.catalogue, version.kind, zone_class);
    layer.shapes = selectRows(*shapes, members);
    for (const std::size_t row : members) {
      const Zone& zone = zones->at(shapes->row_id[row]);
      layer.names.push_back(fmt::format("{} {} {}", layer.title, zone.zone_name, zone.zone_id));
      const bool by_id = layer.style.label == LabelField::id || zone.zone_name.empty();
      layer.labels.push_back(layer.style.label == LabelField::none ? "" : by_id ? zone.zone_id : zone.zone_name);
    }
    scene.layers.push_back(std::move(layer));
  }
  return {};
}

Result<void> SiteMaps::addCounties(MapScene& scene) const {
  if (m_input.counties == nullptr || m_input.counties->empty()) return {};
  const FlatLayer& areas = m_input.counties->areas;
  auto window = windowIn(areas.crs, scene);
  if (!window) return fail(window.error());
  std::vector<std::size_t> near;
  for (std::size_t row = 0; row < areas.rows(); ++row)
    if (areas.box[row].meets(*window)) near.push_back(row);
  FlatLayer rows = selectRows(areas, near);
  for (std::size_t i = 0; i < near.size(); ++i) rows.row_id[i] = static_cast<std::int64_t>(near[i]);
  auto shapes = inScene(rows, *window, scene);
  if (!shapes) return fail(shapes.error());
  if (shapes->rows() == 0) return {};
  DrawLayer layer;
  layer.id = kAdminKind;
  layer.title = kindTitle(*m_input.catalogue, kAdminKind, m_input.language);
  layer.style = m_input.styles->of(kAdminKind, "");
  layer.legend_order = 100000;
  layer.label_priority = -10;
  layer.label_colour = "#667085";
  for (const std::int64_t row : shapes->row_id) {
    layer.names.push_back(m_input.counties->names[static_cast<std::size_t>(row)]);
    layer.labels.push_back(layer.names.back());
  }
  layer.shapes = std::move(*shapes);
  scene.layers.push_back(std::move(layer));
  return {};
}

// Where the site meets a zone, hatched in the colour of the verdict: of several rules over one zone the strictest.
Result<void> SiteMaps::addOverlaps(std::size_t index, MapScene& scene) const {
  const SiteResult& site = m_input.report->sites[index];
  const Finding* decides = decidingFinding(site);
  std::set<std::string> drawn;
  std::map<Verdict, DrawLayer> layers;
  std::map<Verdict, std::vector<std::size_t>> rows;
  for (const Finding* finding : byWeight(site)) { // the strictest first
    const Verdict verdict = finding->verdict();
    const auto row = m_overlap_rows.find(m_first_finding[index] + (finding - site.findings.data()));
    if (verdict == Verdict::pass || row == m_overlap_rows.end()) continue;
    if (!drawn.insert(fmt::format("{}|{}|{}", finding->kind, finding->version, finding->zone_key)).second) continue;
    rows[verdict].push_back(row->second);
    DrawLayer& layer = layers[verdict];
    layer.names.push_back(
        fmt::format("{} {} {}", markedWord(verdict).in(m_input.language),
                    classTitle(*m_input.catalogue, finding->kind, finding->zone_class, m_input.language),
                    figureOf(*finding).in(m_input.language)));
    std::string label;
    if (finding == decides && finding->overlap_m2 > 0)
      label = fmt::format("{} {} m²", mark(verdict), toGrouped(finding->overlap_m2, 2));
    else if (finding == decides && finding->overlap_length_m > 0)
      label = fmt::format("{} {} m", mark(verdict), toGrouped(finding->overlap_length_m, 2));
    layer.labels.push_back(label);
  }
  int order = -5;
  for (auto& [verdict, layer] : layers) { // the strictest is drawn last, over the others
    auto shapes = moveLayer(selectRows(*m_input.overlaps, rows[verdict]), scene.crs);
    if (!shapes) return fail(shapes.error());
    layer.id = "overlap." + std::string(name(verdict));
    layer.title = fmt::format("{}{}", say("重叠部分：", "Overlap: "), markedWord(verdict).in(m_input.language));
    layer.style = {"", 0, colourOf(verdict), 0.25}; // thin: the site's own outline stays to be seen under it
    layer.style.hatch = Hatch::slash;
    layer.shapes = std::move(*shapes);
    layer.label_priority = 100;
    layer.label_outside = true;
    layer.label_colour = colourOf(verdict);
    layer.legend_order = order--;
    scene.layers.push_back(std::move(layer));
  }
  return {};
}

} // namespace ecoredline
