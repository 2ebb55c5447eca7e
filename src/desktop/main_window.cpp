#include "desktop/main_window.hpp"

#include "app/command_line.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "desktop/look.hpp"
#include "desktop/run_layers.hpp"
#include "desktop/words.hpp"
#include "output/titles.hpp"

#include <fmt/format.h>

#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QProgressBar>
#include <QSettings>
#include <QStatusBar>
#include <QToolButton>
#include <QTreeWidget>
#include <cmath>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kAroundFinding = 0.6; // of an overlap's extent, on every side
constexpr double kLeastAround = 60;    // m

Box around(const Box& box) {
  return box.grown(std::max(kLeastAround, (box.max_x - box.min_x) * kAroundFinding),
                   std::max(kLeastAround, (box.max_y - box.min_y) * kAroundFinding));
}

Box siteBox(const SiteResult& site, const Crs& plane) {
  if (site.geometry.rows() == 0) return {};
  const auto place = onMap(site.geometry, plane);
  return place ? place->extent() : Box{};
}

/// What a run has to say, for the log.
std::vector<LogPanel::Line> linesOf(const FinishedRun& run) {
  std::vector<LogPanel::Line> lines;
  for (const Text& note : run.notes) lines.push_back({Severity::info, note, {}});
  const auto& sites = run.run.report.sites;
  for (std::size_t i = 0; i < sites.size(); ++i)
    for (const Diagnosis& d : sites[i].diagnoses)
      lines.push_back({d.severity,
                       {sites[i].id + "：" + d.message.zh, sites[i].id + ": " + d.message.en},
                       run.places ? run.places->boxes[i] : Box{}});
  lines.push_back({Severity::info,
                   {fmt::format("核查完成，{:.1f} 秒", run.seconds), fmt::format("Screened in {:.1f} s", run.seconds)},
                   {}});
  return lines;
}

} // namespace

MainWindow::MainWindow(Language language, QWidget* parent)
    : QMainWindow(parent), m_language(language), m_choosers(systemChoosers()) {
  setAcceptDrops(true);
  setDockNestingEnabled(true);
  resize(1440, 900);
  buildPanels();
  buildStatusBar();
  buildMenus();
  connectDesks();
  connectPanels();
  connectWhatIf();
  connectHistory();
  connectWork();
  connectNetwork();
  setLanguage(language);
  updateActions();
}

// The keeper looks at the window once more: before any part of it is gone.
MainWindow::~MainWindow() {
  delete m_session;
}

QDockWidget* MainWindow::addDock(const Text& title, QWidget* panel, Qt::DockWidgetArea area, const char* name) {
  auto* dock = new QDockWidget(this);
  dock->setObjectName(name);
  dock->setWidget(panel);
  addDockWidget(area, dock);
  m_docks.emplace_back(dock, title);
  return dock;
}

void MainWindow::buildPanels() {
  m_canvas = new MapCanvas(m_map, this);
  m_layers = new LayerPanel(this);
  m_swipe = new SwipeControl(*m_canvas, *m_layers, this);
  m_findings = new FindingsPanel(this);
  m_facts = new FactsPanel(this);
  m_what_if_panel = new WhatIfPanel(this);
  m_history = new HistoryPanel(m_lists, this);
  m_ledger = new LedgerPanel(m_runs, this);
  m_incidents = new IncidentPanel(m_lists, this);
  m_log = new LogPanel(this);
  m_notice = new NoticeBar(m_canvas);
  m_identified = new QTreeWidget(this);
  m_identified->setColumnCount(2);
  m_identified->setHeaderHidden(true);
  m_identified->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  setCentralWidget(m_canvas);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  auto* layers = addDock({"图层", "Layers"}, m_layers, Qt::LeftDockWidgetArea, "layers");
  auto* identified = addDock({"识别", "Identify"}, m_identified, Qt::LeftDockWidgetArea, "identify");
  auto* findings = addDock({"发现", "Findings"}, m_findings, Qt::BottomDockWidgetArea, "findings");
  auto* facts = addDock({"事实", "Facts"}, m_facts, Qt::BottomDockWidgetArea, "facts");
  auto* what_if = addDock({"推演", "What if"}, m_what_if_panel, Qt::BottomDockWidgetArea, "what_if");
  auto* history = addDock({"历史", "History"}, m_history, Qt::BottomDockWidgetArea, "history");
  auto* ledger = addDock({"面积台账", "Area ledger"}, m_ledger, Qt::BottomDockWidgetArea, "ledger");
  auto* incidents = addDock({"问题台账", "Problems"}, m_incidents, Qt::BottomDockWidgetArea, "incidents");
  auto* log = addDock({"日志", "Log"}, m_log, Qt::BottomDockWidgetArea, "log");
  tabifyDockWidget(findings, facts);
  tabifyDockWidget(facts, what_if);
  tabifyDockWidget(what_if, history);
  tabifyDockWidget(history, ledger);
  tabifyDockWidget(ledger, incidents);
  tabifyDockWidget(incidents, log);
  findings->raise();
  resizeDocks({layers, identified}, {290, 290}, Qt::Horizontal);
  resizeDocks({layers, identified}, {600, 240}, Qt::Vertical);
  resizeDocks({findings}, {320}, Qt::Vertical);
}

void MainWindow::buildStatusBar() {
  m_place = new QLabel(this);
  m_scale = new QLabel(this);
  m_measure = new QLabel(this);
  m_stage = new QLabel(this);
  m_progress = new QProgressBar(this);
  m_progress->setFixedWidth(160);
  m_cancel = new QToolButton(this);
  m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
  for (QWidget* part : {static_cast<QWidget*>(m_stage), static_cast<QWidget*>(m_progress),
                        static_cast<QWidget*>(m_cancel), static_cast<QWidget*>(m_measure)})
    statusBar()->addWidget(part);
  statusBar()->addPermanentWidget(m_place);
  statusBar()->addPermanentWidget(m_scale);
  m_progress->hide();
  m_cancel->hide();
  connect(m_cancel, &QToolButton::clicked, this, [this] { cancel(); });
}

void MainWindow::setLanguage(Language language) {
  m_language = language;
  loadQtWords(language);
  setWindowTitle(m_workspace ? inQt(toUtf8(m_workspace->path.filename())) + " — EcoRedline" : QString("EcoRedline"));
  for (const auto& [dock, text] : m_docks) dock->setWindowTitle(inQt(text, language));
  for (const auto& [action, text] : m_actions) action->setText(inQt(text, language));
  for (const auto& [menu, text] : m_menus) menu->setTitle(inQt(text, language));
  m_cancel->setText(say("停止（Esc）", "Stop (Esc)"));
  statusBar()->clearMessage(); // it was said in the other language
  m_identified->setAccessibleName(say("识别结果", "Identified"));
  clearIdentified();
  m_progress->setAccessibleName(say("进度", "Progress"));
  m_runs.setLanguage(language);
  m_canvas->setLanguage(language);
  m_layers->setLanguage(language);
  m_swipe->setLanguage(language);
  m_findings->setLanguage(language);
  m_facts->setLanguage(language);
  m_what_if_panel->setLanguage(language);
  m_history->setLanguage(language);
  m_ledger->setLanguage(language);
  m_incidents->setLanguage(language);
  m_log->setLanguage(language);
  m_notice->setLanguage(language);
  if (m_run && m_workspace) m_site_layers = layersOf(*m_run, m_workspace->plane, language);
  showAbove();
}

void MainWindow::connectDesks() {
  connect(&m_map, &MapDesk::opened, this, &MainWindow::showWorkspace);
  connect(&m_map, &MapDesk::openFailed, this, [this](const Error& error) {
    if (!m_maybe_sites.isEmpty() && error.code == "workspace.not_a_workspace") {
      previewSites(std::exchange(m_maybe_sites, {}));
      return;
    }
    m_log->add(error);
    statusBar()->showMessage(inQt(describe(error, m_language)));
    showFault(error, [this] { m_map.open(m_opening); });
  });
  connect(&m_map, &MapDesk::failed, this, [this](const Error& error) {
    m_log->add(error);
    if (error.code.starts_with("network.")) showFault(error, {});
  });
  connect(&m_map, &MapDesk::identified, this, &MainWindow::showIdentified);
  connect(&m_map, &MapDesk::zoneFound, this, [this](const FlatLayer& place) {
    if (place.rows() > 0) highlight(place);
  });
  connect(&m_runs, &RunDesk::progress, this, &MainWindow::showProgress);
  connect(&m_runs, &RunDesk::screened, this, &MainWindow::showRun);
  connect(&m_runs, &RunDesk::exported, this, [this](const std::vector<Text>& notes, bool is_same) {
    for (const Text& note : notes) m_log->add(Severity::info, note);
    if (!is_same)
      m_log->add(Severity::warning, {"工作空间或项目文件在核查之后有变化：导出的是新的结果，与窗口所示不同，请重新核查",
                                     "The workspace or the site file has changed since the run: the files hold the new "
                                     "result, not the one shown. Screen again"});
    statusBar()->showMessage(is_same ? say("已导出", "Exported")
                                     : say("已导出，但结果有变化", "Exported, but the result has changed"));
    Q_EMIT exportDone(is_same);
  });
  connect(&m_runs, &RunDesk::failed, this, [this](const Error& error) {
    const ScreenOptions asked = std::exchange(m_asked, {});
    showError(error);
    if (error.kind != ErrorKind::cancelled && !asked.workspace.empty())
      showFault(error, [this, asked] { screen(asked); });
  });
  connect(&m_runs, &RunDesk::idle, this, [this] {
    for (QWidget* part : {static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_cancel)}) part->hide();
    m_stage->clear();
    updateActions();
  });
}

void MainWindow::connectPanels() {
  connect(m_layers, &LayerPanel::changed, this, &MainWindow::showVersions);
  connect(m_canvas, &MapCanvas::placeMoved, m_place, &QLabel::setText);
  connect(m_canvas, &MapCanvas::scaleChanged, m_scale, &QLabel::setText);
  connect(m_canvas, &MapCanvas::measureChanged, m_measure, &QLabel::setText);
  connect(m_canvas, &MapCanvas::clicked, this,
          [this](QPointF place, double reach) { m_map.identify(m_canvas->versionsAt(place), place, reach); });
  connect(m_log, &LogPanel::placeWanted, this, [this](const Box& place) { m_canvas->zoomTo(around(place)); });
  connect(m_findings, &FindingsPanel::findingWanted, this, &MainWindow::goToFinding);
  connect(m_findings, &FindingsPanel::siteWanted, this, &MainWindow::goToSite);
  connect(m_canvas, &MapCanvas::ghostChosen, this, [this](int choice) {
    if (ReadingForm* reading = readingShown()) reading->chooseCandidate(choice);
  });
  connect(m_canvas, &MapCanvas::siteDrawn, this, &MainWindow::takeDrawn);
  connect(m_facts, &FactsPanel::runWanted, this, &MainWindow::screen);
  connect(m_facts, &FactsPanel::failed, this, &MainWindow::showError);
  connect(m_identified, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
    while (item->parent() != nullptr) item = item->parent();
    const auto place = item->data(0, Qt::UserRole).value<std::shared_ptr<const FlatLayer>>();
    if (place) highlight(*place);
  });
}

void MainWindow::raisePanel(const QWidget* panel) {
  for (const auto& [dock, text] : m_docks) {
    if (dock->widget() != panel) continue;
    dock->show();
    dock->raise();
  }
}

/// Where the eye is, and in the log; a cancel is no fault.
void MainWindow::showError(const Error& error) {
  statusBar()->showMessage(inQt(describe(error, m_language)));
  if (error.kind == ErrorKind::cancelled) return;
  m_log->add(error);
  showFault(error, {});
}

/// Over the map, for what keeps work from going on: what happened, where, what to try, and to try it again once that is
/// done. Nothing on the screen is taken away.
void MainWindow::showFault(const Error& error, const Slot& again) {
  std::vector<NoticeBar::Choice> choices;
  if (again) choices.push_back({{"再试", "Try again"}, again});
  m_notice->tell(Verdict::fail, {describe(error, Language::zh), describe(error, Language::en)}, std::move(choices));
}

void MainWindow::openFile(const QString& path) {
  const auto file = pathFromUtf8(path.toStdString());
  if (file.extension() != ".gpkg") {
    previewSites(path);
    return;
  }
  openWorkspace(path);
  m_maybe_sites = path;
}

void MainWindow::openWorkspace(const QString& path) {
  m_maybe_sites.clear();
  statusBar()->showMessage(say("正在打开 ", "Opening ") + path);
  m_opening = pathFromUtf8(path.toStdString());
  m_map.open(m_opening);
}

void MainWindow::exportTo(const QString& folder) {
  if (m_run == nullptr || folder.isEmpty()) return;
  ScreenOptions options = m_run->options;
  options.out = pathFromUtf8(folder.toStdString());
  options.formats = {"json", "html", "csv", "gpkg"};
  m_runs.exportRun(options, m_run->run.report.id);
  showProgress(say("正在导出", "Exporting"), 0, 0);
}

QString MainWindow::commandLine() const {
  return m_run == nullptr ? QString() : inQt(shellLine(commandLineOf(m_run->options, m_language)));
}

void MainWindow::showWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  const bool is_same = m_workspace != nullptr && m_workspace->path == workspace->path; // something was imported
  if (!is_same) keepLayers();
  m_workspace = std::move(workspace);
  if (m_notice->tone() == Verdict::fail) m_notice->clear();
  if (!is_same) m_run = nullptr;
  if (!is_same && m_dialog) m_dialog->close(); // it asks about the last one
  if (!is_same && m_import) m_import->close();
  endWhatIf();
  m_site_layers = m_run ? layersOf(*m_run, m_workspace->plane, m_language) : DrawLayers{};
  m_highlight = nullptr;
  const LayersKept kept = is_same ? m_layers->kept() : keptLayers();
  m_layers->setWorkspace(m_workspace);
  m_layers->restore(kept);
  m_swipe->setWorkspace(m_workspace);
  m_canvas->setWorkspace(m_workspace);
  showVersions();
  showAbove();
  m_canvas->askNow(); // the map is painted while the panels are filled
  m_history->setWorkspace(m_workspace->path, m_workspace->catalogue);
  m_ledger->setWorkspace(m_workspace);
  m_incidents->setWorkspace(m_workspace);
  const QString path = inQt(toUtf8(m_workspace->path));
  setWindowTitle(inQt(toUtf8(m_workspace->path.filename())) + " — EcoRedline");
  remember(path);
  statusBar()->clearMessage();
  const auto count = m_workspace->versions.size();
  m_log->add(Severity::info, {fmt::format("已打开 {}：{} 个图层版本", toUtf8(m_workspace->path), count),
                              fmt::format("Opened {}: {} layer versions", toUtf8(m_workspace->path), count)});
  if (count == 0)
    m_log->add(Severity::warning, {"工作空间里还没有图层：用“数据 > 导入图层”导入",
                                   "The workspace has no layers yet: bring them in with Data > Import"});
  updateActions();
  Q_EMIT workspaceShown();
}

void MainWindow::showRun(std::shared_ptr<const FinishedRun> run) {
  m_run = std::move(run);
  m_asked = {};
  if (m_notice->tone() == Verdict::fail) m_notice->clear();
  endWhatIf();
  m_history->lookAgain();
  m_site_layers = layersOf(*m_run, m_workspace->plane, m_language);
  m_highlight = nullptr;
  showAbove();
  m_log->add(linesOf(*m_run));
  m_findings->setRun(m_run);
  m_facts->setRun(m_run);
  raisePanel(m_findings);
  updateActions();
  Q_EMIT runShown();
}

void MainWindow::goToSite(std::size_t site) {
  if (m_run == nullptr) return;
  const Box box = siteBox(m_run->run.report.sites[site], m_workspace->plane);
  if (!box.empty()) m_canvas->zoomTo(around(box));
}

void MainWindow::goToFinding(std::size_t site, std::size_t number, qint64 index) {
  if (m_run == nullptr) return;
  const Crs& plane = m_workspace->plane;
  const SiteResult& place = m_run->run.report.sites[site];
  const Finding& finding = place.findings[number];
  const Box site_box = siteBox(place, plane);
  const FlatLayer overlap = overlapOf(*m_run, index, plane);
  if (overlap.rows() > 0) {
    highlight(overlap);
    m_canvas->zoomTo(around(overlap.extent()));
    return;
  }
  m_highlight = nullptr;
  showAbove();
  if (site_box.empty()) return;
  const double reach = finding.distance_m > 0 ? finding.distance_m * 1.1 + kLeastAround : kLeastAround;
  const Box window = site_box.grown(reach, reach);
  m_canvas->zoomTo(window);
  if (!finding.zone_key.empty()) m_map.findZone({finding.kind, finding.version, finding.zone_key, window});
}

void MainWindow::highlight(const FlatLayer& place) {
  m_highlight = highlightOf(place);
  showAbove();
}

void MainWindow::showVersions() {
  if (m_swipe->active())
    m_swipe->apply();
  else
    m_canvas->setVersions(m_layers->visibleVersions(), m_layers->opacities());
}

void MainWindow::showAbove() {
  DrawLayers above = m_site_layers;
  above.insert(above.end(), m_tried_layers.begin(), m_tried_layers.end());
  if (m_highlight) above.push_back(m_highlight);
  m_canvas->setAbove(above);
}

// An empty panel says what fills it.
void MainWindow::clearIdentified() {
  m_identified->clear();
  auto* hint =
      new QTreeWidgetItem(m_identified, {say("按 I，再点击地图上的分区", "Press I, then click a zone on the map")});
  hint->setFirstColumnSpanned(true);
  hint->setFlags(Qt::ItemIsEnabled); // neither chosen nor too pale to read
}

void MainWindow::showIdentified(const std::vector<Identified>& found) {
  m_identified->clear();
  if (found.empty()) {
    clearIdentified();
    m_identified->topLevelItem(0)->setText(0,
                                           say("所显示的图层在此处没有分区", "No zone of the layers shown lies here"));
  }
  const Catalogue& catalogue = m_workspace->catalogue;
  for (auto zone = found.rbegin(); zone != found.rend(); ++zone) { // what is drawn last is clicked on first
    auto* item =
        new QTreeWidgetItem(m_identified, {inQt(kindTitle(catalogue, zone->kind, m_language)), inQt(zone->zone_name)});
    item->setData(0, Qt::UserRole, QVariant::fromValue(std::make_shared<const FlatLayer>(zone->place)));
    const auto line = [&](const char* zh, const char* en, const std::string& value) {
      if (!value.empty()) new QTreeWidgetItem(item, {say(zh, en), inQt(value)});
    };
    const auto area = [](double m2) { return std::isnan(m2) ? std::string() : toGrouped(m2, 2) + " m²"; };
    line("类别", "Class", classTitle(catalogue, zone->kind, zone->zone_class, m_language));
    line("编号", "Id", zone->zone_id);
    line("版本", "Version", fmt::format("{} ({})", zone->version, zone->date));
    line("面积，国土调查法（official）", "Area, official (land survey)", area(zone->official_m2));
    line("面积，椭球面（exact）", "Area, exact (ellipsoid)", area(zone->exact_m2));
    line("面积，平面（planar）", "Area, planar", area(zone->planar_m2));
    if (zone->shape == Shape::line) line("长度，椭球面", "Length (ellipsoid)", toGrouped(zone->length_m, 2) + " m");
    if (zone->derived) line("来源", "Origin", say("推定，未经批准", "derived, nobody approved it").toStdString());
    if (zone->invalid) line("图形", "Shape", say("无效，按原样保留", "invalid, kept as delivered").toStdString());
    item->setExpanded(zone == found.rbegin());
  }
  if (!found.empty()) highlight(found.back().place);
}

void MainWindow::showProgress(const QString& stage, quint64 done, quint64 total) {
  if (!m_runs.isBusy()) return;
  m_stage->setText(stage);
  m_progress->setMaximum(total == 0 ? 0 : 1000);
  m_progress->setValue(total == 0 ? 0 : static_cast<int>(done * 1000 / total));
  m_progress->show();
  m_cancel->show();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  openFile(event->mimeData()->urls().front().toLocalFile());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  m_runs.cancel();
  if (m_session != nullptr) m_session->end();
  keepLayers();
  QSettings settings;
  settings.setValue("window/geometry", saveGeometry());
  settings.setValue("window/state", saveState());
  QMainWindow::closeEvent(event);
}

// The colours of a verdict follow the system's light or dark palette.
void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || m_notice == nullptr) return;
  m_findings->setLanguage(m_language);
  m_notice->setLanguage(m_language);
}

} // namespace ecoredline
