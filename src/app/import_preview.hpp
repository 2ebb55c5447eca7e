#pragma once

#include "app/import.hpp"
#include "app/preview.hpp"

namespace ecoredline {

/// A row of a delivery as it would be stored.
struct PreviewedZone {
  std::string zone_id;
  std::string zone_name;
  std::string zone_class;     ///< class id; "" = not understood
  std::string zone_class_raw; ///< as met
  double area_m2 = 0;         ///< official; NaN where it cannot be measured
  RowState state = RowState::valid;
};

/// A repair that is proposed, or was made on the copy.
struct PreviewedRepair {
  std::int64_t row = 0; ///< 0-based
  double before_m2 = 0;
  double after_m2 = 0;
  bool done = false;
  Text message;
};

/// A delivery before it is imported.
struct ImportPreview : FileSeen {
  std::string kind;
  std::vector<PreviewedZone> zones; ///< one a row of `places`
  std::vector<PreviewedRepair> repairs;
};

/// The same reading and binding as importFile, without storing anything. What a file lacks is in the preview. Errors:
/// those of openDesk, cancelled.
Result<ImportPreview> previewImport(const ImportOptions& options, Feedback& feedback);

} // namespace ecoredline
