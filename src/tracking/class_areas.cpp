#include "engine/flat_partition.hpp"
#include "tracking/frame.hpp"
#include "tracking/ledger.hpp"

#include <algorithm>

namespace ecoredline {

Result<ClassAreas> classAreas(const Workspace& workspace, const LayerKind& kind, const Version& version,
                              Feedback& feedback) {
  auto rows = readVersionRows(workspace, version.id, feedback);
  if (!rows) return fail(rows.error());
  ClassOrder classes(kind);
  std::vector<std::size_t> kept;
  std::vector<std::uint32_t> rank;
  ClassAreas areas;
  for (std::size_t row = 0; row < rows->layer.rows(); ++row) {
    const auto zone = rows->zones.find(rows->layer.row_id[row]);
    if (rows->layer.shape[row] != Shape::polygon || zone == rows->zones.end()) continue;
    if (zone->second.invalid) {
      areas.undecided.push_back(zone->second.zone_key);
      continue;
    }
    kept.push_back(row);
    rank.push_back(classes.rankOf(zone->second.zone_class));
  }
  const FlatLayer layer = selectRows(rows->layer, kept);
  const LayerIndex index(layer);
  const auto flat = flatPartition(index, 0, feedback);
  if (!flat) return fail(flat.error());
  for (const std::uint32_t row : flat->undecided) areas.undecided.push_back(rows->zones.at(layer.row_id[row]).zone_key);
  const std::vector<double> m2 = areaByRank(*flat, rank);
  for (std::uint32_t c = 0; c < m2.size(); ++c)
    if (std::ranges::find(rank, c) != rank.end()) areas.m2[classes.idOf(c)] = m2[c];
  return areas;
}

} // namespace ecoredline
