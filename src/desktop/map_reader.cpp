#include "desktop/map_reader.hpp"

#include "app/catalogue_folder.hpp"
#include "app/scene_parts.hpp"
#include "base/files.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "output/titles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kStep = 2000; // m: the sagitta of an edge so long is 8 cm
constexpr double kAhead = 0.5; // of a window, read on every side while a hand moves the map
constexpr double kRim = 0.03;  // of a window: pens and markers of what lies beside it reach into it
constexpr double kReach = 100; // px: how far outside of a window markers and pens of what is seen in it may lie
constexpr double kChina = 105; // degrees east: where the map of an empty workspace lies

bool isFinite(const Box& box) {
  return !box.empty() && std::isfinite(box.max_x - box.min_x) && std::isfinite(box.max_y - box.min_y);
}

DrawLayer drawLayerOf(const OpenedWorkspace& opened, const Version& version, const std::string& zone_class) {
  DrawLayer layer;
  layer.id = zone_class.empty() ? version.kind : version.kind + "." + zone_class;
  layer.style = opened.styles.of(version.kind, zone_class);
  return layer;
}

template<class Named>
std::string labelOf(const Style& style, const Named& zone) {
  if (style.label == LabelField::none) return {};
  return style.label == LabelField::id || zone.zone_name.empty() ? zone.zone_id : zone.zone_name;
}

Identified identified(const Version& version, const Zone& zone, const FlatLayer& layer, std::size_t row) {
  Identified found;
  found.kind = version.kind;
  found.zone_class = zone.zone_class;
  found.zone_id = zone.zone_id;
  found.zone_name = zone.zone_name;
  found.version = version.label;
  found.date = version.date;
  found.shape = layer.shape[row];
  const bool has_area = found.shape == Shape::polygon;
  found.official_m2 = has_area ? areaOf(layer, row, AreaMethod::official) : std::nan("");
  found.exact_m2 = has_area ? areaOf(layer, row, AreaMethod::exact) : std::nan("");
  found.planar_m2 = has_area ? areaOf(layer, row, AreaMethod::planar) : std::nan("");
  found.length_m = lengthOf(layer, row);
  found.derived = zone.derived;
  found.invalid = zone.invalid;
  return found;
}

FlatLayer oneRow(const FlatLayer& layer, std::size_t row) {
  return selectRows(layer, std::span<const std::size_t>(&row, 1));
}

} // namespace

Box boxOnMap(const Box& box, const Crs& from, const Crs& to) {
  const auto moved = movedBox(box, from, to);
  return moved && isFinite(*moved) ? *moved : Box{};
}

Result<FlatLayer> onMap(const FlatLayer& layer, const Crs& plane) {
  return moveLayer(layer, plane, {}, kStep);
}

Result<MapReader> MapReader::open(const std::filesystem::path& path) {
  auto workspace = Workspace::open(path, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  auto styles = loadStyles();
  if (!styles) return fail(styles.error());

  MapReader reader(std::move(*workspace));
  OpenedWorkspace opened{path, std::move(*catalogue), std::move(*styles), {}, {}, {}};
  Box degrees;
  for (Version& version : *versions) {
    if (!version.withdrawn_at.empty() || version.zones == 0) continue;
    auto zones = reader.reader(version.id);
    if (!zones) return fail(zones.error());
    degrees.add(boxOnMap((*zones)->extent(), (*zones)->crs(), Crs::cgcs2000()));
    opened.versions.push_back(std::move(version));
  }
  auto plane = Crs::gaussKruger3(degrees.empty() ? kChina : (degrees.min_x + degrees.max_x) / 2);
  if (!plane) return fail(plane.error());
  opened.plane = *plane;
  if (!degrees.empty()) opened.extent = boxOnMap(degrees, Crs::cgcs2000(), *plane);
  reader.m_opened = std::make_shared<const OpenedWorkspace>(std::move(opened));
  reader.m_pyramids = pyramidsOf(*reader.m_opened);
  return reader;
}

std::map<std::int64_t, MapPyramid> pyramidsOf(const OpenedWorkspace& workspace) {
  std::map<std::int64_t, MapPyramid> all;
  const auto cache = cacheFolder();
  if (cache.empty()) return all;
  for (const Version& version : workspace.versions)
    if (version.features >= MapPyramid::kLeastFeatures) // a zone may be delivered in many
      all.emplace(version.id, MapPyramid(cache / "pyramid", version, workspace.plane));
  return all;
}

Result<FlatReader*> MapReader::reader(std::int64_t version) {
  auto& reader = m_readers[version];
  if (reader == nullptr) {
    auto opened = m_workspace.reader(version);
    if (!opened) return fail(opened.error());
    reader = std::move(*opened);
  }
  return reader.get();
}

const Version* MapReader::versionOf(std::int64_t id) const {
  const auto found = std::ranges::find(m_opened->versions, id, &Version::id);
  return found == m_opened->versions.end() ? nullptr : &*found;
}

Result<FlatLayer> MapReader::read(std::int64_t version, const Box& window, Feedback& feedback) {
  auto zones = reader(version);
  if (!zones) return fail(zones.error());
  Box there = boxOnMap(window, m_opened->plane, (*zones)->crs());
  if (there.empty()) there = (*zones)->extent(); // a window larger than the plane is good for
  return (*zones)->read(there, feedback);
}

// A layer a class, each a look at the whole level in which other classes' rows are empty: nothing is copied.
DrawLayers MapReader::farLayers(const Version& version, const IndexedLayer& level,
                                const std::vector<MapPyramid::Word>& words) const {
  const FlatLayer& all = level.layer;
  std::map<std::string_view, DrawLayer> classes;
  for (std::size_t row = 0; row < all.rows(); ++row) {
    const auto word = std::ranges::lower_bound(words, all.row_id[row], {}, &MapPyramid::Word::row_id);
    if (word == words.end() || word->row_id != all.row_id[row]) continue;
    auto [at, is_new] = classes.try_emplace(word->zone_class);
    DrawLayer& layer = at->second;
    if (is_new) {
      layer = drawLayerOf(*m_opened, version, word->zone_class);
      layer.shapes = all;
      layer.shapes.shape = std::vector<Shape>(all.rows(), Shape::none);
      layer.labels.resize(all.rows());
    }
    layer.shapes.shape[row] = all.shape[row];
    layer.labels[row] = labelOf(layer.style, *word);
  }
  DrawLayers layers;
  for (auto& [zone_class, layer] : classes) layers.push_back(std::make_shared<const DrawLayer>(std::move(layer)));
  return layers;
}

bool MapReader::generalises(std::int64_t version, double metres_per_pixel) {
  const auto pyramid = m_pyramids.find(version);
  return pyramid != m_pyramids.end() && pyramid->second.level(metres_per_pixel) != nullptr;
}

/// The coarse grid that does for a picture, its rows there verified; null where there is none.
std::shared_ptr<const IndexedLayer> MapReader::verifiedLevel(std::int64_t version, const Sight& sight) {
  const auto pyramid = m_pyramids.find(version);
  if (pyramid == m_pyramids.end()) return nullptr;
  const double reach = kReach * sight.metres_per_pixel;
  if (!pyramid->second.verify(sight.metres_per_pixel, sight.window.grown(reach, reach))) return nullptr;
  return pyramid->second.words().empty() ? nullptr : pyramid->second.level(sight.metres_per_pixel);
}

Result<DrawLayers> MapReader::layers(std::int64_t id, const Sight& sight, Feedback& feedback) {
  Held& held = m_held[id];
  const auto level = verifiedLevel(id, sight);
  const bool is_held =
      level ? held.is_whole && held.level.lock() == level : !held.is_whole && held.window.contains(sight.window);
  if (is_held) return held.layers;
  const bool is_moving = sight.is_ahead || held.window.meets(sight.window); // else it is waited for: nothing more
  held = {}; // before the next is looked at: pages of both count as memory
  const Version* version = versionOf(id);
  if (version == nullptr) return DrawLayers{};
  if (level) {
    held = {{}, farLayers(*version, *level, m_pyramids.at(id).words()), level, true};
    return held.layers;
  }
  const Box& window = sight.window;
  const double ahead = is_moving ? kAhead : kRim;
  const Box wide = window.grown((window.max_x - window.min_x) * ahead, (window.max_y - window.min_y) * ahead);
  auto rows = read(id, wide, feedback);
  if (!rows) return fail(rows.error());
  auto shapes = onMap(*rows, m_opened->plane);
  if (!shapes) return fail(shapes.error());
  if (feedback.cancelled()) return cancelledError();
  std::map<std::int64_t, Zone> zones;
  if (shapes->rows() > 0) {
    auto read = m_workspace.zones(id, {shapes->row_id.begin(), shapes->row_id.end()});
    if (!read) return fail(read.error());
    zones = std::move(*read);
  }
  std::map<std::string, std::vector<std::size_t>> classes;
  for (std::size_t row = 0; row < shapes->rows(); ++row) classes[zones[shapes->row_id[row]].zone_class].push_back(row);
  held = {wide, {}, {}, false};
  for (const auto& [zone_class, members] : classes) {
    DrawLayer layer = drawLayerOf(*m_opened, *version, zone_class);
    layer.shapes = selectRows(*shapes, members);
    for (const std::size_t row : members) layer.labels.push_back(labelOf(layer.style, zones[shapes->row_id[row]]));
    held.layers.push_back(std::make_shared<const DrawLayer>(std::move(layer)));
  }
  return held.layers;
}

Result<std::vector<Identified>> MapReader::identify(const std::vector<std::int64_t>& versions, double x, double y,
                                                    double reach) {
  const Box place{x - reach, y - reach, x + reach, y + reach};
  std::vector<Identified> all;
  for (const std::int64_t id : versions) {
    const Version* version = versionOf(id);
    if (version == nullptr) continue;
    auto rows = read(id, place, silentFeedback());
    if (!rows) return fail(rows.error());
    if (rows->rows() == 0) continue;
    auto shapes = onMap(*rows, m_opened->plane);
    if (!shapes) return fail(shapes.error());
    auto zones = m_workspace.zones(id, {rows->row_id.begin(), rows->row_id.end()});
    if (!zones) return fail(zones.error());
    for (std::size_t row = 0; row < rows->rows(); ++row) {
      if (!showsIn(*shapes, row, place)) continue;
      all.push_back(identified(*version, (*zones)[rows->row_id[row]], *rows, row));
      all.back().place = oneRow(*shapes, row);
    }
  }
  return all;
}

Result<FlatLayer> MapReader::zone(const std::string& kind, const std::string& label, const std::string& zone_key,
                                  const Box& window) {
  const auto version =
      std::ranges::find_if(m_opened->versions, [&](const Version& v) { return v.kind == kind && v.label == label; });
  if (version == m_opened->versions.end()) return FlatLayer{};
  auto rows = read(version->id, window, silentFeedback());
  if (!rows || rows->rows() == 0) return rows;
  auto zones = m_workspace.zones(version->id, {rows->row_id.begin(), rows->row_id.end()});
  if (!zones) return fail(zones.error());
  for (std::size_t row = 0; row < rows->rows(); ++row)
    if ((*zones)[rows->row_id[row]].zone_key == zone_key) return onMap(oneRow(*rows, row), m_opened->plane);
  return FlatLayer{};
}

} // namespace ecoredline
