#include "desktop/series_view.hpp"

#include "desktop/table_view.hpp"
#include "desktop/words.hpp"
#include "output/series_table.hpp"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <utility>

namespace ecoredline {

namespace {

// How small a chart may become: its letters stay some 9 pixels high where it only lacks height, for which it scrolls.
constexpr double kLeastForHeight = 0.75;
constexpr double kLeast = 0.55;

struct Shown {
  Text title;
  TextTable (*of)(const AreaSeries&, Language);
};
const std::array kTables{Shown{{"面积：类别和行政区", "Area by class and unit"}, seriesAreaTable},
                         Shown{{"各期调出、调入、净变化", "Every step: away, in, net"}, seriesStepTable},
                         Shown{{"按原因", "By cause"}, seriesCauseTable},
                         Shown{{"按行政区：总量与净量", "By unit: gross and net"}, seriesUnitTable},
                         Shown{{"人类活动与修复", "Human activity and restoration"}, seriesInsideTable}};

QWidget* headed(QComboBox* choice, QWidget* what) {
  auto* side = new QWidget;
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(0, 4, 0, 0);
  column->addWidget(choice, 0, Qt::AlignLeft);
  column->addWidget(what, 1);
  return side;
}

/// Fills a choice anew and keeps what was chosen, where it is still there.
void refill(QComboBox& choice, const std::vector<std::pair<QString, QVariant>>& items) {
  const QSignalBlocker quiet(&choice);
  const QVariant before = choice.currentData();
  choice.clear();
  for (const auto& [title, data] : items) choice.addItem(title, data);
  choice.setCurrentIndex(std::max(items.empty() ? -1 : 0, choice.findData(before)));
  choice.setEnabled(!items.empty());
}

} // namespace

SeriesView::SeriesView(QWidget* parent)
    : QWidget(parent), m_charts(new QComboBox), m_chart(new QLabel), m_scroll(new QScrollArea), m_tables(new QComboBox),
      m_table(readOnlyTable()) {
  for (QComboBox* box : {m_charts, m_tables}) box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  m_chart->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidget(m_chart);
  m_scroll->setBackgroundRole(QPalette::Base);
  m_scroll->viewport()->installEventFilter(this);
  auto* sides = new QSplitter;
  sides->addWidget(headed(m_charts, m_scroll));
  sides->addWidget(headed(m_tables, m_table));
  sides->setChildrenCollapsible(false);
  sides->setSizes({1, 1}); // halves, as large as there is room
  sides->setStretchFactor(0, 1);
  sides->setStretchFactor(1, 1);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(sides);
  connect(m_charts, &QComboBox::currentIndexChanged, this, [this] { showChartChosen(); });
  connect(m_tables, &QComboBox::currentIndexChanged, this, [this] { showTableChosen(); });
}

void SeriesView::setLanguage(Language language) {
  m_language = language;
  m_charts->setAccessibleName(say("序列图", "Chart of the series"));
  m_tables->setAccessibleName(say("序列表", "Table of the series"));
  m_table->setAccessibleName(say("面积序列", "Area over time, figures"));
  m_scroll->setAccessibleName(say("序列图区", "Place of the chart"));
  fillChoices();
}

void SeriesView::show(DrawnSeries drawn) {
  m_drawn = std::move(drawn);
  fillChoices();
}

void SeriesView::fillChoices() {
  std::vector<std::pair<QString, QVariant>> charts, tables;
  for (const SeriesChart& chart : m_drawn.charts) charts.emplace_back(inQt(chart.title, m_language), inQt(chart.name));
  for (int i = 0; m_drawn.series && i < static_cast<int>(kTables.size()); ++i) {
    const Shown& shown = kTables[static_cast<std::size_t>(i)];
    if (!shown.of(*m_drawn.series, m_language).rows.empty()) tables.emplace_back(inQt(shown.title, m_language), i);
  }
  refill(*m_charts, charts);
  refill(*m_tables, tables);
  showChartChosen();
  showTableChosen();
}

void SeriesView::showChartChosen() {
  m_picture = QPixmap();
  m_chart->setAccessibleName(say("面积序列图", "Area over time"));
  const int at = m_charts->currentIndex();
  if (at < 0) {
    m_chart->setText(
        say("计算台账后，这里是各版本的面积过程。", "Compute a ledger: the area of every version is shown here."));
    m_chart->adjustSize();
    return;
  }
  const SeriesChart& chart = m_drawn.charts[static_cast<std::size_t>(at)];
  m_chart->setAccessibleName(inQt(chart.title, m_language));
  if (!m_picture.loadFromData(QByteArray::fromStdString(chart.picture))) {
    m_chart->setText(say("没有能显示 SVG 的组件（libqt6svg6）", "Nothing here can show SVG (libqt6svg6)"));
    m_chart->adjustSize();
    return;
  }
  fit();
}

// As wide and high as its place, neither larger than it was drawn nor too small to read.
void SeriesView::fit() {
  if (m_picture.isNull()) return;
  const QSize room = m_scroll->viewport()->size();
  const double by_width = static_cast<double>(room.width()) / m_picture.width();
  const double by_height = static_cast<double>(room.height()) / m_picture.height();
  const double scale = std::clamp(std::min(by_width, std::max(by_height, kLeastForHeight)), kLeast, 1.0);
  const QPixmap scaled = m_picture.scaled(m_picture.size() * scale, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  QPixmap paper(scaled.size()); // their ink is for paper, also in a dark window
  paper.fill(Qt::white);
  QPainter(&paper).drawPixmap(0, 0, scaled);
  m_chart->setPixmap(paper);
  m_chart->resize(paper.size());
}

bool SeriesView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) fit();
  return QWidget::eventFilter(watched, event);
}

void SeriesView::showTableChosen() {
  if (m_tables->currentIndex() < 0) {
    m_table->setRowCount(0);
    return;
  }
  const Shown& shown = kTables[static_cast<std::size_t>(m_tables->currentData().toInt())];
  showTable(*m_table, shown.of(*m_drawn.series, m_language), m_language);
}

} // namespace ecoredline
