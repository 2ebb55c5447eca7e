#include "app/incident_page.hpp"

#include "app/incident_data.hpp"
#include "app/incident_files.hpp"
#include "app/incident_maps.hpp"
#include "app/resumed_folder.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/markup.hpp"
#include "cartography/svg.hpp"
#include "inspection/ledger_fold.hpp"
#include "output/ledger_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr const char* kStyle = R"css(
body{font:15px/1.55 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;color:#1d2939;margin:0 auto;
max-width:60rem;padding:1.5rem}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.1rem;margin:1.6rem 0 .5rem;border-bottom:1px solid #d0d5dd}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border:1px solid #d0d5dd;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f4f7;font-weight:600}td,th{min-width:3.2em}td:nth-child(2){min-width:7.5em}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.s{display:inline-block;padding:.1rem .6rem;border-radius:1rem;background:#eff8ff;color:#175cd3}
.s.late{background:#fef3f2;color:#b42318}.s.done{background:#ecfdf3;color:#027a48}
dl{display:grid;grid-template-columns:max-content 1fr max-content 1fr;gap:.15rem 1rem;margin:0}
dt{color:#475467}dd{margin:0}svg{width:100%;height:auto}.l{display:inline-block;margin-right:1rem}.l svg{width:2em;vertical-align:middle}.w{color:#b42318}.m{color:#475467;font-size:.85rem}
figure{display:inline-block;margin:.4rem;width:14rem}figure img{width:100%}
h1 .s{font-size:1rem;vertical-align:middle;font-weight:500}@media print{body{max-width:none;padding:0}h2{break-after:avoid}tr,figure{break-inside:avoid}}
)css";

std::string pageOf(Language language, const std::string& title, const std::string& body) {
  return fmt::format("<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>"
                     "<meta name=\"viewport\" content=\"width=device-width\"><style>{}</style></head>\n<body>\n{}"
                     "</body></html>\n",
                     language == Language::zh ? "zh-CN" : "en", markupEscaped(title), kStyle, body);
}

std::string htmlTable(const TextTable& table, Language language, const std::set<std::string>& left_out = {}) {
  std::string out = "<table><thead><tr>";
  for (const TextTable::Head& head : table.heads)
    if (!left_out.contains(head.id))
      out += fmt::format("<th{}>{}</th>", head.number ? " class=\"n\"" : "", markupEscaped(head.title.in(language)));
  out += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      if (!left_out.contains(table.heads[c].id))
        out += fmt::format("<td{}>{}</td>", table.heads[c].number ? " class=\"n\"" : "", markupEscaped(row[c]));
    out += "</tr>\n";
  }
  return out + "</tbody></table>\n";
}

// One problem's sheet.
class IncidentSheet {
 public:
  IncidentSheet(const LedgerExport& what, const IncidentList& list, const LedgerWords& words, const Incident& incident)
      : m_what(what), m_list(list), m_words(words), m_incident(incident), m_alone{{}, {}, {}, {incident}} {}

  std::string html(const std::string& map) const {
    std::string out =
        fmt::format("<p class=\"m\"><a href=\"index.html\">{}</a></p><h1>{} <span class=\"s{}\">{}</span></h1>\n",
                    markupEscaped(m_what.type->title.in(m_what.language)), markupEscaped(m_incident.id), stateClass(),
                    markupEscaped(m_words.state(m_incident.state)));
    out += fmt::format("<p class=\"m\">{}</p>\n", markupEscaped(subtitle()));
    if (!map.empty()) out += section(m_words.say("位置", "Map"), map);
    out += section(m_words.say("登记内容", "As recorded"), facts());
    out += section(m_words.say("分区占用", "Zones"), zones());
    out += section(m_words.say("办理记录", "History"),
                   htmlTable(historyTable(m_alone, m_words, m_what.for_public), m_what.language, {"id"}));
    if (!m_what.for_public) out += files();
    return pageOf(m_what.language, m_incident.id, out);
  }

 private:
  static std::string section(const std::string& title, const std::string& body) {
    return fmt::format("<h2>{}</h2>\n{}", markupEscaped(title), body);
  }
  const char* stateClass() const {
    const LedgerState* state = m_what.type->state(m_incident.state);
    if (state != nullptr && state->ends) return " done";
    return m_incident.state == m_what.type->recurrence ? " late" : "";
  }
  std::string subtitle() const {
    return fmt::format("{} · {} · {} {}{}", m_words.change(m_incident.change), m_words.activity(m_incident.activity),
                       m_words.say("最近期次", "last epoch"), m_incident.epoch,
                       m_incident.deadline.empty() ? ""
                                                   : m_words.say(" · 办理期限 ", " · deadline ") + m_incident.deadline);
  }

  // The row of the ledger, two columns of names and values; empty ones left out.
  std::string facts() const {
    const TextTable row = ledgerTable(m_alone, m_words, m_what.for_public);
    std::string out = "<dl>";
    for (std::size_t c = 0; c < row.heads.size(); ++c)
      if (!row.rows[0][c].empty())
        out += fmt::format("<dt>{}</dt><dd>{}</dd>", markupEscaped(row.heads[c].title.in(m_what.language)),
                           markupEscaped(row.rows[0][c]));
    return out + "</dl>\n";
  }

  std::string zones() const {
    std::string out;
    if (!m_incident.zones.empty())
      out += htmlTable(zoneTable(m_alone, m_words, m_what.for_public), m_what.language, {"id"});
    else
      out += fmt::format("<p>{}</p>", m_words.say("所用资料中未发现与所列分区重叠。",
                                                  "No overlap with the zones listed was found in the data used."));
    const NearLines lines = nearLines(m_list, m_incident, m_words, m_what.for_public);
    for (const std::string& near : lines.near)
      out += fmt::format("<p class=\"m\">{}{}</p>", m_words.say("最近：", "Nearest: "), markupEscaped(near));
    for (const std::string& gap : lines.not_examined)
      out += fmt::format("<p class=\"w\">{}{}</p>", m_words.say("未能核：", "Not examined: "), markupEscaped(gap));
    return out;
  }

  std::string files() const {
    std::string out;
    for (const IncidentEvent& event : m_incident.history) {
      if (!event.file) continue;
      const std::string link = "files/" + fileName(*event.file);
      const std::string name = markupEscaped(event.file->name);
      const bool photo = lowered(event.file->name).ends_with(".jpg") || lowered(event.file->name).ends_with(".jpeg");
      out +=
          fmt::format("<figure>{}<figcaption>{} <span class=\"m\">{} {}</span> <span class=\"w\">{}</span></figcaption>"
                      "</figure>\n",
                      photo ? fmt::format("<img src=\"{}\" alt=\"{}\">", markupEscaped(link), name)
                            : fmt::format("<a href=\"{}\">{}</a>", markupEscaped(link), name),
                      name, markupEscaped(event.file->taken), event.file->hash.substr(0, 12),
                      markupEscaped(mismatchText(*event.file).in(m_what.language)));
    }
    return out.empty() ? out : section(m_words.say("照片与文书", "Photos and papers"), out);
  }

 public:
  /// By content and with the ending of its name, so that a browser knows what it is.
  static std::string fileName(const IncidentFile& file) {
    std::string ending = lowered(toUtf8(pathFromUtf8(file.name).extension()));
    const bool plain = ending.size() <= 6 && std::ranges::all_of(ending, [](char c) {
                         return c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                       });
    return file.hash.substr(0, 24) + (plain ? ending : std::string());
  }

 private:
  const LedgerExport& m_what;
  const IncidentList& m_list;
  const LedgerWords& m_words;
  const Incident& m_incident;
  IncidentList m_alone;
};

Result<std::string> svgOf(IncidentMaps& maps, std::size_t index) {
  auto scene = maps.map(index);
  if (!scene) return fail(scene.error());
  return figureMarkup(*scene);
}

// How the counts went, month by month; nothing to draw for a single one.
std::string progressOf(const IncidentList& list, const LedgerWords& words) {
  const std::vector<LedgerCount> months = monthlyProgress(list, words.type());
  if (months.size() < 2) return {};
  std::vector<std::string> names;
  std::vector<SeriesLine> lines{{words.say("总数", "all"), {}},
                                {words.say("已核查", "checked"), {}},
                                {words.say("属实", "problems"), {}},
                                {words.say("整改完成", "put right"), {}},
                                {words.say("销号", "written off"), {}}};
  for (const LedgerCount& month : months) {
    names.push_back(month.key);
    std::size_t line = 0;
    for (const std::uint64_t count : {month.total, month.verified, month.confirmed, month.rectified, month.closed})
      lines[line++].values.push_back(static_cast<double>(count));
  }
  return fmt::format("<h2>{}</h2>\n{}\n", words.say("逐月进度", "Progress by month"),
                     progressChart(names, lines, words.language()));
}

std::string indexPage(const LedgerExport& what, const IncidentList& list, const LedgerStatistics& statistics,
                      const LedgerWords& words) {
  std::string out =
      fmt::format("<h1>{}</h1>\n<p class=\"m\">{} {}</p>\n", markupEscaped(what.type->title.in(what.language)),
                  words.say("流水头", "head"), list.head.substr(0, 12));
  out += fmt::format("<h2>{}</h2>\n", words.say("统计", "Statistics"));
  out += htmlTable(statisticsTable(statistics, words), what.language);
  out += progressOf(list, words);
  out +=
      fmt::format("<h2>{}</h2>\n<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th class=\"n\">{}</th>"
                  "<th>{}</th></tr></thead><tbody>\n",
                  words.say("问题清单", "Problems"), words.say("编号", "Number"), words.say("状态", "State"),
                  words.say("变化", "Change"), words.say("分区", "Zone"), words.say("面积 m²", "Area m²"),
                  words.say("期限", "Deadline"));
  for (const Incident& incident : list.incidents) {
    const IncidentZone* zone = mainZone(incident, *what.type);
    out +=
        fmt::format("<tr><td><a href=\"{0}.html\">{0}</a></td><td>{1}</td><td>{2}</td><td>{3}</td><td class=\"n\">{4}"
                    "</td><td>{5}</td></tr>\n",
                    markupEscaped(incident.id), markupEscaped(words.state(incident.state)),
                    markupEscaped(words.change(incident.change)),
                    zone == nullptr ? "" : markupEscaped(words.zone(*zone) + " " + zone->zone_name),
                    markupEscaped(words.area(incident)), incident.deadline);
  }
  return pageOf(what.language, what.type->title.in(what.language), out + "</tbody></table>\n");
}

Result<void> copyFiles(const LedgerExport& what, const Incident& incident, const fs::path& folder) {
  for (const IncidentEvent& event : incident.history) {
    if (!event.file) continue;
    auto bytes = readFile(attachmentPath(what.workspace->path(), event.file->hash));
    if (!bytes) return fail(bytes.error());
    if (auto made = makeFolder(folder / "files"); !made) return made;
    if (auto written = writeFileAtomically(folder / "files" / IncidentSheet::fileName(*event.file), *bytes); !written)
      return written;
  }
  return {};
}

} // namespace

Result<void> writePages(const LedgerExport& what, const IncidentList& list, const LedgerWords& words,
                        const fs::path& folder, Feedback& feedback) {
  auto statistics = statisticsOf(list, *what.type);
  if (!statistics) return fail(statistics.error());
  if (auto made = makeFolder(folder); !made) return made;
  auto maps = incidentMaps(what, list);
  if (!maps) return fail(maps.error());
  feedback.stage({"写一点一档", "Write the sheets"});
  for (std::size_t i = 0; i < list.incidents.size(); ++i) {
    if (feedback.cancelled()) return cancelledError();
    feedback.progress(i, list.incidents.size());
    std::string svg;
    if (*maps != nullptr) {
      auto drawn = svgOf(**maps, i);
      if (!drawn) return fail(drawn.error());
      svg = std::move(*drawn);
      if (auto copied = copyFiles(what, list.incidents[i], folder); !copied) return copied;
    }
    const Incident& incident = list.incidents[i];
    const std::string page = IncidentSheet(what, list, words, incident).html(svg);
    if (auto written = writeFileAtomically(folder / pathFromUtf8(incident.id + ".html"), page); !written)
      return written;
  }
  return writeFileAtomically(folder / "index.html", indexPage(what, list, *statistics, words));
}

} // namespace ecoredline
