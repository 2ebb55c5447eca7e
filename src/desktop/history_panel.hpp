#pragma once

#include "app/history.hpp"
#include "desktop/run_desk.hpp"

#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;
class QTreeWidget;

namespace ecoredline {

/// Every run that the workspace keeps, with what it was asked and what its files were; run again, copied as a command
/// line, and two of them compared.
class HistoryPanel : public QWidget {
  Q_OBJECT

 public:
  explicit HistoryPanel(RunDesk& desk, QWidget* parent = nullptr);

  void setLanguage(Language language);
  void setWorkspace(const std::filesystem::path& workspace, const Catalogue& catalogue);
  /// Reads the list anew.
  void refresh();
  /// The same as soon as somebody looks at the panel.
  void lookAgain();
  /// Whether somebody does: a panel behind another one counts as visible for Qt.
  void setSeen(bool seen);
  const std::vector<PastRun>& runs() const { return m_runs; }
  QTreeWidget* list() const { return m_list; }
  QTreeWidget* details() const { return m_details; }
  /// As a person: one or two rows.
  void select(const std::vector<int>& rows);
  /// Of the run selected; "" without one, or without its command.
  QString commandLine() const;
  void runAgain();
  void compare();

 Q_SIGNALS:
  void refreshed();
  void compared(std::size_t differences);
  void runWanted(const ScreenOptions& options);
  void said(const QString& text);
  void siteWanted(const QString& site);

 private:
  bool m_is_seen = false;
  bool m_is_stale = false; ///< to be read again when it is seen
  void fill();
  void showSelection();
  void showDetails(const PastRun& run);
  void showDifferences(const std::vector<RunDifference>& differences);
  std::vector<int> selected() const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  Language m_language = Language::zh;
  std::filesystem::path m_workspace;
  Catalogue m_catalogue;
  std::vector<PastRun> m_runs;
  QTreeWidget* m_list;
  QTreeWidget* m_details;
  QPushButton* m_again;
  QPushButton* m_copy;
  QPushButton* m_compare;
};

} // namespace ecoredline
