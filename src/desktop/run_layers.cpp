#include "desktop/run_layers.hpp"

#include "desktop/look.hpp"

#include <algorithm>
#include <set>

namespace ecoredline {

namespace {

Style siteStyle() {
  Style style;
  style.stroke = kSiteColour;
  style.stroke_mm = 0.6;
  style.marker_mm = 3;
  return style;
}

void addRows(const FlatLayer& place, FlatBuilder& builder) {
  for (std::size_t row = 0; row < place.rows(); ++row) builder.copyRow(place, row);
}

/// Rows of `overlaps` by the strictest verdict of the findings that share them: of several rules over one zone only
/// the strictest is drawn.
std::map<Verdict, std::vector<std::size_t>> rowsByVerdict(const ScreenedRun& run) {
  std::map<std::int64_t, Verdict> verdicts;
  std::int64_t index = 0;
  for (const SiteResult& site : run.report.sites)
    for (const Finding& finding : site.findings) verdicts[index++] = finding.verdict();
  std::map<Verdict, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < run.overlaps.rows(); ++row) {
    const auto found = verdicts.find(run.overlaps.row_id[row]);
    if (found != verdicts.end() && found->second != Verdict::pass) rows[found->second].push_back(row);
  }
  return rows;
}

} // namespace

DrawLayers overlapLayersOf(const ScreenedRun& run, const Crs& plane) {
  DrawLayers layers;
  for (const auto& [verdict, rows] : rowsByVerdict(run)) { // the strictest is drawn last
    auto shapes = onMap(selectRows(run.overlaps, rows), plane);
    if (!shapes) continue;
    DrawLayer layer;
    layer.id = "overlap." + std::string(name(verdict));
    layer.style.stroke = verdictColour(verdict, false).name().toStdString();
    layer.style.hatch = Hatch::slash;
    layer.shapes = std::move(*shapes);
    layers.push_back(std::make_shared<const DrawLayer>(std::move(layer)));
  }
  return layers;
}

DrawLayers layersOf(const FinishedRun& run, const Crs& plane, Language language) {
  DrawLayers layers = overlapLayersOf(run.run, plane);
  DrawLayer sites;
  sites.id = "site";
  sites.style = siteStyle();
  sites.label_priority = 100;
  sites.label_outside = true;
  sites.label_colour = "#9E0A9E";
  FlatBuilder builder(plane);
  for (const SiteResult& site : run.run.report.sites) {
    const auto place = site.geometry.rows() == 0 ? Result<FlatLayer>{} : onMap(site.geometry, plane);
    if (!place || place->rows() == 0) continue;
    addRows(*place, builder);
    sites.labels.push_back(std::string(mark(site.verdict)) + " " + site.id + " " + word(site.verdict).in(language));
  }
  sites.shapes = builder.take();
  layers.push_back(std::make_shared<const DrawLayer>(std::move(sites)));
  return layers;
}

DrawLayers layersOf(const SitePreview& preview, const Crs& plane) {
  auto places = onMap(preview.places, plane);
  if (!places) return {};
  DrawLayer layer;
  layer.id = "site";
  layer.style = siteStyle();
  layer.style.dash = Dash::dashed;
  layer.label_priority = 100;
  layer.label_colour = "#9E0A9E";
  layer.shapes = std::move(*places);
  for (const PreviewedSite& site : preview.sites) layer.labels.push_back(site.id);
  return {std::make_shared<const DrawLayer>(std::move(layer))};
}

std::shared_ptr<const DrawLayer> highlightOf(const FlatLayer& place) {
  DrawLayer layer;
  layer.id = "highlight";
  layer.style.stroke = kHighlightColour;
  layer.style.stroke_mm = 0.9;
  layer.style.fill = kHighlightColour;
  layer.style.fill_opacity = 0.15;
  layer.shapes = place;
  return std::make_shared<const DrawLayer>(std::move(layer));
}

FlatLayer overlapOf(const FinishedRun& run, std::int64_t finding, const Crs& plane) {
  const auto& ids = run.run.overlaps.row_id;
  const auto found = std::ranges::find(ids, finding);
  if (found == ids.end()) return {};
  const auto row = static_cast<std::size_t>(found - ids.begin());
  auto place = onMap(selectRows(run.run.overlaps, std::span<const std::size_t>(&row, 1)), plane);
  return place ? std::move(*place) : FlatLayer{};
}

} // namespace ecoredline
