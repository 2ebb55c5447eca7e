#include "cartography/sld.hpp"

#include "base/decimal.hpp"
#include "base/markup.hpp"

#include <fmt/format.h>

#include <array>

namespace ecoredline {

namespace {

constexpr double kPixelsPerMm = 1 / 0.28; // SE 1.1, 8: a pixel is 0.28 mm
constexpr double kHatchStep = 2.0;        // mm, as on our own maps
constexpr double kHatchLine = 0.16;

std::string parameter(const char* name, const std::string& value) {
  return fmt::format("<se:SvgParameter name=\"{}\">{}</se:SvgParameter>", name, value);
}

std::string pixels(double mm) {
  return toFixed(mm * kPixelsPerMm, 3);
}

std::string strokeOf(const Style& style) {
  if (style.stroke.empty() || style.stroke_mm <= 0) return {};
  std::string dash;
  if (style.dash == Dash::dashed) dash = parameter("stroke-dasharray", pixels(1.6) + " " + pixels(0.9));
  if (style.dash == Dash::dotted) dash = parameter("stroke-dasharray", pixels(0.3) + " " + pixels(0.8));
  return fmt::format("<se:Stroke>{}{}{}{}</se:Stroke>", parameter("stroke", style.stroke),
                     parameter("stroke-width", pixels(style.stroke_mm)), parameter("stroke-linejoin", "round"), dash);
}

std::string fillOf(const Style& style) {
  if (style.fill.empty()) return {};
  return fmt::format("<se:Fill>{}{}</se:Fill>", parameter("fill", style.fill),
                     parameter("fill-opacity", toShortest(style.fill_opacity)));
}

// A pattern of its own over the fill.
std::string hatchOf(const Style& style) {
  constexpr std::array<const char*, 7> kNames{
      "", "shape://slash", "shape://backslash", "shape://times", "shape://horline", "shape://vertline", "shape://dot"};
  if (style.hatch == Hatch::none) return {};
  const std::string& ink = style.stroke.empty() ? style.fill : style.stroke;
  return fmt::format("<se:PolygonSymbolizer><se:Fill><se:GraphicFill><se:Graphic><se:Mark><se:WellKnownName>{}"
                     "</se:WellKnownName><se:Stroke>{}{}</se:Stroke></se:Mark><se:Size>{}</se:Size></se:Graphic>"
                     "</se:GraphicFill></se:Fill></se:PolygonSymbolizer>",
                     kNames[static_cast<std::size_t>(style.hatch)], parameter("stroke", ink),
                     parameter("stroke-width", pixels(kHatchLine)), pixels(kHatchStep));
}

std::string markOf(const Style& style) {
  constexpr std::array<const char*, 5> kNames{"circle", "square", "triangle", "diamond", "cross"};
  Style full = style;
  full.fill_opacity = 1;
  if (full.fill.empty()) full.fill = full.stroke;
  // SE knows no diamond: a square on its corner
  const bool diamond = style.marker == Marker::diamond;
  return fmt::format("<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>{}</se:WellKnownName>{}{}</se:Mark>"
                     "<se:Size>{}</se:Size>{}</se:Graphic></se:PointSymbolizer>",
                     diamond ? "square" : kNames[static_cast<std::size_t>(style.marker)], fillOf(full), strokeOf(style),
                     pixels(style.marker_mm), diamond ? "<se:Rotation>45</se:Rotation>" : "");
}

std::string symbolizers(const Style& style, Shape shape) {
  if (shape == Shape::point) return markOf(style);
  if (shape == Shape::line) return fmt::format("<se:LineSymbolizer>{}</se:LineSymbolizer>", strokeOf(style));
  return fmt::format("<se:PolygonSymbolizer>{}{}</se:PolygonSymbolizer>{}", fillOf(style), strokeOf(style),
                     hatchOf(style));
}

std::string rule(const std::string& name, const std::string& title, const std::string& filter,
                 const std::string& body) {
  return fmt::format("<se:Rule><se:Name>{}</se:Name><se:Description><se:Title>{}</se:Title></se:Description>{}{}"
                     "</se:Rule>\n",
                     markupEscaped(name), markupEscaped(title), filter, body);
}

std::string isValue(const std::string& field, const std::string& value) {
  return fmt::format("<ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>{}</ogc:PropertyName><ogc:Literal>{}"
                     "</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>",
                     field, markupEscaped(value));
}

} // namespace

SymbolList symbolsOf(const LayerKind& kind, const StyleBook& styles, Language language) {
  SymbolList out{kind.id, "zone_class", {}, kind.title.in(language), styles.of(kind.id, "")};
  for (const ZoneClass& one : kind.classes)
    out.entries.push_back({one.id, one.title.in(language), styles.of(kind.id, one.id)});
  return out;
}

std::string toSld(const LayerKind& kind, const StyleBook& styles, Shape shape, Language language) {
  return toSld(symbolsOf(kind, styles, language), shape);
}

std::string toSld(const SymbolList& list, Shape shape) {
  std::string rules;
  for (const SymbolList::Entry& one : list.entries)
    rules += rule(one.value, one.title, isValue(list.field, one.value), symbolizers(one.style, shape));
  rules += rule("other", list.other_title, "<se:ElseFilter/>", symbolizers(list.otherwise, shape));
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<StyledLayerDescriptor version=\"1.1.0\" xmlns=\"http://www.opengis.net/sld\" "
                     "xmlns:se=\"http://www.opengis.net/se\" xmlns:ogc=\"http://www.opengis.net/ogc\">\n"
                     "<NamedLayer><se:Name>{0}</se:Name><UserStyle><se:Name>EcoRedline</se:Name>"
                     "<se:FeatureTypeStyle>\n{1}</se:FeatureTypeStyle></UserStyle></NamedLayer>\n"
                     "</StyledLayerDescriptor>\n",
                     markupEscaped(list.layer), rules);
}

} // namespace ecoredline
