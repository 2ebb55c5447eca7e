#pragma once

#include "engine/compare.hpp"
#include "store/workspace.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecoredline {

/// How versions are read. An index file (engine/index_file.hpp) serves every later run over the same version.
struct IndexUse {
  std::filesystem::path folder; ///< where index files are; empty: none are used
  std::size_t sites = 0;        ///< how many there are to compare: for many everything is read, and an index is made
  int threads = 0;
  std::size_t least_zones = kSmallLayer; ///< of fewer no file is looked for

  static constexpr std::size_t kSmallLayer = 2000; ///< zones: below, reading costs less than looking for a file
};

/// A version opened for one run.
struct Edition {
  Version version;
  FlatLayer coverage; ///< EPSG:4490, for modes admin, polygon and features
  std::shared_ptr<FlatReader> reader;
  std::map<std::int64_t, Zone> zones; ///< those that pairs name; filled by loadZones
};

/// The versions of one kind as they stand on a day (semantics M9).
struct Editions {
  std::vector<Edition> in_force; ///< newest first, then by id descending
  std::vector<Edition> expired;  ///< absent in law, shown for information
  bool only_future = false;      ///< versions exist, but none had begun

  bool none() const { return in_force.empty(); }
};

Result<Editions> editionsOf(const Workspace& workspace, const std::vector<Version>& versions, const std::string& kind,
                            const Date& as_of, const IndexUse& index, Feedback& feedback);

/// Attributes of the zones that `pairs` name, into edition.zones.
Result<void> loadZones(const Workspace& workspace, Edition& edition, const std::vector<Pair>& pairs);

} // namespace ecoredline
