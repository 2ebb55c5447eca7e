#pragma once

#include "output/document.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// Parts of an office document: their names within it, and their bytes.
using Parts = std::vector<std::pair<std::string, std::string>>;

/// The files of the template below `folder`, filled with a document: {{title}}, {{header}}, {{date}} … in any part, the
/// body in word/document.xml. The list of contents comes first, the rest by name. Errors (input): docx.no_template,
/// docx.bad_template, besides those of the document's figures.
Result<Parts> officeParts(const Document& document, const std::filesystem::path& folder);

/// A zip file of the parts, in their order and without the clock: the same parts are the same bytes.
/// Errors (internal): docx.zip.
Result<std::string> packed(const Parts& parts);

} // namespace ecoredline
