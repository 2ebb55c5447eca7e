#include "app/site_maps.hpp"

#include "app/scene_parts.hpp"
#include "base/decimal.hpp"
#include "base/markup.hpp"
#include "cartography/frame.hpp"
#include "cartography/legend.hpp"
#include "geo/edge_model.hpp"
#include "geo/overlay.hpp"
#include "output/titles.hpp"
#include "output/verdict_symbols.hpp"
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

constexpr double kAround = 0.3;    // of the site's extent, on every side
constexpr double kFarthest = 5000; // m, how far a map reaches for the zone that decides

bool isFinite(const Box& box) {
  return !box.empty() && std::isfinite(box.max_x - box.min_x) && std::isfinite(box.max_y - box.min_y);
}

// The site and, where the finding that decides is not on it, the nearest place of its zone.
Box windowOf(const SiteResult& site, const Box& extent, double least_around_m) {
  Box window = extent.grown(std::max(least_around_m, (extent.max_x - extent.min_x) * kAround),
                            std::max(least_around_m, (extent.max_y - extent.min_y) * kAround));
  const Finding* decides = decidingFinding(site);
  if (decides == nullptr || !(decides->distance_m > 0) || decides->distance_m > kFarthest ||
      std::isnan(decides->bearing_deg))
    return window;
  const double bearing = decides->bearing_deg / 180 * std::numbers::pi;
  const double reach = decides->distance_m * 1.15;
  for (const double x : {extent.min_x, extent.max_x})
    for (const double y : {extent.min_y, extent.max_y})
      window.add(x + reach * std::sin(bearing), y + reach * std::cos(bearing));
  return window;
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

std::string verdictColour(Verdict verdict) {
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

Result<SiteMaps> SiteMaps::of(const SiteMapInput& input) {
  SiteMaps maps(input);
  if (input.readers == nullptr) {
    maps.m_readers = std::make_unique<VersionReaders>(*input.workspace);
    maps.m_input.readers = maps.m_readers.get();
  }
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
  scene.frame = m_input.frame;
  scene.window = framed(windowOf(site, shape->extent(), m_input.least_around_m), scene.frame);
  if (m_input.round_scale) scene.window = roundWindow(scene.window, scene.frame);

  if (auto done = addZones(site, scene); !done) return fail(done.error());
  if (auto done = addCounties(scene); !done) return fail(done.error());
  DrawLayer own;
  own.id = "site";
  own.title = m_input.subject.in(m_input.language);
  own.style = siteStyle();
  own.shapes = std::move(*shape);
  own.names.assign(own.shapes.rows(), nameOf(site));
  own.labels.assign(own.shapes.rows(), site.name.empty() ? site.id : site.name);
  own.label_priority = 90;
  own.label_outside = true;
  own.label_colour = "#9E0090";
  own.legend_order = -10;
  scene.layers.push_back(std::move(own));
  if (auto done = addOverlaps(index, scene); !done) return fail(done.error());
  if (showsSample(scene))
    scene.source = say("示例数据，非真实边界。", "Sample data, not real boundaries. ") + scene.source;
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
  auto reader = m_input.readers->of(version.id);
  if (!reader) return fail(reader.error());
  const std::size_t before = scene.layers.size();
  const SceneSource source{m_input.workspace, m_input.catalogue, m_input.styles, m_input.language};
  if (auto added = addZoneLayers(source, version, **reader, scene); !added) return fail(added.error());
  for (std::size_t i = before; i < scene.layers.size(); ++i) {
    DrawLayer& layer = scene.layers[i];
    const auto strict = matter.find(layer.id == version.kind ? layer.id + "." : layer.id); // as findings have it
    if (strict != matter.end()) layer.label_priority = 10 * static_cast<int>(strict->second);
    if (matter.empty() || matter.contains(version.kind)) continue;
    mute(layer.style);
    layer.labels.clear();
  }
  return {};
}

Result<void> SiteMaps::addCounties(MapScene& scene) const {
  if (m_input.counties == nullptr || m_input.counties->empty()) return {};
  const SceneSource source{m_input.workspace, m_input.catalogue, m_input.styles, m_input.language};
  return addCountyLayer(source, *m_input.counties, scene);
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
    layer.style = overlapStyle(verdict);
    layer.shapes = std::move(*shapes);
    layer.label_priority = 100;
    layer.label_outside = true;
    layer.label_colour = verdictColour(verdict);
    layer.legend_order = order--;
    scene.layers.push_back(std::move(layer));
  }
  return {};
}

} // namespace ecoredline
