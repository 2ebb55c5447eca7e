#include "catalogue/access_list.hpp"

#include "base/hash.hpp"
#include "catalogue/columns_met.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::array<const char*, 4> kDimensions{"layout", "emission", "risk", "resource"};
constexpr std::size_t kRowsNamed = 5;

bool isDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Splits at the separators that people put between codes.
std::vector<std::string> splitCodes(const std::string& text) {
  std::string plain = text;
  for (const char* separator : {"、", "；", "，", ";", "\n", "\r", " ", "　"})
    for (std::size_t at = 0; (at = plain.find(separator, at)) != std::string::npos;)
      plain.replace(at, std::string_view(separator).size(), ",");
  std::vector<std::string> codes;
  for (std::size_t at = 0; at <= plain.size();) {
    const std::size_t end = std::min(plain.find(',', at), plain.size());
    if (end > at) codes.push_back(plain.substr(at, end - at));
    at = end + 1;
  }
  return codes;
}

/// Rows that cannot be used, for one message.
class BadRows {
 public:
  void add(std::int64_t row, Text what) {
    if (++m_count > kRowsNamed) return;
    const std::string head = m_text.empty() ? "" : "; ";
    m_text.zh += fmt::format("{}第 {} 行{}", m_text.zh.empty() ? "" : "；", row + 1, what.zh);
    m_text.en += fmt::format("{}row {}: {}", head, row + 1, what.en);
  }
  bool empty() const { return m_count == 0; }
  Text text() const {
    if (m_count <= kRowsNamed) return m_text;
    return {fmt::format("{}；……共 {} 行", m_text.zh, m_count), fmt::format("{}; … {} in all", m_text.en, m_count)};
  }

 private:
  std::size_t m_count = 0;
  Text m_text;
};

/// "220200" is the whole of prefecture 2202: the pairs of zeros at the end say nothing.
std::string divisionPrefix(std::string digits) {
  while (digits.size() > 2 && digits.size() % 2 == 0 && digits.ends_with("00")) digits.resize(digits.size() - 2);
  return digits;
}

std::string levelOfScope(const std::string& scope) {
  if (scope == "*") return "province";
  if (scope.starts_with("basin:")) return "basin";
  if (isDigits(scope)) return scope.size() <= 2 ? "province" : "city";
  return "unit";
}

class ListBinder {
 public:
  ListBinder(const LayerKind& kind, Table table, const FieldChoices& choices, Diagnoses& diagnoses)
      : m_kind(kind), m_choices(choices), m_diagnoses(diagnoses) {
    m_list.kind = &kind;
    m_list.table = std::move(table);
  }

  Result<BoundList> bind() {
    for (auto step : {&ListBinder::findColumns, &ListBinder::readRows, &ListBinder::checkRepeated})
      if (auto done = (this->*step)(); !done) return fail(done.error());
    note();
    setHashes();
    return std::move(m_list);
  }

 private:
  const Table& table() const { return m_list.table; }
  std::int64_t fileRow(std::size_t row) const { return table().geometry.row_id[row]; }
  bool has(const char* field) const { return m_columns.contains(field); }
  std::string cell(const char* field, std::size_t row) const {
    const auto found = m_columns.find(field);
    return found == m_columns.end() ? std::string() : cellText(*found->second, row);
  }

  Result<void> findColumns() {
    if (auto checked = checkChoices(m_kind.fields, m_choices, false, table()); !checked) return checked;
    Matcher matcher(table(), m_choices);
    for (const Field& field : m_kind.fields) {
      const auto column = matcher.find(field);
      if (!column) return fail(column.error());
      if (*column != nullptr) m_columns[field.id] = *column;
    }
    m_list.mapping = matcher.mapping();
    for (const char* dimension : kDimensions) m_wide = m_wide || has(wideField(dimension).c_str());
    m_wide = m_wide && !has("text");
    return checkColumns();
  }

  static std::string wideField(const char* dimension) { return std::string("clause_") + dimension; }

  Result<void> checkColumns() const {
    std::vector<std::string> needed{"scope_code"};
    if (!m_wide) needed.insert(needed.end(), {"clause_no", "text"});
    std::string zh;
    std::string en;
    for (const std::string& id : needed)
      if (!m_columns.contains(id)) {
        const Field* field = m_kind.field(id);
        zh += (zh.empty() ? "" : "、") + (field == nullptr ? id : field->title.zh);
        en += (en.empty() ? "" : ", ") + (field == nullptr ? id : field->title.en);
      }
    if (zh.empty()) return {};
    std::string met;
    for (const Column& column : table().columns) met += (met.empty() ? "" : " | ") + column.name;
    return fail(ErrorKind::input, "clause.missing_columns",
                {fmt::format("准入清单缺少列：{}；表头为：{}", zh, met),
                 fmt::format("The access list lacks columns: {}; its header reads: {}", en, met)},
                table().source,
                {"检查表头所在行和工作表（--layer），或用 --field 规范名=列名 指定",
                 "check the header row and the sheet (--layer), or name the column with --field CANONICAL=COLUMN"});
  }

  Result<void> readRows() {
    for (std::size_t row = 0; row < table().rows(); ++row) m_wide ? readWide(row) : readLong(row);
    if (!m_bad.empty())
      return fail(
          ErrorKind::input, "clause.bad_rows",
          {"准入清单有不能使用的行：" + m_bad.text().zh, "Rows of the access list cannot be used: " + m_bad.text().en},
          table().source,
          {"补全或改正这些行（合并的单元格须拆分并逐行填写）后重新导入",
           "complete or correct them (split merged cells and fill every row), then import again"});
    if (m_list.clauses.empty())
      return fail(ErrorKind::input, "clause.no_rows", {"准入清单没有任何条款", "The access list has no clause"},
                  table().source, {"检查工作表（--layer）", "check the sheet (--layer)"});
    return {};
  }

  void bad(std::size_t row, std::string zh, std::string en) { m_bad.add(fileRow(row), {std::move(zh), std::move(en)}); }

  /// What the long and the wide form share; nullopt after a complaint.
  std::optional<Clause> startClause(std::size_t row) {
    Clause clause;
    clause.row = fileRow(row);
    clause.scope = cell("scope_code", row);
    if (clause.scope.empty()) {
      bad(row, "没有适用范围编码", "no scope");
      return std::nullopt;
    }
    const std::string level = cell("level", row);
    const Field* field = m_kind.field("level");
    const FieldValue* known = field == nullptr ? nullptr : field->valueNamed(level);
    if (has("level") && known == nullptr) {
      bad(row, level.empty() ? "没有级别" : fmt::format("的级别“{}”无法识别（可用：{}）", level, titles("level").zh),
          level.empty() ? "no level" : fmt::format("level \"{}\" is not one of {}", level, titles("level").en));
      return std::nullopt;
    }
    clause.scope = scopeOf(clause.scope, known == nullptr ? "" : known->id);
    clause.level = known == nullptr ? levelOfScope(clause.scope) : known->id;
    clause.industries = splitCodes(cell("industries", row));
    clause.source = cell("source_doc", row);
    clause.doc_no = cell("doc_no", row);
    if (!readDay("effective_from", row, clause.effective_from) || !readDay("effective_to", row, clause.effective_to))
      return std::nullopt;
    if (!clause.effective_to.empty() && clause.effective_to < clause.effective_from) {
      bad(row, "的失效日期早于施行日期", "it ends before it begins");
      return std::nullopt;
    }
    return clause;
  }

  /// A scope in the catalogue's words. At the level of basins a plain name is a basin's.
  std::string scopeOf(const std::string& met, const std::string& level) const {
    const Field* field = m_kind.field("scope_code");
    if (const FieldValue* word = field == nullptr ? nullptr : field->valueNamed(met)) return word->id;
    if (isDigits(met)) return divisionPrefix(met);
    for (const char* prefix : {"basin:", "basin：", "流域:", "流域："})
      if (met.starts_with(prefix)) return "basin:" + trimmed(met.substr(std::string_view(prefix).size()));
    const bool code = met.starts_with("ZH") || met.starts_with("YS");
    return level == "basin" && !code ? "basin:" + met : met;
  }

  bool readDay(const char* field, std::size_t row, Date& day) {
    const std::string met = cell(field, row);
    if (met.empty()) return true;
    bool serial = false;
    day = dayFromCell(met, serial);
    if (serial) m_serials.add(row, met);
    if (!day.empty()) return true;
    const Field* known = m_kind.field(field);
    bad(row, fmt::format("的{}“{}”不是日期", known->title.zh, met), fmt::format("\"{}\" is no date", met));
    return false;
  }

  Text titles(const char* field_id) const {
    Text all;
    for (const FieldValue& value : m_kind.field(field_id)->values) {
      all.zh += (all.zh.empty() ? "" : "、") + value.title.zh;
      all.en += (all.en.empty() ? "" : ", ") + value.title.en;
    }
    return all;
  }

  bool statesNone(const std::string& text) const { return m_kind.field("text")->valueNamed(text) != nullptr; }

  void readLong(std::size_t row) {
    const std::string no = cell("clause_no", row);
    const std::string text = cell("text", row);
    if (text.empty() && (no.empty() || cell("scope_code", row).empty())) { // a title, a signature, a remark
      if (!blank(row)) m_skipped.add(row, firstCell(row));
      return;
    }
    auto clause = startClause(row);
    if (!clause) return;
    clause->no = no;
    clause->text = text;
    clause->none = statesNone(text);
    if (text.empty()) return bad(row, "没有管控要求", "no text");
    if (no.empty() && !clause->none) return bad(row, "没有条款号", "no clause number");
    const std::string met = cell("dimension", row);
    const FieldValue* dimension = m_kind.field("dimension")->valueNamed(met);
    if (!met.empty() && dimension == nullptr && !clause->none)
      return bad(row, fmt::format("的管控维度“{}”无法识别（可用：{}）", met, titles("dimension").zh),
                 fmt::format("dimension \"{}\" is not one of {}", met, titles("dimension").en));
    if (dimension != nullptr) clause->dimension = dimension->id;
    m_list.clauses.push_back(std::move(*clause));
  }

  void readWide(std::size_t row) {
    const bool said = std::ranges::any_of(
        kDimensions, [&](const char* dimension) { return !cell(wideField(dimension).c_str(), row).empty(); });
    if (!said) {
      if (!blank(row)) m_skipped.add(row, firstCell(row));
      return;
    }
    const auto start = startClause(row);
    if (!start) return;
    const std::string no = cell("clause_no", row);
    for (const char* dimension : kDimensions) {
      Clause clause = *start;
      clause.text = cell(wideField(dimension).c_str(), row);
      if (clause.text.empty()) continue;
      clause.dimension = dimension;
      clause.none = statesNone(clause.text);
      clause.no = no.empty() ? dimension : no + "." + dimension;
      m_list.clauses.push_back(std::move(clause));
    }
  }

  bool blank(std::size_t row) const { return firstCell(row).empty(); }
  std::string firstCell(std::size_t row) const {
    for (const Column& column : table().columns)
      if (std::string text = cellText(column, row); !text.empty()) return text;
    return {};
  }

  /// One number at one scope is one clause: its fact can be answered only once.
  Result<void> checkRepeated() {
    std::map<std::string, const Clause*> seen;
    BadRows repeated;
    std::vector<Clause> kept;
    for (const Clause& clause : m_list.clauses) {
      const auto [at, fresh] = seen.emplace(clause.none ? clause.fact() + clause.dimension : clause.fact(), &clause);
      if (fresh) {
        kept.push_back(clause);
        continue;
      }
      if (at->second->text == clause.text && at->second->dimension == clause.dimension) {
        m_repeated.add(static_cast<std::size_t>(clause.row), clause.fact());
        continue;
      }
      repeated.add(clause.row,
                   {fmt::format("与第 {} 行同为“{}”而内容不同", at->second->row + 1, clause.fact()),
                    fmt::format("the same {} as row {}, with another text", clause.fact(), at->second->row + 1)});
    }
    if (!repeated.empty())
      return fail(ErrorKind::input, "clause.repeated",
                  {"同一范围内条款号重复：" + repeated.text().zh,
                   "A clause number is used twice at one scope: " + repeated.text().en},
                  table().source, {"给每条不同的条款号", "give every clause a number of its own"});
    m_list.clauses = std::move(kept);
    return {};
  }

  void note() {
    if (!has("level"))
      say("clause.level_from_scope", Severity::info,
          {"没有级别列，级别由适用范围编码得出", "No level column: the level follows from the scope"});
    checkScopes();
    m_serials.report(m_diagnoses, "clause.serial_date", Severity::warning,
                     {fmt::format("{} 个日期是电子表格的天数序号，已换算：{}", m_serials.count, m_serials.shown()),
                      fmt::format("{} dates are day numbers of a spreadsheet and were converted: {}", m_serials.count,
                                  m_serials.shown())});
    m_skipped.report(
        m_diagnoses, "clause.row_skipped", Severity::warning,
        {fmt::format("{} 行没有条款，未采用，例如：{}", m_skipped.count, m_skipped.shown()),
         fmt::format("{} rows hold no clause and are left out, e.g. {}", m_skipped.count, m_skipped.shown())});
    m_repeated.report(
        m_diagnoses, "clause.same_twice", Severity::warning,
        {fmt::format("{} 条完全重复，只留一条：{}", m_repeated.count, m_repeated.shown()),
         fmt::format("{} clauses are given twice and kept once: {}", m_repeated.count, m_repeated.shown())});
  }

  void say(std::string code, Severity severity, Text message) {
    Diagnosis diagnosis;
    diagnosis.code = std::move(code);
    diagnosis.severity = severity;
    diagnosis.message = std::move(message);
    m_diagnoses.push_back(std::move(diagnosis));
  }

  /// The pattern is the bound scope's: words such as 全省 are scopes too.
  void checkScopes() {
    Column scopes{m_columns.at("scope_code")->name, {}, {}};
    for (const Clause& clause : m_list.clauses) scopes.values.emplace_back(clause.scope);
    checkPattern(*m_kind.field("scope_code"), scopes, m_diagnoses);
  }

  void setHashes() {
    std::vector<std::string> sorted;
    for (const Clause& c : m_list.clauses) {
      std::string industries;
      for (const std::string& code : c.industries) industries += code + ",";
      Sha256 hash;
      for (const std::string_view part :
           std::array<std::string_view, 10>{c.level, c.scope, c.no, c.dimension, c.text, industries, c.source, c.doc_no,
                                            c.effective_from, c.effective_to})
        hash.add(std::to_string(part.size())).add(":").add(part);
      m_list.clause_hashes.push_back(toHex(hash.finish()));
    }
    sorted = m_list.clause_hashes;
    std::ranges::sort(sorted);
    Sha256 hash;
    hash.add(m_kind.id).add("\n");
    for (const std::string& one : sorted) hash.add(one).add("\n");
    m_list.content_hash = prefixedHex(hash.finish());
  }

  const LayerKind& m_kind;
  const FieldChoices& m_choices;
  Diagnoses& m_diagnoses;
  BoundList m_list;
  std::map<std::string, const Column*> m_columns;
  bool m_wide = false;
  BadRows m_bad;
  Tally m_skipped;
  Tally m_repeated;
  Tally m_serials;
};

/// The kind as this file needs it; a catalogue of one's own may lack a field.
Result<void> checkKind(const LayerKind& kind) {
  for (const char* needed : {"level", "scope_code", "dimension", "text"})
    if (kind.field(needed) == nullptr)
      return fail(
          ErrorKind::input, "catalogue.bad_value",
          {fmt::format("准入清单类型缺少字段 {}", needed), fmt::format("The access list kind lacks field {}", needed)},
          fmt::format("kinds/{}.toml", kind.id));
  return {};
}

} // namespace

bool Clause::inForce(const Date& day) const {
  return (effective_from.empty() || effective_from <= day) && (effective_to.empty() || day <= effective_to);
}

Result<BoundList> bindList(const LayerKind& kind, Table table, const FieldChoices& choices, Diagnoses& diagnoses) {
  if (auto checked = checkKind(kind); !checked) return fail(checked.error());
  return ListBinder(kind, std::move(table), choices, diagnoses).bind();
}

Diagnoses lintList(const std::vector<Clause>& clauses, const std::set<std::string>& units) {
  Diagnoses diagnoses;
  if (units.empty()) return diagnoses;
  Tally no_unit;
  std::set<std::string> named;
  for (const Clause& clause : clauses) {
    if (clause.level != "unit" || clause.scope == "*" || isDigits(clause.scope)) continue;
    if (named.insert(clause.scope).second && !units.contains(clause.scope))
      no_unit.add(static_cast<std::size_t>(clause.row), clause.scope);
  }
  Tally no_clause;
  const bool for_all = std::ranges::any_of(
      clauses, [](const Clause& c) { return c.level == "unit" && (c.scope == "*" || isDigits(c.scope)); });
  for (const std::string& unit : units)
    if (!for_all && !named.contains(unit)) no_clause.add(0, unit);
  no_clause.first_row.reset();
  no_unit.report(diagnoses, "clause.no_unit", Severity::warning,
                 {fmt::format("清单中 {} 个单元编码不在管控单元图层中：{}", no_unit.count, no_unit.shown()),
                  fmt::format("{} unit codes of the list are not in the layer of control units: {}", no_unit.count,
                              no_unit.shown())});
  no_clause.report(
      diagnoses, "unit.no_clause", Severity::warning,
      {fmt::format("{} 个管控单元在清单中没有单元级条款，该层级按未导入处理：{}", no_clause.count, no_clause.shown()),
       fmt::format("{} control units have no clause at the level of units and count as not listed: {}", no_clause.count,
                   no_clause.shown())});
  return diagnoses;
}

std::vector<std::string> headerNames(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const Field& field : fields) {
    names.push_back(field.id);
    names.insert(names.end(), field.aliases.begin(), field.aliases.end());
  }
  return names;
}

Date dayFromCell(const std::string& text, bool& serial) {
  serial = false;
  std::vector<int> numbers;
  std::string plain = trimmed(text).substr(0, trimmed(text).find_first_of("T ")); // a time of day says nothing here
  for (const char* mark : {"年", "月", "日", "/", "."})
    for (std::size_t at = 0; (at = plain.find(mark, at)) != std::string::npos;)
      plain.replace(at, std::string_view(mark).size(), "-");
  while (plain.ends_with('-')) plain.pop_back();
  if (plain.size() == 8 && isDigits(plain))
    plain = plain.substr(0, 4) + "-" + plain.substr(4, 2) + "-" + plain.substr(6);
  if (plain.size() == 5 && isDigits(plain)) { // days since 1899-12-30, as spreadsheets count
    serial = true;
    int days = 0;
    std::from_chars(plain.data(), plain.data() + plain.size(), days);
    const std::chrono::year_month_day day(std::chrono::sys_days(std::chrono::year(1899) / 12 / 30) +
                                          std::chrono::days(days));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
  }
  for (std::size_t at = 0; at <= plain.size() && numbers.size() < 4;) {
    const std::size_t end = std::min(plain.find('-', at), plain.size());
    int number = 0;
    if (!isDigits(plain.substr(at, end - at))) return {};
    std::from_chars(plain.data() + at, plain.data() + end, number);
    numbers.push_back(number);
    at = end + 1;
  }
  if (numbers.size() != 3) return {};
  Date day = fmt::format("{:04}-{:02}-{:02}", numbers[0], numbers[1], numbers[2]);
  return isDate(day) ? day : Date();
}

} // namespace ecoredline
