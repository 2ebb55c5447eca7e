#pragma once

#include "cartography/symbol_list.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/style.hpp"
#include "geo/flat_layer.hpp"

#include <string>

namespace ecoredline {

/// The symbols of a kind as a QGIS style (QML, QGIS 3.22 and later): one category for every class over the field
/// zone_class, in the catalogue's order, then one for what has no class; fill, stroke, dashes, hatch and marker as on
/// our own maps, the same labels. The same style gives the same bytes.
std::string toQml(const LayerKind& kind, const StyleBook& styles, Shape shape, Language language);

/// The same for any layer.
std::string toQml(const SymbolList& symbols, Shape shape);

} // namespace ecoredline
