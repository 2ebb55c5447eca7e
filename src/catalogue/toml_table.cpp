#include "catalogue/toml_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

namespace ecoredline {

struct TomlFile::Content {
  toml::table table;
  std::string path;
  std::string family;
  std::optional<Error> fault;

  void say(std::string_view code, const toml::source_region& at, Text what, Text advice = {}) {
    if (fault) return;
    fault = Error{ErrorKind::input, fmt::format("{}.{}", family, code), std::move(what),
                  fmt::format("{}:{}", path, at.begin.line), std::move(advice)};
  }
  void bad(const toml::node& node, std::string_view key, const Text& wanted) {
    say("bad_value", node.source(),
        {fmt::format("`{}` 应为{}", key, wanted.zh), fmt::format("`{}` must be {}", key, wanted.en)});
  }
};

namespace {

const Text kTexts{"文本列表", "a list of texts"};
const Text kNumbers{"数值列表", "a list of numbers"};
const Text kWords{"{ zh, en }", "{ zh, en }"};

const toml::table& tableAt(const void* table) {
  return *static_cast<const toml::table*>(table);
}

// Calls `take` with every item of a list; complains where it is none, or where `take` says that an item is not wanted.
template<class Take>
void items(const toml::node* node, std::string_view key, TomlFile::Content& file, const Text& wanted, Take take) {
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) return file.bad(*node, key, wanted);
  for (const toml::node& item : *array)
    if (!take(item)) file.bad(item, key, wanted);
}

std::optional<Text> wordsIn(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr || table->size() != 2) return {};
  const auto zh = (*table)["zh"].value_exact<std::string>();
  const auto en = (*table)["en"].value_exact<std::string>();
  return zh && en ? std::optional(Text{*zh, *en}) : std::nullopt;
}

} // namespace

Result<TomlFile> TomlFile::parse(std::string path, std::string_view bytes, std::string family) {
  try {
    return TomlFile(
        std::make_shared<Content>(Content{toml::parse(bytes, path), std::move(path), std::move(family), {}}));
  } catch (const toml::parse_error& error) {
    return fail(
        ErrorKind::input, family + ".syntax",
        {fmt::format("TOML 语法错误：{}", error.description()), fmt::format("TOML syntax: {}", error.description())},
        fmt::format("{}:{}", path, error.source().begin.line));
  }
}

TomlTable TomlFile::root(const TomlKeys& known) const {
  return {&m_content->table, *m_content, known};
}

const std::optional<Error>& TomlFile::fault() const {
  return m_content->fault;
}

TomlTable::TomlTable(const void* table, TomlFile::Content& file, const TomlKeys& known) : m_table(table), m_file(file) {
  for (const auto& [key, node] : tableAt(table))
    if (std::ranges::find(known, key.str()) == known.end())
      m_file.say(
          "unknown_key", key.source(),
          {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())},
          {fmt::format("这里可用：{}", fmt::join(known, " ")), fmt::format("known here: {}", fmt::join(known, " "))});
}

bool TomlTable::has(std::string_view key) const {
  return tableAt(m_table).contains(key);
}

bool TomlTable::says(std::string_view key, std::string_view word) const {
  return tableAt(m_table)[key].value_exact<std::string_view>() == word;
}

template<class T>
T TomlTable::value(std::string_view key, T otherwise, const Text& wanted) const {
  const toml::node* node = tableAt(m_table).get(key);
  if (node == nullptr) return otherwise;
  const std::optional<T> found = std::is_same_v<T, double> ? node->value<T>() : node->value_exact<T>();
  if (found) return *found;
  m_file.bad(*node, key, wanted);
  return otherwise;
}

std::string TomlTable::text(std::string_view key, std::string otherwise) const {
  return value<std::string>(key, std::move(otherwise), {"文本", "a text"});
}

std::string TomlTable::requiredText(std::string_view key) const {
  std::string found = text(key);
  if (found.empty()) missing(key);
  return found;
}

double TomlTable::number(std::string_view key, double otherwise) const {
  return value<double>(key, otherwise, {"数值", "a number"});
}

std::int64_t TomlTable::integer(std::string_view key, std::int64_t otherwise) const {
  return value<std::int64_t>(key, otherwise, {"整数", "an integer"});
}

bool TomlTable::boolean(std::string_view key, bool otherwise) const {
  return value<bool>(key, otherwise, {"true 或 false", "true or false"});
}

Date TomlTable::date(std::string_view key) const {
  Date found = text(key);
  if (!found.empty() && !isDate(found)) bad(key, {"日期 YYYY-MM-DD", "a date YYYY-MM-DD"});
  return found;
}

Date TomlTable::requiredDate(std::string_view key) const {
  if (!has(key)) missing(key);
  return date(key);
}

std::vector<std::string> TomlTable::texts(std::string_view key) const {
  std::vector<std::string> out;
  items(tableAt(m_table).get(key), key, m_file, kTexts, [&](const toml::node& item) {
    if (const auto found = item.value_exact<std::string>()) out.push_back(*found);
    return item.is_string();
  });
  return out;
}

std::vector<std::string> TomlTable::requiredTexts(std::string_view key) const {
  if (!has(key)) missing(key);
  return texts(key);
}

std::vector<double> TomlTable::numbers(std::string_view key) const {
  std::vector<double> out;
  items(tableAt(m_table).get(key), key, m_file, kNumbers, [&](const toml::node& item) {
    if (const auto found = item.value<double>()) out.push_back(*found);
    return item.is_number();
  });
  return out;
}

Text TomlTable::bilingual(std::string_view key) const {
  const toml::node* node = tableAt(m_table).get(key);
  if (node == nullptr) return {};
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    m_file.bad(*node, key, {"表 {zh, en}", "a table {zh, en}"});
    return {};
  }
  const TomlTable both(table, m_file, {"zh", "en"});
  Text out{both.text("zh"), both.text("en")};
  if (out.zh.empty() != out.en.empty()) m_file.bad(*node, key, {"中英文各一的文本", "a text in zh and in en"});
  return out;
}

Text TomlTable::requiredBilingual(std::string_view key) const {
  Text found = bilingual(key);
  if (found.empty()) missing(key);
  return found;
}

Text TomlTable::words(std::string_view key) const {
  const toml::node* node = tableAt(m_table).get(key);
  if (node == nullptr) return {};
  auto found = wordsIn(*node);
  if (!found) m_file.bad(*node, key, kWords);
  return found.value_or(Text{});
}

std::vector<Text> TomlTable::wordList(std::string_view key) const {
  std::vector<Text> out;
  items(tableAt(m_table).get(key), key, m_file, {"[{ zh, en }]", "[{ zh, en }]"}, [&](const toml::node& item) {
    auto found = wordsIn(item);
    if (found) out.push_back(std::move(*found));
    return found.has_value();
  });
  return out;
}

std::map<std::string, Text> TomlTable::titles(std::string_view key) const {
  std::map<std::string, Text> out;
  const toml::node* node = tableAt(m_table).get(key);
  if (node == nullptr) return out;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    m_file.bad(*node, key, {"标题表", "a table of titles"});
    return out;
  }
  for (const auto& [name, item] : *table) {
    const toml::table* title = item.as_table();
    if (title == nullptr) {
      m_file.bad(item, name.str(), {"{zh, en}", "{zh, en}"});
      continue;
    }
    const TomlTable both(title, m_file, {"zh", "en"});
    out[std::string(name.str())] = {both.requiredText("zh"), both.requiredText("en")};
  }
  return out;
}

std::map<std::string, std::string> TomlTable::namedTexts(std::string_view key) const {
  std::map<std::string, std::string> out;
  const toml::node* node = tableAt(m_table).get(key);
  if (node == nullptr) return out;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    m_file.bad(*node, key, {"表", "a table"});
    return out;
  }
  for (const auto& [name, item] : *table) {
    if (!item.is_string()) m_file.bad(item, name.str(), {"文本", "a text"});
    out[std::string(name.str())] = item.value_or(std::string());
  }
  return out;
}

void TomlTable::each(std::string_view key, const TomlKeys& known, const Read& read) const {
  const toml::node* node = tableAt(m_table).get(key);
  if (node == nullptr) return;
  if (const toml::table* table = node->as_table()) return read({table, m_file, known});
  items(node, key, m_file, {"表的列表", "a list of tables"}, [&](const toml::node& item) {
    if (const toml::table* table = item.as_table()) read({table, m_file, known});
    return item.is_table();
  });
}

void TomlTable::requiredEach(std::string_view key, const TomlKeys& known, const Read& read) const {
  if (!has(key)) missing(key);
  each(key, known, read);
}

void TomlTable::missing(std::string_view key) const {
  m_file.say("bad_value", tableAt(m_table).source(),
             {fmt::format("缺少 `{}` 或其值为空", key), fmt::format("`{}` is missing or empty", key)});
}

void TomlTable::bad(std::string_view key, const Text& wanted) const {
  const toml::node* node = tableAt(m_table).get(key);
  m_file.bad(node == nullptr ? tableAt(m_table) : *node, key, wanted);
}

void TomlTable::badChoice(std::string_view key, const TomlKeys& names) const {
  bad(key, {fmt::format("{} 之一", fmt::join(names, " ")), fmt::format("one of {}", fmt::join(names, " "))});
}

} // namespace ecoredline
