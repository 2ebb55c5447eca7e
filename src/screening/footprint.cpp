#include "screening/footprint.hpp"

#include "geo/edge_model.hpp"
#include "geo/measure.hpp"
#include "geo/overlay.hpp"

#include <array>

namespace ecoredline {

namespace {

Result<FlatLayer> bufferedRow(const FlatLayer& sites, std::size_t row, double radius_m) {
  const std::array<std::size_t, 1> only{row};
  const FlatLayer one = selectRows(sites, only);
  auto plane = metricPlane(sites.crs, one.box[0]);
  if (!plane) return fail(plane.error());
  auto moved = moveLayer(one, *plane);
  if (!moved) return fail(moved.error());
  FlatBuilder builder(*plane);
  buffered(Geometry::fromRow(*moved, 0), radius_m).appendTo(builder, Shape::polygon, one.row_id[0]);
  return moveLayer(builder.take(), sites.crs);
}

} // namespace

Result<FlatLayer> withFootprints(const FlatLayer& sites, const std::vector<double>& radius_m) {
  FlatBuilder builder(sites.crs);
  for (std::size_t row = 0; row < sites.rows(); ++row) {
    if (!(radius_m[row] > 0) || sites.shape[row] == Shape::none) {
      builder.copyRow(sites, row);
      continue;
    }
    auto one = bufferedRow(sites, row, radius_m[row]);
    if (!one) return fail(one.error());
    builder.copyRow(*one, 0);
  }
  return builder.take();
}

} // namespace ecoredline
