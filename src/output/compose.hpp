#pragma once

#include "catalogue/report_template.hpp"
#include "output/document.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// What a report gives to a template, by name: all of it values of the report, none computed for the page.
struct ReportData {
  using Kinds = std::vector<std::string>;   ///< empty = all
  std::map<std::string, std::string> texts; ///< "" = nothing: what depends on it by `when` is left out
  std::map<std::string, std::vector<std::string>> lists;
  std::map<std::string, std::function<TextTable(const Kinds&)>> tables;
  std::map<std::string, FigureMaker> figures;
  std::map<std::string, PhotoMaker> photos{}; ///< asked for as figures are, as are charts
  std::map<std::string, BarChart> charts{};   ///< without bars: left out
  std::map<std::string, std::function<std::vector<ReportData>(const Kinds&)>> groups;
  Kinds all_kinds{}; ///< what "rest" is taken from
  int raise = 0;     ///< by how much the headings of a group stand higher than the template says
};

/// Fills a template. A table without rows, a list without lines, and a paragraph whose words are empty are left out.
/// Errors (input): `template.unknown_name`, a name that the report does not have.
Result<Document> compose(const ReportTemplate& form, const ReportData& data, Language language);

} // namespace ecoredline
