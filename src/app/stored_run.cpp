#include "app/stored_run.hpp"

#include "base/files.hpp"
#include "report/run_json.hpp"

#include <algorithm>

namespace ecoredline {

namespace {

bool isRunId(const std::string& text) {
  return text.size() == 12 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<std::string> runJson(const std::string& run, const std::filesystem::path& workspace) {
  if (!isRunId(run)) return readFile(pathFromUtf8(run));
  if (workspace.empty())
    return fail(ErrorKind::usage, "explain.workspace_needed",
                {"用运行编号时须给出工作空间", "A run id needs the workspace"}, run,
                {"加 --workspace WS", "add --workspace WS"});
  auto opened = Workspace::open(workspace, Workspace::Access::read);
  if (!opened) return fail(opened.error());
  auto stored = opened->run(run);
  if (!stored) return fail(stored.error());
  return stored->json;
}

} // namespace

Result<RunReport> loadRun(const std::string& run, const std::filesystem::path& workspace) {
  auto json = runJson(run, workspace);
  if (!json) return fail(json.error());
  return fromJson(*json);
}

Result<void> addStoredFindings(RunReport& report, const std::string& site, const std::filesystem::path& workspace) {
  const auto found = std::ranges::find(report.sites, site, &SiteResult::id);
  if (found == report.sites.end() || !found->findings.empty() || workspace.empty()) return {};
  auto opened = Workspace::open(workspace, Workspace::Access::read);
  if (!opened) return fail(opened.error());
  auto rows = opened->findings(report.id, site);
  if (!rows) return fail(rows.error());
  for (const std::string& row : *rows) {
    auto finding = findingFromJson(row);
    if (!finding) return fail(finding.error());
    found->findings.push_back(std::move(*finding));
  }
  return {};
}

Result<std::vector<RecordedDecision>> decisionsOf(const Workspace& workspace, const std::string& run) {
  auto reviews = workspace.reviews(run);
  if (!reviews) return fail(reviews.error());
  std::vector<RecordedDecision> decisions;
  for (StoredReview& review : *reviews)
    decisions.push_back({review.site, static_cast<std::size_t>(review.finding), review.decision, review.by,
                         review.reason, review.document, review.time});
  return decisions;
}

} // namespace ecoredline
