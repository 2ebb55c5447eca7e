#include "app/derive_zones.hpp"

#include "base/decimal.hpp"
#include "engine/intake_zones.hpp"
#include "geo/edge_model.hpp"
#include "geo/measure.hpp"
#include "geo/rtree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <system_error>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

/// "一级:…;二级:…" out of the parts that are not empty.
Text joined(const std::vector<Text>& parts) {
  Text all;
  for (const Text& part : parts) {
    if (part.empty()) continue;
    all.zh += (all.zh.empty() ? "" : ";") + part.zh;
    all.en += (all.en.empty() ? "" : "; ") + part.en;
  }
  return all;
}

/// A number at least 0, written with a point in every locale.
std::optional<double> numberIn(const std::string& text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !(value >= 0)) return std::nullopt;
  return value;
}

std::string metres(double value) {
  return toShortest(value);
}

Text waterText(double metre) {
  if (std::isinf(metre)) return {"全部水域", "all of the water"};
  return {fmt::format("水域 {} m", metres(metre)), fmt::format("water {} m", metres(metre))};
}

/// The water near an intake that its zones are made of, in the intake's plane.
class NearWater {
 public:
  explicit NearWater(const FlatLayer& layer) : m_layer(&layer), m_tree(layer) {}

  /// Rows of the layer within `reach` metres of the box of `place`, moved to its plane, and which rows they are.
  Result<FlatLayer> read(const FlatLayer& place, double reach, std::vector<std::size_t>& rows) const {
    const Box& box = place.box[0];
    FlatBuilder window(place.crs);
    const Box around = box.grown(reach, reach);
    const std::vector<double> x{around.min_x, around.max_x, around.max_x, around.min_x, around.min_x};
    const std::vector<double> y{around.min_y, around.min_y, around.max_y, around.max_y, around.min_y};
    window.beginRow(Shape::polygon, 0);
    window.addRing(x, y, 0);
    window.endRow();
    auto there = moveLayer(window.take(), m_layer->crs);
    if (!there) return fail(there.error());
    for (const std::uint32_t row : m_tree.query(there->box[0])) rows.push_back(row);
    return moveLayer(selectRows(*m_layer, rows), place.crs);
  }

 private:
  const FlatLayer* m_layer;
  RTree m_tree;
};

class Maker {
 public:
  Maker(const Derivation& distances, const DeriveInput& input, Feedback& feedback)
      : m_d(distances), m_in(input), m_feedback(feedback), m_builder(Crs::cgcs2000()) {
    if (input.rivers) m_rivers.emplace(*input.rivers);
    if (input.lakes) m_lakes.emplace(*input.lakes);
    for (std::size_t i = 0; i < input.fields.size(); ++i)
      if (const std::string source = field(i, "source_name"); !source.empty())
        m_yield[source] += numberIn(field(i, "yield_m3d")).value_or(0);
  }

  Result<Derived> run() {
    for (std::size_t i = 0; i < m_in.intakes.rows(); ++i) {
      m_feedback.progress(i, m_in.intakes.rows());
      if (m_feedback.cancelled()) return cancelledError();
      if (auto done = one(i); !done) return fail(done.error());
    }
    for (const auto& [key, wells] : m_wells) {
      if (m_feedback.cancelled()) return cancelledError();
      if (auto done = wellField(wells); !done) return fail(done.error());
    }
    m_out.shapes = m_builder.take();
    std::ranges::stable_sort(m_out.failures, {}, &NotDerived::intake);
    return std::move(m_out);
  }

 private:
  struct Wells {
    const DistanceCase* distances = nullptr;
    bool confined = false;
    std::vector<std::size_t> intakes;
  };

  std::string field(std::size_t intake, const char* id) const {
    const auto found = m_in.fields[intake].find(id);
    return found == m_in.fields[intake].end() ? std::string() : found->second;
  }
  Result<void> refuse(std::size_t intake, Text reason, std::string detail = {}) {
    m_out.failures.push_back({intake, std::move(reason), std::move(detail)});
    return {};
  }

  Result<void> one(std::size_t i) {
    const bool point = m_in.intakes.shape[i] == Shape::point && m_in.intakes.ringsOf(i) == 1;
    if (!point) return refuse(i, {"不是单个点", "not a single point"});
    if (auto place = placed(std::array{i}); !place) return refuse(i, place.error().what);
    const std::string type = field(i, "intake_type");
    if (m_d.well.isCalled(type)) return collectWell(i);
    if (m_d.lake.isCalled(type)) return lake(i);
    if (m_d.river.isCalled(type)) return river(i);
    if (type.empty())
      return refuse(i, {"未注明取水口类型（井、湖库、河流）", "its type (well, lake, river) is not stated"});
    return refuse(i, {"取水口类型无法识别", "its type is not understood"}, type);
  }

  /// The intake's plane and its place there.
  Result<FlatLayer> placed(std::span<const std::size_t> rows) const {
    const FlatLayer points = selectRows(m_in.intakes, rows);
    auto plane = metricPlane(points.crs, points.extent());
    if (!plane) return fail(plane.error());
    return moveLayer(points, *plane);
  }

  // --- wells ---

  Result<void> collectWell(std::size_t i) {
    const std::string material = field(i, "aquifer_material");
    const DistanceCase* found = m_d.well.find(material);
    if (found == nullptr)
      return refuse(i,
                    {"含水层介质未注明或不在距离表中", "the material of its aquifer is not stated or not in the table"},
                    material);
    if (const std::string yield = field(i, "yield_m3d"); !yield.empty() && !numberIn(yield))
      return refuse(i, {"开采量不是数值", "its yield is no number"}, yield);
    const double yield = fieldYield(i);
    if (m_d.well.largest_yield_m3d > 0 && yield >= m_d.well.largest_yield_m3d)
      return refuse(i, {"大型水源地须用公式或模型计算", "a large well field needs a formula or a model"},
                    metres(yield) + " m³/d");
    const bool confined = isOneOf(field(i, "aquifer_type"), m_d.well.confined);
    Wells& wells = m_wells[{field(i, "source_name"), found->id, confined}];
    wells.distances = found;
    wells.confined = confined;
    wells.intakes.push_back(i);
    return {};
  }

  /// What the wells of one source give together, m³/d; 0 where nothing is said.
  double fieldYield(std::size_t intake) const {
    const auto source = m_yield.find(field(intake, "source_name"));
    return source == m_yield.end() ? numberIn(field(intake, "yield_m3d")).value_or(0) : source->second;
  }

  /// Groups may differ between the levels: what is two circles of the first may be one group of the second.
  Result<void> wellField(const Wells& wells) {
    const double near = wells.distances->first.radius_m;
    const double wide = wells.confined ? 0 : wells.distances->second.radius_m;
    const FlatLayer points = selectRows(m_in.intakes, wells.intakes);
    for (const auto& group : wellGroups(points, near))
      if (auto done = wellLevel(wells, group, true, near); !done) return done;
    if (wide > 0)
      for (const auto& group : wellGroups(points, wide))
        if (auto done = wellLevel(wells, group, false, wide); !done) return done;
    return {};
  }

  Result<void> wellLevel(const Wells& wells, const std::vector<std::size_t>& group, bool first, double radius) {
    std::vector<std::size_t> intakes;
    for (const std::size_t at : group) intakes.push_back(wells.intakes[at]);
    auto points = placed(intakes);
    if (!points) return fail(points.error());
    Geometry zone = wellZone(*points, radius);
    if (!first) {
      const double near = wells.distances->first.radius_m;
      std::vector<Geometry> inner;
      for (const auto& cell : wellGroups(*points, near)) inner.push_back(wellZone(selectRows(*points, cell), near));
      auto ring = without(zone, inner);
      if (!ring) return undecided(intakes);
      zone = std::move(*ring);
    }
    const std::size_t n = intakes.size();
    const Text drawn = n == 1
                           ? Text{fmt::format("半径 {} m", metres(radius)), fmt::format("radius {} m", metres(radius))}
                           : Text{fmt::format("{} 口井的外包多边形外扩 {} m", n, metres(radius)),
                                  fmt::format("hull of {} wells widened by {} m", n, metres(radius))};
    const Text no_second = wells.confined ? m_d.well.confined_note : Text();
    DerivedZone made = zoneOf(*wells.distances, m_d.well, {drawn, no_second});
    made.intakes = std::move(intakes);
    made.first = first;
    return add(zone, points->crs, std::move(made));
  }

  Result<void> undecided(const std::vector<std::size_t>& intakes) {
    for (const std::size_t i : intakes)
      if (auto said = refuse(i, {"图形叠加不能可靠完成", "the overlay of its shapes could not be trusted"}); !said)
        return said;
    return {};
  }

  // --- lakes ---

  Result<void> lake(std::size_t i) {
    const std::string size = field(i, "water_body_size");
    const DistanceCase* found = m_d.lake.find(size);
    if (found == nullptr)
      return refuse(i, {"湖库规模未注明或不在距离表中", "the size of its lake is not stated or not in the table"},
                    size);
    if (!m_lakes) return refuse(i, {"未提供湖库水面（--lakes）", "no lakes were given (--lakes)"});
    const std::vector<std::size_t> only{i};
    auto place = placed(only);
    if (!place) return fail(place.error());
    std::vector<std::size_t> rows;
    auto lakes = m_lakes->read(*place, m_d.lake.snap_m, rows);
    if (!lakes) return fail(lakes.error());
    const double x = place->x[0];
    const double y = place->y[0];
    const auto water = waterAt(*lakes, x, y, m_d.lake.snap_m);
    if (!water)
      return refuse(i, {fmt::format("{} m 内没有湖库水面", metres(m_d.lake.snap_m)),
                        fmt::format("no lake within {} m", metres(m_d.lake.snap_m))});
    if (invalidityOf(*lakes, *water)) return refuse(i, {"湖库水面图形无效", "the shape of its lake is not valid"});
    const auto& near = found->first;
    const auto& wide = found->second;
    IntakeZones made =
        lakeZones(Geometry::fromRow(*lakes, *water), x, y, {near.water_m, near.land_m, wide.water_m, wide.land_m});
    if (!made.decided) return undecided(only);
    if (made.first.empty()) return refuse(i, {"取水口周围没有水面", "there is no water round it"});
    const Text rest = std::isinf(wide.water_m) ? Text{"其余水域", "the rest of the water"} : waterText(wide.water_m);
    return addBoth(i, place->crs, made,
                   {zoneOf(*found, m_d.lake, {waterText(near.water_m), land(near)}),
                    zoneOf(*found, m_d.lake, {rest, land(wide)})});
  }

  static Text land(const DistanceCase::Level& level) {
    return {fmt::format("陆域纵深 {} m", metres(level.land_m)), fmt::format("land {} m", metres(level.land_m))};
  }

  // --- rivers ---

  Result<void> river(std::size_t i) {
    const std::string kind = field(i, "river_reach");
    const DistanceCase* found = m_d.river.find(kind);
    if (found == nullptr) return refuse(i, {"河段类型不在距离表中", "its kind of reach is not in the table"}, kind);
    if (!m_rivers) return refuse(i, {"未提供河道中心线（--rivers）", "no rivers were given (--rivers)"});
    const std::vector<std::size_t> only{i};
    auto place = placed(only);
    if (!place) return fail(place.error());
    const auto& near = found->first;
    const auto& wide = found->second;
    std::vector<std::size_t> rows;
    auto lines =
        m_rivers->read(*place, m_d.river.snap_m + std::max(near.up_m + wide.up_m, near.down_m + wide.down_m), rows);
    if (!lines) return fail(lines.error());
    std::vector<Flow> flow;
    for (const std::size_t row : rows) flow.push_back(m_in.flow[row]);
    const RiverNetwork network(*lines, flow, m_d.river.join_m);
    const auto at = network.nearest(place->x[0], place->y[0], m_d.river.snap_m);
    if (!at) return offRiver(i, network.distanceTo(place->x[0], place->y[0]));
    if (!network.flowKnown(*at))
      return refuse(i, {"所在河段流向不明（流向字段或 --flow）",
                        "its river's flow is not known (field flow_direction or --flow)"});
    return strips(i, *found, network, *at);
  }

  Result<void> offRiver(std::size_t i, double distance) {
    return refuse(i,
                  {fmt::format("{} m 内没有河道中心线", metres(m_d.river.snap_m)),
                   fmt::format("no river within {} m", metres(m_d.river.snap_m))},
                  std::isinf(distance) ? std::string() : fmt::format("{} m", toFixed(distance, 1)));
  }

  Result<void> strips(std::size_t i, const DistanceCase& c, const RiverNetwork& network, const RiverPlace& at) {
    const std::vector<std::size_t> only{i};
    const Reach near = network.reach(at, c.first.up_m, c.first.down_m);
    std::optional<Reach> wide;
    if (c.second.up_m > 0) wide = network.reach(at, c.first.up_m + c.second.up_m, c.first.down_m + c.second.down_m);
    if (near.paths.rows() == 0) return refuse(i, {"河段长度为零", "its reach has no length"});
    const IntakeZones made = riverZones(near, c.first.land_m, wide, c.second.land_m);
    if (!made.decided) return undecided(only);
    Text along;
    if (wide) along = reachText(*wide, c.first.up_m + c.second.up_m, c.first.down_m + c.second.down_m);
    return addBoth(i, near.paths.crs, made,
                   {zoneOf(c, m_d.river, {reachText(near, c.first.up_m, c.first.down_m), land(c.first)}),
                    zoneOf(c, m_d.river, {along, land(c.second)})});
  }

  static Text reachText(const Reach& reach, double up, double down) {
    Text text{fmt::format("沿河网上溯 {} m（含支流 {} 条，河长合计 {} m）、向下 {} m", metres(up), reach.arms,
                          toFixed(reach.up_m, 0), metres(down)),
              fmt::format("{} m up the network ({} tributary arms, {} m of river in all), {} m down", metres(up),
                          reach.arms, toFixed(reach.up_m, 0), metres(down))};
    std::vector<Text> parts{std::move(text)};
    if (reach.ends > 0)
      parts.push_back({fmt::format("{} 条河道在上溯距离内终止（河源或数据边缘）", reach.ends),
                       fmt::format("{} arms end within that distance (source, or end of the data)", reach.ends)});
    if (reach.ends_below) parts.push_back({"下游河道在距离内终止", "the river ends within the distance below"});
    if (reach.unknown_joins > 0)
      parts.push_back(
          {fmt::format("{} 条相连河段流向不明，未计入，可能偏小", reach.unknown_joins),
           fmt::format("{} joined lines of unknown flow left out: it may be too small", reach.unknown_joins)});
    return joined(parts);
  }

  // --- all ---

  static DerivedZone zoneOf(const DistanceCase& c, const IntakeSort& sort, const std::vector<Text>& drawn) {
    return {{}, true, c.title, joined(drawn), joined({sort.note, c.note})};
  }

  /// Both levels of one intake; there may be no second.
  Result<void> addBoth(std::size_t i, const Crs& plane, const IntakeZones& made, std::array<DerivedZone, 2> zones) {
    for (std::size_t level = 0; level < 2; ++level) {
      const Geometry& shape = level == 0 ? made.first : made.second;
      if (shape.empty()) continue;
      zones[level].intakes = {i};
      zones[level].first = level == 0;
      if (auto kept = add(shape, plane, std::move(zones[level])); !kept) return kept;
    }
    return {};
  }

  /// Keeps a zone in EPSG:4490; rounding there may leave a ring touching itself, which is mended.
  Result<void> add(const Geometry& zone, const Crs& plane, DerivedZone made) {
    FlatBuilder one(plane);
    zone.appendTo(one, Shape::polygon, 0);
    auto moved = moveLayer(one.take(), Crs::cgcs2000());
    if (!moved) return fail(moved.error());
    const auto id = static_cast<std::int64_t>(m_out.zones.size());
    if (invalidityOf(*moved, 0))
      madeValid(*moved, 0).appendTo(m_builder, Shape::polygon, id);
    else
      m_builder.copyRow(*moved, 0, id);
    m_out.zones.push_back(std::move(made));
    return {};
  }

  const Derivation& m_d;
  const DeriveInput& m_in;
  Feedback& m_feedback;
  std::map<std::string, double> m_yield; // by source
  std::optional<NearWater> m_rivers;
  std::optional<NearWater> m_lakes;
  std::map<std::tuple<std::string, std::string, bool>, Wells> m_wells; // source, material, confined
  FlatBuilder m_builder;
  Derived m_out;
};

} // namespace

Result<Derived> deriveZones(const Derivation& distances, const DeriveInput& input, Feedback& feedback) {
  feedback.stage({"推定水源保护区范围", "Deriving zones"});
  return Maker(distances, input, feedback).run();
}

} // namespace ecoredline
