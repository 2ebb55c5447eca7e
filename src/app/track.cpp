#include "app/track.hpp"

#include "app/beside.hpp"
#include "app/catalogue_folder.hpp"
#include "app/change_map.hpp"
#include "app/control_file.hpp"
#include "app/kept_changes.hpp"
#include "app/report_file.hpp"
#include "app/track_versions.hpp"
#include "base/files.hpp"
#include "cartography/svg.hpp"
#include "ledger/ledger_files.hpp"
#include "output/beside_tables.hpp"
#include "output/ledger_data.hpp"
#include "output/ledger_page.hpp"
#include "output/ledger_table.hpp"
#include "store/journal.hpp"
#include "tracking/level_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

constexpr std::array kFormats{"json", "table", "csv", "html", "xlsx", "gpkg", "docx", "pdf"};
constexpr std::array kPrintable{"json", "table", "csv", "html"};
constexpr std::array kOfShapes{"html", "gpkg", "docx", "pdf"}; // with a map, or the layer itself
constexpr std::size_t kRowsOnTerminal = 20;
constexpr double kMillionth = 1e-6;

Result<std::vector<std::string>> formatsOf(const TrackOptions& options) {
  std::vector<std::string> formats = options.formats;
  if (formats.empty())
    formats = options.out.empty() ? std::vector<std::string>{"json"}
                                  : std::vector<std::string>(kFormats.begin(), kFormats.end());
  for (const std::string& format : formats)
    if (std::ranges::find(kFormats, format) == kFormats.end())
      return fail(
          ErrorKind::usage, "track.unknown_format",
          {fmt::format("没有输出格式 {}", format), fmt::format("No format {}", format)}, {},
          {fmt::format("可用：{}", fmt::join(kFormats, " ")), fmt::format("one of: {}", fmt::join(kFormats, " "))});
  const bool printable = formats.size() == 1 && std::ranges::find(kPrintable, formats.front()) != kPrintable.end();
  if (options.out.empty() && !printable)
    return fail(
        ErrorKind::usage, "track.one_format",
        {"不带 --out 时只能有一个可输出到终端的格式", "Without --out there can be one format, one that can be printed"},
        {}, {"加 --out 目录", "add --out DIR"});
  return formats;
}

std::string forTerminal(const AreaLedger& ledger, Language language) {
  std::string out = ledgerSentence(ledger).in(language) + "\n\n" + toTerminal(accountTable(ledger, language), language);
  if (!ledger.controls.empty()) out += "\n" + toTerminal(controlTable(ledger, language), language);
  for (const TextTable& table : {targetTable(ledger.beside.targets, language), landTable(ledger.beside.land, language),
                                 insideTable(ledger, language)})
    if (!table.rows.empty()) out += "\n" + toTerminal(table, language);
  if (!ledger.changes.empty()) out += "\n" + toTerminal(changeTable(ledger, language, kRowsOnTerminal), language);
  if (ledger.changes.size() > kRowsOnTerminal)
    out += language == Language::zh
               ? fmt::format("……共 {} 条变化，全部见 --format csv 或 --out\n", ledger.changes.size())
               : fmt::format("… {} changes in all: --format csv or --out has them\n", ledger.changes.size());
  return out;
}

std::string csvOf(const AreaLedger& ledger, Language language) {
  std::vector<TextTable> tables{accountTable(ledger, language)};
  if (!ledger.controls.empty()) {
    tables.push_back(controlTable(ledger, language));
    tables.push_back(levelledTable(ledger, language));
  }
  tables.push_back(changeTable(ledger, language));
  return toCsv(tables, language);
}

/// A page of its own, with the map of the changes.
Result<std::string> pageOf(const AreaLedger& ledger, const FigureMaker& map, Language language) {
  auto scene = map();
  if (!scene) return fail(scene.error());
  return ledgerPage(ledger, language, figureMarkup(*scene));
}

Result<std::string> printed(const std::string& format, const Tracked& tracked, const FigureMaker& map,
                            Language language) {
  if (format == "table") return forTerminal(tracked.ledger, language);
  if (format == "csv") return csvOf(tracked.ledger, language);
  if (format == "html") return pageOf(tracked.ledger, map, language);
  return toJson(tracked.ledger);
}

struct Where {
  const std::filesystem::path& folder;
  Feedback& feedback;
  const OwnFolders& own;
  const FigureMaker& map; ///< of the changes
};

Result<void> writeOne(const std::string& format, const Tracked& tracked, const Where& where, Language language,
                      Outcome& outcome) {
  const std::filesystem::path& folder = where.folder;
  std::vector<std::filesystem::path> files;
  Result<void> done;
  const auto text = [&](const char* name, const std::string& bytes) {
    files.push_back(folder / name);
    if (done && where.feedback.cancelled()) done = cancelledError(); // tens of megabytes are not made in no time
    if (done) done = writeFileAtomically(files.back(), bytes);
  };
  if (format == "json") text("ledger.json", toJson(tracked.ledger));
  if (format == "table") text("ledger.txt", forTerminal(tracked.ledger, language));
  if (format == "html") {
    auto page = pageOf(tracked.ledger, where.map, language);
    if (!page) return fail(page.error());
    text("ledger.html", *page);
  }
  if (format == "csv") {
    text("ledger.csv", toCsv(accountTable(tracked.ledger, language), language));
    text("levelled.csv", toCsv(levelledTable(tracked.ledger, language), language));
    if (!tracked.ledger.controls.empty()) text("controls.csv", toCsv(controlTable(tracked.ledger, language), language));
    const LedgerBeside& beside = tracked.ledger.beside;
    for (const auto& [name, table] : {std::pair("targets.csv", targetTable(beside.targets, language)),
                                      std::pair("land_share.csv", landTable(beside.land, language)),
                                      std::pair("inside.csv", insideTable(tracked.ledger, language))})
      if (!table.rows.empty()) text(name, toCsv(table, language));
    text("changes.csv", toCsv(changeTable(tracked.ledger, language), language));
  }
  if (format == "xlsx") {
    files.push_back(folder / "ledger.xlsx");
    done = writeLedgerBook(tracked.ledger, files.back(), language);
  }
  if (format == "gpkg") {
    files.push_back(folder / "changes.gpkg");
    done = writeChangeLayer({&tracked.ledger, &tracked.shapes, &tracked.pieces}, files.back(), language);
  }
  if (format == "docx" || format == "pdf") {
    files.push_back(folder / ("ledger." + format));
    done = writeReport({"ledger", format, tracked.ledger.parameters.to.date, files.back(), where.own},
                       ledgerData(tracked.ledger, language, where.map), language, where.feedback);
  }
  if (!done) return done;
  for (const auto& file : files) outcome.notes.push_back({"已写出 " + toUtf8(file), "Wrote " + toUtf8(file)});
  return {};
}

/// How the columns are to be levelled.
Result<LevelOptions> levellingOf(const TrackOptions& options, const LayerKind& kind, Feedback& feedback) {
  LevelOptions levelling{options.unit, options.decimals, {}, options.control_limit * kMillionth};
  if (options.control.empty()) return levelling;
  auto controls = readControlAreas(options.control, kind, feedback);
  if (!controls) return fail(controls.error());
  levelling.controls = std::move(*controls);
  return levelling;
}

/// What a run of `track` was asked to write.
struct Asked {
  const TrackOptions& options;
  std::vector<std::string> formats;
  LevelOptions levelling;

  /// Whether the ground that changed is drawn, written or kept.
  bool wantsShapes() const {
    return options.keep || std::ranges::any_of(formats, [](const std::string& format) {
             return std::ranges::find(kOfShapes, format) != kOfShapes.end();
           });
  }
};

Result<Asked> askedOf(const TrackOptions& options, const LayerKind& kind, Feedback& feedback) {
  auto formats = formatsOf(options);
  if (!formats) return fail(formats.error());
  auto levelling = levellingOf(options, kind, feedback);
  if (!levelling) return fail(levelling.error());
  return Asked{options, std::move(*formats), std::move(*levelling)};
}

/// The ledger of a request with what stands beside it.
Result<Tracked> trackedWhole(const TrackedKind& kind, const TrackOptions& options, const TrackRequest& request,
                             Feedback& feedback) {
  auto tracked = trackVersions(request, feedback);
  if (!tracked) return tracked;
  auto beside = besideLedger({&kind, request.from, request.to, &tracked->ledger, options.jobs}, feedback);
  if (!beside) return fail(beside.error());
  tracked->ledger.beside = std::move(*beside);
  return tracked;
}

/// The control areas of a field, where one was named.
Result<void> takeControlField(const TrackedKind& kind, const TrackRequest& request, Asked& asked) {
  const TrackOptions& options = asked.options;
  if (options.control_field.empty()) return {};
  auto areas =
      controlAreasOf(kind.workspace.path(), {options.control_field, options.control_unit, request.by, request.to});
  if (!areas) return fail(areas.error());
  std::ranges::move(*areas, std::back_inserter(asked.levelling.controls));
  return {};
}

Result<Outcome> shown(const Asked& asked, Tracked& tracked, const FigureMaker& map, Language language,
                      Feedback& feedback) {
  const auto& [options, formats, levelling] = asked;
  Outcome outcome;
  AreaLedger& ledger = tracked.ledger;
  if (auto done = levelRows(ledger, levelling); !done) return fail(done.error());
  outcome.notes = ledger.notes;
  for (const ControlResult& control : ledger.controls) {
    if (control.state != ControlState::refused) continue;
    outcome.exit_status = 4;
    outcome.notes.push_back(
        {fmt::format("控制面积 {}{} 未采用：{}", control.area.admin, word(control.area.side).zh, control.reason.zh),
         fmt::format("Control area {} ({}) was refused: {}", control.area.admin, word(control.area.side).en,
                     control.reason.en)});
  }
  if (!ledger.undecided.empty() || !ledger.invalid.empty()) {
    outcome.exit_status = 4;
    outcome.notes.push_back({fmt::format("{} 个分区未能切分，{} 个图形无效：未计入任何合计", ledger.undecided.size(),
                                         ledger.invalid.size()),
                             fmt::format("{} zones could not be cut and {} are not valid: no total holds them",
                                         ledger.undecided.size(), ledger.invalid.size())});
  }
  if (options.out.empty()) {
    auto text = printed(formats.front(), tracked, map, language);
    if (!text) return fail(text.error());
    outcome.output = std::move(*text);
    return outcome;
  }
  std::error_code failed;
  std::filesystem::create_directories(options.out, failed);
  if (failed)
    return fail(ErrorKind::input, "output.write_failed", {"不能建立输出目录", "The output folder cannot be made"},
                toUtf8(options.out), {"检查路径与权限", "check the path and permissions"});
  for (const std::string& format : formats) {
    if (feedback.cancelled()) return cancelledError();
    if (auto done = writeOne(format, tracked, {options.out, feedback, options.own, map}, language, outcome); !done)
      return fail(done.error());
  }
  outcome.notes.push_back(ledgerSentence(ledger));
  return outcome;
}

struct Pair {
  Version from;
  Version to;
};
Result<Pair> pairOf(const TrackedKind& kind, const TrackOptions& options) {
  auto from = versionOf(kind, options.from);
  if (!from) return fail(from.error());
  auto to = versionOf(kind, options.to);
  if (!to) return fail(to.error());
  return Pair{std::move(*from), std::move(*to)};
}

/// The map of the changes, drawn when it is asked for.
FigureMaker mapOf(const TrackedKind& kind, const Pair& pair, const TrackOptions& options, const Tracked& tracked,
                  Language language) {
  return [&, language]() -> Result<MapScene> {
    const auto styles = loadStyles(options.own);
    if (!styles) return fail(styles.error());
    return changeMap({&kind, pair.to, &tracked, &*styles, language});
  };
}

/// Keeps the changes in the workspace where that was asked for, before anything is printed or written.
Result<Outcome> keptAndShown(const Asked& asked, const TrackedKind& kind, const Pair& pair, Tracked& tracked,
                             Language language, Feedback& feedback) {
  const TrackOptions& options = asked.options;
  const FigureMaker map = mapOf(kind, pair, options, tracked, language);
  if (!options.keep) return shown(asked, tracked, map, language, feedback);
  if (feedback.cancelled()) return cancelledError();
  const std::string table = changesTable(options.kind, pair.from, pair.to);
  if (auto kept = keepChanges(options.workspace, table, tracked); !kept) return fail(kept.error());
  auto outcome = shown(asked, tracked, map, language, feedback);
  if (outcome)
    outcome->notes.push_back(
        {fmt::format("{} 块变化的地存为工作空间中的图层 {}，可用 QGIS 打开", tracked.pieces.size(), table),
         fmt::format("{} pieces of changed ground kept as the workspace's layer {}, which QGIS opens",
                     tracked.pieces.size(), table)});
  return outcome;
}

Result<void> checkDecision(const OverrideOptions& decision) {
  if (decision.by.empty() || decision.reason.empty() || decision.cause.empty())
    return fail(ErrorKind::usage, "track.incomplete",
                {"改判原因须写明原因、判定人和理由", "A decision needs a cause, a name and a reason"}, {},
                {"加 --cause C --by 姓名 --reason 理由", "add --cause C --by NAME --reason TEXT"});
  if (!decision.date.empty() && !isDate(decision.date))
    return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, decision.date);
  if (!causeFrom(decision.cause))
    return fail(ErrorKind::usage, "track.bad_cause",
                {fmt::format("没有原因 {}", decision.cause), fmt::format("No cause {}", decision.cause)}, {},
                {"原因的写法见手册页", "the man page lists the causes"});
  return {};
}

/// Whether all ground of a change can be booked under a cause.
Result<void> checkFit(const LedgerChange& change, Cause cause) {
  const bool fits_all = (change.removed_m2 == 0 || fits(cause, Turnover::removed)) &&
                        (change.added_m2 == 0 || fits(cause, Turnover::added)) &&
                        (change.between_m2 == 0 || fits(cause, Turnover::between_classes));
  if (fits_all && change.area_m2 > 0) return {};
  return fail(ErrorKind::usage, "track.bad_cause",
              {fmt::format("变化 {} 不能记为“{}”", change.number, word(cause).zh),
               fmt::format("Change {} cannot be booked as \"{}\"", change.number, word(cause).en)},
              {},
              {"调出的不能记为新划入，调入的不能记为缩小，不涉及面积的不能改判",
               "what was removed is not gazetted, what was added is not downsized, and what changes no area cannot be "
               "booked"});
}

} // namespace

Result<Outcome> trackArea(const TrackOptions& options, Language language, Feedback& feedback) {
  auto kind = openTracked(options.workspace, options.kind);
  if (!kind) return fail(kind.error());
  auto asked = askedOf(options, kind->layerKind(), feedback);
  if (!asked) return fail(asked.error());
  auto pair = pairOf(*kind, options);
  if (!pair) return fail(pair.error());
  auto request = requestFor(*kind, options, pair->from, pair->to);
  if (!request) return fail(request.error());
  if (auto taken = takeControlField(*kind, *request, *asked); !taken) return fail(taken.error());
  request->shapes = asked->wantsShapes();
  auto tracked = trackedWhole(*kind, options, *request, feedback);
  if (!tracked) return fail(tracked.error());
  return keptAndShown(*asked, *kind, *pair, *tracked, language, feedback);
}

Result<Outcome> overrideCause(const TrackOptions& options, const OverrideOptions& decision, Language language,
                              Feedback& feedback) {
  if (auto checked = checkDecision(decision); !checked) return fail(checked.error());
  auto kind = openTracked(options.workspace, options.kind);
  if (!kind) return fail(kind.error());
  auto asked = askedOf(options, kind->layerKind(), feedback);
  if (!asked) return fail(asked.error());
  auto pair = pairOf(*kind, options);
  if (!pair) return fail(pair.error());
  auto request = requestFor(*kind, options, pair->from, pair->to);
  if (!request) return fail(request.error());
  if (auto taken = takeControlField(*kind, *request, *asked); !taken) return fail(taken.error());
  auto before = trackVersions(*request, feedback);
  if (!before) return fail(before.error());
  const auto change = std::ranges::find(before->ledger.changes, decision.number, &LedgerChange::number);
  if (change == before->ledger.changes.end())
    return fail(ErrorKind::usage, "track.no_change",
                {fmt::format("没有第 {} 条变化（共 {} 条）", decision.number, before->ledger.changes.size()),
                 fmt::format("No change {} (there are {})", decision.number, before->ledger.changes.size())},
                {}, {"序号见 track 的输出", "`track` prints the numbers"});
  const Cause cause = *causeFrom(decision.cause);
  if (auto fit = checkFit(*change, cause); !fit) return fail(fit.error());
  const CauseOverride kept{
      change->key,       cause, decision.by, decision.reason, decision.date.empty() ? today() : decision.date,
      decision.document, {}};
  auto line = appendJournal(options.workspace,
                            {{}, kCauseAction, journalSubject(kind->kind, pair->from, pair->to), toJson(kept)});
  if (!line) return fail(line.error());
  request->overrides.push_back(kept);
  request->overrides.back().time = line->time;
  auto after = trackedWhole(*kind, options, *request, feedback);
  if (!after) return fail(after.error());
  return keptAndShown(*asked, *kind, *pair, *after, language, feedback);
}

} // namespace ecoredline
