#include "output/beside_tables.hpp"

#include "base/decimal.hpp"
#include "report/figures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace ecoredline {

namespace {

constexpr int kHectareDecimals = 4;
constexpr int kPercentDecimals = 4;
constexpr double kSquareKilometre = 1e6;

std::string ha(double m2) {
  return toFixed(toHectares(m2), kHectareDecimals);
}

} // namespace

TextTable targetTable(const std::vector<TargetLine>& targets, Language language) {
  const bool zh = language == Language::zh;
  const auto unit = [&](const std::string& id) -> std::string {
    if (id == "km2") return "km²";
    if (id == "percent") return "%";
    if (id == "wan_mu") return zh ? "万亩" : "10⁴ mu";
    return id == "mu" && zh ? "亩" : id == "ha" && zh ? "公顷" : id;
  };
  TextTable table;
  table.heads = {{"state", {"结论", "state"}, false},         {"area", {"区域", "area"}, false},
                 {"indicator", {"指标", "indicator"}, false}, {"wanted", {"目标", "target"}, true},
                 {"measured", {"实测", "measured"}, true},    {"margin", {"余量", "margin"}, true},
                 {"unit", {"单位", "unit"}, false},           {"year", {"年份", "year"}, false},
                 {"binding", {"性质", "binding"}, false},     {"versions", {"依据版本", "versions"}, false},
                 {"reason", {"说明", "remark"}, false, "·"},  {"source", {"文件", "source"}, false, "§"}};
  for (const TargetLine& t : targets) {
    std::string remark = t.reason.in(language);
    if (!t.provisional.empty())
      remark += (remark.empty() ? "" : (zh ? "；" : "; ")) +
                (zh ? "暂定：" + t.provisional.zh : "provisional: " + t.provisional.en);
    table.rows.push_back({t.state_word.in(language), t.area_name.in(language), t.indicator.in(language),
                          toFixed(t.wanted, 2), toFixed(t.measured, 2), toFixed(t.margin, 2), unit(t.unit),
                          std::to_string(t.year),
                          t.binding ? (zh ? "约束性" : "binding") : (zh ? "预期性" : "expected"),
                          fmt::format("{}", fmt::join(t.versions, " ")), remark, t.source});
  }
  return table;
}

Text targetRemark(const LedgerBeside& beside) {
  return {
      fmt::format("按 {} 有效的各图层版本量算（椭球面积，重叠只计一次）；余量 = 实测 − 目标。", beside.as_of),
      fmt::format("Measured on the versions in force on {} (exact, shared ground once); margin = measured - target.",
                  beside.as_of)};
}

TextTable landTable(const LandShares& land, Language language) {
  const bool zh = language == Language::zh;
  TextTable table;
  if (land.shares.empty()) return table;
  table.heads = {{"admin", {"行政区", "unit"}, false},
                 {"admin_name", {"名称", "name"}, false},
                 {"land_km2", {"国土面积 km²", "land km²"}, true},
                 {"opening_km2", {"前期 km²", "from km²"}, true},
                 {"opening_percent", {"前期占比 %", "from %"}, true},
                 {"closing_km2", {"后期 km²", "to km²"}, true},
                 {"closing_percent", {"后期占比 %", "to %"}, true},
                 {"change", {"变化 百分点", "change, points"}, true}};
  const auto km2 = [](double m2) { return toFixed(m2 / kSquareKilometre, 4); };
  for (const LandShare& share : land.shares)
    table.rows.push_back({share.code.empty() ? (zh ? "合计" : "total") : share.code, share.name, km2(share.land_m2),
                          km2(share.opening_m2), toFixed(share.openingPercent(), kPercentDecimals),
                          km2(share.closing_m2), toFixed(share.closingPercent(), kPercentDecimals),
                          toFixed(share.closingPercent() - share.openingPercent(), kPercentDecimals)});
  return table;
}

Text landRemark(const LandShares& land) {
  if (land.shares.empty()) return land.reason;
  Text out{fmt::format("分母为图层 {} 的行政区面积（椭球面积，重叠只计一次），不是公布的国土面积", land.units),
           fmt::format("The denominator is the area of the units of {} (exact, shared ground once), not a published "
                       "figure",
                       land.units)};
  out.zh += (land.reason.zh.empty() ? "" : "；" + land.reason.zh) + "。";
  out.en += (land.reason.en.empty() ? "" : "; " + land.reason.en) + ".";
  return out;
}

TextTable insideTable(const std::vector<SeriesInside>& all, const std::vector<std::string>& labels, Language language) {
  const bool zh = language == Language::zh;
  TextTable table;
  if (all.empty()) return table;
  table.heads = {{"version", {"版本", "version"}, false},
                 {"kind", {"图层", "layer"}, false},
                 {"other", {"图层版本", "its version"}, false},
                 {"class", {"类别", "class"}, false},
                 {"inside_ha", {"区内面积 公顷", "inside ha"}, true},
                 {"percent", {"比例 %", "share %"}, true},
                 {"measure", {"指标", "figure"}, false},
                 {"reason", {"说明", "remark"}, false, "·"}};
  for (const SeriesInside& inside : all)
    for (std::size_t v = 0; v < inside.on.size(); ++v) {
      const InsideOn& on = inside.on[v];
      const std::string kind = inside.kind_title.in(language);
      const std::string& label = labels[v];
      const bool activity = inside.role == InsideRole::activity;
      const double percent = on.percent(inside.role);
      table.rows.push_back(
          {label, kind, on.version, zh ? "合计" : "total", on.version.empty() ? "" : ha(on.inside_m2),
           std::isnan(percent) ? (zh ? "不能下结论" : "cannot say") : toFixed(percent, kPercentDecimals),
           activity ? (zh ? "占比 H" : "share H") : (zh ? "修复进度" : "progress"), on.reason.in(language)});
      for (std::size_t c = 0; c < on.class_m2.size() && !on.version.empty(); ++c)
        table.rows.push_back(
            {label, kind, on.version, inside.class_titles[c].in(language), ha(on.class_m2[c]),
             on.base_m2 > 0 && activity ? toFixed(on.class_m2[c] / on.base_m2 * 100, kPercentDecimals) : "", "", ""});
    }
  return table;
}

TextTable insideTable(const AreaLedger& ledger, Language language) {
  return insideTable(ledger.beside.inside, {ledger.parameters.from.label, ledger.parameters.to.label}, language);
}

Text insideDefinition() {
  return {
      "人类活动占比 H = 人类活动图斑在区内的面积 ÷ 区的面积 × 100 %；修复进度 = 区内已验收修复工程的面积 ÷ "
      "区内全部修复工程的面积 × 100 %。均为字面定义，不是标准公式；重叠的地只计一次，取各版本生效日有效的图层。",
      "H = area of human activity inside the zones / area of the zones × 100 %; progress = area of accepted projects "
      "inside / area of all restoration projects inside × 100 %. Plain definitions, no formula of a standard; "
      "shared ground counts once, by the versions in force on the day of each version."};
}

} // namespace ecoredline
