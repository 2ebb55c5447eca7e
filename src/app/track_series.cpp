#include "app/track.hpp"
#include "app/track_versions.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "output/ledger_page.hpp"
#include "output/ledger_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace ecoredline {

namespace {

constexpr int kDecimals = 4;

struct SeriesKey {
  std::string zone_class;
  std::string admin; ///< "" = the whole area
  auto operator<=>(const SeriesKey&) const = default;
};

/// Ledgers of neighbouring versions, oldest first.
struct Series {
  std::vector<Version> versions;
  std::vector<AreaLedger> steps;
  std::map<SeriesKey, std::vector<double>> areas; ///< a value a version; NaN = not there
  std::map<SeriesKey, std::pair<Text, std::string>> titles;
};

SeriesKey keyOf(const LedgerRow& row) {
  return {row.zone_class, row.admin.value_or("")};
}

void addAreas(Series& series) {
  const auto put = [&](const LedgerRow& row, std::size_t version, double m2) {
    auto [at, fresh] = series.areas.try_emplace(keyOf(row), series.versions.size(), 0.0);
    if (fresh) series.titles[keyOf(row)] = {row.class_title, row.admin_name};
    at->second[version] = m2;
  };
  for (std::size_t step = 0; step < series.steps.size(); ++step)
    for (const LedgerRow& row : series.steps[step].rows) {
      if (step == 0) put(row, 0, row.opening_m2);
      put(row, step + 1, row.closing_m2);
    }
}

std::string seriesJson(const Series& series, const LayerKind& kind) {
  JsonWriter json;
  json.beginObject()
      .key("format")
      .text("ecoredline.series/1")
      .key("kind")
      .text(kind.id)
      .key("area_method")
      .text("exact");
  json.key("versions").beginArray();
  for (const Version& v : series.versions)
    json.beginObject()
        .key("version")
        .text(v.label)
        .key("date")
        .text(v.date)
        .key("content_hash")
        .text(v.content_hash)
        .endObject();
  json.endArray().key("areas").beginArray();
  for (const auto& [key, values] : series.areas) {
    json.beginObject().key("class").text(key.zone_class).key("admin");
    if (key.admin.empty())
      json.null();
    else
      json.text(key.admin);
    json.key("area_m2").beginArray();
    for (const double v : values) json.fixed(v, kDecimals);
    json.endArray().endObject();
  }
  json.endArray().key("steps").beginArray();
  for (const AreaLedger& ledger : series.steps) {
    json.beginObject().key("from").text(ledger.parameters.from.label).key("to").text(ledger.parameters.to.label);
    json.key("removed_m2").fixed(ledger.removed_m2, kDecimals).key("added_m2").fixed(ledger.added_m2, kDecimals);
    json.key("between_classes_m2").fixed(ledger.between_m2, kDecimals);
    json.key("net_m2").fixed(ledger.added_m2 - ledger.removed_m2, kDecimals);
    json.key("closes").boolean(ledger.closes()).key("by_cause").beginObject();
    std::map<std::string_view, double> by_cause;
    for (const LedgerChange& change : ledger.changes) by_cause[name(change.cause)] += change.area_m2;
    for (const auto& [cause, m2] : by_cause) json.key(cause).fixed(m2, kDecimals);
    json.endObject().endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

TextTable areaTable(const Series& series, Language language) {
  TextTable table;
  table.heads = {{"class", {"类别", "class"}, false},
                 {"admin", {"行政区", "unit"}, false},
                 {"admin_name", {"名称", "name"}, false}};
  for (const Version& v : series.versions) table.heads.push_back({v.label, {v.label + " 公顷", v.label + " ha"}, true});
  for (const auto& [key, values] : series.areas) {
    const auto& [title, admin_name] = series.titles.at(key);
    std::vector<std::string> row{title.in(language), key.admin, admin_name};
    for (const double v : values) row.push_back(toFixed(toHectares(v), kDecimals));
    table.rows.push_back(std::move(row));
  }
  return table;
}

TextTable stepTable(const Series& series, Language language) {
  TextTable table;
  table.heads = {{"from", {"从", "from"}, false},
                 {"to", {"到", "to"}, false},
                 {"removed_ha", {"调出 公顷", "removed ha"}, true},
                 {"added_ha", {"调入 公顷", "added ha"}, true},
                 {"net_ha", {"净变化 公顷", "net ha"}, true},
                 {"between_ha", {"类别转换 公顷", "between classes ha"}, true},
                 {"causes", {"原因", "causes"}, false}};
  for (const AreaLedger& ledger : series.steps) {
    std::map<std::string, double> by_cause;
    for (const LedgerChange& change : ledger.changes)
      if (change.area_m2 > 0) by_cause[word(change.cause).in(language)] += change.area_m2;
    std::string causes;
    for (const auto& [cause, m2] : by_cause)
      causes += fmt::format("{}{} {}", causes.empty() ? "" : (language == Language::zh ? "；" : "; "), cause,
                            toFixed(toHectares(m2), 2));
    const auto ha = [](double m2) { return toFixed(toHectares(m2), kDecimals); };
    table.rows.push_back({ledger.parameters.from.label, ledger.parameters.to.label, ha(ledger.removed_m2),
                          ha(ledger.added_m2), ha(ledger.added_m2 - ledger.removed_m2), ha(ledger.between_m2), causes});
  }
  return table;
}

std::string chartOf(const Series& series, Language language) {
  std::vector<std::string> dates;
  for (const Version& v : series.versions) dates.push_back(v.date);
  std::map<std::string, SeriesLine> lines; // units of one class together
  for (const auto& [key, values] : series.areas) {
    SeriesLine& line = lines[key.zone_class];
    line.title = series.titles.at(key).first.in(language);
    line.values.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) line.values[i] += toHectares(values[i]);
  }
  std::vector<SeriesLine> shown;
  for (auto& [id, line] : lines) shown.push_back(std::move(line));
  return seriesChart(dates, shown, language == Language::zh ? "公顷" : "ha", language);
}

std::string printed(const std::string& format, const Series& series, const LayerKind& kind, Language language) {
  if (format == "table")
    return toTerminal(areaTable(series, language), language) + "\n" + toTerminal(stepTable(series, language), language);
  if (format == "csv")
    return toCsv(areaTable(series, language), language) + "\r\n" + toCsv(stepTable(series, language), language);
  if (format == "svg") return chartOf(series, language);
  return seriesJson(series, kind);
}

Result<Series> measured(const TrackedKind& kind, const TrackOptions& options, Feedback& feedback) {
  Series series;
  for (const Version& v : kind.versions)
    if (v.kind == kind.kind) series.versions.push_back(v);
  std::ranges::stable_sort(series.versions, {}, &Version::date);
  if (series.versions.size() < 2)
    return fail(ErrorKind::input, "track.one_version", {"至少要有两个版本", "There must be two versions at least"},
                kind.kind, {"再导入一个版本", "import another one"});
  for (std::size_t i = 1; i < series.versions.size(); ++i) {
    auto request = requestFor(kind, options, series.versions[i - 1], series.versions[i]);
    if (!request) return fail(request.error());
    request->methods = false;
    request->shapes = false;
    auto units = unitsFor(kind, options.by, series.versions.back().date); // the same units for every step
    if (!units) return fail(units.error());
    request->by = std::move(*units);
    auto tracked = trackVersions(*request, feedback);
    if (!tracked) return fail(tracked.error());
    series.steps.push_back(std::move(tracked->ledger));
  }
  addAreas(series);
  return series;
}

} // namespace

Result<Outcome> trackSeries(const TrackOptions& options, Language language, Feedback& feedback) {
  const std::map<std::string, std::string> files{
      {"json", "series.json"}, {"table", "series.txt"}, {"csv", "series.csv"}, {"svg", "series.svg"}};
  std::vector<std::string> formats = options.formats;
  if (formats.empty())
    formats = options.out.empty() ? std::vector<std::string>{"json"} : std::vector<std::string>{"json", "csv", "svg"};
  for (const std::string& format : formats)
    if (!files.contains(format))
      return fail(ErrorKind::usage, "track.unknown_format",
                  {fmt::format("变化过程没有输出格式 {}", format), fmt::format("A series has no format {}", format)},
                  {}, {"可用：json table csv svg", "one of: json table csv svg"});
  if (options.out.empty() && formats.size() != 1)
    return fail(ErrorKind::usage, "track.one_format",
                {"不带 --out 时只能有一个格式", "Without --out there can be one format"}, {},
                {"加 --out 目录", "add --out DIR"});
  auto kind = openTracked(options.workspace, options.kind);
  if (!kind) return fail(kind.error());
  auto series = measured(*kind, options, feedback);
  if (!series) return fail(series.error());
  Outcome outcome;
  if (options.out.empty()) {
    outcome.output = printed(formats.front(), *series, kind->layerKind(), language);
    return outcome;
  }
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  for (const std::string& format : formats) {
    const auto file = options.out / files.at(format);
    if (auto done = writeFileAtomically(file, printed(format, *series, kind->layerKind(), language)); !done)
      return fail(done.error());
    outcome.notes.push_back({"已写出 " + toUtf8(file), "Wrote " + toUtf8(file)});
  }
  return outcome;
}

} // namespace ecoredline
