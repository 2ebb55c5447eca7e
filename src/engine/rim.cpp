#include "engine/rim.hpp"

#include "engine/polygon_cutter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kClosure = 1e-5; // m: what the pieces of an outline may miss to be closed, besides what was shrunk

Box boxRound(double x, double y, double r) {
  return {x - r, y - r, x + r, y + r};
}

/// Overlapping spans become one.
template<class Span>
void mergeSpans(std::vector<Span>& spans) {
  if (spans.size() > 1) std::ranges::sort(spans, {}, &Span::from);
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

Rim::Rim(std::span<const Edge> walls, double eps, const Box& place) : m_eps(eps), m_place(place) {
  makeShapes(walls);
  m_sides.reserve(2 * m_bars.size());
  m_arcs.reserve(m_discs.size());
  for (std::uint32_t i = 0; i < m_bars.size(); ++i) outlineBar(i);
  for (std::uint32_t i = 0; i < m_discs.size(); ++i) outlineDisc(i);
}

/// Which side of the walls the ground round one of their ends lies on. An arc there is nearest to that end: where one
/// wall leads to it and one away, it lies outside their bend.
Rim::Hand Rim::handOf(std::span<const End> ends) const {
  const auto is_point = [](const End& e) { return e.bar == kNoBar; };
  if (ends.size() != 2 || ends[0].leads_away == ends[1].leads_away || std::ranges::any_of(ends, is_point))
    return Hand::unknown;
  const Bar& in = m_bars[ends[0].leads_away ? ends[1].bar : ends[0].bar];
  const Bar& out = m_bars[ends[0].leads_away ? ends[0].bar : ends[1].bar];
  const double bend = in.ux * out.uy - in.uy * out.ux;
  return bend > 0 ? Hand::right : bend < 0 ? Hand::left : Hand::unknown;
}

void Rim::makeShapes(std::span<const Edge> walls) {
  std::vector<End> ends;
  ends.reserve(2 * walls.size());
  std::vector<double> lengths;
  lengths.reserve(walls.size());
  m_bars.reserve(walls.size());
  for (const Edge& w : walls) {
    const double dx = w.bx - w.ax, dy = w.by - w.ay;
    lengths.push_back(std::sqrt(dx * dx + dy * dy));
    const auto bar = static_cast<std::uint32_t>(m_bars.size());
    const bool is_point = lengths.back() == 0;
    ends.push_back({w.ax, w.ay, is_point ? kNoBar : bar, true});
    if (is_point) continue;
    ends.push_back({w.bx, w.by, bar, false});
    m_bars.push_back({w.ax, w.ay, dx / lengths.back(), dy / lengths.back(), lengths.back(), m_eps, 0, {}});
    m_bar_boxes.add(w.box().grown(m_eps, m_eps));
  }
  std::ranges::sort(ends, {}, [](const End& e) { return std::pair(e.x, e.y); });
  const auto is_new = [&](std::size_t i) { return i == 0 || ends[i].x != ends[i - 1].x || ends[i].y != ends[i - 1].y; };
  std::size_t places = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) places += is_new(i) ? 1 : 0;
  m_discs.reserve(places);
  const double step = kShrink / static_cast<double>(walls.size() + places + 1);
  double shrink = 0; // each a little smaller than the one before
  for (Bar& bar : m_bars) {
    bar.direction = std::atan2(bar.uy, bar.ux);
    bar.r = m_eps * (1 - shrink);
    shrink += step;
  }
  for (std::size_t first = 0; first < ends.size();) {
    std::size_t last = first + 1;
    while (last < ends.size() && !is_new(last)) ++last;
    const double x = ends[first].x, y = ends[first].y;
    for (std::size_t i = first; i < last; ++i) {
      if (ends[i].bar != kNoBar)
        m_bars[ends[i].bar].own_discs[ends[i].leads_away ? 0 : 1] = static_cast<std::uint32_t>(m_discs.size());
    }
    m_discs.push_back({x, y, m_eps * (1 - shrink), handOf(std::span(ends).subspan(first, last - first))});
    m_disc_boxes.add(boxRound(x, y, m_eps));
    shrink += step;
    first = last;
  }
}

/// Its two long sides. The short ones lie in the discs of its ends, but for what these were shrunk.
void Rim::outlineBar(std::uint32_t i) {
  const Bar& b = m_bars[i];
  const double ex = b.ux * b.length, ey = b.uy * b.length;
  const double nx = b.uy * b.r, ny = -b.ux * b.r; // to the right
  outlineSide(i, {{b.x + nx, b.y + ny, b.x + ex + nx, b.y + ey + ny}, Hand::right});
  outlineSide(i, {{b.x + ex - nx, b.y + ey - ny, b.x - nx, b.y - ny}, Hand::left});
}

void Rim::outlineSide(std::uint32_t bar, const Side& side) {
  const Box box = side.edge.box();
  if (!box.meets(m_place)) return;
  m_spans.clear();
  m_bar_boxes.forEachMeeting(box, [&](std::uint32_t k) {
    if (k != bar) noteSpan(along(side.edge, m_bars[k]));
  });
  const auto& own = m_bars[bar].own_discs; // smaller than the bar is wide
  m_disc_boxes.forEachMeeting(box, [&](std::uint32_t k) {
    if (k != own[0] && k != own[1]) noteSpan(along(side.edge, m_discs[k]));
  });
  mergeSpans(m_spans);
  forEachGap(m_spans, 1, [&](double from, double to) { m_sides.push_back({pieceOf(side.edge, from, to), side.hand}); });
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

void Rim::noteSpan(const std::optional<Span>& span) const {
  if (span) m_spans.push_back(*span);
}

const std::vector<Rim::Span>& Rim::covered(const Edge& edge) const {
  const Box box = edge.box();
  m_spans.clear();
  m_bar_boxes.forEachMeeting(box, [&](std::uint32_t k) { noteSpan(along(edge, m_bars[k])); });
  m_disc_boxes.forEachMeeting(box, [&](std::uint32_t k) { noteSpan(along(edge, m_discs[k])); });
  mergeSpans(m_spans);
  return m_spans;
}

/// Liang & Barsky 1984 in the frame of the bar.
std::optional<Rim::Span> Rim::along(const Edge& e, const Bar& bar) {
  const double px = e.ax - bar.x, py = e.ay - bar.y, dx = e.bx - e.ax, dy = e.by - e.ay;
  const double u = px * bar.ux + py * bar.uy, du = dx * bar.ux + dy * bar.uy;
  const double v = py * bar.ux - px * bar.uy, dv = dy * bar.ux - dx * bar.uy;
  const double most_v = std::max(v, v + dv), least_v = std::min(v, v + dv);
  if (least_v > bar.r || most_v < -bar.r || std::max(u, u + du) < 0 || std::min(u, u + du) > bar.length)
    return std::nullopt; // what most of them come to
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
  if (std::abs(v) >= bar.r + disc.r || u <= -disc.r || u >= bar.length + disc.r) return;
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
  const double squared = dx * dx + dy * dy;
  if (squared >= (disc.r + other.r) * (disc.r + other.r)) return;
  const double apart = std::sqrt(squared);
  if (apart + other.r <= disc.r) return;
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
    const double middle = (from + to) / 2, chord = 2 * d.r * std::sin((to - from) / 2);
    const double dx = -chord * std::sin(middle), dy = chord * std::cos(middle);
    area += (d.r * d.r * (to - from) + d.x * dy - d.y * dx) / 2;
    m_x += dx;
    m_y += dy;
  }
  bool isClosedTo(double limit) const { return std::abs(m_x) <= limit && std::abs(m_y) <= limit; }

  double area = 0;

 private:
  double m_x = 0, m_y = 0;
};

void Rim::addOutlineOf(const LayerIndex& polygons, std::size_t row, Sum& sum) const {
  const FlatLayer& layer = polygons.layer();
  std::size_t wall = 0;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const bool forward = polygons.turnOf(ring) >= 0;
    for (auto v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v) {
      Edge e{layer.x[v], layer.y[v], layer.x[v + 1], layer.y[v + 1]};
      if (!forward) e = {e.bx, e.by, e.ax, e.ay};
      if (isOnWall(e, wall)) {
        sum.add(e);
        continue;
      }
      for (const Span& s : covered(e)) sum.add(pieceOf(e, s.from, s.to));
    }
  }
}

/// Whether all of an edge lies in one of the bars next to the one that held the last edge: outlines that follow the
/// walls go from one to the next.
bool Rim::isOnWall(const Edge& e, std::size_t& wall) const {
  constexpr double kWhole = 1e-12; // of the edge, at both ends: what rounding leaves out
  for (std::size_t i = wall == 0 ? 0 : wall - 1; i < std::min(m_bars.size(), wall + 2); ++i) {
    const auto span = along(e, m_bars[i]);
    if (!span || span->from > kWhole || span->to < 1 - kWhole) continue;
    wall = i;
    return true;
  }
  return false;
}

double Rim::closure() const {
  return kClosure + static_cast<double>(m_bars.size()) * kShrink * m_eps;
}

std::optional<double> Rim::areaIn(const LayerIndex& polygons, std::size_t row) const {
  const EdgeRuns polygon = polygons.runs(row);
  Sum sum;
  PolygonCutter cutter(polygon);
  for (const Side& side : m_sides) {
    cutter.forEachInside(side.edge, [&](double from, double to) { sum.add(pieceOf(side.edge, from, to)); });
  }
  for (const Arc& arc : m_arcs) {
    const Disc& disc = m_discs[arc.disc];
    cutter.forEachInside(disc.x, disc.y, disc.r, Turn{arc.from, arc.to},
                         [&](double from, double to) { sum.add(disc, from, to); });
  }
  addOutlineOf(polygons, row, sum);
  if (!sum.isClosedTo(closure())) return std::nullopt;
  return std::max(sum.area, 0.0);
}

std::optional<Rim::Areas> Rim::areasIn(const LayerIndex& whole, const LayerIndex& left) const {
  const EdgeRuns polygon = whole.runs(0);
  Sum in_whole, in_left;
  bool open = false;
  PolygonCutter cutter(polygon, true);
  for (const Side& side : m_sides) {
    cutter.forEachInside(side.edge, [&](double from, double to) {
      const Edge piece = pieceOf(side.edge, from, to);
      in_whole.add(piece);
      if (side.hand == Hand::left) in_left.add(piece);
    });
  }
  for (const Arc& arc : m_arcs) {
    const Disc& disc = m_discs[arc.disc];
    cutter.forEachInside(disc.x, disc.y, disc.r, Turn{arc.from, arc.to}, [&](double from, double to) {
      in_whole.add(disc, from, to);
      if (disc.hand == Hand::left) in_left.add(disc, from, to);
      open = open || disc.hand == Hand::unknown;
    });
  }
  if (open) return std::nullopt;
  addOutlineOf(whole, 0, in_whole);
  addOutlineOf(left, 0, in_left);
  if (!in_whole.isClosedTo(closure()) || !in_left.isClosedTo(closure())) return std::nullopt;
  return Areas{std::max(in_whole.area, 0.0), std::max(in_left.area, 0.0)};
}

} // namespace ecoredline
