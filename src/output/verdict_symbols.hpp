#pragma once

#include "base/text.hpp"
#include "cartography/symbol_list.hpp"
#include "geo/flat_layer.hpp"
#include "report/verdict.hpp"

#include <span>

namespace ecoredline {

/// The ground where a site meets a zone, on our maps and in files for others: hatched in the verdict's colour, thin, so
/// that the site's outline is seen under it.
Style overlapStyle(Verdict verdict);

/// A project site: its outline, no fill.
Style siteStyle();

/// Symbols of a layer of overlaps by its field `verdict`, the strictest first; of a layer of sites.
SymbolList overlapSymbols(Language language);
SymbolList siteSymbols(Language language);

/// The shape that most rows have: a style file holds symbols for one. Polygons where there are none.
Shape shapeOfMost(std::span<const Shape> shapes);

} // namespace ecoredline
