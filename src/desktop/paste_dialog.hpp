#pragma once

#include "base/text.hpp"

#include <QDialog>

class QPlainTextEdit;

namespace ecoredline {

/// Corner points as text: typed, or pasted from a paper, a mail or a spreadsheet. What it means is the front door's
/// to say.
class PasteDialog : public QDialog {
  Q_OBJECT

 public:
  PasteDialog(const QString& text, Language language, QWidget* parent = nullptr);
  QPlainTextEdit* text() const { return m_text; }

 Q_SIGNALS:
  void pasted(const QString& text);

 private:
  QPlainTextEdit* m_text;
};

} // namespace ecoredline
