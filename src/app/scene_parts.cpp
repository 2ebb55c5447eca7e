#include "app/scene_parts.hpp"

#include "cartography/frame.hpp"
#include "geo/box_clip.hpp"
#include "geo/edge_model.hpp"
#include "geo/overlay.hpp"
#include "geo/plane_map.hpp"
#include "output/titles.hpp"
#include "painting/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

constexpr double kBeyondFrame = 0.04;       // of the window: cut edges lie outside the frame, where nobody sees them
constexpr double kSteps = 20;               // a window's width is moved between systems in so many steps
constexpr double kMetresPerDegree = 111320; // about
constexpr const char* kAdminKind = "admin_division";
constexpr const char* kSampleName = "示例·"; // begins every invented name of the sample data

double widthOf(const Box& box) {
  return box.max_x - box.min_x;
}

// Rows of a layer inside `box`, cut to it.
FlatLayer cutTo(const FlatLayer& layer, const Box& box, CutFor what) {
  FlatBuilder builder(layer.crs);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (!layer.box[row].meets(box)) continue;
    if (layer.shape[row] != Shape::polygon || box.contains(layer.box[row])) {
      builder.copyRow(layer, row);
      continue;
    }
    if (what == CutFor::picture) {
      appendInBox(layer, row, box, builder);
      continue;
    }
    const Geometry cut = clipped(Geometry::fromRow(layer, row), box);
    if (!cut.empty()) cut.appendTo(builder, Shape::polygon, layer.row_id[row]);
  }
  return builder.take();
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

// The rows without the ground that `covered` holds; where a difference is undecided the row stays whole. Only what of
// the coverage lies near a row is overlaid with it.
FlatLayer without(FlatLayer layer, const FlatLayer& covered) {
  if (covered.rows() == 0) return layer;
  std::vector<Geometry> areas;
  for (std::size_t row = 0; row < covered.rows(); ++row) areas.push_back(Geometry::fromRow(covered, row));
  FlatBuilder builder(layer.crs);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const Box& box = layer.box[row];
    const Box near = box.grown(1, 1); // m
    Geometry left = Geometry::fromRow(layer, row);
    bool cut = false;
    for (std::size_t other = 0; other < areas.size() && !left.empty(); ++other) {
      if (!covered.box[other].meets(box)) continue;
      const Geometry there = clipped(areas[other], near);
      if (there.empty()) continue;
      const double ground = (near.max_x - near.min_x) * (near.max_y - near.min_y);
      cut = true;
      if (there.planarArea() >= ground * (1 - 1e-9)) { // all of it
        left = Geometry();
        break;
      }
      Overlay rest = guardedDifference(left, there);
      if (rest.rung != Rung::undecided) left = std::move(rest.shape);
    }
    if (!cut)
      builder.copyRow(layer, row);
    else if (!left.empty())
      left.appendTo(builder, layer.shape[row], layer.row_id[row]);
  }
  return builder.take();
}

void appendRows(FlatBuilder& builder, const FlatLayer& rows) {
  for (std::size_t row = 0; row < rows.rows(); ++row) builder.copyRow(rows, row);
}

// The zones of a version that a scene shows, in its plane. A version that is shown as a whole is read in pieces, so
// that only what the page needs of it is ever held.
Result<FlatLayer> zonesShown(const SceneSource& source, FlatReader& reader, const MapScene& scene,
                             const FlatLayer& covered) {
  auto window = windowIn(reader.crs(), scene);
  if (!window) return fail(window.error());
  FlatBuilder builder(scene.crs);
  const auto take = [&](const FlatLayer& rows) -> Result<void> {
    auto moved = inScene(rows, *window, scene, covered.rows() == 0 ? CutFor::picture : CutFor::shapes);
    if (!moved) return fail(moved.error());
    const FlatLayer shown = without(std::move(*moved), covered);
    appendRows(builder, source.grid == nullptr ? shown : thinnedToGrid(shown, *source.grid));
    return {};
  };
  if (source.grid != nullptr && covered.rows() == 0 && window->contains(reader.extent())) {
    if (auto read = reader.readAll(take, silentFeedback()); !read) return fail(read.error());
    return builder.take();
  }
  auto rows = reader.read(*window, silentFeedback());
  if (!rows) return fail(rows.error());
  if (auto taken = take(*rows); !taken) return fail(taken.error());
  return builder.take();
}

std::string say(Language language, const char* zh, const char* en) {
  return language == Language::zh ? zh : en;
}

} // namespace

Result<Box> movedBox(const Box& box, const Crs& from, const Crs& to) {
  FlatBuilder builder(from);
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(std::vector<double>{box.min_x, box.max_x, box.max_x, box.min_x, box.min_x},
                  std::vector<double>{box.min_y, box.min_y, box.max_y, box.max_y, box.min_y}, 0);
  builder.endRow();
  const double metres = from.isGeographic() ? widthOf(box) * kMetresPerDegree : widthOf(box);
  auto moved = moveForPicture(builder.take(), to, std::max(metres / kSteps, 1.0));
  if (!moved) return fail(moved.error());
  return moved->extent();
}

Result<FlatLayer> inScene(const FlatLayer& layer, const Box& window_there, const MapScene& scene, CutFor what) {
  const double step = widthOf(scene.window) / kSteps;
  if (window_there.contains(layer.extent())) return moveForPicture(layer, scene.crs, step);
  return moveForPicture(cutTo(layer, window_there, what), scene.crs, step);
}

Result<Box> windowIn(const Crs& crs, const MapScene& scene) {
  const double margin = widthOf(scene.window) * kBeyondFrame;
  return movedBox(scene.window.grown(margin, margin), scene.crs, crs);
}

Box roundWindow(const Box& window, const FrameSize& frame) {
  const Box whole = framed(window, frame);
  const double width = roundScale(widthOf(whole) / frame.width * 1000) * frame.width / 1000;
  const double factor = width / widthOf(whole);
  return whole.grown((factor - 1) * widthOf(whole) / 2, (factor - 1) * (whole.max_y - whole.min_y) / 2);
}

std::string crsText(const Crs& crs, Language language) {
  if (language == Language::zh)
    return fmt::format("2000国家大地坐标系 高斯-克吕格投影 3°带 中央经线{:g}°", crs.centralMeridian());
  return fmt::format("CGCS2000, Gauss-Krueger, 3-degree zone, central meridian {:g}°", crs.centralMeridian());
}

namespace {

using Zones = std::map<std::int64_t, Zone>;

// The zones of a class as a layer with its symbol, title and names.
DrawLayer classLayer(const SceneSource& source, const Version& version, const std::string& zone_class, FlatLayer shapes,
                     const Zones& zones) {
  DrawLayer layer;
  layer.id = zone_class.empty() ? version.kind : version.kind + "." + zone_class;
  const std::string kind = kindTitle(*source.catalogue, version.kind, source.language);
  const std::string title = classTitle(*source.catalogue, version.kind, zone_class, source.language);
  layer.title = kind;
  if (!title.empty() && title != kind) {
    layer.group = kind;
    layer.title_in_group = title;
    layer.title += say(source.language, "·", ", ") + title;
  }
  layer.style = source.styles->of(version.kind, zone_class);
  layer.legend_order = classOrder(*source.catalogue, version.kind, zone_class);
  layer.shapes = std::move(shapes);
  for (const std::int64_t row_id : layer.shapes.row_id) {
    const Zone& zone = zones.at(row_id);
    layer.names.push_back(fmt::format("{} {} {}", layer.title, zone.zone_name, zone.zone_id));
    const bool by_id = layer.style.label == LabelField::id || zone.zone_name.empty();
    layer.labels.push_back(layer.style.label == LabelField::none ? "" : by_id ? zone.zone_id : zone.zone_name);
  }
  return layer;
}

} // namespace

Result<void> addZoneLayers(const SceneSource& source, const Version& version, FlatReader& reader, MapScene& scene,
                           const FlatLayer& covered) {
  auto shown = zonesShown(source, reader, scene, covered);
  if (!shown) return fail(shown.error());
  const FlatLayer& shapes = *shown;
  if (shapes.rows() == 0) return {};
  auto zones = source.workspace->zones(version.id, {shapes.row_id.begin(), shapes.row_id.end()});
  if (!zones) return fail(zones.error());

  std::map<std::string, std::vector<std::size_t>> classes;
  for (std::size_t row = 0; row < shapes.rows(); ++row)
    classes[zones->at(shapes.row_id[row]).zone_class].push_back(row);
  if (classes.size() == 1) { // all of them: nothing to pick
    scene.layers.push_back(classLayer(source, version, classes.begin()->first, std::move(*shown), *zones));
    return {};
  }
  for (const auto& [zone_class, members] : classes)
    scene.layers.push_back(classLayer(source, version, zone_class, selectRows(shapes, members), *zones));
  return {};
}

Result<void> addCountyLayer(const SceneSource& source, const ReferenceBoundaries& counties, MapScene& scene) {
  const FlatLayer& areas = counties.areas;
  if (areas.rows() == 0) return {};
  auto window = windowIn(areas.crs, scene);
  if (!window) return fail(window.error());
  std::vector<std::size_t> near;
  for (std::size_t row = 0; row < areas.rows(); ++row)
    if (areas.box[row].meets(*window)) near.push_back(row);
  FlatLayer rows = selectRows(areas, near);
  for (std::size_t i = 0; i < near.size(); ++i) rows.row_id[i] = static_cast<std::int64_t>(near[i]);
  auto shapes = inScene(rows, *window, scene, CutFor::picture);
  if (!shapes) return fail(shapes.error());
  if (shapes->rows() == 0) return {};
  DrawLayer layer;
  layer.id = kAdminKind;
  layer.title = kindTitle(*source.catalogue, kAdminKind, source.language);
  layer.style = source.styles->of(kAdminKind, "");
  layer.legend_order = 100000;
  layer.label_priority = -10;
  layer.label_colour = "#667085";
  for (const std::int64_t row : shapes->row_id) {
    layer.names.push_back(counties.names[static_cast<std::size_t>(row)]);
    layer.labels.push_back(layer.names.back());
  }
  layer.shapes = std::move(*shapes);
  scene.layers.push_back(std::move(layer));
  return {};
}

bool showsSample(const MapScene& scene) {
  return std::ranges::any_of(scene.layers, [](const DrawLayer& layer) {
    return std::ranges::any_of(layer.names,
                               [](const std::string& name) { return name.find(kSampleName) != std::string::npos; });
  });
}

bool isSample(const Workspace& workspace, const Version& version) {
  const auto first = workspace.zones(version.id, {1});
  return first && !first->empty() && first->begin()->second.zone_name.find(kSampleName) != std::string::npos;
}

} // namespace ecoredline
