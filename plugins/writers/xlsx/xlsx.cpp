#include "base/files.hpp"
#include "base/replace_file.hpp"
#include "output/finding_table.hpp"
#include "plugin/writer_plugin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <xlsxwriter.h>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostText = 32767;   ///< UTF-16 units that a cell holds
constexpr std::size_t kMostRows = 1048575; ///< of a sheet, below its head
constexpr double kWidest = 44;             ///< characters
constexpr double kNarrowest = 9;

/// At most what a cell holds; cut between characters, with a mark.
std::string forCell(const std::string& text) {
  if (text.size() <= kMostText) return text;
  std::size_t end = kMostText - 3; // a UTF-8 text never has more UTF-16 units than bytes
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

/// Where the square metres stand that a column of hectares or mu ("…_ha", "…_mu") repeats; -1 for other columns.
int squareMetresOf(const TextTable& table, std::size_t column) {
  const std::string& id = table.heads[column].id;
  if (!id.ends_with("_ha") && !id.ends_with("_mu")) return -1;
  const auto source = std::ranges::find(table.heads, id.substr(0, id.size() - 3) + "_m2", &TextTable::Head::id);
  return source == table.heads.end() ? -1 : static_cast<int>(source - table.heads.begin());
}

/// "0.0000" for a text with four decimals.
std::string numberFormat(const std::string& cell) {
  const auto point = cell.find('.');
  if (point == std::string::npos) return "0";
  return "0." + std::string(cell.size() - point - 1, '0');
}

/// The workbook while it is being filled.
class Workbook {
 public:
  Workbook(const WriteRequest& request, const fs::path& file)
      : m_request(request), m_zh(request.language == Language::zh), m_name(toUtf8(file)) {
    lxw_workbook_options options{}; // no temporary files elsewhere, no clock: the same run gives the same bytes
    m_workbook = workbook_new_opt(m_name.c_str(), &options);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;
  ~Workbook() {
    if (m_workbook != nullptr) workbook_close(m_workbook);
  }

  /// 0, or an error of the library.
  lxw_error fill() {
    lxw_doc_properties properties{};
    properties.created = 946684800; // 2000-01-01: the run, not the clock, is what the file tells of
    std::string title = fmt::format("EcoRedline {}", m_request.report->id);
    properties.title = title.data();
    workbook_set_properties(m_workbook, &properties);
    makeFormats();
    const RunReport& report = *m_request.report;
    addSheet(say("结论", "Verdicts"), verdictTable(report, *m_request.catalogue, m_request.language));
    addSheet(say("明细", "Findings"), findingTable(report, *m_request.catalogue, m_request.language));
    lxw_workbook* workbook = m_workbook;
    m_workbook = nullptr;
    return workbook_close(workbook);
  }

 private:
  const char* say(const char* zh, const char* en) const { return m_zh ? zh : en; }

  void makeFormats() {
    m_head = workbook_add_format(m_workbook);
    format_set_bold(m_head);
    format_set_text_wrap(m_head);
    format_set_bg_color(m_head, 0xF2F4F7);
    format_set_bottom(m_head, LXW_BORDER_THIN);
    m_text = workbook_add_format(m_workbook);
    format_set_num_format(m_text, "@");
    format_set_align(m_text, LXW_ALIGN_VERTICAL_TOP);
  }

  lxw_format* number(const std::string& format) {
    auto& found = m_numbers[format];
    if (found != nullptr) return found;
    found = workbook_add_format(m_workbook);
    format_set_num_format(found, format.c_str());
    format_set_align(found, LXW_ALIGN_VERTICAL_TOP);
    return found;
  }

  void addSheet(const char* name, const TextTable& table) {
    lxw_worksheet* sheet = workbook_add_worksheet(m_workbook, name);
    const auto rows = static_cast<lxw_row_t>(std::min(table.rows.size(), kMostRows));
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
      const TextTable::Head& head = table.heads[i];
      const auto column = static_cast<lxw_col_t>(i);
      writeHead(sheet, column, head.title.in(m_request.language), widthOf(table, i));
      const int source = squareMetresOf(table, i);
      const char* factor = head.id.ends_with("_mu") ? "*15" : "";
      for (lxw_row_t row = 0; row < rows; ++row) {
        if (source >= 0)
          writeFormula(sheet, row + 1, column, table.rows[row][i], {static_cast<lxw_col_t>(source), factor});
        else
          writeCell(sheet, row + 1, column, head, table.rows[row][i]);
      }
    }
    const auto columns = static_cast<lxw_col_t>(table.heads.size());
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_autofilter(sheet, 0, 0, std::max<lxw_row_t>(rows, 1), static_cast<lxw_col_t>(columns - 1));
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 8); // A3
    worksheet_fit_to_pages(sheet, 1, 0);
  }

  void writeHead(lxw_worksheet* sheet, lxw_col_t column, const std::string& title, double width) {
    worksheet_set_column(sheet, column, column, width, nullptr);
    worksheet_write_string(sheet, 0, column, title.c_str(), m_head);
  }

  static double widthOf(const TextTable& table, std::size_t column) {
    double width = kNarrowest;
    constexpr std::size_t kLooked = 500;
    for (std::size_t row = 0; row < std::min(table.rows.size(), kLooked); ++row)
      width = std::max(width, displayWidth(table.rows[row][column]) + 2.0);
    return std::min(width, kWidest);
  }

  void writeCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const TextTable::Head& head,
                 const std::string& cell) {
    if (cell.empty()) return;
    if (head.number)
      worksheet_write_number(sheet, row, column, std::strtod(cell.c_str(), nullptr), number(numberFormat(cell)));
    else
      worksheet_write_string(sheet, row, column, forCell(cell).c_str(), m_text);
  }

  /// What a formula is made of.
  struct Source {
    lxw_col_t column;
    const char* factor; ///< "*15" for mu
  };

  /// Hectares or mu off the square metres of its row, with the report's value for readers that do not calculate.
  void writeFormula(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& cell,
                    const Source& source) {
    if (cell.empty()) return;
    char name[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(name, row, source.column);
    worksheet_write_formula_num(sheet, row, column, fmt::format("={}{}/10000", name, source.factor).c_str(),
                                number(numberFormat(cell)), std::strtod(cell.c_str(), nullptr));
  }

  const WriteRequest& m_request;
  bool m_zh;
  std::string m_name;
  lxw_workbook* m_workbook = nullptr;
  lxw_format* m_head = nullptr;
  lxw_format* m_text = nullptr;
  std::map<std::string, lxw_format*> m_numbers;
};

} // namespace

class XlsxWriter final : public Writer {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{
        "xlsx", {"明细表（XLSX）", "Tables of findings (XLSX)"}, "findings.xlsx", false, false};
    return kInfo;
  }

  Result<void> write(const WriteRequest& request, const fs::path& file, Feedback&) const override {
    return replaceFile(file, [&](const fs::path& partial) -> Result<void> {
      const lxw_error error = Workbook(request, partial).fill();
      if (error != LXW_NO_ERROR) return writeFailed(file, lxw_strerror(error));
      return {};
    });
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(xlsx, XlsxWriter)
