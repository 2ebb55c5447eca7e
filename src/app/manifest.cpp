#include "app/manifest.hpp"

#include "base/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "ecoredline.delivery/1";
constexpr const char* kName = "manifest.toml";

class ManifestReader {
 public:
  ManifestReader(const fs::path& manifest, const ImportOptions& base) : m_manifest(manifest), m_base(base) {}

  Result<std::vector<ImportOptions>> read(const toml::table& root) {
    for (const auto& [key, node] : root)
      if (key != "format" && key != "file") return unknown(key.str(), node);
    if (root["format"].value_or(std::string()) != kFormat)
      return syntax({fmt::format("缺少 format = \"{}\"", kFormat), fmt::format("format = \"{}\" is missing", kFormat)},
                    root);
    const toml::array* files = root["file"].as_array();
    if (files == nullptr || files->empty())
      return fail(ErrorKind::input, "manifest.empty", {"交付清单没有列出文件", "The manifest lists no file"},
                  toUtf8(m_manifest), {"每个文件写一节 [[file]]", "write one [[file]] for each file"});
    std::vector<ImportOptions> all;
    for (const toml::node& node : *files) {
      const toml::table* table = node.as_table();
      if (table == nullptr) return unknown("file", node);
      auto options = readFile(*table);
      if (!options) return fail(options.error());
      all.push_back(std::move(*options));
    }
    if (!m_undecided.empty())
      return fail(ErrorKind::input, "manifest.undecided",
                  {fmt::format("交付清单还有 {} 处待定：{}", m_undecided.size(), fmt::join(m_undecided, "；")),
                   fmt::format("{} values of the manifest are still to be decided: {}", m_undecided.size(),
                               fmt::join(m_undecided, "; "))},
                  toUtf8(m_manifest), {"把每个 \"?\" 改成实际的值", "put a value in the place of every \"?\""});
    return all;
  }

 private:
  tl::unexpected<Error> syntax(Text what, const toml::node& node) const {
    return fail(ErrorKind::input, "manifest.syntax", std::move(what),
                fmt::format("{}:{}", toUtf8(m_manifest), node.source().begin.line),
                {"见说明书“交付清单”一节", "see \"A delivery folder\" in the guide"});
  }
  tl::unexpected<Error> unknown(std::string_view key, const toml::node& node) const {
    return syntax({fmt::format("交付清单不认识“{}”", key), fmt::format("Not a part of a manifest: \"{}\"", key)}, node);
  }

  /// A text; "?" is noted as open.
  Result<std::string> text(const toml::node& node, const std::string& key) {
    const auto value = node.value<std::string>();
    if (!node.is_string() || !value)
      return syntax({fmt::format("“{}”须是文字", key), fmt::format("\"{}\" has to be a text", key)}, node);
    if (*value == kUndecided) m_undecided.push_back(fmt::format("{} {}", m_path, key));
    return *value;
  }

  Result<ImportOptions> readFile(const toml::table& table) {
    ImportOptions options = m_base;
    m_path.clear();
    const toml::node* path = table.get("path");
    if (path == nullptr) return syntax({"[[file]] 缺少 path", "A [[file]] has no path"}, table);
    auto name = text(*path, "path");
    if (!name) return fail(name.error());
    m_path = *name;
    if (auto placed = place(*path, options); !placed) return fail(placed.error());
    for (const auto& [key, node] : table)
      if (auto taken = take(std::string(key.str()), node, options); !taken) return fail(taken.error());
    for (const auto& [value, key] : {std::pair{&options.kind, "kind"}, std::pair{&options.date, "date"}})
      if (value->empty()) m_undecided.push_back(fmt::format("{} {}", m_path, key));
    return options;
  }

  /// No path of a manifest leaves its folder.
  Result<void> place(const toml::node& node, ImportOptions& options) const {
    const fs::path relative = pathFromUtf8(m_path).lexically_normal();
    if (relative.empty() || relative.is_absolute() || *relative.begin() == "..")
      return fail(ErrorKind::input, "manifest.bad_path",
                  {fmt::format("路径须在清单所在的文件夹之内：{}", m_path),
                   fmt::format("A path has to stay below the manifest's folder: {}", m_path)},
                  fmt::format("{}:{}", toUtf8(m_manifest), node.source().begin.line),
                  {"把文件放进交付文件夹", "put the file into the delivery's folder"});
    options.file = m_manifest.parent_path() / relative;
    return {};
  }

  Result<void> take(const std::string& key, const toml::node& node, ImportOptions& options) {
    if (key == "path") return {};
    if (key == "fields") return takeFields(node, options.source.fields);
    if (key == "accuracy") return takeAccuracy(node, options);
    if (key == "datum_shift") return takeShift(node, options.source.read);
    if (key == "axis") return takeAxis(node, options.source.read);
    std::string* target = nullptr;
    for (const auto& [name, value] :
         std::vector<std::pair<std::string_view, std::string*>>{{"kind", &options.kind},
                                                                {"version", &options.label},
                                                                {"date", &options.date},
                                                                {"date_to", &options.effective_to},
                                                                {"coverage", &options.coverage},
                                                                {"crs", &options.source.read.crs},
                                                                {"encoding", &options.source.read.encoding},
                                                                {"layer", &options.source.read.layer}})
      if (key == name) target = value;
    if (target == nullptr) return unknown(key, node);
    // TOML has dates of its own; both spellings are a date here.
    if (const auto day = node.value<toml::date>(); day && (key == "date" || key == "date_to")) {
      *target = fmt::format("{:04}-{:02}-{:02}", day->year, day->month, day->day);
      return {};
    }
    auto value = text(node, key);
    if (!value) return fail(value.error());
    *target = std::move(*value);
    return {};
  }

  Result<void> takeFields(const toml::node& node, FieldChoices& fields) {
    const toml::table* table = node.as_table();
    if (table == nullptr)
      return syntax({"fields 须是 标准名 = \"列名\" 的表", "fields is a table of canonical = \"column\""}, node);
    for (const auto& [key, column] : *table) {
      auto value = text(column, fmt::format("fields.{}", key.str()));
      if (!value) return fail(value.error());
      fields[std::string(key.str())] = std::move(*value);
    }
    return {};
  }

  Result<void> takeAccuracy(const toml::node& node, ImportOptions& options) {
    if (node.is_string()) {
      auto open = text(node, "accuracy");
      if (!open) return fail(open.error());
      if (*open == kUndecided) return {};
    }
    const auto metres = node.value<double>();
    if (!node.is_number() || !metres || !(*metres >= 0))
      return syntax({"accuracy 须是不小于 0 的米数", "accuracy is a number of metres, not below 0"}, node);
    options.accuracy_m = *metres;
    return {};
  }

  Result<void> takeShift(const toml::node& node, ReadOptions& read) const {
    const toml::array* numbers = node.as_array();
    DatumShift shift;
    if (numbers == nullptr || numbers->size() != shift.parameters.size())
      return syntax({"datum_shift 须是七个数", "datum_shift is seven numbers"}, node);
    for (std::size_t i = 0; i < shift.parameters.size(); ++i) {
      const auto number = numbers->get(i)->value<double>();
      if (!number) return syntax({"datum_shift 须是七个数", "datum_shift is seven numbers"}, node);
      shift.parameters[i] = *number;
    }
    read.datum_shift = shift;
    return {};
  }

  Result<void> takeAxis(const toml::node& node, ReadOptions& read) {
    auto word = text(node, "axis");
    if (!word) return fail(word.error());
    if (*word != "xy" && *word != "yx" && *word != kUndecided)
      return syntax({"axis 须是 xy 或 yx", "axis is xy or yx"}, node);
    read.axis = *word == "yx" ? AxisOrder::yx : AxisOrder::xy;
    return {};
  }

  const fs::path& m_manifest;
  const ImportOptions& m_base;
  std::string m_path; ///< of the file that is being read
  std::vector<std::string> m_undecided;
};

} // namespace

fs::path manifestOf(const fs::path& path) {
  std::error_code error;
  if (path.extension() == ".toml") return path;
  if (fs::is_directory(path, error) && fs::is_regular_file(path / kName, error)) return path / kName;
  return {};
}

Result<std::vector<ImportOptions>> readManifest(const fs::path& manifest, const ImportOptions& base) {
  auto bytes = readFile(manifest);
  if (!bytes) return fail(bytes.error());
  try {
    const toml::table root = toml::parse(*bytes);
    return ManifestReader(manifest, base).read(root);
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::input, "manifest.syntax",
                {fmt::format("交付清单不是合格的 TOML：{}", error.description()),
                 fmt::format("The manifest is not TOML: {}", error.description())},
                fmt::format("{}:{}", toUtf8(manifest), error.source().begin.line), {"改正这一行", "mend this line"});
  }
}

} // namespace ecoredline
