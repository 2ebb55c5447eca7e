#include "app/version_shift.hpp"

#include "geo/edge_model.hpp"
#include "geo/measure.hpp"
#include "source/row_diagnoses.hpp"
#include "source/shift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

/// The newest version of each kind that has shapes and is in use; that of `first` comes first.
std::vector<Version> newestOf(std::vector<Version> versions, const Catalogue& catalogue, const std::string& first) {
  std::map<std::string, Version> newest;
  for (Version& version : versions) {
    const LayerKind* kind = catalogue.kind(version.kind);
    if (!version.withdrawn_at.empty() || kind == nullptr || kind->table) continue;
    const auto known = newest.find(version.kind);
    if (known == newest.end() || version.date >= known->second.date)
      newest.insert_or_assign(version.kind, std::move(version));
  }
  std::vector<Version> ordered;
  for (auto& [kind, version] : newest) ordered.push_back(std::move(version));
  std::ranges::stable_partition(ordered, [&first](const Version& version) { return version.kind == first; });
  return ordered;
}

std::size_t verticesOf(const FlatLayer& layer, std::size_t row) {
  return layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
}

/// Polygons evenly picked over the file.
FlatLayer pickedRows(const FlatLayer& layer) {
  std::vector<std::size_t> polygons;
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (layer.shape[row] == Shape::polygon) polygons.push_back(row);
  const std::size_t step = std::max<std::size_t>(1, polygons.size() / kRowsCompared);
  std::vector<std::size_t> picked;
  std::size_t vertices = 0;
  for (std::size_t i = 0; i < polygons.size() && vertices < kVerticesCompared; i += step) {
    picked.push_back(polygons[i]);
    vertices += verticesOf(layer, polygons[i]);
  }
  return selectRows(layer, picked);
}

/// What of a version lies round the rows, in their plane; empty where nothing does.
Result<FlatLayer> surroundings(FlatReader& reader, const FlatLayer& rows, Feedback& feedback) {
  auto there = moveLayer(rows, reader.crs());
  if (!there) return fail(there.error());
  const double reach = ShiftSearch{}.reach_m / (reader.crs().isGeographic() ? 80'000.0 : 1.0); // of 44 degrees north
  std::set<std::int64_t> seen;
  FlatBuilder found(reader.crs());
  std::size_t vertices = 0;
  for (std::size_t row = 0; row < there->rows() && vertices < kVerticesCompared; ++row) {
    const Box window = there->box[row].grown(reach, reach);
    if (there->box[row].empty() || !window.meets(reader.extent())) continue;
    auto near = reader.read(window, feedback);
    if (!near) return fail(near.error());
    for (std::size_t i = 0; i < near->rows(); ++i) {
      if (!seen.insert(near->row_id[i]).second) continue;
      found.copyRow(*near, i);
      vertices += verticesOf(*near, i);
    }
  }
  const FlatLayer zones = found.take();
  return zones.rows() == 0 ? Result<FlatLayer>(zones) : moveLayer(zones, rows.crs);
}

Diagnosis saidOf(const Shift& shift, const Version& version, const LayerKind& kind) {
  const Text said = describe(shift, {"本图层", "This layer"},
                             {fmt::format("工作空间中的{} {}", kind.title.zh, version.label),
                              fmt::format("{} {} of the workspace", kind.title.en, version.label)});
  return diagnosis("shift.found", Severity::warning,
                   {said.zh + "。请先查明哪一层偏移；若确是边界本身移动，可不理会",
                    said.en + "; find out which of them is off, unless the boundaries themselves were moved"});
}

} // namespace

Result<void> compareWithVersions(const Workspace& workspace, const Catalogue& catalogue, const std::string& kind,
                                 const FlatLayer& layer, Diagnoses& diagnoses, Feedback& feedback) {
  auto versions = workspace.versions();
  if (!versions) return fail(versions.error());
  const auto newest = newestOf(std::move(*versions), catalogue, kind);
  if (newest.empty()) return {};
  feedback.stage({"与已有图层比对", "Comparing with the layers that are there"});
  const FlatLayer picked = pickedRows(layer);
  if (picked.rows() == 0) return {};
  auto plane = metricPlane(picked.crs, picked.extent());
  if (!plane) return fail(plane.error());
  const auto rows = moveLayer(picked, *plane);
  if (!rows) return fail(rows.error());
  for (const Version& version : newest) {
    if (feedback.cancelled()) return cancelledError();
    auto reader = workspace.reader(version.id);
    if (!reader) return fail(reader.error());
    auto zones = surroundings(**reader, *rows, feedback);
    if (!zones) return fail(zones.error());
    const auto shift = findShift(*rows, *zones);
    if (shift && !shift->is_partial && shift->boundary_m >= kBoundaryCompared)
      diagnoses.push_back(saidOf(*shift, version, *catalogue.kind(version.kind)));
    if (version.kind == kind && shift) break; // who shares borders with a shifted layer need not be said as well
  }
  return {};
}

} // namespace ecoredline
