#pragma once

#include "app/preview.hpp"
#include "desktop/candidate_list.hpp"
#include "desktop/encoding_view.hpp"

#include <QTableWidget>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace ecoredline {

/// A label of a form that names its control for screen readers too.
void addRow(QFormLayout& form, const QString& label, QWidget* control);

/// The front door's questions about a file as controls: layer, CRS, encoding, axes, datum shift, repair; and which
/// column answers to which field, the candidate systems and the encodings, as parts of their own that a dialog puts
/// where it likes.
class ReadingForm : public QWidget {
  Q_OBJECT

 public:
  explicit ReadingForm(Language language, QWidget* parent = nullptr);

  SourceOptions options() const;
  /// What a preview said: choices appear, nothing that a person chose changes.
  void show(const FileSeen& seen);
  QComboBox* crs() const { return m_crs; }
  QComboBox* encoding() const { return m_encoding; }
  QCheckBox* repair() const { return m_repair; }
  QLineEdit* datumShift() const { return m_shift; }
  QTableWidget* fields() const { return m_fields; }
  CandidateList* candidateList() const { return m_candidate_list; }
  EncodingView* encodings() const { return m_encodings; }
  /// What the front door could not decide between; kept when one of them was chosen.
  const std::vector<CrsChoice>& candidates() const { return m_candidates; }
  /// The one that is read with; -1 for none.
  int chosenCandidate() const;
  /// As a person: of the list, or on the map.
  void chooseCandidate(int choice);
  /// As a person in the box of encodings; "" = decided on the bytes.
  void chooseEncoding(const QString& encoding);
  /// As a person in the table of fields; "" = by name, no column at all: kNoColumn.
  void chooseColumn(const std::string& field, const std::string& column);

 Q_SIGNALS:
  /// An answer was given: the file is to be read anew.
  void changed();
  void candidatesChanged();
  void candidateChosen(int choice);    ///< -1: none of them any more
  void questionAsked(QWidget* answer); ///< this part holds what keeps the file out

 private:
  void askWhere(const FileSeen& seen);
  void showCandidates(const FileSeen& seen);
  void showFields(const FileSeen& seen);
  std::optional<DatumShift> shift() const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  bool m_is_filling = false; ///< controls change because of a preview, not because of a person
  QString m_read_crs;        ///< text of the box that the last change told of
  QString m_read_shift;
  QComboBox* m_layer;
  QComboBox* m_crs;
  QComboBox* m_encoding;
  QComboBox* m_axis;
  QLineEdit* m_shift;
  QCheckBox* m_repair;
  QTableWidget* m_fields;
  FieldChoices m_chosen;
  std::vector<CrsChoice> m_candidates;
  CandidateList* m_candidate_list;
  EncodingView* m_encodings;
  std::string m_refusal; ///< code of the last one
};

} // namespace ecoredline
