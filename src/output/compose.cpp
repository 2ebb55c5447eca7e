#include "output/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace ecoredline {

namespace {

using Kind = TemplateBlock::Kind;

void kindsNamed(const std::vector<TemplateBlock>& blocks, std::set<std::string>& out) {
  for (const TemplateBlock& block : blocks) {
    out.insert(block.kinds.begin(), block.kinds.end());
    kindsNamed(block.blocks, out);
  }
}

// Columns that hold nothing say nothing.
void dropEmptyColumns(TextTable& table) {
  for (std::size_t c = table.heads.size(); c-- > 0;) {
    if (std::ranges::any_of(table.rows, [&](const auto& row) { return !row[c].empty(); })) continue;
    const auto at = static_cast<std::ptrdiff_t>(c);
    table.heads.erase(table.heads.begin() + at);
    for (auto& row : table.rows) row.erase(row.begin() + at);
  }
}

class Composer {
 public:
  Composer(const ReportTemplate& form, Language language) : m_form(form), m_language(language) {
    kindsNamed(form.blocks, m_named);
  }

  Document take(const ReportData& data) {
    m_scopes = {&data};
    m_out.language = m_language;
    m_out.title = filled(m_form.title.in(m_language));
    m_out.header = filled(m_form.header.in(m_language));
    for (const auto& [name, value] : m_form.cover)
      m_out.cover.emplace_back(filled(name.in(m_language)), filled(value.in(m_language)));
    add(m_form.blocks);
    return std::move(m_out);
  }

  std::optional<Error> error; ///< the first name that is not there

 private:
  template<class Value>
  const Value* lookUp(std::map<std::string, Value> ReportData::*names, const std::string& name) const {
    for (auto scope = m_scopes.rbegin(); scope != m_scopes.rend(); ++scope) {
      const auto& map = (*scope)->*names;
      if (const auto found = map.find(name); found != map.end()) return &found->second;
    }
    return nullptr;
  }

  template<class Value>
  const Value* known(std::map<std::string, Value> ReportData::*names, const std::string& name) {
    const Value* found = lookUp(names, name);
    if (found == nullptr && !error)
      error = Error{ErrorKind::input,
                    "template.unknown_name",
                    {fmt::format("报告中没有 `{}`", name), fmt::format("The report has no `{}`", name)},
                    fmt::format("templates/report/{}.toml", m_form.id),
                    {}};
    return found;
  }

  std::string filled(const std::string& words) {
    std::string out;
    for (std::size_t at = 0; at < words.size();) {
      const auto open = words.find('{', at);
      const auto close = open == std::string::npos ? open : words.find('}', open);
      if (close == std::string::npos) return out + words.substr(at);
      out += words.substr(at, open - at);
      if (const auto* text = known(&ReportData::texts, words.substr(open + 1, close - open - 1))) out += *text;
      at = close + 1;
    }
    return out;
  }

  // Names of other levels may be asked for: what is not there is nothing.
  bool holds(const std::string& when) const {
    if (when.empty()) return true;
    const bool otherwise = when.front() == '!';
    const std::string* text = lookUp(&ReportData::texts, otherwise ? when.substr(1) : when);
    return (text != nullptr && !text->empty()) != otherwise;
  }

  ReportData::Kinds kindsOf(const TemplateBlock& block) const {
    if (block.kinds != ReportData::Kinds{"rest"}) return block.kinds;
    ReportData::Kinds rest;
    for (const std::string& kind : m_scopes.front()->all_kinds)
      if (!m_named.contains(kind)) rest.push_back(kind);
    if (rest.empty()) rest.emplace_back(); // none, which is not all
    return rest;
  }

  DocumentBlock& begin(DocumentBlock::Kind kind, const TemplateBlock& block) {
    DocumentBlock& made = m_out.blocks.emplace_back();
    made.kind = kind;
    made.text = filled(block.text.in(m_language));
    made.note = filled(block.note.in(m_language));
    return made;
  }

  void add(const std::vector<TemplateBlock>& blocks) {
    for (const TemplateBlock& block : blocks)
      if (holds(block.when)) add(block);
  }

  void add(const TemplateBlock& block) {
    switch (block.kind) {
    case Kind::heading: {
      DocumentBlock& made = begin(DocumentBlock::Kind::heading, block);
      made.level = std::max(1, block.level - m_raise);
      break;
    }
    case Kind::text:
      begin(DocumentBlock::Kind::paragraph, block).look = block.look;
      if (m_out.blocks.back().text.empty()) m_out.blocks.pop_back();
      break;
    case Kind::list:
      if (const auto* lines = known(&ReportData::lists, block.source))
        for (const std::string& line : *lines) begin(DocumentBlock::Kind::bullet, block).text = line;
      break;
    case Kind::table:
      addTable(block);
      break;
    case Kind::figure:
      addFigure(block);
      break;
    case Kind::signatures:
      for (const Text& line : m_form.signatures) m_lines.push_back(line.in(m_language));
      begin(DocumentBlock::Kind::signatures, block).lines = std::move(m_lines);
      m_lines.clear();
      break;
    case Kind::page_break:
      begin(DocumentBlock::Kind::page_break, block);
      break;
    case Kind::each:
      addGroup(block);
      break;
    }
  }

  void addFigure(const TemplateBlock& block) {
    if (const BarChart* chart = lookUp(&ReportData::charts, block.source)) {
      if (!chart->bars.empty()) begin(DocumentBlock::Kind::figure, block).chart = *chart;
      return;
    }
    if (const PhotoMaker* photo = lookUp(&ReportData::photos, block.source)) {
      begin(DocumentBlock::Kind::figure, block).photo = *photo;
      return;
    }
    if (const auto* figure = known(&ReportData::figures, block.source); figure != nullptr && *figure)
      begin(DocumentBlock::Kind::figure, block).figure = *figure;
  }

  void addTable(const TemplateBlock& block) {
    const auto* maker = known(&ReportData::tables, block.source);
    if (maker == nullptr) return;
    TextTable table = (*maker)(kindsOf(block));
    if (table.rows.empty()) return addEmpty(block);
    if (!block.whole) dropEmptyColumns(table);
    DocumentBlock& made = begin(DocumentBlock::Kind::table, block);
    made.wide = block.wide;
    made.table = std::move(table);
  }

  void addEmpty(const TemplateBlock& block) {
    if (!block.empty.empty()) begin(DocumentBlock::Kind::paragraph, {}).text = filled(block.empty.in(m_language));
  }

  void addGroup(const TemplateBlock& block) {
    const auto* maker = known(&ReportData::groups, block.source);
    if (maker == nullptr) return;
    const int raise = m_raise;
    const std::vector<ReportData> members = (*maker)(kindsOf(block));
    if (members.empty()) addEmpty(block);
    for (const ReportData& member : members) {
      m_scopes.push_back(&member);
      m_raise = raise + member.raise;
      add(block.blocks);
      m_scopes.pop_back();
    }
    m_raise = raise;
  }

  const ReportTemplate& m_form;
  Language m_language;
  std::set<std::string> m_named;
  std::vector<const ReportData*> m_scopes;
  std::vector<std::string> m_lines;
  Document m_out;
  int m_raise = 0;
};

} // namespace

Result<Document> compose(const ReportTemplate& form, const ReportData& data, Language language) {
  Composer composer(form, language);
  Document document = composer.take(data);
  if (composer.error) return fail(std::move(*composer.error));
  return document;
}

} // namespace ecoredline
