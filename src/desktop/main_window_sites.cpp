// Sites on their way to a verdict: dropped, drawn or pasted.
#include "base/date.hpp"
#include "base/files.hpp"
#include "desktop/drafts.hpp"
#include "desktop/main_window.hpp"
#include "desktop/paste_dialog.hpp"
#include "desktop/run_layers.hpp"
#include "desktop/words.hpp"

#include <QApplication>
#include <QClipboard>
#include <QStatusBar>
#include <algorithm>

namespace ecoredline {

void MainWindow::previewSites(const QString& path) {
  statusBar()->clearMessage();
  if (m_runs.isBusy() && !m_dialog) { // a run does not give way to a file that is dropped
    statusBar()->showMessage(say("正在核查：等它完成，或先停止", "A run is under way: wait for it, or stop it first"));
    return;
  }
  if (m_workspace == nullptr) {
    m_log->add({ErrorKind::usage,
                "desktop.no_workspace",
                {"还没有打开工作空间", "No workspace is open"},
                path.toStdString(),
                {"先打开或拖入一个工作空间（.gpkg）", "open or drop a workspace (.gpkg) first"}});
    statusBar()->showMessage(say("先打开工作空间，再核查项目用地", "Open a workspace first, then screen sites"));
    return;
  }
  openDialog(pathFromUtf8(path.toStdString()));
}

void MainWindow::openDialog(const std::filesystem::path& sites) {
  if (m_dialog) m_dialog->close();
  m_dialog = new SiteDialog(m_runs, m_workspace, sites, m_language, this);
  m_dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(m_dialog, &SiteDialog::runWanted, this, &MainWindow::screen);
  connect(m_dialog, &SiteDialog::placesRead, this,
          [this](const std::shared_ptr<const SitePreview>& preview) { showPreview(*preview); });
  connectCandidates(*m_dialog->reading(), *m_dialog);
  m_dialog->show(); // beside the map, on which candidates are chosen too
}

void MainWindow::connectCandidates(ReadingForm& reading, QDialog& dialog) {
  connect(&reading, &ReadingForm::candidatesChanged, this, [this, &reading, &dialog] {
    const bool is_first = m_canvas->ghosts().empty();
    m_canvas->setGhosts(reading.candidates(), reading.chosenCandidate());
    if (is_first) showGhosts(dialog);
  });
  connect(&reading, &ReadingForm::candidateChosen, m_canvas, &MapCanvas::chooseGhost);
  connect(&dialog, &QDialog::finished, this, [this] { m_canvas->setGhosts({}, -1); });
}

ReadingForm* MainWindow::readingShown() const {
  if (m_dialog && m_dialog->isVisible()) return m_dialog->reading();
  return m_import && m_import->isVisible() ? m_import->reading() : nullptr;
}

/// The map moves once, to show all of them beside the dialog, which gives way.
void MainWindow::showGhosts(QDialog& dialog) {
  const QRect canvas(m_canvas->mapToGlobal(QPoint(0, 0)), m_canvas->size());
  dialog.move(frameGeometry().bottomRight() - QPoint(dialog.frameGeometry().width(), dialog.frameGeometry().height()));
  const QRect covered = dialog.frameGeometry();
  QRect above(canvas);
  above.setBottom(std::min(canvas.bottom(), covered.top()));
  QRect left(canvas);
  left.setRight(std::min(canvas.right(), covered.left()));
  const auto area = [](const QRect& part) { return part.isValid() ? part.width() * part.height() : 0; };
  const QRect free = area(above) > area(left) ? above : left;
  m_canvas->zoomToGhosts(free.translated(-canvas.topLeft()));
}

void MainWindow::screen(const ScreenOptions& options) {
  m_asked = options;
  m_runs.screen(options, m_workspace ? m_workspace->plane : Crs());
  showProgress(say("开始核查", "Screening"), 0, 0);
  updateActions();
}

void MainWindow::showPreview(const SitePreview& preview) {
  if (m_workspace == nullptr || preview.places.rows() == 0) return;
  m_site_layers = layersOf(preview, m_workspace->plane);
  showAbove();
  if (!m_canvas->ghosts().empty()) return; // they are being compared
  for (const auto& layer : m_site_layers) m_canvas->zoomTo(layer->shapes.extent());
}

void MainWindow::goOn(const Result<std::filesystem::path>& draft, bool is_drawn) {
  if (!draft) {
    showError(draft.error());
    return;
  }
  previewSites(inQt(toUtf8(*draft)));
  if (is_drawn && m_dialog) m_dialog->trustPlaces();
}

void MainWindow::takeDrawn(const std::vector<QPointF>& corners) {
  if (m_workspace == nullptr) return;
  if (m_runs.isBusy() && !m_dialog) { // it stays on the map until it can be taken
    m_canvas->goOnDrawing(corners);
    statusBar()->showMessage(say("正在核查：等它完成，再按回车", "A run is under way: wait for it, then press Enter"));
    return;
  }
  const SiteShape shape{{{0, corners}}};
  const std::string name = say("手绘用地", "drawn site").toStdString();
  const auto draft = keepDraft(m_workspace->path, name, ".geojson",
                               siteGeoJson(shape, m_workspace->plane, name, name + " " + today()));
  if (!draft) m_canvas->goOnDrawing(corners); // nothing of it is lost; Enter tries again
  goOn(draft, true);
}

void MainWindow::takePasted(const QString& text) {
  if (m_workspace == nullptr) return;
  const auto draft =
      keepDraft(m_workspace->path, say("粘贴用地", "pasted site").toStdString(), ".txt", text.toStdString());
  if (!draft) showPasteDialog(text);
  goOn(draft, false);
}

void MainWindow::showPasteDialog(const QString& text) {
  if (m_workspace == nullptr) return;
  auto* dialog = new PasteDialog(text.isEmpty() ? QApplication::clipboard()->text() : text, m_language, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &PasteDialog::pasted, this, &MainWindow::takePasted);
  dialog->open();
}

} // namespace ecoredline
