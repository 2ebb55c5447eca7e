#include "screening/places.hpp"

#include "engine/cover_mask.hpp"
#include "screening/warm_start.hpp"

#include <limits>

namespace ecoredline {

FlatLayer joined(const FlatLayer& a, const FlatLayer& b) {
  if (a.rows() == 0 && b.crs == Crs::cgcs2000()) return b;
  if (b.rows() == 0 && a.crs == Crs::cgcs2000()) return a;
  FlatBuilder builder(Crs::cgcs2000());
  for (const FlatLayer* layer : {&a, &b})
    for (std::size_t row = 0; row < layer->rows(); ++row) builder.copyRow(*layer, row);
  return builder.take();
}

CoveredArea newerCoverage(const Editions& editions, std::size_t index) {
  CoveredArea covered;
  for (std::size_t newer = 0; newer < index; ++newer) {
    const Edition& edition = editions.in_force[newer];
    if (edition.version.date == editions.in_force[index].version.date) continue; // the same day: ambiguous
    covered.everywhere = covered.everywhere || edition.version.coverage.mode == Coverage::Mode::all;
    covered.area = joined(covered.area, edition.coverage);
  }
  return covered;
}

Result<Editions> RunContext::editions(const std::string& kind) const {
  const auto open = [&] {
    return editionsOf(*workspace, shared->versions, kind, request().as_of, indexUse(), *feedback);
  };
  return request().warm == nullptr ? open() : request().warm->editions(kind, open);
}

// A series of runs looks everywhere in the end, as many sites do.
IndexUse RunContext::indexUse() const {
  IndexUse use{request().index_folder, request().sites.rows.size(), request().threads};
  if (request().warm == nullptr) return use;
  use.sites = std::numeric_limits<std::size_t>::max();
  use.least_zones = WarmStart::kInMemory;
  return use;
}

Result<std::vector<OutsidePart>> outsideCoverage(RunContext& context, const FlatLayer& area,
                                                 std::vector<double> edge_reach) {
  auto moved = context.moved(Crs::cgcs2000());
  if (!moved) return fail(moved.error());
  const OutsideOptions options{context.request().method, context.request().threads, std::move(edge_reach)};
  return context.shared->coverage.outsideOf(**moved, area, options, context.request().warm, *context.feedback);
}

Result<CutSites> cutAt(RunContext& context, const FlatLayer& sites, const FlatLayer& area) {
  WarmStart* const warm = context.request().warm;
  return warm == nullptr ? cutSites(sites, area, *context.feedback)
                         : cutSites(sites, *warm->mask(area), *context.feedback);
}

Result<std::vector<Place>> placesOf(RunContext& context, const Editions& editions, std::size_t index) {
  std::vector<Place> places(context.sites().sites.size(), Place::free);
  const CoveredArea newer = newerCoverage(editions, index);
  if (newer.everywhere) return std::vector<Place>(places.size(), Place::superseded);
  if (newer.area.rows() == 0) return places;
  auto outside = outsideCoverage(context, newer.area, std::vector<double>(places.size(), 0.0));
  if (!outside) return fail(outside.error());
  for (std::size_t site = 0; site < places.size(); ++site) {
    const OutsidePart& part = (*outside)[site];
    if (part.outside_share <= 0)
      places[site] = Place::superseded;
    else if (part.outside_share < 1)
      places[site] = Place::cut;
  }
  return places;
}

} // namespace ecoredline
