#pragma once

#include "painting/sheet.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A line of an atlas' index.
struct BookEntry {
  std::string title;
  std::string detail; ///< e.g. the scale
};

/// The index of an atlas, whose sheets follow its pages: a PDF of its own, or a part of the book. `options.format` is
/// pdf.
Canvas atlasIndex(const CanvasOptions& options, const Paper& paper, Language language,
                  const std::vector<BookEntry>& entries);

/// How many pages the index of so many entries takes.
int indexPages(const Paper& paper, std::size_t entries);

} // namespace ecoredline
