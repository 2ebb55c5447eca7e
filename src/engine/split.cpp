#include "engine/split.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "geo/rtree.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

struct Parts {
  Rung rung = Rung::plain;
  Geometry whole;
  Geometry inside;
  Geometry outside;
};

/// The others near a window, united.
Overlay groundNear(const FlatLayer& others, const RTree& tree, const Box& window) {
  std::vector<Geometry> parts;
  for (const std::uint32_t row : tree.query(window)) parts.push_back(clipped(Geometry::fromRow(others, row), window));
  return guardedUnion(parts);
}

Parts cutBy(const Overlay& ground, Geometry zone) {
  Overlay in = guardedIntersection(zone, ground.shape);
  Overlay out = guardedDifference(zone, ground.shape);
  const Rung rung = std::max({ground.rung, in.rung, out.rung});
  return {rung, std::move(zone), std::move(in.shape), std::move(out.shape)};
}

} // namespace

Result<SplitZones> splitZones(const FlatLayer& sites, const FlatLayer& zones, const FlatLayer& others,
                              const std::vector<SplitRequest>& requests, double reach_m, Feedback& feedback) {
  const RTree tree(others);
  std::vector<Parts> cut(requests.size());
  const auto split = [&](std::size_t i) -> Result<void> {
    const Box window = grownByMetres(sites.box[requests[i].site], sites.crs, reach_m + kClipMargin);
    Geometry zone = clipped(Geometry::fromRow(zones, requests[i].zone), window);
    cut[i] = cutBy(groundNear(others, tree, window), std::move(zone));
    return {};
  };
  if (auto done = forEachIndex(requests.size(), 0, feedback, split); !done) return fail(done.error());

  SplitZones made;
  FlatBuilder builder(zones.crs);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Parts& parts = cut[i];
    const bool undecided = parts.rung == Rung::undecided;
    if (undecided) made.undecided.push_back(i);
    const Shape shape = undecided ? Shape::none : zones.shape[requests[i].zone];
    auto row_id = static_cast<std::int64_t>(3 * i);
    for (const Geometry* part : {&parts.whole, &parts.inside, &parts.outside}) part->appendTo(builder, shape, row_id++);
  }
  made.parts = builder.take();
  return made;
}

} // namespace ecoredline
