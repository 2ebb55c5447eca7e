#pragma once

#include "app/own_folders.hpp"
#include "app/site_maps.hpp"
#include "catalogue/ledger_type.hpp"
#include "report/incident_list.hpp"
#include "store/incident_journal.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace ecoredline {

/// What maps of problems are made of; all of it must outlive IncidentMaps.
struct IncidentMapInput {
  const Workspace* workspace = nullptr;
  const IncidentJournal* journal = nullptr;
  const Catalogue* catalogue = nullptr;
  const LedgerType* type = nullptr;
  const IncidentList* list = nullptr;
  Language language = Language::zh;
  FrameSize frame{};
  bool round_scale = false;
  bool both_dates = false; ///< the outline at first sight too, and the ground of zones that the problem takes
  OwnFolders own{};        ///< symbols
};

/// The maps of screening, over the shapes of problems. No rule is asked.
class IncidentMaps {
 public:
  /// Errors: as Workspace and IncidentJournal.
  static Result<std::unique_ptr<IncidentMaps>> of(const IncidentMapInput& input);
  IncidentMaps(const IncidentMaps&) = delete;
  IncidentMaps& operator=(const IncidentMaps&) = delete;
  ~IncidentMaps() = default;

  /// A scene without a window where the problem has no shape.
  Result<MapScene> map(std::size_t index);
  const ReferenceBoundaries& counties() const { return m_counties; }

 private:
  explicit IncidentMaps(IncidentMapInput input) : m_input(std::move(input)) {}
  void addSite(const Incident& incident, const FlatLayer& shapes, std::size_t row);
  Result<void> addFirstOutline(const Incident& incident, MapScene& scene) const;
  Result<void> addGround(const Incident& incident, MapScene& scene) const;
  const char* say(const char* zh, const char* en) const { return m_input.language == Language::zh ? zh : en; }

  IncidentMapInput m_input;
  StyleBook m_styles;
  ReferenceBoundaries m_counties;
  RunReport m_report; ///< the problems as if they were sites
  std::optional<SiteMaps> m_maps;
};

/// The entry that first gave a problem a shape; 0 = none.
std::int64_t firstShapeEntry(const Incident& incident);

} // namespace ecoredline
