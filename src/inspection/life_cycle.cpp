#include "inspection/life_cycle.hpp"

#include "base/date.hpp"
#include "inspection/loose_date.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace ecoredline {

namespace {

bool asks(const LedgerTransition& step, const char* what) {
  return std::ranges::count(step.evidence, what) > 0;
}

std::string levelNames(const LedgerType& type, const LedgerTransition& step, Language language) {
  std::vector<std::string> names;
  for (const std::string& id : step.levels)
    if (const Text* title = type.level(id)) names.push_back(title->in(language) + " (" + id + ")");
  return fmt::format("{}", fmt::join(names, language == Language::zh ? "、" : ", "));
}

std::string stepText(const LedgerType& type, const LedgerTransition& step, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> needs;
  if (asks(step, "file")) needs.emplace_back(zh ? "附文件" : "a file");
  if (asks(step, "text")) needs.emplace_back(zh ? "附依据" : "evidence");
  if (step.needs_reason) needs.emplace_back(zh ? "写明理由" : "a reason");
  const LedgerState* state = type.state(step.to);
  std::string out = fmt::format("{} {}{}{}", step.to, state == nullptr ? "" : state->title.in(language),
                                zh ? "（" : " (", levelNames(type, step, language));
  if (!needs.empty()) out += fmt::format("{}{}", zh ? "；须" : "; needs ", fmt::join(needs, zh ? "、" : ", "));
  return out + (zh ? "）" : ")");
}

tl::unexpected<Error> refused(std::string code, Text what, const Incident& incident, Text advice) {
  return fail(ErrorKind::input, std::move(code), std::move(what), incident.id, std::move(advice));
}

std::string titleOf(const LedgerType& type, const std::string& state, Language language) {
  const LedgerState* known = type.state(state);
  return known == nullptr ? state : known->title.in(language);
}

Result<void> checkDate(const Incident& incident, const StepRequest& request) {
  const bool fine = isDate(request.date) && (request.deadline.empty() || isDate(request.deadline));
  if (!fine)
    return refused("incident.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, incident,
                   {"例如 --date 2024-06-01", "such as --date 2024-06-01"});
  if (request.date < incident.since)
    return refused("incident.date",
                   {fmt::format("{} 早于进入当前状态之日 {}", request.date, incident.since),
                    fmt::format("{} is before {}, when the present state began", request.date, incident.since)},
                   incident,
                   {"核对日期；补记更早的事用 incident WS note",
                    "check the date; what happened before is told with `incident WS note`"});
  if (!request.today.empty() && request.date > request.today)
    return refused("incident.date",
                   {fmt::format("{} 还没有到", request.date), fmt::format("{} is yet to come", request.date)}, incident,
                   {"用办理当天的日期", "use the day on which it was done"});
  return {};
}

Result<void> checkEvidence(const LedgerTransition& step, const Incident& incident, const StepRequest& request) {
  if (asks(step, "file") && !request.file)
    return refused("incident.evidence", {"这一步须附文件（照片、文书）", "This step needs a file (a photo, a paper)"},
                   incident, {"加 --evidence 文件路径", "add --evidence FILE"});
  if (asks(step, "text") && request.evidence.empty() && !request.file)
    return refused("incident.evidence", {"这一步须有依据", "This step needs evidence"}, incident,
                   {"加 --evidence 文件路径，或文字", "add --evidence FILE, or a text"});
  if (step.needs_reason && request.reason.empty())
    return refused("incident.reason", {"这一步须写明理由", "This step needs a reason"}, incident,
                   {"加 --reason 理由", "add --reason TEXT"});
  return {};
}

} // namespace

Date daysAfter(const Date& date, int days) {
  if (!isDate(date)) return {};
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const char* text = date.data();
  std::from_chars(text, text + 4, year);
  std::from_chars(text + 5, text + 7, month);
  std::from_chars(text + 8, text + 10, day);
  namespace ch = std::chrono;
  const ch::sys_days start = ch::year_month_day{ch::year(year), ch::month(month), ch::day(day)};
  const ch::year_month_day then{start + ch::days(days)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(then.year()), static_cast<unsigned>(then.month()),
                     static_cast<unsigned>(then.day()));
}

Date deadlineFor(const LedgerType& type, const Incident& incident, const std::string& state, const Date& date) {
  const LedgerState* known = type.state(state);
  if (known == nullptr || known->ends) return {};
  const std::string due = looseDate(incident.field("due"));
  if (due.size() == 10 && due >= date && known->progress == Progress::confirmed) return due;
  return known->days > 0 ? daysAfter(date, known->days) : Date();
}

Text possibleSteps(const LedgerType& type, const std::string& state) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const LedgerTransition* step : type.from(state)) {
    zh.push_back(stepText(type, *step, Language::zh));
    en.push_back(stepText(type, *step, Language::en));
  }
  if (zh.empty()) return {"没有后续步骤", "nothing can follow"};
  return {fmt::format("{}", fmt::join(zh, "、")), fmt::format("{}", fmt::join(en, ", "))};
}

Result<EntryBody> stepEntry(const LedgerType& type, const Incident& incident, const StepRequest& request) {
  if (request.by.empty())
    return fail(ErrorKind::usage, "incident.who", {"须写明办理人", "Who takes the step must be named"}, incident.id,
                {"加 --by 姓名", "add --by NAME"});
  const Text possible = possibleSteps(type, incident.state);
  const Text advice{"可办理：" + possible.zh, "possible: " + possible.en};
  if (type.state(request.to) == nullptr)
    return refused("incident.no_state",
                   {fmt::format("台账没有状态 {}", request.to), fmt::format("The ledger has no state {}", request.to)},
                   incident, advice);
  const LedgerTransition* step = type.transition(incident.state, request.to);
  if (step == nullptr)
    return refused("incident.not_possible",
                   {fmt::format("不能从“{}”到“{}”", titleOf(type, incident.state, Language::zh),
                                titleOf(type, request.to, Language::zh)),
                    fmt::format("\"{}\" cannot be followed by \"{}\"", titleOf(type, incident.state, Language::en),
                                titleOf(type, request.to, Language::en))},
                   incident, advice);
  if (std::ranges::count(step->levels, request.level) == 0)
    return refused("incident.level",
                   {fmt::format("“{}”这一步不由 {} 办理", titleOf(type, request.to, Language::zh),
                                request.level.empty() ? "未写明的层级" : request.level),
                    fmt::format("The step to \"{}\" is not for {}", titleOf(type, request.to, Language::en),
                                request.level.empty() ? "a level that was not named" : request.level)},
                   incident,
                   {"加 --level：" + levelNames(type, *step, Language::zh),
                    "add --level: " + levelNames(type, *step, Language::en)});
  if (auto fine = checkDate(incident, request); !fine) return fail(fine.error());
  if (auto fine = checkEvidence(*step, incident, request); !fine) return fail(fine.error());
  EntryBody body;
  body.date = request.date;
  body.from = incident.state;
  body.to = request.to;
  body.deadline = request.deadline.empty() ? deadlineFor(type, incident, request.to, request.date) : request.deadline;
  body.by = request.by;
  body.level = request.level;
  body.text = request.reason;
  body.evidence = request.evidence;
  body.file = request.file;
  return body;
}

} // namespace ecoredline
