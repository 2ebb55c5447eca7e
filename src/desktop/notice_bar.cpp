#include "desktop/notice_bar.hpp"

#include "desktop/look.hpp"
#include "desktop/words.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr int kMargin = 8; // px, from the edges of what it lies over
constexpr int kWidest = 860;

} // namespace

NoticeBar::NoticeBar(QWidget* over)
    : QFrame(over), m_row(new QHBoxLayout(this)), m_label(new QLabel), m_close(new QToolButton) {
  setObjectName("notice");
  setAutoFillBackground(true);
  m_row->setContentsMargins(12, 8, 8, 8);
  m_row->setSpacing(8);
  m_label->setWordWrap(true);
  m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_close->setText("×");
  m_close->setAutoRaise(true);
  m_row->addWidget(m_label, 1);
  m_row->addWidget(m_close, 0, Qt::AlignTop);
  connect(m_close, &QToolButton::clicked, this, &NoticeBar::clear);
  over->installEventFilter(this);
  hide();
}

void NoticeBar::setLanguage(Language language) {
  m_language = language;
  m_close->setAccessibleName(language == Language::zh ? "关闭提示" : "Close the notice");
  fill();
}

void NoticeBar::tell(Verdict tone, const Text& text, std::vector<Choice> choices) {
  m_tone = tone;
  m_text = text;
  m_choices = std::move(choices);
  fill();
}

void NoticeBar::clear() {
  m_text = {};
  m_choices.clear();
  fill();
}

void NoticeBar::choose(std::size_t choice) {
  if (choice >= m_choices.size()) return;
  const auto act = m_choices[choice].act; // kept, for clear() takes it away
  clear();
  if (act) act();
}

void NoticeBar::fill() {
  for (QPushButton* button : m_buttons) { // out of sight and reach at once; one of them may be what is being clicked
    m_row->removeWidget(button);
    button->hide();
    button->deleteLater();
  }
  m_buttons.clear();
  setVisible(isShown());
  if (!isShown()) return;
  m_label->setText(inQt(m_text, m_language));
  setAccessibleName(m_label->text());
  for (std::size_t i = 0; i < m_choices.size(); ++i) {
    auto* button = new QPushButton(inQt(m_choices[i].label, m_language));
    connect(button, &QPushButton::clicked, this, [this, i] { choose(i); });
    m_row->insertWidget(m_row->count() - 1, button, 0, Qt::AlignTop);
    button->show(); // now: the place of the bar depends on it
    m_buttons.push_back(button);
  }
  const bool dark = isDark(window()->palette());
  setStyleSheet(QString("#notice { background: %1; border: 1px solid %2; border-radius: 4px; } #notice QLabel { color: "
                        "%3; background: transparent; }")
                    .arg(verdictTint(m_tone, dark).name(), verdictColour(m_tone, dark).name(),
                         (dark ? QColor("#F9FAFB") : QColor("#101828")).name()));
  place();
  raise();
}

void NoticeBar::place() {
  const QWidget* over = parentWidget();
  const int width = std::min(kWidest, over->width() - 2 * kMargin);
  m_row->activate(); // what was put in or taken out counts at once
  const int height = m_row->hasHeightForWidth() ? m_row->totalHeightForWidth(width) : sizeHint().height();
  setGeometry((over->width() - width) / 2, kMargin, width, height);
}

bool NoticeBar::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && isShown()) place();
  return QFrame::eventFilter(watched, event);
}

} // namespace ecoredline
