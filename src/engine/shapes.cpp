#include "engine/shapes.hpp"

#include "geo/overlay.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

Result<Geometry> zoneNear(FlatReader& zones, const Box& window, std::int64_t zone, Feedback& feedback) {
  auto near = zones.read(window, feedback);
  if (!near) return fail(near.error());
  const auto found = std::ranges::find(near->row_id, zone);
  if (found == near->row_id.end()) return Geometry();
  return Geometry::fromRow(*near, static_cast<std::size_t>(found - near->row_id.begin()));
}

} // namespace

Result<FlatLayer> overlapShapes(const FlatLayer& sites, FlatReader& zones, const std::vector<ShapeRequest>& requests,
                                Feedback& feedback) {
  FlatBuilder builder(sites.crs);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (feedback.cancelled()) return cancelledError();
    const std::uint32_t site = requests[i].site;
    auto zone = zoneNear(zones, sites.box[site], requests[i].zone, feedback);
    if (!zone) return fail(zone.error());
    // A frame much wider than the site cannot touch the overlap; it spares overlaying whole zones.
    const Box& box = sites.box[site];
    const double margin = std::max(box.max_x - box.min_x, box.max_y - box.min_y) + 1e-3;
    const Overlay overlay =
        guardedIntersection(Geometry::fromRow(sites, site), clipped(*zone, box.grown(margin, margin)));
    const Shape shape = overlay.rung == Rung::undecided ? Shape::none : sites.shape[site];
    overlay.shape.appendTo(builder, shape, static_cast<std::int64_t>(i));
  }
  return builder.take();
}

} // namespace ecoredline
