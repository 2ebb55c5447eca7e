#include "engine/pair_cells.hpp"

#include "geo/orientation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

using Place = std::pair<double, double>;

/// What a polygon does at a point of its boundary.
enum class At : std::uint8_t { corner, crossing, touch };
/// Where a piece of one boundary lies for the other polygon.
enum class Lies : std::uint8_t { in, out, same, against };

/// A point where an edge is split.
struct Split {
  std::uint64_t edge; ///< vertex where it starts
  double along;
  Place place;
  At at;
};

/// A boundary ring in pieces, its polygon on the left; piece i leads from point i to the next.
struct Loop {
  std::vector<Place> points;
  std::vector<At> at;
  std::vector<Lies> lies;

  std::size_t size() const { return points.size(); }
  std::size_t next(std::size_t i) const { return i + 1 == size() ? 0 : i + 1; }
  bool mayBeShared(std::size_t i) const { return at[i] == At::touch && at[next(i)] == At::touch; }
};

using Piece = std::pair<Place, Place>;

/// One of the two polygons.
class Side {
 public:
  Side(const LayerIndex& rows, std::size_t row) : runs(rows.runs(row)), m_rows(rows), m_layer(rows.layer()) {}

  EdgeRuns runs;
  std::vector<Loop> loops;

  Place place(std::uint64_t vertex) const { return {m_layer.x[vertex], m_layer.y[vertex]}; }

  void split(std::uint64_t edge, const Place& place, At at) {
    const auto a = this->place(edge), b = this->place(edge + 1);
    const double dx = b.first - a.first, dy = b.second - a.second;
    const double along = std::abs(dx) >= std::abs(dy) ? (place.first - a.first) / dx : (place.second - a.second) / dy;
    m_splits.push_back({edge, along, place, at});
  }
  void touch(std::uint64_t vertex) { m_touched.push_back(vertex); }

  /// Puts the loops together. False where a split falls onto a corner or another split.
  bool makeLoops() {
    std::ranges::sort(m_splits, [](const Split& a, const Split& b) {
      return std::tie(a.edge, a.along, a.place, a.at) < std::tie(b.edge, b.along, b.place, b.at);
    });
    const auto again = std::ranges::unique(m_splits, [](const Split& a, const Split& b) {
      return a.edge == b.edge && a.place == b.place && a.at == At::touch && b.at == At::touch;
    });
    m_splits.erase(again.begin(), again.end());
    std::ranges::sort(m_touched);
    auto split = m_splits.begin();
    for (auto ring = m_layer.row_ring[runs.row()]; ring < m_layer.row_ring[runs.row() + 1]; ++ring)
      if (!addLoop(ring, split)) return false;
    return true;
  }

  /// The pieces that may be the other's too, sorted.
  std::vector<Piece> sharedPieces() const {
    std::vector<Piece> pieces;
    for (const Loop& loop : loops)
      for (std::size_t i = 0; i < loop.size(); ++i)
        if (loop.mayBeShared(i)) pieces.emplace_back(loop.points[i], loop.points[loop.next(i)]);
    std::ranges::sort(pieces);
    return pieces;
  }

  /// Says of every piece where it lies. False where that does not add up round a ring.
  bool label(const EdgeRuns& other, const std::vector<Piece>& others) {
    return std::ranges::all_of(loops, [&](Loop& loop) { return labelLoop(loop, other, others); });
  }

 private:
  bool addLoop(std::uint64_t ring, std::vector<Split>::iterator& split) {
    const auto first = m_layer.ring_vertex[ring], last = m_layer.ring_vertex[ring + 1] - 1; // `last` repeats `first`
    Loop loop;
    loop.points.reserve(last - first);
    const auto add = [&](const Place& place, At at) {
      if (!loop.points.empty() && loop.points.back() == place) return false;
      loop.points.push_back(place);
      loop.at.push_back(at);
      return true;
    };
    for (auto v = first; v < last; ++v) {
      const bool touched = std::ranges::binary_search(m_touched, v) || (v == first && touchedAt(last));
      const bool repeated = v > first && place(v) == place(v - 1); // valid, and no piece
      if (!repeated && !add(place(v), touched ? At::touch : At::corner)) return false;
      if (repeated && touched) loop.at.back() = At::touch;
      for (; split != m_splits.end() && split->edge == v; ++split)
        if (!add(split->place, split->at)) return false;
    }
    if (loop.size() < 3 || loop.points.front() == loop.points.back()) return false;
    const int turn = m_rows.turnOf(ring);
    if (turn < 0) {
      std::ranges::reverse(loop.points);
      std::ranges::reverse(loop.at);
    }
    loops.push_back(std::move(loop));
    return turn != 0;
  }
  bool touchedAt(std::uint64_t vertex) const { return std::ranges::binary_search(m_touched, vertex); }

  /// Pieces that are not the other's too, from one change of which nothing is known to the next.
  static bool labelLoop(Loop& loop, const EdgeRuns& other, const std::vector<Piece>& others) {
    loop.lies.resize(loop.size());
    std::vector<bool> is_shared(loop.size());
    for (std::size_t i = 0; i < loop.size(); ++i) {
      if (!loop.mayBeShared(i)) continue;
      const Place &a = loop.points[i], &b = loop.points[loop.next(i)];
      const bool same = std::ranges::binary_search(others, Piece(a, b));
      is_shared[i] = same || std::ranges::binary_search(others, Piece(b, a));
      if (is_shared[i]) loop.lies[i] = same ? Lies::same : Lies::against;
    }
    const auto touches = std::ranges::find(loop.at, At::touch);
    const auto start = static_cast<std::size_t>(touches == loop.at.end() ? 0 : touches - loop.at.begin());
    for (std::size_t step = 0; step < loop.size();) {
      const std::size_t first = (start + step) % loop.size();
      std::size_t count = 1;
      while (step + count < loop.size() && loop.at[(first + count) % loop.size()] != At::touch) ++count;
      if (!is_shared[first] && !labelStretch(loop, first, count, other)) return false;
      step += count;
    }
    if (touches != loop.at.end()) return true;
    const bool flips = loop.at[0] == At::crossing;
    return (loop.lies.front() == loop.lies.back()) != flips;
  }

  /// Pieces between two touches, or a whole ring: in turn inside and outside, from crossing to crossing. A corner
  /// between them lies clear of the other's edges, so that it may be asked; where there is none, the middle of the
  /// longest piece may, if it lies clear.
  static bool labelStretch(Loop& loop, std::size_t first, std::size_t count, const EdgeRuns& other) {
    std::size_t crossings = 0;
    std::optional<bool> starts_inside;
    for (std::size_t k = 0; k < count && !starts_inside; ++k) {
      const std::size_t i = (first + k) % loop.size();
      if (k > 0 && loop.at[i] == At::crossing) ++crossings;
      if (loop.at[i] == At::corner)
        starts_inside = other.inside(loop.points[i].first, loop.points[i].second) != (crossings % 2 == 1);
    }
    if (!starts_inside) starts_inside = askMiddle(loop, first, count, other);
    if (!starts_inside) return false;
    bool inside = *starts_inside;
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t i = (first + k) % loop.size();
      if (k > 0 && loop.at[i] == At::crossing) inside = !inside;
      loop.lies[i] = inside ? Lies::in : Lies::out;
    }
    return true;
  }

  static std::optional<bool> askMiddle(const Loop& loop, std::size_t first, std::size_t count, const EdgeRuns& other) {
    constexpr double kClear = 64 * std::numeric_limits<double>::epsilon();
    double longest = -1, x = 0, y = 0;
    bool is_odd = false;
    std::size_t crossings = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t i = (first + k) % loop.size();
      if (k > 0 && loop.at[i] == At::crossing) ++crossings;
      const Place &a = loop.points[i], &b = loop.points[loop.next(i)];
      const double length = std::abs(b.first - a.first) + std::abs(b.second - a.second);
      if (length <= longest) continue;
      longest = length;
      x = a.first + (b.first - a.first) / 2;
      y = a.second + (b.second - a.second) / 2;
      is_odd = crossings % 2 == 1;
    }
    const double clear = kClear * std::max(std::abs(x), std::abs(y));
    if (other.nearest(x, y, clear).distance < clear) return std::nullopt;
    return other.inside(x, y) != is_odd;
  }

  const LayerIndex& m_rows;
  const FlatLayer& m_layer;
  std::vector<Split> m_splits;
  std::vector<std::uint64_t> m_touched;
};

/// Where two edges cross: the same doubles whichever comes first and whichever way they run.
Place crossingOf(Place a, Place b, Place c, Place d) {
  if (b < a) std::swap(a, b);
  if (d < c) std::swap(c, d);
  if (std::pair(c, d) < std::pair(a, b)) {
    std::swap(a, c);
    std::swap(b, d);
  }
  const double p = orientation(c.first, c.second, d.first, d.second, a.first, a.second);
  const double q = orientation(c.first, c.second, d.first, d.second, b.first, b.second);
  const double t = p / (p - q);
  const auto within = [](double value, double u, double v, double w, double z) {
    return std::clamp(value, std::max(std::min(u, v), std::min(w, z)), std::min(std::max(u, v), std::max(w, z)));
  };
  return {within(a.first + t * (b.first - a.first), a.first, b.first, c.first, d.first),
          within(a.second + t * (b.second - a.second), a.second, b.second, c.second, d.second)};
}

/// Splits the edges of both polygons where they meet.
class Splitter {
 public:
  Splitter(Side& first, Side& second) : m_first(first), m_second(second) {
    constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
    for (const Box* box : {&first.runs.box(), &second.runs.box()})
      for (const double far : {box->min_x, box->min_y, box->max_x, box->max_y})
        m_reach = std::max(m_reach, std::abs(far) * kRounding);
  }

  void run() {
    const EdgeRuns &p = m_first.runs, &q = m_second.runs;
    p.forEachLeaf(p.origin().around(q.box()), [&](const Run& run) {
      for (auto v = run.first; v < run.first + EdgeRuns::edgesIn(run); ++v) {
        const Edge edge = p.edge(v, run);
        const Box box = edge.box();
        if (!box.meets(q.box())) continue;
        q.forEachLeaf(q.origin().around(box), [&](const Run& other) {
          for (auto w = other.first; w < other.first + EdgeRuns::edgesIn(other); ++w)
            if (q.edge(w, other).box().meets(box)) meet(v, w);
        });
      }
    });
  }

 private:
  /// 0 on the line, and where only the rounding of its coordinates keeps a corner from lying on it: a border that was
  /// cut by another program ends so.
  double side(const Place& a, const Place& b, const Place& c) const {
    const double twice = orientation(a.first, a.second, b.first, b.second, c.first, c.second);
    const double length = std::abs(b.first - a.first) + std::abs(b.second - a.second);
    return std::abs(twice) <= m_reach * length ? 0 : twice;
  }
  bool isNear(const Place& a, const Place& b) const {
    return std::abs(a.first - b.first) <= m_reach && std::abs(a.second - b.second) <= m_reach;
  }

  void meet(std::uint64_t v, std::uint64_t w) {
    const Place a = m_first.place(v), b = m_first.place(v + 1), c = m_second.place(w), d = m_second.place(w + 1);
    if (a == b || c == d) return;
    const double of_c = side(a, b, c), of_d = side(a, b, d);
    if ((of_c > 0 && of_d > 0) || (of_c < 0 && of_d < 0)) return;
    const double of_a = side(c, d, a), of_b = side(c, d, b);
    if ((of_a > 0 && of_b > 0) || (of_a < 0 && of_b < 0)) return;
    if (of_a != 0 && of_b != 0 && of_c != 0 && of_d != 0) {
      cross(v, w, crossingOf(a, b, c, d));
      return;
    }
    if (of_c == 0) corner(m_second, w, m_first, v);
    if (of_d == 0) corner(m_second, w + 1, m_first, v);
    if (of_a == 0) corner(m_first, v, m_second, w);
    if (of_b == 0) corner(m_first, v + 1, m_second, w);
  }

  /// Where rounding puts a crossing onto a corner, that corner lies on the other's edge.
  void cross(std::uint64_t v, std::uint64_t w, const Place& place) {
    for (const auto vertex : {v, v + 1})
      if (isNear(place, m_first.place(vertex))) return corner(m_first, vertex, m_second, w);
    for (const auto vertex : {w, w + 1})
      if (isNear(place, m_second.place(vertex))) return corner(m_second, vertex, m_first, v);
    m_first.split(v, place, At::crossing);
    m_second.split(w, place, At::crossing);
  }

  /// A corner of one polygon on the line of an edge of the other.
  void corner(Side& of, std::uint64_t vertex, Side& other, std::uint64_t edge) const {
    const Place place = of.place(vertex), a = other.place(edge), b = other.place(edge + 1);
    if (!Edge{a.first, a.second, b.first, b.second}
             .box()
             .grown(m_reach, m_reach)
             .meets({place.first, place.second, place.first, place.second}))
      return;
    if (place != a && place != b && (isNear(place, a) || isNear(place, b))) return;
    of.touch(vertex);
    if (place == a)
      other.touch(edge);
    else if (place == b)
      other.touch(edge + 1);
    else
      other.split(edge, place, At::touch);
  }

  Side& m_first;
  Side& m_second;
  double m_reach = 0; ///< a few units in the last place
};

/// Pieces of one loop one behind the other that bound the same cells.
struct Stretch {
  const Loop* loop;
  std::size_t first, count;
  bool reversed;

  std::size_t at(std::size_t i) const { return (first + (reversed ? count - i : i)) % loop->size(); }
  const Place& start() const { return loop->points[at(0)]; }
  const Place& end() const { return loop->points[at(count)]; }
};

using Outline = std::vector<Place>; // closed

/// Positive for shells; 0 where the rounding of crossings is all there is between two borders.
double areaOf(const Outline& ring) {
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  double sum = 0, outline = 0, far = 0;
  const auto [x, y] = ring.front();
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    sum += (ring[i].first - x) * (ring[i + 1].second - y) - (ring[i + 1].first - x) * (ring[i].second - y);
    outline += std::abs(ring[i + 1].first - ring[i].first) + std::abs(ring[i + 1].second - ring[i].second);
    far = std::max({far, std::abs(ring[i].first), std::abs(ring[i].second)});
  }
  return std::abs(sum) <= outline * far * kRounding ? 0 : sum / 2;
}

/// The outlines of the cells of one cover.
class Chains {
 public:
  /// Pieces of a side that lie so, their polygon on the left, or on the right where `reversed`.
  void add(const Side& side, Lies lies, bool reversed) {
    for (const Loop& loop : side.loops) {
      std::size_t begin = 0;
      while (begin < loop.size() && loop.lies[begin] == lies) ++begin;
      if (begin == loop.size()) {
        m_stretches.push_back({&loop, 0, loop.size(), reversed});
        noteStarts(m_stretches.back());
        continue;
      }
      for (std::size_t step = 1; step <= loop.size();) {
        const std::size_t at = (begin + step) % loop.size();
        std::size_t count = 0;
        while (count < loop.size() && loop.lies[(at + count) % loop.size()] == lies) ++count;
        if (count > 0) {
          m_stretches.push_back({&loop, at, count, reversed});
          noteStarts(m_stretches.back());
        }
        step += count + 1;
      }
    }
  }

  /// False when a chain does not close, or may be closed in several ways.
  bool close() {
    std::ranges::sort(m_starts);
    if (std::ranges::adjacent_find(m_starts) != m_starts.end()) return false;
    std::vector<std::pair<Place, std::size_t>> open;
    for (std::size_t i = 0; i < m_stretches.size(); ++i) open.emplace_back(m_stretches[i].start(), i);
    std::ranges::sort(open);
    std::vector<bool> used(m_stretches.size());
    for (std::size_t i = 0; i < m_stretches.size(); ++i) {
      if (used[i]) continue;
      Outline ring{m_stretches[i].start()};
      for (std::size_t at = i;;) {
        if (used[at]) return false;
        used[at] = true;
        const Stretch& s = m_stretches[at];
        for (std::size_t k = 1; k <= s.count; ++k) ring.push_back(s.loop->points[s.at(k)]);
        if (ring.back() == ring.front()) break;
        const auto next = std::ranges::lower_bound(open, ring.back(), {}, &std::pair<Place, std::size_t>::first);
        if (next == open.end() || next->first != ring.back()) return false;
        at = next->second;
      }
      if (ring.size() < 4) return false;
      rings.push_back(std::move(ring));
    }
    return true;
  }

  std::vector<Outline> rings;

 private:
  /// Where pieces start that something else may start too.
  void noteStarts(const Stretch& s) {
    for (std::size_t k = 0; k < s.count; ++k)
      if (s.loop->at[s.at(k)] != At::corner) m_starts.push_back(s.loop->points[s.at(k)]);
  }

  std::vector<Stretch> m_stretches;
  std::vector<Place> m_starts;
};

/// Whether all corners of a hole lie in a shell; nullopt when they do not agree, as where it touches the shell.
std::optional<bool> holds(const Outline& shell, const Outline& hole) {
  constexpr std::size_t kAsked = 3;
  std::optional<bool> all;
  for (std::size_t i = 0; i < std::min(kAsked, hole.size() - 1); ++i) {
    bool in = false;
    for (std::size_t k = 0; k + 1 < shell.size(); ++k)
      if (crossesRay({shell[k].first, shell[k].second, shell[k + 1].first, shell[k + 1].second}, hole[i].first,
                     hole[i].second, 1))
        in = !in;
    if (all && *all != in) return std::nullopt;
    all = in;
  }
  return all;
}

/// Each shell with its holes as a cell. False when a hole has no shell for certain.
bool addCells(const std::vector<Outline>& rings, PairCover cover, FlatBuilder& builder, PairCells& out) {
  std::vector<std::size_t> shells;
  std::vector<double> area;
  for (const Outline& ring : rings) area.push_back(areaOf(ring));
  for (std::size_t i = 0; i < rings.size(); ++i)
    if (area[i] > 0) shells.push_back(i);
  std::vector<std::vector<std::size_t>> holes(rings.size());
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (area[i] >= 0) continue;
    std::size_t best = rings.size();
    for (const std::size_t shell : shells) {
      if (area[shell] < -area[i]) continue;
      const auto in = shells.size() == 1 ? std::optional(true) : holds(rings[shell], rings[i]);
      if (!in) return false;
      if (*in && (best == rings.size() || area[shell] < area[best])) best = shell;
    }
    if (best == rings.size()) return false;
    holes[best].push_back(i);
  }
  const auto add = [&](const Outline& ring) {
    std::vector<double> x, y;
    x.reserve(ring.size());
    y.reserve(ring.size());
    for (const auto& [px, py] : ring) {
      x.push_back(px);
      y.push_back(py);
    }
    builder.addRing(x, y, 0);
  };
  for (const std::size_t shell : shells) {
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(out.cover.size()));
    add(rings[shell]);
    for (const std::size_t hole : holes[shell]) add(rings[hole]);
    builder.endRow();
    out.cover.push_back(cover);
  }
  return true;
}

} // namespace

std::optional<PairCells> pairCells(const LayerIndex& rows, std::size_t first, std::size_t second) {
  Side a(rows, first), b(rows, second);
  Splitter(a, b).run();
  if (!a.makeLoops() || !b.makeLoops()) return std::nullopt;
  const auto of_a = a.sharedPieces(), of_b = b.sharedPieces();
  if (!a.label(b.runs, of_b) || !b.label(a.runs, of_a)) return std::nullopt;
  PairCells out;
  FlatBuilder builder(rows.layer().crs);
  for (const PairCover cover : {PairCover::both, PairCover::first, PairCover::second}) {
    Chains chains;
    if (cover == PairCover::both) {
      chains.add(a, Lies::in, false);
      chains.add(b, Lies::in, false);
      chains.add(a, Lies::same, false);
    } else {
      const Side &own = cover == PairCover::first ? a : b, &other = cover == PairCover::first ? b : a;
      chains.add(own, Lies::out, false);
      chains.add(own, Lies::against, false);
      chains.add(other, Lies::in, true);
    }
    if (!chains.close() || !addCells(chains.rings, cover, builder, out)) return std::nullopt;
  }
  out.cells = builder.take();
  return out;
}

} // namespace ecoredline
