#include "catalogue/report_template.hpp"

#include "catalogue/catalogue_files.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace ecoredline {

namespace {

using Kind = TemplateBlock::Kind;

// The key that says what a block is.
constexpr std::array<std::pair<std::string_view, Kind>, 8> kKinds{{{"heading", Kind::heading},
                                                                   {"text", Kind::text},
                                                                   {"list", Kind::list},
                                                                   {"table", Kind::table},
                                                                   {"figure", Kind::figure},
                                                                   {"signatures", Kind::signatures},
                                                                   {"page_break", Kind::page_break},
                                                                   {"each", Kind::each}}};
constexpr std::array<std::string_view, 12> kOtherKeys{"level", "caption", "note",  "look",  "when", "kinds",
                                                      "wide",  "whole",   "block", "empty", "name", "like"};
constexpr std::array<std::string_view, 6> kTopKeys{"id", "title", "header", "cover", "signatures", "block"};
constexpr std::array<std::string_view, 3> kLooks{"", "verdict", "note"};
constexpr std::int64_t kDeepest = 3; // levels of heading

// Reads a template; the first thing wrong is kept.
class TemplateReader {
 public:
  explicit TemplateReader(std::string file) : m_file(std::move(file)) {}

  ReportTemplate read(const toml::table& table) {
    for (const auto& [key, node] : table)
      if (std::ranges::find(kTopKeys, key.str()) == kTopKeys.end()) unknown(key);
    ReportTemplate out;
    out.id = word(table, "id");
    if (out.id + ".toml" != m_file) bad(table, "id", {"与文件名一致", "the file's name"});
    out.title = words(table, "title");
    out.header = words(table, "header");
    if (out.title.empty()) bad(table, "title", {"{ zh, en }", "{ zh, en }"});
    if (const toml::array* rows = table["cover"].as_array())
      for (const toml::node& row : *rows) {
        const toml::table* pair = row.as_table();
        if (pair == nullptr) bad(row, "cover", {"[{ name, value }]", "[{ name, value }]"});
        if (pair != nullptr) out.cover.emplace_back(words(*pair, "name"), words(*pair, "value"));
      }
    if (const toml::array* lines = table["signatures"].as_array())
      for (const toml::node& line : *lines) out.signatures.push_back(bilingual(line, "signatures"));
    out.blocks = blocks(table);
    return out;
  }

  std::optional<Error> error; ///< the first thing wrong

 private:
  std::vector<TemplateBlock> blocks(const toml::table& table) {
    std::vector<TemplateBlock> out;
    const toml::node* node = table.get("block");
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr) bad(*node, "block", {"[[block]]", "[[block]]"});
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      if (const toml::table* one = (*array)[i].as_table())
        out.push_back(block(*one));
      else
        bad((*array)[i], "block", {"[[block]]", "[[block]]"});
    }
    return out;
  }

  TemplateBlock block(const toml::table& table) {
    TemplateBlock out;
    kindOf(table, out);
    for (const auto& [key, node] : table) {
      const bool says_kind = std::ranges::find(kKinds, key.str(), &decltype(kKinds)::value_type::first) != kKinds.end();
      if (!says_kind && std::ranges::find(kOtherKeys, key.str()) == kOtherKeys.end()) unknown(key);
    }
    if (const toml::node* node = table.get("level")) {
      out.level = static_cast<int>(node->value<std::int64_t>().value_or(0));
      if (out.level < 1 || out.level > kDeepest) bad(*node, "level", {"1、2 或 3", "1, 2 or 3"});
    }
    if (table.contains("caption")) out.text = words(table, "caption");
    out.note = words(table, "note");
    out.empty = words(table, "empty");
    out.look = word(table, "look");
    if (std::ranges::find(kLooks, out.look) == kLooks.end()) bad(table, "look", {"verdict 或 note", "verdict or note"});
    out.when = word(table, "when");
    out.wide = flag(table, "wide");
    out.whole = flag(table, "whole");
    if (const toml::node* node = table.get("kinds")) {
      const toml::array* array = node->as_array();
      if (array == nullptr) bad(*node, "kinds", {"文本数组", "texts"});
      for (std::size_t i = 0; array != nullptr && i < array->size(); ++i)
        out.kinds.push_back((*array)[i].value_or(std::string()));
    }
    out.blocks = blocks(table);
    if (const std::string name = word(table, "name"); !name.empty()) m_named[name] = out.blocks;
    if (const std::string like = word(table, "like"); !like.empty()) {
      const auto found = m_named.find(like);
      if (found == m_named.end())
        bad(table, "like", {"前文某块的 name", "the name of a block above"});
      else
        out.blocks = found->second;
    }
    return out;
  }

  void kindOf(const toml::table& table, TemplateBlock& out) {
    int found = 0;
    for (const auto& [key, kind] : kKinds) {
      const toml::node* node = table.get(key);
      if (node == nullptr) continue;
      ++found;
      out.kind = kind;
      if (kind == Kind::heading || kind == Kind::text)
        out.text = bilingual(*node, key);
      else if (kind != Kind::signatures && kind != Kind::page_break)
        out.source = word(table, key);
    }
    if (found != 1)
      bad(table, "block",
          {"heading、text、list、table、figure、signatures、page_break、each 之一",
           "one of heading, text, list, table, figure, signatures, page_break, each"});
  }

  std::string word(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (auto found = node->value_exact<std::string>()) return *found;
    bad(*node, key, {"文本", "a text"});
    return {};
  }

  bool flag(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return false;
    if (auto found = node->value_exact<bool>()) return *found;
    bad(*node, key, {"true 或 false", "true or false"});
    return false;
  }

  Text words(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    return node == nullptr ? Text{} : bilingual(*node, key);
  }

  Text bilingual(const toml::node& node, std::string_view key) {
    const toml::table* table = node.as_table();
    const auto zh = table == nullptr ? std::nullopt : (*table)["zh"].value<std::string>();
    const auto en = table == nullptr ? std::nullopt : (*table)["en"].value<std::string>();
    if (zh && en && table->size() == 2) return {*zh, *en};
    bad(node, key, {"{ zh, en }", "{ zh, en }"});
    return {};
  }

  void unknown(const toml::key& key) {
    say("template.unknown_key", key.source(),
        {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())});
  }

  void bad(const toml::node& node, std::string_view key, const Text& wanted) {
    say("template.bad_value", node.source(),
        {fmt::format("`{}` 应为{}", key, wanted.zh), fmt::format("`{}` must be {}", key, wanted.en)});
  }

  void say(std::string code, const toml::source_region& at, Text what) {
    if (error) return;
    error = Error{ErrorKind::input,
                  std::move(code),
                  std::move(what),
                  fmt::format("templates/report/{}:{}", m_file, at.begin.line),
                  {}};
  }

  std::string m_file;
  std::map<std::string, std::vector<TemplateBlock>> m_named; ///< blocks that others take over
};

} // namespace

Result<ReportBook> ReportBook::fromFiles(const std::map<std::string, std::string>& files) {
  ReportBook book;
  for (const auto& [file, bytes] : files) {
    try {
      TemplateReader reader(file);
      book.m_templates.push_back(reader.read(toml::parse(bytes, file)));
      if (reader.error) return fail(std::move(*reader.error));
    } catch (const toml::parse_error& failure) {
      return fail(ErrorKind::input, "template.syntax",
                  {fmt::format("TOML 语法错误：{}", failure.description()),
                   fmt::format("TOML syntax: {}", failure.description())},
                  fmt::format("templates/report/{}:{}", file, failure.source().begin.line));
    }
  }
  return book;
}

Result<ReportBook> ReportBook::load(const std::filesystem::path& folder) {
  const auto files = tomlFilesIn(
      folder, {"template.unreadable", {"报告模板文件夹不能读取", "The folder of templates cannot be read"}});
  if (!files) return fail(files.error());
  return fromFiles(*files);
}

const ReportTemplate* ReportBook::find(const std::string& id) const {
  const auto found = std::ranges::find(m_templates, id, &ReportTemplate::id);
  return found == m_templates.end() ? nullptr : &*found;
}

} // namespace ecoredline
