// The work of data staff, inspectors and map makers in the window.
#include "base/files.hpp"
#include "desktop/main_window.hpp"
#include "desktop/run_layers.hpp"
#include "desktop/words.hpp"
#include "geo/transform_cache.hpp"
#include "source/raster_view.hpp"

#include <QFileInfo>
#include <QInputDialog>
#include <QStatusBar>
#include <algorithm>
#include <array>

namespace ecoredline {

void MainWindow::buildDataMenu() {
  QMenu* menu = addMenu({"数据(&D)", "&Data"});
  m_need_workspace.push_back(
      addAction(menu, {"导入图层(&I)…", "&Import a layer…"}, QKeySequence("Ctrl+I"), [this] { chooseAndImport(); }));
  m_need_workspace.push_back(addAction(menu, {"导入线索(&L)…", "Bring in &leads…"}, {}, [this] { chooseLeads(); }));
  m_need_workspace.push_back(
      addAction(menu, {"制图(&P)…", "Map sheets (&P)…"}, QKeySequence("Ctrl+P"), [this] { showMapMaker(); }));
  buildBaseMapMenu(menu);
}

void MainWindow::connectWork() {
  const auto note = [this](const Text& text) {
    m_log->add(Severity::info, text);
    statusBar()->showMessage(inQt(text, m_language).section('\n', 0, 0));
  };
  connect(m_ledger, &LedgerPanel::said, this, note);
  connect(m_ledger, &LedgerPanel::placeWanted, this, &MainWindow::goToPlace);
  connect(m_incidents, &IncidentPanel::said, this, note);
  connect(m_incidents, &IncidentPanel::placeWanted, this, [this](double longitude, double latitude) {
    FlatBuilder builder(Crs::cgcs2000());
    builder.beginRow(Shape::point, 0);
    builder.addRing(std::array{longitude}, std::array{latitude}, 0);
    builder.endRow();
    goToPlace(builder.take());
  });
  connect(m_incidents, &IncidentPanel::leadsWanted, this, &MainWindow::chooseLeads);
  connect(m_incidents, &IncidentPanel::evidenceWanted, this, [this] {
    const QString file = m_choosers.file(this, say("作为证据的照片或文件", "A photograph or paper as evidence"), "*");
    if (!file.isEmpty()) m_incidents->setEvidence(file);
  });
  connect(m_incidents, &IncidentPanel::packWanted, this, [this] {
    const QString file = m_choosers.save(this, say("外业包存到哪里", "Where the field pack goes"), "trip.gpkg");
    if (!file.isEmpty()) m_incidents->pack(pathFromUtf8(file.toStdString()));
  });
  connect(m_incidents, &IncidentPanel::unpackWanted, this, [this] {
    const QString file =
        m_choosers.file(this, say("带回来的外业包", "The field pack that came back"), "*.gpkg *.xlsx *.csv");
    if (file.isEmpty()) return;
    const QString by =
        m_choosers.word(this, say("收回外业", "Take back"),
                        say("核查人（用于没有填核查人的行）：", "Who checked it, for rows that name nobody:"));
    if (!by.isNull()) m_incidents->unpack(pathFromUtf8(file.toStdString()), by.toStdString()); // "": rows name theirs
  });
}

void MainWindow::goToPlace(const FlatLayer& place) {
  if (m_workspace == nullptr) return;
  const auto there = onMap(place, m_workspace->plane);
  if (!there || there->rows() == 0) return;
  highlight(*there);
  const Box box = there->extent();
  const double margin = std::max({60.0, (box.max_x - box.min_x) * 0.6, (box.max_y - box.min_y) * 0.6});
  m_canvas->zoomTo(box.grown(margin, margin));
}

void MainWindow::chooseAndImport() {
  const QString path = m_choosers.file(this, say("要导入的图层文件", "File of a layer"), "*");
  if (!path.isEmpty()) previewImport(path);
}

void MainWindow::previewImport(const QString& path) {
  if (m_workspace == nullptr || m_runs.isBusy()) return;
  if (m_import) m_import->close();
  m_import = new ImportDialog(m_runs, m_workspace, pathFromUtf8(path.toStdString()), m_language, this);
  m_import->setAttribute(Qt::WA_DeleteOnClose);
  connect(m_import, &ImportDialog::placesRead, this, [this](const FlatLayer& places) {
    SitePreview preview;
    preview.places = places;
    m_tried_layers = layersOf(preview, m_workspace->plane);
    showAbove();
    if (!m_canvas->ghosts().empty()) return; // they are being compared
    for (const auto& layer : m_tried_layers) m_canvas->zoomTo(layer->shapes.extent());
  });
  connectCandidates(*m_import->reading(), *m_import);
  connect(m_import, &ImportDialog::placeWanted, this, &MainWindow::goToPlace);
  connect(m_import, &ImportDialog::imported, this, [this](const std::vector<Text>& notes) {
    for (const Text& note : notes) m_log->add(Severity::info, note);
    reopen();
  });
  connect(m_import, &QDialog::finished, this, [this] {
    m_tried_layers.clear();
    showAbove();
  });
  m_import->show();
}

// What was imported is among the layers.
void MainWindow::reopen() {
  m_map.open(m_workspace->path);
}

void MainWindow::showMapMaker() {
  if (m_workspace == nullptr) return;
  if (m_map_maker) m_map_maker->close();
  m_map_maker = new MapMaker(m_runs, m_workspace, m_run, m_language, this);
  m_map_maker->setAttribute(Qt::WA_DeleteOnClose);
  m_map_maker->setChooser(m_choosers.save);
  m_map_maker->show();
}

void MainWindow::chooseLeads() {
  const QString path = m_choosers.file(this, say("线索文件", "File of leads"), "*");
  if (path.isEmpty()) return;
  bool is_given = false;
  const QString epoch =
      QInputDialog::getText(this, say("期次", "Epoch"), say("这批线索是哪一期，如 2025", "Which epoch, such as 2025"),
                            QLineEdit::Normal, {}, &is_given);
  if (is_given && !epoch.trimmed().isEmpty())
    m_incidents->inspect(pathFromUtf8(path.toStdString()), epoch.trimmed().toStdString(), {});
}

} // namespace ecoredline
