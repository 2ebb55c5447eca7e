#pragma once

#include "app/incident.hpp"
#include "app/inspect.hpp"
#include "app/open_ledger.hpp"
#include "desktop/map_reader.hpp"
#include "desktop/photo_strip.hpp"
#include "desktop/run_desk.hpp"
#include "desktop/unfinished.hpp"
#include "inspection/statistics.hpp"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
class QTabWidget;
class QTreeWidget;

namespace ecoredline {

/// A ledger of problems as values for the panel.
struct LedgerSeen {
  Catalogue catalogue;
  LedgerType type;
  IncidentList list;
  std::vector<std::string> overdue; ///< ids, as of today
  LedgerStatistics statistics;
};

/// Problems, their states and histories; the next step with its evidence; what is overdue; the statistics; field packs
/// out and in. Every step is the command line's.
class IncidentPanel : public QWidget {
  Q_OBJECT

 public:
  explicit IncidentPanel(RunDesk& desk, QWidget* parent = nullptr);

  void setLanguage(Language language);
  void setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  void refresh();
  /// A file of leads becomes an epoch of the ledger.
  void inspect(const std::filesystem::path& leads, const std::string& epoch, const std::string& date);
  /// As a person: a row as it is shown.
  void select(int shown_row);
  void setFilter(const QString& state, bool only_overdue, const QString& words);
  /// The selected problem into another state.
  void advance(const std::string& to, const std::string& level, const std::string& by, const std::string& evidence,
               const std::string& reason);
  /// A step that is being written, if something of it is.
  std::optional<StepTyped> typed() const;
  /// Puts the words where they stood, as soon as the ledger is there.
  void resume(const StepTyped& typed);
  void pack(const std::filesystem::path& file);
  /// `by` checked the rows that name nobody.
  void unpack(const std::filesystem::path& file, const std::string& by);
  const std::shared_ptr<const LedgerSeen>& ledger() const { return m_ledger; }
  QTableWidget* list() const { return m_list; }
  PhotoStrip* photos() const { return m_photos; }
  /// A file as the evidence of the step that is being written.
  void setEvidence(const QString& file);
  QTreeWidget* timeline() const { return m_timeline; }
  QTableWidget* statistics() const { return m_statistics; }
  QComboBox* steps() const { return m_step; }
  QTabWidget* tabs() const { return m_tabs; }

 Q_SIGNALS:
  void refreshed();
  void said(const Text& note);
  void placeWanted(double longitude, double latitude);
  void leadsWanted();
  void packWanted();
  void evidenceWanted();
  void unpackWanted();

 private:
  void build();
  void fill();
  void fillList();
  void fillStates();
  void showIncident();
  void showSteps(const Incident& incident);
  void act(IncidentOptions options, const std::function<void()>& then = {});
  void putWords();
  const Incident* selected() const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  Language m_language = Language::zh;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::shared_ptr<const LedgerSeen> m_ledger;
  std::vector<const Incident*> m_shown;
  std::optional<StepTyped> m_resumed; ///< until the ledger is there
  QLabel* m_state;
  QComboBox* m_states;
  QCheckBox* m_overdue;
  QLineEdit* m_words;
  QTabWidget* m_tabs;
  QTableWidget* m_list;
  QTableWidget* m_statistics;
  QTreeWidget* m_timeline;
  PhotoStrip* m_photos;
  QComboBox* m_step;
  QComboBox* m_level;
  QLineEdit* m_by;
  QLineEdit* m_evidence;
  QPushButton* m_browse;
  QLineEdit* m_reason;
  QPushButton* m_advance;
  QPushButton* m_leads;
  QPushButton* m_pack;
  QPushButton* m_unpack;
};

} // namespace ecoredline
