#pragma once

#include "desktop/canvas.hpp"
#include "desktop/findings_panel.hpp"
#include "desktop/layer_panel.hpp"
#include "desktop/log_panel.hpp"
#include "desktop/site_dialog.hpp"

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
  void exportTo(const QString& folder);
  void cancel() { m_runs.cancel(); }

  Canvas* canvas() const { return m_canvas; }
  LayerPanel* layers() const { return m_layers; }
  FindingsPanel* findings() const { return m_findings; }
  LogPanel* log() const { return m_log; }
  QTreeWidget* identified() const { return m_identified; }
  SiteDialog* siteDialog() const { return m_dialog; }
  const std::shared_ptr<const OpenedWorkspace>& workspace() const { return m_workspace; }
  const std::shared_ptr<const FinishedRun>& run() const { return m_run; }
  /// What a run in the window can be repeated with in a terminal; "" without one.
  QString commandLine() const;
  bool isBusy() const { return m_runs.isBusy(); }
  QStringList recentWorkspaces() const;

 Q_SIGNALS:
  void workspaceShown();
  void runShown();
  void exportDone(bool is_same);

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
  void remember(const QString& path);
  void updateActions();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  Choosers m_choosers;
  MapDesk m_map;
  RunDesk m_runs;
  std::shared_ptr<const OpenedWorkspace> m_workspace;
  std::shared_ptr<const FinishedRun> m_run;
  QPointer<SiteDialog> m_dialog;
  QString m_maybe_sites;    ///< a GeoPackage that is taken for sites if it is no workspace
  DrawLayers m_site_layers; ///< sites and where they meet zones
  std::shared_ptr<const DrawLayer> m_highlight;

  Canvas* m_canvas = nullptr;
  LayerPanel* m_layers = nullptr;
  FindingsPanel* m_findings = nullptr;
  LogPanel* m_log = nullptr;
  QTreeWidget* m_identified = nullptr;
  QLabel* m_place = nullptr;
  QLabel* m_scale = nullptr;
  QLabel* m_measure = nullptr;
  QLabel* m_stage = nullptr;
  QProgressBar* m_progress = nullptr;
  QToolButton* m_cancel = nullptr;
  QMenu* m_recent = nullptr;
  std::vector<std::pair<QDockWidget*, Text>> m_docks;
  std::vector<std::pair<QAction*, Text>> m_actions;
  std::vector<std::pair<QMenu*, Text>> m_menus;
  std::vector<QAction*> m_need_workspace;
  std::vector<QAction*> m_need_run;
};

} // namespace ecoredline
