#include "base/files.hpp"
#include "base/replace_file.hpp"
#include "output/question_table.hpp"
#include "plugin/writer_plugin.hpp"
#include "report/question_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <xlsxwriter.h>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr lxw_col_t kAnswerColumn = 5;
constexpr std::size_t kMostText = 32767; ///< UTF-16 units that a cell holds

/// At most what a cell holds; cut between characters, with a mark.
std::string forCell(const std::string& text) {
  constexpr std::size_t kSafeBytes = kMostText - 3; // a UTF-8 text never has more UTF-16 units than bytes
  if (text.size() <= kMostText) return text;
  std::size_t end = kSafeBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

/// The workbook while it is being filled.
class Form {
 public:
  Form(const WriteRequest& request, const fs::path& file)
      : m_request(request), m_zh(request.language == Language::zh), m_name(toUtf8(file)) {
    // No temporary files in a folder of someone else's choosing, no clock: the same run gives the same bytes.
    lxw_workbook_options options{};
    options.constant_memory = LXW_FALSE;
    m_workbook = workbook_new_opt(m_name.c_str(), &options);
  }
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;
  ~Form() {
    if (m_workbook != nullptr) workbook_close(m_workbook);
  }

  /// 0, or an error of the library.
  lxw_error fill() {
    setProperties();
    const QuestionTable table = questionTable(*m_request.report, *m_request.catalogue, m_request.language);
    m_questions = workbook_add_worksheet(m_workbook, say("问题", "Questions"));
    lxw_worksheet* read_me = workbook_add_worksheet(m_workbook, say("说明", "Read me"));
    lxw_worksheet* lists = workbook_add_worksheet(m_workbook, say("选项", "Lists"));
    makeFormats();
    writeHeads();
    for (std::size_t row = 0; row < table.rows.size(); ++row)
      writeRow(static_cast<lxw_row_t>(row) + 1, table.rows[row]);
    writeLists(*lists, table);
    addChoices(table);
    writeInstructions(*read_me);
    worksheet_activate(m_questions);
    lxw_workbook* workbook = m_workbook;
    m_workbook = nullptr;
    return workbook_close(workbook);
  }

 private:
  const char* say(const char* zh, const char* en) const { return m_zh ? zh : en; }

  void setProperties() {
    lxw_doc_properties properties{};
    properties.created = 946684800; // 2000-01-01: the run, not the clock, is what the file tells of
    std::string title = fmt::format("EcoRedline {}", m_request.report->id);
    properties.title = title.data();
    workbook_set_properties(m_workbook, &properties);
  }

  void makeFormats() {
    const auto make = [this](bool bold, lxw_color_t background) {
      lxw_format* format = workbook_add_format(m_workbook);
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
      format_set_border(format, LXW_BORDER_THIN);
      format_set_border_color(format, 0xBFBFBF);
      format_set_num_format(format, "@");
      if (bold) format_set_bold(format);
      if (background != 0) format_set_bg_color(format, background);
      return format;
    };
    m_head = make(true, 0xD9E2EC);
    m_given = make(false, 0xF3F3F3);
    m_asked = make(false, 0xFFFBE6);
  }

  void writeHeads() {
    constexpr double kWidths[] = {16, 14, 30, 70, 24, 16, 14, 14, 30}; // characters
    const auto& columns = formColumns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(m_questions, column, column, kWidths[i], nullptr);
      worksheet_write_string(m_questions, 0, column, columns[i].title.in(m_request.language).c_str(), m_head);
    }
    worksheet_freeze_panes(m_questions, 1, 0);
    worksheet_repeat_rows(m_questions, 0, 0);
    worksheet_set_landscape(m_questions);
    worksheet_set_paper(m_questions, 9); // A4
    worksheet_fit_to_pages(m_questions, 1, 0);
  }

  void writeRow(lxw_row_t at, const QuestionTable::Row& row) {
    std::string choices;
    for (const std::string& choice : row.choices) choices += (choices.empty() ? "" : " / ") + choice;
    const std::string* cells[] = {&row.project, &row.site, &row.fact, &row.question, &choices};
    lxw_col_t column = 0;
    for (const std::string* cell : cells)
      worksheet_write_string(m_questions, at, column++, forCell(*cell).c_str(), m_given);
    for (; column < formColumns().size(); ++column) worksheet_write_blank(m_questions, at, column, m_asked);
  }

  /// Lists stand in cells: a list inside the validation itself may have 255 characters and no comma.
  static void writeLists(lxw_worksheet& sheet, const QuestionTable& table) {
    for (std::size_t list = 0; list < table.lists.size(); ++list)
      for (std::size_t i = 0; i < table.lists[list].size(); ++i)
        worksheet_write_string(&sheet, static_cast<lxw_row_t>(i), static_cast<lxw_col_t>(list),
                               table.lists[list][i].c_str(), nullptr);
    worksheet_hide(&sheet);
  }

  /// One validation per run of rows with the same list: a file with a thousand sites has as many as it has changes.
  void addChoices(const QuestionTable& table) {
    for (std::size_t begin = 0; begin < table.rows.size();) {
      std::size_t end = begin + 1;
      while (end < table.rows.size() && table.rows[end].choices == table.rows[begin].choices) ++end;
      addList(table, begin, end);
      begin = end;
    }
  }

  void addList(const QuestionTable& table, std::size_t begin, std::size_t end) {
    const auto list = std::ranges::find(table.lists, table.rows[begin].choices);
    if (list == table.lists.end()) return;
    char column[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(column, static_cast<lxw_col_t>(list - table.lists.begin()), LXW_TRUE);
    std::string range = fmt::format("='{}'!{}$1:{}${}", say("选项", "Lists"), column, column, list->size());
    lxw_data_validation validation{};
    validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    validation.value_formula = range.data();
    std::string title = say("答案", "Answer"); // the library wants them writable, and copies them
    std::string message = say("请从下拉选项中选取，或留空。", "Choose from the list, or leave it blank.");
    validation.error_title = title.data();
    validation.error_message = message.data();
    worksheet_data_validation_range(m_questions, static_cast<lxw_row_t>(begin) + 1, kAnswerColumn,
                                    static_cast<lxw_row_t>(end), kAnswerColumn, &validation);
  }

  void writeInstructions(lxw_worksheet& sheet) {
    lxw_format* wrapped = workbook_add_format(m_workbook);
    format_set_text_wrap(wrapped);
    format_set_align(wrapped, LXW_ALIGN_VERTICAL_TOP);
    worksheet_set_column(&sheet, 0, 0, 100, nullptr);
    lxw_row_t row = 0;
    for (const Text& paragraph : formInstructions(*m_request.report))
      worksheet_write_string(&sheet, row++, 0, paragraph.in(m_request.language).c_str(), wrapped);
  }

  const WriteRequest& m_request;
  bool m_zh;
  std::string m_name;
  lxw_workbook* m_workbook = nullptr;
  lxw_worksheet* m_questions = nullptr;
  lxw_format* m_head = nullptr;
  lxw_format* m_given = nullptr;
  lxw_format* m_asked = nullptr;
};

} // namespace

class QuestionsWriter final : public Writer {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{
        "questions", {"待回答问题表（XLSX）", "Form of open questions (XLSX)"}, "questions.xlsx", false, false};
    return kInfo;
  }

  Result<void> write(const WriteRequest& request, const fs::path& file, Feedback&) const override {
    return replaceFile(file, [&](const fs::path& partial) -> Result<void> {
      const lxw_error error = Form(request, partial).fill();
      if (error != LXW_NO_ERROR) return writeFailed(file, lxw_strerror(error));
      return {};
    });
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(questions, QuestionsWriter)
