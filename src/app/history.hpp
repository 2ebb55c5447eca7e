#pragma once

#include "base/feedback.hpp"
#include "report/run_command.hpp"
#include "report/run_report.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// The journal's action for a RunCommand; its subject is the run's id.
inline constexpr const char* kCommandAction = "command";

/// A run that a workspace keeps, as a list shows it.
struct PastRun {
  std::string id;
  std::string time;  ///< UTC, of the first time
  std::string title; ///< name of the site file
  std::size_t times = 1;
  RunCommand command; ///< of the last time; no words for a run kept before commands were
  RunReport::Parameters parameters;
  std::string software;
  std::string catalogue_hash;
  std::vector<LayerUsed> layers;
  std::map<Verdict, int> verdicts; ///< sites by verdict
};

/// The runs of a workspace, newest first. Errors: as Workspace, cancelled.
Result<std::vector<PastRun>> pastRuns(const std::filesystem::path& workspace, Feedback& feedback);

/// One thing in which two runs differ.
struct RunDifference {
  Text what;
  std::string before; ///< "" = was not there
  std::string after;
  std::string site; ///< "" = of the run as a whole
};

/// What changed from one run to another: parameters, catalogue, versions, sites and their verdicts, what each kind
/// concludes, and the areas met. Nothing that both have alike; empty = the same in all of it.
std::vector<RunDifference> compareRuns(const RunReport& before, const RunReport& after, const Catalogue& catalogue,
                                       Language language);

} // namespace ecoredline
