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
}

void LogPanel::add(Severity severity, const Text& text, const Box& place) {
  auto* item = new QTreeWidgetItem(m_list);
  item->setText(0, QTime::currentTime().toString("HH:mm:ss"));
  item->setText(1, inQt(word(severity), m_language));
  item->setText(kTextColumn, inQt(text, m_language));
  item->setToolTip(kTextColumn, item->text(kTextColumn));
  if (!place.empty()) {
    item->setText(3, m_language == Language::zh ? "到地图" : "on the map");
    item->setForeground(3, palette().link());
    item->setData(0, kPlaceRole, QVariantList{place.min_x, place.min_y, place.max_x, place.max_y});
  }
  m_list->scrollToItem(item);
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
