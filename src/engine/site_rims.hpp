#pragma once

#include "engine/local.hpp"
#include "engine/rim.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace ecoredline {

/// What one site has within eps of borders: the walls of unions of zones near it and their rims, in the site's plane
/// about the site's middle, where coordinates are small. Areas come by the site's method: square metres of the plane
/// are brought to it by the site's own ratio of the two (right to 5e-6 for every kilometre of the site's half length).
class SiteRims {
 public:
  /// All three must outlive it.
  SiteRims(const SiteView& site, const ZoneSet& zones, const PlaneMover& mover)
      : m_site(site), m_zones(zones), m_mover(mover) {}

  /// Moves the site to the plane, once; the other questions need that. Errors: as moveLayer.
  Result<void> prepare();
  const FlatLayer& plane() const { return *m_plane; }
  /// The site about its middle.
  const IndexedLayer& site() const { return *m_local; }
  /// Rows of the plane about the site's middle.
  FlatLayer local(FlatLayer rows) const;

  /// Walls of the union of `rows` that may come within eps of the site, in the plane; Shape::none without any.
  Result<FlatLayer> walls(std::span<const std::uint32_t> rows, double eps) const;

  /// A rim with the walls it was made of, about the site's middle.
  struct LocalRim {
    LocalRim(FlatLayer walls_of_it, double eps_m, const Box& place);
    FlatLayer walls;
    double eps;
    Rim rim;
  };
  /// `walls` in the plane.
  LocalRim rim(FlatLayer walls, double eps) const;
  LocalRim rimOfSite(double eps) const;

  /// What local polygons, which share no ground, have in a rim. Where outlines run along each other and leave it open,
  /// a buffer is overlaid, and `rung` is raised to what that took.
  double areaIn(const LocalRim& rim, const IndexedLayer& rows, Rung& rung) const;
  double ratio() const;
  /// By the method, of a row of the plane.
  double areaByMethod(const FlatLayer& rows, std::size_t row = 0) const;

 private:
  const SiteView& m_site;
  const ZoneSet& m_zones;
  const PlaneMover& m_mover;
  std::optional<FlatLayer> m_plane;
  std::optional<IndexedLayer> m_local;
  mutable std::optional<double> m_ratio; ///< area by the method to that in the plane
};

} // namespace ecoredline
