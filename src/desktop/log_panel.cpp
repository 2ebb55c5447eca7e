#include "desktop/log_panel.hpp"

#include "desktop/words.hpp"

#include <QHeaderView>
#include <QTime>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ecoredline {

namespace {

constexpr int kPlaceRole = Qt::UserRole + 1;
constexpr int kTextColumn = 2;
constexpr std::size_t kMostLines = 5000; // of a long day; the oldest go

Text word(Severity severity) {
  switch (severity) {
  case Severity::error:
    return {"错误", "error"};
  case Severity::warning:
    return {"警告", "warning"};
  default:
    return {"说明", "note"};
  }
}

} // namespace

LogPanel::LogPanel(QWidget* parent) : QWidget(parent), m_list(new QTreeWidget(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_list);
  m_list->setColumnCount(4);
  m_list->setRootIsDecorated(false);
  m_list->setUniformRowHeights(true);
  m_list->header()->setSectionResizeMode(kTextColumn, QHeaderView::Stretch);
  m_list->header()->setStretchLastSection(false);
  connect(m_list, &QTreeWidget::itemActivated, this,
          [this](QTreeWidgetItem* item) { activate(m_list->indexOfTopLevelItem(item)); });
}

void LogPanel::setLanguage(Language language) {
  m_language = language;
  const bool zh = language == Language::zh;
  m_list->setHeaderLabels(zh ? QStringList{"时间", "级别", "内容", "位置"}
                             : QStringList{"Time", "Level", "Message", "Place"});
  m_list->setAccessibleName(zh ? "日志" : "Log");
  for (std::size_t i = 0; i < m_lines.size(); ++i) put(*m_list->topLevelItem(static_cast<int>(i)), m_lines[i]);
}

void LogPanel::put(QTreeWidgetItem& item, const Line& line) const {
  item.setText(1, inQt(word(line.severity), m_language));
  item.setText(kTextColumn, inQt(line.text, m_language));
  item.setToolTip(kTextColumn, item.text(kTextColumn));
  if (!line.place.empty()) item.setText(3, m_language == Language::zh ? "到地图" : "on the map");
}

void LogPanel::add(Severity severity, const Text& text, const Box& place) {
  add(std::vector<Line>{{severity, text, place}});
}

void LogPanel::add(const std::vector<Line>& lines) {
  if (lines.empty()) return;
  QList<QTreeWidgetItem*> items;
  const QString now = QTime::currentTime().toString("HH:mm:ss");
  for (const Line& line : lines) {
    auto* item = new QTreeWidgetItem;
    item->setText(0, now);
    put(*item, line);
    if (!line.place.empty()) {
      const Box& place = line.place;
      item->setForeground(3, palette().link());
      item->setData(0, kPlaceRole, QVariantList{place.min_x, place.min_y, place.max_x, place.max_y});
    }
    items << item;
    m_lines.push_back(line);
  }
  m_list->addTopLevelItems(items);
  if (m_lines.size() > kMostLines) {
    const std::size_t gone = m_lines.size() - kMostLines;
    m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(gone));
    for (std::size_t i = 0; i < gone; ++i) delete m_list->takeTopLevelItem(0);
  }
  m_list->scrollToItem(items.back());
  Q_EMIT added();
}

void LogPanel::add(const Error& error) {
  add(Severity::error, {describe(error, Language::zh), describe(error, Language::en)});
}

int LogPanel::lines() const {
  return m_list->topLevelItemCount();
}

QString LogPanel::line(int index) const {
  return m_list->topLevelItem(index)->text(kTextColumn);
}

void LogPanel::activate(int index) {
  const QVariantList at = m_list->topLevelItem(index)->data(0, kPlaceRole).toList();
  if (at.size() == 4) Q_EMIT placeWanted({at[0].toDouble(), at[1].toDouble(), at[2].toDouble(), at[3].toDouble()});
}

} // namespace ecoredline
