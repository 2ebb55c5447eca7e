#include "app/incident.hpp"

#include "app/incident_export.hpp"
#include "app/incident_files.hpp"
#include "app/incident_pack.hpp"
#include "app/incident_tables.hpp"
#include "app/open_ledger.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "inspection/ledger_fold.hpp"
#include "inspection/life_cycle.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

tl::unexpected<Error> wrongUse(std::string code, Text what, Text advice) {
  return fail(ErrorKind::usage, std::move(code), std::move(what), {}, std::move(advice));
}

Result<std::string> oneId(const IncidentOptions& options, std::size_t items = 1) {
  if (options.items.size() == items) return options.items.front();
  return wrongUse("incident.item",
                  items == 1 ? Text{"须给出一个问题编号", "One incident must be named"}
                             : Text{"须给出问题编号和文件", "An incident and a file must be named"},
                  {"例如 incident WS show LD-2024-000001", "such as incident WS show LD-2024-000001"});
}

// --- list and show ---------------------------------------------------------------------------------------------------

Result<std::string> printed(const TextTable& table, const std::string& format, Language language) {
  if (format.empty() || format == "table") return toTerminal(table, language);
  if (format == "csv") return toCsv(table, language);
  return wrongUse("incident.format", {"没有格式 " + format, "No format " + format},
                  {"可用：table json csv", "one of: table json csv"});
}

Result<Outcome> listIncidents(const IncidentOptions& options, Language language) {
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  auto day = dayOf(options.as_of);
  if (!day) return fail(day.error());
  std::vector<const Incident*> shown;
  if (options.overdue)
    shown = overdueOf(ledger->list(), ledger->type(), *day);
  else
    for (const Incident& incident : ledger->list().incidents) shown.push_back(&incident);
  if (!options.state.empty())
    std::erase_if(shown, [&](const Incident* incident) { return incident->state != options.state; });
  Outcome outcome;
  if (options.format == "json") {
    IncidentList part{ledger->list().ledger, ledger->list().head, ledger->list().epochs, {}};
    for (const Incident* incident : shown) part.incidents.push_back(*incident);
    outcome.output = toJson(part);
    return outcome;
  }
  auto text =
      printed(shortTable(shown, LedgerWords(ledger->catalogue(), ledger->type(), language)), options.format, language);
  if (!text) return fail(text.error());
  outcome.output = std::move(*text);
  outcome.notes.push_back({fmt::format("{}：{} 个", ledger->type().title.zh, shown.size()),
                           fmt::format("{}: {}", ledger->type().title.en, shown.size())});
  return outcome;
}

std::string describe(const Incident& incident, const LedgerWords& words, const IncidentList& list) {
  std::string out =
      fmt::format("{}  {}  {}\n", incident.id, words.state(incident.state), words.change(incident.change));
  const auto line = [&](const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}{}{}\n", words.say(zh, en), words.say("：", ": "), value);
  };
  line("进入状态", "Since", incident.since);
  line("办理期限", "Deadline", incident.deadline);
  line("焦点问题", "Focus", words.focus(incident.focus));
  line("面积 m²", "Area m²", words.area(incident));
  for (const Field& field : words.type().fields)
    line(field.title.zh.c_str(), field.title.en.c_str(), incident.field(field.id));
  for (const IncidentZone& zone : incident.zones) {
    const std::string border = words.border(zone);
    line("分区", "Zone",
         fmt::format("{} {} {} m² ({} {} m²){}{}", words.zone(zone), zone.zone_name, toFixed(zone.area_m2, 2),
                     words.say("精确", "exact"), toFixed(zone.exact_m2, 2), border.empty() ? "" : words.say("，", ", "),
                     border));
  }
  const NearLines lines = nearLines(list, incident, words, false);
  for (const std::string& near : lines.near) line("最近", "Nearest", near);
  for (const std::string& gap : lines.not_examined) line("未能核", "Not examined", gap);
  IncidentList alone{{}, {}, {}, {incident}};
  out += toTerminal(withoutNumber(historyTable(alone, words, false)), words.language());
  line("可办理", "Possible", possibleSteps(words.type(), incident.state).in(words.language()));
  line("流水头", "Head", list.head);
  return out;
}

Result<Outcome> showIncident(const IncidentOptions& options, Language language) {
  auto id = oneId(options);
  if (!id) return fail(id.error());
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  auto incident = ledger->incident(*id);
  if (!incident) return fail(incident.error());
  Outcome outcome;
  if (options.format == "json")
    outcome.output = toJson({ledger->list().ledger, ledger->list().head, ledger->list().epochs, {**incident}});
  else
    outcome.output = describe(**incident, LedgerWords(ledger->catalogue(), ledger->type(), language), ledger->list());
  return outcome;
}

// --- entries ---------------------------------------------------------------------------------------------------------

// "照片.jpg": whoever mistypes it must not be told that a text was kept. The number of a paper has no such ending.
bool isNamedLikeAFile(const std::string& evidence) {
  const std::string ending = lowered(toUtf8(pathFromUtf8(evidence).extension()));
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto plain = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return ending.size() >= 3 && ending.size() <= 5 && letter(ending[1]) &&
         std::ranges::all_of(ending.substr(1), plain) && evidence.find_first_of(" \t\n") == std::string::npos;
}

// Evidence is a file where one of that name is there, else a text.
Result<void> takeEvidence(const OpenLedger& ledger, const IncidentOptions& options, const Incident& incident,
                          StepRequest& request, Outcome& outcome) {
  request.evidence = options.evidence;
  std::error_code failed;
  const auto path = pathFromUtf8(options.evidence);
  if (options.evidence.empty() || !std::filesystem::is_regular_file(path, failed)) return {};
  auto shape = ledger.shapeOf(incident);
  if (!shape) return fail(shape.error());
  auto file = keepFile(options.workspace, path, *shape, request.date);
  if (!file) return fail(file.error());
  request.evidence = file->name;
  request.file = std::move(*file);
  if (const Text wrong = mismatchText(*request.file); !wrong.empty()) outcome.notes.push_back(wrong);
  return {};
}

Result<Outcome> advanceIncident(const IncidentOptions& options, Language language, Feedback& feedback) {
  auto id = oneId(options);
  if (!id) return fail(id.error());
  auto ledger = OpenLedger::of(options, Workspace::Access::write);
  if (!ledger) return fail(ledger.error());
  auto incident = ledger->incident(*id);
  if (!incident) return fail(incident.error());
  auto day = dayOf(options.date);
  if (!day) return fail(day.error());
  Outcome outcome;
  StepRequest request{.to = options.to,
                      .by = options.by,
                      .level = options.level,
                      .date = *day,
                      .deadline = options.deadline,
                      .reason = options.reason,
                      .evidence = options.evidence,
                      .file = {},
                      .today = today()};
  std::error_code failed;
  if (std::filesystem::is_regular_file(pathFromUtf8(options.evidence), failed))
    request.file = IncidentFile{}; // asked first, kept only for a step that may be taken
  else if (isNamedLikeAFile(options.evidence))
    return fail(ErrorKind::input, "input.missing_file",
                {"文件不存在或不能读取", "The file is not there, or cannot be read"}, options.evidence,
                {"检查路径；依据若只是文字，不要写成文件名",
                 "check the path; evidence in words must not look like a file's name"});
  if (auto allowed = stepEntry(ledger->type(), **incident, request); !allowed) return fail(allowed.error());
  request.file.reset();
  if (auto done = takeEvidence(*ledger, options, **incident, request, outcome); !done) return fail(done.error());
  auto body = stepEntry(ledger->type(), **incident, request);
  if (!body) return fail(body.error());
  auto head = ledger->append(*id, "advance", *body, feedback);
  if (!head) return fail(head.error());
  const LedgerWords words(ledger->catalogue(), ledger->type(), language);
  outcome.output = fmt::format("{} {} → {}{}\n", *id, words.state(body->from), words.state(body->to),
                               body->deadline.empty() ? "" : words.say("，期限 ", ", deadline ") + body->deadline);
  return outcome;
}

Result<Outcome> noteIncident(const IncidentOptions& options, Feedback& feedback) {
  auto id = oneId(options);
  if (!id) return fail(id.error());
  if (options.by.empty() || options.text.empty())
    return wrongUse("incident.who", {"补记须写明记录人和内容", "A note needs a name and a text"},
                    {"加 --by 姓名 --text 内容", "add --by NAME --text TEXT"});
  auto ledger = OpenLedger::of(options, Workspace::Access::write);
  if (!ledger) return fail(ledger.error());
  auto incident = ledger->incident(*id);
  if (!incident) return fail(incident.error());
  auto day = dayOf(options.date);
  if (!day) return fail(day.error());
  EntryBody body;
  body.date = *day;
  body.by = options.by;
  body.level = options.level;
  body.text = options.text;
  auto head = ledger->append(*id, "note", body, feedback);
  if (!head) return fail(head.error());
  Outcome outcome;
  outcome.notes.push_back({"已补记 " + *id, "Noted " + *id});
  return outcome;
}

Result<Outcome> attachToIncident(const IncidentOptions& options, Feedback& feedback) {
  auto id = oneId(options, 2);
  if (!id) return fail(id.error());
  if (options.by.empty())
    return wrongUse("incident.who", {"附件须写明提交人", "A file needs the name of who hands it in"},
                    {"加 --by 姓名", "add --by NAME"});
  auto ledger = OpenLedger::of(options, Workspace::Access::write);
  if (!ledger) return fail(ledger.error());
  auto incident = ledger->incident(*id);
  if (!incident) return fail(incident.error());
  auto day = dayOf(options.date);
  if (!day) return fail(day.error());
  auto shape = ledger->shapeOf(**incident);
  if (!shape) return fail(shape.error());
  auto file = keepFile(options.workspace, pathFromUtf8(options.items[1]), *shape, *day);
  if (!file) return fail(file.error());
  EntryBody body;
  body.date = *day;
  body.by = options.by;
  body.level = options.level;
  body.text = options.text;
  body.evidence = file->name;
  body.file = *file;
  auto head = ledger->append(*id, "attach", body, feedback);
  if (!head) return fail(head.error());
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已附 {}（{}）", file->name, file->hash.substr(0, 12)),
                           fmt::format("Attached {} ({})", file->name, file->hash.substr(0, 12))});
  if (const Text wrong = mismatchText(*file); !wrong.empty()) outcome.notes.push_back(wrong);
  return outcome;
}

// --- the whole -------------------------------------------------------------------------------------------------------

Result<Outcome> printStatistics(const IncidentOptions& options, Language language) {
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  auto statistics = statisticsOf(ledger->list(), ledger->type());
  if (!statistics) return fail(statistics.error());
  auto text = printed(statisticsTable(*statistics, LedgerWords(ledger->catalogue(), ledger->type(), language)),
                      options.format, language);
  if (!text) return fail(text.error());
  Outcome outcome;
  outcome.output = std::move(*text);
  outcome.notes.push_back(
      {fmt::format("各口径之和均等于台账行数：{} 行，其中并入其他问题 {} 行不计；面积待测 {} 行",
                   ledger->list().incidents.size(), statistics->merged, statistics->unmeasured),
       fmt::format(
           "Every grouping adds up to the rows of the ledger: {} rows, of which {} became part of others and are "
           "not counted; {} without area",
           ledger->list().incidents.size(), statistics->merged, statistics->unmeasured)});
  return outcome;
}

tl::unexpected<Error> brokenChain(const IncidentOptions& options, const Text& what, const std::string& incident) {
  return fail(
      ErrorKind::input, "incident.chain",
      {"台账流水校验不通过：" + what.zh, "The journal of the ledger does not hold: " + what.en},
      incident.empty() ? toUtf8(options.workspace) : toUtf8(options.workspace) + " " + incident,
      {"该条之前的记录可信；用备份比对该条及其后各条", "what stands before it holds; compare the rest with a backup"});
}

Result<Outcome> verifyJournal(const IncidentOptions& options, Feedback& feedback) {
  auto journal = IncidentJournal::open(options.workspace, Workspace::Access::read);
  if (!journal) return fail(journal.error());
  auto report = journal->verify(feedback);
  if (!report) return fail(report.error());
  if (report->fault) return brokenChain(options, report->fault->what, report->fault->incident);
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  for (const std::string& id : ledgerIds(ledger->catalogue())) {
    auto type = ledgerType(ledger->catalogue(), id);
    if (!type) return fail(type.error());
    auto list = foldLedger(ledger->journal(), *type);
    if (!list) return fail(list.error());
    if (const Text wrong = checkFiles(options.workspace, *list); !wrong.empty()) return brokenChain(options, wrong, {});
  }
  Outcome outcome;
  outcome.output = fmt::format("{} {}\n", report->entries, report->head.empty() ? "-" : report->head);
  outcome.notes.push_back({fmt::format("流水 {} 条首尾衔接，附件齐全", report->entries),
                           fmt::format("The chain of {} entries holds, all files are there", report->entries)});
  return outcome;
}

Result<Outcome> exportLedger(const IncidentOptions& options, Language language, Feedback& feedback) {
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  const LedgerExport what{&ledger->workspace(), &ledger->journal(), &ledger->catalogue(),
                          &ledger->type(),      &ledger->list(),    options.out,
                          options.for_public,   language,           options.own};
  return exportIncidents(what, options.format.empty() ? "xlsx" : options.format, options.items, feedback);
}

} // namespace

Result<Outcome> runIncident(const IncidentOptions& options, Language language, Feedback& feedback) {
  if (options.action == "list") return listIncidents(options, language);
  if (options.action == "show") return showIncident(options, language);
  if (options.action == "advance") return advanceIncident(options, language, feedback);
  if (options.action == "note") return noteIncident(options, feedback);
  if (options.action == "attach") return attachToIncident(options, feedback);
  if (options.action == "stats") return printStatistics(options, language);
  if (options.action == "export") return exportLedger(options, language, feedback);
  if (options.action == "verify") return verifyJournal(options, feedback);
  if (options.action == "pack") return packTrip(options, language, feedback);
  if (options.action == "unpack") return unpackTrip(options, language, feedback);
  return wrongUse("incident.action", {"没有操作 " + options.action, "No action " + options.action},
                  {"可用：list show advance note attach stats export pack unpack verify",
                   "one of: list show advance note attach stats export pack unpack verify"});
}

} // namespace ecoredline
