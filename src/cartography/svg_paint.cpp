#include "cartography/svg_paint.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ecoredline {

namespace {

constexpr long kNearest = 2;     // hundredths of a millimetre: nearer vertices are the same to the eye
constexpr double kHatchStep = 2; // mm

// Hundredths of a millimetre; far outside the frame all is the same (and no number overflows).
long hundredths(double mm) {
  constexpr double kFar = 1e6;
  return std::isfinite(mm) ? std::lround(std::min(std::max(mm, -kFar), kFar) * 100) : 0;
}

void append(std::string& out, long value) {
  const long size = std::labs(value);
  if (value < 0) out += '-';
  out += std::to_string(size / 100);
  if (size % 100 == 0) return;
  out += fmt::format(".{:02}", size % 100);
  if (out.back() == '0') out.pop_back();
}

void appendRing(std::string& out, const FlatLayer& layer, std::size_t ring, const Frame& frame) {
  const auto first = layer.ring_vertex[ring];
  const auto last = layer.ring_vertex[ring + 1];
  long px = 0;
  long py = 0;
  for (auto i = first; i < last; ++i) {
    const long x = hundredths(frame.x(layer.x[i]));
    const long y = hundredths(frame.y(layer.y[i]));
    const bool near = i != first && std::labs(x - px) < kNearest && std::labs(y - py) < kNearest;
    if (near && i + 1 != last) continue;
    out += i == first ? 'M' : 'L';
    append(out, x);
    out += ' ';
    append(out, y);
    px = x;
    py = y;
  }
}

std::string dashes(const Style& style) {
  switch (style.dash) {
  case Dash::dashed:
    return " stroke-dasharray=\"1.6 0.9\"";
  case Dash::dotted:
    return " stroke-dasharray=\"0.3 0.8\"";
  default:
    return {};
  }
}

} // namespace

std::string svgNumber(double value) {
  std::string out;
  append(out, hundredths(value));
  return out;
}

std::string svgPaint(const Style& style, Shape shape) {
  const std::string& fill = style.fill.empty() && shape == Shape::point ? style.stroke : style.fill;
  std::string out;
  if (fill.empty() || shape == Shape::line)
    out = " fill=\"none\"";
  else
    out = fmt::format(R"( fill="{}" fill-opacity="{}" fill-rule="evenodd")", fill,
                      svgNumber(shape == Shape::point ? 1.0 : style.fill_opacity));
  if (style.stroke.empty() || style.stroke_mm == 0) return out;
  return out +
         fmt::format(R"( stroke="{}" stroke-width="{}"{})", style.stroke, svgNumber(style.stroke_mm), dashes(style));
}

std::string svgHatch(const Style& style, const std::string& id) {
  if (style.hatch == Hatch::none) return {};
  const std::string& colour = style.stroke.empty() ? style.fill : style.stroke;
  const double step = kHatchStep;
  int turn = 0;
  if (style.hatch == Hatch::slash || style.hatch == Hatch::cross) turn = 45;
  if (style.hatch == Hatch::backslash) turn = -45;
  if (style.hatch == Hatch::horizontal) turn = 90;
  std::string what = fmt::format("M{0} 0V{1}", svgNumber(step / 2), svgNumber(step));
  if (style.hatch == Hatch::cross) what += fmt::format("M0 {0}H{1}", svgNumber(step / 2), svgNumber(step));
  std::string drawn = fmt::format(R"(<path d="{}" stroke="{}" stroke-width="0.16"/>)", what, colour);
  if (style.hatch == Hatch::dots)
    drawn = fmt::format(R"(<circle cx="{0}" cy="{0}" r="0.28" fill="{1}"/>)", svgNumber(step / 2), colour);
  return fmt::format(R"(<pattern id="{}" width="{}" height="{}" patternUnits="userSpaceOnUse")"
                     R"svg( patternTransform="rotate({})">{}</pattern>)svg",
                     id, svgNumber(step), svgNumber(step), turn, drawn);
}

std::string svgPath(const FlatLayer& layer, std::size_t row, const Frame& frame) {
  std::string out;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    appendRing(out, layer, ring, frame);
    if (layer.shape[row] == Shape::polygon) out += 'Z';
  }
  return out;
}

std::string svgMarker(Marker marker, double x, double y, double size) {
  const double r = size / 2;
  const auto n = [](double v) { return svgNumber(v); };
  switch (marker) {
  case Marker::square:
    return fmt::format("M{} {}h{}v{}h-{}Z", n(x - r), n(y - r), n(size), n(size), n(size));
  case Marker::triangle:
    return fmt::format("M{} {}L{} {}L{} {}Z", n(x), n(y - r), n(x + r), n(y + r), n(x - r), n(y + r));
  case Marker::diamond:
    return fmt::format("M{} {}L{} {}L{} {}L{} {}Z", n(x), n(y - r), n(x + r), n(y), n(x), n(y + r), n(x - r), n(y));
  case Marker::cross:
    return fmt::format("M{} {}h{}M{} {}v{}", n(x - r), n(y), n(size), n(x), n(y - r), n(size));
  case Marker::circle:
    break;
  }
  return fmt::format("M{0} {1}a{2} {2} 0 1 0 {3} 0a{2} {2} 0 1 0 -{3} 0Z", n(x - r), n(y), n(r), n(size));
}

} // namespace ecoredline
