#include "store/unite.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace ecoredline {

namespace {

/// Groups of this size are united at once: some milliseconds of GEOS for ordinary zones.
constexpr std::size_t kGroup = 32;

/// Position of a box centre on a Z-curve over the extent, 16 bits an axis: neighbours are united first.
std::uint64_t placeOf(const Box& box, const Box& extent) {
  const auto cell = [](double centre, double low, double high) {
    const double share = high > low ? (centre - low) / (high - low) : 0;
    return static_cast<std::uint64_t>(std::clamp(share, 0.0, 1.0) * 65535);
  };
  const auto column = cell((box.min_x + box.max_x) / 2, extent.min_x, extent.max_x);
  const auto line = cell((box.min_y + box.max_y) / 2, extent.min_y, extent.max_y);
  std::uint64_t place = 0;
  for (int bit = 0; bit < 16; ++bit) {
    place |= ((column >> bit) & 1U) << (2 * bit);
    place |= ((line >> bit) & 1U) << (2 * bit + 1);
  }
  return place;
}

std::vector<Geometry> piecesByPlace(const FlatLayer& layer) {
  const Box extent = layer.extent();
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (layer.shape[row] == Shape::polygon) order.emplace_back(placeOf(layer.box[row], extent), row);
  }
  std::ranges::sort(order);
  std::vector<Geometry> pieces;
  pieces.reserve(order.size());
  for (const auto& [place, row] : order) pieces.push_back(Geometry::fromRow(layer, row));
  return pieces;
}

/// One round: each group becomes its union, or goes to `undecided` piece by piece.
struct Round {
  std::vector<Geometry> done;
  std::vector<Geometry> undecided;
  Rung rung = Rung::edges;
};

Result<Round> uniteGroups(std::vector<Geometry> pieces, Feedback& feedback) {
  Round round;
  for (std::size_t at = 0; at < pieces.size(); at += kGroup) {
    if (feedback.cancelled()) return cancelledError();
    const std::span<Geometry> group(pieces.data() + at, std::min(kGroup, pieces.size() - at));
    Overlay united = guardedUnion(group);
    round.rung = std::max(round.rung, united.rung);
    if (united.rung != Rung::undecided)
      round.done.push_back(std::move(united.shape));
    else
      std::ranges::move(group, std::back_inserter(round.undecided));
  }
  return round;
}

FlatLayer layerOf(const std::vector<Geometry>& done, const std::vector<Geometry>& undecided, const Crs& crs) {
  FlatBuilder builder(crs);
  std::int64_t id = 0;
  for (const auto* pieces : {&done, &undecided}) {
    for (const Geometry& piece : *pieces) {
      if (!piece.empty()) piece.appendTo(builder, Shape::polygon, id++);
    }
  }
  return builder.take();
}

} // namespace

Result<United> unite(const FlatLayer& layer, std::span<const std::size_t> rows, Feedback& feedback) {
  std::vector<Geometry> done = piecesByPlace(selectRows(layer, rows));
  std::vector<Geometry> undecided;
  United united;
  // A single piece is its own union; more are folded until one is left or nothing can be decided any more.
  while (done.size() > 1) {
    auto round = uniteGroups(std::move(done), feedback);
    if (!round) return fail(std::move(round.error()));
    united.rung = std::max(united.rung, round->rung);
    done = std::move(round->done);
    std::ranges::move(round->undecided, std::back_inserter(undecided));
  }
  united.shapes = layerOf(done, undecided, layer.crs);
  return united;
}

} // namespace ecoredline
