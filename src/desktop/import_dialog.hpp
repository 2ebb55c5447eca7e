#pragma once

#include "app/import_preview.hpp"
#include "desktop/map_reader.hpp"
#include "desktop/reading_form.hpp"
#include "desktop/run_desk.hpp"

#include <QDialog>

class QComboBox;
class QDateEdit;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;

namespace ecoredline {

/// A delivery on its way into the workspace: what the front door and the catalogue make of it, the questions they have,
/// what a repair would change, and what the version is to be called. Every answer reads the file anew; nothing is
/// stored before it is asked for.
class ImportDialog : public QDialog {
  Q_OBJECT

 public:
  ImportDialog(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace, const std::filesystem::path& file,
               Language language, QWidget* parent = nullptr);

  ImportOptions options() const;
  bool canImport() const { return m_can_import; }
  ReadingForm* reading() const { return m_reading; }
  QTableWidget* zones() const { return m_zones; }
  QTableWidget* diagnoses() const { return m_diagnoses; }
  QTableWidget* repairs() const { return m_repairs; }
  QLabel* state() const { return m_state; }
  QTabWidget* tabs() const { return m_tabs; }
  void setKind(const std::string& kind);
  void setDate(const Date& date);
  void setVersion(const QString& label);
  /// As a click on “Import”.
  void start();

 Q_SIGNALS:
  /// What would be stored, for the map.
  void placesRead(const FlatLayer& places);
  void placeWanted(const FlatLayer& place);
  void imported(const std::vector<Text>& notes);

 private:
  void build();
  void buildVersion(QFormLayout& form);
  void readAgain();
  void showPreview(const ImportPreview& preview);
  void showZones();
  void showDiagnoses();
  void showRepairs();
  void lead(std::int64_t file_row);
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::filesystem::path m_file;
  Language m_language;
  bool m_can_import = false;
  int m_reading_number = 0; ///< a preview of an older question is not shown
  ImportPreview m_preview;
  QLabel* m_state;
  ReadingForm* m_reading;
  QComboBox* m_kind;
  QDateEdit* m_date;
  QLineEdit* m_version;
  QLineEdit* m_accuracy;
  QComboBox* m_coverage;
  QTableWidget* m_zones;
  QTableWidget* m_diagnoses;
  QTableWidget* m_repairs;
  QTabWidget* m_tabs;
  QPushButton* m_import;
};

} // namespace ecoredline
