#include "app/change_map.hpp"

#include "app/reference.hpp"
#include "app/scene_parts.hpp"
#include "cartography/frame.hpp"
#include "cartography/legend.hpp"
#include "geo/edge_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

constexpr std::size_t kNumbered = 40; // changes that get their number on the map, the largest first
constexpr std::size_t kDrawn = 2000;  // in a report: the largest; the layer has all
constexpr double kStep = 0.05;        // mm of the page: a report has one figure of up to 100,000 zones
constexpr double kLeastExtent = 0.01; // degrees
constexpr double kAround = 0.08;      // of the extent, on every side

// Changes are numbered from 1 in their order; 0 is ground too little to be a line.
const LedgerChange* changeOf(const AreaLedger& ledger, int number) {
  return number > 0 ? &ledger.changes[static_cast<std::size_t>(number) - 1] : nullptr;
}

// Plane, frame and a window of a round scale round all that changed.
Result<MapScene> sceneRound(const Box& changed, Language language) {
  MapScene scene;
  scene.language = language;
  const double lack =
      std::max(0.0, kLeastExtent - std::max(changed.max_x - changed.min_x, changed.max_y - changed.min_y)) / 2;
  const Box degrees = changed.grown(lack, lack);
  auto plane = Crs::gaussKruger3((degrees.min_x + degrees.max_x) / 2);
  if (!plane) return fail(plane.error());
  scene.crs = *plane;
  auto window = movedBox(degrees, Crs::cgcs2000(), scene.crs);
  if (!window) return fail(window.error());
  const double margin = kAround * std::max(window->max_x - window->min_x, window->max_y - window->min_y);
  scene.window = roundWindow(framed(window->grown(margin, margin), scene.frame), scene.frame);
  return scene;
}

void describe(const ChangeMapInput& input, const std::set<int>& shown, MapScene& scene) {
  const bool zh = input.language == Language::zh;
  const auto& changes = input.tracked->ledger.changes;
  const auto of_ground = std::ranges::count_if(changes, [](const LedgerChange& one) { return one.area_m2 > 0; });
  std::vector<std::string> entries;
  for (const LegendEntry& entry : legendOf(scene)) entries.push_back(fmt::format("{} {}", entry.title, entry.count));
  scene.description = fmt::format(fmt::runtime(zh ? "图上有 {} 处变化：{}" : "{} changes on the map: {}"), shown.size(),
                                  fmt::join(entries, zh ? "、" : ", "));
  scene.source = fmt::format(fmt::runtime(zh ? "底图：{} 版（{}）；编号同变化清单。{}"
                                             : "Behind: version {} ({}); numbers as in the list of changes. {}"),
                             input.to.label, input.to.date, crsText(scene.crs, input.language));
  if (static_cast<std::size_t>(of_ground) > kDrawn)
    scene.source += fmt::format(
        fmt::runtime(zh ? " 只画面积最大的 {} 处，共 {} 处。" : " The {} largest of {} are drawn."), kDrawn, of_ground);
  if (isSample(input.kind->workspace, input.to))
    scene.source = (zh ? "示例数据，非真实边界。" : "Sample data, not real boundaries. ") + scene.source;
}

} // namespace

Result<std::set<int>> addChangeLayers(const ChangesOnMap& changes, MapScene& scene) {
  const Tracked& tracked = *changes.tracked;
  auto window = windowIn(tracked.shapes.crs, scene);
  if (!window) return fail(window.error());
  std::map<Cause, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < tracked.shapes.rows(); ++row) {
    const LedgerChange* change = changeOf(tracked.ledger, tracked.pieces[row].change);
    if (change == nullptr || static_cast<std::size_t>(change->number) > changes.most) continue;
    if (tracked.shapes.box[row].meets(*window)) rows[change->cause].push_back(row);
  }
  const bool zh = scene.language == Language::zh;
  const Box frame = framed(scene.window, scene.frame);
  std::set<int> shown, labelled;
  for (const auto& [cause, members] : rows) {
    auto shapes = moveLayer(selectRows(tracked.shapes, members), scene.crs);
    if (!shapes) return fail(shapes.error());
    DrawLayer layer;
    layer.id = fmt::format("{}.{}", kCauseSymbols, name(cause));
    layer.title = fmt::format("{}{}", zh ? "变化：" : "Change: ", word(cause).in(scene.language));
    layer.style = changes.styles->of(kCauseSymbols, std::string(name(cause)));
    layer.shapes = changes.grid == nullptr ? std::move(*shapes) : thinnedToGrid(*shapes, *changes.grid);
    layer.legend_order = -100 + static_cast<int>(cause);
    layer.label_priority = 50;
    layer.label_outside = changes.grid != nullptr; // a figure is small: a number would hide what it stands on
    for (std::size_t i = 0; i < members.size(); ++i) {
      const LedgerChange& change = *changeOf(tracked.ledger, tracked.pieces[members[i]].change);
      if (showsIn(layer.shapes, i, frame)) shown.insert(change.number);
      layer.names.push_back(fmt::format("{} {}", change.number, word(cause).in(scene.language)));
      const bool numbered =
          static_cast<std::size_t>(change.number) <= kNumbered && labelled.insert(change.number).second;
      layer.labels.push_back(numbered ? std::to_string(change.number) : "");
    }
    scene.layers.push_back(std::move(layer));
  }
  return shown;
}

void stepBack(MapScene& scene) {
  for (DrawLayer& layer : scene.layers) {
    layer.style.fill_opacity *= 0.4;
    layer.style.hatch = Hatch::none;
    layer.labels.clear();
  }
}

Result<MapScene> changeMap(const ChangeMapInput& input) {
  const Box changed = input.tracked->shapes.extent();
  if (changed.empty()) {
    MapScene nothing;
    nothing.language = input.language;
    return nothing;
  }
  auto scene = sceneRound(changed, input.language);
  if (!scene) return scene;
  scene->title = fmt::format(fmt::runtime(input.language == Language::zh ? "{}变化图" : "Changes: {}"),
                             input.kind->layerKind().title.in(input.language));
  const Frame frame(scene->window, 0, 0, scene->frame);
  const PageGrid grid{&frame, kStep};
  const SceneSource source{&input.kind->workspace, &input.kind->catalogue, input.styles, input.language, &grid};
  auto reader = input.kind->workspace.reader(input.to.id);
  if (!reader) return fail(reader.error());
  if (auto added = addZoneLayers(source, input.to, **reader, *scene); !added) return fail(added.error());
  stepBack(*scene);
  for (DrawLayer& layer : scene->layers) { // a figure is small, and they are what lies behind
    layer.style.stroke_mm *= 0.4;
    layer.names.clear();
  }
  auto counties = referenceBoundaries(&input.kind->workspace, input.to.date);
  if (!counties) return fail(counties.error());
  if (auto added = addCountyLayer(source, *counties, *scene); !added) return fail(added.error());
  const auto shown = addChangeLayers({input.tracked, input.styles, kDrawn, &grid}, *scene);
  if (!shown) return fail(shown.error());
  describe(input, *shown, *scene);
  return scene;
}

} // namespace ecoredline
