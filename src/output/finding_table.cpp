#include "output/finding_table.hpp"

#include "base/decimal.hpp"
#include "output/titles.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace ecoredline {

namespace {

struct Row {
  const Catalogue& catalogue;
  Language language;
  const SiteResult& site;
  const Finding& finding;
  std::size_t number; // within the site, from 1: what `review --finding` takes

  const std::string& say(const Text& text) const { return text.in(language); }
};

struct FindingColumn {
  const char* id;
  const char* zh;
  const char* en;
  bool number;
  std::string (*cell)(const Row&);
};

template<double Finding::*Value, int Digits>
std::string figure(const Row& row) {
  return toFixed(row.finding.*Value, Digits);
}

template<std::string Finding::*Value>
std::string plain(const Row& row) {
  return row.finding.*Value;
}

// Headings are those of the field's overlap table (domain.md §8, T2) where it has one.
constexpr std::array<FindingColumn, 38> kColumns{{
    {"site_id", "地块编号", "Site", false, [](const Row& r) { return r.site.id; }},
    {"site_name", "地块名称", "Site name", false, [](const Row& r) { return r.site.name; }},
    {"project_id", "项目编号", "Project", false, [](const Row& r) { return r.site.project_id; }},
    {"no", "序号", "No.", true, [](const Row& r) { return std::to_string(r.number); }},
    {"verdict", "判定", "Verdict", false, [](const Row& r) { return r.say(word(r.finding.verdict())); }},
    {"kind", "图层", "Layer", false, [](const Row& r) { return kindTitle(r.catalogue, r.finding.kind, r.language); }},
    {"version", "版本", "Version", false, plain<&Finding::version>},
    {"zone_name", "要素名称", "Zone name", false, plain<&Finding::zone_name>},
    {"zone_id", "编码", "Zone", false, plain<&Finding::zone_id>},
    {"zone_class", "类别/级别", "Class", false,
     [](const Row& r) { return classTitle(r.catalogue, r.finding.kind, r.finding.zone_class, r.language); }},
    {"relation", "空间关系", "Relation", false,
     [](const Row& r) { return r.finding.relation ? r.say(word(*r.finding.relation)) : std::string(); }},
    {"overlap_m2", "占用面积（m²）", "Overlap (m²)", true, figure<&Finding::overlap_m2, 4>},
    {"overlap_ha", "占用面积（公顷）", "Overlap (ha)", true,
     [](const Row& r) { return toFixed(toHectares(r.finding.overlap_m2), 4); }},
    {"overlap_mu", "占用面积（亩）", "Overlap (mu)", true,
     [](const Row& r) { return toFixed(toMu(r.finding.overlap_m2), 4); }},
    {"exact_m2", "椭球精确面积（m²）", "Exact overlap (m²)", true, figure<&Finding::exact_m2, 4>},
    {"overlap_low_m2", "面积下限（m²）", "Overlap, low (m²)", true, figure<&Finding::overlap_low_m2, 4>},
    {"overlap_high_m2", "面积上限（m²）", "Overlap, high (m²)", true, figure<&Finding::overlap_high_m2, 4>},
    {"sliver_m2", "其中疑似接边误差（m²）", "Of it slivers (m²)", true, figure<&Finding::sliver_m2, 4>},
    {"overlap_length_m", "占用长度（m）", "Length inside (m)", true, figure<&Finding::overlap_length_m, 3>},
    {"share_percent", "占项目比例（%）", "Share of the site (%)", true,
     [](const Row& r) { return toFixed(r.finding.share * 100, 4); }},
    {"depth_m", "深入距离（m）", "Depth (m)", true, figure<&Finding::depth_m, 3>},
    {"distance_m", "最近距离（m）", "Nearest distance (m)", true, figure<&Finding::distance_m, 3>},
    {"bearing_deg", "方位角（°）", "Bearing (°)", true, figure<&Finding::bearing_deg, 2>},
    {"eps_m", "合成精度（m）", "Combined accuracy (m)", true, figure<&Finding::eps_m, 3>},
    {"effect", "法律后果", "Effect", false, [](const Row& r) { return r.say(word(r.finding.effect)); }},
    {"effect_worst", "最不利后果", "Worst effect", false,
     [](const Row& r) { return r.say(word(r.finding.effect_worst)); }},
    {"needs", "待回答事项", "Open facts", false,
     [](const Row& r) { return fmt::format("{}", fmt::join(r.finding.needs, "; ")); }},
    {"certainty", "确定性", "Certainty", false, [](const Row& r) { return r.say(word(r.finding.certainty)); }},
    {"sliver", "疑似接边误差", "Sliver", false,
     [](const Row& r) {
       return r.finding.sliver ? r.say({"是", "yes"}) : std::string();
     }},
    {"reason", "原因", "Reason", false, [](const Row& r) { return r.say(reasonWord(r.finding.reason)); }},
    {"text", "说明", "Explanation", false, [](const Row& r) { return r.say(r.finding.text); }},
    {"basis", "依据", "Basis", false, plain<&Finding::basis>},
    {"article", "条款", "Article", false, plain<&Finding::article>},
    {"provisional_on", "待核", "Provisional on", false,
     [](const Row& r) { return r.say(word(r.finding.provisional_on)); }},
    {"rule", "规则编号", "Rule", false, plain<&Finding::rule>},
    {"rung", "叠加方法", "Overlay", false, [](const Row& r) { return r.say(rungWord(r.finding.rung)); }},
    {"zone_key", "分区键", "Zone key", false, plain<&Finding::zone_key>},
    {"zone_class_raw", "原类别值", "Class as delivered", false, plain<&Finding::zone_class_raw>},
}};

std::vector<std::string> cells(const Row& row) {
  std::vector<std::string> out;
  out.reserve(kColumns.size());
  for (const FindingColumn& column : kColumns) out.push_back(column.cell(row));
  return out;
}

} // namespace

TextTable findingTable(const RunReport& report, const Catalogue& catalogue, Language language) {
  TextTable table;
  for (const FindingColumn& column : kColumns)
    table.heads.push_back({column.id, {column.zh, column.en}, column.number});
  for (const SiteResult& site : report.sites)
    for (std::size_t i = 0; i < site.findings.size(); ++i)
      table.rows.push_back(cells({catalogue, language, site, site.findings[i], i + 1}));
  return table;
}

} // namespace ecoredline
