#include "base/files.hpp"
#include "base/replace_file.hpp"
#include "ledger/ledger_files.hpp"
#include "output/beside_tables.hpp"
#include "output/ledger_table.hpp"
#include "output/series_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>
#include <xlsxwriter.h>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostText = 32000; ///< bytes of a cell, below what a spreadsheet takes
constexpr double kLeastWidth = 10, kMostWidth = 48, kValueWidth = 90; ///< characters
constexpr double kLineHeight = 15;                                    ///< points

struct BookSheet {
  std::string title;
  TextTable table; ///< without rows there is no sheet
};

/// What a workbook says: first a sheet of names and values, then the tables.
struct BookParts {
  std::string title; ///< property of the file
  std::vector<std::pair<std::string, std::string>> head;
  std::vector<BookSheet> sheets;
};

class Book {
 public:
  Book(const BookParts& parts, const fs::path& file, Language language)
      : m_parts(parts), m_language(language), m_name(toUtf8(file)) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_FALSE; // no temporary files in a folder of someone else's choosing
    m_workbook = workbook_new_opt(m_name.c_str(), &options);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;
  ~Book() {
    if (m_workbook != nullptr) workbook_close(m_workbook);
  }

  /// 0, or an error of the library.
  lxw_error fill() {
    lxw_doc_properties properties{};
    properties.created = 946684800; // 2000-01-01: the versions, not the clock, are what the file tells of
    std::string title = m_parts.title;
    properties.title = title.data();
    workbook_set_properties(m_workbook, &properties);
    makeFormats();
    writeHead();
    for (const BookSheet& sheet : m_parts.sheets) writeTable(sheet.title.c_str(), sheet.table);
    lxw_workbook* workbook = m_workbook;
    m_workbook = nullptr;
    return workbook_close(workbook);
  }

 private:
  const char* say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  void makeFormats() {
    m_head = workbook_add_format(m_workbook);
    format_set_bold(m_head);
    format_set_text_wrap(m_head);
    format_set_bottom(m_head, LXW_BORDER_THIN);
    format_set_bg_color(m_head, 0xF9FAFB);
    for (int decimals = 0; decimals <= 8; ++decimals) {
      m_number[decimals] = workbook_add_format(m_workbook);
      const std::string format =
          decimals == 0 ? "#,##0" : "#,##0." + std::string(static_cast<std::size_t>(decimals), '0');
      format_set_num_format(m_number[decimals], format.c_str());
    }
    m_text = workbook_add_format(m_workbook);
    format_set_text_wrap(m_text);
    format_set_align(m_text, LXW_ALIGN_VERTICAL_TOP);
  }

  static std::string cut(const std::string& text) {
    if (text.size() <= kMostText) return text;
    std::size_t end = kMostText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
  }

  void writeHead() {
    lxw_worksheet* sheet = workbook_add_worksheet(m_workbook, say("说明", "Read me"));
    worksheet_set_column(sheet, 0, 0, 28, nullptr);
    worksheet_set_column(sheet, 1, 1, kValueWidth, nullptr);
    printedOn(sheet, false);
    lxw_row_t row = 0;
    for (const auto& [name, value] : m_parts.head) {
      setHeight(sheet, row, linesOf(value, kValueWidth));
      worksheet_write_string(sheet, row, 0, name.c_str(), m_head);
      worksheet_write_string(sheet, row++, 1, cut(value).c_str(), m_text);
    }
  }

  static int linesOf(const std::string& text, double width) {
    return std::max(1, static_cast<int>(std::ceil((displayWidth(text) + 1.0) / width)));
  }

  /// Not every office program grows a row by its text.
  static void setHeight(lxw_worksheet* sheet, std::size_t row, int lines) {
    if (lines > 1) worksheet_set_row(sheet, static_cast<lxw_row_t>(row), kLineHeight * lines, nullptr);
  }

  /// On paper: as wide as the page, its head on every one.
  static void printedOn(lxw_worksheet* sheet, bool table) {
    constexpr int kA4 = 9;
    worksheet_set_paper(sheet, kA4);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    if (table) worksheet_repeat_rows(sheet, 0, 0);
  }

  void writeTable(const char* title, const TextTable& table) {
    if (table.rows.empty()) return;
    lxw_worksheet* sheet = workbook_add_worksheet(m_workbook, title);
    worksheet_freeze_panes(sheet, 1, 0);
    printedOn(sheet, true);
    std::vector<double> widths;
    for (std::size_t c = 0; c < table.heads.size(); ++c) {
      const auto column = static_cast<lxw_col_t>(c);
      worksheet_write_string(sheet, 0, column, table.heads[c].title.in(m_language).c_str(), m_head);
      double width = kLeastWidth;
      for (std::size_t r = 0; r < std::min<std::size_t>(table.rows.size(), 200); ++r)
        width = std::max(width, displayWidth(table.rows[r][c]) + 2.0);
      widths.push_back(std::min(width, kMostWidth));
      worksheet_set_column(sheet, column, column, widths.back(), nullptr);
    }
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      int lines = 1;
      for (std::size_t c = 0; c < table.heads.size(); ++c) {
        if (!table.heads[c].number) lines = std::max(lines, linesOf(table.rows[r][c], widths[c]));
        writeCell(*sheet, r + 1, c, table.rows[r][c], table.heads[c]);
      }
      setHeight(sheet, r + 1, lines);
    }
    worksheet_autofilter(sheet, 0, 0, static_cast<lxw_row_t>(table.rows.size()),
                         static_cast<lxw_col_t>(table.heads.size() - 1));
  }

  void writeCell(lxw_worksheet& sheet, std::size_t r, std::size_t c, const std::string& cell,
                 const TextTable::Head& head) {
    if (cell.empty()) return;
    const auto row = static_cast<lxw_row_t>(r);
    const auto column = static_cast<lxw_col_t>(c);
    char* end = nullptr;
    const double value = std::strtod(cell.c_str(), &end);
    if (!head.number || end != cell.c_str() + cell.size()) { // a word stands where there is no figure
      worksheet_write_string(&sheet, row, column, cut(cell).c_str(), m_text);
      return;
    }
    const auto point = cell.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : std::min<std::size_t>(cell.size() - point - 1, 8);
    worksheet_write_number(&sheet, row, column, value, m_number[decimals]);
  }

  const BookParts& m_parts;
  Language m_language;
  std::string m_name;
  lxw_workbook* m_workbook = nullptr;
  lxw_format* m_head = nullptr;
  lxw_format* m_text = nullptr;
  lxw_format* m_number[9] = {};
};

std::string versionLine(const LedgerVersion& v) {
  return fmt::format("{}  {}  {}  {} {}", v.label, v.date, v.crs, v.coverage, v.content_hash);
}

using Lines = std::vector<std::pair<std::string, std::string>>;

void addReviewLine(Lines& lines, bool zh) {
  lines.emplace_back(zh ? "复核" : "review", zh ? "本表由工具生成，须人工复核。复核人：        日期："
                                                : "Made by a tool; a person decides. Reviewed by:            Date:");
}

Lines headOf(const AreaLedger& ledger, Language language) {
  const bool zh = language == Language::zh;
  const LedgerParameters& p = ledger.parameters;
  Lines lines{{zh ? "图层类型" : "kind", p.kind_title.in(language)},
              {zh ? "前一版本" : "from", versionLine(p.from)},
              {zh ? "后一版本" : "to", versionLine(p.to)},
              {zh ? "结论" : "in one sentence", ledgerSentence(ledger).in(language)},
              {zh ? "面积方法" : "area method", zh ? "椭球面积（exact），可加；官方面积并列于“面积方法”"
                                                   : "exact on the ellipsoid, additive; official beside it"},
              {zh ? "切分坐标系" : "cut in", p.crs},
              {zh ? "窄条界限 m" : "thin below, m", fmt::format("{:.3f}", p.tolerance_m)},
              {zh ? "调平规则" : "levelling",
               zh ? "最大余数法，四舍五入，余数相同给面积大者" : "largest remainder, half up, ties to the larger part"},
              {zh ? "面积差异的原因" : "why areas differ", methodReason().in(language)}};
  if (!ledger.beside.targets.empty())
    lines.emplace_back(zh ? "目标" : "targets", targetRemark(ledger.beside).in(language));
  if (!ledger.beside.as_of.empty())
    lines.emplace_back(zh ? "占国土比例" : "share of the land", landRemark(ledger.beside.land).in(language));
  if (!ledger.beside.inside.empty())
    lines.emplace_back(zh ? "指标定义" : "definitions", insideDefinition().in(language));
  for (const Text& note : ledger.notes) lines.emplace_back(zh ? "注" : "note", note.in(language));
  addReviewLine(lines, zh);
  return lines;
}

Lines headOf(const AreaSeries& series, Language language) {
  const bool zh = language == Language::zh;
  Lines lines{{zh ? "图层类型" : "kind", series.kind_title.in(language)}};
  for (const LedgerVersion& version : series.versions)
    lines.emplace_back(zh ? "版本" : "version", versionLine(version));
  lines.emplace_back(zh ? "结论" : "in one sentence", seriesSentence(series).in(language));
  lines.emplace_back(zh ? "面积方法" : "area method", zh ? "椭球面积（exact），可加；调出与调入为毛数，净变化为两者之差"
                                                         : "exact on the ellipsoid, additive; removed and added are "
                                                           "gross, net is their difference");
  if (!series.inside.empty()) lines.emplace_back(zh ? "指标定义" : "definitions", insideDefinition().in(language));
  addReviewLine(lines, zh);
  return lines;
}

Result<void> written(const BookParts& parts, const fs::path& file, Language language) {
  return replaceFile(file, [&](const fs::path& partial) -> Result<void> {
    const lxw_error error = Book(parts, partial, language).fill();
    if (error != LXW_NO_ERROR) return writeFailed(file, lxw_strerror(error));
    return {};
  });
}

} // namespace

Result<void> writeLedgerBook(const AreaLedger& ledger, const fs::path& file, Language language) {
  const bool zh = language == Language::zh;
  return written({"EcoRedline " + ledger.parameters.kind,
                  headOf(ledger, language),
                  {{zh ? "平衡表" : "Accounts", accountTable(ledger, language)},
                   {zh ? "变化清单" : "Changes", changeTable(ledger, language)},
                   {zh ? "目标" : "Targets", targetTable(ledger.beside.targets, language)},
                   {zh ? "占国土比例" : "Share of land", landTable(ledger.beside.land, language)},
                   {zh ? "人类活动与修复" : "Inside", insideTable(ledger, language)},
                   {zh ? "调平" : "Levelled", levelledTable(ledger, language)},
                   {zh ? "控制面积" : "Control areas", controlTable(ledger, language)},
                   {zh ? "面积方法" : "Methods", methodTable(ledger, language)}}},
                 file, language);
}

Result<void> writeSeriesBook(const AreaSeries& series, const fs::path& file, Language language) {
  const bool zh = language == Language::zh;
  return written({"EcoRedline " + series.kind,
                  headOf(series, language),
                  {{zh ? "各版本面积" : "Areas", seriesAreaTable(series, language)},
                   {zh ? "各期增减" : "Steps", seriesStepTable(series, language)},
                   {zh ? "按原因" : "Causes", seriesCauseTable(series, language)},
                   {zh ? "按行政区" : "Units", seriesUnitTable(series, language)},
                   {zh ? "人类活动与修复" : "Inside", seriesInsideTable(series, language)}}},
                 file, language);
}

} // namespace ecoredline
