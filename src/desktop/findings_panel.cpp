#include "desktop/findings_panel.hpp"

#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "report/words.hpp"
#include "screening/explain.hpp"

#include <fmt/format.h>

#include <QCheckBox>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTableView>
#include <QTreeWidget>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr int kProofDepth = 3;     // levels that are open at first
constexpr int kWidestColumn = 200; // px
constexpr int kSiteLetters = 24;

/// Depth of a line of the proof tree by the strokes before it, which are taken off.
int strip(QString& line) {
  int depth = 0;
  const auto is_stroke = [&] {
    return line.startsWith("├─ ") || line.startsWith("└─ ") || line.startsWith("│  ") || line.startsWith("   ");
  };
  for (; is_stroke(); ++depth) line.remove(0, 3);
  return depth;
}

} // namespace

void FindingsPanel::Filter::set(const QString& words, bool only_open) {
  m_words = words;
  m_only_open = only_open;
  invalidateFilter();
}

bool FindingsPanel::Filter::filterAcceptsRow(int row, const QModelIndex&) const {
  const auto& model = static_cast<const FindingModel&>(*sourceModel());
  if (m_only_open && model.finding(row).verdict() == Verdict::pass) return false;
  if (m_words.isEmpty()) return true;
  for (int column = 0; column < FindingModel::columns; ++column)
    if (model.data(model.index(row, column), Qt::DisplayRole).toString().contains(m_words, Qt::CaseInsensitive))
      return true;
  return false;
}

FindingsPanel::FindingsPanel(QWidget* parent)
    : QWidget(parent), m_banner(new QLabel(this)), m_sites(new QComboBox(this)), m_words(new QLineEdit(this)),
      m_only_open(new QCheckBox(this)), m_table(new QTableView(this)), m_proof(new QTreeWidget(this)) {
  build();
  connect(m_sites, &QComboBox::currentIndexChanged, this, [this] { showSite(); });
  connect(m_sites, &QComboBox::activated, this, [this] { // by a person: the map does not jump otherwise
    if (selectedSite() >= 0) Q_EMIT siteWanted(static_cast<std::size_t>(selectedSite()));
  });
  const auto filter = [this] { m_filter.set(m_words->text(), m_only_open->isChecked()); };
  connect(m_words, &QLineEdit::textChanged, this, filter);
  connect(m_only_open, &QCheckBox::toggled, this, filter);
  connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) { activate(index.row()); });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { rowSelected(); });
}

void FindingsPanel::build() {
  m_banner->setWordWrap(true);
  m_banner->setMargin(8);
  m_banner->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  m_only_open->setChecked(true);
  m_words->setClearButtonEnabled(true);
  m_sites->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // not by thousands of names
  m_sites->setMinimumContentsLength(kSiteLetters);
  m_filter.setSourceModel(&m_model);
  m_filter.setSortRole(kSortRole);
  m_table->setModel(&m_filter);
  m_table->setSortingEnabled(true);
  m_filter.sort(-1); // the report's own order until a head is clicked
  m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->horizontalHeader()->setStretchLastSection(true);
  m_table->horizontalHeader()->setResizeContentsPrecision(0); // by the rows that are seen
  m_proof->setHeaderHidden(true);
  m_proof->setTextElideMode(Qt::ElideNone); // a figure that is cut off is no figure
  m_proof->header()->setStretchLastSection(false);
  m_proof->header()->setSectionResizeMode(QHeaderView::ResizeToContents);

  auto* row = new QHBoxLayout;
  row->addWidget(m_sites, 2);
  row->addWidget(m_words, 1);
  row->addWidget(m_only_open);
  auto* left = new QWidget(this);
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addWidget(m_banner);
  column->addLayout(row);
  column->addWidget(m_table, 1);
  auto* splitter = new QSplitter(this);
  splitter->addWidget(left);
  splitter->addWidget(m_proof);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(splitter);
}

void FindingsPanel::setLanguage(Language language) {
  m_language = language;
  m_model.setLanguage(language);
  m_sites->setAccessibleName(say("项目用地", "Project site"));
  m_words->setAccessibleName(say("筛选", "Filter"));
  m_words->setPlaceholderText(say("筛选……", "Filter…"));
  m_only_open->setText(say("隐藏符合项", "Hide what passes"));
  m_table->setAccessibleName(say("发现", "Findings"));
  m_proof->setAccessibleName(say("判定依据树", "Proof"));
  m_banner->setAccessibleName(say("结论", "Verdict"));
  const int site = selectedSite();
  fillSites();
  selectSite(site);
  showSite();
}

void FindingsPanel::setRun(std::shared_ptr<const FinishedRun> run) {
  m_run = std::move(run);
  m_proved.reset();
  fillSites();
  selectSite(m_run->run.report.sites.size() == 1 ? 0 : -1);
  showSite();
}

// A table of one site needs no room for its name.
void FindingsPanel::fitColumns() {
  m_table->setColumnHidden(FindingModel::site, selectedSite() >= 0);
  m_table->resizeColumnsToContents();
  for (int column = 0; column < FindingModel::columns; ++column)
    if (m_table->columnWidth(column) > kWidestColumn) m_table->setColumnWidth(column, kWidestColumn);
}

void FindingsPanel::fillSites() {
  const QSignalBlocker quiet(m_sites);
  m_sites->clear();
  if (m_run == nullptr) return;
  const auto& sites = m_run->run.report.sites;
  m_sites->addItem(say("全部项目用地（%1）", "All sites (%1)").arg(sites.size()), -1);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const SiteResult& site = sites[i];
    m_sites->addItem(
        QStringLiteral("%1  %2 %3")
            .arg(inQt(markedWord(site.verdict, site.preliminary), m_language), inQt(site.id), inQt(site.name)),
        static_cast<int>(i));
  }
}

int FindingsPanel::selectedSite() const {
  return m_sites->currentIndex() < 0 ? -1 : m_sites->currentData().toInt();
}

void FindingsPanel::selectSite(int site) {
  m_sites->setCurrentIndex(m_sites->findData(site));
}

void FindingsPanel::showSite() {
  showBanner();
  if (m_run == nullptr) return;
  const int site = selectedSite();
  m_model.setRun(m_run, site);
  fitColumns();
  m_proof->clear();
  m_proved.reset();
  if (site < 0) return;
  showProof(static_cast<std::size_t>(site));
}

QString FindingsPanel::bannerText() const {
  return m_banner->text();
}

void FindingsPanel::showBanner() {
  const bool dark = isDark(QGuiApplication::palette());
  if (m_run == nullptr) {
    m_banner->setText(say("还没有核查。把项目用地文件拖到窗口里。",
                          "Nothing screened yet. Drop a file of project sites on the window."));
    m_banner->setStyleSheet({});
    return;
  }
  const auto& sites = m_run->run.report.sites;
  const int chosen = selectedSite();
  Verdict verdict = Verdict::pass;
  QString text;
  if (chosen >= 0) {
    const SiteResult& site = sites[static_cast<std::size_t>(chosen)];
    verdict = site.verdict;
    text = QStringLiteral("<b>%1</b>　%2")
               .arg(inQt(markedWord(verdict, site.preliminary), m_language).toHtmlEscaped(),
                    inQt(site.sentence, m_language).toHtmlEscaped());
  } else {
    std::map<Verdict, int, std::greater<>> counts;
    for (const SiteResult& site : sites) ++counts[site.verdict];
    if (!counts.empty()) verdict = counts.begin()->first;
    text = say("<b>%1 个项目用地</b>", "<b>%1 sites</b>").arg(sites.size());
    for (const auto& [one, count] : counts)
      text += QStringLiteral("　%1 %2").arg(inQt(markedWord(one), m_language).toHtmlEscaped()).arg(count);
  }
  m_banner->setText(text);
  const QColor colour = verdictColour(verdict, dark);
  m_banner->setStyleSheet(QStringLiteral("QLabel { color: %1; background: %2; border-left: 4px solid %1; }")
                              .arg(colour.name(), verdictTint(verdict, dark).name()));
}

void FindingsPanel::showProof(std::size_t site) {
  if (m_proved == site) return;
  m_proved = site;
  m_proof->clear();
  const auto text = explain(m_run->run.report, &m_run->catalogue, m_run->run.report.sites[site].id, m_language);
  if (!text) return;
  std::vector<QTreeWidgetItem*> open;
  for (QString line : inQt(*text).split('\n', Qt::SkipEmptyParts)) {
    const int depth = std::min(strip(line), static_cast<int>(open.size()));
    auto* item =
        depth == 0 ? new QTreeWidgetItem(m_proof) : new QTreeWidgetItem(open[static_cast<std::size_t>(depth) - 1]);
    item->setText(0, line);
    item->setToolTip(0, line);
    open.resize(static_cast<std::size_t>(depth));
    open.push_back(item);
  }
  m_proof->expandToDepth(kProofDepth - 2);
}

void FindingsPanel::rowSelected() {
  const QModelIndex index = m_filter.mapToSource(m_table->currentIndex());
  if (index.isValid()) showProof(m_model.row(index.row()).site);
}

void FindingsPanel::activate(int shown_row) {
  const QModelIndex index = m_filter.mapToSource(m_filter.index(shown_row, 0));
  if (!index.isValid()) return;
  const FindingModel::Row& row = m_model.row(index.row());
  m_table->selectRow(shown_row);
  Q_EMIT findingWanted(row.site, row.finding, row.index);
}

} // namespace ecoredline
