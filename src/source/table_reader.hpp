#pragma once

#include "source/open.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// Reads a table without geometry: a sheet of XLSX, XLS or ODS, a CSV, or the attributes of any other file. Every cell
/// is text as written; days of a spreadsheet are YYYY-MM-DD or YYYY/MM/DD, true and false are 1 and 0, and a formula is
/// what the spreadsheet had computed. In spreadsheets and CSV the header row is the one among the first 30 in which
/// most cells are names of `headers`; the sheet is the one named by `options.layer`, else the one with the best header
/// row. Rows without any text are left out; row_id is the row of the sheet, from 0. No geometry: every row is
/// Shape::none.
///
/// Errors (input): input.missing_file, input.empty, input.truncated, input.not_recognised, input.which_layer (two
/// sheets fit as well), input.no_header (no row has any text), and those of the encoding.
Result<Source> openTable(const std::filesystem::path& path, const ReadOptions& options,
                         const std::vector<std::string>& headers, Feedback& feedback);

/// Cells as text, row by row; rows may differ in length.
struct CellGrid {
  std::string name; ///< of the sheet; empty for text
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> row_id; ///< 0-based row of the file, per row
  bool free_text = false;           ///< lines of text: coordinates may stand without a header
};

/// A spreadsheet or CSV as plain cells, sheet by sheet; blank sheets are left out.
struct CellSheets {
  std::vector<CellGrid> sheets;
  std::string encoding; ///< as met
  std::vector<std::filesystem::path> members;
};
/// Errors: those of openTable but input.which_layer and input.no_header.
Result<CellSheets> readCells(const std::filesystem::path& path, const ReadOptions& options, Feedback& feedback);

/// True for the endings of spreadsheets and CSV: .xlsx .xlsm .xls .ods .csv.
bool isTableFile(const std::filesystem::path& path);

} // namespace ecoredline
