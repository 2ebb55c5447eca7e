#include "output/ledger_page.hpp"

#include "base/decimal.hpp"
#include "base/markup.hpp"
#include "output/beside_tables.hpp"
#include "output/ledger_table.hpp"
#include "output/series_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ecoredline {

namespace {

constexpr int kShortCell = 22; ///< columns

constexpr std::string_view kStyle = R"css(
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:24px;color:#101828;background:#FFF;font-size:14px;line-height:1.6;
font-family:"WenQuanYi Micro Hei","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:20px;line-height:1.3;margin:0 0 4px}
h2{font-size:18px;margin:32px 0 8px}
p{margin:0 0 8px}
.sub,.note{color:#475467}
.sub{border-bottom:1px solid #D0D5DD;padding-bottom:12px}
.note{font-size:12px;margin:4px 0 0}
.band{border-left:8px solid;padding:12px 16px;margin:16px 0;font-size:16px}
.closes{color:#027A48;background:#ECFDF3}.open{color:#B42318;background:#FEF3F2}
.band span{color:#101828}
.wide{overflow-x:auto}
svg.map{width:100%;max-width:760px;height:auto}
.m{color:#475467;font-size:12px}.l{display:inline-block;margin-right:16px}.l svg{width:2em;vertical-align:middle}
table{border-collapse:collapse;width:100%;margin:8px 0;font-size:13px;line-height:1.5}
th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid #D0D5DD}
th{font-weight:600;background:#F9FAFB;border-bottom:1px solid #475467;overflow-wrap:normal}
td.n,th.n{text-align:right}
td.n,td.s,th{white-space:nowrap}
tr.over td{border-bottom:0;padding-bottom:0}
tr.remark td{color:#475467;padding-top:0}
svg.chart{max-width:100%;height:auto;display:block;margin:8px 0}
details summary{cursor:pointer;color:#175CD3}
.sign{display:grid;grid-template-columns:repeat(3,1fr);gap:24px;margin-top:40px}
.sign div{border-top:1px solid #475467;padding-top:4px}
@media(max-width:640px){body{padding:12px}.sign{grid-template-columns:1fr}}
@media print{body{max-width:none;padding:0}thead{display:table-header-group}details>*{display:block}}
)css";

/// Figures and short words are not broken.
const char* cellClass(const TextTable::Head& head, const std::string& cell) {
  if (head.number) return " class=\"n\"";
  return displayWidth(cell) <= kShortCell ? " class=\"s\"" : "";
}

/// Sentences in a table of many columns stand below their row, across it.
bool isRemark(const TextTable& table, std::size_t column) {
  constexpr std::size_t kManyColumns = 8;
  constexpr int kRemark = 48;
  return table.heads.size() > kManyColumns && !table.heads[column].number &&
         std::ranges::any_of(table.rows, [&](const auto& row) { return displayWidth(row[column]) > kRemark; });
}

/// One line below a row; what is empty is left out.
void addRemarks(std::string& html, const TextTable& table, const std::vector<std::string>& row,
                const std::vector<std::size_t>& remarks, Language language) {
  std::string line;
  for (const std::size_t c : remarks) {
    if (row[c].empty()) continue;
    line += fmt::format("{}{}{}{}", line.empty() ? "" : "\u2003", table.heads[c].title.in(language),
                        language == Language::zh ? "：" : ": ", row[c]);
  }
  if (line.empty()) return;
  html += fmt::format("<tr class=\"remark\"><td></td><td colspan=\"{}\">{}</td></tr>\n", table.heads.size(),
                      markupEscaped(line));
}

void addTable(std::string& html, const TextTable& table, Language language) {
  html += "<div class=\"wide\"><table><thead><tr>";
  std::vector<std::size_t> shown, remarks;
  for (std::size_t c = 0; c < table.heads.size(); ++c) {
    if (!holdsSomething(table, c)) continue;
    if (isRemark(table, c)) {
      remarks.push_back(c);
      continue;
    }
    shown.push_back(c);
    html += fmt::format("<th{}>{}</th>", table.heads[c].number ? " class=\"n\"" : "",
                        markupEscaped(table.heads[c].title.in(language)));
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    html += remarks.empty() ? "<tr>" : "<tr class=\"over\">";
    for (const std::size_t c : shown)
      html += fmt::format("<td{}>{}</td>", cellClass(table.heads[c], row[c]),
                          markupEscaped(table.heads[c].number ? grouped(row[c]) : row[c]));
    html += "</tr>\n";
    addRemarks(html, table, row, remarks, language);
  }
  html += "</tbody></table></div>\n";
}

void addElement(std::string& html, std::string_view tag, std::string_view text, std::string_view kind = {}) {
  html += kind.empty() ? fmt::format("<{0}>{1}</{0}>\n", tag, markupEscaped(text))
                       : fmt::format("<{0} class=\"{2}\">{1}</{0}>\n", tag, markupEscaped(text), kind);
}

void addChanges(std::string& html, const AreaLedger& ledger, const std::string& map, Language language) {
  const bool zh = language == Language::zh;
  addElement(html, "h2", zh ? "变化清单" : "Changes");
  html += map;
  addTable(html, changeTable(ledger, language, kChangesOnPage), language);
  const std::size_t all = ledger.changes.size();
  if (all <= kChangesOnPage) return;
  addElement(html, "p",
             zh ? fmt::format("列出面积最大的 {} 条，共 {} 条，全部见 changes.csv。", kChangesOnPage, all)
                : fmt::format("The largest {} of {}; changes.csv has all.", kChangesOnPage, all),
             "note");
}

void addLevelled(std::string& html, const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  addElement(html, "h2", zh ? "调平" : "Levelled");
  if (const TextTable controls = controlTable(ledger, language); !controls.rows.empty())
    addTable(html, controls, language);
  html += "<details><summary>";
  html += zh ? "计算值、调平值、差值</summary>" : "computed, adjusted, difference</summary>";
  addTable(html, levelledTable(ledger, language), language);
  html += "</details>\n";
  addElement(html, "p",
             zh ? "最大余数法：每栏各行之和等于该栏合计；四舍五入，余数相同给面积大者。"
                : "Largest remainder: the rows of every column add up to its total; half up, ties to the larger part.",
             "note");
}

void addMethod(std::string& html, const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  const LedgerParameters& p = ledger.parameters;
  const TextTable methods = methodTable(ledger, language);
  if (!methods.rows.empty()) {
    addElement(html, "h2", zh ? "三种面积" : "Three ways of measuring");
    addTable(html, methods, language);
    addElement(html, "p", methodReason().in(language), "note");
  }
  addElement(html, "h2", zh ? "数据与方法" : "Data and method");
  for (const LedgerVersion* v : {&p.from, &p.to}) {
    const std::string assumed = v->accuracy_assumed ? (zh ? "（假定）" : " (assumed)") : "";
    const std::string coverage = v->coverage.empty() ? (zh ? "覆盖范围未说明" : "coverage not stated") : v->coverage;
    addElement(html, "p",
               fmt::format("{} · {} · {} · {} {} · ±{} m{} · {} · {}", v->label, v->date, v->crs, v->zones,
                           zh ? "个分区" : "zones", toFixed(v->accuracy_m, 1), assumed, coverage, v->content_hash));
  }
  addElement(html, "p",
             zh ? fmt::format("切分坐标系 {}；平均宽不超过 {} m 的窄条可能是误差。", p.crs, toFixed(p.tolerance_m, 2))
                : fmt::format("Cut in {}; strips at most {} m wide may be noise.", p.crs, toFixed(p.tolerance_m, 2)));
  for (const Text& note : ledger.notes) addElement(html, "p", note.in(language), "note");
}

/// What stands beside the balance: targets, share of the land, human activity and restoration.
void addBeside(std::string& html, const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  const LedgerBeside& beside = ledger.beside;
  if (beside.as_of.empty()) return;
  const auto part = [&](const char* head, const TextTable& table, const Text& note) {
    if (table.rows.empty() && note.empty()) return;
    addElement(html, "h2", head);
    if (!table.rows.empty()) addTable(html, table, language);
    addElement(html, "p", note.in(language), "note");
  };
  if (!beside.targets.empty())
    part(zh ? "目标" : "Targets", targetTable(beside.targets, language), targetRemark(beside));
  part(zh ? "占国土面积比例" : "Share of the land", landTable(beside.land, language), landRemark(beside.land));
  if (!beside.inside.empty())
    part(zh ? "人类活动与生态修复" : "Human activity and restoration", insideTable(ledger, language),
         insideDefinition());
}

std::string begunPage(const std::string& title, bool zh) {
  std::string html =
      fmt::format("<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                  "content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{}</style></head><body>\n",
                  zh ? "zh-CN" : "en", markupEscaped(title), kStyle);
  addElement(html, "h1", title);
  return html;
}

} // namespace

std::string ledgerPage(const AreaLedger& ledger, Language language, const std::string& map) {
  const bool zh = language == Language::zh;
  const LedgerParameters& p = ledger.parameters;
  const std::string title = zh ? p.kind_title.zh + "面积台账" : "Area ledger: " + p.kind_title.en;
  std::string html = begunPage(title, zh);
  addElement(html, "p", fmt::format("{} ({}) → {} ({})", p.from.label, p.from.date, p.to.label, p.to.date), "sub");
  const char* word = ledger.closes() ? (zh ? "● 账平" : "● closes") : (zh ? "■ 账不平" : "■ does not close");
  html += fmt::format("<div class=\"band {}\">{} <span>{}</span></div>\n", ledger.closes() ? "closes" : "open", word,
                      markupEscaped(ledgerSentence(ledger).in(language)));
  if (!ledger.empty()) {
    addElement(html, "h2", zh ? "增减" : "Gains and losses");
    html += changeChart(ledger, language) + "\n";
  }
  addElement(html, "h2", zh ? "平衡表" : "Accounts");
  addTable(html, accountTable(ledger, language), language);
  addElement(html, "p",
             zh ? "期初 + 各账户 = 期末 + 残差。面积为椭球面积（exact）；减少为负。"
                : "Opening + accounts = closing + residual. Exact areas on the ellipsoid; losses are negative.",
             "note");
  if (!ledger.changes.empty()) addChanges(html, ledger, map, language);
  addBeside(html, ledger, language);
  if (ledger.levelled) addLevelled(html, ledger, language);
  addMethod(html, ledger, language);
  html += fmt::format("<div class=\"sign\"><div>{}</div><div>{}</div><div>{}</div></div>\n", zh ? "制表" : "made by",
                      zh ? "人工复核" : "reviewed by", zh ? "日期" : "date");
  return html + "</body></html>\n";
}

namespace {

/// Bars of a chart as SVG, for a page: the same values that documents paint.
std::string barsSvg(const BarChart& chart) {
  constexpr double kWidth = 760, kTitle = 190, kFigure = 130, kBar = 20, kRow = 30, kLetters = 15;
  double gain = 0, loss = 0;
  for (const ChartBar& bar : chart.bars) {
    gain = std::max(gain, bar.gain);
    loss = std::max(loss, -bar.loss);
  }
  const double most = std::max(gain, loss);
  if (!(most > 0)) return {};
  const double room = kWidth - kTitle - kFigure * (loss > 0 ? 2 : 1);
  const double reach = loss > 0 ? room / 2 : room;
  const double zero = kTitle + (loss > 0 ? kFigure + reach : 0);
  const double height = kRow * static_cast<double>(chart.bars.size()) + 8;
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {0:.0f} {1:.0f}" width="{0:.0f}" )"
      R"(height="{1:.0f}" font-size="13"><title>{2}</title>)",
      kWidth, height, markupEscaped(chart.title));
  double y = 4;
  for (const ChartBar& bar : chart.bars) {
    svg += fmt::format(R"(<text x="0" y="{:.1f}">{}</text>)", y + kLetters, markupEscaped(bar.title));
    const auto side = [&](double value, int sign, const char* colour, const std::string& figure) {
      if (figure.empty()) return;
      const double width = reach * value / most;
      svg += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}"/>)",
                         sign > 0 ? zero : zero - width, y, std::max(width, 0.5), kBar, colour);
      svg += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", zero + sign * (width + 6),
                         y + kLetters, sign > 0 ? "start" : "end", markupEscaped(figure));
    };
    side(bar.gain, 1, loss > 0 ? "#027A48" : "#175CD3", bar.gain_figure);
    side(-bar.loss, -1, "#B42318", bar.loss_figure);
    y += kRow;
  }
  svg += fmt::format(R"(<line x1="{0:.1f}" y1="0" x2="{0:.1f}" y2="{1:.1f}" stroke="#475467"/></svg>)", zero, height);
  return svg + "\n";
}

std::string captioned(const char* title, const std::string& chart) {
  return chart.empty() ? "" : fmt::format("<p class=\"note\">{}</p>\n{}", title, chart);
}

void addPart(std::string& html, const char* head, const std::string& chart, const TextTable& table, Language language) {
  if (table.rows.empty()) return;
  addElement(html, "h2", head);
  html += chart;
  addTable(html, table, language);
}

} // namespace

std::string seriesPage(const AreaSeries& series, Language language) {
  const bool zh = language == Language::zh;
  const std::string title = zh ? series.kind_title.zh + "面积变化过程" : "Area over time: " + series.kind_title.en;
  std::string html = begunPage(title, zh);
  addElement(html, "p", seriesSentence(series).in(language), "sub");
  addPart(html, zh ? "各版本面积" : "Area of every version",
          seriesClassChart(series, language) + "\n" +
              captioned(zh ? "比最早版本增减（公顷）" : "Change since the first version (ha)",
                        barsSvg(seriesChangeBars(series, language))),
          seriesAreaTable(series, language), language);
  addPart(html, zh ? "各期调出与调入" : "Removed and added by step", barsSvg(seriesStepBars(series, language)),
          seriesStepTable(series, language), language);
  addPart(html, zh ? "按原因" : "By cause", "", seriesCauseTable(series, language), language);
  addPart(html, zh ? "按行政区" : "By unit", barsSvg(seriesUnitBars(series, language)),
          seriesUnitTable(series, language), language);
  addPart(html, zh ? "人类活动与生态修复" : "Human activity and restoration",
          captioned(zh ? "人类活动占比 H（%）" : "Share of human activity H (%)",
                    barsSvg(seriesShareBars(series, InsideRole::activity, language))) +
              captioned(zh ? "修复进度（%）" : "Progress of restoration (%)",
                        barsSvg(seriesShareBars(series, InsideRole::restoration, language))),
          seriesInsideTable(series, language), language);
  if (!series.inside.empty()) addElement(html, "p", insideDefinition().in(language), "note");
  addElement(html, "p",
             zh ? "面积为椭球面积（exact）；调出与调入为毛数，净变化为两者之差，此消彼长看得见。"
                : "Exact areas on the ellipsoid; removed and added are gross, net is their difference: a swap shows.",
             "note");
  html += fmt::format("<div class=\"sign\"><div>{}</div><div>{}</div><div>{}</div></div>\n", zh ? "制表" : "made by",
                      zh ? "人工复核" : "reviewed by", zh ? "日期" : "date");
  return html + "</body></html>\n";
}

} // namespace ecoredline
