#include "output/series_table.hpp"

#include "base/decimal.hpp"
#include "output/beside_tables.hpp"
#include "output/ledger_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace ecoredline {

namespace {

constexpr int kHectareDecimals = 4;
constexpr int kPercentDecimals = 4;
constexpr double kNothing = 1e-9;
constexpr std::size_t kOnOnePage = 4; ///< versions whose areas fit a page that stands

std::string ha(double m2) {
  return toFixed(toHectares(m2), kHectareDecimals);
}

std::string stepName(const AreaLedger& step) {
  return step.parameters.from.label + " → " + step.parameters.to.label;
}

std::string unitName(const std::string& admin, const std::string& name, Language language) {
  if (admin == "outside") return language == Language::zh ? "不在任何行政单元内" : "in no unit";
  return name.empty() ? admin : name;
}

ChartBar bar(std::string title, double gain, double loss, int decimals) {
  ChartBar made;
  made.title = std::move(title);
  made.gain = gain;
  made.loss = -loss;
  if (gain > kNothing) made.gain_figure = "+" + toGrouped(gain, decimals);
  if (loss > kNothing) made.loss_figure = "\u2212" + toGrouped(loss, decimals);
  return made;
}

double removedIn(const AreaSeries& series) {
  double m2 = 0;
  for (const AreaLedger& step : series.steps) m2 += step.removed_m2;
  return m2;
}

double addedIn(const AreaSeries& series) {
  double m2 = 0;
  for (const AreaLedger& step : series.steps) m2 += step.added_m2;
  return m2;
}

} // namespace

TextTable seriesAreaTable(const AreaSeries& series, Language language) {
  TextTable table;
  table.heads = {{"class", {"类别", "class"}, false},
                 {"admin", {"行政区", "unit"}, false},
                 {"admin_name", {"名称", "name"}, false}};
  for (const LedgerVersion& v : series.versions)
    table.heads.push_back({v.label, {v.label + " 公顷", v.label + " ha"}, true});
  for (const SeriesArea& area : series.areas) {
    std::vector<std::string> row{area.class_title.in(language), area.admin, area.admin_name};
    for (const double m2 : area.m2) row.push_back(ha(m2));
    table.rows.push_back(std::move(row));
  }
  if (series.areas.size() < 2) return table;
  std::vector<std::string> sum{language == Language::zh ? "合计" : "total", "", ""};
  for (std::size_t v = 0; v < series.versions.size(); ++v) sum.push_back(ha(series.total(v)));
  table.rows.push_back(std::move(sum));
  return table;
}

TextTable seriesStepTable(const AreaSeries& series, Language language) {
  TextTable table;
  table.heads = {{"from", {"从", "from"}, false},
                 {"to", {"到", "to"}, false},
                 {"removed_ha", {"调出 公顷", "removed ha"}, true},
                 {"added_ha", {"调入 公顷", "added ha"}, true},
                 {"net_ha", {"净变化 公顷", "net ha"}, true},
                 {"between_ha", {"类别转换 公顷", "between classes ha"}, true},
                 {"causes", {"原因", "causes"}, false}};
  for (const AreaLedger& step : series.steps) {
    std::string causes;
    for (const CauseSum& sum : causesOf(step))
      causes += fmt::format("{}{} {}", causes.empty() ? "" : (language == Language::zh ? "；" : "; "),
                            word(sum.cause).in(language),
                            toGrouped(toHectares(sum.removed_m2 + sum.added_m2 + sum.between_m2), 2));
    table.rows.push_back({step.parameters.from.label, step.parameters.to.label, ha(step.removed_m2), ha(step.added_m2),
                          ha(step.added_m2 - step.removed_m2), ha(step.between_m2), causes});
  }
  return table;
}

TextTable seriesCauseTable(const AreaSeries& series, Language language) {
  TextTable table;
  table.heads = {{"step", {"期间", "step"}, false},
                 {"cause", {"原因", "cause"}, false},
                 {"removed_ha", {"调出 公顷", "removed ha"}, true},
                 {"added_ha", {"调入 公顷", "added ha"}, true},
                 {"net_ha", {"净变化 公顷", "net ha"}, true},
                 {"between_ha", {"类别转换 公顷", "between classes ha"}, true}};
  for (const AreaLedger& step : series.steps)
    for (const CauseSum& sum : causesOf(step))
      table.rows.push_back({stepName(step), word(sum.cause).in(language), ha(sum.removed_m2), ha(sum.added_m2),
                            ha(sum.added_m2 - sum.removed_m2), ha(sum.between_m2)});
  return table;
}

TextTable seriesUnitTable(const AreaSeries& series, Language language) {
  TextTable table;
  if (series.by.empty()) return table;
  table.heads = {{"step", {"期间", "step"}, false},
                 {"admin", {"行政区", "unit"}, false},
                 {"admin_name", {"名称", "name"}, false},
                 {"removed_ha", {"调出 公顷", "removed ha"}, true},
                 {"added_ha", {"调入 公顷", "added ha"}, true},
                 {"net_ha", {"净变化 公顷", "net ha"}, true}};
  for (const AreaLedger& step : series.steps)
    for (const UnitSum& sum : unitsOf(step))
      table.rows.push_back({stepName(step), sum.admin, unitName(sum.admin, sum.admin_name, language),
                            ha(sum.removed_m2), ha(sum.added_m2), ha(sum.added_m2 - sum.removed_m2)});
  return table;
}

TextTable seriesInsideTable(const AreaSeries& series, Language language) {
  std::vector<std::string> labels;
  for (const LedgerVersion& version : series.versions) labels.push_back(version.label);
  return insideTable(series.inside, labels, language);
}

BarChart seriesAreaBars(const AreaSeries& series, Language language) {
  BarChart chart{language == Language::zh ? "各版本面积（公顷）" : "Area of every version (ha)", {}};
  for (std::size_t v = 0; v < series.versions.size(); ++v) {
    const double area = toHectares(series.total(v));
    chart.bars.push_back({series.versions[v].label, area, 0, toGrouped(area, 2), {}});
  }
  return chart;
}

BarChart seriesChangeBars(const AreaSeries& series, Language language) {
  BarChart chart{language == Language::zh ? "比最早版本增减（公顷）" : "Change since the first version (ha)", {}};
  const double first = series.total(0);
  for (std::size_t v = 1; v < series.versions.size(); ++v) {
    const double change = toHectares(series.total(v) - first);
    ChartBar made = bar(series.versions[v].label, std::max(change, 0.0), std::max(-change, 0.0), 2);
    std::string& figure = change < 0 ? made.loss_figure : made.gain_figure;
    if (figure.empty()) figure = "0";
    if (first > 0) figure += fmt::format(" ({:+.2f} %)", change / toHectares(first) * 100);
    chart.bars.push_back(std::move(made));
  }
  return chart;
}

BarChart seriesStepBars(const AreaSeries& series, Language language) {
  BarChart chart{language == Language::zh ? "各期调出与调入（公顷）" : "Removed and added by step (ha)", {}};
  for (const AreaLedger& step : series.steps)
    chart.bars.push_back(bar(stepName(step), toHectares(step.added_m2), toHectares(step.removed_m2), 2));
  return chart;
}

BarChart seriesUnitBars(const AreaSeries& series, Language language) {
  BarChart chart{language == Language::zh ? "各行政区增减（公顷）" : "Gains and losses by unit (ha)", {}};
  if (series.by.empty()) return chart;
  std::map<std::string, UnitSum> sums;
  for (const AreaLedger& step : series.steps)
    for (const UnitSum& one : unitsOf(step)) {
      UnitSum& sum = sums[one.admin];
      sum.admin_name = one.admin_name;
      sum.removed_m2 += one.removed_m2;
      sum.added_m2 += one.added_m2;
    }
  for (const auto& [admin, sum] : sums)
    if (sum.removed_m2 + sum.added_m2 > 0)
      chart.bars.push_back(
          bar(unitName(admin, sum.admin_name, language), toHectares(sum.added_m2), toHectares(sum.removed_m2), 2));
  return chart;
}

BarChart seriesShareBars(const AreaSeries& series, InsideRole role, Language language) {
  const bool zh = language == Language::zh;
  BarChart chart{role == InsideRole::activity ? (zh ? "人类活动占比（%）" : "Share of human activity (%)")
                                              : (zh ? "生态修复进度（%）" : "Restoration done (%)"),
                 {}};
  for (const SeriesInside& inside : series.inside)
    for (std::size_t v = 0; v < inside.on.size() && inside.role == role; ++v) {
      const double percent = inside.on[v].percent(role);
      if (!std::isnan(percent))
        chart.bars.push_back({series.versions[v].label, percent, 0, toFixed(percent, kPercentDecimals), {}});
    }
  return chart;
}

std::string seriesClassChart(const AreaSeries& series, Language language) {
  std::vector<std::string> dates;
  for (const LedgerVersion& v : series.versions) dates.push_back(v.date);
  std::map<std::string, SeriesLine> lines; // units of one class together
  for (const SeriesArea& area : series.areas) {
    SeriesLine& line = lines[area.zone_class];
    line.title = area.class_title.in(language);
    line.values.resize(area.m2.size());
    for (std::size_t i = 0; i < area.m2.size(); ++i) line.values[i] += toHectares(area.m2[i]);
  }
  std::vector<SeriesLine> shown;
  for (auto& [id, line] : lines) shown.push_back(std::move(line));
  return seriesChart(dates, shown, language == Language::zh ? "公顷" : "ha", language);
}

Text seriesSentence(const AreaSeries& series) {
  const LedgerVersion& first = series.versions.front();
  const LedgerVersion& last = series.versions.back();
  const double net = series.total(series.versions.size() - 1) - series.total(0);
  return {
      fmt::format("{} 至 {} 共 {} 个版本：面积由 {} 公顷变为 {} 公顷，净变化 {} 公顷；其间调出 {} 公顷、调入 {} 公顷。",
                  first.date, last.date, series.versions.size(), toGrouped(toHectares(series.total(0)), 2),
                  toGrouped(toHectares(series.total(series.versions.size() - 1)), 2), toGrouped(toHectares(net), 2),
                  toGrouped(toHectares(removedIn(series)), 2), toGrouped(toHectares(addedIn(series)), 2)),
      fmt::format("{} to {}, {} versions: from {} ha to {} ha, net {} ha; {} ha were removed and {} ha added on the "
                  "way.",
                  first.date, last.date, series.versions.size(), toGrouped(toHectares(series.total(0)), 2),
                  toGrouped(toHectares(series.total(series.versions.size() - 1)), 2), toGrouped(toHectares(net), 2),
                  toGrouped(toHectares(removedIn(series)), 2), toGrouped(toHectares(addedIn(series)), 2))};
}

ReportData seriesData(const AreaSeries& series, Language language) {
  ReportData data;
  data.texts["kind"] = series.kind_title.in(language);
  data.texts["from"] = series.versions.front().label;
  data.texts["to"] = series.versions.back().label;
  data.texts["versions"] = std::to_string(series.versions.size());
  data.texts["many_versions"] = series.versions.size() > kOnOnePage ? data.texts["versions"] : "";
  data.texts["sentence"] = seriesSentence(series).in(language);
  data.texts["by"] = series.by;
  data.texts["inside"] = series.inside.empty() ? "" : "1";
  data.texts["definition"] = insideDefinition().in(language);
  data.charts["area"] = seriesAreaBars(series, language);
  data.charts["change"] = seriesChangeBars(series, language);
  data.charts["steps"] = seriesStepBars(series, language);
  data.charts["units"] = seriesUnitBars(series, language);
  data.charts["activity"] = seriesShareBars(series, InsideRole::activity, language);
  data.charts["restoration"] = seriesShareBars(series, InsideRole::restoration, language);
  const auto give = [&](const char* name, auto maker) {
    data.tables[name] = [&series, language, maker](const ReportData::Kinds&) { return maker(series, language); };
  };
  give("areas", [](const AreaSeries& s, Language in) { return seriesAreaTable(s, in); });
  give("steps", [](const AreaSeries& s, Language in) { return seriesStepTable(s, in); });
  give("causes", [](const AreaSeries& s, Language in) { return seriesCauseTable(s, in); });
  give("units", [](const AreaSeries& s, Language in) { return seriesUnitTable(s, in); });
  give("inside", [](const AreaSeries& s, Language in) { return seriesInsideTable(s, in); });
  return data;
}

} // namespace ecoredline
