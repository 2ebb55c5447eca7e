#pragma once

#include "base/error.hpp"
#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"

#include <QWidget>

class QTreeWidget;

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
  int lines() const;
  QString line(int index) const;
  /// As a double click on it.
  void activate(int index);

 Q_SIGNALS:
  void placeWanted(Box place);
  void added();

 private:
  Language m_language = Language::zh;
  QTreeWidget* m_list;
};

} // namespace ecoredline
