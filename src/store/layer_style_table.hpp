#pragma once

#include "store/layer_styles.hpp"
#include "store/sqlite.hpp"

namespace ecoredline {

/// saveLayerStyle within a transaction that is open. Throws StoreFailure.
void putLayerStyle(Database& database, const LayerStyle& style);

} // namespace ecoredline
