#include "screening/editions.hpp"

#include "base/hash.hpp"
#include "engine/index_file.hpp"
#include "engine/zone_source.hpp"

#include <algorithm>
#include <set>

namespace ecoredline {

namespace {

/// Row ids are those of the workspace, so the order in which rows came is part of what an index is of.
std::string keyOf(const Version& version) {
  return version.content_hash + ' ' + version.provenance_hash + ' ' + version.crs;
}

Result<std::unique_ptr<FlatReader>> readerOf(const Workspace& workspace, const Version& version, const IndexUse& index,
                                             Feedback& feedback) {
  auto reader = workspace.reader(version.id);
  if (!reader || index.folder.empty() || version.zones < index.least_zones) return reader;
  const bool many = index.sites > ZoneSource::kSitesByWindow;
  const std::string key = keyOf(version);
  return IndexedReader::over(std::move(*reader),
                             {index.folder / (toHex(sha256(key), 24) + ".index"), key, many, many, index.threads},
                             feedback);
}

Result<Edition> openEdition(const Workspace& workspace, const Version& version, const IndexUse& index,
                            Feedback& feedback) {
  Edition edition;
  edition.version = version;
  auto reader = readerOf(workspace, version, index, feedback);
  if (!reader) return fail(reader.error());
  edition.reader = std::move(*reader);
  auto coverage = workspace.coverageArea(version.id);
  if (!coverage) return fail(coverage.error());
  edition.coverage = std::move(*coverage);
  return edition;
}

bool newestFirst(const Edition& a, const Edition& b) {
  if (a.version.date != b.version.date) return a.version.date > b.version.date;
  return a.version.id > b.version.id;
}

} // namespace

Result<Editions> editionsOf(const Workspace& workspace, const std::vector<Version>& versions, const std::string& kind,
                            const Date& as_of, const IndexUse& index, Feedback& feedback) {
  Editions editions;
  bool future = false;
  for (const Version& version : versions) {
    if (version.kind != kind || !version.withdrawn_at.empty()) continue;
    if (version.date > as_of) {
      future = true;
      continue;
    }
    auto edition = openEdition(workspace, version, index, feedback);
    if (!edition) return fail(edition.error());
    const bool ended = !version.effective_to.empty() && version.effective_to < as_of;
    (ended ? editions.expired : editions.in_force).push_back(std::move(*edition));
  }
  std::ranges::sort(editions.in_force, newestFirst);
  std::ranges::sort(editions.expired, newestFirst);
  editions.only_future = future && editions.in_force.empty() && editions.expired.empty();
  return editions;
}

Result<void> loadZones(const Workspace& workspace, Edition& edition, const std::vector<Pair>& pairs) {
  std::set<std::int64_t> wanted;
  for (const Pair& pair : pairs)
    if (!edition.zones.contains(pair.zone)) wanted.insert(pair.zone);
  if (wanted.empty()) return {};
  auto zones = workspace.zones(edition.version.id, {wanted.begin(), wanted.end()});
  if (!zones) return fail(zones.error());
  edition.zones.merge(*zones);
  return {};
}

} // namespace ecoredline
