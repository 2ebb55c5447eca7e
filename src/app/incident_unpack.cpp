#include "app/field_form.hpp"
#include "app/incident_files.hpp"
#include "app/incident_pack.hpp"
#include "app/open_ledger.hpp"
#include "base/files.hpp"
#include "inspection/life_cycle.hpp"
#include "source/table_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

using Cells = std::map<std::string, std::string>; ///< by id of the form

// What became of a row.
enum class Fate { nothing, taken, known, conflict, refused };

Text word(Fate fate) {
  switch (fate) {
  case Fate::taken:
    return {"已记入", "taken"};
  case Fate::known:
    return {"此前已记入", "already there"};
  case Fate::conflict:
    return {"冲突，未记入", "conflict, not taken"};
  case Fate::refused:
    return {"不能办理，未记入", "refused, not taken"};
  case Fate::nothing:
    break;
  }
  return {"未填写", "not filled in"};
}

std::string idOf(const std::vector<FileChoice>& choices, const std::string& met) {
  const auto found =
      std::ranges::find_if(choices, [&](const FileChoice& c) { return c.value == met || c.title == met; });
  return found == choices.end() ? met : found->value;
}

// One row of the answers.
struct Answer {
  std::string incident;
  std::string seen; ///< hash of the entry that the pack showed last
  StepRequest step; ///< to == "": no step
  fs::path file;    ///< of the photo or paper; empty = none
  std::string note;

  bool empty() const { return step.to.empty() && note.empty() && file.empty(); }
};

class Trip {
 public:
  Trip(OpenLedger& ledger, const IncidentOptions& options, Language language)
      : m_ledger(ledger), m_options(options), m_words(ledger.catalogue(), ledger.type(), language),
        m_form(fieldForm(m_words)), m_language(language) {
    m_table.heads = {{"incident", {"问题编号", "Number"}},
                     {"answer", {"填写内容", "Answer"}},
                     {"fate", {"处理结果", "Outcome"}},
                     {"meanwhile", {"其间的记录", "Written meanwhile"}, false, "└ "},
                     {"advice", {"怎么办", "What to do"}, false, "→ "}};
  }

  Result<Outcome> run(const fs::path& file, const Date& date, Feedback& feedback) {
    auto rows = read(file, feedback);
    if (!rows) return fail(rows.error());
    for (const Cells& row : *rows)
      if (auto done = take(answerOf(row, file, date)); !done) return fail(done.error());
    if (!m_entries.empty())
      if (auto head = m_ledger.append(m_entries, feedback); !head) return fail(head.error());
    auto text = m_options.format == "csv" ? toCsv(m_table, m_language) : toTerminal(m_table, m_language);
    m_outcome.output = std::move(text);
    m_outcome.exit_status = m_counts[Fate::conflict] + m_counts[Fate::refused] > 0 ? 4 : 0;
    m_outcome.notes.push_back(
        {fmt::format("记入 {} 行，此前已记入 {} 行，冲突 {} 行，不能办理 {} 行，未填写 {} 行", m_counts[Fate::taken],
                     m_counts[Fate::known], m_counts[Fate::conflict], m_counts[Fate::refused], m_counts[Fate::nothing]),
         fmt::format("{} taken, {} already there, {} conflicts, {} refused, {} not filled in", m_counts[Fate::taken],
                     m_counts[Fate::known], m_counts[Fate::conflict], m_counts[Fate::refused],
                     m_counts[Fate::nothing])});
    return std::move(m_outcome);
  }

 private:
  Result<std::vector<Cells>> read(const fs::path& file, Feedback& feedback) const {
    const std::vector<Field> fields = formFields(m_form);
    std::vector<std::string> headers;
    for (const Field& field : fields) headers.insert(headers.end(), field.aliases.begin(), field.aliases.end());
    ReadOptions options;
    if (!isTableFile(file)) options.layer = kAnswers;
    auto source = openTable(file, options, headers, feedback);
    if (!source) return fail(source.error());
    Diagnoses diagnoses;
    auto rows = bindFields(fields, source->table, {}, diagnoses);
    if (!rows) return fail(rows.error());
    if (std::ranges::any_of(*rows, [](const Cells& row) { return row.contains("incident") && row.contains("seen"); }))
      return rows;
    return fail(
        ErrorKind::input, "incident.no_answers",
        {"文件中没有核查表：缺少问题编号或依据的流水两列", "The file has no answers: number or entry is missing"},
        toUtf8(file),
        {"用 incident WS pack 生成的文件，或与其 answers 表列名相同的 XLSX",
         "take a file of `incident WS pack`, or an XLSX with the columns of its table answers"});
  }

  Answer answerOf(const Cells& row, const fs::path& file, const Date& date) const {
    const auto cell = [&](const char* id) {
      const auto found = row.find(id);
      return found == row.end() ? std::string() : trimmed(found->second);
    };
    const auto choices = [&](const char* id) -> const std::vector<FileChoice>& {
      return std::ranges::find(m_form, std::string(id), &FormField::id)->choices;
    };
    Answer answer{cell("incident"), cell("seen"), {}, {}, cell("note")};
    StepRequest& step = answer.step;
    step.to = idOf(choices("to_state"), cell("to_state"));
    step.level = idOf(choices("level"), cell("level"));
    if (step.level.empty()) step.level = m_options.level;
    step.by = cell("checked_by").empty() ? m_options.by : cell("checked_by");
    std::string day = cell("checked_on").substr(0, 10);
    std::ranges::replace(day, '/', '-');
    step.date = day.empty() ? date : day;
    step.reason = cell("reason");
    step.evidence = cell("evidence");
    step.today = today();
    if (!cell("photo").empty()) answer.file = file.parent_path() / pathFromUtf8(cell("photo"));
    return answer;
  }

  Result<void> take(Answer answer) {
    if (answer.incident.empty()) return {};
    auto found = m_ledger.incident(answer.incident);
    if (answer.empty() && found) {
      ++m_counts[Fate::nothing]; // most rows of a trip's file: no line for each
      return {};
    }
    if (!found) return say(answer, Fate::refused, {}, found.error().what, found.error().advice);
    const Incident& incident = **found;
    const auto at = std::ranges::find(incident.history, answer.seen, &IncidentEvent::hash);
    if (at == incident.history.end())
      return say(answer, Fate::conflict, {},
                 {"依据的流水不在该问题的记录中", "The entry it rests on is not one of this problem"},
                 {"核对是否本工作空间的核查包；确认后用 incident WS advance 办理",
                  "check that the pack is of this workspace; then take the step with `incident WS advance`"});
    const std::span<const IncidentEvent> later(std::next(at), incident.history.end());
    if (!later.empty()) return sayLater(answer, later);
    if (!m_answered.insert(answer.incident).second)
      return say(answer, Fate::conflict, {}, {"文件中另有一行填写同一问题", "Another row of the file answers it"},
                 {"保留一行，再次执行 unpack", "keep one of them and run unpack again"});
    return enter(answer, incident);
  }

  // Somebody has written since: the same answer, or another.
  Result<void> sayLater(const Answer& answer, std::span<const IncidentEvent> later) {
    const auto has = [&](const char* action, const auto& is) {
      return std::ranges::any_of(later, [&](const IncidentEvent& e) { return e.action == action && is(e); });
    };
    const bool step = answer.step.to.empty() || has("advance", [&](const IncidentEvent& e) {
                        return e.to == answer.step.to && e.by == answer.step.by && e.date == answer.step.date;
                      });
    const bool note = answer.note.empty() || has("note", [&](const IncidentEvent& e) {
                        return e.text == answer.note && e.by == answer.step.by;
                      });
    const bool file = answer.file.empty() || !answer.step.to.empty() || has("attach", [&](const IncidentEvent& e) {
                        return e.file && e.file->name == toUtf8(answer.file.filename());
                      });
    std::vector<std::string> events;
    for (const IncidentEvent& e : later)
      events.push_back(fmt::format("{} {} {} {}", e.date, e.by,
                                   e.to.empty() ? (e.text.empty() ? e.evidence : e.text) : m_words.state(e.to),
                                   e.change));
    const std::string meanwhile = fmt::format("{}", fmt::join(events, m_words.say("；", "; ")));
    if (step && note && file) return say(answer, Fate::known, meanwhile, {}, {});
    return say(
        answer, Fate::conflict, meanwhile,
        {"核查包生成之后该问题有新记录", "The problem has newer entries than the pack"},
        {fmt::format("用 incident WS show {0} 查看新记录；仍要办理的，用 incident WS advance {0} 或 note {0} 记入",
                     answer.incident),
         fmt::format("look at the new entries with `incident WS show {0}`; what still holds is entered with "
                     "`incident WS advance {0}` or `note {0}`",
                     answer.incident)});
  }

  Result<void> enter(Answer& answer, const Incident& incident) {
    StepRequest& step = answer.step;
    std::error_code failed;
    const bool there = !answer.file.empty() && fs::is_regular_file(answer.file, failed);
    if (!answer.file.empty() && !there)
      return say(answer, Fate::refused, {}, {"找不到照片或文书", "The photo or paper is not there"},
                 {"把文件放在核查包旁同样的相对路径下：" + toUtf8(answer.file),
                  "put the file beside the pack under the same path: " + toUtf8(answer.file)});
    if (there) step.file = IncidentFile{}; // asked first, kept only for a step that may be taken
    if (!step.to.empty())
      if (auto may = stepEntry(m_ledger.type(), incident, step); !may)
        return say(answer, Fate::refused, {}, may.error().what, may.error().advice);
    if (step.by.empty() || !isDate(step.date) || step.date > step.today)
      return say(answer, Fate::refused, {}, {"须写明核查人和已到的日期", "A name and a day that has come are needed"},
                 {"填写核查人、核查日期，或加 --by 姓名 --date 日期", "fill them in, or add --by NAME --date DAY"});
    if (there)
      if (auto kept = keep(answer, incident); !kept) return kept;
    addEntries(answer, incident);
    return say(answer, Fate::taken, {}, {}, {});
  }

  Result<void> keep(Answer& answer, const Incident& incident) {
    auto shape = m_ledger.shapeOf(incident);
    if (!shape) return fail(shape.error());
    auto file = keepFile(m_options.workspace, answer.file, *shape, answer.step.date);
    if (!file) return fail(file.error());
    if (const Text wrong = mismatchText(*file); !wrong.empty())
      m_outcome.notes.push_back({incident.id + "：" + wrong.zh, incident.id + ": " + wrong.en});
    if (answer.step.evidence.empty()) answer.step.evidence = file->name;
    answer.step.file = std::move(*file);
    return {};
  }

  void addEntries(const Answer& answer, const Incident& incident) {
    const StepRequest& step = answer.step;
    EntryBody body;
    body.date = step.date;
    body.by = step.by;
    body.level = step.level;
    if (!answer.note.empty()) {
      body.text = answer.note;
      m_entries.push_back({incident.id, "note", toText(body), {}});
      body.text.clear();
    }
    if (!step.to.empty()) {
      m_entries.push_back({incident.id, "advance", toText(*stepEntry(m_ledger.type(), incident, step)), {}});
    } else if (step.file) {
      body.evidence = step.file->name;
      body.file = step.file;
      m_entries.push_back({incident.id, "attach", toText(body), {}});
    }
  }

  Result<void> say(const Answer& answer, Fate fate, const std::string& meanwhile, const Text& why, const Text& advice) {
    ++m_counts[fate];
    std::vector<std::string> told;
    if (!answer.step.to.empty()) told.push_back("→ " + m_words.state(answer.step.to));
    if (!answer.note.empty()) told.push_back(answer.note);
    if (!answer.file.empty()) told.push_back(toUtf8(answer.file.filename()));
    std::string outcome = word(fate).in(m_language);
    if (!why.empty()) outcome += m_words.say("：", ": ") + why.in(m_language);
    m_table.rows.push_back(
        {answer.incident,
         fmt::format("{} {} {}", fmt::join(told, m_words.say("，", ", ")), answer.step.by, answer.step.date), outcome,
         meanwhile, advice.in(m_language)});
    return {};
  }

  OpenLedger& m_ledger;
  const IncidentOptions& m_options;
  LedgerWords m_words;
  std::vector<FormField> m_form;
  Language m_language;
  TextTable m_table;
  Outcome m_outcome;
  std::map<Fate, int> m_counts;
  std::set<std::string> m_answered;
  std::vector<NewJournalEntry> m_entries;
};

} // namespace

Result<Outcome> unpackTrip(const IncidentOptions& options, Language language, Feedback& feedback) {
  if (options.items.size() != 1)
    return fail(ErrorKind::usage, "incident.item", {"须给出带回的文件", "The file that came back must be named"}, {},
                {"例如 incident WS unpack trip.gpkg --by 姓名", "such as incident WS unpack trip.gpkg --by NAME"});
  auto day = dayOf(options.date);
  if (!day) return fail(day.error());
  auto ledger = OpenLedger::of(options, Workspace::Access::write);
  if (!ledger) return fail(ledger.error());
  return Trip(*ledger, options, language).run(pathFromUtf8(options.items.front()), *day, feedback);
}

} // namespace ecoredline
