#pragma once

#include "catalogue/ledger_type.hpp"
#include "engine/compare.hpp"
#include "report/incident_list.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <vector>

namespace ecoredline {

/// What leads are laid over.
struct OverlayRequest {
  const Workspace* workspace = nullptr;
  const LedgerType* type = nullptr;
  Date day; ///< of the image: the versions in force on it count
  AreaMethod method = AreaMethod::official;
  std::filesystem::path index_folder; ///< of index files; empty: none. Never changes a result
  int threads = 0;
  std::set<std::int64_t> ignored{}; ///< versions, by id, that count as if they had not been imported: "what if"
};

/// Lays leads over every kind of the ledger as it was in force on the day, by place as a screening finds it, and fills
/// their zones, how far from their borders they lie, totals, nearest zones and gaps. `layer` has a row per lead,
/// unusable ones Shape::none. No rule is asked. Zones of both zoning schemes stand as delivered. Nearest zones are
/// looked for where a lead meets none of any kind. Errors: as Workspace and the engine; cancelled.
Result<void> overlayLeads(const OverlayRequest& request, const FlatLayer& layer, std::vector<Incident>& leads,
                          Feedback& feedback);

/// A zone that a lead meets, before it has words.
struct LeadHit {
  std::uint32_t lead = 0;
  std::uint32_t kind = 0;    ///< position in LedgerType::kinds
  std::uint32_t edition = 0; ///< position in what overlayLeads opened of the kind
  std::int64_t zone = 0;
  bool cut = false; ///< of the part of the lead that newer editions leave
  Relation relation = Relation::none;
  double area_m2 = kNoNumber;
  double exact_m2 = kNoNumber;
  double border_m = kNoNumber; ///< of parts that were cut: none
  double border_bearing_deg = kNoNumber;
};

} // namespace ecoredline
