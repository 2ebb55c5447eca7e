#pragma once

#include "base/feedback.hpp"
#include "catalogue/catalogue.hpp"
#include "screening/facts_book.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// A fact that people are asked for, and the kinds whose rules lean on it.
struct FactQuestion {
  const Fact* fact = nullptr;
  std::vector<const LayerKind*> kinds;
};

/// The facts that rules in force on a day, of these kinds, lean on and that people can answer (ASK and CLAIM), in the
/// catalogue's order.
std::vector<FactQuestion> factsThatMatter(const Catalogue& catalogue, const std::vector<std::string>& kinds,
                                          const Date& as_of);

/// The kinds of a profile that have rules, in the catalogue's order; every one for `full` or "".
std::vector<std::string> kindsOf(const Catalogue& catalogue, const std::string& profile);

/// A facts file (TOML, or a filled form); an empty book for no file. Errors: those of readFacts, openTable.
Result<FactsBook> loadFacts(const std::filesystem::path& file, const Catalogue& catalogue, Feedback& feedback);

/// `under` with every answer of `over` in its place.
FactsBook merged(FactsBook under, const FactsBook& over);

/// A book as the file that readFacts reads: same book, same bytes.
std::string factsToml(const FactsBook& book);

} // namespace ecoredline
