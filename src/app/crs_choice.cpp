#include "app/crs_choice.hpp"

#include "geo/edge_model.hpp"
#include "source/centres.hpp"
#include "source/place_finder.hpp"

#include <algorithm>
#include <array>
#include <numbers>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kRows = 100;          // shapes of a ghost
constexpr std::size_t kVertices = 600;      // of a ghost, all shapes
constexpr double kStep = 5000;              // m, of densified edges
constexpr double kMetresPerDegree = 111195; // of a great circle, mean radius
constexpr std::size_t kLeastOfARing = 5;

/// A ring without most of its vertices, closed as it was.
void addThinned(FlatBuilder& builder, std::span<const double> x, std::span<const double> y, std::uint32_t part,
                std::size_t most) {
  const std::size_t step = std::max<std::size_t>(1, x.size() / std::max(most, kLeastOfARing));
  std::vector<double> some_x;
  std::vector<double> some_y;
  for (std::size_t i = 0; i < x.size(); i += step) {
    some_x.push_back(x[i]);
    some_y.push_back(y[i]);
  }
  if (some_x.back() != x.back() || some_y.back() != y.back()) {
    some_x.push_back(x.back());
    some_y.push_back(y.back());
  }
  builder.addRing(some_x, some_y, part);
}

/// Some of the rows, evenly picked, in another CRS' numbers.
FlatLayer sketchOf(const FlatLayer& layer, const Crs& crs, bool swapped) {
  const std::size_t rows = std::min(layer.rows(), kRows);
  FlatBuilder builder(crs);
  const auto& x = swapped ? layer.y : layer.x;
  const auto& y = swapped ? layer.x : layer.y;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t row = i * layer.rows() / rows;
    if (layer.shape[row] == Shape::none) continue;
    builder.beginRow(layer.shape[row], layer.row_id[row]);
    const std::size_t most = kVertices / rows / std::max<std::size_t>(1, layer.ringsOf(row));
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      const auto first = layer.ring_vertex[ring];
      const auto count = layer.ring_vertex[ring + 1] - first;
      if (count > 0)
        addThinned(builder, {x.data() + first, count}, {y.data() + first, count}, layer.ring_part[ring], most);
    }
    builder.endRow();
  }
  return builder.take();
}

FlatLayer ghostsOf(const FlatLayer& as_stored, const CrsCandidate& candidate) {
  const auto crs = Crs::fromText(candidate.crs);
  if (!crs) return {};
  auto moved = moveLayer(sketchOf(as_stored, *crs, candidate.axis == AxisOrder::yx), Crs::cgcs2000(), {}, kStep);
  return moved ? std::move(*moved) : FlatLayer{};
}

/// A box of any CRS in degrees, by its corners and the middles of its edges.
Box inDegrees(const Box& box, const Crs& crs) {
  std::vector<Centre> points;
  for (const double u : {0.0, 0.5, 1.0})
    for (const double v : {0.0, 0.5, 1.0})
      points.push_back({0, box.min_x + (box.max_x - box.min_x) * u, box.min_y + (box.max_y - box.min_y) * v});
  Box degrees;
  for (const Centre& point : toDegrees(points, crs)) degrees.add(point.x, point.y);
  return degrees;
}

/// Between boxes in degrees, good to a few per cent within a province.
double metresBetween(const Box& a, const Box& b) {
  const double dx = std::max({0.0, a.min_x - b.max_x, b.min_x - a.max_x});
  const double dy = std::max({0.0, a.min_y - b.max_y, b.min_y - a.max_y});
  const double latitude = (a.min_y + a.max_y + b.min_y + b.max_y) / 4 * std::numbers::pi / 180;
  return std::hypot(dx * std::cos(latitude), dy) * kMetresPerDegree;
}

/// The areas that versions in use state as theirs, each once.
Result<std::vector<FlatLayer>> statedAreas(const std::vector<Version>& versions, const Workspace& workspace) {
  std::vector<FlatLayer> areas;
  std::set<std::string> met;
  for (const Version& version : versions) {
    const Coverage& coverage = version.coverage;
    const bool is_area = coverage.mode == Coverage::Mode::admin || coverage.mode == Coverage::Mode::polygon;
    if (!is_area || !version.withdrawn_at.empty() || !met.insert(coverage.text).second) continue;
    auto area = workspace.coverageArea(version.id);
    if (!area) return fail(area.error());
    if (area->rows() > 0 && area->crs.isGeographic()) areas.push_back(std::move(*area));
  }
  return areas;
}

void addCovered(std::vector<CrsChoice>& choices, std::vector<FlatLayer> areas) {
  std::vector<ReferenceBoundaries> stated;
  for (FlatLayer& area : areas) {
    ReferenceBoundaries one{std::move(area), {}, {}, 0};
    one.codes.resize(one.areas.rows());
    one.names.resize(one.areas.rows());
    stated.push_back(std::move(one));
  }
  for (CrsChoice& choice : choices) {
    choice.is_coverage_known = !stated.empty();
    const auto tried = sampleOf(centresOf(choice.ghosts), choice.places);
    choice.covered = static_cast<std::size_t>(std::ranges::count_if(tried, [&](const Centre& place) {
      return std::ranges::any_of(
          stated, [&](const auto& one) { return PlaceFinder(one).countyAt(place.x, place.y).has_value(); });
    }));
  }
}

} // namespace

std::vector<CrsChoice> choicesOf(const FlatLayer& as_stored, std::vector<CrsCandidate> candidates) {
  std::vector<CrsChoice> choices;
  for (CrsCandidate& candidate : candidates) {
    CrsChoice choice;
    static_cast<CrsCandidate&>(choice) = std::move(candidate);
    choice.ghosts = ghostsOf(as_stored, choice);
    choices.push_back(std::move(choice));
  }
  return choices;
}

Result<void> weigh(std::vector<CrsChoice>& choices, const Workspace& workspace, Feedback& feedback) {
  if (choices.empty()) return {};
  const auto versions = workspace.versions();
  if (!versions) return fail(versions.error());
  auto areas = statedAreas(*versions, workspace);
  if (!areas) return fail(areas.error());
  addCovered(choices, std::move(*areas));
  for (const Version& version : *versions) {
    if (feedback.cancelled()) return cancelledError();
    if (!version.withdrawn_at.empty() || version.zones == 0) continue;
    const auto zones = workspace.reader(version.id);
    if (!zones) return fail(zones.error());
    const Box ground = inDegrees((*zones)->extent(), (*zones)->crs());
    if (ground.empty()) continue;
    for (CrsChoice& choice : choices) {
      const double away = metresBetween(choice.degrees, ground);
      if (!(choice.distance_m <= away)) choice.distance_m = away;
    }
  }
  return {};
}

} // namespace ecoredline
