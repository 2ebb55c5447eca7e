#include "painting/grid.hpp"

#include "base/decimal.hpp"
#include "geo/transform_cache.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <memory>
#include <span>

namespace ecoredline {

namespace {

constexpr double kKilometreEvery = 40; // mm of the page, about
constexpr double kMeridianEvery = 70;
constexpr int kSamples = 64; // along an edge: the graticule is nearly even there

// 1, 2 or 5 times a power of ten, not below `wanted`.
double roundUp(double wanted) {
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= wanted * (1 - 1e-9)) return step * power;
  return 10 * power;
}

double graticuleStep(double degrees) {
  constexpr std::array<double, 17> kSeconds{1,   2,   5,    10,   15,   30,   60,    120,  300,
                                            600, 900, 1200, 1800, 3600, 7200, 18000, 36000};
  for (const double seconds : kSeconds)
    if (seconds / 3600 >= degrees) return seconds / 3600;
  return kSeconds.back() / 3600;
}

std::vector<GridTick> kilometres(double from, double to, double step, const auto& place) {
  std::vector<GridTick> out;
  const int digits = step >= 1000 ? 0 : step >= 100 ? 1 : 2;
  for (double k = std::ceil(from / step); k * step <= to; ++k)
    out.push_back({place(k * step), toFixed(k * step / 1000, digits)});
  return out;
}

// One edge of the frame as points of the plane, and what runs along it (longitude or latitude).
struct EdgeRun {
  std::vector<double> at; // mm of the page
  std::vector<double> value;
};

std::vector<GridTick> ticks(const EdgeRun& run, double step) {
  std::vector<GridTick> out;
  for (std::size_t i = 0; i + 1 < run.at.size(); ++i) {
    const double a = run.value[i];
    const double b = run.value[i + 1];
    if (a == b) continue;
    const double low = std::min(a, b);
    const double high = std::max(a, b);
    for (double k = std::ceil(low / step); k * step < high; ++k)
      out.push_back({run.at[i] + (k * step - a) / (b - a) * (run.at[i + 1] - run.at[i]), degreesText(k * step)});
  }
  return out;
}

class Graticule {
 public:
  Graticule(const Frame& frame, const Crs& crs) : m_frame(frame) {
    m_to = cachedTransform(crs, Crs::cgcs2000());
    m_back = cachedTransform(Crs::cgcs2000(), crs);
  }

  void add(SheetGrid& grid) const {
    if (!m_to || !m_back) return;
    const Box page = m_frame.onPage();
    const auto top = edge({page.min_x, page.min_y}, {page.max_x, page.min_y}, true);
    const auto bottom = edge({page.min_x, page.max_y}, {page.max_x, page.max_y}, true);
    const auto left = edge({page.min_x, page.min_y}, {page.min_x, page.max_y}, false);
    const auto right = edge({page.max_x, page.min_y}, {page.max_x, page.max_y}, false);
    if (top.at.empty() || bottom.at.empty() || left.at.empty() || right.at.empty()) return;
    const double per_mm = std::abs(top.value.back() - top.value.front()) / (page.max_x - page.min_x);
    const double step = graticuleStep(per_mm * kMeridianEvery);
    grid.meridians_top = ticks(top, step);
    grid.meridians_bottom = ticks(bottom, step);
    grid.parallels_left = ticks(left, step);
    grid.parallels_right = ticks(right, step);
    const auto [west, east] =
        std::minmax({top.value.front(), top.value.back(), bottom.value.front(), bottom.value.back()});
    const auto [south, north] =
        std::minmax({left.value.front(), left.value.back(), right.value.front(), right.value.back()});
    for (double i = std::ceil(west / step); i * step <= east; ++i)
      for (double j = std::ceil(south / step); j * step <= north; ++j) crossing(i * step, j * step, grid);
  }

 private:
  using Place = std::pair<double, double>; // mm of the page

  EdgeRun edge(Place from, Place to, bool longitude) const {
    EdgeRun run;
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i <= kSamples; ++i) {
      const double px = from.first + (to.first - from.first) * i / kSamples;
      const double py = from.second + (to.second - from.second) * i / kSamples;
      run.at.push_back(longitude ? px : py);
      x.push_back(m_frame.east(px));
      y.push_back(m_frame.north(py));
    }
    if (!m_to->apply(x, y)) return {};
    run.value = longitude ? std::move(x) : std::move(y);
    return run;
  }

  void crossing(double longitude, double latitude, SheetGrid& grid) const {
    std::array<double, 1> x{longitude};
    std::array<double, 1> y{latitude};
    if (!m_back->apply(x, y)) return;
    const double px = m_frame.x(x[0]);
    const double py = m_frame.y(y[0]);
    if (m_frame.onPage().contains({px, py, px, py})) grid.crossings.emplace_back(px, py);
  }

  const Frame& m_frame;
  std::shared_ptr<const Transform> m_to;
  std::shared_ptr<const Transform> m_back;
};

} // namespace

SheetGrid sheetGrid(const Frame& frame, const Crs& crs) {
  SheetGrid grid;
  const Box& window = frame.window();
  const double step = roundUp(kKilometreEvery / frame.scale());
  grid.east = kilometres(window.min_x, window.max_x, step, [&](double east) { return frame.x(east); });
  grid.north = kilometres(window.min_y, window.max_y, step, [&](double north) { return frame.y(north); });
  Graticule(frame, crs).add(grid);
  return grid;
}

std::string degreesText(double degrees) {
  const long seconds = std::lround(degrees * 3600);
  std::string out = fmt::format("{}°{:02}′", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) out += fmt::format("{:02}″", seconds % 60);
  return out;
}

double roundScale(double denominator) {
  const double power = std::pow(10.0, std::floor(std::log10(denominator)));
  for (const double step : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0})
    if (step * power >= denominator * (1 - 1e-9)) return step * power;
  return 10 * power;
}

} // namespace ecoredline
