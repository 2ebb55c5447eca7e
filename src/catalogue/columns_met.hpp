#pragma once

#include "catalogue/bind.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// How names and words are compared: trimmed, NFC, without regard to case.
std::string folded(std::string_view text);
/// A cell as trimmed NFC text.
std::string cellText(const Column& column, std::size_t row);

/// Counts what does not fit and keeps a few examples, so that one column gives one diagnosis.
struct Tally {
  std::size_t count = 0;
  std::optional<std::int64_t> first_row;
  std::vector<std::string> examples;

  void add(std::size_t row, const std::string& met);
  std::string shown() const;
  void report(Diagnoses& diagnoses, std::string code, Severity severity, Text message) const;
};

/// `bind.unknown_field` (usage).
tl::unexpected<Error> unknownField(const std::string& canonical, Text what, const std::string& where);

/// Refuses choices that name none of `fields`; with `facts` those of fact.NAME pass.
Result<void> checkChoices(const std::vector<Field>& fields, const FieldChoices& choices, bool facts,
                          const Table& table);

/// Values that miss the field's pattern, as one warning.
void checkPattern(const Field& field, const Column& column, Diagnoses& diagnoses);

/// Which columns of a table answer to which canonical fields.
class Matcher {
 public:
  Matcher(const Table& table, const FieldChoices& choices) : m_table(table), m_choices(choices) {}

  /// The column for `field`, or nullptr: the user's choice, else the same name, else an alias.
  Result<const Column*> find(const Field& field);
  Result<const Column*> choose(const std::string& canonical, const std::string& name);

  const std::vector<FieldMapping>& mapping() const { return m_mapping; }

 private:
  Result<const Column*> note(const std::string& canonical, const char* how, Result<const Column*> column);
  Result<const Column*> unique(const std::string& canonical, const std::vector<std::string>& names) const;

  const Table& m_table;
  const FieldChoices& m_choices;
  std::vector<FieldMapping> m_mapping;
};

} // namespace ecoredline
