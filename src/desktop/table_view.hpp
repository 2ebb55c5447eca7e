#pragma once

#include "output/finding_table.hpp"

#include <QTableWidget>

namespace ecoredline {

/// A table as the core's lists are shown: rows selected whole, hairlines off, names by keyboard.
QTableWidget* readOnlyTable();

/// A table of the core's as it is, numbers to the right. Row i of the widget is row i of the table until a head is
/// clicked; Qt::UserRole of its first cell keeps i.
void showTable(QTableWidget& widget, const TextTable& table, Language language);

/// The number that showTable kept, for a row as it is shown; -1 without one.
int tableRow(const QTableWidget& widget, int shown_row);

} // namespace ecoredline
