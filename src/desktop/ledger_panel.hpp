#pragma once

#include "app/track_versions.hpp"
#include "desktop/map_reader.hpp"
#include "desktop/run_desk.hpp"
#include "desktop/unfinished.hpp"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
class QTabWidget;

namespace ecoredline {

class SeriesView;

/// The area ledger of a kind between two versions: the balance, the changes that lead to their place, the series in
/// charts and tables, and a person's cause beside the tool's. Every figure is the ledger's.
class LedgerPanel : public QWidget {
  Q_OBJECT

 public:
  explicit LedgerPanel(RunDesk& desk, QWidget* parent = nullptr);

  void setLanguage(Language language);
  void setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  /// As a person: kind and labels of its versions.
  void choose(const std::string& kind, const std::string& from, const std::string& to);
  TrackOptions options() const;
  void compute();
  /// Books the selected change under another cause.
  void overrideCause(const std::string& cause, const std::string& by, const std::string& reason);
  void selectChange(int row);
  /// A cause that is being booked, if something of it is written.
  std::optional<CauseTyped> typed() const;
  /// Puts the words where they stood, and computes that ledger first: true where it is under way, until `charted`.
  bool resume(const CauseTyped& typed);
  const Tracked* tracked() const { return m_tracked.get(); }
  QTableWidget* accounts() const { return m_accounts; }
  QTableWidget* changes() const { return m_changes; }
  SeriesView* series() const { return m_series; }
  QTabWidget* tabs() const { return m_tabs; }

 Q_SIGNALS:
  void computed();
  void charted();
  /// The ground of a change, in EPSG:4490.
  void placeWanted(const FlatLayer& place);
  void said(const Text& note);

 private:
  void build();
  void fillWords();
  void fillVersions();
  void take(std::shared_ptr<const Tracked> tracked);
  void showLedger();
  void lead(int shown_row);
  void drawChart();
  void redrawChart();
  void putWords();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  Language m_language = Language::zh;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::shared_ptr<const Tracked> m_tracked;
  TrackOptions m_options;              ///< of what is shown
  std::optional<CauseTyped> m_resumed; ///< until its ledger is there
  QComboBox* m_kind;
  QComboBox* m_from;
  QComboBox* m_to;
  QComboBox* m_by;
  QPushButton* m_compute;
  QLabel* m_sentence;
  QTabWidget* m_tabs;
  QTableWidget* m_accounts;
  QTableWidget* m_changes;
  SeriesView* m_series;
  QComboBox* m_cause;
  QLineEdit* m_who;
  QLineEdit* m_reason;
  QPushButton* m_override;
};

} // namespace ecoredline
