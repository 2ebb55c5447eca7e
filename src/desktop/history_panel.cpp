#include "desktop/history_panel.hpp"

#include "app/command_line.hpp"
#include "app/stored_run.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"
#include "report/words.hpp"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kFingerprint = 12; // digits that tell two apart for the eye

QString shortHash(const std::string& hash) {
  return inQt(hash.substr(hash.find(':') + 1, kFingerprint));
}

/// The two reports that are compared.
struct TwoRuns {
  RunReport before;
  RunReport after;
};

Result<TwoRuns> loadTwo(const std::filesystem::path& workspace, const std::string& before, const std::string& after) {
  auto a = loadRun(before, workspace);
  if (!a) return fail(a.error());
  auto b = loadRun(after, workspace);
  if (!b) return fail(b.error());
  return TwoRuns{std::move(*a), std::move(*b)};
}

} // namespace

HistoryPanel::HistoryPanel(RunDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_list(new QTreeWidget), m_details(new QTreeWidget), m_again(new QPushButton),
      m_copy(new QPushButton), m_compare(new QPushButton) {
  m_list->setRootIsDecorated(false);
  m_list->setUniformRowHeights(true);
  m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_details->setWordWrap(true);
  auto* buttons = new QHBoxLayout;
  for (QPushButton* button : {m_again, m_copy, m_compare}) buttons->addWidget(button);
  buttons->addStretch(1);
  auto* splitter = new QSplitter;
  splitter->addWidget(m_list);
  splitter->addWidget(m_details);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 4);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 4, 0, 0);
  all->addLayout(buttons);
  all->addWidget(splitter, 1);
  connect(m_list, &QTreeWidget::itemSelectionChanged, this, &HistoryPanel::showSelection);
  connect(m_list, &QTreeWidget::itemActivated, this, [this] { runAgain(); });
  connect(m_again, &QPushButton::clicked, this, &HistoryPanel::runAgain);
  connect(m_compare, &QPushButton::clicked, this, &HistoryPanel::compare);
  connect(m_copy, &QPushButton::clicked, this, [this] {
    QApplication::clipboard()->setText(commandLine());
    Q_EMIT said(say("已复制：", "Copied: ") + commandLine());
  });
  connect(m_details, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
    const QString site = item->data(0, Qt::UserRole).toString();
    if (!site.isEmpty()) Q_EMIT siteWanted(site);
  });
}

void HistoryPanel::setLanguage(Language language) {
  m_language = language;
  m_again->setText(say("重新运行", "Run again"));
  m_copy->setText(say("复制为命令行", "Copy as command line"));
  m_compare->setText(say("比较两次运行", "Compare two"));
  m_list->setAccessibleName(say("历次运行", "Runs"));
  m_details->setAccessibleName(say("运行的参数或差异", "Parameters or differences"));
  m_list->setHeaderLabels({say("时间", "Time"), say("项目文件", "Sites"), say("结论", "Verdicts"),
                           say("基准日", "As of"), say("编号", "Run")});
  fill();
}

void HistoryPanel::setWorkspace(const std::filesystem::path& workspace, const Catalogue& catalogue) {
  m_workspace = workspace;
  m_catalogue = catalogue;
  lookAgain();
}

// Reading the reports of large runs takes a second of a processor: not while nobody looks.
void HistoryPanel::lookAgain() {
  m_is_stale = !m_is_seen;
  if (m_is_seen) refresh();
}

void HistoryPanel::setSeen(bool seen) {
  m_is_seen = seen;
  if (seen && std::exchange(m_is_stale, false)) refresh();
}

void HistoryPanel::refresh() {
  if (m_workspace.empty()) return;
  m_desk.perform<std::vector<PastRun>>(
      [workspace = m_workspace](Feedback& feedback) { return pastRuns(workspace, feedback); },
      [this](std::vector<PastRun> runs) {
        m_runs = std::move(runs);
        fill();
        Q_EMIT refreshed();
      });
}

void HistoryPanel::fill() {
  m_list->clear();
  for (const PastRun& run : m_runs) {
    QString verdicts;
    for (auto at = run.verdicts.rbegin(); at != run.verdicts.rend(); ++at)
      verdicts += QStringLiteral("%1 %2  ").arg(inQt(std::string(mark(at->first)))).arg(at->second);
    const QDateTime time = QDateTime::fromString(inQt(run.time), Qt::ISODate).toLocalTime();
    new QTreeWidgetItem(m_list, {time.toString("yyyy-MM-dd HH:mm:ss"), inQt(run.title), verdicts.trimmed(),
                                 inQt(run.parameters.as_of), inQt(run.id)});
  }
  for (int column = 0; column < m_list->columnCount(); ++column) m_list->resizeColumnToContents(column);
  showSelection();
}

std::vector<int> HistoryPanel::selected() const {
  std::vector<int> rows;
  for (int row = 0; row < m_list->topLevelItemCount(); ++row)
    if (m_list->topLevelItem(row)->isSelected()) rows.push_back(row);
  return rows;
}

void HistoryPanel::select(const std::vector<int>& rows) {
  m_list->clearSelection();
  for (const int row : rows)
    if (QTreeWidgetItem* item = m_list->topLevelItem(row)) item->setSelected(true);
}

void HistoryPanel::showSelection() {
  const auto rows = selected();
  m_again->setEnabled(rows.size() == 1 && !commandLine().isEmpty());
  m_copy->setEnabled(m_again->isEnabled());
  m_compare->setEnabled(rows.size() == 2);
  m_details->clear();
  if (rows.size() == 1) {
    showDetails(m_runs[static_cast<std::size_t>(rows.front())]);
    return;
  }
  m_details->setHeaderLabels({QString()});
  new QTreeWidgetItem(m_details, {m_runs.empty() ? say("还没有运行过", "Nothing has been run yet")
                                                 : say("选一次看它的参数，选两次来比较（Ctrl+单击）",
                                                       "Select one to see what it was asked, two to compare them "
                                                       "(Ctrl+click)")});
}

void HistoryPanel::showDetails(const PastRun& run) {
  m_details->setColumnCount(2);
  m_details->setHeaderLabels({say("参数", "Parameter"), say("值", "Value")});
  const auto line = [&](const char* zh, const char* en, const QString& value) {
    if (!value.isEmpty()) new QTreeWidgetItem(m_details, {say(zh, en), value});
  };
  line("运行编号", "Run", inQt(run.id));
  line("次数", "Times", QString::number(run.times));
  line("方案", "Profile", inQt(run.parameters.profile));
  line("基准日", "As of", inQt(run.parameters.as_of));
  line("面积方法", "Area method", inQt(areaMethodWord(run.parameters.area_method), m_language));
  if (run.parameters.buffer_m > 0) line("缓冲 m", "Buffer m", inQt(toShortest(run.parameters.buffer_m)));
  line("项目文件指纹", "Site file", shortHash(run.command.sites_hash));
  line("事实文件指纹", "Facts file", shortHash(run.command.facts_hash));
  line("目录指纹", "Catalogue", shortHash(run.catalogue_hash));
  line("程序版本", "Software", inQt(run.software));
  auto* layers =
      new QTreeWidgetItem(m_details, {say("图层版本", "Layer versions"), QString::number(run.layers.size())});
  for (const LayerUsed& layer : run.layers)
    new QTreeWidgetItem(layers, {inQt(kindTitle(m_catalogue, layer.kind, m_language)),
                                 QStringLiteral("%1  %2").arg(inQt(layer.version), shortHash(layer.content_hash))});
  line("命令行", "Command line", commandLine());
  m_details->resizeColumnToContents(0);
}

QString HistoryPanel::commandLine() const {
  const auto rows = selected();
  if (rows.size() != 1) return {};
  const PastRun& run = m_runs[static_cast<std::size_t>(rows.front())];
  return run.command.words.empty() ? QString() : inQt(shellLine(run.command.words));
}

void HistoryPanel::runAgain() {
  const auto rows = selected();
  if (rows.size() != 1) return;
  auto options = screenOptionsFrom(m_runs[static_cast<std::size_t>(rows.front())].command.words);
  if (!options) {
    Q_EMIT said(inQt(describe(options.error(), m_language)));
    return;
  }
  options->workspace = m_workspace; // it may have been moved since
  const auto cache = cacheFolder();
  if (!cache.empty()) options->index_folder = cache / "index";
  Q_EMIT runWanted(*options);
}

void HistoryPanel::compare() {
  const auto rows = selected();
  if (rows.size() != 2) return;
  const std::string before = m_runs[static_cast<std::size_t>(rows[1])].id; // the list begins with the newest
  const std::string after = m_runs[static_cast<std::size_t>(rows[0])].id;
  m_desk.perform<std::vector<RunDifference>>(
      [workspace = m_workspace, before, after, catalogue = m_catalogue,
       language = m_language](Feedback&) -> Result<std::vector<RunDifference>> {
        auto two = loadTwo(workspace, before, after);
        if (!two) return fail(two.error());
        return compareRuns(two->before, two->after, catalogue, language);
      },
      [this](const std::vector<RunDifference>& differences) {
        showDifferences(differences);
        Q_EMIT compared(differences.size());
      });
}

void HistoryPanel::showDifferences(const std::vector<RunDifference>& differences) {
  m_details->clear();
  m_details->setColumnCount(4);
  m_details->setHeaderLabels({say("地块", "Site"), say("项", "What"), say("前", "Before"), say("后", "After")});
  for (const RunDifference& one : differences) {
    auto* item =
        new QTreeWidgetItem(m_details, {inQt(one.site), inQt(one.what, m_language), inQt(one.before), inQt(one.after)});
    item->setData(0, Qt::UserRole, inQt(one.site));
  }
  if (differences.empty()) new QTreeWidgetItem(m_details, {QString(), say("没有差异", "No difference")});
  for (int column = 0; column < 4; ++column) m_details->resizeColumnToContents(column);
}

} // namespace ecoredline
