#include "report/figures.hpp"

#include "base/decimal.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace ecoredline {

namespace {

// NaN sorts as "nothing overlapped" and "infinitely far"; what an older edition held never stands first.
auto weight(const Finding& finding) {
  const double overlap = std::isnan(finding.exact_m2) ? finding.overlap_length_m : finding.exact_m2;
  return std::make_tuple(finding.verdict(), finding.effect, finding.effect_worst, finding.reason != "superseded",
                         std::isnan(overlap) ? -1.0 : overlap,
                         std::isnan(finding.distance_m) ? -INFINITY : -finding.distance_m);
}

std::string percent(double share) {
  return toFixed(share * 100, 2) + " %";
}

Text overlapFigure(const Finding& finding) {
  const std::string area = toGrouped(finding.overlap_m2, 2);
  const Text how = finding.reason == "outside" ? Text{"位于其外", "outside by"} : Text{"重叠", "overlap"};
  Text range;
  if (finding.certainty == Certainty::marginal && !std::isnan(finding.overlap_low_m2))
    range = {
        fmt::format("，精度范围 {}–{} m²", toGrouped(finding.overlap_low_m2, 2), toGrouped(finding.overlap_high_m2, 2)),
        fmt::format(", band {}–{} m²", toGrouped(finding.overlap_low_m2, 2), toGrouped(finding.overlap_high_m2, 2))};
  return {fmt::format("{} {} m²（{}{}）", how.zh, area, percent(finding.share), range.zh),
          fmt::format("{} {} m² ({}{})", how.en, area, percent(finding.share), range.en)};
}

Text distanceFigure(const Finding& finding) {
  if (finding.distance_m == 0) return {"相邻（0 m）", "adjacent (0 m)"};
  Text bearing;
  if (!std::isnan(finding.bearing_deg)) {
    const Text word = bearingText(finding.bearing_deg);
    bearing = {"，方位 " + word.zh, ", bearing " + word.en};
  }
  const std::string eps = std::isnan(finding.eps_m) ? "" : toFixed(finding.eps_m, 1);
  return {fmt::format("最近 {} m{}{}", distanceText(finding.distance_m), eps.empty() ? "" : fmt::format("(±{} m)", eps),
                      bearing.zh),
          fmt::format("nearest {} m{}{}", distanceText(finding.distance_m),
                      eps.empty() ? "" : fmt::format(" (±{} m)", eps), bearing.en)};
}

} // namespace

Text bearingText(double degrees) {
  static constexpr std::array<std::array<const char*, 2>, 8> kWinds{{{"北", "N"},
                                                                     {"东北", "NE"},
                                                                     {"东", "E"},
                                                                     {"东南", "SE"},
                                                                     {"南", "S"},
                                                                     {"西南", "SW"},
                                                                     {"西", "W"},
                                                                     {"西北", "NW"}}};
  const auto& wind = kWinds[static_cast<std::size_t>(std::lround(degrees / 45)) % 8];
  return {fmt::format("{} {}°", wind[0], toFixed(degrees, 0)), fmt::format("{} {}°", wind[1], toFixed(degrees, 0))};
}

std::string distanceText(double metres) {
  return toGrouped(std::floor(metres * 10) / 10, 1);
}

std::vector<const Finding*> byWeight(const SiteResult& site) {
  std::vector<const Finding*> order;
  for (const Finding& finding : site.findings) order.push_back(&finding);
  std::stable_sort(order.begin(), order.end(),
                   [](const Finding* a, const Finding* b) { return weight(*b) < weight(*a); });
  return order;
}

const Finding* decidingFinding(const SiteResult& site) {
  const auto order = byWeight(site);
  return order.empty() ? nullptr : order.front();
}

Text figureOf(const Finding& finding) {
  if (finding.overlap_m2 > 0) return overlapFigure(finding);
  if (finding.overlap_length_m > 0)
    return {fmt::format("穿越 {} m（{}）", toGrouped(finding.overlap_length_m, 2), percent(finding.share)),
            fmt::format("crosses {} m ({})", toGrouped(finding.overlap_length_m, 2), percent(finding.share))};
  const bool inside = finding.relation == Relation::within || finding.relation == Relation::equals;
  if (inside) return word(*finding.relation); // a point: no area, no length
  if (finding.relation && !std::isnan(finding.distance_m)) return distanceFigure(finding);
  return reasonWord(finding.reason);
}

} // namespace ecoredline
