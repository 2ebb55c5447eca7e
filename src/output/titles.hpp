#pragma once

#include "catalogue/catalogue.hpp"

#include <string>

namespace ecoredline {

/// Titles out of the catalogue; an id that it does not know stands for itself.
std::string kindTitle(const Catalogue& catalogue, const std::string& kind, Language language);
std::string classTitle(const Catalogue& catalogue, const std::string& kind, const std::string& zone_class,
                       Language language);

} // namespace ecoredline
