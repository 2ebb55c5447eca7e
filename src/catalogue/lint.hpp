#pragma once

#include "catalogue/catalogue.hpp"
#include "catalogue/decision.hpp"

#include <string>
#include <utility>

namespace ecoredline {

/// Collects what lint finds.
class LintLog {
 public:
  /// `where` names the file and the rule, class or fact.
  void add(std::string code, const std::string& where, const Text& what);
  /// A failure of the engine, under its own code.
  void add(const Error& error);
  Diagnoses take() { return std::move(m_found); }
  std::size_t size() const { return m_found.size(); }

 private:
  Diagnoses m_found;
};

/// The half of lint that needs no time and no answers: names, dates, references. True if every condition compiles.
bool lintStructure(RuleEngine& engine, LintLog& log);
/// The other half: every class on every day since 2018 under all answers.
void lintLaw(RuleEngine& engine, LintLog& log);

/// Ledger types: every state reachable and left again unless it ends, every transition between states that exist, by a
/// level, codes and kinds that exist.
void lintLedgers(const Catalogue& catalogue, LintLog& log);

/// "kinds/x.toml, rule y".
std::string placeOf(const LayerKind& kind, const Rule& rule);

} // namespace ecoredline
