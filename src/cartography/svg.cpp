#include "cartography/svg.hpp"

#include "base/markup.hpp"
#include "cartography/labels.hpp"
#include "cartography/svg_paint.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kTextSize = 2.8;   // mm, legend and source
constexpr double kTitleSize = 4.2;  // mm
constexpr double kLegendRow = 5.4;  // mm
constexpr double kSwatchWidth = 8;  // mm
constexpr double kSwatchHeight = 4; // mm
constexpr int kLongestName = 120;   // columns of what a pointer is told
constexpr const char* kInk = "#101828";
constexpr const char* kGrey = "#475467";

std::string say(Language language, const char* zh, const char* en) {
  return language == Language::zh ? zh : en;
}

// Breaks a text into lines of at most `columns`, at any character: the source line is a list of short things.
std::vector<std::string> lines(const std::string& text, int columns) {
  std::vector<std::string> out{""};
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    const std::string one = text.substr(at, end - at);
    if (displayWidth(out.back() + one) > columns) out.emplace_back();
    out.back() += one;
    at = end;
  }
  return out;
}

int columnsIn(double width, double size) {
  return static_cast<int>(width / (size * 0.52));
}

class SvgPicture {
 public:
  SvgPicture(const MapScene& scene, const SvgOptions& options)
      : m_scene(scene), m_options(options), m_top(options.surround && !scene.title.empty() ? kTitleSize + 3 : 0.5),
        m_frame(scene.window, 0.5, m_top) {}

  std::string take() {
    const std::string body = layers() + labels() + furniture();
    const std::string below = m_options.surround ? legend() + sourceLine() : std::string();
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" )"
                       R"(aria-labelledby="{}-t {}-d" class="map" font-family="sans-serif">)"
                       "\n<title id=\"{}-t\">{}</title><desc id=\"{}-d\">{}</desc>\n<defs>{}{}</defs>\n{}{}{}</svg>\n",
                       svgNumber(kFrameWidth + 1), svgNumber(m_bottom + 0.5), id(), id(), id(),
                       markupEscaped(m_scene.title), id(), markupEscaped(m_scene.description), clip(), m_hatches,
                       m_options.surround ? title() : std::string(), body, below);
  }

 private:
  const std::string& id() const { return m_options.id; }

  std::string clip() const { return fmt::format(R"(<clipPath id="{}-c">{}</clipPath>)", id(), frameRect("/>")); }

  std::string frameRect(const std::string& rest) const {
    return fmt::format(R"(<rect x="0.5" y="{}" width="{}" height="{}"{})", svgNumber(m_top), svgNumber(kFrameWidth),
                       svgNumber(kFrameHeight), rest);
  }

  std::string text(const std::string& content, double x, double y, const std::string& rest) const {
    return fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", svgNumber(x), svgNumber(y), rest,
                       markupEscaped(content));
  }

  std::string title() const {
    const int columns = columnsIn(kFrameWidth, kTitleSize);
    return text(shortened(m_scene.title, columns), 0.5, kTitleSize,
                fmt::format(R"( font-size="{}" font-weight="600" fill="{}")", svgNumber(kTitleSize), kInk));
  }

  std::string layers() {
    std::string out = frameRect(" fill=\"#FFFFFF\"/>\n");
    out += fmt::format("<g clip-path=\"url(#{}-c)\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n", id());
    for (std::size_t i = 0; i < m_scene.layers.size(); ++i) out += layer(m_scene.layers[i], i);
    return out + "</g>\n";
  }

  // What row `row` is called by a pointer; every shape has it, since it may be all that tells two zones apart.
  static std::string nameOf(const DrawLayer& layer, std::size_t row) {
    if (row >= layer.names.size() || layer.names[row].empty()) return "/>\n";
    return fmt::format("><title>{}</title></path>\n", markupEscaped(shortened(layer.names[row], kLongestName)));
  }

  std::string layer(const DrawLayer& layer, std::size_t number) {
    std::string shapes;
    std::string hatched;
    for (std::size_t row = 0; row < layer.shapes.rows(); ++row) {
      if (!showsIn(layer.shapes, row, m_frame.window())) continue;
      if (layer.shapes.shape[row] == Shape::point) {
        shapes += points(layer, row);
        continue;
      }
      const std::string path = svgPath(layer.shapes, row, m_frame);
      shapes += fmt::format("<path d=\"{}\"{}", path, nameOf(layer, row));
      if (layer.style.hatch != Hatch::none && layer.shapes.shape[row] == Shape::polygon) hatched += path;
    }
    if (shapes.empty()) return {};
    const Shape shape = layer.shapes.shape.front();
    std::string out =
        fmt::format("<g data-layer=\"{}\"{}>\n{}</g>\n", markupEscaped(layer.id), svgPaint(layer.style, shape), shapes);
    if (hatched.empty()) return out;
    const std::string hatch = fmt::format("{}-h{}", id(), number);
    m_hatches += svgHatch(layer.style, hatch);
    return out + fmt::format("<path d=\"{}\" fill=\"url(#{})\" fill-rule=\"evenodd\"/>\n", hatched, hatch);
  }

  std::string points(const DrawLayer& layer, std::size_t row) const {
    std::string path;
    for (auto ring = layer.shapes.row_ring[row]; ring < layer.shapes.row_ring[row + 1]; ++ring) {
      const auto at = layer.shapes.ring_vertex[ring];
      path += svgMarker(layer.style.marker, m_frame.x(layer.shapes.x[at]), m_frame.y(layer.shapes.y[at]),
                        layer.style.marker_mm);
    }
    return fmt::format("<path d=\"{}\"{}", path, nameOf(layer, row));
  }

  Box barPlace() const { return {0.5, m_top + kFrameHeight - 9, 0.5 + kFrameWidth * 0.4, m_top + kFrameHeight}; }
  Box northPlace() const { return {kFrameWidth - 9, m_top, kFrameWidth + 0.5, m_top + 13}; }

  std::string labels() const {
    const std::array<Box, 2> taken{barPlace(), northPlace()};
    std::string out;
    for (const PlacedLabel& label : placeLabels(m_scene, m_frame, taken))
      out += text(label.text, label.x, label.y, fmt::format(" fill=\"{}\"", label.colour));
    if (out.empty()) return out;
    return fmt::format("<g class=\"labels\" font-size=\"{}\" text-anchor=\"middle\" stroke=\"#FFFFFF\" "
                       "stroke-width=\"1.2\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n{}</g>\n",
                       svgNumber(kLabelSize), out);
  }

  // North arrow, scale bar and the frame itself, drawn last.
  std::string furniture() const {
    const double x = kFrameWidth - 5;
    const double y = m_top + 2;
    std::string out = fmt::format("<g class=\"north\"><path d=\"M{0} {1}l2.2 7.4l-2.2 -1.6l-2.2 1.6Z\" fill=\"{2}\" "
                                  "stroke=\"#FFFFFF\" stroke-width=\"0.5\" paint-order=\"stroke\"/>",
                                  svgNumber(x), svgNumber(y), kInk);
    out += text(say(m_scene.language, "北", "N"), x, y + 10.4, halo(kTextSize) + " text-anchor=\"middle\"") + "</g>\n";
    const ScaleBar bar = scaleBarFor(m_frame.window().max_x - m_frame.window().min_x);
    const double left = 4;
    const double base = m_top + kFrameHeight - 3.5;
    const double length = m_frame.millimetres(bar.metres);
    out += fmt::format("<g class=\"scale\"><path d=\"M{0} {1}v1.6h{2}v-1.6\" fill=\"none\" stroke=\"#FFFFFF\" "
                       "stroke-width=\"1.3\"/><path d=\"M{0} {1}v1.6h{2}v-1.6\" fill=\"none\" stroke=\"{3}\" "
                       "stroke-width=\"0.4\"/>",
                       svgNumber(left), svgNumber(base - 1.6), svgNumber(length), kInk);
    out += text(bar.text, left + length / 2, base - 1.2, halo(kTextSize) + " text-anchor=\"middle\"") + "</g>\n";
    return out + frameRect(fmt::format(" fill=\"none\" stroke=\"{}\" stroke-width=\"0.3\"/>\n", kGrey));
  }

  static std::string halo(double size) {
    return fmt::format(" font-size=\"{}\" fill=\"{}\" stroke=\"#FFFFFF\" stroke-width=\"0.8\" "
                       "stroke-linejoin=\"round\" paint-order=\"stroke\"",
                       svgNumber(size), kInk);
  }

  std::string legend() {
    const auto entries = legendOf(m_scene);
    const double width = kFrameWidth / 2;
    double y = m_top + kFrameHeight + 3;
    std::string out;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const double x = 0.5 + (i % 2 == 0 ? 0 : width);
      out += swatch(entries[i], fmt::format("{}-l{}", id(), i), x, y);
      const std::string count = fmt::format(" ({})", entries[i].count);
      const int columns = columnsIn(width - kSwatchWidth - 4, kTextSize) - displayWidth(count);
      out += text(shortened(entries[i].title, columns) + count, x + kSwatchWidth + 2, y + 3,
                  fmt::format(" font-size=\"{}\" fill=\"{}\"", svgNumber(kTextSize), kInk));
      if (i % 2 == 1 || i + 1 == entries.size()) y += kLegendRow;
    }
    m_bottom = y;
    return out;
  }

  static std::string swatch(const LegendEntry& entry, const std::string& id, double x, double y) {
    return fmt::format("<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"0 0 8 4\">{}</svg>", svgNumber(x),
                       svgNumber(y), svgNumber(kSwatchWidth), svgNumber(kSwatchHeight), symbolOf(entry, id));
  }

 public:
  static std::string symbolOf(const LegendEntry& entry, const std::string& id) {
    std::string path = "M0.5 0.5H7.5V3.5H0.5Z";
    if (entry.shape == Shape::line) path = "M0.3 2H7.7";
    if (entry.shape == Shape::point) path = svgMarker(entry.style.marker, 4, 2, std::min(3.4, entry.style.marker_mm));
    std::string out = fmt::format("<path d=\"{}\"{}/>", path, svgPaint(entry.style, entry.shape));
    if (entry.style.hatch == Hatch::none || entry.shape != Shape::polygon) return out;
    return svgHatch(entry.style, id) + out + fmt::format("<path d=\"{}\" fill=\"url(#{})\"/>", path, id);
  }

 private:
  std::string sourceLine() {
    std::string out;
    for (const std::string& line : lines(m_scene.source, columnsIn(kFrameWidth, kTextSize))) {
      if (line.empty()) continue;
      m_bottom += kTextSize * 1.4;
      out += text(line, 0.5, m_bottom - 1, fmt::format(" font-size=\"{}\" fill=\"{}\"", svgNumber(kTextSize), kGrey));
    }
    return out;
  }

  const MapScene& m_scene;
  const SvgOptions& m_options;
  double m_top;
  Frame m_frame;
  double m_bottom = m_top + kFrameHeight;
  std::string m_hatches;
};

} // namespace

std::string toSvg(const MapScene& scene, const SvgOptions& options) {
  return SvgPicture(scene, options).take();
}

std::string swatchSvg(const LegendEntry& entry, const std::string& id) {
  return fmt::format("<svg class=\"swatch\" viewBox=\"0 0 8 4\" aria-hidden=\"true\" focusable=\"false\">{}</svg>",
                     SvgPicture::symbolOf(entry, id));
}

std::string figureMarkup(const MapScene& scene) {
  if (scene.window.empty()) return {};
  std::string out = toSvg(scene, {"map", false}) + "<p class=\"m\">";
  std::size_t number = 0;
  for (const LegendEntry& entry : legendOf(scene))
    out += fmt::format("<span class=\"l\">{} {}</span> ", swatchSvg(entry, fmt::format("l{}", number++)),
                       markupEscaped(entry.title));
  return out + fmt::format("</p><p class=\"m\">{}</p>\n", markupEscaped(scene.source));
}

} // namespace ecoredline
