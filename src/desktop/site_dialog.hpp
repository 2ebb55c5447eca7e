#pragma once

#include "desktop/facts_form.hpp"
#include "desktop/map_reader.hpp"
#include "desktop/reading_form.hpp"
#include "desktop/run_desk.hpp"

#include <QDialog>

class QComboBox;
class QDateEdit;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QTreeWidget;

namespace ecoredline {

/// What the front door met in a site file, the questions it has, what its rules want to know of the projects, and how
/// the sites are to be screened. Every answer about the file reads it anew.
class SiteDialog : public QDialog {
  Q_OBJECT

 public:
  SiteDialog(RunDesk& desk, std::shared_ptr<const OpenedWorkspace> workspace, const std::filesystem::path& sites,
             Language language, QWidget* parent = nullptr);

  /// As the controls say.
  ScreenOptions options() const;
  bool canRun() const;
  /// The same, with the answers of the form kept as a facts file beside the workspace. Errors: those of keepDraft,
  /// loadFacts.
  Result<ScreenOptions> preparedOptions() const;
  QComboBox* crs() const { return m_reading->crs(); }
  ReadingForm* reading() const { return m_reading; }
  QTabWidget* tabs() const { return m_tabs; }
  FactsForm* factsForm() const { return m_answers; }
  QTreeWidget* diagnoses() const { return m_diagnoses; }
  QLabel* state() const { return m_state; }
  void setFacts(const std::filesystem::path& file);
  void setAsOf(const Date& day);
  /// The sites were drawn on this map: their coordinates are right as they stand, whatever they resemble.
  void trustPlaces();
  /// As it stood when another session ended: the run it would become, the shift in the form, what was answered.
  void resume(const ScreenOptions& options, const std::string& datum_shift, const Answers& answers);

 Q_SIGNALS:
  void placesRead(std::shared_ptr<const SitePreview> preview);
  void runWanted(const ScreenOptions& options);

 private:
  void build();
  void buildTabs();
  void buildRun(QFormLayout& form);
  void readAgain();
  void showPreview(const std::shared_ptr<const SitePreview>& preview);
  void showState(const SitePreview& preview);
  void showQuestions();
  void run();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::filesystem::path m_sites_file;
  Language m_language;
  bool m_can_run = false;
  QLabel* m_state;
  ReadingForm* m_reading;
  FactsForm* m_answers;
  QTabWidget* m_tabs;
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
