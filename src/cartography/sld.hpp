#pragma once

#include "cartography/symbol_list.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/style.hpp"
#include "geo/flat_layer.hpp"

#include <string>

namespace ecoredline {

/// The symbols of a kind as OGC Styled Layer Descriptor 1.1.0 with Symbology Encoding 1.1.0, for servers and programs
/// that do not read QML: a rule for every class over the property zone_class, then one for all others. Fill, opacity,
/// stroke, dashes and marker as in QML; a hatch is a mark of GeoServer's and QGIS' names (shape://slash …), which SE
/// leaves to the program; labels are left out, for SE cannot say where they may lie. The same style, the same bytes.
std::string toSld(const LayerKind& kind, const StyleBook& styles, Shape shape, Language language);

/// The same for any layer.
std::string toSld(const SymbolList& symbols, Shape shape);

/// The symbols of a kind by zone_class, in the catalogue's order.
SymbolList symbolsOf(const LayerKind& kind, const StyleBook& styles, Language language);

} // namespace ecoredline
