#include "source/datum_check.hpp"

#include "base/decimal.hpp"
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

constexpr double kNear = 0.02; // degrees round a layer within which its neighbours' boundaries count

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
  FlatLayer truth = referenceNear(layer, reference);
  const Box window = degreesOf(layer);
  if (truth.rows() == 0 || window.empty()) return std::nullopt;
  const double longitude = (window.min_x + window.max_x) / 2;
  const double latitude = (window.min_y + window.max_y) / 2;
  const ShiftSearch search{kDatumReach, 4000};
  std::optional<Shift> shift;
  if (layer.crs.isGeographic()) {
    const LocalScale scale = LocalScale::of(layer.crs, latitude);
    shift = findShift(inMetres(layer, scale), inMetres(std::move(truth), scale), search);
  } else {
    shift = findShift(layer, truth, search);
  }
  if (!shift || shift->is_partial || shift->length() < std::max(reference.accuracy_m, kLocalDatumLeast))
    return std::nullopt;
  const DatumSuspicion suspicion = suspicionOf(*shift, longitude, latitude);
  const Text cause = causeOf(suspicion);
  const Text said = describe(*shift, {"本图层", "This layer"}, {"参考边界", "the reference boundaries"});
  diagnoses.push_back(diagnosis(codeOf(suspicion), Severity::error,
                                {fmt::format("{}。{}", said.zh, cause.zh), fmt::format("{}; {}", said.en, cause.en)}));
  return shift;
}

} // namespace ecoredline
