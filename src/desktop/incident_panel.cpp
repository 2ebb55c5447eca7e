#include "desktop/incident_panel.hpp"

#include "app/incident_tables.hpp"
#include "base/files.hpp"
#include "desktop/table_view.hpp"
#include "desktop/words.hpp"
#include "inspection/statistics.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

namespace ecoredline {

namespace {

Result<std::shared_ptr<const LedgerSeen>> readLedger(const std::filesystem::path& workspace) {
  IncidentOptions options;
  options.workspace = workspace;
  auto ledger = OpenLedger::of(options, Workspace::Access::read);
  if (!ledger) return fail(ledger.error());
  auto statistics = statisticsOf(ledger->list(), ledger->type());
  if (!statistics) return fail(statistics.error());
  auto seen = std::make_shared<LedgerSeen>();
  for (const Incident* incident : overdueOf(ledger->list(), ledger->type(), today()))
    seen->overdue.push_back(incident->id);
  seen->catalogue = ledger->catalogue();
  seen->type = ledger->type();
  seen->list = ledger->list();
  seen->statistics = std::move(*statistics);
  return seen;
}

} // namespace

IncidentPanel::IncidentPanel(RunDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_state(new QLabel), m_states(new QComboBox), m_overdue(new QCheckBox),
      m_words(new QLineEdit), m_tabs(new QTabWidget), m_list(readOnlyTable()), m_statistics(readOnlyTable()),
      m_timeline(new QTreeWidget), m_photos(new PhotoStrip(desk)), m_step(new QComboBox), m_level(new QComboBox),
      m_by(new QLineEdit), m_evidence(new QLineEdit), m_browse(new QPushButton), m_reason(new QLineEdit),
      m_advance(new QPushButton), m_leads(new QPushButton), m_pack(new QPushButton), m_unpack(new QPushButton) {
  build();
  connect(m_states, &QComboBox::currentIndexChanged, this, &IncidentPanel::fillList);
  connect(m_overdue, &QCheckBox::toggled, this, &IncidentPanel::fillList);
  connect(m_words, &QLineEdit::textChanged, this, &IncidentPanel::fillList);
  connect(m_list, &QTableWidget::itemSelectionChanged, this, &IncidentPanel::showIncident);
  connect(m_list, &QTableWidget::cellActivated, this, [this] {
    const Incident* incident = selected();
    if (incident != nullptr && std::isfinite(incident->longitude))
      Q_EMIT placeWanted(incident->longitude, incident->latitude);
  });
  connect(m_leads, &QPushButton::clicked, this, &IncidentPanel::leadsWanted);
  connect(m_browse, &QPushButton::clicked, this, &IncidentPanel::evidenceWanted);
  connect(m_pack, &QPushButton::clicked, this, &IncidentPanel::packWanted);
  connect(m_unpack, &QPushButton::clicked, this, &IncidentPanel::unpackWanted);
  connect(m_advance, &QPushButton::clicked, this, [this] {
    advance(m_step->currentData().toString().toStdString(), m_level->currentData().toString().toStdString(),
            m_by->text().trimmed().toStdString(), m_evidence->text().trimmed().toStdString(),
            m_reason->text().trimmed().toStdString());
  });
}

void IncidentPanel::build() {
  m_timeline->setRootIsDecorated(false);
  m_timeline->setColumnCount(3);
  m_timeline->setWordWrap(true);
  m_words->setClearButtonEnabled(true);
  for (QComboBox* box : {m_states, m_step, m_level}) box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  auto* row = new QHBoxLayout;
  for (QWidget* part : std::initializer_list<QWidget*>{m_states, m_overdue}) row->addWidget(part);
  row->addWidget(m_words, 1);
  for (QPushButton* button : {m_leads, m_pack, m_unpack}) row->addWidget(button);
  auto* steps = new QHBoxLayout;
  for (QWidget* part : std::initializer_list<QWidget*>{m_step, m_level, m_by}) steps->addWidget(part);
  auto* proof = new QHBoxLayout;
  for (QWidget* part : std::initializer_list<QWidget*>{m_evidence, m_browse, m_reason, m_advance})
    proof->addWidget(part);
  auto* right = new QWidget;
  auto* column = new QVBoxLayout(right);
  column->setContentsMargins(0, 0, 0, 0);
  auto* seen = new QHBoxLayout;
  seen->addWidget(m_timeline, 3);
  seen->addWidget(m_photos, 2);
  column->addLayout(seen, 1);
  column->addLayout(steps);
  column->addLayout(proof);
  m_tabs->addTab(m_list, {});
  m_tabs->addTab(m_statistics, {});
  auto* splitter = new QSplitter;
  splitter->addWidget(m_tabs);
  splitter->addWidget(right);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 4, 0, 0);
  all->addLayout(row);
  all->addWidget(m_state);
  all->addWidget(splitter, 1);
}

void IncidentPanel::setLanguage(Language language) {
  m_language = language;
  m_states->setAccessibleName(say("状态", "State"));
  m_overdue->setText(say("只看逾期", "overdue only"));
  m_words->setPlaceholderText(say("筛选……", "Filter…"));
  m_words->setAccessibleName(say("筛选", "Filter"));
  m_leads->setText(say("导入线索…", "Leads…"));
  m_pack->setText(say("外业包…", "Field pack…"));
  m_unpack->setText(say("收回外业…", "Take back…"));
  m_list->setAccessibleName(say("问题台账", "Problems"));
  m_statistics->setAccessibleName(say("统计", "Statistics"));
  m_timeline->setAccessibleName(say("办理过程", "History"));
  m_timeline->setHeaderLabels({say("日期", "Date"), say("事项", "What"), say("内容", "Content")});
  m_tabs->setTabText(0, say("问题", "Problems"));
  m_tabs->setTabText(1, say("统计", "Statistics"));
  m_step->setAccessibleName(say("办理到", "Next state"));
  m_level->setAccessibleName(say("办理层级", "Level"));
  m_by->setPlaceholderText(say("办理人", "by"));
  m_by->setAccessibleName(say("办理人", "By"));
  m_evidence->setPlaceholderText(say("证据：文字或文件", "evidence: text or a file"));
  m_evidence->setAccessibleName(say("证据", "Evidence"));
  m_browse->setText(say("文件…", "File…"));
  m_browse->setAccessibleName(say("选证据文件", "Choose a file as evidence"));
  m_photos->setLanguage(language);
  m_reason->setPlaceholderText(say("理由", "reason"));
  m_reason->setAccessibleName(say("理由", "Reason"));
  m_advance->setText(say("办理", "Advance"));
  fill();
}

void IncidentPanel::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  m_shown.clear(); // it looks into the ledger
  m_ledger = nullptr;
  fill();
  refresh();
}

void IncidentPanel::refresh() {
  if (m_workspace == nullptr) return;
  m_desk.perform<std::shared_ptr<const LedgerSeen>>([path = m_workspace->path](Feedback&) { return readLedger(path); },
                                                    [this](const std::shared_ptr<const LedgerSeen>& ledger) {
                                                      const Incident* before = selected();
                                                      const std::string id =
                                                          before == nullptr ? std::string() : before->id;
                                                      m_shown.clear();
                                                      m_ledger = ledger;
                                                      fill();
                                                      for (int row = 0; row < m_list->rowCount(); ++row)
                                                        if (m_list->item(row, 0)->text().toStdString() == id)
                                                          m_list->selectRow(row);
                                                      putWords();
                                                      Q_EMIT refreshed();
                                                    });
}

void IncidentPanel::fill() {
  fillStates();
  fillList();
  if (m_ledger == nullptr) return;
  showTable(*m_statistics,
            statisticsTable(m_ledger->statistics, LedgerWords(m_ledger->catalogue, m_ledger->type, m_language)),
            m_language);
}

void IncidentPanel::fillStates() {
  const QSignalBlocker quiet(m_states);
  const QVariant before = m_states->currentData();
  m_states->clear();
  m_states->addItem(say("全部状态", "every state"), "");
  if (m_ledger)
    for (const LedgerState& state : m_ledger->type.states)
      m_states->addItem(inQt(state.title, m_language), inQt(state.id));
  m_states->setCurrentIndex(std::max(0, m_states->findData(before)));
}

void IncidentPanel::fillList() {
  const Incident* before = selected();
  const std::string id = before == nullptr ? std::string() : before->id;
  m_shown.clear();
  if (m_ledger == nullptr || m_ledger->list.incidents.empty()) {
    showTable(*m_list, {}, m_language);
    m_state->setText(say("台账是空的：导入一期线索，问题就列在这里。",
                         "The ledger is empty: bring in an epoch of leads and the problems are listed here."));
    return;
  }
  const LedgerWords words(m_ledger->catalogue, m_ledger->type, m_language);
  const std::string state = m_states->currentData().toString().toStdString();
  std::vector<const Incident*> wanted;
  for (const Incident& incident : m_ledger->list.incidents) {
    if (!state.empty() && incident.state != state) continue;
    if (m_overdue->isChecked() && std::ranges::count(m_ledger->overdue, incident.id) == 0) continue;
    wanted.push_back(&incident);
  }
  TextTable table = shortTable(wanted, words);
  TextTable kept{table.heads, {}};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const bool holds = m_words->text().isEmpty() || std::ranges::any_of(table.rows[i], [&](const std::string& cell) {
                         return inQt(cell).contains(m_words->text(), Qt::CaseInsensitive);
                       });
    if (!holds) continue;
    kept.rows.push_back(table.rows[i]);
    m_shown.push_back(wanted[i]);
  }
  showTable(*m_list, kept, m_language);
  m_state->setText(say("%1：显示 %2 个，共 %3 个，逾期 %4 个", "%1: %2 shown of %3, %4 overdue")
                       .arg(inQt(m_ledger->type.title, m_language))
                       .arg(m_shown.size())
                       .arg(m_ledger->list.incidents.size())
                       .arg(m_ledger->overdue.size()));
  const auto again = std::ranges::find_if(m_shown, [&](const Incident* incident) { return incident->id == id; });
  if (again != m_shown.end()) select(static_cast<int>(again - m_shown.begin())); // what was looked at still is
  showIncident();
}

const Incident* IncidentPanel::selected() const {
  const int row = m_list->selectedItems().isEmpty() ? -1 : tableRow(*m_list, m_list->currentRow());
  return row < 0 || static_cast<std::size_t>(row) >= m_shown.size() ? nullptr : m_shown[static_cast<std::size_t>(row)];
}

void IncidentPanel::select(int shown_row) {
  m_list->setCurrentCell(shown_row, 0);
  m_list->selectRow(shown_row);
}

void IncidentPanel::setFilter(const QString& state, bool only_overdue, const QString& words) {
  m_states->setCurrentIndex(std::max(0, m_states->findData(state)));
  m_overdue->setChecked(only_overdue);
  m_words->setText(words);
}

void IncidentPanel::showIncident() {
  m_timeline->clear();
  const Incident* incident = selected();
  m_step->clear();
  m_level->clear();
  m_advance->setEnabled(false);
  if (m_workspace) m_photos->show(m_workspace->path, incident);
  if (incident == nullptr) {
    new QTreeWidgetItem(m_timeline,
                        {QString(), say("选一个问题看它的办理过程", "Select a problem to see its history")});
    return;
  }
  const LedgerWords words(m_ledger->catalogue, m_ledger->type, m_language);
  for (const IncidentEvent& event : incident->history) {
    QString what = inQt(event.action);
    if (event.action == "attach") what = say("附件", "File");
    if (event.action == "note") what = say("备注", "Note");
    if (!event.to.empty()) what = inQt(words.state(event.to));
    if (event.action == "lead")
      what = say("线索 ", "Lead ") + inQt(event.epoch) + " " + inQt(words.change(event.change));
    QStringList content;
    for (const std::string& part :
         {event.by, event.level.empty() ? std::string() : words.level(event.level), event.text, event.evidence,
          event.file && event.file->name != event.evidence ? event.file->name : std::string()})
      if (!part.empty()) content << inQt(part);
    new QTreeWidgetItem(m_timeline, {inQt(event.date), what, content.join(" · ")});
  }
  for (int column = 0; column < 2; ++column) m_timeline->resizeColumnToContents(column);
  showSteps(*incident);
}

/// Only what the ledger allows from this state.
void IncidentPanel::showSteps(const Incident& incident) {
  const LedgerWords words(m_ledger->catalogue, m_ledger->type, m_language);
  m_level->clear();
  for (const auto& [id, title] : m_ledger->type.levels) m_level->addItem(inQt(title, m_language), inQt(id));
  for (const LedgerTransition* step : m_ledger->type.from(incident.state)) {
    QString text = inQt(words.state(step->to));
    if (std::ranges::count(step->evidence, "file") > 0)
      text += say("（须附文件）", " (with a file)");
    else if (!step->evidence.empty())
      text += say("（须有说明）", " (with a text)");
    m_step->addItem(text, inQt(step->to));
    if (m_step->count() == 1 && !step->levels.empty())
      m_level->setCurrentIndex(m_level->findData(inQt(step->levels.front())));
  }
  m_advance->setEnabled(m_step->count() > 0);
}

void IncidentPanel::setEvidence(const QString& file) {
  m_evidence->setText(file);
}

void IncidentPanel::act(IncidentOptions options, const std::function<void()>& then) {
  if (m_workspace == nullptr) return;
  options.workspace = m_workspace->path;
  m_desk.perform<Outcome>(
      [options, language = m_language](Feedback& feedback) { return runIncident(options, language, feedback); },
      [this, then](const Outcome& outcome) {
        if (then) then();
        for (const Text& note : outcome.notes) Q_EMIT said(note);
        if (!outcome.output.empty()) Q_EMIT said({outcome.output, outcome.output});
        refresh();
      });
}

void IncidentPanel::advance(const std::string& to, const std::string& level, const std::string& by,
                            const std::string& evidence, const std::string& reason) {
  const Incident* incident = selected();
  if (incident == nullptr) return;
  IncidentOptions options;
  options.action = "advance";
  options.items = {incident->id};
  options.to = to;
  options.level = level;
  options.by = by;
  options.evidence = evidence;
  options.reason = reason;
  options.head = m_ledger->list.head; // what the person saw: somebody else's step in between is told
  act(options, [this] {               // it is in the journal now; words that were refused stay where they are
    m_evidence->clear();
    m_reason->clear();
  });
}

std::optional<StepTyped> IncidentPanel::typed() const {
  if (m_resumed) return m_resumed;
  if (m_by->text().isEmpty() && m_evidence->text().isEmpty() && m_reason->text().isEmpty()) return {};
  const Incident* incident = selected();
  return StepTyped{incident == nullptr ? std::string() : incident->id,
                   m_step->currentData().toString().toStdString(),
                   m_level->currentData().toString().toStdString(),
                   m_by->text().toStdString(),
                   m_evidence->text().toStdString(),
                   m_reason->text().toStdString()};
}

void IncidentPanel::resume(const StepTyped& typed) {
  m_resumed = typed;
  if (m_ledger) putWords();
}

void IncidentPanel::putWords() {
  if (!m_resumed) return;
  const StepTyped typed = *std::exchange(m_resumed, std::nullopt);
  for (int row = 0; row < m_list->rowCount(); ++row)
    if (m_list->item(row, 0)->text().toStdString() == typed.incident) select(row);
  m_step->setCurrentIndex(std::max(0, m_step->findData(inQt(typed.to))));
  m_level->setCurrentIndex(std::max(0, m_level->findData(inQt(typed.level))));
  m_by->setText(inQt(typed.by));
  m_evidence->setText(inQt(typed.evidence));
  m_reason->setText(inQt(typed.reason));
}

void IncidentPanel::inspect(const std::filesystem::path& leads, const std::string& epoch, const std::string& date) {
  if (m_workspace == nullptr) return;
  InspectOptions options;
  options.workspace = m_workspace->path;
  options.leads = leads;
  options.epoch = epoch;
  options.date = date;
  m_desk.perform<Outcome>([options, language = m_language](
                              Feedback& feedback) { return inspectLeads(options, language, nullptr, feedback); },
                          [this](const Outcome& outcome) {
                            for (const Text& note : outcome.notes) Q_EMIT said(note);
                            refresh();
                          });
}

void IncidentPanel::pack(const std::filesystem::path& file) {
  IncidentOptions options;
  options.action = "pack";
  options.out = file;
  if (const Incident* incident = selected()) options.items = {incident->id};
  act(options);
}

void IncidentPanel::unpack(const std::filesystem::path& file, const std::string& by) {
  IncidentOptions options;
  options.action = "unpack";
  options.by = by;
  options.items = {toUtf8(file)};
  act(options);
}

} // namespace ecoredline
