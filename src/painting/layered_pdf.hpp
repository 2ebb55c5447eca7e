#pragma once

#include "painting/canvas.hpp"
#include "painting/path_stream.hpp"
#include "painting/pdf_part.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A layer of a page and the facts of the things marked in it, in the order they were drawn.
struct PdfLayer {
  std::string title;
  std::vector<ThingFacts> things{};
  bool shapes_only = false; ///< drawn by `shapes`, not by a page
  PathStream shapes{};
};

/// Lays the pages of `pdf` (Cairo's), one a layer that is not of shapes only, over each other as one page: every layer
/// an optional content group (ISO 32000-1, 8.11), the things in it elements of the structure tree with user properties
/// (14.7.6.4), the frames viewports with a geographic measure (ISO 32000-2, 12.10). The same in, the same out.
/// Errors (incomplete): painting.failed.
Result<PdfPart> layeredPdf(const std::string& pdf, const std::vector<PdfLayer>& layers,
                           const std::vector<GeoFrame>& frames);

/// The pages of `pdf` (Cairo's, without links and marked content) as they are. Errors (incomplete): painting.failed.
Result<PdfPart> plainPdf(const std::string& pdf);

} // namespace ecoredline
