#pragma once

#include "engine/near_boxes.hpp"
#include "geo/layer_index.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// All ground within `eps` of some walls, bounded by straight pieces and true arcs: the union of a bar along every wall
/// and a disc round every end. Lengths are metres of a plane whose origin is near by (2 km: rounding 1e-12 m).
///
/// The outline of the union is what is left of the outlines of its bars and discs outside all others. Where outlines
/// run along each other rounding would decide, so every bar and disc is a little smaller than the one before it, discs
/// smaller than all bars; all are between eps and (1 - kShrink) eps.
class Rim {
 public:
  static constexpr double kShrink = 1e-9;

  /// `place`: a box round everything that is going to be asked about.
  Rim(std::span<const Edge> walls, double eps, const Box& place);

  /// Planar area of the part of polygon `row` that lies in the rim, by Green's theorem over the pieces of both
  /// outlines. nullopt when these do not close, which a polygon that is not valid may cause, or an outline that runs
  /// along the rim's.
  std::optional<double> areaIn(const LayerIndex& polygons, std::size_t row) const;

  /// The same for a polygon and for the part of it to the left of the walls, each the first row of its layer: what the
  /// rim has of an outline lies wholly to one side of walls that run all along a border, so that it is cut once for
  /// both. The walls have the ground of a polygon on their left and are all there are within eps of the whole.
  /// nullopt also where more than two walls meet.
  struct Areas {
    double whole = 0;
    double left = 0;
  };
  std::optional<Areas> areasIn(const LayerIndex& whole, const LayerIndex& left) const;

 private:
  struct Bar {
    double x, y;   ///< where its wall begins
    double ux, uy; ///< along it
    double length, r;
    double direction;                      ///< radians
    std::array<std::uint32_t, 2> own_discs; ///< at its ends
  };
  enum class Hand : std::uint8_t { unknown, left, right };
  struct Disc {
    double x, y, r;
    Hand hand; ///< where arcs of it lie, seen along the walls
  };
  /// An end of a wall.
  struct End {
    double x, y;
    std::uint32_t bar;
    bool leads_away;
  };
  struct Side {
    Edge edge;
    Hand hand;
  };
  struct Arc {
    std::uint32_t disc;
    double from, to; ///< radians, counter-clockwise
  };
  struct Span {
    double from, to;
  };
  class Sum;

  static constexpr std::uint32_t kNoBar = ~0U; ///< of a point

  static std::optional<Span> along(const Edge& edge, const Bar& bar);
  static std::optional<Span> along(const Edge& edge, const Disc& disc);
  static void addSpansOf(const Disc& disc, const Bar& bar, std::vector<Span>& spans);
  static void addSpansAcross(const Disc& disc, const Bar& bar, double u, double v, std::vector<Span>& spans);
  static void addSpansOf(const Disc& disc, const Disc& other, std::vector<Span>& spans);
  static void addSpan(double from, double to, std::vector<Span>& spans);

  Hand handOf(std::span<const End> ends) const;
  void makeShapes(std::span<const Edge> walls);
  void outlineBar(std::uint32_t i);
  void outlineSide(std::uint32_t bar, const Side& side);
  void outlineDisc(std::uint32_t i);
  void noteSpan(const std::optional<Span>& span) const;
  /// Where an edge lies in the rim, merged.
  const std::vector<Span>& covered(const Edge& edge) const;

  void addOutlineOf(const LayerIndex& polygons, std::size_t row, Sum& sum) const;
  bool isOnWall(const Edge& edge, std::size_t& wall) const;
  double closure() const;

  double m_eps;
  Box m_place;
  std::vector<Bar> m_bars;
  std::vector<Disc> m_discs;
  NearBoxes m_bar_boxes, m_disc_boxes;
  // the outline, the rim on its left
  std::vector<Side> m_sides;
  std::vector<Arc> m_arcs;
  mutable std::vector<Span> m_spans; ///< scratch
};

} // namespace ecoredline
