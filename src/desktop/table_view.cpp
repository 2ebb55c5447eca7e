#include "desktop/table_view.hpp"

#include "base/decimal.hpp"
#include "desktop/words.hpp"

#include <QHeaderView>

namespace ecoredline {

namespace {

constexpr int kWidest = 260; // px

/// Sorts figures by value: "12 345.60" after "9.00".
class Cell : public QTableWidgetItem {
 public:
  Cell(const QString& text, bool is_number) : QTableWidgetItem(text), m_is_number(is_number) {
    setTextAlignment((is_number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    setToolTip(text);
  }
  bool operator<(const QTableWidgetItem& other) const override {
    return m_is_number ? value(text()) < value(other.text()) : QTableWidgetItem::operator<(other);
  }

 private:
  static double value(QString text) {
    text.remove(QChar(0x2009)).remove(' ').replace(QChar(0x2212), '-');
    return text.toDouble();
  }
  bool m_is_number;
};

} // namespace

QTableWidget* readOnlyTable() {
  auto* table = new QTableWidget;
  table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 8);
  table->horizontalHeader()->setStretchLastSection(true);
  return table;
}

void showTable(QTableWidget& widget, const TextTable& table, Language language) {
  widget.setSortingEnabled(false);
  widget.clear();
  widget.setRowCount(static_cast<int>(table.rows.size()));
  widget.setColumnCount(static_cast<int>(table.heads.size()));
  for (int column = 0; column < widget.columnCount(); ++column) {
    const TextTable::Head& head = table.heads[static_cast<std::size_t>(column)];
    widget.setHorizontalHeaderItem(column, new QTableWidgetItem(inQt(head.title, language)));
    for (int row = 0; row < widget.rowCount(); ++row) {
      const auto& cells = table.rows[static_cast<std::size_t>(row)];
      const auto index = static_cast<std::size_t>(column);
      const std::string text = index < cells.size() ? cells[index] : std::string();
      auto* cell = new Cell(inQt(head.number ? grouped(text) : text), head.number);
      if (column == 0) cell->setData(Qt::UserRole, row);
      widget.setItem(row, column, cell);
    }
  }
  widget.horizontalHeader()->setStretchLastSection(table.heads.empty() ||
                                                   !table.heads.back().number); // far from its row
  widget.resizeColumnsToContents();
  for (int column = 0; column < widget.columnCount(); ++column)
    if (widget.columnWidth(column) > kWidest) widget.setColumnWidth(column, kWidest);
  widget.horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  widget.setSortingEnabled(true);
}

int tableRow(const QTableWidget& widget, int shown_row) {
  const QTableWidgetItem* item = widget.item(shown_row, 0);
  return item == nullptr ? -1 : item->data(Qt::UserRole).toInt();
}

} // namespace ecoredline
