#include "tracking/by_place.hpp"

#include "engine/edge_overlay.hpp"
#include "engine/flat_partition.hpp"
#include "engine/parallel.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/exact_area.hpp"
#include "geo/long_sum.hpp"
#include "geo/overlay.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace ecoredline {

namespace {

constexpr double kLeftByArithmetic = 0.01; // m²
constexpr std::size_t kRowsPerJob = 64;

/// Exact area that two rows share; infinity: all of the first.
double sharedArea(EdgeOverlay& overlay, const FlatLayer& layer, std::size_t row, const LayerIndex& units,
                  std::size_t unit) {
  const EdgeMeeting meeting = overlay.meet(units, unit);
  if (!meeting.consistent) {
    const Overlay cut = guardedIntersection(Geometry::fromRow(layer, row), Geometry::fromRow(units.layer(), unit));
    FlatBuilder builder(layer.crs);
    cut.shape.appendTo(builder, Shape::polygon, 0);
    return areaOf(builder.take(), 0, AreaMethod::exact);
  }
  switch (meeting.relation) {
  case Relation::within:
  case Relation::equals:
    return std::numeric_limits<double>::infinity();
  case Relation::contains:
  case Relation::overlap:
    break;
  default:
    return 0;
  }
  const ExactArea area(layer.crs, layer.box[row]);
  LongSum sum;
  overlay.forEachPiece([&](double ax, double ay, double bx, double by) { sum.add(area.edge(ax, ay, bx, by)); });
  return std::abs(sum.value());
}

} // namespace

Result<Units> makeUnits(const FlatLayer& rows, std::vector<std::string> codes, std::vector<std::string> names,
                        const Crs& crs, Feedback& feedback) {
  auto moved = moveLayer(rows, crs);
  if (!moved) return tl::unexpected<Error>(moved.error());
  Units units{std::move(codes), std::move(names), {}, {}};
  const LayerIndex index(*moved);
  auto flat = flatPartition(index, 0, feedback);
  if (!flat) return tl::unexpected<Error>(flat.error());
  for (std::size_t cell = 0; cell < flat->cell_m2.size(); ++cell) {
    const auto over = flat->rowsOver(cell);
    units.unit_of_cell.push_back(*std::ranges::max_element(
        over, [&](std::uint32_t a, std::uint32_t b) { return units.codes[a].size() < units.codes[b].size(); }));
  }
  units.cells = std::move(flat->cells);
  return units;
}

Result<std::vector<std::vector<Share>>> sharesOf(const LayerIndex& rows, const std::vector<double>& total,
                                                 const Units& units, int threads, Feedback& feedback) {
  const FlatLayer& layer = rows.layer();
  const LayerIndex index(units.cells);
  std::vector<std::vector<Share>> shares(layer.rows());
  const auto measure = [&](EdgeOverlay& overlay, std::size_t row) {
    std::map<std::uint32_t, double> sums;
    double left = total[row];
    bool set = false;
    for (const std::uint32_t cell : index.rowsIn(layer.box[row])) {
      if (!set) overlay.setSite(rows, row);
      set = true;
      const double m2 = std::min(sharedArea(overlay, layer, row, index, cell), total[row]);
      if (m2 <= 0) continue;
      sums[units.unit_of_cell[cell]] += m2;
      left -= m2;
      if (m2 == total[row]) break; // all of it lies here
    }
    if (left > kLeftByArithmetic) {
      sums[static_cast<std::uint32_t>(units.outside())] = left;
      left = 0;
    }
    if (sums.empty()) sums[static_cast<std::uint32_t>(units.outside())] = 0;
    std::ranges::max_element(sums, {}, [](const auto& s) { return s.second; })->second += left;
    for (const auto& [unit, m2] : sums) shares[row].push_back({unit, m2});
  };
  const auto job = [&](std::size_t j) -> Result<void> {
    EdgeOverlay overlay;
    const std::size_t end = std::min(layer.rows(), (j + 1) * kRowsPerJob);
    for (std::size_t row = j * kRowsPerJob; row < end; ++row) {
      if (feedback.cancelled()) return cancelledError();
      if (layer.shape[row] == Shape::polygon) measure(overlay, row);
    }
    return {};
  };
  if (auto done = forEachIndex((layer.rows() + kRowsPerJob - 1) / kRowsPerJob, threads, feedback, job); !done)
    return tl::unexpected<Error>(done.error());
  return shares;
}

} // namespace ecoredline
