#include "app/reference.hpp"

#include "app/catalogue_folder.hpp"
#include "geo/edge_model.hpp"
#include "source/open.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

constexpr const char* kAdminKind = "admin_division";
constexpr double kBaseAccuracy = 100.0; // m; see the licence page beside the file

Result<ReferenceBoundaries> fromVersion(const Workspace& workspace, const Version& version) {
  auto reader = workspace.reader(version.id);
  if (!reader) return fail(reader.error());
  auto rows = (*reader)->read((*reader)->extent(), silentFeedback());
  if (!rows) return fail(rows.error());
  auto zones = workspace.zones(version.id);
  if (!zones) return fail(zones.error());
  auto areas = moveLayer(*rows, Crs::cgcs2000());
  if (!areas) return fail(areas.error());
  ReferenceBoundaries reference;
  reference.accuracy_m = version.accuracy_m;
  for (const std::int64_t row : areas->row_id) {
    reference.codes.push_back(zones->at(row).zone_id);
    reference.names.push_back(zones->at(row).zone_name);
  }
  reference.areas = std::move(*areas);
  return reference;
}

Result<ReferenceBoundaries> fromBaseFile() {
  auto data = dataFolder();
  if (!data) return ReferenceBoundaries{};
  const auto file = *data / "sample_data" / "base" / "jilin_city_counties.geojson";
  if (!std::filesystem::exists(file)) return ReferenceBoundaries{};
  auto source = openSource(file, {}, {}, silentFeedback());
  if (!source) return fail(source.error());
  const Table& table = source->table;
  ReferenceBoundaries reference;
  reference.accuracy_m = kBaseAccuracy;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const Column* code = table.column("adcode");
    const Column* title = table.column("name");
    reference.codes.push_back(code ? toText(code->values[row]) : "");
    reference.names.push_back(title ? toText(title->values[row]) : "");
  }
  reference.areas = table.geometry;
  return reference;
}

} // namespace

Result<ReferenceBoundaries> referenceBoundaries(const Workspace* workspace, const Date& as_of) {
  if (workspace == nullptr) return fromBaseFile();
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  const Version* newest = nullptr; // in force on the day; for older deliveries the earliest there is
  for (const Version& version : *versions) {
    if (version.kind != kAdminKind || !version.withdrawn_at.empty()) continue;
    if (newest == nullptr || (version.date <= as_of && version.date >= newest->date)) newest = &version;
  }
  return newest ? fromVersion(*workspace, *newest) : fromBaseFile();
}

} // namespace ecoredline
