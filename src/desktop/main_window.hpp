#pragma once

#include "desktop/canvas.hpp"
#include "desktop/facts_panel.hpp"
#include "desktop/findings_panel.hpp"
#include "desktop/history_panel.hpp"
#include "desktop/import_dialog.hpp"
#include "desktop/incident_panel.hpp"
#include "desktop/layer_panel.hpp"
#include "desktop/ledger_panel.hpp"
#include "desktop/log_panel.hpp"
#include "desktop/map_maker.hpp"
#include "desktop/network_maps.hpp"
#include "desktop/notice_bar.hpp"
#include "desktop/session_keeper.hpp"
#include "desktop/site_dialog.hpp"
#include "desktop/swipe_control.hpp"
#include "desktop/what_if_panel.hpp"

#include <QMainWindow>
#include <QPointer>
#include <functional>

class QDockWidget;
class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;
class QTreeWidget;

namespace ecoredline {

/// What the window asks a person for with dialogs of the system, so that a test can answer.
struct Choosers {
  std::function<QString(QWidget*, const QString& title)> workspace;
  std::function<QString(QWidget*, const QString& title)> sites;
  std::function<QString(QWidget*, const QString& title)> folder;
  std::function<QString(QWidget*, const QString& title, const QString& kinds)> file; ///< any other that is read
  std::function<QString(QWidget*, const QString& title, const QString& name)> save;
  std::function<QString(QWidget*, const QString& title, const QString& label)> word; ///< typed; null: cancelled
};
/// Those of the system.
Choosers systemChoosers();

/// The window: it joins the panels, and does nothing itself that takes long.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(Language language, QWidget* parent = nullptr);
  ~MainWindow() override;

  void setLanguage(Language language);
  void setChoosers(Choosers choosers) { m_choosers = std::move(choosers); }
  /// A workspace is opened, any other file is taken for project sites.
  void openFile(const QString& path);
  void openWorkspace(const QString& path);
  void previewSites(const QString& path);
  void screen(const ScreenOptions& options);
  /// A site that was drawn, in the map's plane: kept as a file, then as any file.
  void takeDrawn(const std::vector<QPointF>& corners);
  /// Corner points as text: kept as a file, then as any file.
  void takePasted(const QString& text);
  /// With `text`, or what is on the clipboard.
  void showPasteDialog(const QString& text = {});
  /// The site that is looked at, or the only one, under the hand.
  void beginWhatIf();
  void endWhatIf();
  /// A file on its way to a version of a layer.
  void previewImport(const QString& path);
  void showMapMaker();
  /// Two versions side by side, as with W.
  void toggleSwipe(bool on);
  /// A picture under the layers. One that may name a server is read as a server is, where the network is allowed.
  void addBaseMap(const QString& path);
  void addNetworkMap(const NetworkMap& map);
  void removeBaseMaps();
  /// Whether anything may be asked of a server; remembered, no at first.
  void allowNetwork(bool allowed);
  const NetworkMaps& network() const { return m_network; }
  void exportTo(const QString& folder);
  void cancel() { m_runs.cancel(); }
  /// Keeps what is being done in `folder` from now on, and offers what another window left there.
  void keepSession(const std::filesystem::path& folder);
  Unfinished unfinished() const;
  /// Goes on where another session ended; `resumed` when it is done, as far as it could be.
  void resume(const Unfinished& unfinished);

  MapCanvas* canvas() const { return m_canvas; }
  LayerPanel* layers() const { return m_layers; }
  SwipeControl* swipe() const { return m_swipe; }
  FindingsPanel* findings() const { return m_findings; }
  FactsPanel* facts() const { return m_facts; }
  WhatIfPanel* whatIf() const { return m_what_if_panel; }
  HistoryPanel* history() const { return m_history; }
  LedgerPanel* ledger() const { return m_ledger; }
  IncidentPanel* incidents() const { return m_incidents; }
  ImportDialog* importDialog() const { return m_import; }
  MapMaker* mapMaker() const { return m_map_maker; }
  LogPanel* log() const { return m_log; }
  NoticeBar* notice() const { return m_notice; }
  SessionKeeper* session() const { return m_session; }
  QTreeWidget* identified() const { return m_identified; }
  SiteDialog* siteDialog() const { return m_dialog; }
  const std::shared_ptr<const OpenedWorkspace>& workspace() const { return m_workspace; }
  const std::shared_ptr<const FinishedRun>& run() const { return m_run; }
  /// What a run in the window can be repeated with in a terminal; "" without one.
  QString commandLine() const;
  bool isBusy() const { return m_runs.isBusy(); }
  QStringList recentWorkspaces() const;
  void raisePanel(const QWidget* panel);

 Q_SIGNALS:
  void workspaceShown();
  void runShown();
  void exportDone(bool is_same);
  void resumed();

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  using Slot = std::function<void()>;
  // main_window_menus.cpp
  void buildMenus();
  QMenu* addMenu(const Text& title);
  QAction* addAction(QMenu* menu, const Text& text, const QKeySequence& key, Slot slot);
  void buildMapMenu();
  void buildRunMenu();
  void buildViewMenu();
  void fillRecent();
  void chooseAndOpen();
  void chooseAndScreen();
  void chooseAndExport();
  void showAbout();

  void buildPanels();
  void buildStatusBar();
  QDockWidget* addDock(const Text& title, QWidget* panel, Qt::DockWidgetArea area, const char* name);
  void connectDesks();
  void connectPanels();
  // main_window_what_if.cpp
  void connectWhatIf();
  void showAnswer(const std::shared_ptr<const WhatIfAnswer>& answer);
  void screenShape(const SiteShape& shape);
  void connectHistory();
  // main_window_work.cpp
  void buildDataMenu();
  void connectWork();
  void chooseAndImport();
  void chooseLeads();
  void goToPlace(const FlatLayer& place);
  void reopen();
  // main_window_network.cpp
  void buildBaseMapMenu(QMenu* menu);
  void buildOpacityMenu(QMenu* menu);
  void setBaseOpacity(int percent);
  void connectNetwork();
  void showNetworkMaps();
  void keepNetworkMaps() const;
  // main_window_recovery.cpp
  void offer(const SessionLeft& left);
  void nextStep();
  void resumeInWorkspace();
  void resumeRun();
  void resumeTried();
  void resumeScenario();
  void resumeCause();
  void resumeAsked();
  void endResuming();
  // main_window_sites.cpp
  void openDialog(const std::filesystem::path& sites);
  void connectCandidates(ReadingForm& reading, QDialog& dialog);
  void showGhosts(QDialog& dialog);
  ReadingForm* readingShown() const;
  void goOn(const Result<std::filesystem::path>& draft, bool is_drawn);
  void showWorkspace(std::shared_ptr<const OpenedWorkspace> workspace);
  void showRun(std::shared_ptr<const FinishedRun> run);
  void showPreview(const SitePreview& preview);
  void clearIdentified();
  void showIdentified(const std::vector<Identified>& found);
  void goToFinding(std::size_t site, std::size_t finding, qint64 index);
  void goToSite(std::size_t site);
  void highlight(const FlatLayer& place);
  void showProgress(const QString& stage, quint64 done, quint64 total);
  void showAbove();
  void showVersions();
  void remember(const QString& path);
  void keepLayers() const;
  LayersKept keptLayers() const;
  void updateActions();

  void showError(const Error& error);
  void showFault(const Error& error, const Slot& again);
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  Choosers m_choosers;
  MapDesk m_map;
  RunDesk m_runs;
  RunDesk m_lists; ///< what panels read, beside what runs
  WhatIfDesk m_what_if;
  NetworkMaps m_network;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::shared_ptr<const FinishedRun> m_run;
  QPointer<SiteDialog> m_dialog;
  QPointer<ImportDialog> m_import;
  QPointer<MapMaker> m_map_maker;
  std::vector<BaseMapUse> m_base_maps;
  std::vector<NetworkMap> m_network_maps; ///< also while the network is not allowed
  SessionKeeper* m_session = nullptr;
  std::optional<Unfinished> m_resuming;
  ScreenOptions m_asked;                                ///< the run asked for last
  std::filesystem::path m_opening;                      ///< the workspace asked for last
  std::optional<SessionLeft> m_left;                    ///< what is being gone on with
  std::vector<std::function<void()>> m_steps_to_resume; ///< the next one last
  std::size_t m_next_scenario = 0;
  QString m_maybe_sites;     ///< a GeoPackage that is taken for sites if it is no workspace
  DrawLayers m_tried_layers; ///< where a site that is tried elsewhere meets zones
  DrawLayers m_site_layers;  ///< sites and where they meet zones
  std::shared_ptr<const DrawLayer> m_highlight;

  MapCanvas* m_canvas = nullptr;
  LayerPanel* m_layers = nullptr;
  SwipeControl* m_swipe = nullptr;
  FindingsPanel* m_findings = nullptr;
  FactsPanel* m_facts = nullptr;
  WhatIfPanel* m_what_if_panel = nullptr;
  HistoryPanel* m_history = nullptr;
  LedgerPanel* m_ledger = nullptr;
  IncidentPanel* m_incidents = nullptr;
  LogPanel* m_log = nullptr;
  NoticeBar* m_notice = nullptr;
  QTreeWidget* m_identified = nullptr;
  QLabel* m_place = nullptr;
  QLabel* m_scale = nullptr;
  QLabel* m_measure = nullptr;
  QLabel* m_stage = nullptr;
  QProgressBar* m_progress = nullptr;
  QToolButton* m_cancel = nullptr;
  QMenu* m_recent = nullptr;
  QAction* m_swipe_action = nullptr;
  QAction* m_network_action = nullptr;
  std::vector<std::pair<QDockWidget*, Text>> m_docks;
  std::vector<std::pair<QAction*, Text>> m_actions;
  std::vector<std::pair<QMenu*, Text>> m_menus;
  std::vector<QAction*> m_need_workspace;
  std::vector<QAction*> m_need_run;
};

} // namespace ecoredline
