#pragma once

#include "app/preview.hpp"

#include <QTableWidget>
#include <QWidget>

class QLabel;

namespace ecoredline {

/// The first texts of a file under each encoding that they may be in: the front door's decision marked with its reason.
/// Choosing another redraws the rows at once, from what was read already.
class EncodingView : public QWidget {
  Q_OBJECT

 public:
  explicit EncodingView(Language language, QWidget* parent = nullptr);

  /// `wanted` is what a person asked for; "" leaves it to the bytes.
  void show(const FileSeen& seen, const std::string& wanted);
  /// The rows as this encoding reads them; those of the decision with "". Tells nobody.
  void look(const std::string& encoding);
  QTableWidget* readings() const { return m_readings; }
  QTableWidget* rows() const { return m_rows; }
  QLabel* reason() const { return m_reason; }

 Q_SIGNALS:
  void chosen(const QString& encoding); ///< "" where it is what the bytes say

 private:
  void showReadings();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  std::vector<EncodingReadout> m_readouts;
  std::string m_decided; ///< canonical; empty = not decided
  QLabel* m_reason;
  QTableWidget* m_readings;
  QTableWidget* m_rows;
};

} // namespace ecoredline
