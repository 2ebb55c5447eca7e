#pragma once

#include "output/document.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// The main part of an office document, and the pictures it shows by the names of their parts.
struct OfficeBody {
  std::string xml;
  std::string relationships; ///< of the pictures, to stand in word/_rels/document.xml.rels
  std::vector<std::pair<std::string, std::string>> pictures; ///< "word/media/map1.png" and its bytes
};

/// Fills `part`, word/document.xml of the template, with a document. Errors (input): docx.bad_template, besides those
/// of the document's figures.
Result<OfficeBody> officeBody(const Document& document, const std::string& part);

} // namespace ecoredline
