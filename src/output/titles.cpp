#include "output/titles.hpp"

namespace ecoredline {

namespace {

std::string titleOr(const Text& title, const std::string& id, Language language) {
  return title.in(language).empty() ? id : title.in(language);
}

} // namespace

std::string kindTitle(const Catalogue& catalogue, const std::string& kind, Language language) {
  const LayerKind* known = catalogue.kind(kind);
  return known == nullptr ? kind : titleOr(known->title, kind, language);
}

std::string classTitle(const Catalogue& catalogue, const std::string& kind, const std::string& zone_class,
                       Language language) {
  const LayerKind* known = catalogue.kind(kind);
  const ZoneClass* found = known == nullptr ? nullptr : known->zoneClass(zone_class);
  return found == nullptr ? zone_class : titleOr(found->title, zone_class, language);
}

} // namespace ecoredline
