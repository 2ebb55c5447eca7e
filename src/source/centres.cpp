#include "source/centres.hpp"

#include <algorithm>
#include <span>

namespace ecoredline {

namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

} // namespace

std::vector<Centre> centresOf(const FlatLayer& layer) {
  std::vector<Centre> centres;
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const Box& box = layer.box[row];
    if (!box.empty()) centres.push_back({row, (box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
  }
  return centres;
}

Centre medianOf(const std::vector<Centre>& centres) {
  std::vector<double> x;
  std::vector<double> y;
  for (const Centre& centre : centres) {
    x.push_back(centre.x);
    y.push_back(centre.y);
  }
  return {0, median(std::move(x)), median(std::move(y))};
}

std::vector<Centre> sampleOf(const std::vector<Centre>& centres, std::size_t count) {
  if (centres.size() <= count) return centres;
  std::vector<Centre> sample;
  for (std::size_t i = 0; i < count; ++i) sample.push_back(centres[i * centres.size() / count]);
  return sample;
}

std::vector<Centre> toDegrees(const std::vector<Centre>& centres, const Crs& crs) {
  if (crs.isGeographic()) return centres;
  const auto base = crs.geographicBase();
  if (!base) return {};
  const auto transform = Transform::between(crs, *base);
  if (!transform) return {};
  std::vector<Centre> moved;
  for (Centre centre : centres)
    if (transform->apply(std::span(&centre.x, 1), std::span(&centre.y, 1))) moved.push_back(centre);
  return moved;
}

} // namespace ecoredline
