#include "store/zone_rows.hpp"

#include "store/unite.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

bool anyInvalid(const BoundLayer& layer, const std::vector<std::size_t>& rows) {
  return std::ranges::any_of(rows, [&](std::size_t row) { return layer.table.states[row] == RowState::invalid; });
}

/// All parts of `rows` as one row, untouched.
FlatLayer putTogether(const FlatLayer& layer, const std::vector<std::size_t>& rows, std::int64_t zone_row) {
  FlatBuilder builder(layer.crs);
  builder.beginRow(layer.shape[rows.front()], zone_row);
  std::uint32_t part = 0;
  for (const std::size_t row : rows) {
    const auto first = layer.row_ring[row];
    for (auto ring = first; ring < layer.row_ring[row + 1]; ++ring) {
      if (ring != first && layer.ring_part[ring] != layer.ring_part[ring - 1]) ++part;
      const auto from = layer.ring_vertex[ring];
      const auto count = layer.ring_vertex[ring + 1] - from;
      builder.addRing({layer.x.data() + from, count}, {layer.y.data() + from, count}, part);
    }
    ++part;
  }
  builder.endRow();
  return builder.take();
}

Result<JoinedZone> joinZone(const BoundLayer& layer, std::int64_t zone_row, const std::vector<std::size_t>& rows,
                            Feedback& feedback) {
  const FlatLayer& geometry = layer.table.geometry;
  JoinedZone zone{zone_row, Rung::plain, {}};
  if (anyInvalid(layer, rows)) {
    zone.rung = Rung::undecided;
  } else if (geometry.shape[rows.front()] == Shape::polygon) {
    auto united = unite(geometry, rows, feedback);
    if (!united) return fail(std::move(united.error()));
    zone.rung = united->shapes.rows() == 1 ? united->rung : Rung::undecided;
    zone.shape = std::move(united->shapes);
  }
  if (zone.rung == Rung::undecided || zone.shape.rows() != 1) zone.shape = putTogether(geometry, rows, zone_row);
  return zone;
}

} // namespace

ZoneRows groupZones(const BoundLayer& layer) {
  ZoneRows zones;
  std::map<std::pair<std::string_view, Shape>, std::int64_t> first;
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    const auto fid = static_cast<std::int64_t>(row) + 1;
    const auto [known, fresh] = first.try_emplace({layer.zone_keys[row], layer.table.geometry.shape[row]}, fid);
    zones.zone_row.push_back(known->second);
    if (fresh) continue;
    auto& rows = zones.joined[known->second];
    if (rows.empty()) rows.push_back(static_cast<std::size_t>(known->second - 1));
    rows.push_back(row);
  }
  zones.zones = first.size();
  return zones;
}

Result<std::vector<JoinedZone>> joinZones(const BoundLayer& layer, const ZoneRows& zones, Feedback& feedback) {
  std::vector<JoinedZone> joined;
  joined.reserve(zones.joined.size());
  for (const auto& [zone_row, rows] : zones.joined) {
    if (feedback.cancelled()) return cancelledError();
    auto zone = joinZone(layer, zone_row, rows, feedback);
    if (!zone) return fail(std::move(zone.error()));
    joined.push_back(std::move(*zone));
    feedback.progress(joined.size(), zones.joined.size());
  }
  return joined;
}

std::map<std::string, std::size_t> disagreements(const BoundLayer& layer, const ZoneRows& zones) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [zone_row, rows] : zones.joined) {
    std::map<std::string, std::set<std::string>> met;
    for (const std::size_t row : rows) {
      for (const auto& [field, value] : layer.rows[row].fields) met[field].insert(value);
    }
    for (const auto& [field, values] : met) {
      const bool missing = std::ranges::any_of(
          rows, [&](std::size_t row) { return !values.contains("") && !layer.rows[row].fields.contains(field); });
      if (values.size() + (missing ? 1 : 0) > 1) ++counts[field];
    }
  }
  return counts;
}

} // namespace ecoredline
