#pragma once

#include "catalogue/evaluate.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ecoredline {

/// What a facts file says: [default], [project."ID"] and [site."ID"] tables of fact id = value, or of
/// { value, by, date, document }.
struct FactsBook {
  Answers defaults;
  std::map<std::string, Answers> projects;
  std::map<std::string, Answers> sites;
};

/// Reads a facts file (TOML). Errors (input): `facts.syntax`, `facts.unknown_fact`, `facts.bad_value`, each with the
/// line.
Result<FactsBook> readFacts(std::string_view toml, const std::string& where, const Catalogue& catalogue);

/// The answers of one site: site > project > column > default; each remembers where it came from.
Answers answersFor(const FactsBook& book, const std::string& site, const std::string& project, const Answers& columns);

} // namespace ecoredline
