#include "engine/site_rims.hpp"

#include "engine/union_walls.hpp"
#include "geo/edge_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ecoredline {

Result<void> SiteRims::prepare() {
  if (m_local) return {};
  FlatBuilder builder(m_site.layer.crs);
  builder.copyRow(m_site.layer, m_site.row);
  auto moved = m_mover.move(builder.take());
  if (!moved) return tl::unexpected<Error>(std::move(moved.error()));
  m_plane = std::move(*moved);
  m_local.emplace(local(*m_plane));
  return {};
}

FlatLayer SiteRims::local(FlatLayer rows) const {
  const Box& box = m_plane->box[0];
  const double x0 = std::round((box.min_x + box.max_x) / 2), y0 = std::round((box.min_y + box.max_y) / 2);
  for (double& x : rows.x) x -= x0;
  for (double& y : rows.y) y -= y0;
  for (Box& b : rows.box) b = {b.min_x - x0, b.min_y - y0, b.max_x - x0, b.max_y - y0};
  return rows;
}

Result<FlatLayer> SiteRims::walls(std::span<const std::uint32_t> rows, double eps) const {
  const Crs& crs = m_zones.layer().crs;
  // A place inside the site and far from its outline speaks for all round it that is nearer than that outline.
  double x = 0, y = 0, clear = 0;
  const auto wanted = [&](const Edge& e) {
    if ((e.ax - x) * (e.ax - x) + (e.ay - y) * (e.ay - y) < clear * clear) return true;
    if (m_site.runs.meets(grownByMetres(e.box(), crs, eps))) return true;
    if (!m_site.runs.inside(e.ax, e.ay)) return false;
    constexpr double kRoom = 1 - 1e-6;
    clear = kRoom * m_site.runs.nearest(e.ax, e.ay).distance;
    x = e.ax;
    y = e.ay;
    return true;
  };
  return m_mover.move(unionWalls(m_zones, rows, grownByMetres(m_site.box, crs, eps), wanted));
}

SiteRims::LocalRim::LocalRim(FlatLayer walls_of_it, double eps_m, const Box& place)
    : walls(std::move(walls_of_it)), eps(eps_m), rim(edgesOf(walls, 0), eps, place) {}

SiteRims::LocalRim SiteRims::rim(FlatLayer walls, double eps) const {
  return {local(std::move(walls)), eps, m_local->layer.box[0]};
}

SiteRims::LocalRim SiteRims::rimOfSite(double eps) const {
  return {m_local->layer, eps, m_local->layer.box[0]};
}

double SiteRims::areaIn(const LocalRim& rim, const IndexedLayer& rows, Rung& rung) const {
  double area = 0;
  std::optional<Geometry> wide;
  for (std::size_t row = 0; row < rows.layer.rows(); ++row) {
    if (rows.layer.shape[row] != Shape::polygon) continue;
    if (const auto planar = rim.rim.areaIn(rows.index, row)) {
      area += *planar;
      continue;
    }
    if (!wide) wide = buffered(Geometry::fromRow(rim.walls, 0), rim.eps);
    const Overlay o = guardedIntersection(Geometry::fromRow(rows.layer, row), *wide);
    rung = std::max(rung, o.rung);
    area += o.shape.planarArea();
  }
  return ratio() * area;
}

double SiteRims::ratio() const {
  if (!m_ratio) m_ratio = areaByMethod(*m_plane) / areaOf(*m_plane, 0, AreaMethod::planar);
  return *m_ratio;
}

double SiteRims::areaByMethod(const FlatLayer& rows, std::size_t row) const {
  return areaOf(rows, row, m_site.method(), m_site.officialZone());
}

} // namespace ecoredline
