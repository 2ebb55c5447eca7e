#include "engine/rim.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace ecoredline {

namespace {

struct Turn {
  double from, to;
};

constexpr std::size_t kGroup = 16;
constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kClosure = 1e-5; // m: what the pieces of an outline may miss to be closed, besides what was shrunk

Box boxRound(double x, double y, double r) {
  return {x - r, y - r, x + r, y + r};
}

/// Overlapping spans become one.
template<class Span>
void mergeSpans(std::vector<Span>& spans) {
  std::ranges::sort(spans, {}, &Span::from);
  std::size_t kept = 0;
  for (const Span& s : spans) {
    if (kept > 0 && s.from <= spans[kept - 1].to)
      spans[kept - 1].to = std::max(spans[kept - 1].to, s.to);
    else
      spans[kept++] = s;
  }
  spans.resize(kept);
}

/// Calls `f(from, to)` for what merged spans leave of [0, end].
template<class Span, class F>
void forEachGap(const std::vector<Span>& spans, double end, F&& f) {
  double from = 0;
  for (const Span& s : spans) {
    if (s.from > from) f(from, std::min(s.from, end));
    from = std::max(from, s.to);
  }
  if (from < end) f(from, end);
}

Edge pieceOf(const Edge& e, double from, double to) {
  const double dx = e.bx - e.ax, dy = e.by - e.ay;
  return {e.ax + from * dx, e.ay + from * dy, e.ax + to * dx, e.ay + to * dy};
}

} // namespace

void Rim::Boxes::add(const Box& box) {
  if (each.size() % kGroup == 0) groups.emplace_back();
  each.push_back(box);
  groups.back().add(box);
}

template<class F>
void Rim::Boxes::forEachMeeting(const Box& box, F&& f) const {
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (!groups[g].meets(box)) continue;
    const std::size_t last = std::min(each.size(), (g + 1) * kGroup);
    for (std::size_t i = g * kGroup; i < last; ++i) {
      if (each[i].meets(box)) f(static_cast<std::uint32_t>(i));
    }
  }
}

Rim::Rim(std::span<const Edge> walls, double eps, const Box& place) : m_eps(eps), m_place(place) {
  makeShapes(walls);
  for (std::uint32_t i = 0; i < m_bars.size(); ++i) outlineBar(i);
  for (std::uint32_t i = 0; i < m_discs.size(); ++i) outlineDisc(i);
}

void Rim::makeShapes(std::span<const Edge> walls) {
  std::vector<std::pair<double, double>> ends;
  ends.reserve(2 * walls.size());
  for (const Edge& w : walls) {
    ends.emplace_back(w.ax, w.ay);
    ends.emplace_back(w.bx, w.by);
  }
  std::ranges::sort(ends);
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  const double step = kShrink / static_cast<double>(walls.size() + ends.size() + 1);
  double shrink = 0;
  for (const Edge& w : walls) {
    const double length = std::hypot(w.bx - w.ax, w.by - w.ay);
    if (length == 0) continue;
    const double ux = (w.bx - w.ax) / length, uy = (w.by - w.ay) / length;
    m_bars.push_back({w.ax, w.ay, ux, uy, length, m_eps * (1 - shrink), std::atan2(uy, ux)});
    m_bar_boxes.add(w.box().grown(m_eps, m_eps));
    shrink += step;
  }
  for (const auto& [x, y] : ends) {
    m_discs.push_back({x, y, m_eps * (1 - shrink)});
    m_disc_boxes.add(boxRound(x, y, m_eps));
    shrink += step;
  }
}

/// Its two long sides. The short ones lie in the discs of its ends, but for what these were shrunk.
void Rim::outlineBar(std::uint32_t i) {
  const Bar& b = m_bars[i];
  const double ex = b.ux * b.length, ey = b.uy * b.length;
  const double nx = b.uy * b.r, ny = -b.ux * b.r; // to the right
  const Edge right{b.x + nx, b.y + ny, b.x + ex + nx, b.y + ey + ny};
  const Edge left{b.x + ex - nx, b.y + ey - ny, b.x - nx, b.y - ny};
  for (const Edge& side : {right, left}) {
    if (!side.box().meets(m_place)) continue;
    forEachGap(covered(side, i), 1, [&](double from, double to) { m_sides.push_back(pieceOf(side, from, to)); });
  }
}

void Rim::outlineDisc(std::uint32_t i) {
  const Disc& disc = m_discs[i];
  const Box box = boxRound(disc.x, disc.y, disc.r);
  if (!box.meets(m_place)) return;
  m_spans.clear();
  m_bar_boxes.forEachMeeting(box, [&](std::uint32_t k) { addSpansOf(disc, m_bars[k], m_spans); });
  m_disc_boxes.forEachMeeting(box, [&](std::uint32_t k) {
    if (k != i) addSpansOf(disc, m_discs[k], m_spans);
  });
  mergeSpans(m_spans);
  forEachGap(m_spans, kTurn, [&](double from, double to) { m_arcs.push_back({i, from, to}); });
}

const std::vector<Rim::Span>& Rim::covered(const Edge& edge, std::optional<std::uint32_t> but) const {
  const Box box = edge.box();
  m_spans.clear();
  const auto note = [&](const std::optional<Span>& span) {
    if (span) m_spans.push_back(*span);
  };
  m_bar_boxes.forEachMeeting(box, [&](std::uint32_t k) {
    if (k != but) note(along(edge, m_bars[k]));
  });
  m_disc_boxes.forEachMeeting(box, [&](std::uint32_t k) { note(along(edge, m_discs[k])); });
  mergeSpans(m_spans);
  return m_spans;
}

/// Liang & Barsky 1984 in the frame of the bar.
std::optional<Rim::Span> Rim::along(const Edge& e, const Bar& bar) {
  const double px = e.ax - bar.x, py = e.ay - bar.y, dx = e.bx - e.ax, dy = e.by - e.ay;
  const double u = px * bar.ux + py * bar.uy, du = dx * bar.ux + dy * bar.uy;
  const double v = py * bar.ux - px * bar.uy, dv = dy * bar.ux - dx * bar.uy;
  Span span{0, 1};
  const auto keep = [&](double at, double step, double limit) { // at + t * step <= limit
    if (step > 0)
      span.to = std::min(span.to, (limit - at) / step);
    else if (step < 0)
      span.from = std::max(span.from, (limit - at) / step);
    else if (at > limit)
      span.to = -1;
  };
  keep(-u, -du, 0);
  keep(u, du, bar.length);
  keep(v, dv, bar.r);
  keep(-v, -dv, bar.r);
  if (span.from >= span.to) return std::nullopt;
  return span;
}

std::optional<Rim::Span> Rim::along(const Edge& e, const Disc& disc) {
  const double px = e.ax - disc.x, py = e.ay - disc.y, dx = e.bx - e.ax, dy = e.by - e.ay;
  const double a = dx * dx + dy * dy, b = px * dx + py * dy;
  const double away = px * dy - py * dx; // distance of the line times its length
  const double root = a * disc.r * disc.r - away * away;
  if (a == 0 || root <= 0) return std::nullopt;
  const double half = std::sqrt(root) / a, middle = -b / a;
  const Span span{std::max(middle - half, 0.0), std::min(middle + half, 1.0)};
  if (span.from >= span.to) return std::nullopt;
  return span;
}

/// Angles in [0, 2 pi), those that pass 0 in two.
void Rim::addSpan(double from, double to, std::vector<Span>& spans) {
  const double start = from - kTurn * std::floor(from / kTurn);
  const double end = start + (to - from);
  spans.push_back({start, std::min(end, kTurn)});
  if (end > kTurn) spans.push_back({0, end - kTurn});
}

/// Half of a disc at the end of a bar that is longer than the disc is wide lies in the bar: the rule.
void Rim::addSpansOf(const Disc& disc, const Bar& bar, std::vector<Span>& spans) {
  constexpr double kSame = 1e-9; // m
  const double px = disc.x - bar.x, py = disc.y - bar.y;
  const double u = px * bar.ux + py * bar.uy, v = py * bar.ux - px * bar.uy;
  if (bar.length < disc.r || std::abs(v) > kSame) return addSpansAcross(disc, bar, u, v, spans);
  const double quarter = kTurn / 4;
  if (std::abs(u) <= kSame) return addSpan(bar.direction - quarter, bar.direction + quarter, spans);
  if (std::abs(u - bar.length) <= kSame) return addSpan(bar.direction + quarter, bar.direction + 3 * quarter, spans);
  addSpansAcross(disc, bar, u, v, spans);
}

/// Between the angles where the circle meets the four lines of the bar it is in or out: each stretch is asked at its
/// middle. The disc's middle is `u` along the bar and `v` beside it.
void Rim::addSpansAcross(const Disc& disc, const Bar& bar, double u, double v, std::vector<Span>& spans) {
  std::array<double, 9> cuts{};
  std::size_t count = 0;
  const auto cut_at = [&](double offset, double first) { // where cos(angle - first) == offset / r
    if (std::abs(offset) >= disc.r) return;
    const double half = std::acos(offset / disc.r);
    for (const double angle : {first - half, first + half}) cuts[count++] = angle - kTurn * std::floor(angle / kTurn);
  };
  cut_at(-u, 0);
  cut_at(bar.length - u, 0);
  cut_at(bar.r - v, kTurn / 4);
  cut_at(-bar.r - v, kTurn / 4);
  const auto in_bar = [&](double angle) {
    const double at = u + disc.r * std::cos(angle), across = v + disc.r * std::sin(angle);
    return at >= 0 && at <= bar.length && std::abs(across) <= bar.r;
  };
  std::sort(cuts.begin(), cuts.begin() + static_cast<std::ptrdiff_t>(count));
  if (count == 0) {
    if (in_bar(0)) addSpan(0, kTurn, spans);
    return;
  }
  cuts[count] = cuts[0] + kTurn;
  for (std::size_t i = 0; i < count; ++i) {
    if (in_bar((cuts[i] + cuts[i + 1]) / 2)) addSpan(cuts[i] + bar.direction, cuts[i + 1] + bar.direction, spans);
  }
}

void Rim::addSpansOf(const Disc& disc, const Disc& other, std::vector<Span>& spans) {
  const double dx = other.x - disc.x, dy = other.y - disc.y;
  const double apart = std::hypot(dx, dy);
  if (apart >= disc.r + other.r || apart + other.r <= disc.r) return;
  if (apart + disc.r <= other.r) return addSpan(0, kTurn, spans);
  const double cosine = (apart * apart + (disc.r - other.r) * (disc.r + other.r)) / (2 * apart * disc.r);
  const double half = std::acos(std::clamp(cosine, -1.0, 1.0));
  const double middle = std::atan2(dy, dx);
  addSpan(middle - half, middle + half, spans);
}

/// Green's theorem, and whether what was summed is closed.
class Rim::Sum {
 public:
  void add(const Edge& e) {
    area += (e.ax * e.by - e.bx * e.ay) / 2;
    m_x += e.bx - e.ax;
    m_y += e.by - e.ay;
  }
  void add(const Disc& d, double from, double to) {
    const double dx = d.r * (std::cos(to) - std::cos(from)), dy = d.r * (std::sin(to) - std::sin(from));
    area += (d.r * d.r * (to - from) + d.x * dy - d.y * dx) / 2;
    m_x += dx;
    m_y += dy;
  }
  bool isClosedTo(double limit) const { return std::abs(m_x) <= limit && std::abs(m_y) <= limit; }

  double area = 0;

 private:
  double m_x = 0, m_y = 0;
};

namespace {

/// Whether a point, shifted by `shift` times (e, e²), e infinitely small, lies to the left of an edge (Edelsbrunner &
/// Mücke 1990, as EdgeRuns::inside).
bool isLeftOf(const Edge& e, double x, double y, int shift) {
  const double side = orientation(e.ax, e.ay, e.bx, e.by, x, y);
  if (side != 0) return side > 0;
  return e.by != e.ay ? (e.by < e.ay) == (shift > 0) : (e.bx > e.ax) == (shift > 0);
}

/// A polygon that edges and arcs are cut by.
class Cutter {
 public:
  explicit Cutter(const EdgeRuns& polygon) : m_polygon(polygon) {}

  /// Calls `f(from, to)` for the parts of an edge inside. Ties are broken as if the edge were shifted.
  template<class F>
  void forEachInside(const Edge& e, F&& f) {
    if (!m_polygon.box().meets(e.box())) return;
    m_cuts.clear();
    forEachNear(e.box(), [&](const Edge& p) {
      if (isLeftOf(p, e.ax, e.ay, 1) == isLeftOf(p, e.bx, e.by, 1)) return;
      if (isLeftOf(e, p.ax, p.ay, -1) == isLeftOf(e, p.bx, p.by, -1)) return;
      const double ex = e.bx - e.ax, ey = e.by - e.ay, px = p.bx - p.ax, py = p.by - p.ay;
      const double t = ((p.ax - e.ax) * py - (p.ay - e.ay) * px) / (ex * py - ey * px);
      m_cuts.push_back(std::clamp(t, 0.0, 1.0));
    });
    std::ranges::sort(m_cuts);
    walk(m_polygon.inside(e.ax, e.ay), {0, 1}, f);
  }

  /// The same for a counter-clockwise arc of a circle, angles in [from, to], from >= 0. The circle is walked from the
  /// middle of the widest gap between two cuts, so that an arc may well begin on one.
  template<class F>
  void forEachInside(double x, double y, double r, Turn arc, F&& f) {
    if (!m_polygon.box().meets(boxRound(x, y, r))) return;
    m_cuts.clear();
    forEachNear(boxRound(x, y, r), [&](const Edge& p) { cutCircle(x, y, r, p); });
    std::ranges::sort(m_cuts);
    const double start = middleOfWidestGap();
    for (double& cut : m_cuts) cut += cut < start ? kTurn : 0;
    std::ranges::sort(m_cuts);
    const bool inside = m_polygon.inside(x + r * std::cos(start), y + r * std::sin(start));
    for (const double turns : {-kTurn, 0.0}) { // the walk is [start, start + kTurn]; arcs lie in [0, kTurn]
      const auto part = [&](double from, double to) {
        from = std::max(from + turns, arc.from);
        to = std::min(to + turns, arc.to);
        if (from < to) f(from, to);
      };
      walk(inside, {start, start + kTurn}, part);
    }
  }

 private:
  template<class F>
  void forEachNear(const Box& box, F&& f) const {
    m_polygon.forEachLeaf(m_polygon.origin().around(box), [&](const Run& run) {
      for (auto v = run.first; v < run.first + EdgeRuns::edgesIn(run); ++v) {
        const Edge p = m_polygon.edge(v, run);
        if (p.box().meets(box)) f(p);
      }
    });
  }

  /// An edge with one end in the circle cuts it once, one with both ends out twice or never: what an end is depends on
  /// that vertex alone, so that the cuts are even in number.
  void cutCircle(double x, double y, double r, const Edge& p) {
    const double ax = p.ax - x, ay = p.ay - y, bx = p.bx - x, by = p.by - y;
    const bool a_in = ax * ax + ay * ay < r * r, b_in = bx * bx + by * by < r * r;
    if (a_in && b_in) return;
    const double dx = bx - ax, dy = by - ay, a = dx * dx + dy * dy, b = ax * dx + ay * dy, away = ax * dy - ay * dx;
    const double root = a * r * r - away * away;
    if (!a_in && !b_in && (root <= 0 || b >= 0 || b <= -a)) return;
    const double half = std::sqrt(std::max(root, 0.0));
    const auto cut_at = [&](double t) {
      const double angle = std::atan2(ay + t * dy, ax + t * dx);
      m_cuts.push_back(angle < 0 ? angle + kTurn : angle);
    };
    if (!a_in) cut_at((-b - half) / a);
    if (!b_in) cut_at((-b + half) / a);
  }

  double middleOfWidestGap() const {
    if (m_cuts.empty()) return 0;
    double widest = m_cuts.front() + kTurn - m_cuts.back(), middle = m_cuts.back() + widest / 2;
    for (std::size_t i = 0; i + 1 < m_cuts.size(); ++i) {
      if (m_cuts[i + 1] - m_cuts[i] <= widest) continue;
      widest = m_cuts[i + 1] - m_cuts[i];
      middle = m_cuts[i] + widest / 2;
    }
    return middle < kTurn ? middle : middle - kTurn;
  }

  template<class F>
  void walk(bool inside, Turn whole, F&& f) {
    double from = whole.from;
    for (const double cut : m_cuts) {
      if (inside && cut > from) f(from, cut);
      inside = !inside;
      from = cut;
    }
    if (inside && whole.to > from) f(from, whole.to);
  }

  const EdgeRuns& m_polygon;
  std::vector<double> m_cuts;
};

} // namespace

std::optional<double> Rim::areaIn(const LayerIndex& polygons, std::size_t row) const {
  const EdgeRuns polygon = polygons.runs(row);
  const FlatLayer& layer = polygons.layer();
  Sum sum;
  Cutter cutter(polygon);
  for (const Edge& side : m_sides) {
    cutter.forEachInside(side, [&](double from, double to) { sum.add(pieceOf(side, from, to)); });
  }
  for (const Arc& arc : m_arcs) {
    const Disc& disc = m_discs[arc.disc];
    cutter.forEachInside(disc.x, disc.y, disc.r, Turn{arc.from, arc.to},
                         [&](double from, double to) { sum.add(disc, from, to); });
  }
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const bool forward = polygons.turnOf(ring) >= 0;
    for (auto v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v) {
      Edge e{layer.x[v], layer.y[v], layer.x[v + 1], layer.y[v + 1]};
      if (!forward) e = {e.bx, e.by, e.ax, e.ay};
      for (const Span& s : covered(e, std::nullopt)) sum.add(pieceOf(e, s.from, s.to));
    }
  }
  const auto bars = static_cast<double>(m_bars.size());
  if (!sum.isClosedTo(kClosure + bars * kShrink * m_eps)) return std::nullopt;
  return std::max(sum.area, 0.0);
}

} // namespace ecoredline
