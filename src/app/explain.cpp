#include "app/explain.hpp"

#include "app/catalogue_folder.hpp"
#include "base/files.hpp"
#include "report/run_json.hpp"
#include "screening/explain.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

bool isRunId(const std::string& text) {
  return text.size() == 12 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<std::string> runJson(const ExplainOptions& options) {
  if (!isRunId(options.run)) return readFile(pathFromUtf8(options.run));
  if (options.workspace.empty())
    return fail(ErrorKind::usage, "explain.workspace_needed",
                {"用运行编号时须给出工作空间", "A run id needs the workspace"}, options.run,
                {"加 --workspace WS", "add --workspace WS"});
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto run = workspace->run(options.run);
  if (!run) return fail(run.error());
  return run->json;
}

/// Large runs keep their findings as rows of the workspace.
Result<void> addStoredFindings(const ExplainOptions& options, RunReport& report) {
  const auto site = std::ranges::find(report.sites, options.site, &SiteResult::id);
  if (site == report.sites.end() || !site->findings.empty() || options.workspace.empty()) return {};
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto rows = workspace->findings(report.id, options.site);
  if (!rows) return fail(rows.error());
  for (const std::string& row : *rows) {
    auto finding = findingFromJson(row);
    if (!finding) return fail(finding.error());
    site->findings.push_back(std::move(*finding));
  }
  return {};
}

} // namespace

Result<Outcome> explainSite(const ExplainOptions& options, Language language) {
  auto json = runJson(options);
  if (!json) return fail(json.error());
  auto report = fromJson(*json);
  if (!report) return fail(report.error());
  if (auto added = addStoredFindings(options, *report); !added) return fail(added.error());
  const auto catalogue = loadCatalogue({}); // titles only; the run stands on its own without them
  auto text = explain(*report, catalogue ? &*catalogue : nullptr, options.site, language);
  if (!text) return fail(text.error());
  Outcome outcome;
  outcome.output = std::move(*text);
  return outcome;
}

} // namespace ecoredline
