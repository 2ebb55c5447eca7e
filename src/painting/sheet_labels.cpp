#include "painting/sheet_labels.hpp"

#include "base/markup.hpp"
#include "painting/pole.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kLongestLabel = 28;      // columns
constexpr double kFlat = 2.5;          // text is about so much wider than high
constexpr double kCoarse = 0.3;        // mm: no letter is placed finer
constexpr double kGap = 0.8;           // mm
constexpr double kLeastRoom = 0.55;    // of the text's half width: an area much smaller than its name has none
constexpr double kStraight = 0.94;     // chord by arc of a stretch that text may follow
constexpr double kBaseline = 0.36;     // of the size, from the middle of the letters down to their base line
constexpr std::size_t kStretches = 64; // of a line are looked at
constexpr const char* kInk = "#344054";
constexpr std::array<std::pair<double, double>, 8> kDirections{
    {{0, -1}, {0, 1}, {-1, 0}, {1, 0}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}}};

struct Wanted {
  const DrawLayer* layer = nullptr;
  std::size_t row = 0;
  std::string text;
  double width = 0;
  double x = 0;
  double y = 0;
  double room = 0;
  Box around;
};

Box boxAt(double x, double y, double width, double height) {
  return {x - width / 2 - 0.4, y - height / 2 - 0.2, x + width / 2 + 0.4, y + height / 2 + 0.2};
}

class Placer {
 public:
  Placer(const MapScene& scene, const PageGrid& grid, const Canvas& canvas, std::span<const Box> taken, double size)
      : m_scene(scene), m_grid(grid), m_canvas(canvas), m_used(taken.begin(), taken.end()),
        m_page(grid.frame->onPage()), m_size(size) {
    for (const DrawLayer& layer : scene.layers) // what the map is about is kept free where possible
      for (std::size_t row = 0; layer.label_outside && row < layer.shapes.rows(); ++row) {
        m_keep_free.push_back(onPage(layer.shapes.box[row]));
        addOutlines(layer, row);
      }
  }

  std::vector<SheetLabel> place() {
    std::vector<SheetLabel> out;
    for (const Wanted& wanted : wantedLabels()) {
      auto label = placed(wanted);
      if (label.boxes.empty()) continue;
      m_used.insert(m_used.end(), label.boxes.begin(), label.boxes.end());
      out.push_back(std::move(label));
    }
    return out;
  }

 private:
  struct At {
    double x, y;
  };
  struct Chord {
    At a, b;
  };

  Box onPage(const Box& box) const {
    const Frame& frame = *m_grid.frame;
    return {frame.x(box.min_x), frame.y(box.max_y), frame.x(box.max_x), frame.y(box.min_y)};
  }

  void addOutlines(const DrawLayer& layer, std::size_t row) {
    const PageGrid coarse{m_grid.frame, kCoarse};
    for (GridRing ring : snappedRings(layer.shapes, row, coarse)) {
      const bool closed = layer.shapes.shape[row] == Shape::polygon;
      dropNeedless(ring, closed);
      const std::size_t count = ring.points.size();
      for (std::size_t i = closed ? 0 : 1; i < count; ++i) {
        const GridPoint& a = ring.points[(i + count - 1) % count];
        const GridPoint& b = ring.points[i];
        m_outlines.push_back(
            {{coarse.millimetres(a.x), coarse.millimetres(a.y)}, {coarse.millimetres(b.x), coarse.millimetres(b.y)}});
      }
    }
  }

  std::vector<Wanted> wantedLabels() const {
    std::vector<Wanted> out;
    std::set<std::pair<const DrawLayer*, std::string>> seen;
    for (const DrawLayer& layer : m_scene.layers) {
      std::vector<Wanted> rows;
      for (std::size_t row = 0; row < std::min(layer.labels.size(), layer.shapes.rows()); ++row)
        if (!layer.labels[row].empty()) addRow(layer, row, rows);
      std::ranges::stable_sort(rows, [](const Wanted& a, const Wanted& b) { return a.room > b.room; });
      for (Wanted& wanted : rows) // a zone in several rows is named once, where it has most room
        if (seen.emplace(&layer, wanted.text).second) out.push_back(std::move(wanted));
    }
    std::ranges::stable_sort(out, [](const Wanted& a, const Wanted& b) {
      return std::pair(a.layer->label_priority, a.room) > std::pair(b.layer->label_priority, b.room);
    });
    return out;
  }

  void addRow(const DrawLayer& layer, std::size_t row, std::vector<Wanted>& out) const {
    if (!showsIn(layer.shapes, row, m_grid.frame->window())) return;
    Wanted wanted;
    wanted.layer = &layer;
    wanted.row = row;
    wanted.text = shortened(layer.labels[row], kLongestLabel);
    wanted.width = m_canvas.textWidth(wanted.text, m_size);
    const double drawn =
        layer.shapes.shape[row] == Shape::point ? layer.style.marker_mm / 2 : layer.style.stroke_mm / 2;
    wanted.around = onPage(layer.shapes.box[row]).grown(drawn, drawn);
    if (layer.shapes.shape[row] == Shape::polygon && !layer.label_outside) {
      const Box& around = wanted.around; // has more room than anything inside it
      const double most = std::min(around.max_x - around.min_x, (around.max_y - around.min_y) * kFlat) / 2;
      if (most < kLeastRoom * wanted.width / 2) return;
      const PageGrid coarse{m_grid.frame, kCoarse};
      const Pole pole = poleOf(areaRings(layer.shapes, row, coarse), coarse, m_page, kFlat);
      wanted.x = pole.x;
      wanted.y = pole.y;
      wanted.room = pole.room;
      if (pole.room < kLeastRoom * wanted.width / 2) return;
    } else {
      double x = 0;
      double y = 0;
      if (!labelPoint(layer.shapes, row, m_grid.frame->window(), x, y)) return;
      wanted.x = m_grid.frame->x(x);
      wanted.y = m_grid.frame->y(y);
      wanted.room = wanted.around.max_x - wanted.around.min_x;
    }
    out.push_back(std::move(wanted));
  }

  // How far a label stays away from what the map is about.
  enum class Manner { clear, off_outlines, anywhere };

  bool isFree(const std::vector<Box>& boxes, Manner manner) const {
    const auto meets = [&](const Box& box) { return [&box](const Box& other) { return box.meets(other); }; };
    const auto crosses = [&](const Box& box) { return [&box](const Chord& piece) { return passes(piece, box); }; };
    return std::ranges::all_of(boxes, [&](const Box& box) {
      if (!m_page.contains(box) || std::ranges::any_of(m_used, meets(box))) return false;
      if (manner == Manner::clear) return std::ranges::none_of(m_keep_free, meets(box));
      return manner == Manner::anywhere || std::ranges::none_of(m_outlines, crosses(box));
    });
  }

  // A piece of line that has a point in a box: what is left of it between the box's sides.
  static bool passes(const Chord& piece, const Box& box) {
    double from = 0;
    double to = 1;
    const auto cut = [&](double start, double step, double low, double high) {
      if (step == 0) return low <= start && start <= high;
      const double first = (low - start) / step;
      const double second = (high - start) / step;
      from = std::max(from, std::min(first, second));
      to = std::min(to, std::max(first, second));
      return from <= to;
    };
    return cut(piece.a.x, piece.b.x - piece.a.x, box.min_x, box.max_x) &&
           cut(piece.a.y, piece.b.y - piece.a.y, box.min_y, box.max_y);
  }

  SheetLabel placed(const Wanted& wanted) const {
    SheetLabel label;
    label.text = wanted.text;
    label.colour = wanted.layer->label_colour.empty() ? kInk : wanted.layer->label_colour;
    label.size = m_size;
    if (wanted.layer->shapes.shape[wanted.row] == Shape::line && !wanted.layer->label_outside) {
      placeAlong(wanted, label);
      return label;
    }
    for (const Manner manner : {Manner::clear, Manner::off_outlines, Manner::anywhere}) {
      if (manner == Manner::anywhere && !wanted.layer->label_outside) break; // only what the map is about
      for (const auto& [x, y] : candidates(wanted)) {
        const std::vector<Box> boxes{boxAt(x, y, wanted.width, m_size)};
        if (!isFree(boxes, manner)) continue;
        label.x = x;
        label.y = y + m_size * kBaseline;
        label.boxes = boxes;
        return label;
      }
    }
    return label;
  }

  // Middles of the label's box, the best first.
  std::vector<std::pair<double, double>> candidates(const Wanted& wanted) const {
    const double half = m_size / 2;
    const double width = wanted.width / 2;
    const Box& around = wanted.around;
    if (wanted.layer->label_outside)
      return {{around.max_x + kGap + width, wanted.y},
              {wanted.x, around.min_y - kGap - half},
              {wanted.x, around.max_y + kGap + half},
              {around.min_x - kGap - width, wanted.y},
              {around.max_x + kGap + width, around.min_y},
              {around.max_x + kGap + width, around.max_y},
              {around.min_x - kGap - width, around.min_y},
              {around.min_x - kGap - width, around.max_y},
              {wanted.x, wanted.y}};
    if (wanted.layer->shapes.shape[wanted.row] == Shape::point) {
      const double off = wanted.layer->style.marker_mm / 2 + kGap;
      return {{wanted.x + off + width, wanted.y},
              {wanted.x - off - width, wanted.y},
              {wanted.x, wanted.y - off - half},
              {wanted.x, wanted.y + off + half}};
    }
    std::vector<std::pair<double, double>> out;
    for (const double dy : {0.0, -1.0, 1.0, -2.0, 2.0})
      for (const double dx : {0.0, -0.25, 0.25, -0.5, 0.5})
        if (std::abs(dx) * wanted.width <= wanted.room && std::abs(dy) * m_size * kFlat <= wanted.room)
          out.emplace_back(wanted.x + dx * wanted.width, wanted.y + dy * m_size);
    addFarther(wanted, out);
    return out;
  }

  // A zone round what the map is about has its middle there: farther off, where the whole name has room too.
  void addFarther(const Wanted& wanted, std::vector<std::pair<double, double>>& out) const {
    for (double away = 3; away * m_size * kFlat < wanted.room; away *= 1.3)
      for (const auto& [east, south] : kDirections) {
        const double dx = east * (away * m_size + wanted.width / 2);
        const double dy = south * away * m_size;
        if (std::hypot(std::abs(dx) + wanted.width / 2, (std::abs(dy) + m_size / 2) * kFlat) <= wanted.room)
          out.emplace_back(wanted.x + dx, wanted.y + dy);
      }
  }

  // Text that follows a line: the straightest stretch that is long enough, the letters above it, never upside down.
  void placeAlong(const Wanted& wanted, SheetLabel& label) const {
    for (GridRing ring : snappedRings(wanted.layer->shapes, wanted.row, m_grid)) {
      dropNeedless(ring, false);
      std::vector<At> points;
      std::vector<double> length{0};
      for (const GridPoint& p : ring.points) {
        points.push_back({m_grid.millimetres(p.x), m_grid.millimetres(p.y)});
        if (points.size() < 2) continue;
        const At& before = points[points.size() - 2];
        length.push_back(length.back() + std::hypot(points.back().x - before.x, points.back().y - before.y));
      }
      const double need = wanted.width + 2;
      if (points.size() < 2 || length.back() < need) continue;
      const auto at = [&](double s) {
        const auto next = std::ranges::upper_bound(length, s) - length.begin();
        const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(next, 1, std::ssize(length) - 1));
        const double part = (s - length[i - 1]) / (length[i] - length[i - 1]);
        return At{points[i - 1].x + part * (points[i].x - points[i - 1].x),
                  points[i - 1].y + part * (points[i].y - points[i - 1].y)};
      };
      double best = kStraight;
      for (std::size_t k = 0; k <= kStretches; ++k) {
        const double from = (length.back() - need) * static_cast<double>(k) / kStretches;
        const At a = at(from);
        const At b = at(from + need);
        const double straight = std::hypot(b.x - a.x, b.y - a.y) / need;
        if (straight <= best) continue;
        SheetLabel tried = along(wanted, label, {a, b});
        if (!isFree(tried.boxes, Manner::clear)) continue;
        best = straight + 1e-3; // a later stretch must be clearly straighter
        label = std::move(tried);
      }
      if (!label.boxes.empty()) return;
    }
  }

  SheetLabel along(const Wanted& wanted, SheetLabel label, Chord chord) const {
    if (chord.b.x < chord.a.x || (chord.b.x == chord.a.x && chord.b.y > chord.a.y)) std::swap(chord.a, chord.b);
    const double turn = std::atan2(chord.b.y - chord.a.y, chord.b.x - chord.a.x);
    const double off = m_size * 0.65 + wanted.layer->style.stroke_mm / 2; // from the line up to the letters' middle
    const double mx = (chord.a.x + chord.b.x) / 2 + std::sin(turn) * off;
    const double my = (chord.a.y + chord.b.y) / 2 - std::cos(turn) * off;
    label.turn = turn / std::numbers::pi * 180;
    label.x = mx - std::sin(turn) * m_size * kBaseline;
    label.y = my + std::cos(turn) * m_size * kBaseline;
    label.boxes.clear();
    const int pieces = std::max(1, static_cast<int>(std::lround(wanted.width / m_size)));
    for (int i = 0; i < pieces; ++i) {
      const double s = ((i + 0.5) / pieces - 0.5) * wanted.width;
      label.boxes.push_back(boxAt(mx + std::cos(turn) * s, my + std::sin(turn) * s, m_size * 0.7, m_size * 0.8));
    }
    return label;
  }

  const MapScene& m_scene;
  const PageGrid& m_grid;
  const Canvas& m_canvas;
  std::vector<Box> m_used;
  std::vector<Box> m_keep_free;
  std::vector<Chord> m_outlines; ///< of the same
  Box m_page;
  double m_size;
};

} // namespace

std::vector<SheetLabel> sheetLabels(const MapScene& scene, const PageGrid& grid, const Canvas& canvas,
                                    std::span<const Box> taken, double size) {
  return Placer(scene, grid, canvas, taken, size).place();
}

} // namespace ecoredline
