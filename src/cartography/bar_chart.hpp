#pragma once

#include <string>
#include <vector>

namespace ecoredline {

/// A bar to the right for what came, one to the left for what went; figures are written as they are given.
struct ChartBar {
  std::string title;
  double gain = 0;
  double loss = 0; ///< <= 0
  std::string gain_figure;
  std::string loss_figure;
  bool operator==(const ChartBar&) const = default;
};

/// Bars from one zero line. Without any loss the line stands beside the titles.
struct BarChart {
  std::string title; ///< for who cannot see it
  std::vector<ChartBar> bars;
  bool operator==(const BarChart&) const = default;
};

} // namespace ecoredline
