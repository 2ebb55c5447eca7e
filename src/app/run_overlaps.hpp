#pragma once

#include "app/version_readers.hpp"
#include "report/run_report.hpp"
#include "store/workspace.hpp"

#include <set>
#include <string>

namespace ecoredline {

/// Where the sites named meet the zones that their findings name, made again from a kept run: as Screening::overlaps,
/// EPSG:4490, row_id = index of the finding over all sites of the report. A zone whose version has been withdrawn since
/// is left out; so is an overlap that could not be decided. Errors: as Workspace.
Result<FlatLayer> runOverlaps(const Workspace& workspace, const RunReport& report, const std::set<std::string>& sites,
                              Feedback& feedback);

/// The same with readers that are there already, of the same workspace.
Result<FlatLayer> runOverlaps(const Workspace& workspace, VersionReaders& readers, const RunReport& report,
                              const std::set<std::string>& sites, Feedback& feedback);

} // namespace ecoredline
