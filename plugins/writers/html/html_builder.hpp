#pragma once

#include "output/finding_table.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecoredline {

/// Writes HTML. Every text and every attribute's value passes through markupEscaped: there is no other way in, but for
/// pictures that cartography made.
class HtmlBuilder {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  HtmlBuilder& open(std::string_view tag, Attributes attributes = {});
  HtmlBuilder& close(); ///< the tag opened last
  HtmlBuilder& text(std::string_view utf8);
  /// open, text, close; nothing where the text is empty.
  HtmlBuilder& element(std::string_view tag, std::string_view utf8, Attributes attributes = {});
  HtmlBuilder& line(); ///< a line end in the file, for who reads or compares it
  /// A tag that is never closed (meta, br).
  HtmlBuilder& single(std::string_view tag, Attributes attributes = {});
  /// Markup of our own making: a picture of cartography/svg.hpp, a constant of this plugin.
  HtmlBuilder& own(std::string_view markup);

  std::string take() { return std::move(m_out); }

 private:
  void begin(std::string_view tag, Attributes attributes);

  std::string m_out;
  std::vector<std::string> m_open;
};

struct TableOptions {
  std::string caption;
  bool all_columns = false;             ///< also those that hold nothing: the field's own tables keep their headings
  std::string kind_class{};             ///< a class of the table
  std::vector<std::string> row_links{}; ///< per row: the first cell leads there; may be empty
};

/// A table that is a table for a screen reader and on paper, and on a phone one card per row (each cell says its
/// heading). Verdict words are bold in their colour. Nothing where there are no rows.
void writeTable(HtmlBuilder& html, const TextTable& table, Language language, const TableOptions& options);

/// Text that may begin with a marked verdict ("■ 不符合;…"): that word in bold and colour, the rest as it is.
void writeVerdictText(HtmlBuilder& html, const std::string& text, Language language);

/// "v-fail" …, the class of a verdict's colour.
std::string verdictClass(Verdict verdict);

} // namespace ecoredline
