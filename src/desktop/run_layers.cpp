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

/// Rows of `overlaps` by the strictest verdict of the findings that share them: of several rules over one zone only
/// the strictest is drawn.
std::map<Verdict, std::vector<std::size_t>> rowsByVerdict(const ScreenedRun& run, const FlatLayer& overlaps) {
  std::map<std::int64_t, Verdict> verdicts;
  std::int64_t index = 0;
  for (const SiteResult& site : run.report.sites)
    for (const Finding& finding : site.findings) verdicts[index++] = finding.verdict();
  std::map<Verdict, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < overlaps.rows(); ++row) {
    const auto found = verdicts.find(overlaps.row_id[row]);
    if (found != verdicts.end() && found->second != Verdict::pass) rows[found->second].push_back(row);
  }
  return rows;
}

DrawLayers overlapLayers(const ScreenedRun& run, const FlatLayer& overlaps) {
  DrawLayers layers;
  for (const auto& [verdict, rows] : rowsByVerdict(run, overlaps)) { // the strictest is drawn last
    DrawLayer layer;
    layer.id = "overlap." + std::string(name(verdict));
    layer.style.stroke = verdictColour(verdict, false).name().toStdString();
    layer.style.hatch = Hatch::slash;
    layer.shapes = selectRows(overlaps, rows);
    layers.push_back(std::make_shared<const DrawLayer>(std::move(layer)));
  }
  return layers;
}

} // namespace

std::shared_ptr<const RunPlaces> placesOf(const ScreenedRun& run, const Crs& plane) {
  auto places = std::make_shared<RunPlaces>();
  places->plane = plane;
  places->boxes.resize(run.report.sites.size());
  FlatBuilder builder(plane);
  for (std::size_t i = 0; i < run.report.sites.size(); ++i) {
    const FlatLayer& geometry = run.report.sites[i].geometry;
    const auto place = geometry.rows() == 0 ? Result<FlatLayer>{} : onMap(geometry, plane);
    if (!place) continue;
    for (std::size_t row = 0; row < place->rows(); ++row) builder.copyRow(*place, row, static_cast<std::int64_t>(i));
    if (place->rows() > 0) places->boxes[i] = place->extent();
  }
  places->sites = builder.take();
  if (auto overlaps = onMap(run.overlaps, plane)) places->overlaps = std::move(*overlaps);
  return places;
}

DrawLayers overlapLayersOf(const ScreenedRun& run, const Crs& plane) {
  const auto overlaps = onMap(run.overlaps, plane);
  return overlaps ? overlapLayers(run, *overlaps) : DrawLayers{};
}

DrawLayers layersOf(const FinishedRun& run, const Crs& plane, Language language) {
  const auto places = run.places && run.places->plane == plane ? run.places : placesOf(run.run, plane);
  DrawLayers layers = overlapLayers(run.run, places->overlaps);
  DrawLayer sites;
  sites.id = "site";
  sites.style = siteStyle();
  sites.label_priority = 100;
  sites.label_outside = true;
  sites.label_colour = "#9E0A9E";
  sites.shapes = places->sites;
  for (const std::int64_t at : places->sites.row_id) {
    const SiteResult& site = run.run.report.sites[static_cast<std::size_t>(at)];
    sites.labels.push_back(std::string(mark(site.verdict)) + " " + site.id + " " + word(site.verdict).in(language));
  }
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
