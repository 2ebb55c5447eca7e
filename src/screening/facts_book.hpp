#pragma once

#include "catalogue/evaluate.hpp"
#include "catalogue/table.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// What a facts file says: [default], [project."ID"] and [site."ID"] tables of fact id = value, or of
/// { value, by, date, document }. Clauses of access lists stand in a table of their own, [site."ID".clause."NO"] with
/// NO = <level>.<scope>.<no>, or the number alone where only one clause has it; answers conform, not, n_a.
struct FactsBook {
  Answers defaults;
  std::map<std::string, Answers> projects;
  std::map<std::string, Answers> sites;
};

/// Reads a facts file (TOML). Errors (input): `facts.syntax`, `facts.unknown_fact`, `facts.bad_value`, each with the
/// line.
Result<FactsBook> readFacts(std::string_view toml, const std::string& where, const Catalogue& catalogue);

/// Names a header row of a facts table may have, for openTable: those of the form that `screen --questions` writes, in
/// both languages, and the ids project, site, fact, answer, by, date, document.
std::vector<std::string> factsTableHeaders();

/// Reads a filled form (a table without geometry): one answer a row, by id or by its title in either language. A row
/// with a site answers for the site, one with a project only for the project, one with neither for all. Rows without an
/// answer are left out. Errors (input): `facts.missing_columns`, `facts.unknown_fact`, `facts.bad_value`,
/// `facts.conflict` (two answers to one question), each with the row.
Result<FactsBook> readFacts(const Table& table, const Catalogue& catalogue);

/// The answers of one site: site > project > column > default; each remembers where it came from.
Answers answersFor(const FactsBook& book, const std::string& site, const std::string& project, const Answers& columns);

} // namespace ecoredline
