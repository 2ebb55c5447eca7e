#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/replace_file.hpp"
#include "plugin/writer_plugin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <xlsxwriter.h>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostText = 32767; ///< UTF-16 units that a cell holds
constexpr int kWidest = 40;              ///< characters of a column
constexpr int kNarrowest = 8;
constexpr double kLine = 15;       ///< points
constexpr double kPageWidth = 300; ///< characters of a page of A3, at about two thirds of their size

std::string forCell(const std::string& text) {
  if (text.size() <= kMostText) return text; // a UTF-8 text never has more UTF-16 units than bytes
  std::size_t end = kMostText - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

/// Digits behind the point.
std::size_t decimalsOf(const std::string& number) {
  const auto point = number.find('.');
  return point == std::string::npos ? 0 : number.size() - point - 1;
}

/// The workbook while it is being filled.
class Workbook {
 public:
  Workbook(const WriteRequest& request, const fs::path& file) : m_request(request), m_name(toUtf8(file)) {
    // No temporary files in a folder of someone else's choosing, no clock: the same tables give the same bytes.
    lxw_workbook_options options{};
    options.constant_memory = LXW_FALSE;
    m_workbook = workbook_new_opt(m_name.c_str(), &options);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;
  ~Workbook() {
    if (m_workbook != nullptr) workbook_close(m_workbook);
  }

  /// 0, or an error of the library.
  lxw_error fill(Feedback& feedback) {
    lxw_doc_properties properties{};
    properties.created = 946684800; // 2000-01-01: what the file tells of is not the clock
    workbook_set_properties(m_workbook, &properties);
    m_head = format("@", true);
    m_text = format("@", false);
    for (const TableSheet& sheet : m_request.sheets) {
      if (feedback.cancelled()) return LXW_NO_ERROR;
      add(sheet);
    }
    lxw_workbook* workbook = m_workbook;
    m_workbook = nullptr;
    return workbook_close(workbook);
  }

 private:
  lxw_format* format(const std::string& number, bool is_head) {
    lxw_format* made = workbook_add_format(m_workbook);
    format_set_text_wrap(made);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(made, LXW_BORDER_THIN);
    format_set_border_color(made, 0xBFBFBF);
    format_set_num_format(made, number.c_str());
    if (is_head) format_set_bold(made);
    if (is_head) format_set_bg_color(made, 0xD9E2EC);
    return made;
  }

  /// One format per count of decimals.
  lxw_format* numberFormat(std::size_t decimals) {
    auto& slot = m_numbers[decimals];
    if (slot == nullptr) slot = format(decimals == 0 ? "0" : "0." + std::string(decimals, '0'), false);
    return slot;
  }

  void add(const TableSheet& sheet) {
    lxw_worksheet* made = workbook_add_worksheet(m_workbook, sheet.title.c_str());
    const TextTable& table = sheet.table;
    double wide = 0;
    double lines = 1;
    for (std::size_t c = 0; c < table.heads.size(); ++c) {
      const auto column = static_cast<lxw_col_t>(c);
      const std::string title = table.heads[c].title.in(m_request.language);
      const double width = widthOf(table, c, title);
      wide += width;
      lines = std::max(lines, std::ceil((displayWidth(title) + 1) / width));
      worksheet_set_column(made, column, column, width, nullptr);
      worksheet_write_string(made, 0, column, title.c_str(), m_head);
    }
    worksheet_set_row(made, 0, lines * kLine, nullptr); // not every program makes room for a head of several lines
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      for (std::size_t c = 0; c < table.heads.size(); ++c)
        write(*made, static_cast<lxw_row_t>(row) + 1, static_cast<lxw_col_t>(c), table.rows[row][c],
              table.heads[c].number);
    worksheet_freeze_panes(made, 1, 1);
    setPaper(*made, sheet.title, wide);
    if (!table.rows.empty() && !table.heads.empty())
      worksheet_autofilter(made, 0, 0, static_cast<lxw_row_t>(table.rows.size()),
                           static_cast<lxw_col_t>(table.heads.size() - 1));
  }

  // A3, landscape, as many pages across as leave the letters large enough to read; each has the first row and column.
  void setPaper(lxw_worksheet& sheet, const std::string& title, double wide) const {
    worksheet_set_landscape(&sheet);
    worksheet_set_paper(&sheet, 8);
    worksheet_set_margins(&sheet, 0.4, 0.4, 0.5, 0.6);
    worksheet_repeat_rows(&sheet, 0, 0);
    worksheet_repeat_columns(&sheet, 0, 0);
    worksheet_fit_to_pages(&sheet, static_cast<std::uint16_t>(std::ceil(std::max(wide, 1.0) / kPageWidth)), 0);
    const bool zh = m_request.language == Language::zh;
    worksheet_set_footer(&sheet, (title + (zh ? "&R第 &P 页，共 &N 页" : "&RPage &P of &N")).c_str());
  }

  static double widthOf(const TextTable& table, std::size_t column, const std::string& title) {
    int width = std::min(kWidest / 2, displayWidth(title)); // long titles break into lines
    for (const auto& row : table.rows) width = std::max(width, displayWidth(row[column]));
    return std::clamp(width + 2, kNarrowest, kWidest);
  }

  void write(lxw_worksheet& sheet, lxw_row_t row, lxw_col_t column, const std::string& cell, bool is_number) {
    char* end = nullptr;
    const double value = std::strtod(cell.c_str(), &end);
    if (cell.empty())
      worksheet_write_blank(&sheet, row, column, m_text);
    else if (is_number && *end == '\0')
      worksheet_write_number(&sheet, row, column, value, numberFormat(decimalsOf(cell)));
    else
      worksheet_write_string(&sheet, row, column, forCell(cell).c_str(), m_text);
  }

  const WriteRequest& m_request;
  std::string m_name;
  lxw_workbook* m_workbook = nullptr;
  lxw_format* m_head = nullptr;
  lxw_format* m_text = nullptr;
  std::map<std::size_t, lxw_format*> m_numbers;
};

} // namespace

class WorkbookWriter final : public Writer {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{.name = "workbook",
                                  .title = {"表格工作簿（XLSX）", "Workbook of tables (XLSX)"},
                                  .file_name = "tables.xlsx",
                                  .of_tables = true};
    return kInfo;
  }

  Result<void> write(const WriteRequest& request, const fs::path& file, Feedback& feedback) const override {
    return replaceFile(file, [&](const fs::path& partial) -> Result<void> {
      const lxw_error error = Workbook(request, partial).fill(feedback);
      if (error != LXW_NO_ERROR) return writeFailed(file, lxw_strerror(error));
      return feedback.cancelled() ? Result<void>(cancelledError()) : Result<void>();
    });
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(workbook, WorkbookWriter)
