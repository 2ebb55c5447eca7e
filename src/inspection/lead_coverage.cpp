#include "inspection/lead_coverage.hpp"

#include "engine/local.hpp"
#include "geo/edge_runs.hpp"
#include "geo/overlay.hpp"

#include <algorithm>
#include <optional>

namespace ecoredline {

namespace {

bool isSame(const FlatLayer& a, const FlatLayer& b) {
  return a.x == b.x && a.y == b.y && a.ring_vertex == b.ring_vertex && a.row_ring == b.row_ring;
}

// The rows of an area as one, none where they could not be united: then every lead is measured.
FlatLayer united(const FlatLayer& area) {
  std::vector<Geometry> parts;
  for (std::size_t row = 0; row < area.rows(); ++row)
    if (area.shape[row] == Shape::polygon) parts.push_back(Geometry::fromRow(area, row));
  const Overlay whole = guardedUnion(parts);
  return whole.rung == Rung::undecided ? FlatLayer{} : rowOf(whole.shape, area.crs, Shape::polygon);
}

CoverageSide sideOf(const OutsidePart& part) {
  if (part.rung == Rung::undecided) return CoverageSide::undecided;
  if (part.outside_share >= 1) return CoverageSide::outside;
  return part.outside_share > 0 ? CoverageSide::partly : CoverageSide::inside;
}

Result<std::vector<CoverageSide>> lookAt(const FlatLayer& leads, const FlatLayer& area, const OutsideOptions& options,
                                         Feedback& feedback) {
  std::vector<CoverageSide> sides(leads.rows(), CoverageSide::undecided);
  std::vector<bool> open(leads.rows(), true);
  const FlatLayer whole = united(area);
  std::optional<EdgeRuns> outline;
  if (whole.rows() > 0) outline.emplace(whole, 0);
  for (std::size_t row = 0; outline && row < leads.rows(); ++row) {
    open[row] = false;
    if (leads.shape[row] == Shape::none) continue;
    // As far round it as measureOutside looks, so that the two agree on what touches an outline.
    const Cover cover = coverOf(*outline, grownByMetres(leads.box[row], leads.crs, kClipMargin));
    open[row] = cover == Cover::partly;
    if (!open[row]) sides[row] = cover == Cover::all ? CoverageSide::inside : CoverageSide::outside;
  }
  if (std::ranges::count(open, true) == 0) return sides;
  auto parts = measureOutside(keepRows(leads, open), outline ? whole : area, options, feedback);
  if (!parts) return fail(parts.error());
  for (std::size_t row = 0; row < leads.rows(); ++row)
    if (open[row]) sides[row] = sideOf((*parts)[row]);
  return sides;
}

} // namespace

Result<const std::vector<CoverageSide>*> LeadCoverage::sidesOf(const FlatLayer& leads, const FlatLayer& area,
                                                               const OutsideOptions& options, Feedback& feedback) {
  const auto known = std::ranges::find_if(m_looked, [&](const auto& looked) { return isSame(looked->area, area); });
  if (known != m_looked.end()) return &(*known)->sides;
  auto sides = lookAt(leads, area, options, feedback);
  if (!sides) return fail(sides.error());
  m_looked.push_back(std::make_unique<Looked>(Looked{area, std::move(*sides)}));
  return &m_looked.back()->sides;
}

} // namespace ecoredline
