#pragma once

#include "catalogue/access_list.hpp"
#include "report/run_report.hpp"
#include "store/workspace.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// One version of an access list with its clauses.
struct ListEdition {
  Version version;
  std::vector<Clause> clauses;
};

/// What the access lists in force say of one unit.
struct ClausesAtUnit {
  std::vector<const Clause*> clauses; ///< level by level; the wider scope first, then the order of the list
  std::vector<std::string> absent;    ///< levels that neither require anything nor say that they require nothing
  std::vector<std::string> ambiguous; ///< levels for which two lists of one day hold the same scope
};

/// The access lists in force on a day, by scope, so that a unit's clauses are a few look-ups (semantics M10). The
/// newest list wins level by level and scope by scope (M9); one whose coverage is `all` takes the place of every older
/// one.
class ClauseIndex {
 public:
  /// `editions` are those in force on `as_of`; clauses that are not in force on that day are left out.
  ClauseIndex(const LayerKind& list_kind, std::vector<ListEdition> editions, const Date& as_of);
  // Clauses are handed out by address.
  ClauseIndex(const ClauseIndex&) = delete;
  ClauseIndex& operator=(const ClauseIndex&) = delete;

  ClausesAtUnit at(const Zone& unit) const;
  /// True if any unit has a clause, or a statement that there is none, at this level.
  bool knows(const std::string& level) const { return m_levels.contains(level); }
  const std::vector<ListEdition>& editions() const { return m_editions; } ///< newest first

  /// Facts clause.NO are clause.<level>.<scope>.<no> where only one clause has the number.
  /// Errors (input): `facts.ambiguous_clause`, naming those that have it.
  Result<void> resolve(Answers& answers, const std::string& where) const;
  /// Answers to clauses that no list in force has: one warning; empty = all are known.
  Diagnoses unknown(const std::set<std::string>& facts) const;

 private:
  void add(const Clause& clause);

  std::vector<std::string> m_order; ///< levels
  std::vector<ListEdition> m_editions;
  std::map<std::string, std::vector<const Clause*>> m_at;  ///< by scope
  std::map<std::string, std::vector<std::string>> m_facts; ///< clause number -> facts
  std::set<std::string> m_known;                           ///< facts
  std::set<std::string> m_levels;
  std::set<std::pair<std::string, std::string>> m_ambiguous; ///< level and scope
};

/// The access lists in force; nullptr if there is none. Errors: those of the workspace.
Result<std::unique_ptr<ClauseIndex>> clausesInForce(const Workspace& workspace, const Catalogue& catalogue,
                                                    const std::vector<Version>& versions, const Date& as_of);

/// The clauses of one unit, answered.
struct AnsweredClauses {
  std::vector<Finding> findings;
  std::vector<ClauseResult> clauses;
};

/// One finding per clause and per level that is absent: 不符合 prohibits, open is an ASK (at worst prohibit), 符合 and
/// 不适用 are clear; an industry code that no listed one begins with, and that begins none, is 不适用 by itself.
/// `about` is the unit with its figures and certainty.
AnsweredClauses answerClauses(const ClauseIndex& index, const Zone& unit, const Finding& about, const Answers& answers,
                              const Catalogue& catalogue);

/// "市级·空间布局约束·3", as the article of a finding.
Text clausePlace(const Catalogue& catalogue, const ClauseResult& clause);
/// True for a clause whose answer would change something.
bool isOpen(const ClauseResult& clause);
/// The question a clause asks.
Question clauseQuestion(const Catalogue& catalogue, const ClauseResult& clause, const std::string& kind);

/// Does the answer `code` (GB/T 4754) fall outside every listed beginning, for sure? False where either could be part
/// of the other, or where nothing is listed or answered.
bool outsideIndustries(const std::vector<std::string>& listed, const std::string& code);

} // namespace ecoredline
