#include "app/run_overlaps.hpp"

#include "engine/shapes.hpp"
#include "geo/edge_model.hpp"

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

struct Numbered {
  const Finding* finding;
  std::int64_t number; ///< over all sites
};

// A version, and what reads its zones.
struct OpenVersion {
  const Workspace& workspace;
  const Version& version;
  FlatReader& reader;
};

// The overlaps of one site with zones of one version, appended to `out`.
Result<void> addOverlaps(const OpenVersion& open, const SiteResult& site, const std::vector<Numbered>& findings,
                         FlatBuilder& out) {
  auto moved = moveLayer(site.geometry, open.reader.crs());
  if (!moved) return {}; // a shape that cannot be moved met nothing
  auto rows = open.reader.read(moved->extent(), silentFeedback());
  if (!rows) return fail(rows.error());
  if (rows->rows() == 0) return {};
  auto zones = open.workspace.zones(open.version.id, {rows->row_id.begin(), rows->row_id.end()});
  if (!zones) return fail(zones.error());
  std::multimap<std::string, std::int64_t> by_key;
  for (const auto& [row, zone] : *zones) by_key.emplace(zone.zone_key, row);
  std::vector<ShapeRequest> requests;
  std::vector<std::int64_t> numbers;
  for (const Numbered& one : findings) {
    const auto [first, last] = by_key.equal_range(one.finding->zone_key);
    for (auto at = first; at != last; ++at) {
      requests.push_back({0, at->second});
      numbers.push_back(one.number);
    }
  }
  auto shapes = overlapShapes(*moved, open.reader, requests, silentFeedback());
  if (!shapes) return fail(shapes.error());
  auto degrees = moveLayer(*shapes, Crs::cgcs2000());
  if (!degrees) return fail(degrees.error());
  for (std::size_t row = 0; row < degrees->rows(); ++row)
    if (degrees->shape[row] != Shape::none) out.copyRow(*degrees, row, numbers[row]);
  return {};
}

} // namespace

Result<FlatLayer> runOverlaps(const Workspace& workspace, const RunReport& report, const std::set<std::string>& sites,
                              Feedback& feedback) {
  VersionReaders readers(workspace);
  return runOverlaps(workspace, readers, report, sites, feedback);
}

Result<FlatLayer> runOverlaps(const Workspace& workspace, VersionReaders& readers, const RunReport& report,
                              const std::set<std::string>& sites, Feedback& feedback) {
  auto versions = workspace.versions();
  if (!versions) return fail(versions.error());
  FlatBuilder out(Crs::cgcs2000());
  std::int64_t number = 0;
  for (const SiteResult& site : report.sites) {
    if (feedback.cancelled()) return cancelledError();
    std::map<std::pair<std::string, std::string>, std::vector<Numbered>> wanted; // by kind and version
    for (const Finding& finding : site.findings) {
      const bool met = finding.overlap_m2 > 0 || finding.overlap_length_m > 0;
      if (met && !finding.zone_key.empty() && sites.contains(site.id))
        wanted[{finding.kind, finding.version}].push_back({&finding, number});
      ++number;
    }
    if (site.geometry.rows() == 0 || !site.geometry.crs.valid()) continue;
    for (const Version& version : *versions) {
      const auto found = wanted.find({version.kind, version.label});
      if (!version.withdrawn_at.empty() || found == wanted.end()) continue;
      auto reader = readers.of(version.id);
      if (!reader) return fail(reader.error());
      if (auto added = addOverlaps({workspace, version, **reader}, site, found->second, out); !added)
        return fail(added.error());
    }
  }
  return out.take();
}

} // namespace ecoredline
