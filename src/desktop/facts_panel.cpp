#include "desktop/facts_panel.hpp"

#include "desktop/drafts.hpp"
#include "desktop/words.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr int kScopeLetters = 24;

} // namespace

FactsPanel::FactsPanel(QWidget* parent)
    : QWidget(parent), m_state(new QLabel), m_scope(new QComboBox), m_by(new QLineEdit), m_apply(new QPushButton),
      m_form(new FactsForm) {
  m_by->setMaximumWidth(180);
  m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // not by thousands of names
  m_scope->setMinimumContentsLength(kScopeLetters);
  auto* row = new QHBoxLayout;
  row->addWidget(m_state, 1);
  row->addWidget(m_scope);
  row->addWidget(m_by);
  row->addWidget(m_apply);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 4, 0, 0);
  all->addLayout(row);
  all->addWidget(m_form, 1);
  connect(m_scope, &QComboBox::currentIndexChanged, this, [this] { showLines(); });
  connect(m_form, &FactsForm::changed, this, [this] { updateState(); });
  connect(m_apply, &QPushButton::clicked, this, [this] {
    auto options = answered();
    if (options)
      Q_EMIT runWanted(*options);
    else
      Q_EMIT failed(options.error());
  });
  updateState();
}

void FactsPanel::setLanguage(Language language) {
  m_language = language;
  m_scope->setAccessibleName(say("答复适用于", "Answers are for"));
  m_by->setPlaceholderText(say("答复人", "answered by"));
  m_by->setAccessibleName(say("答复人", "Answered by"));
  m_apply->setText(say("按答复重新核查", "Screen again with the answers"));
  m_form->setLanguage(language); // its lines know both
  fillScope(m_scope->currentIndex());
  updateState();
}

void FactsPanel::fillScope(int chosen) {
  const QSignalBlocker quiet(m_scope);
  m_scope->clear();
  m_scope->addItem(say("适用于全部项目用地", "for all sites"), -1);
  if (m_run)
    for (std::size_t i = 0; i < m_run->run.report.sites.size(); ++i)
      m_scope->addItem(say("只适用于 ", "only for ") + inQt(m_run->run.report.sites[i].id), static_cast<int>(i));
  m_scope->setCurrentIndex(std::clamp(chosen, 0, m_scope->count() - 1));
}

void FactsPanel::setRun(std::shared_ptr<const FinishedRun> run) {
  if (run != m_run) m_form->clearAnswers();
  m_run = std::move(run);
  fillScope(0);
  showLines();
}

void FactsPanel::selectSite(int site) {
  m_scope->setCurrentIndex(std::max(0, m_scope->findData(site)));
}

void FactsPanel::setReady(bool ready) {
  m_is_ready = ready;
  updateState();
}

void FactsPanel::showLines() {
  const int site = m_scope->currentData().toInt();
  std::vector<FactLine> lines;
  if (m_run)
    lines = factLines(m_run->catalogue, m_run->run.report,
                      site < 0 ? std::optional<std::size_t>() : static_cast<std::size_t>(site));
  m_form->setLines(std::move(lines));
  updateState();
}

void FactsPanel::updateState() {
  std::size_t open = 0;
  const int site = m_scope->currentData().toInt();
  if (m_run)
    for (std::size_t i = 0; i < m_run->run.report.sites.size(); ++i)
      if (site < 0 || static_cast<std::size_t>(site) == i) open += m_run->run.report.sites[i].questions.size();
  const std::size_t given = m_form->answers({}).size();
  m_state->setText(
      m_run == nullptr
          ? say("核查之后，这里列出规则还想知道的事。", "After a run this lists what the rules still want to know.")
          : say("未决问题 %1 个，这里新答复 %2 个", "%1 questions open, %2 answered here").arg(open).arg(given));
  m_apply->setEnabled(m_is_ready && m_run != nullptr && given > 0);
}

Result<ScreenOptions> FactsPanel::answered() const {
  ScreenOptions options = m_run->options;
  auto book = loadFacts(options.facts, m_run->catalogue, silentFeedback());
  if (!book) return fail(book.error());
  FactsBook answers;
  const int site = m_scope->currentData().toInt();
  const Answers given = m_form->answers(m_by->text().trimmed().toStdString());
  // An answer for all must not lose to one of a project or site in the file.
  for (std::size_t i = 0; i < m_run->run.report.sites.size(); ++i)
    if (site < 0 || static_cast<std::size_t>(site) == i) answers.sites[m_run->run.report.sites[i].id] = given;
  auto kept = keepDraft(options.workspace, "facts", ".toml", factsToml(merged(std::move(*book), answers)));
  if (!kept) return fail(kept.error());
  options.facts = *kept;
  return options;
}

} // namespace ecoredline
