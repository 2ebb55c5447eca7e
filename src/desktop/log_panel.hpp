#pragma once

#include "base/error.hpp"
#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"

#include <QWidget>
#include <vector>

class QTreeWidget;
class QTreeWidgetItem;

namespace ecoredline {

/// Everything the window and the core had to say, oldest first; a line that has a place leads there.
class LogPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LogPanel(QWidget* parent = nullptr);

  void setLanguage(Language language);
  /// `place` in the map's plane; empty where there is none.
  void add(Severity severity, const Text& text, const Box& place = {});
  void add(const Error& error);
  struct Line {
    Severity severity;
    Text text;
    Box place; ///< in the map's plane; empty where there is none
  };
  /// Many at once.
  void add(const std::vector<Line>& lines);
  int lines() const;
  QString line(int index) const;
  /// As a double click on it.
  void activate(int index);

 Q_SIGNALS:
  void placeWanted(Box place);
  void added();

 private:
  void put(QTreeWidgetItem& item, const Line& line) const;

  Language m_language = Language::zh;
  std::vector<Line> m_lines; ///< of the list's items, for another language
  QTreeWidget* m_list;
};

} // namespace ecoredline
