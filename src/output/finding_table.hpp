#pragma once

#include "report/run_report.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A table for people and spreadsheets: every cell is the text of a report value with its fixed decimals.
struct TextTable {
  struct Head {
    std::string id; ///< stable column name, as in run.json
    Text title;     ///< with the unit
    bool number = false;
    std::string below{}; ///< on a terminal: under the row after this mark; "" = beside the other cells
  };
  std::vector<Head> heads;
  std::vector<std::vector<std::string>> rows;
};

/// One row per finding, site by site, in the order of run.json.
TextTable findingTable(const RunReport& report, const Catalogue& catalogue, Language language);
/// One row per site: verdict, worst case, area, what decides, what to do.
TextTable verdictTable(const RunReport& report, const Catalogue& catalogue, Language language);

/// Aligned for a terminal (wide characters count two columns): text columns give way until 100 columns hold it, columns
/// that hold nothing are left out.
std::string toTerminal(const TextTable& table, Language language);
/// RFC 4180 with a UTF-8 byte-order mark (Excel); text that a spreadsheet would take for a formula is quoted with '.
std::string toCsv(const TextTable& table, Language language);
/// Tables under one another, a blank line between, with the one mark that a file begins with.
std::string toCsv(const std::vector<TextTable>& tables, Language language);

} // namespace ecoredline
