#pragma once

#include "desktop/facts_form.hpp"
#include "desktop/run_desk.hpp"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ecoredline {

/// The questions that a run left open, with what each answer would do; answered here, the run is made again with them.
class FactsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit FactsPanel(QWidget* parent = nullptr);

  void setLanguage(Language language);
  void setRun(std::shared_ptr<const FinishedRun> run);
  FactsForm* form() const { return m_form; }
  /// For all sites (-1) or one.
  void selectSite(int site);
  /// The options of the run with a facts file that has the answers too. Errors: those of keepDraft, loadFacts.
  Result<ScreenOptions> answered() const;
  void setReady(bool ready);

 Q_SIGNALS:
  void runWanted(const ScreenOptions& options);
  void failed(const Error& error);

 private:
  void fillScope(int chosen);
  void showLines();
  void updateState();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language = Language::zh;
  bool m_is_ready = true;
  std::shared_ptr<const FinishedRun> m_run;
  QLabel* m_state;
  QComboBox* m_scope;
  QLineEdit* m_by;
  QPushButton* m_apply;
  FactsForm* m_form;
};

} // namespace ecoredline
