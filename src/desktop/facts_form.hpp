#pragma once

#include "app/facts_file.hpp"
#include "report/run_report.hpp"

#include <QTableWidget>

namespace ecoredline {

/// A question that stands in the form, with the answer it has.
struct FactLine {
  std::string fact;
  Text question;
  Text hint; ///< which kinds ask, or what answers would do
  struct Choice {
    std::string value;
    Text title;
  };
  std::vector<Choice> choices; ///< empty: free text
  bool is_claim = false;       ///< lifts a ban: wants a document
  Answer answer;               ///< empty value: open
};

/// Every question that rules of these kinds ask, as lines.
std::vector<FactLine> factLines(const Catalogue& catalogue, const std::vector<std::string>& kinds, const Date& as_of);
/// What the sites of a run (all, or one) left open, each once, the strictest consequence of an answer in its hint; then
/// what was answered.
std::vector<FactLine> factLines(const Catalogue& catalogue, const RunReport& report, std::optional<std::size_t> site);

/// Questions with their choices as drop-downs, and a document for each answer.
class FactsForm : public QTableWidget {
  Q_OBJECT

 public:
  explicit FactsForm(QWidget* parent = nullptr);
  void setLanguage(Language language);
  /// Answers that a person gave to questions that stand in the new lines too are kept.
  void setLines(std::vector<FactLine> lines);
  /// Those that were given or changed here; `by` and today go with each.
  Answers answers(const std::string& by) const;
  /// As a person would.
  void answer(const std::string& fact, const std::string& value, const std::string& document = {});
  void clearAnswers();

 Q_SIGNALS:
  void changed();

 private:
  void fill();
  void addLine(int row, const FactLine& line);
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  std::vector<FactLine> m_lines;
  Answers m_given;
};

} // namespace ecoredline
