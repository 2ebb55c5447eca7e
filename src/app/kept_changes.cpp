#include "app/kept_changes.hpp"

#include "app/catalogue_folder.hpp"
#include "app/change_map.hpp"
#include "base/decimal.hpp"
#include "cartography/qml.hpp"
#include "store/table_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ecoredline {

namespace {

constexpr int kDecimals = 4; // of a square metre, as in the ledger

std::string nameOf(Turnover turnover) {
  switch (turnover) {
  case Turnover::removed:
    return "removed";
  case Turnover::added:
    return "added";
  case Turnover::between_classes:
    break;
  }
  return "between_classes";
}

std::vector<FileColumn> columns() {
  std::vector<FileColumn> all;
  for (const char* number : {"change", "area_m2", "change_area_m2", "ledger_bound_m2"}) all.push_back({number, true});
  for (const char* text :
       {"turnover", "cause",        "cause_zh",   "tool_cause", "sureness", "from_class", "to_class",
        "from_ids", "to_ids",       "admins",     "how_zh",     "how_en",   "decided_by", "decided_on",
        "reason",   "from_version", "to_version", "from_hash",  "to_hash",  "change_key"})
    all.push_back({text});
  return all;
}

// Ground too little to be a line of the ledger is booked as arithmetic.
LedgerChange arithmetic() {
  LedgerChange change;
  change.cause = change.tool_cause = Cause::method_change;
  return change;
}

std::vector<std::string> rowOf(const AreaLedger& ledger, const PieceOfChange& piece) {
  const LedgerChange change =
      piece.change > 0 ? ledger.changes[static_cast<std::size_t>(piece.change) - 1] : arithmetic();
  const CauseOverride decision = change.override_by.value_or(CauseOverride{});
  const LedgerParameters& of = ledger.parameters;
  return {std::to_string(piece.change),
          toFixed(piece.m2, kDecimals),
          toFixed(change.area_m2, kDecimals),
          toFixed(ledger.bound_m2, kDecimals),
          nameOf(piece.turnover),
          std::string(name(change.cause)),
          word(change.cause).zh,
          std::string(name(change.tool_cause)),
          std::string(name(change.sureness)),
          piece.from_class,
          piece.to_class,
          fmt::format("{}", fmt::join(change.from_ids, " ")),
          fmt::format("{}", fmt::join(change.to_ids, " ")),
          fmt::format("{}", fmt::join(change.admins, " ")),
          change.how.zh,
          change.how.en,
          decision.by,
          decision.date,
          decision.reason,
          of.from.label,
          of.to.label,
          of.from.content_hash,
          of.to.content_hash,
          change.key};
}

SymbolList symbolsByCause(const StyleBook& styles, const std::string& table) {
  SymbolList list{table, "cause", {}, "其他", styles.of(kCauseSymbols, "")};
  for (int i = 0; i <= static_cast<int>(Cause::coverage_change); ++i) {
    const auto cause = static_cast<Cause>(i);
    list.entries.push_back(
        {std::string(name(cause)), word(cause).zh, styles.of(kCauseSymbols, std::string(name(cause)))});
  }
  return list;
}

} // namespace

std::string changesTable(const std::string& kind, const Version& from, const Version& to) {
  return fmt::format("changes_{}_{}_{}", kind, from.id, to.id);
}

Result<void> keepChanges(const std::filesystem::path& workspace, const std::string& table, const Tracked& tracked) {
  auto styles = loadStyles();
  if (!styles) return fail(styles.error());
  const LedgerParameters& of = tracked.ledger.parameters;
  FileTable layer;
  layer.name = table;
  layer.title = fmt::format("面积变化 {} {} → {} [{}]", of.kind_title.zh, of.from.label, of.to.label, table);
  layer.columns = columns();
  for (const PieceOfChange& piece : tracked.pieces) layer.rows.push_back(rowOf(tracked.ledger, piece));
  layer.shapes = &tracked.shapes;
  layer.form = toQml(symbolsByCause(*styles, table), Shape::polygon);
  return putTable(workspace, layer);
}

} // namespace ecoredline
