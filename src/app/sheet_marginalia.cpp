#include "app/page_layout.hpp"
#include "app/scene_parts.hpp"
#include "app/sheet_maker.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <utility>

// What stands beside the map of a sheet, and where.

namespace ecoredline {

namespace {

constexpr std::size_t kEditionsNamed = 6; // in the notes; of more the number stands there

} // namespace

// The sheet's are of its own paper; another has them in the same parts of its breadth and height.
PagePlaces SheetMaker::places() const {
  if (m_options.places) return *m_options.places;
  return onPaper(m_spec.places, paperOf(m_spec.size), m_paper);
}

void SheetMaker::addNotes(const SheetPlan& plan, SheetPage& page) const {
  page.notes.emplace_back(say("坐标系", "System"), crsText(page.scene.crs, m_language));
  if (!plan.national.empty()) page.notes.emplace_back(say("图幅号", "Sheet no."), plan.national);
  if (m_topic != nullptr) {
    page.notes.emplace_back(say("基准日", "As of"), m_as_of);
    if (!m_options.unit.empty()) page.notes.emplace_back(say("制图单位", "Made by"), m_options.unit);
    return;
  }
  std::vector<std::string> editions;
  for (const Drawn& one : m_drawn)
    if (!one.base && one.shown)
      editions.push_back(
          fmt::format("{} {}", kindTitle(*m_catalogue, one.version.kind, m_language), one.version.label));
  if (!plan.item) {
    std::string data = fmt::format("{}", fmt::join(editions, say("、", ", ")));
    if (editions.empty()) data = say("本图幅内没有所示图层的分区", "no zone of the layers shown on this sheet");
    if (editions.size() > kEditionsNamed)
      data = fmt::format(fmt::runtime(say("{} 个图层版本", "{} versions of layers")), editions.size());
    page.notes.emplace_back(say("资料", "Data"), data);
  } else {
    page.notes.emplace_back(say("运行编号", "Run"), m_report.id);
  }
  page.notes.emplace_back(say("基准日", "As of"), m_as_of);
  if (!m_options.unit.empty()) page.notes.emplace_back(say("制图单位", "Made by"), m_options.unit);
}

void SheetMaker::addFindings(const SiteResult& site, SheetPage& page) const {
  page.rows_title = say("结论：", "Verdict: ") + markedWord(site.verdict, site.preliminary).in(m_language);
  std::map<std::string, std::size_t> rules; // of a zone: its strictest stands for all
  const auto zone_of = [](const Finding& f) { return fmt::format("{}|{}|{}", f.kind, f.version, f.zone_key); };
  for (const Finding& finding : site.findings)
    if (finding.verdict() != Verdict::pass) ++rules[zone_of(finding)];
  for (const Finding* finding : byWeight(site)) {
    if (finding->verdict() == Verdict::pass) continue;
    const std::size_t count = std::exchange(rules[zone_of(*finding)], 0);
    if (count == 0) continue;
    SheetRow row;
    row.what = kindTitle(*m_catalogue, finding->kind, m_language);
    const std::string zone_class = classTitle(*m_catalogue, finding->kind, finding->zone_class, m_language);
    if (!zone_class.empty() && zone_class != row.what) row.what += "·" + zone_class;
    if (!finding->zone_name.empty()) row.what += " " + finding->zone_name;
    row.figure = figureOf(*finding).in(m_language);
    if (count > 1) row.figure += fmt::format(fmt::runtime(say("；涉及 {} 条规则", "; {} rules")), count);
    row.verdict = markedWord(finding->verdict()).in(m_language);
    row.colour = verdictColour(finding->verdict());
    page.rows.push_back(std::move(row));
  }
}

} // namespace ecoredline
