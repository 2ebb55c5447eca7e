#include "desktop/what_if_panel.hpp"

#include "base/decimal.hpp"
#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"
#include "report/words.hpp"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr int kColumnWidth = 190; // px

/// What a site meets of a kind, class by class as the report totals it: "12 345.67 m²"; "" where it meets nothing.
QString metOf(const SiteResult& site, const std::string& kind) {
  QStringList parts;
  for (const Total& total : site.totals)
    if (total.kind == kind && total.overlap_m2 > 0) parts << inQt(toGrouped(total.overlap_m2, 2)) + " m²";
  return parts.join(" + ");
}

const LayerResult* layerOf(const SiteResult& site, const std::string& kind) {
  const auto found = std::ranges::find(site.layers, kind, &LayerResult::kind);
  return found == site.layers.end() ? nullptr : &*found;
}

} // namespace

WhatIfPanel::WhatIfPanel(QWidget* parent)
    : QWidget(parent), m_banner(new QLabel), m_begin(new QPushButton), m_keep(new QPushButton),
      m_screen(new QPushButton), m_table(new QTableWidget) {
  build();
  connect(m_begin, &QPushButton::clicked, this, [this] {
    if (m_site.empty())
      Q_EMIT beginWanted();
    else
      Q_EMIT endWanted();
  });
  connect(m_keep, &QPushButton::clicked, this, &WhatIfPanel::keep);
  connect(m_screen, &QPushButton::clicked, this, [this] {
    if (m_current) Q_EMIT screenWanted(m_current->shape);
  });
  connect(m_table, &QTableWidget::cellActivated, this, [this](int, int column) { activate(column); });
  connect(m_table->horizontalHeader(), &QHeaderView::sectionDoubleClicked, this, &WhatIfPanel::activate);
}

void WhatIfPanel::build() {
  m_banner->setWordWrap(true);
  m_banner->setMargin(8);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setShowGrid(false);
  m_table->setSelectionBehavior(QAbstractItemView::SelectColumns);
  m_table->horizontalHeader()->setDefaultSectionSize(kColumnWidth);
  m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
  auto* row = new QHBoxLayout;
  row->addWidget(m_begin);
  row->addWidget(m_keep);
  row->addWidget(m_screen);
  row->addStretch(1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(4);
  all->addWidget(m_banner);
  all->addLayout(row);
  all->addWidget(m_table, 1);
}

void WhatIfPanel::setLanguage(Language language) {
  m_language = language;
  m_banner->setAccessibleName(say("推演的结论", "Verdict of the place tried"));
  m_keep->setText(say("记为方案", "Keep as a scenario"));
  m_screen->setText(say("按此位置正式核查…", "Screen it here…"));
  m_table->setAccessibleName(say("方案比较", "Scenarios compared"));
  fill();
}

void WhatIfPanel::begin(const Catalogue& catalogue, const std::string& site) {
  m_catalogue = catalogue;
  m_site = site;
  m_current = nullptr;
  m_kept.clear();
  fill();
}

void WhatIfPanel::end() {
  m_site.clear();
  m_current = nullptr;
  fill();
}

void WhatIfPanel::show(const std::shared_ptr<const WhatIfAnswer>& answer) {
  if (m_site.empty()) return;
  m_current = answer;
  if (m_kept.empty() && answer->is_final) {
    m_kept.push_back(answer);
    fill();
  }
  showBanner();
}

void WhatIfPanel::keep() {
  if (m_current == nullptr) return;
  m_kept.push_back(m_current);
  fill();
}

void WhatIfPanel::activate(int column) {
  if (column >= 0 && static_cast<std::size_t>(column) < m_kept.size())
    Q_EMIT shapeWanted(m_kept[static_cast<std::size_t>(column)]->shape);
}

QString WhatIfPanel::nameOf(std::size_t scenario) const {
  const QString letter =
      scenario < 26 ? QString(QChar(static_cast<ushort>('A' + scenario))) : QString::number(scenario + 1);
  return scenario == 0 ? letter + say("（原址）", " (as delivered)") : letter;
}

QString WhatIfPanel::bannerText() const {
  return m_banner->text();
}

void WhatIfPanel::showBanner() {
  m_keep->setEnabled(m_current != nullptr);
  m_screen->setEnabled(m_current != nullptr);
  m_begin->setText(m_site.empty() ? say("开始推演所选地块", "Try the site elsewhere") : say("结束推演", "End"));
  if (m_current == nullptr) {
    m_banner->setStyleSheet({});
    m_banner->setText(m_site.empty() ? say("核查之后选一个地块，在地图上拖动、旋转、改形：结论随手更新。",
                                           "After a run choose a site, then drag, turn and reshape it on the map: the "
                                           "verdict follows.")
                                     : say("正在准备……", "Getting ready…"));
    return;
  }
  const SiteResult& site = m_current->result();
  const bool dark = isDark(QGuiApplication::palette());
  m_banner->setText(QStringLiteral("<b>%1</b>　%2　<span style='color:gray'>%3 ms</span>")
                        .arg(inQt(markedWord(site.verdict, site.preliminary), m_language).toHtmlEscaped(),
                             inQt(site.sentence, m_language).toHtmlEscaped())
                        .arg(std::lround(m_current->seconds * 1000)));
  const QColor colour = verdictColour(site.verdict, dark);
  m_banner->setStyleSheet(QStringLiteral("QLabel { color: %1; background: %2; border-left: 4px solid %1; }")
                              .arg(colour.name(), verdictTint(site.verdict, dark).name()));
}

void WhatIfPanel::setCell(int row, int column, const QString& text, std::optional<Verdict> verdict) {
  auto* item = new QTableWidgetItem(text);
  if (verdict) item->setForeground(verdictColour(*verdict, isDark(QGuiApplication::palette())));
  item->setToolTip(text);
  m_table->setItem(row, column, item);
}

void WhatIfPanel::fill() {
  showBanner();
  m_table->clear();
  m_table->setRowCount(0);
  m_table->setColumnCount(static_cast<int>(m_kept.size()));
  if (m_kept.empty()) return;
  QStringList names;
  for (std::size_t i = 0; i < m_kept.size(); ++i) names << nameOf(i);
  m_table->setHorizontalHeaderLabels(names);
  m_table->setRowCount(3);
  m_table->setVerticalHeaderLabels({say("结论", "Verdict"), say("最严情形", "At worst"), say("面积 m²", "Area m²")});
  for (std::size_t i = 0; i < m_kept.size(); ++i) {
    const SiteResult& site = m_kept[i]->result();
    const auto column = static_cast<int>(i);
    setCell(0, column, inQt(markedWord(site.verdict, site.preliminary), m_language), site.verdict);
    setCell(1, column, inQt(markedWord(site.worst_case), m_language), site.worst_case);
    setCell(2, column, std::isnan(site.area_m2) ? QString() : inQt(toGrouped(site.area_m2, 2)));
  }
  addKindRows();
}

/// Kinds on which the scenarios differ, or that do not let one of them pass.
void WhatIfPanel::addKindRows() {
  for (const LayerResult& first : m_kept.front()->result().layers) {
    const bool matters = std::ranges::any_of(m_kept, [&](const auto& answer) {
      const LayerResult* layer = layerOf(answer->result(), first.kind);
      return layer != nullptr && (layer->conclusion != Verdict::pass || !metOf(answer->result(), first.kind).isEmpty());
    });
    if (!matters) continue;
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setVerticalHeaderItem(row, new QTableWidgetItem(inQt(kindTitle(m_catalogue, first.kind, m_language))));
    for (std::size_t i = 0; i < m_kept.size(); ++i) {
      const LayerResult* layer = layerOf(m_kept[i]->result(), first.kind);
      if (layer == nullptr) continue;
      const QString met = metOf(m_kept[i]->result(), first.kind);
      setCell(row, static_cast<int>(i),
              inQt(markedWord(layer->conclusion), m_language) + (met.isEmpty() ? QString() : "  " + met),
              layer->conclusion);
    }
  }
}

} // namespace ecoredline
