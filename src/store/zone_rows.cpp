#include "store/zone_rows.hpp"

#include "base/hash.hpp"
#include "store/unite.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <span>
#include <string_view>
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
  const auto identityOf = [&layer](std::size_t row) {
    return std::pair(std::string_view(layer.zone_keys[row]), layer.table.geometry.shape[row]);
  };
  // Keys are compared only where their numbers are equal: a layer may have millions of rows.
  std::vector<std::pair<std::uint64_t, std::size_t>> numbered;
  numbered.reserve(layer.rows.size());
  for (std::size_t row = 0; row < layer.rows.size(); ++row)
    numbered.emplace_back(checksum(std::as_bytes(std::span(layer.zone_keys[row])), 0), row);
  std::ranges::sort(numbered, [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return std::pair(identityOf(a.second), a.second) < std::pair(identityOf(b.second), b.second);
  });
  std::vector<std::size_t> order;
  order.reserve(numbered.size());
  for (const auto& [number, row] : numbered) order.push_back(row);
  ZoneRows zones;
  zones.zone_row.resize(order.size());
  for (std::size_t first = 0; first < order.size(); ++zones.zones) {
    std::size_t last = first + 1;
    while (last < order.size() && identityOf(order[last]) == identityOf(order[first])) ++last;
    const auto zone_row = static_cast<std::int64_t>(order[first]) + 1;
    for (std::size_t at = first; at < last; ++at) zones.zone_row[order[at]] = zone_row;
    if (last - first > 1)
      zones.joined[zone_row].assign(order.begin() + static_cast<std::ptrdiff_t>(first),
                                    order.begin() + static_cast<std::ptrdiff_t>(last));
    first = last;
  }
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
