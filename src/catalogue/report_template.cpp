#include "catalogue/report_template.hpp"

#include "catalogue/catalogue_files.hpp"
#include "catalogue/toml_table.hpp"

#include <algorithm>
#include <array>
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
const TomlKeys kTopKeys{"id", "title", "header", "cover", "signatures", "block"};
const TomlKeys kBlockKeys{"heading", "text",  "list",    "table", "figure", "signatures", "page_break",
                          "each",    "level", "caption", "note",  "look",   "when",       "kinds",
                          "wide",    "whole", "block",   "empty", "name",   "like"};
constexpr std::array<std::string_view, 3> kLooks{"", "verdict", "note"};
constexpr std::int64_t kDeepest = 3; // levels of heading

class TemplateReader {
 public:
  ReportTemplate read(const TomlTable& r, const std::string& file) {
    ReportTemplate out;
    out.id = r.text("id");
    if (out.id + ".toml" != file) r.bad("id", {"与文件名一致", "the file's name"});
    out.title = r.words("title");
    out.header = r.words("header");
    if (out.title.empty()) r.missing("title");
    r.each("cover", {"name", "value"},
           [&](const TomlTable& row) { out.cover.emplace_back(row.words("name"), row.words("value")); });
    out.signatures = r.wordList("signatures");
    out.blocks = blocks(r);
    return out;
  }

 private:
  std::vector<TemplateBlock> blocks(const TomlTable& r) {
    std::vector<TemplateBlock> out;
    r.each("block", kBlockKeys, [&](const TomlTable& one) { out.push_back(block(one)); });
    return out;
  }

  TemplateBlock block(const TomlTable& r) {
    TemplateBlock out;
    kindOf(r, out);
    out.level = static_cast<int>(r.integer("level", out.level));
    if (r.has("level") && (out.level < 1 || out.level > kDeepest)) r.bad("level", {"1、2 或 3", "1, 2 or 3"});
    if (r.has("caption")) out.text = r.words("caption");
    out.note = r.words("note");
    out.empty = r.words("empty");
    out.look = r.text("look");
    if (std::ranges::find(kLooks, out.look) == kLooks.end()) r.bad("look", {"verdict 或 note", "verdict or note"});
    out.when = r.text("when");
    out.wide = r.boolean("wide");
    out.whole = r.boolean("whole");
    out.kinds = r.texts("kinds");
    out.blocks = blocks(r);
    if (const std::string name = r.text("name"); !name.empty()) m_named[name] = out.blocks;
    if (const std::string like = r.text("like"); !like.empty()) {
      const auto found = m_named.find(like);
      if (found == m_named.end())
        r.bad("like", {"前文某块的 name", "the name of a block above"});
      else
        out.blocks = found->second;
    }
    return out;
  }

  static void kindOf(const TomlTable& r, TemplateBlock& out) {
    int found = 0;
    for (const auto& [key, kind] : kKinds) {
      if (!r.has(key)) continue;
      ++found;
      out.kind = kind;
      if (kind == Kind::heading || kind == Kind::text)
        out.text = r.words(key);
      else if (kind != Kind::signatures && kind != Kind::page_break)
        out.source = r.text(key);
    }
    if (found != 1)
      r.bad("block", {"heading、text、list、table、figure、signatures、page_break、each 之一",
                      "one of heading, text, list, table, figure, signatures, page_break, each"});
  }

  std::map<std::string, std::vector<TemplateBlock>> m_named; ///< blocks that others take over
};

} // namespace

Result<ReportBook> ReportBook::fromFiles(const std::map<std::string, std::string>& files) {
  ReportBook book;
  for (const auto& [file, bytes] : files) {
    const auto toml = TomlFile::parse("templates/report/" + file, bytes, "template");
    if (!toml) return fail(toml.error());
    auto read = toml->checked(TemplateReader().read(toml->root(kTopKeys), file));
    if (!read) return fail(read.error());
    book.m_templates.push_back(std::move(*read));
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
