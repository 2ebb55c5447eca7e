#include "base/decimal.hpp"
#include "output/finding_table.hpp"
#include "output/titles.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace ecoredline {

namespace {

// "饮用水水源保护区 二级保护区:重叠 3 240.00 m²(27.00 %)"
std::string decides(const SiteResult& site, const Catalogue& catalogue, Language language) {
  const Finding* finding = decidingFinding(site);
  if (finding == nullptr) return {};
  const std::string kind = kindTitle(catalogue, finding->kind, language);
  const std::string zone_class = classTitle(catalogue, finding->kind, finding->zone_class, language);
  const bool by_list = finding->reason == "clause" || finding->reason == "list_absent"; // the level and clause decide
  const std::string clause = by_list && !finding->article.empty() ? " " + finding->article : "";
  return fmt::format("{}{}{}{}{}{}", kind, zone_class.empty() ? "" : " ", zone_class, clause,
                     language == Language::zh ? "：" : ": ", figureOf(*finding).in(language));
}

// A line on the terminal, not the list: of each type the first few, and how many more there are.
std::string errands(const SiteResult& site, Language language) {
  constexpr std::size_t kShown = 3;
  const bool zh = language == Language::zh;
  std::map<ActionType, std::vector<std::string>> by_type;
  for (const ActionItem& action : site.actions) {
    std::vector<std::string>& texts = by_type[action.type];
    const std::string& text = action.text.in(language);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  }
  std::vector<std::string> lines;
  for (auto& [type, texts] : by_type) {
    const std::size_t more = texts.size() - std::min(texts.size(), kShown);
    texts.resize(texts.size() - more);
    std::string line =
        fmt::format("{}{}{}", word(type).in(language), zh ? "：" : ": ", fmt::join(texts, zh ? "；" : "; "));
    if (more > 0) line += fmt::format(fmt::runtime(zh ? "；另 {} 项" : "; and {} more"), more);
    lines.push_back(std::move(line));
  }
  return fmt::format("{}", fmt::join(lines, zh ? "。" : ". "));
}

} // namespace

TextTable verdictTable(const RunReport& report, const Catalogue& catalogue, Language language) {
  TextTable table;
  table.heads = {{"site_id", {"地块", "Site"}, false},
                 {"site_name", {"名称", "Name"}, false},
                 {"project_id", {"项目", "Project"}, false},
                 {"verdict", {"结论", "Verdict"}, false},
                 {"worst_case", {"最不利情形", "Worst case"}, false},
                 {"area_m2", {"面积 m²", "Area m²"}, true},
                 {"length_m", {"长度 m", "Length m"}, true},
                 {"decides", {"主要依据", "What decides"}, false, "·"},
                 {"actions", {"应办事项", "What to do"}, false, "→"}};
  for (const SiteResult& site : report.sites)
    table.rows.push_back({site.id, site.name, site.project_id, markedWord(site.verdict, site.preliminary).in(language),
                          site.worst_case == site.verdict ? "" : markedWord(site.worst_case).in(language),
                          toFixed(site.area_m2, 2), toFixed(site.length_m, 2), decides(site, catalogue, language),
                          errands(site, language)});
  return table;
}

} // namespace ecoredline
