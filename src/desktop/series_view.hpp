#pragma once

#include "app/series_view.hpp"
#include "base/text.hpp"

#include <QPixmap>
#include <QWidget>
#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QScrollArea;
class QTableWidget;

namespace ecoredline {

/// A series, its charts, and the language that their words are in.
struct DrawnSeries {
  std::shared_ptr<const AreaSeries> series;
  std::vector<SeriesChart> charts;
  Language language = Language::zh;
};

/// The area of a kind over all its versions: the charts of the report beside their figures as tables, one of each
/// chosen. A chart is drawn as large as its place allows, and scrolls before it becomes too small to read. Nothing is
/// computed here.
class SeriesView : public QWidget {
  Q_OBJECT

 public:
  explicit SeriesView(QWidget* parent = nullptr);

  /// Words of the choices and tables; the charts come anew by show().
  void setLanguage(Language language);
  void show(DrawnSeries drawn);
  void clear() { show({}); }
  std::shared_ptr<const AreaSeries> series() const { return m_drawn.series; }
  Language drawnIn() const { return m_drawn.language; }
  QComboBox* charts() const { return m_charts; } ///< which chart is shown
  QLabel* chart() const { return m_chart; }
  QComboBox* tables() const { return m_tables; } ///< which table is shown
  QTableWidget* table() const { return m_table; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fillChoices();
  void showChartChosen();
  void showTableChosen();
  void fit();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  DrawnSeries m_drawn;
  QPixmap m_picture; ///< the chart chosen, in its own size
  QComboBox* m_charts;
  QLabel* m_chart;
  QScrollArea* m_scroll;
  QComboBox* m_tables;
  QTableWidget* m_table;
};

} // namespace ecoredline
