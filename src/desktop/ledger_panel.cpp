#include "desktop/ledger_panel.hpp"

#include "app/series_view.hpp"
#include "desktop/series_view.hpp"
#include "desktop/table_view.hpp"
#include "desktop/words.hpp"
#include "output/ledger_table.hpp"
#include "output/titles.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPixmap>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kCauses = 14; ///< those that ground can be booked under; the others change no area

Result<std::shared_ptr<const Tracked>> track(const TrackOptions& options, Feedback& feedback) {
  auto kind = openTracked(options.workspace, options.kind);
  if (!kind) return fail(kind.error());
  auto from = versionOf(*kind, options.from);
  if (!from) return fail(from.error());
  auto to = versionOf(*kind, options.to);
  if (!to) return fail(to.error());
  auto request = requestFor(*kind, options, *from, *to);
  if (!request) return fail(request.error());
  auto tracked = trackVersions(*request, feedback);
  if (!tracked) return fail(tracked.error());
  return std::make_shared<const Tracked>(std::move(*tracked));
}

/// An empty journal of decisions writes nothing: the ledger with the new one is computed by the core.
Result<std::shared_ptr<const Tracked>> decideAndTrack(const TrackOptions& options, const OverrideOptions& decision,
                                                      Language language, Feedback& feedback) {
  auto decided = overrideCause(options, decision, language, feedback);
  if (!decided) return fail(decided.error());
  return track(options, feedback);
}

} // namespace

LedgerPanel::LedgerPanel(RunDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_kind(new QComboBox), m_from(new QComboBox), m_to(new QComboBox),
      m_by(new QComboBox), m_compute(new QPushButton), m_sentence(new QLabel), m_tabs(new QTabWidget),
      m_accounts(readOnlyTable()), m_changes(readOnlyTable()), m_series(new SeriesView), m_cause(new QComboBox),
      m_who(new QLineEdit), m_reason(new QLineEdit), m_override(new QPushButton) {
  build();
  connect(m_kind, &QComboBox::currentIndexChanged, this, [this] { fillVersions(); });
  connect(m_compute, &QPushButton::clicked, this, &LedgerPanel::compute);
  connect(m_changes, &QTableWidget::cellActivated, this, [this](int row) { lead(row); });
  connect(m_override, &QPushButton::clicked, this, [this] {
    overrideCause(m_cause->currentData().toString().toStdString(), m_who->text().trimmed().toStdString(),
                  m_reason->text().trimmed().toStdString());
  });
}

void LedgerPanel::build() {
  m_sentence->setWordWrap(true);
  m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  for (QComboBox* box : {m_kind, m_from, m_to, m_by}) box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  auto* row = new QHBoxLayout;
  for (QWidget* part : std::initializer_list<QWidget*>{m_kind, m_from, m_to, m_by, m_compute}) row->addWidget(part);
  row->addStretch(1);
  auto* decision = new QHBoxLayout;
  for (QWidget* part : std::initializer_list<QWidget*>{m_cause, m_who, m_reason, m_override}) decision->addWidget(part);
  auto* changes = new QWidget;
  auto* column = new QVBoxLayout(changes);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_changes, 1);
  column->addLayout(decision);
  m_tabs->addTab(m_accounts, {});
  m_tabs->addTab(changes, {});
  m_tabs->addTab(m_series, {});
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 4, 0, 0);
  all->addLayout(row);
  all->addWidget(m_sentence);
  all->addWidget(m_tabs, 1);
}

void LedgerPanel::setLanguage(Language language) {
  m_language = language;
  m_kind->setAccessibleName(say("图层类型", "Kind"));
  m_from->setAccessibleName(say("从版本", "From version"));
  m_to->setAccessibleName(say("到版本", "To version"));
  m_by->setAccessibleName(say("分区统计", "By"));
  m_compute->setText(say("计算台账", "Compute the ledger"));
  m_override->setText(say("改判原因", "Book under this cause"));
  m_cause->setAccessibleName(say("原因", "Cause"));
  m_who->setPlaceholderText(say("判定人", "by"));
  m_who->setAccessibleName(say("判定人", "By"));
  m_reason->setPlaceholderText(say("理由", "reason"));
  m_reason->setAccessibleName(say("理由", "Reason"));
  m_accounts->setAccessibleName(say("面积账", "Balance"));
  m_changes->setAccessibleName(say("变化", "Changes"));
  m_series->setLanguage(language);
  m_tabs->setTabText(0, say("面积账", "Balance"));
  m_tabs->setTabText(1, say("变化", "Changes"));
  m_tabs->setTabText(2, say("时间序列", "Series"));
  fillWords();
  for (int i = 0; i < m_kind->count(); ++i)
    m_kind->setItemText(
        i, inQt(kindTitle(m_workspace->catalogue, m_kind->itemData(i).toString().toStdString(), language)));
  showLedger();
  redrawChart();
}

// What was chosen stays chosen in the other language.
void LedgerPanel::fillWords() {
  const int cause = std::max(0, m_cause->currentIndex());
  const int by = std::max(0, m_by->currentIndex());
  m_cause->clear();
  for (int i = 0; i < kCauses; ++i) {
    const auto one = static_cast<Cause>(i);
    m_cause->addItem(inQt(word(one), m_language), inQt(std::string(name(one))));
  }
  m_cause->setCurrentIndex(cause);
  m_by->clear();
  m_by->addItem(say("不分区", "as a whole"), "");
  m_by->addItem(say("按行政区", "by administrative unit"), "admin_division");
  m_by->setCurrentIndex(by);
}

void LedgerPanel::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  m_tracked = nullptr;
  m_series->clear();
  const QString before = m_kind->currentData().toString();
  {
    const QSignalBlocker quiet(m_kind);
    m_kind->clear();
    std::map<std::string, int> versions;
    for (const Version& version : m_workspace->versions) ++versions[version.kind];
    for (const auto& [kind, count] : versions)
      if (count > 1) m_kind->addItem(inQt(kindTitle(m_workspace->catalogue, kind, m_language)), inQt(kind));
    m_kind->setCurrentIndex(std::max(m_kind->count() > 0 ? 0 : -1, m_kind->findData(before)));
  }
  fillVersions();
  showLedger();
}

void LedgerPanel::fillVersions() {
  m_from->clear();
  m_to->clear();
  if (m_workspace == nullptr) return;
  const std::string kind = m_kind->currentData().toString().toStdString();
  for (const Version& version : m_workspace->versions) {
    if (version.kind != kind) continue;
    for (QComboBox* box : {m_from, m_to}) box->addItem(inQt(version.label + " · " + version.date), inQt(version.label));
  }
  m_to->setCurrentIndex(m_to->count() - 1);
  m_from->setCurrentIndex(std::max(0, m_to->count() - 2));
  m_compute->setEnabled(m_to->count() > 1);
}

void LedgerPanel::choose(const std::string& kind, const std::string& from, const std::string& to) {
  m_kind->setCurrentIndex(m_kind->findData(inQt(kind)));
  m_from->setCurrentIndex(m_from->findData(inQt(from)));
  m_to->setCurrentIndex(m_to->findData(inQt(to)));
}

TrackOptions LedgerPanel::options() const {
  TrackOptions options;
  if (m_workspace) options.workspace = m_workspace->path;
  options.kind = m_kind->currentData().toString().toStdString();
  options.from = m_from->currentData().toString().toStdString();
  options.to = m_to->currentData().toString().toStdString();
  options.by = m_by->currentData().toString().toStdString();
  return options;
}

void LedgerPanel::compute() {
  if (m_workspace == nullptr || m_desk.isBusy()) return;
  m_options = options();
  m_desk.perform<std::shared_ptr<const Tracked>>(
      [options = m_options](Feedback& feedback) { return track(options, feedback); },
      [this](const std::shared_ptr<const Tracked>& tracked) { take(tracked); });
  drawChart();
}

void LedgerPanel::overrideCause(const std::string& cause, const std::string& by, const std::string& reason) {
  const int row = tableRow(*m_changes, m_changes->currentRow());
  if (m_tracked == nullptr || row < 0 || m_desk.isBusy()) return;
  const OverrideOptions decision{
      m_tracked->ledger.changes[static_cast<std::size_t>(row)].number, cause, by, reason, {}, {}};
  m_desk.perform<std::shared_ptr<const Tracked>>(
      [options = m_options, decision, language = m_language](Feedback& feedback) {
        return decideAndTrack(options, decision, language, feedback);
      },
      [this](const std::shared_ptr<const Tracked>& tracked) { take(tracked); });
}

void LedgerPanel::take(std::shared_ptr<const Tracked> tracked) {
  m_tracked = std::move(tracked);
  for (const Text& note : m_tracked->ledger.notes) Q_EMIT said(note);
  showLedger();
  putWords();
  Q_EMIT computed();
}

std::optional<CauseTyped> LedgerPanel::typed() const {
  if (m_resumed) return m_resumed;
  if (m_who->text().isEmpty() && m_reason->text().isEmpty()) return {};
  CauseTyped typed{m_options.kind,
                   m_options.from,
                   m_options.to,
                   {},
                   m_cause->currentData().toString().toStdString(),
                   m_who->text().toStdString(),
                   m_reason->text().toStdString()};
  const int row = tableRow(*m_changes, m_changes->currentRow());
  if (m_tracked && row >= 0) typed.change = m_tracked->ledger.changes[static_cast<std::size_t>(row)].key;
  return typed;
}

bool LedgerPanel::resume(const CauseTyped& typed) {
  m_resumed = typed;
  if (typed.kind.empty() || m_kind->findData(inQt(typed.kind)) < 0 || m_desk.isBusy()) {
    putWords(); // of a ledger that cannot be made again: at least the words
    return false;
  }
  choose(typed.kind, typed.from, typed.to);
  compute();
  return true;
}

void LedgerPanel::putWords() {
  if (!m_resumed) return;
  const CauseTyped typed = *std::exchange(m_resumed, std::nullopt);
  if (m_tracked)
    for (int row = 0; row < m_changes->rowCount(); ++row)
      if (m_tracked->ledger.changes[static_cast<std::size_t>(tableRow(*m_changes, row))].key == typed.change)
        m_changes->setCurrentCell(row, 0);
  m_cause->setCurrentIndex(std::max(0, m_cause->findData(inQt(typed.cause))));
  m_who->setText(inQt(typed.by));
  m_reason->setText(inQt(typed.reason));
  m_tabs->setCurrentIndex(1);
}

void LedgerPanel::showLedger() {
  m_override->setEnabled(m_tracked != nullptr);
  if (m_tracked == nullptr) {
    m_sentence->setText(m_kind->count() > 0 ? say("选图层类型和两个版本，再计算。",
                                                  "Choose a kind and two of its versions, then compute.")
                                            : say("还没有哪种图层有两个版本。", "No kind has two versions yet."));
    m_accounts->setRowCount(0);
    m_changes->setRowCount(0);
    return;
  }
  m_sentence->setText(inQt(ledgerSentence(m_tracked->ledger), m_language));
  showTable(*m_accounts, accountTable(m_tracked->ledger, m_language), m_language);
  showTable(*m_changes, changeTable(m_tracked->ledger, m_language), m_language);
}

void LedgerPanel::selectChange(int row) {
  m_changes->selectRow(row);
  lead(row);
}

void LedgerPanel::lead(int shown_row) {
  const int row = tableRow(*m_changes, shown_row);
  if (m_tracked == nullptr || row < 0) return;
  const int number = m_tracked->ledger.changes[static_cast<std::size_t>(row)].number;
  std::vector<std::size_t> pieces;
  for (std::size_t i = 0; i < m_tracked->pieces.size(); ++i)
    if (m_tracked->pieces[i].change == number) pieces.push_back(i);
  if (!pieces.empty()) Q_EMIT placeWanted(selectRows(m_tracked->shapes, pieces));
}

void LedgerPanel::drawChart() {
  m_desk.perform<DrawnSeries>(
      [options = m_options, language = m_language](Feedback& feedback) -> Result<DrawnSeries> {
        auto series = seriesOf(options, feedback);
        if (!series) return fail(series.error());
        auto charts = seriesCharts(*series, language, feedback);
        if (!charts) return fail(charts.error());
        return DrawnSeries{std::make_shared<const AreaSeries>(std::move(*series)), std::move(*charts), language};
      },
      [this](DrawnSeries drawn) {
        m_series->show(std::move(drawn));
        redrawChart(); // the language may have changed meanwhile
        Q_EMIT charted();
      });
}

void LedgerPanel::redrawChart() {
  const auto series = m_series->series();
  if (series == nullptr || m_series->drawnIn() == m_language) return;
  m_desk.perform<DrawnSeries>(
      [series, language = m_language](Feedback& feedback) -> Result<DrawnSeries> {
        auto charts = seriesCharts(*series, language, feedback);
        if (!charts) return fail(charts.error());
        return DrawnSeries{series, std::move(*charts), language};
      },
      [this](DrawnSeries drawn) {
        if (drawn.series == m_series->series()) m_series->show(std::move(drawn));
      });
}

} // namespace ecoredline
