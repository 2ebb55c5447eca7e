#include "catalogue/style.hpp"

#include "catalogue/catalogue_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 3> kDashes{"solid", "dashed", "dotted"};
constexpr std::array<std::string_view, 7> kHatches{"none",       "slash",    "backslash", "cross",
                                                   "horizontal", "vertical", "dots"};
constexpr std::array<std::string_view, 5> kMarkers{"circle", "square", "triangle", "diamond", "cross"};
constexpr std::array<std::string_view, 3> kLabels{"none", "name", "id"};

// Reads one table of a style file; the first thing wrong is kept.
class StyleReader {
 public:
  StyleReader(std::string file, std::optional<Error>& error) : m_file(std::move(file)), m_error(error) {}

  void colour(const toml::table& table, std::string_view key, std::string& value) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const auto found = node->value_exact<std::string>();
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
    const bool good = found && (found->empty() || (found->size() == 7 && found->front() == '#' &&
                                                   std::all_of(found->begin() + 1, found->end(), is_hex)));
    if (good)
      value = *found;
    else
      bad(*node, key, "\"#RRGGBB\" in capitals, or \"\" for none", "“#RRGGBB”（大写），或空文本表示不画");
  }

  void number(const toml::table& table, std::string_view key, double& value, double most) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const auto found = node->value<double>();
    if (found && *found >= 0 && *found <= most)
      value = *found;
    else
      bad(*node, key, fmt::format("a number from 0 to {}", most), fmt::format("0 至 {} 的数", most));
  }

  template<class Enum, std::size_t N>
  void choice(const toml::table& table, std::string_view key, const std::array<std::string_view, N>& names,
              Enum& value) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    const auto found = node->value_exact<std::string_view>();
    const auto at = found ? std::ranges::find(names, *found) : names.end();
    if (at != names.end())
      value = static_cast<Enum>(at - names.begin());
    else
      bad(*node, key, fmt::format("one of {}", fmt::join(names, " ")), fmt::format("{} 之一", fmt::join(names, " ")));
  }

  void onlyKeys(const toml::table& table, const std::vector<std::string_view>& known) {
    for (const auto& [key, node] : table)
      if (std::ranges::find(known, key.str()) == known.end())
        say("style.unknown_key", key.source(),
            {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())});
  }

  /// `style` holds what stands for the keys that are not given.
  Style style(const toml::table& table, Style style) {
    colour(table, "fill", style.fill);
    number(table, "fill_opacity", style.fill_opacity, 1);
    colour(table, "stroke", style.stroke);
    number(table, "stroke_mm", style.stroke_mm, 5);
    choice(table, "dash", kDashes, style.dash);
    choice(table, "hatch", kHatches, style.hatch);
    choice(table, "marker", kMarkers, style.marker);
    number(table, "marker_mm", style.marker_mm, 10);
    choice(table, "label", kLabels, style.label);
    return style;
  }

  std::string word(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    const auto found = node == nullptr ? std::nullopt : node->value_exact<std::string>();
    if (found && !found->empty()) return *found;
    bad(node == nullptr ? static_cast<const toml::node&>(table) : *node, key, "a text", "文本");
    return {};
  }

  void bad(const toml::node& node, std::string_view key, const std::string& en, const std::string& zh) {
    say("style.bad_value", node.source(),
        {fmt::format("`{}` 应为{}", key, zh), fmt::format("`{}` must be {}", key, en)});
  }

 private:
  void say(std::string code, const toml::source_region& at, Text what) {
    if (m_error) return;
    m_error = Error{
        ErrorKind::input, std::move(code), std::move(what), fmt::format("styles/{}:{}", m_file, at.begin.line), {}};
  }

  std::string m_file;
  std::optional<Error>& m_error;
};

const std::vector<std::string_view> kStyleKeys{"fill",  "fill_opacity", "stroke",    "stroke_mm", "dash",
                                               "hatch", "marker",       "marker_mm", "label"};

std::vector<std::string_view> with(std::vector<std::string_view> keys, std::initializer_list<std::string_view> more) {
  keys.insert(keys.end(), more);
  return keys;
}

void readClasses(StyleReader& reader, const toml::table& table, KindStyle& kind) {
  const toml::node* node = table.get("class");
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) return reader.bad(*node, "class", "tables [[class]]", "表 [[class]]");
  for (const toml::node& item : *array) {
    const toml::table* one = item.as_table();
    if (one == nullptr) return reader.bad(item, "class", "tables [[class]]", "表 [[class]]");
    reader.onlyKeys(*one, with(kStyleKeys, {"id"}));
    const std::string id = reader.word(*one, "id");
    if (!kind.classes.emplace(id, reader.style(*one, kind.otherwise)).second)
      reader.bad(*one, "id", "unlike every other id here", "在此处唯一");
  }
}

KindStyle readKind(StyleReader& reader, const std::string& file, const toml::table& table) {
  KindStyle kind;
  reader.onlyKeys(table, {"id", "draw_order", "default", "class"});
  kind.kind = reader.word(table, "id");
  if (kind.kind + ".toml" != file) reader.bad(table, "id", "the file's name", "与文件名一致");
  double order = kind.draw_order;
  reader.number(table, "draw_order", order, 1000);
  kind.draw_order = static_cast<int>(order);
  if (const toml::node* node = table.get("default")) {
    const toml::table* found = node->as_table();
    if (found == nullptr) {
      reader.bad(*node, "default", "a table", "表");
    } else {
      reader.onlyKeys(*found, kStyleKeys);
      kind.otherwise = reader.style(*found, {});
      kind.has_default = true;
    }
  }
  readClasses(reader, table, kind);
  return kind;
}

void complain(Diagnoses& out, std::string code, Text message) {
  Diagnosis diagnosis;
  diagnosis.code = std::move(code);
  diagnosis.severity = Severity::error;
  diagnosis.message = std::move(message);
  out.push_back(std::move(diagnosis));
}

} // namespace

Result<StyleBook> StyleBook::fromFiles(const std::map<std::string, std::string>& files) {
  StyleBook book;
  std::optional<Error> error;
  for (const auto& [file, bytes] : files) {
    try {
      const toml::table table = toml::parse(bytes, file);
      StyleReader reader(file, error);
      book.m_kinds.push_back(readKind(reader, file, table));
    } catch (const toml::parse_error& failure) {
      return fail(ErrorKind::input, "style.syntax",
                  {fmt::format("TOML 语法错误：{}", failure.description()),
                   fmt::format("TOML syntax: {}", failure.description())},
                  fmt::format("styles/{}:{}", file, failure.source().begin.line));
    }
    if (error) return fail(std::move(*error));
  }
  return book;
}

Result<StyleBook> StyleBook::load(const std::filesystem::path& folder) {
  const auto files =
      tomlFilesIn(folder, {"style.unreadable", {"样式文件夹不能读取", "The folder of styles cannot be read"}});
  if (!files) return fail(files.error());
  return fromFiles(*files);
}

const KindStyle* StyleBook::kind(const std::string& id) const {
  const auto found = std::ranges::find(m_kinds, id, &KindStyle::kind);
  return found == m_kinds.end() ? nullptr : &*found;
}

const Style& StyleBook::of(const std::string& kind_id, const std::string& zone_class) const {
  static const Style kPlain{"#98A2B3", 0.35};
  const KindStyle* found = kind(kind_id);
  if (found == nullptr) return kPlain;
  const auto own = found->classes.find(zone_class);
  if (own != found->classes.end()) return own->second;
  return found->has_default ? found->otherwise : kPlain;
}

int StyleBook::drawOrder(const std::string& kind_id) const {
  const KindStyle* found = kind(kind_id);
  return found == nullptr ? KindStyle{}.draw_order : found->draw_order;
}

Diagnoses lintStyles(const Catalogue& catalogue, const StyleBook& styles) {
  Diagnoses found;
  for (const LayerKind& kind : catalogue.kinds()) {
    const KindStyle* style = styles.kind(kind.id);
    const bool covered = style != nullptr && style->has_default;
    const bool drawn = kind.hasRules() || kind.reference; // tables without shapes need no symbol
    if (drawn && kind.classes.empty() && !covered)
      complain(
          found, "style.no_symbol",
          {fmt::format("styles/{0}.toml:{0} 没有符号", kind.id), fmt::format("styles/{0}.toml: no symbol", kind.id)});
    for (const ZoneClass& zone_class : kind.classes)
      if (!covered && (style == nullptr || !style->classes.contains(zone_class.id)))
        complain(found, "style.no_symbol",
                 {fmt::format("styles/{}.toml：类别 {} 没有符号", kind.id, zone_class.id),
                  fmt::format("styles/{}.toml: class {} has no symbol", kind.id, zone_class.id)});
    if (style == nullptr) continue;
    for (const auto& [id, symbol] : style->classes)
      if (kind.zoneClass(id) == nullptr)
        complain(found, "style.unknown_class",
                 {fmt::format("styles/{}.toml：图层没有类别 {}", kind.id, id),
                  fmt::format("styles/{}.toml: the layer has no class {}", kind.id, id)});
  }
  return found;
}

} // namespace ecoredline
