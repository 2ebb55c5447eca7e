#include "output/ledger_data.hpp"

#include "base/decimal.hpp"
#include "output/beside_tables.hpp"
#include "output/ledger_page.hpp"
#include "output/ledger_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

using Kinds = ReportData::Kinds;

// What became of the ground, whole.
TextTable turnoverTable(const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  TextTable table;
  table.heads = {{"what", {"土地去向", "Ground"}},
                 {"area_m2", {"面积（m²）", "Area (m²)"}, true},
                 {"area_ha", {"面积（公顷）", "Area (ha)"}, true}};
  const auto row = [&](const char* what_zh, const char* what_en, double m2) {
    table.rows.push_back({zh ? what_zh : what_en, toFixed(m2, 2), toFixed(toHectares(m2), 4)});
  };
  row("保留（两期都有）", "Kept (in both)", ledger.kept_m2);
  row("调出（仅前期有）", "Removed (only in the first)", ledger.removed_m2);
  row("调入（仅后期有）", "Added (only in the second)", ledger.added_m2);
  row("类别间转换", "Between classes", ledger.between_m2);
  return table;
}

TextTable versionTable(const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  TextTable table;
  table.heads = {{"which", {"期次", "Edition"}},
                 {"label", {"版本", "Version"}},
                 {"date", {"施行日期", "In force from"}},
                 {"crs", {"坐标系", "CRS"}},
                 {"zones", {"分区数", "Zones"}, true},
                 {"area_ha", {"面积（公顷）", "Area (ha)"}, true},
                 {"accuracy_m", {"精度（m）", "Accuracy (m)"}, true},
                 {"coverage", {"覆盖范围", "Coverage"}},
                 {"content_hash", {"内容校验", "Content hash"}}};
  for (const bool first : {true, false}) {
    const LedgerVersion& version = first ? ledger.parameters.from : ledger.parameters.to;
    double m2 = 0;
    for (const LedgerRow& row : ledger.rows) m2 += first ? row.opening_m2 : row.closing_m2; // no row is a total
    std::string accuracy = toFixed(version.accuracy_m, 3);
    if (version.accuracy_assumed) accuracy += zh ? " 假定" : " assumed";
    table.rows.push_back({first ? (zh ? "前期" : "From") : (zh ? "后期" : "To"), version.label, version.date,
                          version.crs, std::to_string(version.zones), toFixed(toHectares(m2), 4), accuracy,
                          version.coverage, version.content_hash.substr(0, 19)});
  }
  return table;
}

// Accounts by class for the whole area, or by administrative unit.
TextTable accounts(const AreaLedger& ledger, Language language, bool by_unit) {
  AreaLedger part;
  part.parameters = ledger.parameters;
  for (const LedgerRow& row : ledger.rows)
    if (row.admin.has_value() == by_unit) part.rows.push_back(row);
  if (part.rows.empty()) return {};
  return accountTable(part, language);
}

// For people: figures with their thousands apart.
TextTable readable(TextTable table) {
  for (auto& row : table.rows)
    for (std::size_t c = 0; c < row.size(); ++c)
      if (table.heads[c].number) row[c] = grouped(row[c]);
  return table;
}

// Without the columns that say nothing.
TextTable narrowed(const TextTable& table) {
  TextTable out;
  out.rows.resize(table.rows.size());
  for (std::size_t c = 0; c < table.heads.size(); ++c) {
    if (!holdsSomething(table, c)) continue;
    out.heads.push_back(table.heads[c]);
    for (std::size_t row = 0; row < table.rows.size(); ++row) out.rows[row].push_back(table.rows[row][c]);
  }
  return out;
}

// Whether a change concerns ground; splits and new numbers do not.
bool isOfGround(const LedgerChange& change) {
  return change.area_m2 > 0;
}

std::size_t countOf(const AreaLedger& ledger, bool of_ground) {
  return static_cast<std::size_t>(std::ranges::count(ledger.changes, of_ground, isOfGround));
}

TextTable changes(const AreaLedger& ledger, Language language, bool of_ground) {
  AreaLedger part;
  for (const LedgerChange& change : ledger.changes) {
    if (part.changes.size() == kChangesOnPage) break;
    if (isOfGround(change) == of_ground) part.changes.push_back(change);
  }
  return narrowed(changeTable(part, language, kChangesOnPage));
}

// That a table has not all of them.
std::string leftOut(std::size_t all, Language language) {
  if (all <= kChangesOnPage) return {};
  return fmt::format(fmt::runtime(language == Language::zh ? "列出面积最大的 {} 条，共 {} 条，全部见 changes.csv。"
                                                           : "The largest {} of {}; changes.csv has all."),
                     kChangesOnPage, all);
}

void texts(const AreaLedger& ledger, Language language, std::map<std::string, std::string>& out) {
  const auto& asked = ledger.parameters;
  out["kind"] = asked.kind_title.in(language);
  out["from"] = asked.from.label;
  out["to"] = asked.to.label;
  out["from_date"] = asked.from.date;
  out["to_date"] = asked.to.date;
  out["sentence"] = ledgerSentence(ledger).in(language);
  out["closes"] = ledger.closes() ? "1" : "";
  out["bound_m2"] = toFixed(ledger.bound_m2, 4);
  double worst = 0;
  for (const LedgerRow& row : ledger.rows)
    if (std::abs(row.residual()) > std::abs(worst)) worst = row.residual();
  out["residual_m2"] = toFixed(worst, 4);
  out["crs"] = asked.crs;
  out["tolerance_m"] = toFixed(asked.tolerance_m, 3);
  out["changes"] = ledger.changes.empty() ? "" : std::to_string(ledger.changes.size());
  const std::size_t of_ground = countOf(ledger, true), of_name = countOf(ledger, false);
  out["changes_of_ground"] = of_ground == 0 ? "" : "1";
  out["changes_of_name"] = of_name == 0 ? "" : "1";
  out["changes_left_out"] = leftOut(of_ground, language);
  out["names_left_out"] = leftOut(of_name, language);
  out["zones_same"] = std::to_string(ledger.same.zones);
  out["by"] = asked.by.empty() ? "" : asked.by + " " + asked.by_version;
  out["shift"] =
      ledger.shift ? fmt::format("{} / {} m", toFixed(ledger.shift->east_m, 3), toFixed(ledger.shift->north_m, 3)) : "";
  out["undecided"] = ledger.undecided.empty() ? "" : std::to_string(ledger.undecided.size());
  out["invalid"] = ledger.invalid.empty() ? "" : std::to_string(ledger.invalid.size());
  out["targets"] = ledger.beside.targets.empty() ? "" : "1";
  out["target_remark"] = targetRemark(ledger.beside).in(language);
  out["beside"] = ledger.beside.as_of;
  out["land"] = ledger.beside.land.shares.empty() ? "" : "1";
  out["land_remark"] = landRemark(ledger.beside.land).in(language);
  out["inside"] = ledger.beside.inside.empty() ? "" : "1";
  out["definition"] = insideDefinition().in(language);
  out["controls"] = ledger.controls.empty() ? "" : "1";
  out["official_note"] = asked.official_zone_note;
  out["method_reason"] = methodReason().in(language);
}

} // namespace

ReportData ledgerData(const AreaLedger& ledger, Language language, const FigureMaker& map) {
  ReportData data;
  texts(ledger, language, data.texts);
  for (const Text& note : ledger.notes) data.lists["notes"].push_back(note.in(language));
  data.lists.try_emplace("notes");
  data.figures["map"] = map;
  data.charts["changes_by_account"] = changeBars(ledger, language);
  data.texts["notes"] = data.lists["notes"].empty() ? "" : "1";
  const auto give = [&](const char* name, auto maker) {
    data.tables[name] = [&ledger, language, maker](const Kinds&) { return readable(maker(ledger, language)); };
  };
  give("targets", [](const AreaLedger& l, Language in) { return targetTable(l.beside.targets, in); });
  give("land", [](const AreaLedger& l, Language in) { return landTable(l.beside.land, in); });
  give("inside", [](const AreaLedger& l, Language in) { return insideTable(l, in); });
  give("versions", [](const AreaLedger& l, Language in) { return versionTable(l, in); });
  give("turnover", [](const AreaLedger& l, Language in) { return turnoverTable(l, in); });
  give("accounts", [](const AreaLedger& l, Language in) { return accounts(l, in, false); });
  give("accounts_by_unit", [](const AreaLedger& l, Language in) { return accounts(l, in, true); });
  give("changes", [](const AreaLedger& l, Language in) { return changes(l, in, true); });
  give("changes_of_name", [](const AreaLedger& l, Language in) { return changes(l, in, false); });
  give("levelled", [](const AreaLedger& l, Language in) { return levelledTable(l, in); });
  give("controls", [](const AreaLedger& l, Language in) { return controlTable(l, in); });
  give("methods", [](const AreaLedger& l, Language in) { return methodTable(l, in); });
  return data;
}

} // namespace ecoredline
