#pragma once

#include "app/track_versions.hpp"
#include "cartography/draw_layers.hpp"
#include "catalogue/style.hpp"
#include "painting/outlines.hpp"

#include <limits>
#include <set>

namespace ecoredline {

inline constexpr const char* kCauseSymbols = "change_cause"; ///< file of styles/

/// What changed between two versions, for a map.
struct ChangesOnMap {
  const Tracked* tracked = nullptr; ///< with its shapes
  const StyleBook* styles = nullptr;
  std::size_t most = std::numeric_limits<std::size_t>::max(); ///< changes that are drawn, the largest
  const PageGrid* grid = nullptr; ///< of the page: shapes are thinned to it. Null = as stored
};

/// Adds the ground that changed, a layer a cause; the largest changes stand with their number in the ledger. Gives the
/// numbers of those that the frame shows. Errors: as moveLayer.
Result<std::set<int>> addChangeLayers(const ChangesOnMap& changes, MapScene& scene);

/// Zones of a scene step back behind what changed: paler, without hatch and names.
void stepBack(MapScene& scene);

/// The map of the changes inside a report: the later version's zones, paler, the counties, and the ground that changed,
/// as far as it reaches. A scene without a window where no ground changed.
struct ChangeMapInput {
  const TrackedKind* kind = nullptr;
  Version to;
  const Tracked* tracked = nullptr; ///< with its shapes
  const StyleBook* styles = nullptr;
  Language language = Language::zh;
};
/// Errors: as Workspace and moveLayer.
Result<MapScene> changeMap(const ChangeMapInput& input);

} // namespace ecoredline
