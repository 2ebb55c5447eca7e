#include "engine/union_walls.hpp"

#include "engine/local.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

namespace ecoredline {

namespace {

/// An edge of one of the rows.
struct Border {
  Edge edge;         ///< as the ring runs
  std::uint32_t row; ///< of the layer
  std::int8_t turn;  ///< 1: the row lies to the left
  bool dead = false; ///< no wall anywhere
};

/// The same for both directions of an edge.
std::uint64_t keyOf(const Edge& e) {
  const auto mix = [](double x, double y) {
    const auto a = std::bit_cast<std::uint64_t>(x), b = std::bit_cast<std::uint64_t>(y);
    return (a ^ std::rotl(b, 32)) * 0x9E3779B97F4A7C15U;
  };
  const std::uint64_t sum = mix(e.ax, e.ay) + mix(e.bx, e.by);
  return sum ^ (sum >> 32U);
}

bool isSame(const Edge& p, const Edge& q) {
  return p.ax == q.ax && p.ay == q.ay && p.bx == q.bx && p.by == q.by;
}
bool isReverse(const Edge& p, const Edge& q) {
  return p.ax == q.bx && p.ay == q.by && p.bx == q.ax && p.by == q.ay;
}

class WallFinder {
 public:
  using Wanted = std::function<bool(const Edge&)>;

  WallFinder(const ZoneSet& zones, std::span<const std::uint32_t> rows, const Box& window, const Wanted& wanted)
      : m_zones(zones), m_rows(rows), m_window(window), m_wanted(wanted), m_builder(zones.layer().crs),
        m_scale(scaleAt(zones.layer().crs, (window.min_y + window.max_y) / 2)) {}

  FlatLayer find() {
    for (const std::uint32_t row : m_rows) collect(row);
    if (m_rows.size() > 1) cancelShared();
    m_builder.beginRow(Shape::line, 0);
    for (std::span<const Border> rest = m_borders; !rest.empty();) {
      const auto stretch = rest.first(stretchOf(rest));
      addWalls(stretch);
      rest = rest.subspan(stretch.size());
    }
    endChain();
    m_builder.endRow();
    return m_builder.take();
  }

 private:
  void collect(std::uint32_t row) {
    const EdgeRuns runs = m_zones.runs(row);
    const FlatLayer& layer = m_zones.layer();
    auto ring = layer.row_ring[row];
    runs.forEachLeaf(runs.origin().around(m_window), [&](const Run& run) {
      while (layer.ring_vertex[ring + 1] <= run.first) ++ring;
      const auto turn = static_cast<std::int8_t>(m_zones.index().turnOf(ring));
      for (auto v = run.first; v < run.first + EdgeRuns::edgesIn(run); ++v) {
        const Edge edge = runs.edge(v, run);
        if (edge.box().meets(m_window) && (!m_wanted || m_wanted(edge))) m_borders.push_back({edge, row, turn});
      }
    });
  }

  /// Of edges with the same ends: those that have ground on both sides are dead, of others one is enough. They meet in
  /// a table with open addresses.
  void cancelShared() {
    constexpr std::uint32_t kFree = ~0U;
    std::vector<std::uint32_t> table(std::bit_ceil(2 * m_borders.size() + 1), kFree);
    for (std::uint32_t i = 0; i < m_borders.size(); ++i) {
      std::size_t at = keyOf(m_borders[i].edge) & (table.size() - 1);
      for (; table[at] != kFree; at = (at + 1) & (table.size() - 1)) settle(m_borders[table[at]], m_borders[i]);
      table[at] = i;
    }
  }

  static void settle(Border& a, Border& b) {
    const bool same = isSame(a.edge, b.edge);
    if (!same && !isReverse(a.edge, b.edge)) return;
    const bool both_sides = same == (a.turn != b.turn);
    if (both_sides) a.dead = true;
    b.dead = true;
  }

  /// How many borders from the first on are looked at together: neighbours of one row.
  static std::size_t stretchOf(std::span<const Border> borders) {
    const auto most = borders.first(std::min(borders.size(), EdgeRuns::kEdgesPerRun));
    const auto other = std::ranges::find_if(most, [&](const Border& b) { return b.row != borders[0].row; });
    return static_cast<std::size_t>(other - most.begin());
  }

  Box sealed(const Box& box) const { return box.grown(kSeal / m_scale.x, kSeal / m_scale.y); }

  void addWalls(std::span<const Border> stretch) {
    if (!lookRound(stretch)) return;
    for (const Border& border : stretch) {
      if (!border.dead) addWalls(border);
    }
  }

  /// Leaves the other rows with an edge near a stretch in m_near. Any other holds all of the stretch or nothing of it:
  /// false where one holds it.
  bool lookRound(std::span<const Border> stretch) {
    m_near.clear();
    Box box;
    for (const Border& border : stretch) {
      if (!border.dead) box.add(border.edge.box());
    }
    if (box.empty()) return false;
    box = sealed(box);
    for (const std::uint32_t row : m_rows) {
      if (row == stretch[0].row || !m_zones.layer().box[row].meets(box)) continue;
      const EdgeRuns other = m_zones.runs(row);
      if (other.meets(box)) {
        m_near.push_back(row);
      } else if (other.inside(box.min_x, box.min_y)) {
        return false;
      }
    }
    return true;
  }

  /// The pieces of a border that have none of the other rows behind them.
  void addWalls(const Border& border) {
    const Box near = sealed(border.edge.box());
    m_others.clear();
    for (const std::uint32_t row : m_near) {
      if (m_zones.layer().box[row].meets(near)) m_others.push_back(row);
    }
    if (m_others.empty()) return addWall(border, 0, 1);
    m_cuts = {0, 1};
    for (const std::uint32_t row : m_others) cutBy(m_zones.runs(row), border.edge, near);
    std::ranges::sort(m_cuts);
    for (std::size_t i = 0; i + 1 < m_cuts.size(); ++i) {
      if (m_cuts[i] < m_cuts[i + 1] && isOutside(border, (m_cuts[i] + m_cuts[i + 1]) / 2))
        addWall(border, m_cuts[i], m_cuts[i + 1]);
    }
  }

  /// Notes where edges of another row cross `edge`, or end on it.
  void cutBy(const EdgeRuns& other, const Edge& edge, const Box& near) {
    other.forEachLeaf(other.origin().around(near), [&](const Run& run) {
      for (auto v = run.first; v < run.first + EdgeRuns::edgesIn(run); ++v) {
        const Edge f = other.edge(v, run);
        if (!f.box().meets(near)) continue;
        cutAtEnd(edge, near, f.ax, f.ay);
        cutAtEnd(edge, near, f.bx, f.by);
        cutAtCrossing(edge, f);
      }
    });
  }

  void cutAtEnd(const Edge& edge, const Box& near, double x, double y) {
    if (!near.contains({x, y, x, y})) return;
    const Foot foot = footOn(edge, x, y, m_scale.x, m_scale.y);
    if (foot.squared <= kSeal * kSeal) m_cuts.push_back(foot.t);
  }

  void cutAtCrossing(const Edge& e, const Edge& f) {
    const double ex = e.bx - e.ax, ey = e.by - e.ay, fx = f.bx - f.ax, fy = f.by - f.ay;
    const double cross = ex * fy - ey * fx;
    if (cross == 0) return;
    const double gx = f.ax - e.ax, gy = f.ay - e.ay;
    const double along_e = (gx * fy - gy * fx) / cross, along_f = (gx * ey - gy * ex) / cross;
    if (along_e > 0 && along_e < 1 && along_f >= 0 && along_f <= 1) m_cuts.push_back(along_e);
  }

  bool isOutside(const Border& border, double along) const {
    const Edge& e = border.edge;
    const double dx = (e.bx - e.ax) * m_scale.x, dy = (e.by - e.ay) * m_scale.y;
    const double length = std::hypot(dx, dy);
    if (length == 0) return false;
    const double away = border.turn * kSeal / length; // to the right of a border with the row on its left
    const double x = e.ax + along * (e.bx - e.ax) + away * dy / m_scale.x;
    const double y = e.ay + along * (e.by - e.ay) - away * dx / m_scale.y;
    return std::ranges::none_of(m_others, [&](std::uint32_t row) { return m_zones.runs(row).inside(x, y); });
  }

  void addWall(const Border& border, double from, double to) {
    const Edge& edge = border.edge;
    const auto at = [&](double t) {
      return t == 0   ? std::pair(edge.ax, edge.ay)
             : t == 1 ? std::pair(edge.bx, edge.by)
                      : std::pair(edge.ax + t * (edge.bx - edge.ax), edge.ay + t * (edge.by - edge.ay));
    };
    const auto [ax, ay] = at(from);
    if (m_x.empty() || m_x.back() != ax || m_y.back() != ay || m_turn != border.turn) {
      endChain();
      m_turn = border.turn;
      m_x.push_back(ax);
      m_y.push_back(ay);
    }
    const auto [bx, by] = at(to);
    m_x.push_back(bx);
    m_y.push_back(by);
  }

  /// Turned about where its row lay to the right.
  void endChain() {
    if (m_turn < 0) {
      std::ranges::reverse(m_x);
      std::ranges::reverse(m_y);
    }
    if (m_x.size() > 1) m_builder.addRing(m_x, m_y, m_chains++);
    m_x.clear();
    m_y.clear();
  }

  const ZoneSet& m_zones;
  std::span<const std::uint32_t> m_rows;
  const Box& m_window;
  const Wanted& m_wanted;
  FlatBuilder m_builder;
  PlaneScale m_scale;
  std::vector<Border> m_borders;
  std::vector<std::uint32_t> m_near;   ///< rows with an edge near the stretch at hand
  std::vector<std::uint32_t> m_others; ///< rows that may have ground behind the border at hand
  std::vector<double> m_cuts;
  std::vector<double> m_x, m_y; ///< the chain at hand
  std::int8_t m_turn = 0;       ///< of its borders
  std::uint32_t m_chains = 0;
};

} // namespace

FlatLayer unionWalls(const ZoneSet& zones, std::span<const std::uint32_t> rows, const Box& window,
                     const std::function<bool(const Edge&)>& wanted) {
  return WallFinder(zones, rows, window, wanted).find();
}

} // namespace ecoredline
