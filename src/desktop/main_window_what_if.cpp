// Sites under the hand, and runs that were made before.
#include "base/date.hpp"
#include "desktop/drafts.hpp"
#include "desktop/main_window.hpp"
#include "desktop/run_layers.hpp"
#include "desktop/words.hpp"

#include <QDockWidget>
#include <QStatusBar>
#include <algorithm>

namespace ecoredline {

void MainWindow::connectWhatIf() {
  connect(m_what_if_panel, &WhatIfPanel::beginWanted, this, &MainWindow::beginWhatIf);
  connect(m_what_if_panel, &WhatIfPanel::endWanted, this, &MainWindow::endWhatIf);
  connect(m_what_if_panel, &WhatIfPanel::shapeWanted, m_canvas, &MapCanvas::setEdited);
  connect(m_what_if_panel, &WhatIfPanel::screenWanted, this, &MainWindow::screenShape);
  connect(m_canvas, &MapCanvas::siteEdited, this, [this](const SiteShape& shape, bool done) {
    if (m_workspace) m_what_if.ask(m_what_if_panel->site(), shape, m_workspace->plane, done);
  });
  connect(&m_what_if, &WhatIfDesk::answered, this, &MainWindow::showAnswer);
  connect(&m_what_if, &WhatIfDesk::failed, this, &MainWindow::showError);
}

void MainWindow::beginWhatIf() {
  if (m_run == nullptr) return;
  const auto& sites = m_run->run.report.sites;
  const int chosen = sites.size() == 1 ? 0 : m_findings->selectedSite();
  if (chosen < 0) {
    statusBar()->showMessage(say("先在“发现”中选一个地块", "Choose a site in “Findings” first"));
    return;
  }
  const SiteResult& site = sites[static_cast<std::size_t>(chosen)];
  const auto place = site.geometry.rows() == 0 ? Result<FlatLayer>{} : onMap(site.geometry, m_workspace->plane);
  const SiteShape shape = place ? SiteShape::of(*place, 0) : SiteShape{};
  if (shape.empty()) {
    statusBar()->showMessage(say("只有面状地块可以推演", "Only a site with an area can be tried elsewhere"));
    return;
  }
  m_what_if_panel->begin(m_run->catalogue, site.id);
  m_what_if.open(m_run->options);
  m_canvas->editSite(shape);
  goToSite(static_cast<std::size_t>(chosen));
  m_what_if.ask(site.id, shape, m_workspace->plane, true);
  raisePanel(m_what_if_panel);
  statusBar()->showMessage(
      say("拖动地块、拖圆柄旋转、拖角点改形；方向键移 1 m，[ ] 转 1°；Ctrl+Z 撤销",
          "Drag the site, its round grip or its corners; arrow keys move it 1 m, [ ] turn it 1°; Ctrl+Z undoes"));
}

void MainWindow::endWhatIf() {
  m_what_if.drop();
  m_what_if_panel->end();
  m_tried_layers.clear();
  if (m_canvas->tool() == MapTool::edit_site) m_canvas->setTool(MapTool::identify);
  m_canvas->stopEditing();
  showAbove();
}

void MainWindow::showAnswer(const std::shared_ptr<const WhatIfAnswer>& answer) {
  if (m_what_if_panel->site().empty() || m_workspace == nullptr) return;
  m_what_if_panel->show(answer);
  m_tried_layers = overlapLayersOf(answer->run, m_workspace->plane);
  showAbove();
}

// A place that was tried becomes a file of its own, so that its verdict can be repeated anywhere.
void MainWindow::screenShape(const SiteShape& shape) {
  if (m_run == nullptr) return;
  const std::string id = m_what_if_panel->site();
  const auto& sites = m_run->run.report.sites;
  const auto site = std::ranges::find(sites, id, &SiteResult::id);
  const std::string project = site == sites.end() ? id : site->project_id;
  goOn(keepDraft(m_workspace->path, id, ".geojson", siteGeoJson(shape, m_workspace->plane, id, project)), true);
}

void MainWindow::connectHistory() {
  connect(m_history, &HistoryPanel::runWanted, this, &MainWindow::screen);
  for (const auto& [dock, text] : m_docks)
    if (dock->widget() == m_history) connect(dock, &QDockWidget::visibilityChanged, m_history, &HistoryPanel::setSeen);
  connect(m_history, &HistoryPanel::said, this, [this](const QString& text) { statusBar()->showMessage(text); });
  connect(&m_lists, &RunDesk::failed, this, &MainWindow::showError);
  connect(m_history, &HistoryPanel::siteWanted, this, [this](const QString& id) {
    if (m_run == nullptr) return;
    const auto& sites = m_run->run.report.sites;
    const auto site = std::ranges::find(sites, id.toStdString(), &SiteResult::id);
    if (site != sites.end()) goToSite(static_cast<std::size_t>(site - sites.begin()));
  });
}

} // namespace ecoredline
