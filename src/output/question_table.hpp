#pragma once

#include "report/run_report.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The form of what a run left open: one row per site and question, in the order of the run. The columns are those of
/// formColumns.
struct QuestionTable {
  struct Row {
    std::string project;
    std::string site;
    std::string fact;
    std::string question;
    std::vector<std::string> choices; ///< what may be answered; empty = free text
  };
  std::vector<Row> rows;
  std::vector<std::vector<std::string>> lists; ///< every different list of choices, once
};

QuestionTable questionTable(const RunReport& report, const Catalogue& catalogue, Language language);

/// What a person must know to fill the form, a paragraph each.
std::vector<Text> formInstructions(const RunReport& report);

} // namespace ecoredline
