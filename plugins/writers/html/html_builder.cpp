#include "html_builder.hpp"

#include "base/markup.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

// Between thousands: a browser breaks a line at the first, and a number over two lines is two numbers.
constexpr std::string_view kThin = "\u2009";
constexpr std::string_view kThinUnbroken = "\u202F";

} // namespace

void HtmlBuilder::begin(std::string_view tag, Attributes attributes) {
  m_out += '<';
  m_out += tag;
  for (const auto& [name, value] : attributes)
    if (!value.empty()) m_out += fmt::format(" {}=\"{}\"", name, markupEscaped(value));
  m_out += '>';
}

HtmlBuilder& HtmlBuilder::open(std::string_view tag, Attributes attributes) {
  begin(tag, attributes);
  m_open.emplace_back(tag);
  return *this;
}

HtmlBuilder& HtmlBuilder::close() {
  m_out += fmt::format("</{}>", m_open.back());
  m_open.pop_back();
  return *this;
}

HtmlBuilder& HtmlBuilder::text(std::string_view utf8) {
  std::string escaped = markupEscaped(utf8);
  for (auto at = escaped.find(kThin); at != std::string::npos; at = escaped.find(kThin, at + kThin.size()))
    escaped.replace(at, kThin.size(), kThinUnbroken);
  m_out += escaped;
  return *this;
}

HtmlBuilder& HtmlBuilder::element(std::string_view tag, std::string_view utf8, Attributes attributes) {
  if (utf8.empty()) return *this;
  open(tag, attributes).text(utf8);
  return close();
}

HtmlBuilder& HtmlBuilder::line() {
  m_out += '\n';
  return *this;
}

HtmlBuilder& HtmlBuilder::single(std::string_view tag, Attributes attributes) {
  begin(tag, attributes);
  return *this;
}

HtmlBuilder& HtmlBuilder::own(std::string_view markup) {
  m_out += markup;
  return *this;
}

std::string verdictClass(Verdict verdict) {
  return "v-" + std::string(name(verdict));
}

namespace {

std::vector<std::size_t> shownColumns(const TextTable& table, const TableOptions& options) {
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < table.heads.size(); ++c) {
    const auto filled = [&](const auto& row) { return !row[c].empty(); };
    if (options.all_columns || std::ranges::any_of(table.rows, filled)) shown.push_back(c);
  }
  return shown;
}

} // namespace

void writeVerdictText(HtmlBuilder& html, const std::string& text, Language language) {
  using enum Verdict;
  for (const Verdict verdict : {fail, marginal, unknown, conditional, pass}) {
    const std::string word = markedWord(verdict).in(language);
    if (!text.starts_with(word)) continue;
    html.element("b", word, {{"class", verdictClass(verdict)}});
    html.text(std::string_view(text).substr(word.size()));
    return;
  }
  html.text(text);
}

void writeTable(HtmlBuilder& html, const TextTable& table, Language language, const TableOptions& options) {
  if (table.rows.empty()) return;
  const auto shown = shownColumns(table, options);
  // The roles are said because the cards of a narrow screen would take them away.
  html.open("table", {{"role", "table"}, {"class", options.kind_class}});
  html.element("caption", options.caption);
  html.open("thead", {{"role", "rowgroup"}}).open("tr", {{"role", "row"}});
  for (const std::size_t c : shown)
    html.element("th", table.heads[c].title.in(language),
                 {{"role", "columnheader"}, {"scope", "col"}, {"class", table.heads[c].number ? "n" : ""}});
  html.close().close().line().open("tbody", {{"role", "rowgroup"}});
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    html.open("tr", {{"role", "row"}});
    for (const std::size_t c : shown) {
      const std::string& cell = table.rows[r][c];
      html.open("td", {{"role", "cell"},
                       {"class", table.heads[c].number ? "n" : ""},
                       {"data-h", cell.empty() ? "" : table.heads[c].title.in(language)}});
      const bool link = c == 0 && r < options.row_links.size();
      if (link) html.open("a", {{"href", options.row_links[r]}});
      writeVerdictText(html, cell, language);
      if (link) html.close();
      html.close();
    }
    html.close().line();
  }
  html.close().close().line();
}

} // namespace ecoredline
