#include "base/files.hpp"
#include "desktop/main_window.hpp"
#include "desktop/words.hpp"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCryptographicHash>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStatusBar>

namespace ecoredline {

namespace {

constexpr int kRecent = 8;
constexpr const char* kRecentKey = "workspaces/recent";

QString layersKey(const std::filesystem::path& workspace) {
  const QByteArray path = QFileInfo(inQt(toUtf8(workspace))).absoluteFilePath().toUtf8();
  return "layers/" + QCryptographicHash::hash(path, QCryptographicHash::Sha1).toHex().left(16);
}

} // namespace

Choosers systemChoosers() {
  const auto file = [](const QString& kinds) {
    return [kinds](QWidget* window, const QString& title) {
      return QFileDialog::getOpenFileName(window, title, {}, kinds);
    };
  };
  return {file("*.gpkg"),
          file("*"),
          [](QWidget* window, const QString& title) { return QFileDialog::getExistingDirectory(window, title); },
          [](QWidget* window, const QString& title, const QString& kinds) {
            return QFileDialog::getOpenFileName(window, title, {}, kinds);
          },
          [](QWidget* window, const QString& title, const QString& name) {
            return QFileDialog::getSaveFileName(window, title, name);
          },
          [](QWidget* window, const QString& title, const QString& label) {
            bool is_given = false;
            const QString word = QInputDialog::getText(window, title, label, QLineEdit::Normal, {}, &is_given);
            return is_given ? QString("") + word.trimmed() : QString(); // null: not given at all
          }};
}

QMenu* MainWindow::addMenu(const Text& title) {
  QMenu* menu = menuBar()->addMenu(QString());
  m_menus.emplace_back(menu, title);
  return menu;
}

QAction* MainWindow::addAction(QMenu* menu, const Text& text, const QKeySequence& key, Slot slot) {
  QAction* action = menu->addAction(QString());
  action->setShortcut(key);
  connect(action, &QAction::triggered, this, [slot = std::move(slot)] { slot(); });
  m_actions.emplace_back(action, text);
  return action;
}

void MainWindow::buildMenus() {
  QMenu* file = addMenu({"文件(&F)", "&File"});
  addAction(file, {"打开工作空间(&O)…", "&Open workspace…"}, QKeySequence::Open, [this] { chooseAndOpen(); });
  m_recent = file->addMenu(QString());
  m_menus.emplace_back(m_recent, Text{"最近的工作空间(&R)", "&Recent workspaces"});
  connect(m_recent, &QMenu::aboutToShow, this, [this] { fillRecent(); });
  file->addSeparator();
  addAction(file, {"退出(&Q)", "&Quit"}, QKeySequence("Ctrl+Q"), [this] { close(); });
  QMenu* edit = addMenu({"编辑(&E)", "&Edit"});
  addAction(edit, {"撤销(&U)", "&Undo"}, QKeySequence::Undo, [this] { m_canvas->undo(); });
  addAction(edit, {"重做(&R)", "&Redo"}, QKeySequence("Ctrl+Shift+Z"), [this] { m_canvas->redo(); });
  buildRunMenu();
  buildDataMenu();
  buildMapMenu();
  buildViewMenu();
  QMenu* help = addMenu({"帮助(&H)", "&Help"});
  addAction(help, {"关于(&A)", "&About"}, {}, [this] { showAbout(); });
}

void MainWindow::buildRunMenu() {
  QMenu* run = addMenu({"核查(&S)", "&Screening"});
  m_need_workspace.push_back(addAction(run, {"核查项目用地(&S)…", "&Screen sites…"}, QKeySequence("Ctrl+Shift+O"),
                                       [this] { chooseAndScreen(); }));
  m_need_workspace.push_back(
      addAction(run, {"在地图上画用地(&W)", "Dra&w a site on the map"}, QKeySequence("Ctrl+D"), [this] {
        m_canvas->setTool(MapTool::draw_site);
        statusBar()->showMessage(say("逐点单击，双击或回车结束；Backspace 去掉一点",
                                     "Click the corners; a double click or Enter ends it, Backspace takes one away"));
      }));
  m_need_workspace.push_back(addAction(run, {"粘贴界址点(&V)…", "Paste corner points (&V)…"},
                                       QKeySequence("Ctrl+Shift+V"), [this] { showPasteDialog(); }));
  run->addSeparator();
  addAction(run, {"停止(&T)", "S&top"}, QKeySequence("Esc"), [this] { // else it ends what is being measured
    if (m_runs.isBusy())
      cancel();
    else
      m_canvas->clearMeasure();
  });
  m_need_run.push_back(addAction(run, {"推演所选地块(&H)", "W&hat if the site stood elsewhere"}, QKeySequence("Ctrl+T"),
                                 [this] { beginWhatIf(); }));
  run->addSeparator();
  m_need_run.push_back(addAction(run, {"导出报告文件(&E)…", "&Export report files…"}, QKeySequence("Ctrl+E"),
                                 [this] { chooseAndExport(); }));
  m_need_run.push_back(
      addAction(run, {"复制为命令行(&C)", "&Copy as command line"}, QKeySequence("Ctrl+Shift+C"), [this] {
        QApplication::clipboard()->setText(commandLine());
        statusBar()->showMessage(say("已复制：", "Copied: ") + commandLine());
      }));
}

void MainWindow::buildMapMenu() {
  QMenu* map = addMenu({"地图(&M)", "&Map"});
  auto* tools = new QActionGroup(this);
  const auto tool = [&](const Text& text, const char* key, MapTool which) {
    QAction* action = addAction(map, text, QKeySequence(key), [this, which] { m_canvas->setTool(which); });
    action->setCheckable(true);
    action->setChecked(which == MapTool::identify);
    tools->addAction(action);
  };
  tool({"平移(&P)", "&Pan"}, "P", MapTool::pan);
  tool({"识别(&I)", "&Identify"}, "I", MapTool::identify);
  tool({"量距离(&D)", "Measure &distance"}, "D", MapTool::measure_length);
  tool({"量面积(&A)", "Measure &area"}, "A", MapTool::measure_area);
  m_canvas->setTool(MapTool::identify);
  map->addSeparator();
  const auto option = [&](const Text& text, const char* key, bool on, void (MapCanvas::*set)(bool)) {
    QAction* action = addAction(map, text, QKeySequence(key), [] {});
    action->setCheckable(true);
    action->setChecked(on);
    connect(action, &QAction::toggled, m_canvas, set);
  };
  option({"捕捉到界址点(&N)", "S&nap to corners"}, "N", true, &MapCanvas::setSnapping);
  option({"经纬网(&G)", "&Graticule"}, "G", false, &MapCanvas::setGraticule);
  option({"鹰眼图(&O)", "&Overview"}, "O", true, &MapCanvas::setOverview);
  m_swipe_action = addAction(map, {"卷帘对比两个版本(&W)", "S&wipe between two versions"}, QKeySequence("W"), [] {});
  m_swipe_action->setCheckable(true);
  connect(m_swipe_action, &QAction::toggled, this, &MainWindow::toggleSwipe);
  connect(m_swipe, &SwipeControl::changed, m_swipe_action, &QAction::setChecked);
  map->addSeparator();
  addAction(map, {"放大", "Zoom in"}, QKeySequence::ZoomIn, [this] { m_canvas->zoomBy(0.5); });
  addAction(map, {"缩小", "Zoom out"}, QKeySequence::ZoomOut, [this] { m_canvas->zoomBy(2); });
  addAction(map, {"显示全部", "Show everything"}, QKeySequence("Ctrl+0"), [this] { m_canvas->zoomToAll(); });
  map->addSeparator();
  addAction(map, {"图层上移", "Move layer up"}, QKeySequence("Ctrl+Up"), [this] { m_layers->moveSelected(-1); });
  addAction(map, {"图层下移", "Move layer down"}, QKeySequence("Ctrl+Down"), [this] { m_layers->moveSelected(1); });
}

void MainWindow::buildViewMenu() {
  QMenu* view = addMenu({"视图(&V)", "&View"});
  int number = 1;
  for (const auto& [dock, text] : m_docks) {
    QAction* action = dock->toggleViewAction();
    action->setShortcut(QKeySequence(number < 10 ? QStringLiteral("Ctrl+%1").arg(number) : QString()));
    ++number;
    view->addAction(action);
  }
  view->addSeparator();
  addAction(view, {"中文", "中文"}, {}, [this] { setLanguage(Language::zh); });
  addAction(view, {"English", "English"}, {}, [this] { setLanguage(Language::en); });
}

void MainWindow::updateActions() {
  for (QAction* action : m_need_workspace) action->setEnabled(m_workspace != nullptr && !m_runs.isBusy());
  m_facts->setReady(!m_runs.isBusy());
  for (QAction* action : m_need_run) action->setEnabled(m_run != nullptr && !m_runs.isBusy());
}

QStringList MainWindow::recentWorkspaces() const {
  return QSettings().value(kRecentKey).toStringList();
}

void MainWindow::remember(const QString& path) {
  QStringList recent = recentWorkspaces();
  const QString whole = QFileInfo(path).absoluteFilePath();
  recent.removeAll(whole);
  recent.prepend(whole);
  while (recent.size() > kRecent) recent.removeLast();
  QSettings().setValue(kRecentKey, recent);
}

/// The tree of layers of the workspace that is open, until it is opened again.
void MainWindow::keepLayers() const {
  if (m_workspace == nullptr) return;
  QSettings settings;
  settings.setValue(layersKey(m_workspace->path), toJson(m_layers->kept()));
}

LayersKept MainWindow::keptLayers() const {
  return layersFrom(QSettings().value(layersKey(m_workspace->path)).toByteArray());
}

void MainWindow::toggleSwipe(bool on) {
  if (on == m_swipe->active()) return;
  if (!on) {
    m_swipe->end();
    return;
  }
  if (m_workspace != nullptr && m_swipe->begin()) {
    statusBar()->showMessage(say("拖动分隔线，或按 , 和 . 移动；点两侧的名称换版本；W 结束",
                                 "Drag the divider, or press , and . ; click a name to change the version; W ends it"));
    return;
  }
  m_swipe_action->setChecked(false);
  statusBar()->showMessage(say("没有哪类图层有两个版本可以对比：先导入另一期", "No kind of layer has two versions to "
                                                                               "compare: import another one first"));
}

void MainWindow::fillRecent() {
  m_recent->clear();
  for (const QString& path : recentWorkspaces()) {
    QAction* action = m_recent->addAction(path, this, [this, path] { openWorkspace(path); });
    action->setEnabled(QFileInfo::exists(path)); // one that is gone is shown, not forgotten
  }
  if (m_recent->isEmpty()) m_recent->addAction(say("（还没有）", "(none yet)"))->setEnabled(false);
}

void MainWindow::chooseAndOpen() {
  const QString path = m_choosers.workspace(this, say("打开工作空间", "Open workspace"));
  if (!path.isEmpty()) openWorkspace(path);
}

void MainWindow::chooseAndScreen() {
  const QString path = m_choosers.sites(this, say("项目用地文件", "File of project sites"));
  if (!path.isEmpty()) previewSites(path);
}

void MainWindow::chooseAndExport() {
  exportTo(m_choosers.folder(this, say("报告文件放在哪里", "Where the report files go")));
}

void MainWindow::showAbout() {
  QMessageBox::about(this, "EcoRedline",
                     say("<b>EcoRedline %1</b><br>生态环境分区与保护区域空间核查（离线）",
                         "<b>EcoRedline %1</b><br>Offline screening against protective zones")
                         .arg(ECOREDLINE_VERSION));
}

} // namespace ecoredline
