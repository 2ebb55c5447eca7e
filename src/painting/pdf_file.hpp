#pragma once

#include "painting/pdf_part.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// Pages of a book and the bookmark to the first of them.
struct BookPart {
  PdfPart part;
  std::string bookmark; ///< "" = none
};

/// A PDF of all parts: pages in order, layers of one title switched together, the structure trees joined; title and day
/// are those of the first part that has them. What is in no stream stands in object streams, streams stand as they
/// are. The same parts give the same bytes.
std::string boundPdf(std::vector<BookPart> parts);

} // namespace ecoredline
