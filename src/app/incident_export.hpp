#pragma once

#include "app/outcome.hpp"
#include "app/own_folders.hpp"
#include "catalogue/ledger_type.hpp"
#include "report/incident_list.hpp"
#include "store/incident_journal.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// What is exported, and where to; all of it must outlive the call.
struct LedgerExport {
  const Workspace* workspace = nullptr;
  const IncidentJournal* journal = nullptr;
  const Catalogue* catalogue = nullptr;
  const LedgerType* type = nullptr;
  const IncidentList* list = nullptr;
  std::filesystem::path out; ///< a file; html: a folder. Empty: <ledger>.<format> here; csv: standard output
  bool for_public = false;   ///< without sensitive columns, shapes, maps and names
  Language language = Language::zh;
  OwnFolders own{};
};

/// Writes a ledger, or the incidents named, as xlsx (ledger, statistics, zones, history), csv (ledger), gpkg (incidents
/// with shapes, zones), html (一点一档: one sheet a problem, and an index), docx or pdf (statistics, list and sheets in
/// one document). Errors: usage: incident.format;
/// incident.unknown; output.write_failed; as the writers.
Result<Outcome> exportIncidents(const LedgerExport& what, const std::string& format,
                                const std::vector<std::string>& ids, Feedback& feedback);

} // namespace ecoredline
