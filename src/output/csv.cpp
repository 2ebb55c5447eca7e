#include "output/finding_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ecoredline {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection), the full-width signs with them.
bool looksLikeFormula(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" ");
  if (start == std::string_view::npos) return false;
  text.remove_prefix(start);
  for (const std::string_view sign : {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"})
    if (text.starts_with(sign)) return true;
  return false;
}

std::string quoted(const std::string& cell) {
  const bool edge_blank = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  if (!edge_blank && cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::string field(const std::string& cell, bool number) {
  return quoted(!number && looksLikeFormula(cell) ? "'" + cell : cell);
}

} // namespace

std::string toCsv(const TextTable& table, Language language) {
  std::string out(kByteOrderMark);
  std::vector<std::string> line;
  for (const TextTable::Head& head : table.heads) line.push_back(field(head.title.in(language), false));
  out += fmt::format("{}\r\n", fmt::join(line, ","));
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) line[c] = field(row[c], table.heads[c].number);
    out += fmt::format("{}\r\n", fmt::join(line, ","));
  }
  return out;
}

std::string toCsv(const std::vector<TextTable>& tables, Language language) {
  std::string out;
  for (const TextTable& table : tables) {
    const std::string one = toCsv(table, language);
    out += out.empty() ? one : "\r\n" + one.substr(kByteOrderMark.size());
  }
  return out;
}

} // namespace ecoredline
