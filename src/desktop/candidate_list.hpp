#pragma once

#include "app/crs_choice.hpp"

#include <QTableWidget>
#include <QWidget>

class QLabel;

namespace ecoredline {

/// The systems that a file's coordinates could be in, numbered as their ghosts on the map, with what speaks for each.
/// A click or Enter chooses one.
class CandidateList : public QWidget {
  Q_OBJECT

 public:
  explicit CandidateList(Language language, QWidget* parent = nullptr);

  void show(const std::vector<CrsChoice>& choices);
  /// The one that is read with; -1 for none. Tells nobody.
  void mark(int choice);
  int marked() const { return m_marked; }
  QTableWidget* table() const { return m_table; }

 Q_SIGNALS:
  void chosen(int choice);

 private:
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  int m_marked = -1;
  QLabel* m_hint;
  QTableWidget* m_table;
};

} // namespace ecoredline
