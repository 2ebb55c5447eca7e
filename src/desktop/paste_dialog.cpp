#include "desktop/paste_dialog.hpp"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ecoredline {

PasteDialog::PasteDialog(const QString& text, Language language, QWidget* parent)
    : QDialog(parent), m_text(new QPlainTextEdit(text)) {
  const auto say = [language](const char* zh, const char* en) -> QString { return language == Language::zh ? zh : en; };
  setWindowTitle(say("粘贴界址点", "Paste corner points"));
  resize(560, 420);
  auto* hint =
      new QLabel(say("一行一个界址点：点号、X（北）、Y（东，可带带号），或经度、纬度；空行分开地块。"
                     "次序与坐标系由数值判定，判定不了的会提问。",
                     "One corner a line: its number, X (north), Y (east, with its zone or without), or longitude "
                     "and latitude; an empty line parts plots. The values decide the order and the CRS; what "
                     "they leave open is asked."));
  hint->setWordWrap(true);
  m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  m_text->setTabChangesFocus(true);
  m_text->setAccessibleName(say("界址点", "Corner points"));
  m_text->setPlaceholderText("J1  4857000.12  42566000.34\nJ2  4857000.12  42566250.34\nJ3  4856800.12  42566250.34");
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  QPushButton* next = buttons->button(QDialogButtonBox::Ok);
  next->setText(say("读入(&R)", "&Read"));
  buttons->button(QDialogButtonBox::Cancel)->setText(say("取消", "Cancel"));
  const auto can = [this, next] { next->setEnabled(!m_text->toPlainText().trimmed().isEmpty()); };
  connect(m_text, &QPlainTextEdit::textChanged, next, can);
  can();
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    accept();
    Q_EMIT pasted(m_text->toPlainText());
  });
  auto* all = new QVBoxLayout(this);
  all->addWidget(hint);
  all->addWidget(m_text, 1);
  all->addWidget(buttons);
}

} // namespace ecoredline
