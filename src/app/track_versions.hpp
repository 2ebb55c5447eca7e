#pragma once

#include "app/track.hpp"
#include "tracking/ledger.hpp"

namespace ecoredline {

/// A workspace opened for tracking one kind.
struct TrackedKind {
  Workspace workspace;
  Catalogue catalogue;
  std::vector<Version> versions; ///< of every kind, not withdrawn
  std::string kind;

  const LayerKind& layerKind() const { return *catalogue.kind(kind); }
};
/// Errors: track.unknown_kind.
Result<TrackedKind> openTracked(const std::filesystem::path& workspace, const std::string& kind);

/// The version of the kind with this label or id, or the newest in force on this day (YYYY-MM-DD). Errors:
/// track.no_version.
Result<Version> versionOf(const TrackedKind& tracked, const std::string& name);

/// The version of a kind in force on a day, the earliest to come where none is; nullopt without either: one that has
/// ended speaks for no later day.
std::optional<Version> inForce(const std::vector<Version>& versions, const std::string& kind, const Date& day);

/// The administrative units for `--by`; nullopt for "". Errors: track.no_units.
Result<std::optional<Version>> unitsFor(const TrackedKind& tracked, const std::string& by, const Date& day);

/// What trackVersions wants, with the shift detector and the causes people recorded. Errors: as Workspace.
Result<TrackRequest> requestFor(const TrackedKind& tracked, const TrackOptions& options, const Version& from,
                                const Version& to);

/// What the journal calls the pair of versions.
std::string journalSubject(const std::string& kind, const Version& from, const Version& to);
inline constexpr const char* kCauseAction = "cause";

} // namespace ecoredline
