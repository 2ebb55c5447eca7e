#include "app/review.hpp"

#include "app/stored_run.hpp"
#include "report/figures.hpp"
#include "report/words.hpp"
#include "screening/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

Result<void> checkWords(const ReviewOptions& options) {
  constexpr std::array kDecisions{"confirm", "override", "not-applicable"};
  if (std::ranges::find(kDecisions, options.decision) == kDecisions.end())
    return fail(ErrorKind::usage, "review.incomplete",
                {fmt::format("没有复核决定 {}", options.decision), fmt::format("No decision {}", options.decision)}, {},
                {"--decision confirm、override 或 not-applicable", "--decision confirm, override or not-applicable"});
  if (options.by.empty() || options.reason.empty())
    return fail(ErrorKind::usage, "review.incomplete",
                {"复核决定须写明复核人和理由", "A decision needs a name and a reason"}, {},
                {"加 --by 姓名 --reason 理由", "add --by NAME --reason TEXT"});
  return {};
}

Result<const SiteResult*> siteOf(const RunReport& report, const ReviewOptions& options) {
  const auto site = std::ranges::find(report.sites, options.site, &SiteResult::id);
  if (site == report.sites.end())
    return fail(ErrorKind::input, "review.no_site",
                {fmt::format("运行 {} 中没有项目用地 {}", report.id, options.site),
                 fmt::format("Run {} has no site {}", report.id, options.site)},
                {}, {"编号以 run.json 的 sites[].id 为准", "site ids stand in run.json as sites[].id"});
  const auto count = static_cast<std::int64_t>(site->findings.size());
  if (options.finding && (*options.finding < 1 || *options.finding > count))
    return fail(ErrorKind::input, "review.no_finding",
                {fmt::format("该地块没有第 {} 条发现（共 {} 条）", *options.finding, count),
                 fmt::format("The site has no finding {} (it has {})", *options.finding, count)},
                options.site, {"编号见 explain 的输出", "`explain` prints the numbers"});
  return &*site;
}

/// What the tool says, of the finding or of the site.
Text toolsVerdict(const SiteResult& site, std::size_t number) {
  if (number == 0) return site.sentence;
  const Finding& finding = site.findings[number - 1];
  return finding.text.empty() ? figureOf(finding) : finding.text;
}

} // namespace

Result<Outcome> reviewSite(const ReviewOptions& options, Language language) {
  const bool records = !options.decision.empty();
  if (records)
    if (auto checked = checkWords(options); !checked) return fail(checked.error());
  auto report = loadRun(options.run, options.workspace);
  if (!report) return fail(report.error());
  if (auto added = addStoredFindings(*report, options.site, options.workspace); !added) return fail(added.error());
  auto site = siteOf(*report, options);
  if (!site) return fail(site.error());
  const auto access = records ? Workspace::Access::write : Workspace::Access::read;
  auto workspace = Workspace::open(options.workspace, access);
  if (!workspace) return fail(workspace.error());
  const std::int64_t number = options.finding.value_or(0);
  if (records) {
    auto kept = workspace->addReview(
        {report->id, options.site, number, options.decision, options.by, options.reason, options.document, {}});
    if (!kept) return fail(kept.error());
  }
  auto decisions = decisionsOf(*workspace, report->id);
  if (!decisions) return fail(decisions.error());
  const Text verdict = toolsVerdict(**site, static_cast<std::size_t>(number));
  Outcome outcome;
  outcome.output = fmt::format("{}{}\n", language == Language::zh ? "工具结论：" : "The tool: ", verdict.in(language)) +
                   decisionLines(*decisions, options.site, language);
  return outcome;
}

} // namespace ecoredline
