#include "output/ledger_table.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr int kDecimals = 2;

std::string m2(double value) {
  return toFixed(value, kDecimals);
}

bool holdsSomething(const AreaLedger& ledger, std::size_t account) {
  return std::ranges::any_of(ledger.rows, [&](const LedgerRow& row) { return row.accounts[account] != 0; });
}

std::string adminCell(const LedgerRow& row, Language language) {
  if (!row.admin) return language == Language::zh ? "全域" : "whole area";
  if (*row.admin == "outside") return language == Language::zh ? "不在任何行政单元内" : "in no unit";
  return *row.admin;
}

constexpr std::size_t kFewItems = 3;

/// All items, or the first few and how many there are.
std::string joined(const std::vector<std::string>& items, bool few) {
  if (!few || items.size() <= kFewItems + 1) return fmt::format("{}", fmt::join(items, " "));
  return fmt::format("{} … ({})", fmt::join(items.begin(), items.begin() + kFewItems, " "), items.size());
}

std::string byPerson(const LedgerChange& change, Language language) {
  if (!change.override_by) return {};
  const CauseOverride& o = *change.override_by;
  return fmt::format("{} {} {}{}", o.by, o.date, language == Language::zh ? "改判：" : "decided: ", o.reason);
}

} // namespace

TextTable accountTable(const AreaLedger& ledger, Language language) {
  TextTable table;
  table.heads = {{"class", {"类别", "class"}, false},
                 {"admin", {"行政区", "unit"}, false},
                 {"admin_name", {"行政区名称", "name"}, false},
                 {"opening_m2", {"期初 m²", "opening m²"}, true}};
  std::vector<std::size_t> shown;
  for (std::size_t a = 0; a < kAccounts; ++a) {
    if (!holdsSomething(ledger, a)) continue;
    const Text title = word(static_cast<Account>(a));
    table.heads.push_back(
        {std::string(name(static_cast<Account>(a))) + "_m2", {title.zh + " m²", title.en + " m²"}, true});
    shown.push_back(a);
  }
  table.heads.push_back({"closing_m2", {"期末 m²", "closing m²"}, true});
  table.heads.push_back({"residual_m2", {"残差 m²", "residual m²"}, true});
  for (const LedgerRow& row : ledger.rows) {
    std::vector<std::string> cells{row.class_title.in(language), adminCell(row, language), row.admin_name,
                                   m2(row.opening_m2)};
    for (const std::size_t a : shown) cells.push_back(m2(row.accounts[a]));
    cells.push_back(m2(row.closing_m2));
    cells.push_back(toFixed(row.residual(), 4));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

bool holdsSomething(const TextTable& table, std::size_t column) {
  if (table.heads[column].id == "residual_m2") return true; // that it is none is what is asked
  return std::ranges::any_of(table.rows, [&](const auto& row) {
    return !row[column].empty() && row[column].find_first_not_of("-.0") != std::string::npos;
  });
}

TextTable changeTable(const AreaLedger& ledger, Language language, std::size_t most) {
  TextTable table;
  table.heads = {{"number", {"序号", "no."}, true},
                 {"cause", {"原因", "cause"}, false},
                 {"sureness", {"把握", "sureness"}, false},
                 {"area_m2", {"面积 m²", "area m²"}, true},
                 {"removed_m2", {"调出 m²", "removed m²"}, true},
                 {"added_m2", {"调入 m²", "added m²"}, true},
                 {"between_classes_m2", {"类别转换 m²", "between classes m²"}, true},
                 {"ground_m2", {"所涉分区 m²", "ground of the zones m²"}, true},
                 {"width_m", {"平均宽 m", "mean width m"}, true},
                 {"from_ids", {"原分区", "from"}, false},
                 {"to_ids", {"现分区", "to"}, false},
                 {"centre", {"中心（经度 纬度）", "centre (lon lat)"}, false},
                 {"admins", {"行政区", "units"}, false},
                 {"how", {"推断依据", "how it was inferred"}, false, "·"},
                 {"tool_cause", {"工具判断", "the tool's cause"}, false},
                 {"override", {"人工判定", "a person's decision"}, false, "!"}};
  const std::size_t rows = most == 0 ? ledger.changes.size() : std::min(most, ledger.changes.size());
  for (std::size_t i = 0; i < rows; ++i) {
    const LedgerChange& c = ledger.changes[i];
    table.rows.push_back({std::to_string(c.number), word(c.cause).in(language), word(c.sureness).in(language),
                          m2(c.area_m2), m2(c.removed_m2), m2(c.added_m2), m2(c.between_m2),
                          c.ground_m2 > 0 ? m2(c.ground_m2) : "", toFixed(c.width_m, 2), joined(c.from_ids, most > 0),
                          joined(c.to_ids, most > 0), toFixed(c.centre[0], 6) + " " + toFixed(c.centre[1], 6),
                          joined(c.admins, most > 0), c.how.in(language),
                          c.override_by ? word(c.tool_cause).in(language) : "", byPerson(c, language)});
  }
  return table;
}

std::string fromUnits(std::int64_t units, int decimals) {
  std::string digits = std::to_string(std::llabs(units));
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - places, 1, '.');
  return units < 0 ? "-" + digits : digits;
}

TextTable levelledTable(const AreaLedger& ledger, Language language) {
  TextTable table;
  if (!ledger.levelled) return table;
  const LevelledTable& levelled = *ledger.levelled;
  const Text unit = word(levelled.unit);
  table.heads = {{"column", {"栏目", "column"}, false},
                 {"class", {"类别", "class"}, false},
                 {"admin", {"行政区", "unit"}, false},
                 {"computed", {"计算值 " + unit.zh, "computed " + unit.en}, true},
                 {"adjusted", {"调平值 " + unit.zh, "adjusted " + unit.en}, true},
                 {"difference", {"差值 " + unit.zh, "difference " + unit.en}, true}};
  const auto column_title = [&](const std::string& id) -> std::string {
    if (id == "opening") return language == Language::zh ? "期初" : "opening";
    if (id == "closing") return language == Language::zh ? "期末" : "closing";
    if (id == "control") return language == Language::zh ? "控制平差" : "adjusted to control areas";
    if (id == "residual") return language == Language::zh ? "残差" : "residual";
    const auto account = accountFrom(id);
    return account ? word(*account).in(language) : id;
  };
  const int fine = levelled.decimals + 4;
  const auto add = [&](const std::string& column, std::string zone_class, std::string admin,
                       const LevelledTable::Cell& cell) {
    const std::string adjusted = fromUnits(cell.adjusted, levelled.decimals);
    table.rows.push_back({column, std::move(zone_class), std::move(admin), toFixed(cell.computed, fine), adjusted,
                          toFixed(std::stod(adjusted) - cell.computed, fine)});
  };
  for (const LevelledTable::Column& column : levelled.columns) {
    const bool holds = std::ranges::any_of(
        column.rows, [](const LevelledTable::Cell& cell) { return cell.computed != 0 || cell.adjusted != 0; });
    if (!holds) continue;
    const std::string title = column_title(column.id);
    for (std::size_t row = 0; row < ledger.rows.size(); ++row)
      add(title, ledger.rows[row].class_title.in(language), adminCell(ledger.rows[row], language), column.rows[row]);
    add(title, language == Language::zh ? "合计" : "total", "", column.total);
  }
  return table;
}

TextTable controlTable(const AreaLedger& ledger, Language language) {
  TextTable table;
  if (ledger.controls.empty()) return table;
  const bool zh = language == Language::zh;
  table.heads = {{"admin", {"行政区", "unit"}, false},
                 {"admin_name", {"名称", "name"}, false},
                 {"class", {"类别", "class"}, false},
                 {"side", {"期次", "side"}, false},
                 {"state", {"处理", "state"}, false},
                 {"control_m2", {"控制面积 m²", "control area m²"}, true},
                 {"exact_m2", {"椭球面积 m²", "exact m²"}, true},
                 {"difference_m2", {"差值 m²", "difference m²"}, true},
                 {"ppm", {"差值 ppm", "difference ppm"}, true},
                 {"planar_m2", {"平面面积 m²", "planar m²"}, true},
                 {"official_m2", {"官方公式 m²", "official m²"}, true},
                 {"reason", {"说明", "remark"}, false, "·"},
                 {"source", {"依据", "source"}, false, "§"}};
  for (const ControlResult& c : ledger.controls) {
    const double off = c.exact_m2 - c.area.m2;
    std::string zone_class = c.area.zone_class;
    for (const LedgerRow& row : ledger.rows)
      if (row.zone_class == zone_class && !zone_class.empty()) zone_class = row.class_title.in(language);
    table.rows.push_back({c.area.admin.empty() ? (zh ? "全域" : "whole area") : c.area.admin, c.admin_name, zone_class,
                          word(c.area.side).in(language), word(c.state).in(language), m2(c.area.m2), m2(c.exact_m2),
                          m2(off), c.area.m2 > 0 ? toFixed(off / c.area.m2 * 1e6, 2) : "",
                          c.planar_m2 ? m2(*c.planar_m2) : "", c.official_m2 ? m2(*c.official_m2) : "",
                          c.reason.in(language), c.area.source});
  }
  return table;
}

TextTable methodTable(const AreaLedger& ledger, Language language) {
  TextTable table;
  table.heads = {{"class", {"类别", "class"}, false},
                 {"admin", {"行政区", "unit"}, false},
                 {"method", {"面积方法", "method"}, false},
                 {"opening_m2", {"期初 m²", "opening m²"}, true},
                 {"closing_m2", {"期末 m²", "closing m²"}, true},
                 {"change_m2", {"变化 m²", "change m²"}, true},
                 {"ppm", {"与椭球之差 ppm", "from exact, ppm"}, true}};
  for (const LedgerRow& row : ledger.rows) {
    if (!row.opening || !row.closing) continue;
    const auto add = [&](const Text& method, double opening, double closing) {
      const double exact = row.closing->exact_m2 > 0 ? row.closing->exact_m2 : row.opening->exact_m2;
      const double own = row.closing->exact_m2 > 0 ? closing : opening;
      table.rows.push_back({row.class_title.in(language), adminCell(row, language), method.in(language), m2(opening),
                            m2(closing), m2(closing - opening), exact > 0 ? toFixed((own / exact - 1) * 1e6, 2) : ""});
    };
    add({"椭球面积（exact，可加）", "exact (ellipsoid, additive)"}, row.opening->exact_m2, row.closing->exact_m2);
    add({"官方公式（70 m，不可加）", "official (70 m rule, not additive)"}, row.opening->official_m2,
        row.closing->official_m2);
    add({"高斯平面面积", "planar (3-degree Gauss-Krüger)"}, row.opening->planar_m2, row.closing->planar_m2);
  }
  return table;
}

Text methodReason() {
  return {"三种面积均为各分区之和（未消重叠）。平面面积随离中央子午线的距离变大（60 km 处约 90 ppm，120 km "
          "处约 357 ppm），两家数字相差此量级时是方法不同，不是用地变化；官方公式按 70 m 内插并逐步取位，每切一刀可差 "
          "0.1 m²。",
          "All three are sums over the zones, overlaps not taken off. Planar areas grow with the distance from the "
          "central meridian (about 90 ppm at 60 km, 357 ppm at 120 km): where two offices differ by that much they "
          "differ in method, not in land. The official formula inserts points every 70 m and rounds on the way, up to "
          "0.1 m² for each cut."};
}

Text ledgerSentence(const AreaLedger& ledger) {
  double worst = 0;
  for (const LedgerRow& row : ledger.rows)
    if (std::abs(row.residual()) > std::abs(worst)) worst = row.residual();
  if (ledger.empty() && ledger.removed_m2 + ledger.added_m2 + ledger.between_m2 < 1)
    return {fmt::format("两个版本为同一边界：没有变化，最大残差 {} m²。", toFixed(worst, 4)),
            fmt::format("Both versions are one boundary: nothing changed; largest residual {} m².", toFixed(worst, 4))};
  const auto area = [](double m2) { return toGrouped(m2, 2); };
  const double net = ledger.added_m2 - ledger.removed_m2;
  const Text closes =
      ledger.closes() ? Text{"账平", "the balance closes"} : Text{"账不平", "the balance does not close"};
  return {fmt::format("保留 {} m²，调出 {} m²，调入 {} m²，净变化 {} m²；类别转换 {} m²；{}（最大残差 {} m²）。",
                      area(ledger.kept_m2), area(ledger.removed_m2), area(ledger.added_m2), area(net),
                      area(ledger.between_m2), closes.zh, toFixed(worst, 4)),
          fmt::format("Kept {} m², removed {} m², added {} m², net {} m²; between classes {} m²; {} (largest residual "
                      "{} m²).",
                      area(ledger.kept_m2), area(ledger.removed_m2), area(ledger.added_m2), area(net),
                      area(ledger.between_m2), closes.en, toFixed(worst, 4))};
}

} // namespace ecoredline
