#include "catalogue/sheet.hpp"

#include "catalogue/catalogue_files.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 5> kSizes{"A4", "A3", "A2", "A1", "A0"};
constexpr std::array<std::string_view, 4> kSubjects{"workspace", "site", "incident", "change"};
constexpr std::array<std::string_view, 13> kKeys{"id",      "title",          "about",     "kinds",   "base",
                                                 "size",    "kilometre_grid", "graticule", "locator", "findings",
                                                 "secrecy", "number",         "signatures"};

// Reads a sheet; the first thing wrong is kept.
class SheetReader {
 public:
  SheetReader(std::string file, const toml::table& table) : m_file(std::move(file)), m_table(table) {}

  SheetSpec read() {
    for (const auto& [key, node] : m_table)
      if (std::ranges::find(kKeys, key.str()) == kKeys.end())
        say("sheet.unknown_key", key.source(),
            {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())});
    SheetSpec spec;
    spec.id = text("id", "");
    if (spec.id + ".toml" != m_file) bad(m_table, "id", {"与文件名一致", "the file's name"});
    const toml::node* title = m_table.get("title");
    spec.title = title == nullptr ? Text{} : bilingual(*title, "title");
    if (title == nullptr) bad(m_table, "title", {"{ zh, en }", "{ zh, en }"});
    spec.subject = subject();
    spec.kinds = texts("kinds");
    spec.base = texts("base");
    spec.size = text("size", spec.size);
    if (std::ranges::find(kSizes, spec.size) == kSizes.end())
      bad(*m_table.get("size"), "size", {"A4、A3、A2、A1、A0 之一", "one of A4 A3 A2 A1 A0"});
    spec.kilometre_grid = flag("kilometre_grid", true);
    spec.graticule = flag("graticule", true);
    spec.locator = flag("locator", true);
    spec.findings = flag("findings", false);
    spec.secrecy = text("secrecy", "");
    spec.number = text("number", "");
    if (const toml::node* node = m_table.get("signatures")) {
      if (const toml::array* array = node->as_array()) {
        for (const toml::node& item : *array) spec.signatures.push_back(bilingual(item, "signatures"));
      } else {
        bad(*node, "signatures", {"[{ zh, en }]", "[{ zh, en }]"});
      }
    }
    return spec;
  }

  std::optional<Error> error; ///< the first thing wrong

 private:
  std::string text(std::string_view key, std::string otherwise) {
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return otherwise;
    if (auto found = node->value_exact<std::string>()) return *found;
    bad(*node, key, {"文本", "a text"});
    return otherwise;
  }

  SheetSubject subject() {
    const std::string word = text("about", "workspace");
    const auto at = std::ranges::find(kSubjects, word);
    if (at != kSubjects.end()) return static_cast<SheetSubject>(at - kSubjects.begin());
    bad(*m_table.get("about"), "about",
        {"workspace、site、incident、change 之一", "one of workspace site incident change"});
    return SheetSubject::workspace;
  }

  bool flag(std::string_view key, bool otherwise) {
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return otherwise;
    if (auto found = node->value_exact<bool>()) return *found;
    bad(*node, key, {"true 或 false", "true or false"});
    return otherwise;
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr) bad(*node, key, {"文本数组", "texts"});
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      if (auto found = (*array)[i].value_exact<std::string>())
        out.push_back(*found);
      else
        bad((*array)[i], key, {"文本数组", "texts"});
    }
    return out;
  }

  Text bilingual(const toml::node& node, std::string_view key) {
    const toml::table* table = node.as_table();
    const auto zh = table == nullptr ? std::nullopt : (*table)["zh"].value<std::string>();
    const auto en = table == nullptr ? std::nullopt : (*table)["en"].value<std::string>();
    if (zh && en && table->size() == 2) return {*zh, *en};
    bad(node, key, {"{ zh, en }", "{ zh, en }"});
    return {};
  }

  void bad(const toml::node& node, std::string_view key, const Text& wanted) {
    say("sheet.bad_value", node.source(),
        {fmt::format("`{}` 应为{}", key, wanted.zh), fmt::format("`{}` must be {}", key, wanted.en)});
  }

  void say(std::string code, const toml::source_region& at, Text what) {
    if (error) return;
    error = Error{ErrorKind::input,
                  std::move(code),
                  std::move(what),
                  fmt::format("styles/sheets/{}:{}", m_file, at.begin.line),
                  {}};
  }

  std::string m_file;
  const toml::table& m_table;
};

} // namespace

Result<SheetBook> SheetBook::fromFiles(const std::map<std::string, std::string>& files) {
  SheetBook book;
  for (const auto& [file, bytes] : files) {
    try {
      const toml::table table = toml::parse(bytes, file);
      SheetReader reader(file, table);
      book.m_sheets.push_back(reader.read());
      if (reader.error) return fail(std::move(*reader.error));
    } catch (const toml::parse_error& failure) {
      return fail(ErrorKind::input, "sheet.syntax",
                  {fmt::format("TOML 语法错误：{}", failure.description()),
                   fmt::format("TOML syntax: {}", failure.description())},
                  fmt::format("styles/sheets/{}:{}", file, failure.source().begin.line));
    }
  }
  return book;
}

Result<SheetBook> SheetBook::load(const std::filesystem::path& folder) {
  const auto files =
      tomlFilesIn(folder, {"sheet.unreadable", {"图幅文件夹不能读取", "The folder of sheets cannot be read"}});
  if (!files) return fail(files.error());
  return fromFiles(*files);
}

const SheetSpec* SheetBook::sheet(const std::string& id) const {
  const auto found = std::ranges::find(m_sheets, id, &SheetSpec::id);
  return found == m_sheets.end() ? nullptr : &*found;
}

Diagnoses lintSheets(const Catalogue& catalogue, const SheetBook& sheets) {
  Diagnoses found;
  for (const SheetSpec& sheet : sheets.sheets())
    for (const auto* list : {&sheet.kinds, &sheet.base})
      for (const std::string& kind : *list) {
        if (catalogue.kind(kind) != nullptr) continue;
        Diagnosis diagnosis;
        diagnosis.code = "sheet.unknown_kind";
        diagnosis.severity = Severity::error;
        diagnosis.message = {fmt::format("styles/sheets/{}.toml：目录中没有图层类型 {}", sheet.id, kind),
                             fmt::format("styles/sheets/{}.toml: no kind {} in the catalogue", sheet.id, kind)};
        found.push_back(std::move(diagnosis));
      }
  return found;
}

} // namespace ecoredline
