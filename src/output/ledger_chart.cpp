#include "base/decimal.hpp"
#include "base/markup.hpp"
#include "output/ledger_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace ecoredline {

namespace {

constexpr double kWidth = 760, kLabel = 150, kFigure = 130, kBar = 20, kRow = 30, kTop = 32;
constexpr std::array kLineColours{"#175CD3", "#027A48", "#B54708", "#B42318", "#6941C6", "#475467"};

struct Bar {
  Text title;
  double gain = 0;
  double loss = 0; ///< <= 0
};

std::vector<Bar> barsOf(const AreaLedger& ledger) {
  std::vector<Bar> bars;
  for (std::size_t a = 0; a < kAccounts; ++a) {
    Bar bar{word(static_cast<Account>(a)), 0, 0};
    for (const LedgerRow& row : ledger.rows) (row.accounts[a] > 0 ? bar.gain : bar.loss) += row.accounts[a];
    if (bar.gain != 0 || bar.loss != 0) bars.push_back(bar);
  }
  return bars;
}

void addText(std::string& svg, double x, double y, std::string_view anchor, std::string_view text,
             std::string_view colour = "#101828") {
  fmt::format_to(std::back_inserter(svg), R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}" fill="{}">{}</text>)", x, y,
                 anchor, colour, markupEscaped(text));
}

void addBox(std::string& svg, double x, double y, double width, const char* colour) {
  fmt::format_to(std::back_inserter(svg), R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}"/>)", x, y,
                 std::max(width, 0.5), kBar, colour);
}

void addLine(std::string& svg, double x1, double y1, double x2, double y2, const char* colour) {
  fmt::format_to(std::back_inserter(svg), R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"/>)", x1,
                 y1, x2, y2, colour);
}

std::string opening(double width, double height, const std::string& title) {
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {0:.0f} {1:.0f}" )"
      R"(width="{0:.0f}" height="{1:.0f}" font-size="13" font-family="WenQuanYi Micro Hei, Noto Sans CJK )"
      R"(SC, sans-serif"><title>{2}</title>)",
      width, height, markupEscaped(title));
}

/// A step of 1, 2 or 5 times a power of ten, about `wanted`.
double niceStep(double wanted) {
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double times : {1.0, 2.0, 5.0})
    if (times * power >= wanted) return times * power;
  return 10 * power;
}

} // namespace

BarChart changeBars(const AreaLedger& ledger, Language language) {
  BarChart chart{language == Language::zh ? "各账户增减" : "Gains and losses by account", {}};
  for (const Bar& bar : barsOf(ledger)) {
    ChartBar& made = chart.bars.emplace_back();
    made.title = bar.title.in(language);
    made.gain = bar.gain;
    made.loss = bar.loss;
    if (bar.gain != 0) made.gain_figure = "+" + toGrouped(toHectares(bar.gain), 4);
    if (bar.loss != 0) made.loss_figure = "\u2212" + toGrouped(toHectares(-bar.loss), 4);
  }
  return chart;
}

std::string changeChart(const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  const std::vector<Bar> bars = barsOf(ledger);
  double residual = 0, most = 0;
  for (const LedgerRow& row : ledger.rows) residual += row.residual();
  for (const Bar& bar : bars) most = std::max({most, bar.gain, -bar.loss});
  const double height = kTop + kRow * static_cast<double>(bars.size() + 1) + 8;
  const double middle = kLabel + (kWidth - kLabel) / 2, reach = (kWidth - kLabel) / 2 - kFigure;
  std::string svg = opening(kWidth, height, zh ? "各账户增减" : "Gains and losses by account");
  addText(svg, middle - 8, 18, "end", zh ? "减少 公顷" : "loss, ha", "#475467");
  addText(svg, middle + 8, 18, "start", zh ? "增加 公顷" : "gain, ha", "#475467");
  double y = kTop;
  for (const Bar& bar : bars) {
    addText(svg, 0, y + 15, "start", bar.title.in(language));
    if (bar.gain != 0) {
      const double width = reach * bar.gain / most;
      addBox(svg, middle, y, width, "#027A48");
      addText(svg, middle + width + 6, y + 15, "start", "+" + toGrouped(toHectares(bar.gain), 4));
    }
    if (bar.loss != 0) {
      const double width = -reach * bar.loss / most;
      addBox(svg, middle - width, y, width, "#B42318");
      addText(svg, middle - width - 6, y + 15, "end", "\u2212" + toGrouped(toHectares(-bar.loss), 4));
    }
    y += kRow;
  }
  addLine(svg, middle, kTop - 6, middle, y, "#475467");
  addText(svg, 0, y + 15, "start", fmt::format("{} {} m²", zh ? "残差" : "residual", toFixed(residual, 4)), "#475467");
  return svg + "</svg>";
}

namespace {

constexpr double kHeight = 340, kLeft = 96, kRight = 170, kBottom = 44, kHead = 36;

/// From values and places to the picture.
struct Axes {
  double base = 0;
  double top = 1;
  double step = 1;
  std::size_t places = 1;

  double y(double v) const { return kHead + (kHeight - kHead - kBottom) * (1 - (v - base) / (top - base)); }
  double x(std::size_t i) const {
    const double n = places > 1 ? static_cast<double>(places - 1) : 1;
    return kLeft + (kWidth - kLeft - kRight) * static_cast<double>(i) / n;
  }
  int decimals() const { return step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step))); }
};

Axes axesFor(const std::vector<SeriesLine>& lines, std::size_t places) {
  double low = 1e300, high = 0;
  for (const SeriesLine& line : lines)
    for (const double v : line.values) {
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  low = std::min(low, high);
  double base = low < 0.5 * high ? 0 : std::max(0.0, low - (high - low) * 0.25);
  if (high <= base) base = 0;
  if (high <= base) high = base + 1;
  const double step = niceStep((high - base) / 4);
  return {std::floor(base / step) * step, std::ceil(high / step) * step, step, places};
}

/// Where the names of lines stand: at their last values, moved apart where these are near each other.
std::vector<double> labelPlaces(const std::vector<SeriesLine>& lines, const Axes& axes) {
  constexpr double kApart = 15;
  std::vector<double> places(lines.size(), 0);
  std::vector<std::size_t> order;
  for (std::size_t l = 0; l < lines.size(); ++l)
    if (!lines[l].values.empty() && std::isfinite(lines[l].values.back())) {
      places[l] = axes.y(lines[l].values.back()) + 4;
      order.push_back(l);
    }
  std::ranges::stable_sort(order, {}, [&](std::size_t l) { return places[l]; });
  for (std::size_t i = 1; i < order.size(); ++i)
    places[order[i]] = std::max(places[order[i]], places[order[i - 1]] + kApart);
  double lowest = kHeight - 6;
  for (auto at = order.rbegin(); at != order.rend(); ++at, lowest -= kApart)
    places[*at] = std::min(places[*at], lowest);
  return places;
}

/// What stands round the lines of a chart.
struct ChartFrame {
  Text title;
  std::string head;
  Axes axes;
  int digits = 0; ///< of the last values
};

/// One line, its points, and its name at the height `label`.
void addSeries(std::string& svg, const SeriesLine& line, const ChartFrame& frame, const char* colour, double label) {
  const Axes& axes = frame.axes;
  std::string points;
  for (std::size_t i = 0; i < line.values.size(); ++i) {
    const double v = line.values[i];
    if (!std::isfinite(v)) continue;
    points += fmt::format("{:.1f},{:.1f} ", axes.x(i), axes.y(v));
    fmt::format_to(std::back_inserter(svg), R"(<circle cx="{:.1f}" cy="{:.1f}" r="3" fill="{}"/>)", axes.x(i),
                   axes.y(v), colour);
  }
  fmt::format_to(std::back_inserter(svg), R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>)", points,
                 colour);
  if (label == 0) return;
  addText(svg, kWidth - kRight + 10, label, "start", line.title + " " + toGrouped(line.values.back(), frame.digits),
          colour);
}

constexpr std::size_t kMostLabels = 8; ///< of places along the axis

/// Head, grid, places and lines.
std::string chartOf(const ChartFrame& frame, const std::vector<std::string>& places,
                    const std::vector<SeriesLine>& lines, Language language) {
  const Axes& axes = frame.axes;
  std::string svg = opening(kWidth, kHeight, frame.title.in(language));
  addText(svg, 0, 16, "start", frame.head, "#475467");
  for (double v = axes.base; v <= axes.top + axes.step / 2; v += axes.step) {
    addLine(svg, kLeft, axes.y(v), kWidth - kRight, axes.y(v), "#D0D5DD");
    addText(svg, kLeft - 8, axes.y(v) + 4, "end", toGrouped(v, axes.decimals()), "#475467");
  }
  const std::size_t every = (places.size() + kMostLabels - 1) / kMostLabels;
  for (std::size_t i = 0; i < places.size(); i += std::max<std::size_t>(every, 1))
    addText(svg, axes.x(i), kHeight - kBottom + 22, "middle", places[i], "#475467");
  const std::vector<double> labels = labelPlaces(lines, axes);
  for (std::size_t l = 0; l < lines.size(); ++l)
    addSeries(svg, lines[l], frame, kLineColours[l % kLineColours.size()], labels[l]);
  return svg + "</svg>";
}

} // namespace

std::string seriesChart(const std::vector<std::string>& dates, const std::vector<SeriesLine>& lines,
                        const std::string& unit, Language language) {
  const bool zh = language == Language::zh;
  const Axes axes = axesFor(lines, dates.size());
  std::string head = (zh ? "面积 " : "area, ") + unit;
  if (axes.base > 0) head += zh ? "（纵轴不从零起）" : " (the axis does not start at zero)";
  return chartOf({{"面积变化过程", "Area over time"}, head, axes, std::max(axes.decimals(), 2)}, dates, lines,
                 language);
}

std::string progressChart(const std::vector<std::string>& months, const std::vector<SeriesLine>& lines,
                          Language language) {
  double most = 1;
  for (const SeriesLine& line : lines)
    for (const double value : line.values) most = std::max(most, value);
  const double step = std::max(1.0, niceStep(most / 4));
  const Axes axes{0, std::ceil(most / step) * step, step, months.size()};
  const char* head = language == Language::zh ? "各月末累计数" : "count at the end of each month";
  return chartOf({{"逐月进度", "Progress by month"}, head, axes, 0}, months, lines, language);
}

} // namespace ecoredline
