#include "app/explain.hpp"

#include "app/catalogue_folder.hpp"
#include "app/stored_run.hpp"
#include "screening/explain.hpp"

namespace ecoredline {

Result<Outcome> explainSite(const ExplainOptions& options, Language language) {
  auto report = loadRun(options.run, options.workspace);
  if (!report) return fail(report.error());
  if (auto added = addStoredFindings(*report, options.site, options.workspace); !added) return fail(added.error());
  std::vector<RecordedDecision> decisions;
  if (!options.workspace.empty()) {
    auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
    if (!workspace) return fail(workspace.error());
    auto recorded = decisionsOf(*workspace, report->id);
    if (!recorded) return fail(recorded.error());
    decisions = std::move(*recorded);
  }
  const auto catalogue = loadCatalogue({}); // titles only; the run stands on its own without them
  auto text = explain(*report, catalogue ? &*catalogue : nullptr, options.site, language);
  if (!text) return fail(text.error());
  Outcome outcome;
  outcome.output = *text + decisionLines(decisions, options.site, language);
  return outcome;
}

} // namespace ecoredline
