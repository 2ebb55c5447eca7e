#include "output/verdict_symbols.hpp"

#include "output/document.hpp"
#include "report/words.hpp"

#include <algorithm>

namespace ecoredline {

Style overlapStyle(Verdict verdict) {
  Style style{"", 0, std::string(verdictInk(verdict)), 0.25};
  style.hatch = Hatch::slash;
  return style;
}

Style siteStyle() {
  Style style;
  style.stroke = "#FF00FF";
  style.stroke_mm = 1;
  style.marker_mm = 2.8;
  return style;
}

SymbolList overlapSymbols(Language language) {
  const bool zh = language == Language::zh;
  SymbolList out{"overlaps", "verdict", {}, zh ? "重叠部分" : "Overlap", overlapStyle(Verdict::pass)};
  using enum Verdict;
  for (const Verdict verdict : {fail, marginal, unknown, conditional, pass})
    out.entries.push_back({std::string(name(verdict)), markedWord(verdict).in(language), overlapStyle(verdict)});
  return out;
}

Shape shapeOfMost(std::span<const Shape> shapes) {
  const auto count = [&](Shape shape) { return std::ranges::count(shapes, shape); };
  if (count(Shape::point) > std::max(count(Shape::line), count(Shape::polygon))) return Shape::point;
  return count(Shape::line) > count(Shape::polygon) ? Shape::line : Shape::polygon;
}

SymbolList siteSymbols(Language language) {
  return {"sites", "verdict", {}, language == Language::zh ? "项目用地" : "Project site", siteStyle()};
}

} // namespace ecoredline
