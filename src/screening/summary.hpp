#pragma once

#include "screening/decide.hpp"

#include <vector>

namespace ecoredline {

/// Fills what follows from a site's findings: verdict, worst case, status, questions, actions, totals and the sentence.
/// `runs` are the kinds in scope, in order; `site` is the row.
void summariseSite(const RunReport& report, const std::vector<KindRun>& runs, std::size_t site,
                   const ScreenRequest& request, SiteResult& result);

/// Projects in the order in which their first site stands: verdicts by the strictest site, areas and totals summed.
std::vector<ProjectResult> projectsOf(const std::vector<SiteResult>& sites);

/// The overall sentence M22, in both languages.
Text overallSentence(const RunReport& report, const SiteResult& site, const Catalogue& catalogue);

} // namespace ecoredline
