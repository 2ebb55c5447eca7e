#include "catalogue/style.hpp"

#include "catalogue/catalogue_files.hpp"
#include "catalogue/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 3> kDashes{"solid", "dashed", "dotted"};
constexpr std::array<std::string_view, 7> kHatches{"none",       "slash",    "backslash", "cross",
                                                   "horizontal", "vertical", "dots"};
constexpr std::array<std::string_view, 5> kMarkers{"circle", "square", "triangle", "diamond", "cross"};
constexpr std::array<std::string_view, 3> kLabels{"none", "name", "id"};

void readColour(const TomlTable& r, std::string_view key, std::string& value) {
  const std::string found = r.text(key, value);
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
  if (found.empty() ||
      (found.size() == 7 && found.front() == '#' && std::all_of(found.begin() + 1, found.end(), is_hex)))
    value = found;
  else
    r.bad(key, {"“#RRGGBB”（大写），或空文本表示不画", "\"#RRGGBB\" in capitals, or \"\" for none"});
}

void readNumber(const TomlTable& r, std::string_view key, double& value, double most) {
  const double found = r.number(key, value);
  if (found >= 0 && found <= most)
    value = found;
  else
    r.bad(key, {fmt::format("0 至 {} 的数", most), fmt::format("a number from 0 to {}", most)});
}

/// `style` holds what stands for the keys that are not given.
Style readStyle(const TomlTable& r, Style style) {
  readColour(r, "fill", style.fill);
  readNumber(r, "fill_opacity", style.fill_opacity, 1);
  readColour(r, "stroke", style.stroke);
  readNumber(r, "stroke_mm", style.stroke_mm, 5);
  style.dash = r.choice("dash", kDashes, style.dash);
  style.hatch = r.choice("hatch", kHatches, style.hatch);
  style.marker = r.choice("marker", kMarkers, style.marker);
  readNumber(r, "marker_mm", style.marker_mm, 10);
  style.label = r.choice("label", kLabels, style.label);
  return style;
}

const TomlKeys kStyleKeys{"fill",  "fill_opacity", "stroke",    "stroke_mm", "dash",
                          "hatch", "marker",       "marker_mm", "label"};

TomlKeys classKeys() {
  TomlKeys keys = kStyleKeys;
  keys.emplace_back("id");
  return keys;
}

KindStyle readKind(const TomlTable& r, const std::string& file) {
  KindStyle kind;
  kind.kind = r.requiredText("id");
  if (kind.kind + ".toml" != file) r.bad("id", {"与文件名一致", "the file's name"});
  double order = kind.draw_order;
  readNumber(r, "draw_order", order, 1000);
  kind.draw_order = static_cast<int>(order);
  r.each("default", kStyleKeys, [&](const TomlTable& style) {
    kind.otherwise = readStyle(style, {});
    kind.has_default = true;
  });
  r.each("class", classKeys(), [&](const TomlTable& one) {
    if (!kind.classes.emplace(one.requiredText("id"), readStyle(one, kind.otherwise)).second)
      one.bad("id", {"在此处唯一", "unlike every other id here"});
  });
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
  for (const auto& [file, bytes] : files) {
    const auto toml = TomlFile::parse("styles/" + file, bytes, "style");
    if (!toml) return fail(toml.error());
    auto kind = toml->checked(readKind(toml->root({"id", "draw_order", "default", "class"}), file));
    if (!kind) return fail(kind.error());
    book.m_kinds.push_back(std::move(*kind));
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
