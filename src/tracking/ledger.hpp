#pragma once

#include "base/feedback.hpp"
#include "report/area_ledger.hpp"
#include "store/workspace.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace ecoredline {

/// One translation between two layers in one CRS in metres, or none (source/shift.hpp; tracking does not know it).
using FindShift = std::function<std::optional<LedgerShift>(const FlatLayer& from, const FlatLayer& to)>;

struct TrackRequest {
  const Workspace* workspace = nullptr;
  const LayerKind* kind = nullptr;
  Version from;
  Version to;
  std::optional<Version> by;         ///< administrative units
  std::optional<double> tolerance_m; ///< none: the sum of both accuracies, at least kLeastTolerance
  double distance_m = 100;           ///< farthest that a zone may have moved
  FindShift find_shift;              ///< empty: not looked for
  std::vector<CauseOverride> overrides;
  bool methods = true; ///< official and planar areas too
  bool shapes = true;  ///< Tracked::shapes and pieces too
  int threads = 0;
};
inline constexpr double kLeastTolerance = 0.1; // m: what re-survey of an approved boundary may differ by

struct Tracked {
  AreaLedger ledger;
  FlatLayer shapes; ///< EPSG:4490, one row per piece
  std::vector<PieceOfChange> pieces;
};

/// The ledger of a kind between two versions: both are brought into one frame (tracking/frame.hpp), cut into ground
/// that does not overlap (engine/flat_partition.hpp), matched (match.hpp) and every piece that changed gets a cause
/// (causes.hpp). Openings and closings are the exact areas of the zones as delivered less what they share, and not sums
/// of pieces: the residual is therefore what the cutting really left over.
/// Errors: as Workspace and moveLayer; track.same_version (usage); cancelled.
Result<Tracked> trackVersions(const TrackRequest& request, Feedback& feedback);

/// Exact area of a version by class, shared ground once, for series and targets; m² by class id.
struct ClassAreas {
  std::map<std::string, double> m2;
  std::vector<std::string> undecided;
};
Result<ClassAreas> classAreas(const Workspace& workspace, const LayerKind& kind, const Version& version,
                              Feedback& feedback);

} // namespace ecoredline
