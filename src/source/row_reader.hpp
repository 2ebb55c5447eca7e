#pragma once

#include "base/feedback.hpp"
#include "catalogue/table.hpp"
#include "source/dataset.hpp"

#include <vector>

namespace ecoredline {

/// A layer as GDAL hands it over: names and texts are still bytes, coordinates as stored.
struct RawLayer {
  Table table;
  std::vector<std::size_t> widths; ///< bytes a text of the column can hold; 0 = no limit
  std::vector<char> suspects;      ///< per row: 1 where its shape, as stored, is not valid (OGC)
  Diagnoses diagnoses;
};

/// Every row of `layer`. Rows with a fault that a later OGC test cannot see are marked invalid here. The coordinates of
/// a large layer lie in scratch files (LayerSpool); a second thread looks at each batch while the next one is read.
/// Errors: input.truncated (a read that broke off), input.no_scratch, cancelled.
Result<RawLayer> readRows(Dataset& dataset, OGRLayer& layer, const Crs& crs, Feedback& feedback);

} // namespace ecoredline
