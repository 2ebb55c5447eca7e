#pragma once

#include "engine/edge_sieve.hpp"
#include "geo/layer_index.hpp"
#include "geo/measure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ecoredline {

/// What the edges of a site and of a zone, both polygons, say of each other.
struct EdgeMeeting {
  /// none, within, contains, equals, overlap, touch_line or touch_point: as DE-9IM of valid polygons.
  Relation relation = Relation::none;
  /// False when the crossings along some ring do not add up, which valid polygons never do: nothing else here, and no
  /// piece, may be used. The guarded overlay decides then.
  bool consistent = true;
};

/// Overlap of polygons without its geometry: the pieces of both boundaries that bound it. One object per thread; it
/// keeps its memory from pair to pair.
///
/// 1. Zone edges near the site are crossed with the site's edges, run by run (EdgeRuns). Every sign is exact
///    (orientation()), and ties are broken as if the whole site were shifted by (e, e²), e infinitely small
///    (Edelsbrunner & Mücke 1990, Simulation of simplicity, ACM ToG 9:66-104): no vertex then lies on an edge of the
///    other side, shared borders included. Area is continuous, so the shift costs nothing in area; a crossing that a
///    tie made is put on the vertex that made it.
/// 2. Walking a boundary, one is inside the other polygon or outside, and changes at each crossing. The pieces inside,
///    from both boundaries, are closed chains with the overlap on their left; each crossing is the same pair of doubles
///    on either side. Any sum over directed edges (Green's theorem) then gives the overlap's area.
/// 3. Every ring, and every stretch of the zone that is looked at, must end in the state that its end point is found
///    in; otherwise the input was not valid and the result is `consistent == false`.
/// 4. Where no two edges cross properly but some are tied, the relation is found from the same ties broken both ways,
///    (e, e²) and -(e, e²): a piece inside both ways is inside, a piece inside one way only lies on the other's border
///    (engine/edge_contacts.hpp).
/// Method and measurements: perf.md §4, docs/performance.md.
class EdgeOverlay {
 public:
  /// The site of the pairs to come. `sites` must stay alive and unmoved.
  void setSite(const LayerIndex& sites, std::size_t row);
  /// Meets a zone in the same CRS; both rows are valid polygons.
  EdgeMeeting meet(const LayerIndex& zones, std::size_t row);

  /// Calls `f(ax, ay, bx, by)` for every piece of the overlap's boundary of the last pair, the overlap on its left.
  /// Of pairs that only touch, pieces come too; they enclose nothing.
  template<class F>
  void forEachPiece(F&& f) const;

 private:
  struct Crossing {
    std::uint32_t site_edge; ///< vertex of the site where the edge starts
    std::uint32_t zone_edge;
    double along_site; ///< 0 at the edge's start, 1 at its end
    double along_zone;
    double x, y;
  };
  struct Stretch { ///< of a boundary: a leaf of the zone, a ring of the site
    std::uint32_t first, last;
    std::uint32_t crossings_end; ///< in m_by_zone or m_by_site: where those of the next begin
    bool inside;                 ///< the other polygon, at its first vertex
    std::int8_t turn;
  };
  struct Arc { ///< a stretch with what walking along it needs
    const double* x;
    const double* y;
    std::uint32_t first, last;
    bool inside;
    std::int8_t turn;
    std::uint32_t Crossing::*edge; ///< which of a crossing's two edges is this side's
  };
  using Crossings = std::span<const Crossing>;

  bool siteHolds(std::uint32_t zone_vertex) const;
  void takeLeaf(const Run& run);
  bool leaveStretch();
  void findNearEdges(const Box& box);
  Edge siteEdge(std::uint32_t vertex) const;
  Edge zoneEdge(std::uint32_t vertex) const;
  void crossRun(std::uint32_t site_edge, const Run& run);
  void crossEdges(std::uint32_t site_edge, std::uint32_t zone_edge, double d1, double d2);
  void noteTie(std::uint32_t site_edge, std::uint32_t zone_edge);
  void walkSite();
  Relation plainRelation() const;
  int turnAt(std::uint32_t zone_vertex);

  template<class F>
  static void visit(double ax, double ay, double bx, double by, int turn, F& f) {
    if (turn > 0)
      f(ax, ay, bx, by);
    else
      f(bx, by, ax, ay);
  }
  template<class F>
  static void visitArc(const Arc& arc, Crossings crossings, F& f);

  // of the site
  const LayerIndex* m_sites = nullptr;
  const double* m_site_x = nullptr;
  const double* m_site_y = nullptr;
  std::optional<EdgeRuns> m_site;
  Box m_site_box;
  EdgeSieve m_few;
  bool m_is_few = false; ///< the sieve holds all of the site's edges
  std::vector<Stretch> m_site_rings;
  // of the pair
  const LayerIndex* m_zones = nullptr;
  const double* m_zone_x = nullptr;
  const double* m_zone_y = nullptr;
  std::optional<EdgeRuns> m_zone;
  std::uint64_t m_ring = 0;          ///< of the zone's layer, of the last leaf
  std::vector<const Run*> m_leaves;  ///< of the zone, near the site
  std::vector<std::uint32_t> m_near; ///< site edges
  std::vector<Crossing> m_by_zone;
  std::vector<Crossing> m_by_site;
  std::vector<Stretch> m_stretches;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> m_ties; ///< (site edge, zone edge)
  bool m_state = false;                                        ///< inside the site, at the end of the last stretch
  bool m_consistent = true;
  bool m_proper = false; ///< two edges cross in a point inside both
  bool m_zone_inside = false, m_zone_outside = false;
  bool m_site_inside = false, m_site_outside = false;
};

template<class F>
void EdgeOverlay::visitArc(const Arc& arc, Crossings crossings, F& f) {
  bool inside = arc.inside;
  for (auto v = arc.first; v < arc.last; ++v) {
    double ax = arc.x[v], ay = arc.y[v];
    for (; !crossings.empty() && crossings.front().*arc.edge == v; crossings = crossings.subspan(1)) {
      const Crossing& c = crossings.front();
      if (inside) visit(ax, ay, c.x, c.y, arc.turn, f);
      ax = c.x;
      ay = c.y;
      inside = !inside;
    }
    if (inside) visit(ax, ay, arc.x[v + 1], arc.y[v + 1], arc.turn, f);
  }
}

template<class F>
void EdgeOverlay::forEachPiece(F&& f) const {
  const auto visit_one = [&](const Arc& arc, const std::vector<Crossing>& all, std::size_t from, std::size_t to) {
    if (arc.inside || to > from) visitArc(arc, Crossings(all).subspan(from, to - from), f);
  };
  std::size_t from = 0;
  for (const Stretch& s : m_stretches) {
    visit_one({m_zone_x, m_zone_y, s.first, s.last, s.inside, s.turn, &Crossing::zone_edge}, m_by_zone, from,
              s.crossings_end);
    from = s.crossings_end;
  }
  from = 0;
  for (const Stretch& s : m_site_rings) {
    visit_one({m_site_x, m_site_y, s.first, s.last, s.inside, s.turn, &Crossing::site_edge}, m_by_site, from,
              s.crossings_end);
    from = s.crossings_end;
  }
}

} // namespace ecoredline
