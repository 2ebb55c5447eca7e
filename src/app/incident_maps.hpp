#pragma once

#include "app/incident_export.hpp"
#include "app/site_maps.hpp"

#include <memory>
#include <optional>

namespace ecoredline {

/// The maps of screening, over the shapes of problems. Not to be moved: its parts look at one another.
class IncidentMaps {
 public:
  /// `list` in the order of its incidents. Errors: as Workspace and the journal.
  static Result<std::unique_ptr<IncidentMaps>> of(const LedgerExport& what, const IncidentList& list);

  /// Where a problem lies, among the zones that it meets. A scene without a window where it has no shape.
  Result<MapScene> scene(std::size_t index) { return m_maps->map(index); }

 private:
  void addSite(const Incident& incident, const FlatLayer& shapes, std::size_t row);

  StyleBook m_styles;
  ReferenceBoundaries m_counties;
  RunReport m_report;
  std::optional<SiteMaps> m_maps;
};

} // namespace ecoredline
