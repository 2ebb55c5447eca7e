#include "output/finding_table.hpp"
#include "output/text_writer.hpp"
#include "output/titles.hpp"
#include "plugin/writer_plugin.hpp"
#include "report/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ecoredline {

namespace {

std::string headline(const RunReport& report, Language language) {
  if (language == Language::zh)
    return fmt::format("核查 {}  基准日 {}  面积：{}\n\n", report.id, report.parameters.as_of,
                       areaMethodWord(report.parameters.area_method).zh);
  return fmt::format("Run {}  as of {}  areas: {}\n\n", report.id, report.parameters.as_of,
                     areaMethodWord(report.parameters.area_method).en);
}

// "共 2 个地块:■ 不符合 1,▲ 需进一步论证 1"
std::string counts(const RunReport& report, Language language) {
  using enum Verdict;
  std::vector<std::string> parts;
  for (const Verdict verdict : {fail, marginal, unknown, conditional, pass}) {
    const auto count = std::ranges::count(report.sites, verdict, &SiteResult::verdict);
    if (count > 0) parts.push_back(fmt::format("{} {}", markedWord(verdict).in(language), count));
  }
  if (language == Language::zh) return fmt::format("共 {} 个地块：{}\n", report.sites.size(), fmt::join(parts, "，"));
  return fmt::format("{} sites: {}\n", report.sites.size(), fmt::join(parts, ", "));
}

std::string titles(const std::vector<std::string>& kinds, const Catalogue& catalogue, Language language) {
  std::vector<std::string> out;
  for (const std::string& kind : kinds) out.push_back(kindTitle(catalogue, kind, language));
  return fmt::format("{}", fmt::join(out, language == Language::zh ? "、" : ", "));
}

std::string scope(const RunReport& report, const Catalogue& catalogue, Language language) {
  const bool zh = language == Language::zh;
  const auto& asked = report.parameters;
  std::string out = fmt::format("{}{}\n", zh ? "核查范围：" : "Scope: ", titles(asked.scope, catalogue, language));
  if (!asked.not_examined.empty())
    out += fmt::format("{}{}\n", zh ? "未核查：" : "Not examined: ", titles(asked.not_examined, catalogue, language));
  return out + (zh ? "本结论为辅助意见，须人工复核。\n" : "An opinion; a person decides.\n");
}

} // namespace

class TableWriter final : public TextWriter {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{"table", {"结论表（文本）", "Table of verdicts (text)"}, "verdicts.txt", true, false};
    return kInfo;
  }

  Result<std::string> print(const WriteRequest& request) const override {
    const Language language = request.language;
    const RunReport& report = *request.report;
    return headline(report, language) + toTerminal(verdictTable(report, *request.catalogue, language), language) +
           "\n" + counts(report, language) + scope(report, *request.catalogue, language);
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(table, TableWriter)
