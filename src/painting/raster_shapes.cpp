#include "painting/raster_shapes.hpp"

#include <agg_conv_dash.h>
#include <agg_conv_stroke.h>
#include <agg_rasterizer_scanline_aa.h>
#include <agg_scanline_u.h>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace ecoredline {

namespace {

using Rasterizer = agg::rasterizer_scanline_aa<agg::rasterizer_sl_clip_dbl>;

constexpr std::uint32_t kWhole = 255 * 256; // coverage of 255 times an opacity of 256

struct Point {
  double x, y;
};

struct Line {
  std::size_t begin;
  bool closed;
};

// A line as AGG asks for it.
class LineSource {
 public:
  LineSource(std::span<const Point> points, bool closed) : m_points(points), m_closed(closed) {}
  void rewind(unsigned /*path*/) { m_at = 0; }
  unsigned vertex(double* x, double* y) {
    if (m_at < m_points.size()) {
      *x = m_points[m_at].x;
      *y = m_points[m_at].y;
      return m_at++ == 0 ? agg::path_cmd_move_to : agg::path_cmd_line_to;
    }
    if (m_at++ == m_points.size() && m_closed)
      return static_cast<unsigned>(agg::path_cmd_end_poly) | static_cast<unsigned>(agg::path_flags_close);
    return agg::path_cmd_stop;
  }

 private:
  std::span<const Point> m_points;
  bool m_closed;
  std::size_t m_at = 0;
};

std::uint32_t wordOf(const std::string& colour) {
  return colour.size() < 7 ? 0 : static_cast<std::uint32_t>(std::stoul(colour.substr(1, 6), nullptr, 16));
}

// `part` of kWhole of the colour over what is there; two channels at a time.
std::uint32_t mixed(std::uint32_t under, std::uint32_t over, std::uint32_t part) {
  const std::uint32_t a = (part * 257U + 32768U) >> 16U; // 0 … 256
  const std::uint32_t rest = 256U - a;
  const std::uint32_t pair = ((under & 0xFF00FFU) * rest + (over & 0xFF00FFU) * a + 0x800080U) >> 8U;
  const std::uint32_t green = ((under & 0x00FF00U) * rest + (over & 0x00FF00U) * a + 0x008000U) >> 8U;
  return (pair & 0xFF00FFU) | (green & 0x00FF00U);
}

} // namespace

struct RasterShapes::State {
  PixelRows place;
  double scale;
  Rasterizer raster;
  agg::scanline_u8 covered;
  std::vector<Point> points;
  std::vector<Line> lines;
  std::vector<Box> clips;
  std::vector<bool> stencilled; ///< of each `save`
  std::vector<std::uint8_t> pattern;
  std::vector<std::uint8_t> stencil;
  bool to_pattern = false;

  std::span<const Point> pointsOf(std::size_t i) const {
    const std::size_t end = i + 1 < lines.size() ? lines[i + 1].begin : points.size();
    return std::span(points).subspan(lines[i].begin, end - lines[i].begin);
  }

  void begin(agg::filling_rule_e rule) {
    raster.reset();
    raster.filling_rule(rule);
    const Box& box = clips.back();
    raster.clip_box(box.min_x, box.min_y, box.max_x, box.max_y);
  }

  void addAreas() {
    begin(agg::fill_even_odd);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto line = pointsOf(i);
      if (line.size() < 3) continue;
      raster.move_to_d(line.front().x, line.front().y);
      for (const Point& point : line.subspan(1)) raster.line_to_d(point.x, point.y);
    }
  }

  // Calls `ink(row, x, length, covers)` for what the shapes in the rasterizer cover.
  template<class Ink>
  void sweep(const Ink& ink) {
    if (!raster.rewind_scanlines()) return;
    covered.reset(raster.min_x(), raster.max_x());
    while (raster.sweep_scanline(covered)) {
      auto span = covered.begin();
      for (unsigned n = covered.num_spans(); n > 0; --n, ++span)
        if (covered.y() >= 0 && covered.y() < place.height && span->x >= 0 && span->x + span->len <= place.width)
          ink(covered.y(), span->x, span->len, span->covers);
    }
  }

  std::uint32_t* row(int y) const {
    return reinterpret_cast<std::uint32_t*>(place.data + static_cast<std::size_t>(y) * place.stride);
  }
  std::size_t at(int x, int y) const { return static_cast<std::size_t>(y) * place.width + x; }

  void paint(const std::string& colour, double opacity) {
    if (to_pattern) {
      sweep([&](int y, int x, int length, const std::uint8_t* covers) {
        std::uint8_t* out = pattern.data() + at(x, y);
        for (int i = 0; i < length; ++i) out[i] = std::max(out[i], covers[i]);
      });
      return;
    }
    const std::uint32_t word = wordOf(colour);
    const auto ink = static_cast<std::uint32_t>(std::lround(std::clamp(opacity, 0.0, 1.0) * 256));
    const std::uint8_t* mask = !stencilled.empty() && stencilled.back() ? stencil.data() : nullptr;
    sweep([&](int y, int x, int length, const std::uint8_t* covers) {
      std::uint32_t* out = row(y) + x;
      const std::uint8_t* over = mask == nullptr ? nullptr : mask + at(x, y);
      for (int i = 0; i < length; ++i) {
        const std::uint32_t part = over == nullptr ? covers[i] : covers[i] * std::uint32_t{over[i]} / 255U;
        out[i] = part * ink == kWhole ? word : mixed(out[i], word, part * ink);
      }
    });
  }

  // A line of no length is a dot, as in PDF and Cairo.
  static bool isDot(std::span<const Point> line) {
    return std::ranges::all_of(line, [&](const Point& p) { return p.x == line[0].x && p.y == line[0].y; });
  }

  void addCircle(double x, double y, double radius) {
    const int pieces = std::clamp(static_cast<int>(std::ceil(radius * 8)), 16, 256);
    for (int i = 0; i < pieces; ++i) {
      const double turn = 2 * std::numbers::pi * i / pieces;
      const double px = x + radius * std::cos(turn);
      const double py = y + radius * std::sin(turn);
      i == 0 ? raster.move_to_d(px, py) : raster.line_to_d(px, py);
    }
  }

  template<class Source>
  void addStroke(Source& source, double width, bool round) {
    agg::conv_stroke<Source> stroke(source);
    stroke.width(width);
    stroke.line_join(agg::round_join);
    stroke.line_cap(round ? agg::round_cap : agg::butt_cap);
    raster.add_path(stroke);
  }

  void addLine(std::size_t i, const Pen& pen) {
    const auto line_points = pointsOf(i);
    const double width = pen.width * scale;
    if (line_points.empty()) return;
    if (isDot(line_points)) return addCircle(line_points[0].x, line_points[0].y, width / 2);
    LineSource source(line_points, lines[i].closed);
    if (pen.dash.empty()) return addStroke(source, width, true);
    agg::conv_dash<LineSource> dashes(source);
    for (std::size_t k = 0; k < pen.dash.size(); k += 2)
      dashes.add_dash(pen.dash[k] * scale, pen.dash[k + 1 < pen.dash.size() ? k + 1 : k] * scale);
    addStroke(dashes, width, false);
  }
};

RasterShapes::RasterShapes(const PixelRows& place, double pixels_per_mm) : m_state(std::make_unique<State>()) {
  m_state->place = place;
  m_state->scale = pixels_per_mm;
  m_state->clips.push_back({0, 0, static_cast<double>(place.width), static_cast<double>(place.height)});
}

RasterShapes::~RasterShapes() = default;

void RasterShapes::moveTo(double x, double y) {
  m_state->lines.push_back({m_state->points.size(), false});
  m_state->points.push_back({x * m_state->scale, y * m_state->scale});
}

void RasterShapes::lineTo(double x, double y) {
  m_state->points.push_back({x * m_state->scale, y * m_state->scale});
}

void RasterShapes::close() {
  if (!m_state->lines.empty()) m_state->lines.back().closed = true;
}

void RasterShapes::rectangle(const Box& box) {
  moveTo(box.min_x, box.min_y);
  lineTo(box.max_x, box.min_y);
  lineTo(box.max_x, box.max_y);
  lineTo(box.min_x, box.max_y);
  close();
}

void RasterShapes::circle(double x, double y, double radius) {
  const int pieces = std::clamp(static_cast<int>(std::ceil(radius * m_state->scale * 8)), 16, 256);
  for (int i = 0; i < pieces; ++i) {
    const double turn = 2 * std::numbers::pi * i / pieces;
    const double px = x + radius * std::cos(turn);
    const double py = y + radius * std::sin(turn);
    i == 0 ? moveTo(px, py) : lineTo(px, py);
  }
  close();
}

void RasterShapes::fill(const std::string& colour, double opacity, bool keep) {
  m_state->addAreas();
  m_state->paint(colour, opacity);
  if (!keep) forget();
}

// Lines of full ink are drawn one by one: each is small, and where they meet the ink is the same. Others together, for
// where they cross there would be more of it.
void RasterShapes::stroke(const Pen& pen, bool keep) {
  State& state = *m_state;
  const bool apart = pen.opacity >= 1;
  if (!apart) state.begin(agg::fill_non_zero);
  for (std::size_t i = 0; i < state.lines.size(); ++i) {
    if (apart) state.begin(agg::fill_non_zero);
    state.addLine(i, pen);
    if (apart) state.paint(pen.colour, 1);
  }
  if (!apart) state.paint(pen.colour, pen.opacity);
  if (!keep) forget();
}

void RasterShapes::forget() {
  m_state->points.clear();
  m_state->lines.clear();
}

void RasterShapes::clip() {
  Box box;
  for (const Point& point : m_state->points) box.add(point.x, point.y);
  Box& now = m_state->clips.back();
  now = {std::max(now.min_x, box.min_x), std::max(now.min_y, box.min_y), std::min(now.max_x, box.max_x),
         std::min(now.max_y, box.max_y)};
  forget();
}

void RasterShapes::fillAndClip(const std::string& colour, double opacity) {
  State& state = *m_state;
  fill(colour, opacity, true);
  save();
  state.stencil.assign(state.at(0, state.place.height), 0);
  state.sweep([&](int y, int x, int length, const std::uint8_t* covers) {
    std::copy_n(covers, length, state.stencil.data() + state.at(x, y));
  });
  state.stencilled.back() = true;
  forget();
}

void RasterShapes::save() {
  m_state->clips.push_back(m_state->clips.back());
  m_state->stencilled.push_back(!m_state->stencilled.empty() && m_state->stencilled.back());
}

void RasterShapes::restore() {
  if (m_state->clips.size() < 2) return;
  m_state->clips.pop_back();
  m_state->stencilled.pop_back();
}

void RasterShapes::beginPattern() {
  m_state->pattern.assign(m_state->at(0, m_state->place.height), 0);
  m_state->to_pattern = true;
}

void RasterShapes::endPattern() {
  m_state->to_pattern = false;
}

void RasterShapes::fillPattern(const std::string& colour) {
  State& state = *m_state;
  const std::uint32_t word = wordOf(colour);
  state.addAreas();
  state.sweep([&](int y, int x, int length, const std::uint8_t* covers) {
    std::uint32_t* out = state.row(y) + x;
    const std::uint8_t* ink = state.pattern.data() + state.at(x, y);
    for (int i = 0; i < length; ++i)
      if (ink[i] != 0) out[i] = mixed(out[i], word, ink[i] * std::uint32_t{covers[i]} / 255U * 256U);
  });
  forget();
}

} // namespace ecoredline
