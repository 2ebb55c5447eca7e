#include "source/datum_check.hpp"

#include "base/decimal.hpp"
#include "geo/datum_move.hpp"
#include "geo/edge_model.hpp"
#include "source/centres.hpp"
#include "source/local_scale.hpp"
#include "source/map_datums.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNear = 0.02; // degrees round a row within which its neighbours' boundaries count

/// The layer's box on the earth.
Box degreesOf(const FlatLayer& layer) {
  const Box box = layer.extent();
  Box found;
  if (box.empty()) return found;
  const std::vector<Centre> corners = {
      {0, box.min_x, box.min_y}, {1, box.min_x, box.max_y}, {2, box.max_x, box.min_y}, {3, box.max_x, box.max_y}};
  for (const Centre& corner : toDegrees(corners, layer.crs)) found.add(corner.x, corner.y);
  return found;
}

/// A layer in degrees as one in metres round a middle: lengths are true to the change of the cosine across it, which
/// moves a shift of 500 m by less than 10 m within a prefecture.
FlatLayer inMetres(FlatLayer layer, const LocalScale& scale) {
  for (double& x : layer.x) x *= scale.x;
  for (double& y : layer.y) y *= scale.y;
  for (Box& box : layer.box)
    if (!box.empty()) box = {box.min_x * scale.x, box.min_y * scale.y, box.max_x * scale.x, box.max_y * scale.y};
  return layer;
}

/// Rows up to which each is looked up by its own place; a larger layer is one place.
constexpr std::size_t kPlaces = 20'000;

/// Where the layer's rows lie, in degrees and with their neighbourhood.
std::vector<Box> placesOf(const FlatLayer& layer) {
  std::vector<Box> places;
  if (layer.rows() > kPlaces) {
    places.push_back(degreesOf(layer));
  } else {
    std::vector<Centre> corners;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
      const Box& box = layer.box[row];
      if (box.empty()) continue;
      corners.insert(corners.end(), {{row, box.min_x, box.min_y},
                                     {row, box.min_x, box.max_y},
                                     {row, box.max_x, box.min_y},
                                     {row, box.max_x, box.max_y}});
    }
    std::size_t last = layer.rows();
    for (const Centre& corner : toDegrees(corners, layer.crs)) {
      if (corner.row != last) places.emplace_back();
      last = corner.row;
      places.back().add(corner.x, corner.y);
    }
  }
  std::erase_if(places, [](const Box& place) { return place.empty(); });
  for (Box& place : places) place = place.grown(kNear, kNear);
  return places;
}

/// Places marked on a grid, so that millions of edges are asked about in one pass.
class PlaceGrid {
 public:
  explicit PlaceGrid(const std::vector<Box>& places) {
    for (const Box& place : places) m_extent.add(place);
    m_marked.assign(static_cast<std::size_t>(kSide) * kSide, false);
    for (const Box& place : places)
      forCells(place, [this](std::size_t cell) {
        m_marked[cell] = true;
        return false;
      });
  }

  /// True too where an edge only comes into the cell of a place.
  bool meets(const Box& edge) const {
    return edge.meets(m_extent) &&
           forCells(edge, [this](std::size_t cell) { return static_cast<bool>(m_marked[cell]); });
  }
  const Box& extent() const { return m_extent; }

 private:
  static constexpr int kSide = 512;

  template<class Visit>
  bool forCells(const Box& box, Visit visit) const {
    for (int row = cellOf(box.min_y - m_extent.min_y, m_extent.max_y - m_extent.min_y);
         row <= cellOf(box.max_y - m_extent.min_y, m_extent.max_y - m_extent.min_y); ++row)
      for (int column = cellOf(box.min_x - m_extent.min_x, m_extent.max_x - m_extent.min_x);
           column <= cellOf(box.max_x - m_extent.min_x, m_extent.max_x - m_extent.min_x); ++column)
        if (visit(static_cast<std::size_t>(row) * kSide + static_cast<std::size_t>(column))) return true;
    return false;
  }
  static int cellOf(double offset, double width) {
    return std::clamp(static_cast<int>(offset / width * kSide), 0, kSide - 1);
  }

  Box m_extent;
  std::vector<bool> m_marked;
};

/// Adds the stretches of a ring that run past the places to a layer of lines.
void addStretches(const FlatLayer& areas, std::uint64_t ring, const PlaceGrid& places, FlatBuilder& lines) {
  std::vector<double> x, y;
  const auto end = [&] {
    if (x.size() > 1) {
      lines.beginRow(Shape::line, 0);
      lines.addRing(x, y, 0);
      lines.endRow();
    }
    x.clear();
    y.clear();
  };
  for (std::uint64_t v = areas.ring_vertex[ring]; v + 1 < areas.ring_vertex[ring + 1]; ++v) {
    Box edge;
    edge.add(areas.x[v], areas.y[v]);
    edge.add(areas.x[v + 1], areas.y[v + 1]);
    if (!places.meets(edge)) {
      end();
      continue;
    }
    if (x.empty()) {
      x.push_back(areas.x[v]);
      y.push_back(areas.y[v]);
    }
    x.push_back(areas.x[v + 1]);
    y.push_back(areas.y[v + 1]);
  }
  end();
}

/// The stretches of the reference's boundaries that run past the layer's rows, in the layer's CRS; empty when none
/// does.
FlatLayer boundariesNear(const FlatLayer& layer, const ReferenceBoundaries& reference) {
  const std::vector<Box> near = placesOf(layer);
  if (near.empty() || reference.empty()) return {};
  const PlaceGrid places(near);
  FlatBuilder builder(reference.areas.crs);
  for (std::size_t row = 0; row < reference.areas.rows(); ++row) {
    if (!reference.areas.box[row].meets(places.extent())) continue;
    for (auto ring = reference.areas.row_ring[row]; ring < reference.areas.row_ring[row + 1]; ++ring)
      addStretches(reference.areas, ring, places, builder);
  }
  FlatLayer lines = builder.take();
  if (lines.rows() == 0 || lines.crs == layer.crs) return lines;
  auto moved = moveLayer(lines, layer.crs);
  return moved ? std::move(*moved) : FlatLayer();
}

struct Offset {
  double east = 0;
  double north = 0;
};

Offset offsetTo(const Place& from, const Place& to) {
  const LocalScale scale = LocalScale::of(Crs::cgcs2000(), from.latitude);
  return {(to.longitude - from.longitude) * scale.x, (to.latitude - from.latitude) * scale.y};
}

/// Does a move undo an offset?
bool undoes(const Shift& move, const Offset& offset) {
  const double length = std::hypot(offset.east, offset.north);
  return std::hypot(move.east_m + offset.east, move.north_m + offset.north) <=
         std::max(kMapDatumLeast, kMapDatumShare * length);
}

Text causeOf(DatumSuspicion suspicion) {
  switch (suspicion) {
  case DatumSuspicion::gcj02:
    return {"与 GCJ-02（高德、腾讯地图）在此处的偏移一致，坐标多半取自网络地图",
            "the offset of GCJ-02 (Amap, Tencent) at this place: the coordinates were probably picked on a web map"};
  case DatumSuspicion::bd09:
    return {"与 BD-09（百度地图）在此处的偏移一致，坐标多半取自网络地图",
            "the offset of BD-09 (Baidu) at this place: the coordinates were probably picked on a web map"};
  case DatumSuspicion::localDatum:
    return {"像是 1980西安 或 1954北京 坐标当作 CGCS2000 使用；请向提供单位确认，并用 --crs 与 --datum-shift 指明",
            "as of Xian 80 or Beijing 54 coordinates taken for CGCS2000: ask the supplier, and say so with --crs and "
            "--datum-shift"};
  case DatumSuspicion::unexplained:
    break;
  }
  return {"不合任何已知基准的偏移，请核对底图与转换参数",
          "the offset of no known datum: check the base map and the parameters of the move"};
}

/// Does the evidence bear a refusal?
bool isStrong(const Shift& shift) {
  return !shift.is_partial && shift.support >= kStrongSupport && shift.explained >= kStrongExplained &&
         shift.boundary_m >= kStrongBoundary && shift.directions >= kStrongDirections;
}

/// What the user can say: the move that was fitted, or that there is none.
Text answerTo(const Shift& shift, const FlatLayer& layer) {
  const Box box = layer.extent();
  const double x = (box.min_x + box.max_x) / 2;
  const double y = (box.min_y + box.max_y) / 2;
  const LocalScale scale = LocalScale::of(layer.crs, y);
  const auto move = translationOf(layer.crs, x, y, shift.east_m / scale.x, shift.north_m / scale.y);
  Text strength = isStrong(shift) ? Text{}
                                  : Text{"。证据较弱：可比的边界短、少弯折或不全吻合",
                                         "; the evidence is weak: the boundary that can be compared is short, "
                                         "has few bends, or does not fit throughout"};
  if (!move) return strength;
  const auto& p = move->parameters;
  const std::string option =
      fmt::format("--datum-shift {},{},{},0,0,0,0", toFixed(p[0], 2), toFixed(p[1], 2), toFixed(p[2], 2));
  return {fmt::format("{}。若只是画在平移的底图上，加 {}（拟合所得，中误差 {} m）移回；若坐标本来正确，加 "
                      "--datum-shift 0,0,0,0,0,0,0",
                      strength.zh, option, toFixed(shift.error_m, 2)),
          fmt::format("{}. If it was only drawn on a shifted base, {} moves it back (fitted, standard error {} m); if "
                      "the coordinates are right as they stand, say --datum-shift 0,0,0,0,0,0,0",
                      strength.en, option, toFixed(shift.error_m, 2))};
}

const char* codeOf(DatumSuspicion suspicion) {
  switch (suspicion) {
  case DatumSuspicion::gcj02:
    return "datum.gcj02";
  case DatumSuspicion::bd09:
    return "datum.bd09";
  case DatumSuspicion::localDatum:
    return "datum.local_datum";
  case DatumSuspicion::unexplained:
    break;
  }
  return "datum.shifted";
}

} // namespace

DatumSuspicion suspicionOf(const Shift& move, double longitude, double latitude) {
  const Place truth{longitude, latitude};
  const Place gcj02 = toGcj02(truth);
  if (undoes(move, offsetTo(truth, gcj02))) return DatumSuspicion::gcj02;
  if (undoes(move, offsetTo(truth, toBd09(gcj02)))) return DatumSuspicion::bd09;
  const double length = move.length();
  return length >= kLocalDatumLeast && length <= kLocalDatumMost ? DatumSuspicion::localDatum
                                                                 : DatumSuspicion::unexplained;
}

FlatLayer referenceNear(const FlatLayer& layer, const ReferenceBoundaries& reference) {
  const Box window = degreesOf(layer);
  std::vector<std::size_t> near;
  for (std::size_t row = 0; !window.empty() && row < reference.areas.rows(); ++row)
    if (reference.areas.box[row].meets(window.grown(kNear, kNear))) near.push_back(row);
  FlatLayer areas = selectRows(reference.areas, near);
  for (std::size_t i = 0; i < near.size(); ++i) areas.row_id[i] = static_cast<std::int64_t>(near[i]);
  if (near.empty() || areas.crs == layer.crs) return areas;
  auto moved = moveLayer(areas, layer.crs);
  return moved ? std::move(*moved) : FlatLayer();
}

std::optional<Shift> checkDatum(const FlatLayer& layer, const ReferenceBoundaries& reference, Diagnoses& diagnoses) {
  FlatLayer truth = boundariesNear(layer, reference);
  const Box window = degreesOf(layer);
  if (truth.rows() == 0 || window.empty()) return std::nullopt;
  const double longitude = (window.min_x + window.max_x) / 2;
  const double latitude = (window.min_y + window.max_y) / 2;
  const LocalScale scale = LocalScale::of(layer.crs, latitude);
  const auto shift = findShift(layer, inMetres(std::move(truth), scale), {kDatumReach, 4000, scale.x, scale.y});
  if (!shift || shift->is_partial || shift->length() < std::max(reference.accuracy_m, kDatumLeast)) return std::nullopt;
  const DatumSuspicion suspicion = suspicionOf(*shift, longitude, latitude);
  const bool is_refused = isStrong(*shift) && shift->length() >= kLocalDatumLeast;
  const Text cause = causeOf(suspicion);
  const Text said = describe(*shift, {"本图层", "This layer"}, {"参考边界", "the reference boundaries"});
  const Text answer = answerTo(*shift, layer);
  diagnoses.push_back(diagnosis(
      codeOf(suspicion), is_refused ? Severity::error : Severity::warning,
      {fmt::format("{}。{}{}", said.zh, cause.zh, answer.zh), fmt::format("{}; {}{}", said.en, cause.en, answer.en)}));
  return shift;
}

} // namespace ecoredline
