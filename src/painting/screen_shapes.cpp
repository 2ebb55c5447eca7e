#include "painting/screen_shapes.hpp"

#include <agg_rasterizer_scanline_aa.h>
#include <agg_scanline_u.h>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace ecoredline {

namespace {

using Rasterizer = agg::rasterizer_scanline_aa<agg::rasterizer_sl_clip_dbl>;

constexpr float kNear = 1.0F / 3;       // px: nearer vertices are the same to the eye
constexpr float kLeastReach = 0.5F;     // px: half the width of a line that covers one pixel wholly
constexpr std::uint32_t kRunEdges = 32; // few enough that a box says something, enough that it costs nothing
constexpr int kLanes = 4;               // pixels of a row looked at together

/// Figures of as many pixels beside each other: one instruction for all on every machine that has such.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
constexpr Lanes kSteps{0, 1, 2, 3};

Lanes clamped(Lanes v) {
  constexpr Lanes kNone{0, 0, 0, 0};
  constexpr Lanes kAll{1, 1, 1, 1};
  v = v < kNone ? kNone : v;
  return v > kAll ? kAll : v;
}

struct Pixel {
  float x, y;
};

std::uint32_t partOf(double opacity) {
  return static_cast<std::uint32_t>(std::lround(std::clamp(opacity, 0.0, 1.0) * 256));
}

// Of 255 as of 256.
std::uint32_t wide(std::uint8_t cover) {
  return std::uint32_t{cover} + (cover >> 7U);
}

// `part` of 256 of `over` and `rest` of what is there; two channels at a time.
std::uint32_t mixed(std::uint32_t under, std::uint32_t over, std::uint32_t part, std::uint32_t rest) {
  const std::uint32_t pair = ((under & 0xFF00FFU) * rest + (over & 0xFF00FFU) * part + 0x800080U) >> 8U;
  const std::uint32_t green = ((under & 0x00FF00U) * rest + (over & 0x00FF00U) * part + 0x008000U) >> 8U;
  return 0xFF000000U | (pair & 0xFF00FFU) | (green & 0x00FF00U);
}

/// The piece of a line inside a box (Liang and Barsky 1984); false if there is none.
bool cutLine(Pixel& a, Pixel& b, const Box& box) {
  const double dx = double{b.x} - a.x;
  const double dy = double{b.y} - a.y;
  double from = 0;
  double to = 1;
  const auto side = [&](double move, double room) {
    if (move == 0) return room >= 0;
    if (move < 0)
      from = std::max(from, room / move);
    else
      to = std::min(to, room / move);
    return from <= to;
  };
  if (!side(-dx, a.x - box.min_x) || !side(dx, box.max_x - a.x) || !side(-dy, a.y - box.min_y) ||
      !side(dy, box.max_y - a.y))
    return false;
  const Pixel begin = a;
  a = {static_cast<float>(begin.x + from * dx), static_cast<float>(begin.y + from * dy)};
  b = {static_cast<float>(begin.x + to * dx), static_cast<float>(begin.y + to * dy)};
  return true;
}

} // namespace

ScreenOutlines::ScreenOutlines(const FlatLayer& layer, std::span<const std::uint32_t> rows, const PixelFrame& frame,
                               bool measures) {
  m_rows.reserve(rows.size());
  std::uint64_t vertices = 0;
  for (const std::uint32_t row : rows)
    vertices += layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
  m_x.reserve(vertices); // what is not used is never touched
  m_y.reserve(vertices);
  for (const std::uint32_t row : rows) {
    if (layer.shape[row] != Shape::polygon && layer.shape[row] != Shape::line) continue;
    const auto first_ring = static_cast<std::uint32_t>(m_rings.size());
    const std::size_t first_run = m_runs.size();
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) addRing(layer, ring, frame, measures);
    if (m_runs.size() == first_run) continue;
    Bounds bounds = m_runs[first_run].bounds;
    for (std::size_t i = first_run + 1; i < m_runs.size(); ++i) {
      const Bounds& one = m_runs[i].bounds;
      bounds = {std::min(bounds.min_x, one.min_x), std::min(bounds.min_y, one.min_y), std::max(bounds.max_x, one.max_x),
                std::max(bounds.max_y, one.max_y)};
    }
    m_rows.push_back(
        {first_ring, static_cast<std::uint32_t>(m_rings.size()), layer.shape[row] == Shape::polygon, bounds});
  }
  m_rings.push_back(static_cast<std::uint32_t>(m_runs.size()));
}

void ScreenOutlines::addRing(const FlatLayer& layer, std::uint64_t ring, const PixelFrame& frame, bool measures) {
  const auto first = static_cast<std::uint32_t>(m_x.size());
  const auto end = layer.ring_vertex[ring + 1];
  const double* const xs = layer.x.data();
  const double* const ys = layer.y.data();
  const double scale = 1 / frame.metres_per_pixel;
  Pixel last{};
  for (auto i = layer.ring_vertex[ring]; i < end; ++i) {
    const Pixel p{static_cast<float>((xs[i] - frame.west) * scale), static_cast<float>((frame.north - ys[i]) * scale)};
    const bool is_near = std::abs(p.x - last.x) < kNear && std::abs(p.y - last.y) < kNear;
    if (is_near && i + 1 < end && m_x.size() > first) continue;
    if (!std::isfinite(p.x + p.y)) continue; // beyond the plane
    m_x.push_back(p.x);
    m_y.push_back(p.y);
    last = p;
  }
  if (m_x.size() == first) return;
  m_rings.push_back(static_cast<std::uint32_t>(m_runs.size()));
  addRuns(first, measures);
}

void ScreenOutlines::addRuns(std::uint32_t first, bool measures) {
  const auto end = static_cast<std::uint32_t>(m_x.size());
  float begins = 0;
  do {
    const std::uint32_t last = std::min(first + kRunEdges, end - 1);
    Run run{first, last, begins, {m_x[first], m_y[first], m_x[first], m_y[first]}};
    for (std::uint32_t i = first + 1; i <= last; ++i) {
      run.bounds = {std::min(run.bounds.min_x, m_x[i]), std::min(run.bounds.min_y, m_y[i]),
                    std::max(run.bounds.max_x, m_x[i]), std::max(run.bounds.max_y, m_y[i])};
      if (measures) begins += std::hypot(m_x[i] - m_x[i - 1], m_y[i] - m_y[i - 1]);
    }
    m_runs.push_back(run);
    first = last;
  } while (first + 1 < end);
}

struct ScreenShapes::State {
  PixelRows place;
  int top;
  Rasterizer raster;
  agg::scanline_u8 covered;
  std::size_t mask_stride; ///< a group of lanes may reach beyond the last pixel
  std::vector<std::uint8_t> mask;
  int first_inked; ///< rows of the mask that are not empty
  int last_inked = -1;

  State(const PixelRows& rows, int from)
      : place(rows), top(from), mask_stride(static_cast<std::size_t>(rows.width) + kLanes), first_inked(rows.height) {
    mask.resize(mask_stride * static_cast<std::size_t>(place.height));
    raster.clip_box(0, 0, place.width, place.height);
    raster.filling_rule(agg::fill_even_odd);
  }

  std::uint32_t* row(int y) const {
    return reinterpret_cast<std::uint32_t*>(place.data + static_cast<std::ptrdiff_t>(y) * place.stride);
  }

  bool sees(const ScreenOutlines::Bounds& bounds, float reach) const {
    const auto from = static_cast<float>(top);
    return bounds.max_x > -reach && bounds.min_x < static_cast<float>(place.width) + reach &&
           bounds.max_y > from - reach && bounds.min_y < from + static_cast<float>(place.height) + reach;
  }

  /// Calls `ink(y, from, to, covers)` for what the rasterizer covers; covers are of the pixels from `from` on.
  template<class Ink>
  void sweep(const Ink& ink) {
    if (!raster.rewind_scanlines()) return;
    covered.reset(raster.min_x(), raster.max_x());
    while (raster.sweep_scanline(covered)) {
      if (covered.y() < 0 || covered.y() >= place.height) continue;
      auto span = covered.begin();
      for (unsigned n = covered.num_spans(); n > 0; --n, ++span) {
        const int from = std::max(0, static_cast<int>(span->x));
        const int to = std::min(place.width, span->x + span->len);
        if (from < to) ink(covered.y(), from, to, span->covers + (from - span->x));
      }
    }
  }

  /// A run beyond one side of the rows changes nothing in them but where its ends are.
  void addArea(const ScreenOutlines& outlines, const ScreenOutlines::Row& row) {
    const auto y = [&](std::uint32_t i) { return double{outlines.m_y[i]} - top; };
    for (std::uint32_t ring = row.first_ring; ring < row.last_ring; ++ring) {
      const auto* run = &outlines.m_runs[outlines.m_rings[ring]];
      const auto* const end = outlines.m_runs.data() + outlines.m_rings[ring + 1];
      raster.move_to_d(outlines.m_x[run->first], y(run->first));
      for (; run < end; ++run) {
        std::uint32_t i = sees(run->bounds, 0) ? run->first + 1 : run->last;
        for (; i <= run->last; ++i) raster.line_to_d(outlines.m_x[i], y(i));
      }
    }
  }

  /// A line from the origin.
  struct Line {
    float ux, uy; ///< its direction
    float length, reach, most;
  };

  /// How much of a pixel a line covers follows from how far the pixel's middle is from it and from its ends.
  static void cover(std::uint8_t* out, float px, float py, const Line& line) {
    const Lanes x = kSteps + px;
    const Lanes at = x * line.ux + py * line.uy;
    const Lanes across = x * line.uy - py * line.ux;
    const Lanes before = line.reach + at;
    const Lanes behind = line.reach + line.length - at;
    const Lanes side = clamped(line.reach - (across < 0 ? -across : across));
    const Lanes part = side * clamped(before < behind ? before : behind) * line.most;
    for (int i = 0; i < kLanes; ++i) out[i] = std::max(out[i], static_cast<std::uint8_t>(static_cast<int>(part[i])));
  }

  /// A piece of a line with nearly round ends into the mask.
  void segment(Pixel a, Pixel b, float reach, float most) {
    const auto wide = static_cast<float>(place.width);
    const auto high = static_cast<float>(place.height);
    const float far = 2 * reach;
    if (std::max(a.x, b.x) < -reach || std::min(a.x, b.x) > wide + reach || std::max(a.y, b.y) < -reach ||
        std::min(a.y, b.y) > high + reach)
      return;
    const bool is_inside = std::min(a.x, b.x) > -far && std::max(a.x, b.x) < wide + far && std::min(a.y, b.y) > -far &&
                           std::max(a.y, b.y) < high + far;
    if (!is_inside && !cutLine(a, b, Box{-far, -far, wide + far, high + far})) return;
    const float dx = b.x - a.x;
    const float dy = b.y - a.y;
    const float length = std::sqrt(dx * dx + dy * dy);
    const float ux = length > 0 ? dx / length : 1;
    const float uy = length > 0 ? dy / length : 0;
    const Line line{ux, uy, length, reach, most};
    const float half = reach / std::max(std::abs(uy), 1e-6F); // of the line's width along a row
    const float slope = dy != 0 ? dx / dy : 0;
    const float left = std::min(a.x, b.x) - reach;
    const float right = std::max(a.x, b.x) + reach;
    const int first = std::max(0, static_cast<int>(std::floor(std::min(a.y, b.y) - reach)));
    const int last = std::min(place.height - 1, static_cast<int>(std::floor(std::max(a.y, b.y) + reach)));
    for (int y = first; y <= last; ++y) {
      const float py = static_cast<float>(y) + 0.5F - a.y;
      const float middle = a.x + std::clamp(py, std::min(dy, 0.0F), std::max(dy, 0.0F)) * slope;
      const int from = std::max(0, static_cast<int>(std::max(left, middle - half)));
      const int to = std::min(place.width - 1, static_cast<int>(std::min(right, middle + half)));
      std::uint8_t* const out = mask.data() + static_cast<std::size_t>(y) * mask_stride;
      for (int x = from; x <= to; x += kLanes) cover(out + x, static_cast<float>(x) + 0.5F - a.x, py, line);
    }
    first_inked = std::min(first_inked, first);
    last_inked = std::max(last_inked, last);
  }

  /// The drawn pieces of a segment that begins `done` px after its line's first dash.
  void dashed(Pixel a, Pixel b, const ScreenPen& pen, float done, float reach, float most) {
    const float length = std::hypot(b.x - a.x, b.y - a.y);
    float period = 0;
    for (const double part : pen.dash) period += static_cast<float>(part);
    Pixel seen_a = a;
    Pixel seen_b = b;
    const Box box{-reach, -reach, static_cast<double>(place.width) + reach, static_cast<double>(place.height) + reach};
    if (length == 0 || period <= 0 || !cutLine(seen_a, seen_b, box)) return;
    const auto at = [&](float far) {
      return Pixel{a.x + (b.x - a.x) * far / length, a.y + (b.y - a.y) * far / length};
    };
    const float last = std::hypot(seen_b.x - a.x, seen_b.y - a.y);
    float begin = -std::fmod(done, period); // of a period, seen from `a`
    begin += period * std::max(0.0F, std::floor((std::hypot(seen_a.x - a.x, seen_a.y - a.y) - begin) / period));
    for (; begin < last; begin += period) {
      float from = begin;
      for (std::size_t i = 0; i < pen.dash.size(); ++i) {
        const float to = from + static_cast<float>(pen.dash[i]);
        const float inset = static_cast<float>(std::min(pen.width, pen.dash[i])) / 2; // ends are round
        if (i % 2 == 0 && to > 0 && from < length)
          segment(at(std::clamp(from + inset, 0.0F, length)), at(std::clamp(to - inset, 0.0F, length)), reach, most);
        from = to;
      }
    }
  }
};

ScreenShapes::ScreenShapes(const PixelRows& rows, int top) : m_state(std::make_unique<State>(rows, top)) {}

ScreenShapes::~ScreenShapes() = default;

void ScreenShapes::fill(const ScreenOutlines& outlines, const ScreenInk& ink, const ScreenTile* hatch, double opacity) {
  const std::uint32_t part = partOf(ink.opacity);
  const std::uint32_t over = partOf(opacity);
  for (const ScreenOutlines::Row& row : outlines.m_rows) {
    if (!row.is_area || !m_state->sees(row.bounds, 0)) continue;
    m_state->raster.reset();
    m_state->addArea(outlines, row);
    m_state->sweep([&](int y, int from, int to, const std::uint8_t* covers) {
      std::uint32_t* const out = m_state->row(y) + from;
      if (part > 0)
        for (int i = 0; i < to - from; ++i) {
          const std::uint32_t much = (part * wide(covers[i])) >> 8U;
          out[i] = mixed(out[i], ink.colour, much, 256U - much);
        }
      if (hatch == nullptr) return;
      const auto side = static_cast<std::size_t>(hatch->side);
      const std::uint32_t* const tile =
          hatch->words.data() + (static_cast<std::size_t>(y + m_state->top) % side) * side;
      std::size_t column = static_cast<std::size_t>(from) % side;
      for (int i = 0; i < to - from; ++i) {
        const std::uint32_t word = tile[column];
        if (++column == side) column = 0;
        const std::uint32_t much = (over * wide(covers[i])) >> 8U;
        if (word != 0) out[i] = mixed(out[i], word, much, 256U - ((word >> 24U) * much + 127U) / 255U);
      }
    });
  }
}

void ScreenShapes::stroke(const ScreenOutlines& outlines, const ScreenPen& pen) {
  const auto width = static_cast<float>(pen.width);
  const float reach = std::max(kLeastReach, width / 2) + 0.5F;
  const float most = 255 * std::min(1.0F, width);
  const auto pixel = [&](std::uint32_t i) {
    return Pixel{outlines.m_x[i], outlines.m_y[i] - static_cast<float>(m_state->top)};
  };
  for (const ScreenOutlines::Row& row : outlines.m_rows) {
    if (!m_state->sees(row.bounds, reach)) continue;
    for (std::uint32_t r = outlines.m_rings[row.first_ring]; r < outlines.m_rings[row.last_ring]; ++r) {
      const ScreenOutlines::Run& run = outlines.m_runs[r];
      if (!m_state->sees(run.bounds, reach)) continue;
      if (run.first == run.last) m_state->segment(pixel(run.first), pixel(run.first), reach, most);
      float done = run.begins;
      for (std::uint32_t i = run.first; i < run.last; ++i) {
        const Pixel a = pixel(i);
        const Pixel b = pixel(i + 1);
        if (pen.dash.empty()) {
          m_state->segment(a, b, reach, most);
          continue;
        }
        m_state->dashed(a, b, pen, done, reach, most);
        done += std::hypot(b.x - a.x, b.y - a.y);
      }
    }
  }
}

void ScreenShapes::ink(const ScreenInk& ink) {
  const std::uint32_t part = partOf(ink.opacity);
  const auto width = static_cast<std::size_t>(m_state->place.width);
  for (int y = m_state->first_inked; y <= m_state->last_inked; ++y) {
    std::uint8_t* const covers = m_state->mask.data() + static_cast<std::size_t>(y) * m_state->mask_stride;
    std::uint32_t* const out = m_state->row(y);
    for (std::size_t x = 0; x < width; ++x) {
      std::uint64_t eight = 0;
      if (x + sizeof eight <= width) std::memcpy(&eight, covers + x, sizeof eight);
      if (x + sizeof eight <= width && eight == 0) {
        x += sizeof eight - 1;
        continue;
      }
      if (covers[x] == 0) continue;
      const std::uint32_t much = (part * wide(covers[x])) >> 8U;
      out[x] = mixed(out[x], ink.colour, much, 256U - much);
    }
    std::memset(covers, 0, m_state->mask_stride);
  }
  m_state->first_inked = m_state->place.height;
  m_state->last_inked = -1;
}

} // namespace ecoredline
