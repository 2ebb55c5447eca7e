#pragma once

#include "base/text.hpp"
#include "report/verdict.hpp"

#include <QFrame>
#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace ecoredline {

/// One thing that a person should know or decide, over the upper edge of another widget: it takes no place from it,
/// asks for no answer before work goes on, and offers what would mend the cause.
class NoticeBar : public QFrame {
  Q_OBJECT

 public:
  struct Choice {
    Text label;
    std::function<void()> act; ///< the bar is gone before it is called
  };

  explicit NoticeBar(QWidget* over);

  /// Also after a change of the palette.
  void setLanguage(Language language);
  /// In a verdict's colours, for they are the window's: fail, marginal, or conditional for a question. What stood there
  /// gives way.
  void tell(Verdict tone, const Text& text, std::vector<Choice> choices = {});
  void clear();
  const Text& text() const { return m_text; }
  Verdict tone() const { return m_tone; }
  bool isShown() const { return !m_text.zh.empty(); }
  /// As a click.
  void choose(std::size_t choice);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void place();

  Language m_language = Language::zh;
  Verdict m_tone = Verdict::conditional;
  Text m_text;
  std::vector<Choice> m_choices;
  std::vector<QPushButton*> m_buttons;
  QHBoxLayout* m_row;
  QLabel* m_label;
  QToolButton* m_close;
};

} // namespace ecoredline
