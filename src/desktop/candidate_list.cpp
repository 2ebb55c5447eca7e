#include "desktop/candidate_list.hpp"

#include "base/decimal.hpp"
#include "desktop/table_view.hpp"
#include "desktop/words.hpp"

#include <fmt/format.h>

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>
#include <cmath>

namespace ecoredline {

namespace {

std::string distanceOf(const CrsChoice& choice, Language language) {
  if (std::isnan(choice.distance_m)) return "";
  if (choice.distance_m == 0) return Text{"在图层范围内", "within their extent"}.in(language);
  return toGrouped(choice.distance_m / 1000, choice.distance_m < 10000 ? 1 : 0) + " km";
}

std::string coverageOf(const CrsChoice& choice) {
  return choice.is_coverage_known ? fmt::format("{}/{}", choice.covered, choice.places) : std::string("—");
}

} // namespace

CandidateList::CandidateList(Language language, QWidget* parent)
    : QWidget(parent), m_language(language), m_hint(new QLabel), m_table(readOnlyTable()) {
  m_hint->setWordWrap(true);
  m_hint->setText(say("坐标系没有写明时，这里列出数字上可能的坐标系，地图上以同一编号画出。",
                      "Where no CRS is stated, the systems that its numbers fit stand here, and on the map under the "
                      "same numbers."));
  m_table->setAccessibleName(say("候选坐标系", "Candidate systems"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 0);
  column->addWidget(m_hint);
  column->addWidget(m_table, 1);
  const auto choose = [this](int row) {
    const int choice = tableRow(*m_table, row);
    if (choice < 0 || choice == m_marked) return;
    mark(choice);
    Q_EMIT chosen(choice);
  };
  connect(m_table, &QTableWidget::cellClicked, this, choose);
  connect(m_table, &QTableWidget::cellActivated, this, choose);
}

void CandidateList::show(const std::vector<CrsChoice>& choices) {
  TextTable table;
  table.heads = {{"number", {"编号", "No."}, true},
                 {"crs", {"坐标系", "CRS"}},
                 {"axis", {"次序", "Axes"}},
                 {"hits", {"落在县界内", "In counties"}, true},
                 {"covered", {"在覆盖范围内", "In the coverage"}, true},
                 {"distance", {"距图层", "From the layers"}, true},
                 {"county", {"所在县", "County"}}};
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const CrsChoice& choice = choices[i];
    table.rows.push_back({std::to_string(i + 1), choice.crs, choice.axis == AxisOrder::yx ? "yx" : "xy",
                          fmt::format("{}/{}", choice.hits, choice.places), coverageOf(choice),
                          distanceOf(choice, m_language), choice.county});
  }
  showTable(*m_table, table, m_language);
  m_hint->setText(say("单击一行，或单击地图上的编号，即按它读文件。只列出证据，由人决定。",
                      "Click a row, or a number on the map, and the file is read that way. The evidence is given; a "
                      "person decides."));
  mark(-1);
}

void CandidateList::mark(int choice) {
  m_marked = choice;
  for (int row = 0; row < m_table->rowCount(); ++row) {
    const bool is_it = tableRow(*m_table, row) == choice;
    QFont font = m_table->font();
    font.setBold(is_it);
    for (int column = 0; column < m_table->columnCount(); ++column) m_table->item(row, column)->setFont(font);
    if (is_it) m_table->selectRow(row);
  }
  if (choice < 0) m_table->clearSelection();
}

} // namespace ecoredline
