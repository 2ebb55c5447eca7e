#pragma once

#include "report/run_report.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The columns of the form of open questions. Whoever writes the form and whoever reads it back use the same ones.
struct FormColumn {
  std::string id; ///< project | site | fact | question | choices | answer | by | date | document
  Text title;
};
const std::vector<FormColumn>& formColumns();

/// A clause of an access list as a fact; the list, not the catalogue, knows which there are.
Fact clauseFact(const std::string& id);
/// 符合, 不符合, 不适用 for conform, not, n_a; empty for anything else.
Text clauseAnswerWord(const std::string& answer);
/// What people choose for a value: its title in the catalogue, 是 and 否, or the value itself.
Text answerTitle(const Fact& fact, const std::string& value);

} // namespace ecoredline
