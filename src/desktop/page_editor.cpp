#include "desktop/page_editor.hpp"

#include "desktop/page_view.hpp"
#include "desktop/words.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace ecoredline {

namespace {

constexpr int kAfterKeys = 250; // ms without another key
constexpr int kNoElement = -1;

} // namespace

PageEditor::PageEditor(Language language, QWidget* parent)
    : QWidget(parent), m_language(language), m_view(new PageView), m_elements(new QComboBox), m_shown(new QCheckBox),
      m_undo(new QToolButton), m_redo(new QToolButton), m_reset(new QToolButton), m_save(new QPushButton) {
  m_view->setAccessibleName(say("页面预览", "Preview of the page"));
  m_view->setAccessibleDescription(say("方向键移动所选要素，Shift 加快，Delete 隐藏",
                                       "arrow keys move the element chosen, Shift faster, Delete hides it"));
  m_view->setText(say("选一种图件，页面就画在这里", "Choose a sheet and its page is drawn here"));
  auto* scroll = new QScrollArea;
  scroll->setWidget(m_view);
  scroll->setWidgetResizable(true);
  scroll->setBackgroundRole(QPalette::Mid);
  auto* bar = new QHBoxLayout;
  buildBar(*bar);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addLayout(bar);
  all->addWidget(scroll, 1);
  m_redraw.setSingleShot(true);
  connectControls();
  fillElements();
}

void PageEditor::buildBar(QHBoxLayout& bar) {
  auto* label = new QLabel(say("页面要素(&M)", "Ele&ment"));
  label->setBuddy(m_elements);
  m_elements->setAccessibleName(say("页面要素", "Element of the page"));
  m_elements->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  m_shown->setText(say("显示(&H)", "S&hown"));
  m_shown->setAccessibleName(say("显示该要素", "Element shown"));
  m_undo->setText(say("撤销", "Undo"));
  m_redo->setText(say("重做", "Redo"));
  m_reset->setText(say("恢复版式", "Reset layout"));
  m_save->setText(say("存为自己的图件…", "Save as own sheet…"));
  m_save->setAutoDefault(false);
  m_undo->setToolTip("Ctrl+Z");
  m_redo->setToolTip("Ctrl+Shift+Z");
  m_reset->setToolTip(say("各要素回到图件规定的位置", "every element where the sheet puts it"));
  for (QAbstractButton* button : std::initializer_list<QAbstractButton*>{m_undo, m_redo, m_reset, m_save})
    button->setAccessibleName(button->text());
  for (QWidget* part : std::initializer_list<QWidget*>{label, m_elements, m_shown, m_undo, m_redo, m_reset})
    bar.addWidget(part);
  bar.addStretch(1);
  bar.addWidget(m_save);
}

void PageEditor::connectControls() {
  connect(&m_redraw, &QTimer::timeout, this, &PageEditor::changed);
  connect(m_view, &PageView::picked, this, [this] { showChosen(); });
  connect(m_view, &PageView::dropped, this, [this](PageElement element, double x, double y) {
    layout()->move(element, x, y);
    follow(0);
  });
  connect(m_view, &PageView::nudged, this, [this](PageElement element, double x, double y) {
    layout()->nudge(element, x, y);
    follow(kAfterKeys);
  });
  connect(m_view, &PageView::hideAsked, this, [this](PageElement element) {
    layout()->hide(element);
    follow(0);
  });
  connect(m_elements, &QComboBox::activated, this, [this] {
    m_view->choose(chosenInList());
    showChosen();
  });
  connect(m_shown, &QCheckBox::clicked, this, [this](bool is_shown) {
    const auto element = chosenInList();
    if (!element) return;
    if (is_shown)
      layout()->show(*element);
    else
      layout()->hide(*element);
    follow(0);
  });
  const auto step = [this](void (PageLayout::*taken)()) {
    if (PageLayout* page = layout()) {
      (page->*taken)();
      follow(0);
    }
  };
  const auto on_keys = [this](const char* keys, QToolButton* button) {
    auto* shortcut = new QShortcut(QKeySequence(keys), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, button, &QToolButton::click);
  };
  connect(m_undo, &QToolButton::clicked, this, [step] { step(&PageLayout::undo); });
  connect(m_redo, &QToolButton::clicked, this, [step] { step(&PageLayout::redo); });
  connect(m_reset, &QToolButton::clicked, this, [step] { step(&PageLayout::reset); });
  connect(m_save, &QPushButton::clicked, this, &PageEditor::saveAsked);
  on_keys("Ctrl+Z", m_undo);
  on_keys("Ctrl+Shift+Z", m_redo);
}

PageLayout* PageEditor::layout() {
  const auto found = m_layouts.find(m_sheet);
  return found == m_layouts.end() ? nullptr : &found->second;
}

void PageEditor::showPage(const std::string& id, const QPixmap& picture, const MapPreview& made) {
  m_sheet = id;
  m_page = made;
  m_layouts.try_emplace(id, made.places, made.paper); // the first picture is as the sheet says
  layout()->setPaper(made.paper);
  m_view->showPage(picture, made.paper, made.elements);
  follow(-1);
}

std::optional<PagePlaces> PageEditor::places(const std::string& id, const Paper& paper) const {
  const auto found = m_layouts.find(id);
  if (found == m_layouts.end() || found->second.isAsSheet()) return {};
  return onPaper(found->second.places(), found->second.paper(), paper);
}

void PageEditor::follow(int delay) {
  m_view->setStanding(ecoredline::standing(m_page.elements, layout()->places(), m_page.paper));
  fillElements();
  if (delay >= 0) m_redraw.start(delay);
}

std::optional<PageElement> PageEditor::chosenInList() const {
  const int element = m_elements->currentData().toInt();
  return m_elements->currentIndex() < 1 ? std::nullopt : std::optional(static_cast<PageElement>(element));
}

/// Those that are on the page, and those that are hidden and can be had again.
void PageEditor::fillElements() {
  const auto chosen = m_view->chosen() ? m_view->chosen() : chosenInList();
  const QSignalBlocker quiet(m_elements);
  m_elements->clear();
  m_elements->addItem(say("（未选）", "(none)"), kNoElement);
  const PageLayout* page = layout();
  for (std::size_t i = 0; page != nullptr && i < kPageElements.size(); ++i) {
    const auto element = static_cast<PageElement>(i);
    const bool is_hidden = page->isHidden(element);
    const bool is_drawn = std::ranges::find(m_page.elements, element, &ElementBox::element) != m_page.elements.end();
    if (!is_hidden && !is_drawn) continue;
    const QString mark = is_hidden ? say("（已隐藏）", " (hidden)") : QString();
    m_elements->addItem(inQt(elementTitle(element), m_language) + mark, static_cast<int>(i));
    if (element == chosen) m_elements->setCurrentIndex(m_elements->count() - 1);
  }
  showChosen();
}

void PageEditor::showChosen() {
  if (m_view->chosen()) {
    const QSignalBlocker quiet(m_elements);
    m_elements->setCurrentIndex(std::max(0, m_elements->findData(static_cast<int>(*m_view->chosen()))));
  }
  const PageLayout* page = layout();
  const auto element = chosenInList();
  m_elements->setEnabled(page != nullptr);
  m_shown->setEnabled(element.has_value());
  m_shown->setChecked(element && !page->isHidden(*element));
  m_undo->setEnabled(page != nullptr && page->canUndo());
  m_redo->setEnabled(page != nullptr && page->canRedo());
  m_reset->setEnabled(page != nullptr && !page->isAsSheet());
  m_save->setEnabled(page != nullptr);
}

} // namespace ecoredline
