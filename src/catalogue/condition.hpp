#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// What a condition comes to; `open` is SQL's NULL: it hangs on a value that nobody has given.
enum class Truth : std::uint8_t { no, yes, open };

/// The names that conditions may use; true = compared as a number, false = as text.
using Vocabulary = std::map<std::string, bool>;

/// A rule's condition taken apart. Facts and fields reach SQLite as bound values only, never as SQL.
struct Condition {
  std::string sql;
  std::vector<std::string> names;    ///< facts and fields, each once, in order of appearance
  std::vector<bool> numeric;         ///< per name
  std::vector<std::string> literals; ///< quoted texts and numbers, as values
};

/// Reads `expression` (empty = always true). Only comparisons, AND OR NOT IS IN LIKE BETWEEN CASE CAST, literals, the
/// names of `vocabulary` and a short list of functions are let through; `where` names the rule in an error.
/// Errors: `catalogue.condition`.
Result<Condition> parseCondition(const std::string& expression, const Vocabulary& vocabulary, const std::string& where);

/// Runs conditions in an empty in-memory SQLite database behind an authorizer that denies everything but an expression,
/// so that even a fault in parseCondition reaches no table, file or extension. Results are remembered. Not thread-safe.
class ConditionRunner {
 public:
  ConditionRunner();
  ~ConditionRunner();
  ConditionRunner(ConditionRunner&&) noexcept;
  ConditionRunner& operator=(ConditionRunner&&) noexcept;

  /// Compiles and returns a number for `run`. Errors: `catalogue.condition`.
  Result<std::size_t> add(Condition condition, const std::string& where);
  const Condition& condition(std::size_t number) const;
  /// `values` in the order of the condition's names; nullopt = not given.
  /// Errors: `catalogue.condition` (the result is neither true nor false: e.g. a bare text).
  Result<Truth> run(std::size_t number, const std::vector<std::optional<std::string>>& values);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
