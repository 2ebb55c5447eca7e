#pragma once

#include "desktop/map_reader.hpp"
#include "desktop/run_desk.hpp"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace ecoredline {

/// What the front door met in a site file, the questions it has, and how the sites are to be screened. Every answer
/// reads the file anew.
class SiteDialog : public QDialog {
  Q_OBJECT

 public:
  SiteDialog(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace, const std::filesystem::path& sites,
             Language language, QWidget* parent = nullptr);

  /// As the controls say.
  ScreenOptions options() const;
  bool canRun() const;
  QComboBox* crs() const { return m_crs; }
  QTreeWidget* diagnoses() const { return m_diagnoses; }
  QLabel* state() const { return m_state; }
  void setFacts(const std::filesystem::path& file);
  void setAsOf(const Date& day);

 Q_SIGNALS:
  void placesRead(std::shared_ptr<const SitePreview> preview);
  void runWanted(const ScreenOptions& options);

 private:
  void build();
  void buildReading(QFormLayout& form);
  void buildRun(QFormLayout& form);
  void readAgain();
  void showPreview(const std::shared_ptr<const SitePreview>& preview);
  void showState(const SitePreview& preview);
  void showCandidates(const SitePreview& preview);
  SourceOptions reading() const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::filesystem::path m_sites_file;
  Language m_language;
  bool m_is_filling = false; ///< controls change because of a preview, not because of a person
  bool m_can_run = false;
  std::string m_read_crs; ///< what the preview shown was read with
  QLabel* m_state;
  QComboBox* m_layer;
  QComboBox* m_crs;
  QComboBox* m_encoding;
  QCheckBox* m_repair;
  QTreeWidget* m_diagnoses;
  QTreeWidget* m_places;
  QComboBox* m_profile;
  QDateEdit* m_as_of;
  QComboBox* m_area;
  QLineEdit* m_accuracy;
  QLineEdit* m_facts;
  QPushButton* m_run;
};

} // namespace ecoredline
