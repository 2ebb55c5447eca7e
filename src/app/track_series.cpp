#include "app/beside.hpp"
#include "app/report_file.hpp"
#include "app/series_view.hpp"
#include "app/track.hpp"
#include "app/track_versions.hpp"
#include "base/files.hpp"
#include "ledger/ledger_files.hpp"
#include "output/series_table.hpp"
#include "painting/chart_figure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

namespace ecoredline {

namespace {

constexpr std::array kFormats{"json", "table", "csv", "svg", "png", "html", "xlsx", "docx", "pdf"};
constexpr std::array kFiles{"xlsx", "docx", "pdf", "png"}; ///< not for a terminal
constexpr double kChartWidth = 160;                        ///< mm
constexpr double kChartDpi = 200;
constexpr double kScreenDpi = 110;

/// Areas of every version, from the openings and closings of the steps.
void addAreas(AreaSeries& series) {
  std::map<std::pair<std::string, std::string>, SeriesArea> areas;
  const auto put = [&](const LedgerRow& row, std::size_t version, double m2) {
    SeriesArea& area = areas[{row.zone_class, row.admin.value_or("")}];
    area.zone_class = row.zone_class;
    area.class_title = row.class_title;
    area.admin = row.admin.value_or("");
    area.admin_name = row.admin_name;
    area.m2.resize(series.versions.size(), 0);
    area.m2[version] = m2;
  };
  for (std::size_t step = 0; step < series.steps.size(); ++step)
    for (const LedgerRow& row : series.steps[step].rows) {
      if (step == 0) put(row, 0, row.opening_m2);
      put(row, step + 1, row.closing_m2);
    }
  for (auto& [key, area] : areas) series.areas.push_back(std::move(area));
}

std::string tableOf(const AreaSeries& series, Language language, bool csv) {
  std::vector<TextTable> tables{seriesAreaTable(series, language), seriesStepTable(series, language),
                                seriesCauseTable(series, language), seriesUnitTable(series, language),
                                seriesInsideTable(series, language)};
  std::erase_if(tables, [](const TextTable& table) { return table.rows.empty(); });
  if (csv) return toCsv(tables, language);
  std::string out;
  for (const TextTable& table : tables) out += (out.empty() ? "" : "\n") + toTerminal(table, language);
  return out;
}

Result<std::string> printed(const std::string& format, const AreaSeries& series, Language language) {
  if (format == "table" || format == "csv") return tableOf(series, language, format == "csv");
  if (format == "svg") return seriesClassChart(series, language);
  if (format == "html") return seriesPage(series, language);
  return toJson(series);
}

Result<AreaSeries> measured(const TrackedKind& kind, const TrackOptions& options, Feedback& feedback) {
  std::vector<Version> versions;
  for (const Version& v : kind.versions)
    if (v.kind == kind.kind) versions.push_back(v);
  std::ranges::stable_sort(versions, {}, &Version::date);
  if (versions.size() < 2)
    return fail(ErrorKind::input, "track.one_version", {"至少要有两个版本", "There must be two versions at least"},
                kind.kind, {"再导入一个版本", "import another one"});
  AreaSeries series;
  series.kind = kind.kind;
  series.kind_title = kind.layerKind().title;
  series.by = options.by;
  const auto units = unitsFor(kind, options.by, versions.back().date); // the same units for every step
  if (!units) return fail(units.error());
  for (std::size_t i = 1; i < versions.size(); ++i) {
    auto request = requestFor(kind, options, versions[i - 1], versions[i]);
    if (!request) return fail(request.error());
    request->methods = false;
    request->shapes = false;
    request->by = *units;
    auto tracked = trackVersions(*request, feedback);
    if (!tracked) return fail(tracked.error());
    if (i == 1) series.versions.push_back(tracked->ledger.parameters.from);
    series.versions.push_back(tracked->ledger.parameters.to);
    series.steps.push_back(std::move(tracked->ledger));
  }
  addAreas(series);
  auto inside = insideOf(kind, versions, options.jobs, feedback);
  if (!inside) return fail(inside.error());
  series.inside = std::move(*inside);
  return series;
}

/// What a chart is called among the files, and its bars.
std::vector<std::pair<std::string, BarChart>> chartsOf(const AreaSeries& series, Language language) {
  return {{"series", seriesAreaBars(series, language)},
          {"series_change", seriesChangeBars(series, language)},
          {"series_steps", seriesStepBars(series, language)},
          {"series_units", seriesUnitBars(series, language)},
          {"series_activity", seriesShareBars(series, InsideRole::activity, language)},
          {"series_restoration", seriesShareBars(series, InsideRole::restoration, language)}};
}

Text titleOf(const std::string& chart) {
  if (chart == "series") return {"各版本面积", "Area of every version"};
  if (chart == "series_change") return {"比最早版本增减", "Change since the first version"};
  if (chart == "series_steps") return {"各期调出与调入", "What every step took away and brought"};
  if (chart == "series_units") return {"各行政区调出与调入", "What every unit lost and won"};
  if (chart == "series_activity") return {"人类活动占比", "Share of human activity"};
  return {"修复完成占比", "Share of restoration done"};
}

Result<void> writeOne(const std::string& format, const AreaSeries& series, const TrackOptions& options,
                      Language language, std::vector<std::filesystem::path>& files) {
  if (format == "png") {
    for (const auto& [name, chart] : chartsOf(series, language)) {
      if (chart.bars.empty()) continue;
      auto png = chartPng(chart, kChartWidth, kChartDpi);
      if (!png) return fail(png.error());
      files.push_back(options.out / (name + ".png"));
      if (auto done = writeFileAtomically(files.back(), *png); !done) return done;
    }
    return {};
  }
  files.push_back(options.out / ("series." + (format == "table" ? "txt" : format)));
  if (format == "xlsx") return writeSeriesBook(series, files.back(), language);
  if (format == "docx" || format == "pdf")
    return writeReport({"series", format, series.versions.back().date, files.back(), options.own},
                       seriesData(series, language), language, silentFeedback());
  const auto text = printed(format, series, language);
  if (!text) return fail(text.error());
  return writeFileAtomically(files.back(), *text);
}

Result<std::vector<std::string>> formatsOf(const TrackOptions& options) {
  std::vector<std::string> formats = options.formats;
  if (formats.empty())
    formats = options.out.empty() ? std::vector<std::string>{"json"}
                                  : std::vector<std::string>(kFormats.begin(), kFormats.end());
  for (const std::string& format : formats)
    if (std::ranges::find(kFormats, format) == kFormats.end())
      return fail(
          ErrorKind::usage, "track.unknown_format",
          {fmt::format("变化过程没有输出格式 {}", format), fmt::format("A series has no format {}", format)}, {},
          {fmt::format("可用：{}", fmt::join(kFormats, " ")), fmt::format("one of: {}", fmt::join(kFormats, " "))});
  if (options.out.empty() && (formats.size() != 1 || std::ranges::find(kFiles, formats.front()) != kFiles.end()))
    return fail(
        ErrorKind::usage, "track.one_format",
        {"不带 --out 时只能有一个可输出到终端的格式", "Without --out there can be one format, one that can be printed"},
        {}, {"加 --out 目录", "add --out DIR"});
  return formats;
}

} // namespace

Result<AreaSeries> seriesOf(const TrackOptions& options, Feedback& feedback) {
  const auto kind = openTracked(options.workspace, options.kind);
  if (!kind) return fail(kind.error());
  return measured(*kind, options, feedback);
}

Result<Outcome> trackSeries(const TrackOptions& options, Language language, Feedback& feedback) {
  const auto formats = formatsOf(options);
  if (!formats) return fail(formats.error());
  const auto series = seriesOf(options, feedback);
  if (!series) return fail(series.error());
  Outcome outcome;
  if (options.out.empty()) {
    auto text = printed(formats->front(), *series, language);
    if (!text) return fail(text.error());
    outcome.output = std::move(*text);
    return outcome;
  }
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  if (failed)
    return fail(ErrorKind::input, "output.write_failed", {"不能建立输出目录", "The output folder cannot be made"},
                toUtf8(options.out), {"检查路径与权限", "check the path and permissions"});
  std::vector<std::filesystem::path> files;
  for (const std::string& format : *formats)
    if (auto done = writeOne(format, *series, options, language, files); !done) return fail(done.error());
  for (const auto& file : files) outcome.notes.push_back({"已写出 " + toUtf8(file), "Wrote " + toUtf8(file)});
  return outcome;
}

Result<std::vector<SeriesChart>> seriesCharts(const AreaSeries& series, Language language, Feedback& feedback) {
  std::vector<SeriesChart> out;
  for (const auto& [name, chart] : chartsOf(series, language)) {
    if (feedback.cancelled()) return cancelledError();
    if (chart.bars.empty()) continue;
    auto png = chartPng(chart, kChartWidth, kScreenDpi);
    if (!png) return fail(png.error());
    out.push_back({name, titleOf(name), std::move(*png)});
  }
  out.push_back({"series_classes", {"各类别面积曲线", "Area over time by class"}, seriesClassChart(series, language)});
  return out;
}

} // namespace ecoredline
