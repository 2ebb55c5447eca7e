#include "cartography/qml.hpp"

#include "base/decimal.hpp"
#include "base/markup.hpp"
#include "cartography/sld.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kHatchStep = 2.0; // mm, as on our own maps
constexpr double kHatchLine = 0.16;
constexpr double kDot = 0.56;
constexpr double kLabelPoints = 8.5; // 3 mm

using Option = std::pair<const char*, std::string>;

// "#RRGGBB" as QGIS writes colours: red,green,blue,alpha.
std::string colour(const std::string& hex, double opacity = 1) {
  const auto part = [&](std::size_t at) { return hex.size() < at + 2 ? 0 : std::stoi(hex.substr(at, 2), nullptr, 16); };
  return fmt::format("{},{},{},{}", part(1), part(3), part(5), std::lround(opacity * 255));
}

std::string options(std::initializer_list<Option> list) {
  std::string out = "<Option type=\"Map\">";
  for (const auto& [name, value] : list)
    out += fmt::format("<Option type=\"QString\" name=\"{}\" value=\"{}\"/>", name, markupEscaped(value));
  return out + "</Option>";
}

std::string symbolLayer(const char* kind, std::initializer_list<Option> list, const std::string& inner = {}) {
  return fmt::format("<layer class=\"{}\" enabled=\"1\" locked=\"0\" pass=\"0\">{}{}</layer>", kind, options(list),
                     inner);
}

std::string symbol(const char* type, const std::string& name, const std::string& layers) {
  return fmt::format("<symbol type=\"{}\" name=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">{}</symbol>\n",
                     type, name, layers);
}

const char* dashName(Dash dash) {
  constexpr std::array<const char*, 3> kNames{"solid", "dash", "dot"};
  return kNames[static_cast<std::size_t>(dash)];
}

std::string simpleLine(const Style& style, double width) {
  return symbolLayer("SimpleLine", {{"line_color", colour(style.stroke)},
                                    {"line_style", dashName(style.dash)},
                                    {"line_width", toShortest(width)},
                                    {"line_width_unit", "MM"},
                                    {"joinstyle", "round"},
                                    {"capstyle", style.dash == Dash::solid ? "round" : "flat"}});
}

// One pattern of parallel lines; degrees counter-clockwise from the east, as QGIS counts.
std::string lines(const Style& style, int angle, const std::string& name) {
  Style line = style;
  line.stroke = style.stroke.empty() ? style.fill : style.stroke;
  line.dash = Dash::solid;
  return symbolLayer("LinePatternFill",
                     {{"angle", std::to_string(angle)},
                      {"distance", toShortest(kHatchStep)},
                      {"distance_unit", "MM"},
                      {"color", colour(line.stroke)},
                      {"line_width", toShortest(kHatchLine)},
                      {"line_width_unit", "MM"},
                      {"outline_width_unit", "MM"}},
                     symbol("line", name, simpleLine(line, kHatchLine)));
}

std::string dots(const Style& style, const std::string& name) {
  const std::string ink = colour(style.stroke.empty() ? style.fill : style.stroke);
  const std::string marker = symbolLayer(
      "SimpleMarker",
      {{"color", ink}, {"name", "circle"}, {"outline_style", "no"}, {"size", toShortest(kDot)}, {"size_unit", "MM"}});
  return symbolLayer("PointPatternFill",
                     {{"distance_x", toShortest(kHatchStep)},
                      {"distance_x_unit", "MM"},
                      {"distance_y", toShortest(kHatchStep)},
                      {"distance_y_unit", "MM"}},
                     symbol("marker", name, marker));
}

std::string hatch(const Style& style, const std::string& name) {
  switch (style.hatch) {
  case Hatch::slash:
    return lines(style, 45, "@" + name + "@1");
  case Hatch::backslash:
    return lines(style, 135, "@" + name + "@1");
  case Hatch::cross:
    return lines(style, 45, "@" + name + "@1") + lines(style, 135, "@" + name + "@2");
  case Hatch::horizontal:
    return lines(style, 0, "@" + name + "@1");
  case Hatch::vertical:
    return lines(style, 90, "@" + name + "@1");
  case Hatch::dots:
    return dots(style, "@" + name + "@1");
  case Hatch::none:
    break;
  }
  return {};
}

std::string fillSymbol(const Style& style, const std::string& name) {
  const bool stroked = !style.stroke.empty() && style.stroke_mm > 0;
  const std::string area = symbolLayer("SimpleFill", {{"color", colour(style.fill, style.fill_opacity)},
                                                      {"style", style.fill.empty() ? "no" : "solid"},
                                                      {"outline_color", colour(style.stroke)},
                                                      {"outline_style", stroked ? dashName(style.dash) : "no"},
                                                      {"outline_width", toShortest(style.stroke_mm)},
                                                      {"outline_width_unit", "MM"},
                                                      {"joinstyle", "round"}});
  return symbol("fill", name, area + hatch(style, name));
}

std::string markerSymbol(const Style& style, const std::string& name) {
  constexpr std::array<const char*, 5> kNames{"circle", "square", "triangle", "diamond", "cross"};
  const bool stroked = !style.stroke.empty() && style.stroke_mm > 0;
  return symbol("marker", name,
                symbolLayer("SimpleMarker", {{"color", colour(style.fill.empty() ? style.stroke : style.fill)},
                                             {"name", kNames[static_cast<std::size_t>(style.marker)]},
                                             {"outline_color", colour(style.stroke)},
                                             {"outline_style", stroked ? "solid" : "no"},
                                             {"outline_width", toShortest(style.stroke_mm)},
                                             {"outline_width_unit", "MM"},
                                             {"size", toShortest(style.marker_mm)},
                                             {"size_unit", "MM"}}));
}

std::string symbolFor(const Style& style, Shape shape, const std::string& name) {
  if (shape == Shape::point) return markerSymbol(style, name);
  if (shape == Shape::line) return symbol("line", name, simpleLine(style, style.stroke_mm));
  return fillSymbol(style, name);
}

std::string labelling(const Style& style) {
  if (style.label == LabelField::none) return "<labeling type=\"simple\"/>\n";
  const char* field = style.label == LabelField::id ? "zone_id" : "zone_name";
  return fmt::format("<labeling type=\"simple\"><settings calloutType=\"simple\">"
                     "<text-style fieldName=\"{}\" isExpression=\"0\" fontFamily=\"WenQuanYi Micro Hei\" "
                     "fontSize=\"{}\" fontSizeUnit=\"Point\" textColor=\"52,64,84,255\" textOpacity=\"1\">"
                     "<text-buffer bufferDraw=\"1\" bufferSize=\"0.5\" bufferSizeUnits=\"MM\" "
                     "bufferColor=\"255,255,255,230\"/></text-style>"
                     "<placement placement=\"0\"/><rendering drawLabels=\"1\" obstacle=\"1\"/></settings></labeling>\n",
                     field, toShortest(kLabelPoints));
}

} // namespace

std::string toQml(const LayerKind& kind, const StyleBook& styles, Shape shape, Language language) {
  return toQml(symbolsOf(kind, styles, language), shape);
}

std::string toQml(const SymbolList& list, Shape shape) {
  std::string categories;
  std::string symbols;
  int number = 0;
  const auto add = [&](const std::string& value, const std::string& title, const Style& style) {
    const std::string name = std::to_string(number++);
    categories += fmt::format("<category type=\"string\" value=\"{}\" symbol=\"{}\" label=\"{}\" render=\"true\"/>\n",
                              markupEscaped(value), name, markupEscaped(title));
    symbols += symbolFor(style, shape, name);
  };
  for (const SymbolList::Entry& entry : list.entries) add(entry.value, entry.title, entry.style);
  add("", list.other_title, list.otherwise); // whatever has no class, or another one
  return fmt::format("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                     "<qgis version=\"3.22.0\" styleCategories=\"Symbology|Labeling\" labelsEnabled=\"{}\">\n"
                     "<renderer-v2 type=\"categorizedSymbol\" attr=\"{}\" enableorderby=\"0\" "
                     "forceraster=\"0\" symbollevels=\"0\">\n<categories>\n{}</categories>\n<symbols>\n{}</symbols>\n"
                     "</renderer-v2>\n{}<layerOpacity>1</layerOpacity>\n</qgis>\n",
                     list.otherwise.label == LabelField::none ? 0 : 1, list.field, categories, symbols,
                     labelling(list.otherwise));
}

} // namespace ecoredline
