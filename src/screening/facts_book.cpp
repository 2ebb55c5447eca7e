#include "screening/facts_book.hpp"

#include "base/text.hpp"
#include "report/question_form.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace ecoredline {

namespace {

std::string at(const std::string& where, const toml::node& node) {
  return fmt::format("{}:{}", where, node.source().begin.line);
}

std::string scalarText(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get() ? "yes" : "no";
  if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* date = node.as_date()) {
    std::ostringstream out;
    out << date->get();
    return out.str();
  }
  return {};
}

bool isScalar(const toml::node& node) {
  return node.is_value();
}

constexpr const char* kClausePrefix = "clause.";

class Reader {
 public:
  Reader(const Catalogue& catalogue, std::string where) : m_catalogue(catalogue), m_where(std::move(where)) {}

  Result<FactsBook> read(const toml::table& root) {
    FactsBook book;
    for (const auto& [key, node] : root) {
      const auto* table = node.as_table();
      Result<void> read;
      if (key == "default" && table)
        read = readAnswers(*table, "default", book.defaults);
      else if (key == "project" && table)
        read = readGroup(*table, "project", book.projects);
      else if (key == "site" && table)
        read = readGroup(*table, "site", book.sites);
      else
        read = unknownTable(std::string(key.str()), node);
      if (!read) return fail(read.error());
    }
    return book;
  }

 private:
  Result<void> unknownTable(const std::string& key, const toml::node& node) const {
    return fail(
        ErrorKind::input, "facts.syntax",
        {fmt::format("事实表中不认识的项：{}", key), fmt::format("Unknown entry in the facts file: {}", key)},
        at(m_where, node),
        {"只用 [default]、[project.\"编号\"]、[site.\"编号\"]", "use [default], [project.\"ID\"], [site.\"ID\"]"});
  }

  Result<void> readGroup(const toml::table& group, const char* from, std::map<std::string, Answers>& out) {
    for (const auto& [id, node] : group) {
      const auto* table = node.as_table();
      if (table == nullptr) return unknownTable(fmt::format("{}.{}", from, id.str()), node);
      if (auto read = readAnswers(*table, from, out[std::string(id.str())]); !read) return read;
    }
    return {};
  }

  Result<void> readAnswers(const toml::table& table, const char* from, Answers& out) {
    for (const auto& [key, node] : table) {
      const auto* clauses = node.as_table();
      if (key == "clause" && clauses != nullptr) {
        if (auto read = readClauses(*clauses, from, out); !read) return read;
        continue;
      }
      if (key.str().starts_with(kClausePrefix)) {
        if (auto read = readClause(std::string(key.str()), node, from, out); !read) return read;
        continue;
      }
      const Fact* fact = m_catalogue.fact(std::string(key.str()));
      if (fact == nullptr)
        return fail(ErrorKind::input, "facts.unknown_fact",
                    {fmt::format("目录中没有这项事实：{}", key.str()), fmt::format("No such fact: {}", key.str())},
                    at(m_where, node), {"用 `ecoredline kinds --json` 查看事实清单", "see `ecoredline kinds --json`"});
      auto answer = readAnswer(*fact, node);
      if (!answer) return fail(answer.error());
      answer->from = from;
      out[fact->id] = *answer;
    }
    return {};
  }

  Result<void> readClauses(const toml::table& clauses, const char* from, Answers& out) {
    for (const auto& [key, node] : clauses)
      if (auto read = readClause(fmt::format("{}{}", kClausePrefix, key.str()), node, from, out); !read) return read;
    return {};
  }

  Result<void> readClause(const std::string& id, const toml::node& node, const char* from, Answers& out) {
    auto answer = readAnswer(clauseFact(id), node);
    if (!answer) return fail(answer.error());
    answer->from = from;
    out[id] = *answer;
    return {};
  }

  Result<Answer> readAnswer(const Fact& fact, const toml::node& node) const {
    Answer answer;
    if (isScalar(node)) {
      answer.value = scalarText(node);
    } else if (const auto* table = node.as_table()) {
      const auto part = [&](const char* name) {
        const auto* value = table->get(name);
        return value == nullptr ? std::string() : scalarText(*value);
      };
      answer = {part("value"), part("by"), part("date"), part("document"), {}};
    }
    const bool listed = fact.values.empty() || std::ranges::count(fact.values, answer.value) > 0;
    if (answer.value.empty() || !listed)
      return fail(ErrorKind::input, "facts.bad_value",
                  {fmt::format("{} 不能取值“{}”", fact.id, answer.value),
                   fmt::format("{} cannot be \"{}\"", fact.id, answer.value)},
                  at(m_where, node),
                  {fmt::format("可取：{}", fmt::join(fact.values, " | ")),
                   fmt::format("one of: {}", fmt::join(fact.values, " | "))});
    return answer;
  }

  const Catalogue& m_catalogue;
  std::string m_where;
};

} // namespace

Result<FactsBook> readFacts(std::string_view toml, const std::string& where, const Catalogue& catalogue) {
  try {
    return Reader(catalogue, where).read(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::input, "facts.syntax",
                {fmt::format("事实文件不是有效的 TOML:{}", error.description()),
                 fmt::format("The facts file is not valid TOML: {}", error.description())},
                fmt::format("{}:{}", where, error.source().begin.line));
  }
}

namespace {

class FormReader {
 public:
  FormReader(const Table& table, const Catalogue& catalogue) : m_table(table), m_catalogue(catalogue) {}

  Result<FactsBook> read() {
    for (const FormColumn& column : formColumns())
      for (const std::string& name : {column.title.zh, column.title.en, column.id})
        if (const Column* met = m_table.column(name); met != nullptr) m_columns.emplace(column.id, met);
    if (!m_columns.contains("fact") || !m_columns.contains("answer")) return missing();
    for (std::size_t row = 0; row < m_table.rows(); ++row)
      if (auto done = readRow(row); !done) return fail(done.error());
    return std::move(m_book);
  }

 private:
  tl::unexpected<Error> missing() const {
    std::string met;
    for (const Column& column : m_table.columns) met += (met.empty() ? "" : " | ") + column.name;
    return fail(ErrorKind::input, "facts.missing_columns",
                {fmt::format("事实表须有“问题编号”和“答案”两列；表头为：{}", met),
                 fmt::format("A facts table needs the columns fact and answer; its header reads: {}", met)},
                m_table.source,
                {"用 screen --questions 写出的表填写", "fill the form that `screen --questions` writes"});
  }

  std::string cell(const char* column, std::size_t row) const {
    const auto found = m_columns.find(column);
    return found == m_columns.end() ? std::string() : toNfc(trimmed(toText(found->second->values[row])));
  }

  std::string place(std::size_t row) const {
    return fmt::format("{}:{}", m_table.source, m_table.geometry.row_id[row] + 1);
  }

  Result<void> readRow(std::size_t row) {
    const std::string met = cell("answer", row);
    if (met.empty()) return {};
    const std::string id = cell("fact", row);
    const bool clause = id.starts_with(kClausePrefix);
    const Fact* known = m_catalogue.fact(id);
    if (known == nullptr && !clause)
      return fail(ErrorKind::input, "facts.unknown_fact",
                  {fmt::format("目录中没有这项事实：{}", id), fmt::format("No such fact: {}", id)}, place(row),
                  {"问题编号不要改动", "leave the ids of the questions as they are"});
    const Fact fact = clause ? clauseFact(id) : *known;
    auto value = valueOf(fact, met, row);
    if (!value) return fail(value.error());
    const std::string site = cell("site", row);
    const std::string project = cell("project", row);
    Answers& answers = !site.empty()      ? m_book.sites[site]
                       : !project.empty() ? m_book.projects[project]
                                          : m_book.defaults;
    const char* from = !site.empty() ? "site" : !project.empty() ? "project" : "default";
    const auto [at, fresh] =
        answers.emplace(id, Answer{*value, cell("by", row), cell("date", row), cell("document", row), from});
    if (fresh || at->second.value == *value) return {};
    return fail(ErrorKind::input, "facts.conflict",
                {fmt::format("{} 有两个不同的答案：{}、{}", id, at->second.value, *value),
                 fmt::format("{} has two answers: {} and {}", id, at->second.value, *value)},
                place(row), {"只留一个", "keep one of them"});
  }

  /// The value that an answer means: itself, or its title in either language.
  Result<std::string> valueOf(const Fact& fact, const std::string& met, std::size_t row) const {
    if (fact.values.empty()) return met;
    const std::string wanted = lowered(met);
    std::string allowed;
    for (const std::string& value : fact.values) {
      const Text title = answerTitle(fact, value);
      if (lowered(value) == wanted || lowered(title.zh) == wanted || lowered(title.en) == wanted) return value;
      allowed += fmt::format("{}{}({})", allowed.empty() ? "" : " | ", title.zh, value);
    }
    return fail(ErrorKind::input, "facts.bad_value",
                {fmt::format("{} 不能取值“{}”", fact.id, met), fmt::format("{} cannot be \"{}\"", fact.id, met)},
                place(row), {fmt::format("可取：{}", allowed), fmt::format("one of: {}", allowed)});
  }

  const Table& m_table;
  const Catalogue& m_catalogue;
  std::map<std::string, const Column*> m_columns;
  FactsBook m_book;
};

} // namespace

std::vector<std::string> factsTableHeaders() {
  std::vector<std::string> headers;
  for (const FormColumn& column : formColumns())
    headers.insert(headers.end(), {column.title.zh, column.title.en, column.id});
  return headers;
}

Result<FactsBook> readFacts(const Table& table, const Catalogue& catalogue) {
  return FormReader(table, catalogue).read();
}

Answers answersFor(const FactsBook& book, const std::string& site, const std::string& project, const Answers& columns) {
  Answers answers = book.defaults;
  for (const auto& [fact, answer] : columns) answers[fact] = answer;
  if (const auto found = book.projects.find(project); found != book.projects.end())
    for (const auto& [fact, answer] : found->second) answers[fact] = answer;
  if (const auto found = book.sites.find(site); found != book.sites.end())
    for (const auto& [fact, answer] : found->second) answers[fact] = answer;
  return answers;
}

} // namespace ecoredline
