#include "screening/facts_book.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
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
        {fmt::format("事实表中不认识的项:{}", key), fmt::format("Unknown entry in the facts file: {}", key)},
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
      const Fact* fact = m_catalogue.fact(std::string(key.str()));
      if (fact == nullptr)
        return fail(ErrorKind::input, "facts.unknown_fact",
                    {fmt::format("目录中没有这项事实:{}", key.str()), fmt::format("No such fact: {}", key.str())},
                    at(m_where, node), {"用 `ecoredline kinds --json` 查看事实清单", "see `ecoredline kinds --json`"});
      auto answer = readAnswer(*fact, node);
      if (!answer) return fail(answer.error());
      answer->from = from;
      out[fact->id] = *answer;
    }
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
                  {fmt::format("可取:{}", fmt::join(fact.values, " | ")),
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
