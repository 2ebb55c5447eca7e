#include "catalogue/columns_met.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kExamples = 3;
constexpr std::size_t kLongestExample = 80; // bytes
constexpr std::size_t kLongestCode = 1000;  // bytes; longer texts are no codes (and std::regex recurses per character)

bool isNamed(const Column& column, const std::string& name) {
  return folded(column.name) == folded(name);
}

// The beginning of a text, cut between characters.
std::string shortened(const std::string& text) {
  if (text.size() <= kLongestExample) return text;
  std::size_t end = kLongestExample;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

bool sameValues(const Column& a, const Column& b) {
  for (std::size_t row = 0; row < a.values.size(); ++row)
    if (cellText(a, row) != cellText(b, row)) return false;
  return true;
}

} // namespace

std::string folded(std::string_view text) {
  return lowered(toNfc(trimmed(text)));
}

std::string cellText(const Column& column, std::size_t row) {
  return toNfc(trimmed(toText(column.values[row])));
}

void Tally::add(std::size_t row, const std::string& met) {
  const std::string value = shortened(met);
  ++count;
  if (!first_row) first_row = static_cast<std::int64_t>(row);
  if (examples.size() < kExamples && std::ranges::find(examples, value) == examples.end()) examples.push_back(value);
}

std::string Tally::shown() const {
  return fmt::format("{}", fmt::join(examples, ", "));
}

void Tally::report(Diagnoses& diagnoses, std::string code, Severity severity, Text message) const {
  if (count == 0) return;
  Diagnosis diagnosis;
  diagnosis.code = std::move(code);
  diagnosis.severity = severity;
  diagnosis.message = std::move(message);
  diagnosis.row = first_row;
  diagnoses.push_back(std::move(diagnosis));
}

tl::unexpected<Error> unknownField(const std::string& canonical, Text what, const std::string& where) {
  return fail(ErrorKind::usage, "bind.unknown_field", std::move(what), where,
              {fmt::format("检查 --field {}=…", canonical), fmt::format("check --field {}=…", canonical)});
}

Result<void> checkChoices(const std::vector<Field>& fields, const FieldChoices& choices, bool facts,
                          const Table& table) {
  for (const auto& [canonical, column] : choices) {
    if (facts && canonical.starts_with("fact.")) continue;
    if (std::ranges::find(fields, canonical, &Field::id) != fields.end()) continue;
    std::vector<std::string> known;
    for (const Field& field : fields) known.push_back(field.id);
    return unknownField(canonical,
                        {fmt::format("没有规范字段 {}（可用：{}）", canonical, fmt::join(known, " ")),
                         fmt::format("There is no canonical field {} (known: {})", canonical, fmt::join(known, " "))},
                        table.source);
  }
  return {};
}

void checkPattern(const Field& field, const Column& column, Diagnoses& diagnoses) {
  if (field.pattern.empty()) return;
  const std::regex pattern(field.pattern);
  Tally misses;
  for (std::size_t row = 0; row < column.values.size(); ++row) {
    const std::string value = cellText(column, row);
    const bool fits = value.size() <= kLongestCode && std::regex_match(value, pattern);
    if (!value.empty() && !fits) misses.add(row, value);
  }
  misses.report(diagnoses, "bind.pattern", Severity::warning,
                {fmt::format("{} 条记录的{}({})不符合编码规则，原样保留，例如：{}", misses.count, field.title.zh,
                             column.name, misses.shown()),
                 fmt::format("{} values of {} ({}) do not fit the code's pattern and are kept as they are, e.g. {}",
                             misses.count, field.title.en, column.name, misses.shown())});
}

Result<const Column*> Matcher::find(const Field& field) {
  if (const auto chosen = m_choices.find(field.id); chosen != m_choices.end()) {
    if (chosen->second.empty()) {
      m_mapping.push_back({field.id, {}, "chosen"}); // that no column answers is a decision too
      return nullptr;
    }
    return choose(field.id, chosen->second);
  }
  auto same = unique(field.id, {field.id});
  if (!same || *same != nullptr) return note(field.id, "same name", same);
  return note(field.id, "alias", unique(field.id, field.aliases));
}

Result<const Column*> Matcher::choose(const std::string& canonical, const std::string& name) {
  const Column* column = m_table.column(name);
  if (column == nullptr)
    return unknownField(canonical,
                        {fmt::format("文件中没有列“{}”（为字段 {} 指定）", name, canonical),
                         fmt::format("The file has no column \"{}\" (chosen for field {})", name, canonical)},
                        m_table.source);
  return note(canonical, "chosen", column);
}

Result<const Column*> Matcher::note(const std::string& canonical, const char* how, Result<const Column*> column) {
  if (column && *column != nullptr) m_mapping.push_back({canonical, (*column)->name, how});
  return column;
}

// Columns under several of the names are fine while they say the same.
Result<const Column*> Matcher::unique(const std::string& canonical, const std::vector<std::string>& names) const {
  const Column* found = nullptr;
  for (const Column& column : m_table.columns) {
    if (std::ranges::none_of(names, [&](const std::string& name) { return isNamed(column, name); })) continue;
    if (found != nullptr && !sameValues(*found, column))
      return fail(
          ErrorKind::input, "bind.ambiguous_field",
          {fmt::format("列“{}”与“{}”都可作字段 {}，内容不同", found->name, column.name, canonical),
           fmt::format("Columns \"{}\" and \"{}\" both fit field {} and differ", found->name, column.name, canonical)},
          m_table.source,
          {fmt::format("指明其一：--field {}={}", canonical, found->name),
           fmt::format("say which: --field {}={}", canonical, found->name)});
    if (found == nullptr) found = &column;
  }
  return found;
}

} // namespace ecoredline
