// Data staff, inspectors and map makers in the window.
#include "app/track.hpp"
#include "desktop/series_view.hpp"
#include "window_fixture.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSlider>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <malloc.h>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

class WorkInWindow : public WindowTest {
 protected:
  /// A workspace of its own, for what changes it.
  void openCopy(const std::string& name) {
    const fs::path copy = folder() + "/" + name + ".gpkg";
    fs::copy_file(workspace(), copy, fs::copy_options::overwrite_existing);
    window().openFile(QString::fromStdString(copy.string()));
    ASSERT_TRUE(wait([&] { return window().workspace() != nullptr && window().workspace()->path == copy; }));
    ASSERT_TRUE(settled());
  }
  static std::string bytes(const fs::path& file) { return readFile(file).value_or(""); }
  bool importRead() {
    return wait([this] {
      return window().importDialog() != nullptr && !window().isBusy() &&
             window().importDialog()->zones()->columnCount() > 0;
    });
  }
};

TEST_F(WorkInWindow, ADeliveryIsSeenBeforeItIsImported) {
  openCopy("import");
  window().previewImport(QString::fromStdString(sample("redline_2023.shp")));
  ImportDialog* dialog = window().importDialog();
  ASSERT_NE(dialog, nullptr);
  dialog->setKind("ecological_redline");
  dialog->setDate("2025-05-01");
  dialog->setVersion("2025");
  ASSERT_TRUE(importRead());
  ASSERT_TRUE(wait([&] { return dialog->canImport(); })) << qPrintable(dialog->state()->text());
  EXPECT_GT(dialog->zones()->rowCount(), 5);
  EXPECT_GT(dialog->reading()->fields()->rowCount(), 3);
  keepPicture("desktop_import.png", *dialog);
  Box before = window().canvas()->view().window();
  Q_EMIT dialog->zones()->cellActivated(0, 0);
  EXPECT_FALSE(window().canvas()->view().window() == before) << "a row leads to its place";
  const std::size_t versions = window().workspace()->versions.size();
  const auto last = window().workspace();
  dialog->start();
  ASSERT_TRUE(wait([&] { return window().workspace() != last; }));
  ASSERT_EQ(window().workspace()->versions.size(), versions + 1);
  EXPECT_TRUE(std::ranges::any_of(window().workspace()->versions, [](const Version& version) {
    return version.kind == "ecological_redline" && version.label == "2025" && version.date == "2025-05-01";
  }));
}

TEST_F(WorkInWindow, ACancelledImportLeavesTheWorkspaceAsItWas) {
  openCopy("cancel");
  const fs::path file = window().workspace()->path;
  const std::string before = bytes(file);
  window().previewImport(QString::fromStdString(sample("control_units.gpkg")));
  ImportDialog* dialog = window().importDialog();
  dialog->setKind("environmental_control_unit");
  ASSERT_TRUE(wait([&] { return dialog->canImport(); })) << qPrintable(dialog->state()->text());
  dialog->start();
  window().cancel();
  ASSERT_TRUE(wait([this] { return !window().isBusy(); }));
  EXPECT_EQ(bytes(file), before);
}

TEST_F(WorkInWindow, RepairsAreShownInSquareMetresBeforeAnyoneAgrees) {
  openCopy("repair");
  const fs::path broken = folder() + "/bow.geojson";
  ASSERT_TRUE(writeFileAtomically(broken, R"({"type":"FeatureCollection","features":[{"type":"Feature",
"properties":{"name":"x"},"geometry":{"type":"Polygon","coordinates":[[[126.5,43.5],[126.6,43.5],[126.6,43.6],
[126.5,43.6],[126.5,43.55],[126.4999999,43.55],[126.5,43.55],[126.5,43.5]]]}}]})"));
  window().previewImport(QString::fromStdString(broken.string()));
  window().importDialog()->setKind("nature_reserve");
  ASSERT_TRUE(importRead());
  if (window().importDialog()->repairs()->rowCount() == 0) GTEST_SKIP() << "nothing to mend in it";
  EXPECT_FALSE(window().importDialog()->repairs()->item(0, 1)->text().isEmpty());
  window().importDialog()->close();
}

TEST_F(WorkInWindow, TheSliderShowsTheVersionsOfADay) {
  openSample();
  const auto now = window().layers()->visibleVersions();
  window().layers()->setAsOf("2019-06-01");
  const auto then = window().layers()->visibleVersions();
  EXPECT_LT(then.size(), now.size());
  for (const Version& version : window().workspace()->versions) {
    const bool shown = std::ranges::count(then, version.id) > 0;
    EXPECT_TRUE(!shown || version.date <= "2019-06-01") << version.kind << version.date;
    EXPECT_TRUE(version.kind != "ecological_redline" || shown == (version.label == "2018"));
  }
  window().layers()->asOfSlider()->setValue(0);
  window().layers()->asOfSlider()->setValue(window().layers()->asOfSlider()->maximum());
  EXPECT_EQ(window().layers()->visibleVersions(), now);
}

TEST_F(WorkInWindow, ALayerLetsThroughWhatIsUnderIt) {
  openSample();
  const QImage before = window().canvas()->grab().toImage();
  for (const std::string& kind : window().layers()->kinds()) window().layers()->setOpacity(kind, 0.2);
  ASSERT_TRUE(settled());
  EXPECT_NE(window().canvas()->grab().toImage(), before);
}

TEST_F(WorkInWindow, TheAreaLedgerClosesLeadsToItsChangesAndTakesACause) {
  openCopy("ledger");
  LedgerPanel* panel = window().ledger();
  panel->choose("ecological_redline", "2018", "2023");
  window().raisePanel(panel);
  bool is_charted = false;
  QObject::connect(panel, &LedgerPanel::charted, [&] { is_charted = true; });
  panel->compute();
  ASSERT_TRUE(wait([&] { return panel->tracked() != nullptr && is_charted; }, 120));
  EXPECT_TRUE(panel->tracked()->ledger.closes());
  EXPECT_GT(panel->accounts()->rowCount(), 0);
  ASSERT_GT(panel->changes()->rowCount(), 0);
  EXPECT_FALSE(panel->series()->chart()->pixmap().isNull()) << qPrintable(panel->series()->chart()->text());
  keepPicture("desktop_ledger.png");
  panel->tabs()->setCurrentIndex(1);
  const Box before = window().canvas()->view().window();
  panel->selectChange(0);
  EXPECT_FALSE(window().canvas()->view().window() == before);
  const auto& changes = panel->tracked()->ledger.changes;
  const auto drawn = std::ranges::find_if(changes, [](const LedgerChange& change) {
    return change.removed_m2 > 0 && change.added_m2 == 0 && change.between_m2 == 0 &&
           change.tool_cause != Cause::resurvey;
  });
  if (drawn == changes.end()) GTEST_SKIP() << "no change that may be booked otherwise";
  panel->changes()->selectRow(static_cast<int>(drawn - changes.begin()));
  panel->changes()->setCurrentCell(static_cast<int>(drawn - changes.begin()), 0);
  const std::string key = drawn->key;
  const auto* last = panel->tracked();
  panel->overrideCause("resurvey", "张三", "复核原图");
  ASSERT_TRUE(wait([&] { return panel->tracked() != last; }, 120));
  const auto after = std::ranges::find(panel->tracked()->ledger.changes, key, &LedgerChange::key);
  ASSERT_NE(after, panel->tracked()->ledger.changes.end());
  ASSERT_TRUE(after->override_by);
  EXPECT_EQ(after->override_by->by, "张三");
}

TEST_F(WorkInWindow, TheSeriesStandsInChartsAndTablesWithTheNumbersOfTheCommand) {
  openCopy("series");
  LedgerPanel* panel = window().ledger();
  panel->choose("ecological_redline", "2018", "2023");
  for (QComboBox* box : panel->findChildren<QComboBox*>())
    if (const int at = box->findData("admin_division"); at >= 0) box->setCurrentIndex(at);
  window().raisePanel(panel);
  bool is_charted = false;
  QObject::connect(panel, &LedgerPanel::charted, [&] { is_charted = true; });
  panel->compute();
  ASSERT_TRUE(wait([&] { return is_charted; }, 120));
  panel->tabs()->setCurrentIndex(2);
  const SeriesView* view = panel->series();
  ASSERT_GE(view->charts()->count(), 5) << "lines by class; by version, change, step, unit";
  for (int shown = 0; shown < view->charts()->count(); ++shown) {
    view->charts()->setCurrentIndex(shown);
    const QString title = view->charts()->currentText();
    EXPECT_EQ(view->chart()->accessibleName(), title);
    ASSERT_FALSE(view->chart()->pixmap().isNull()) << qPrintable(title);
    EXPECT_LE(view->chart()->width(), view->chart()->parentWidget()->width()) << qPrintable(title) << " is cut off";
  }
  // The tables are those of the command, cell by cell.
  TrackOptions options = panel->options();
  options.formats = {"csv"};
  const auto printed = trackSeries(options, Language::zh, silentFeedback());
  ASSERT_TRUE(printed);
  ASSERT_GE(view->tables()->count(), 4) << "areas, steps, causes, units";
  for (int shown = 0; shown < view->tables()->count(); ++shown) {
    view->tables()->setCurrentIndex(shown);
    ASSERT_GT(view->table()->rowCount(), 0);
    for (int column = 0; column < view->table()->columnCount(); ++column) {
      QString cell = view->table()->item(0, column)->text();
      if (view->table()->item(0, column)->textAlignment() & Qt::AlignRight) cell.remove(QChar(0x2009)); // for people
      EXPECT_NE(printed->output.find(cell.toStdString()), std::string::npos)
          << qPrintable(view->tables()->currentText()) << " " << column;
    }
  }
  view->charts()->setCurrentIndex(view->charts()->findData("series_units"));
  keepPicture("desktop_series.png");
  const QString in_chinese = view->tables()->itemText(0);
  window().setLanguage(Language::en);
  EXPECT_NE(view->tables()->itemText(0), in_chinese);
  ASSERT_TRUE(wait([&] { return view->drawnIn() == Language::en; }, 60)) << "the words in the charts follow";
  EXPECT_EQ(view->charts()->currentData().toString(), "series_units") << "what was chosen stays";
  EXPECT_EQ(panel->options().by, "admin_division") << "what was chosen stays";
  keepPicture("desktop_series_en.png");
  window().setLanguage(Language::zh);
  ASSERT_TRUE(wait([&] { return view->drawnIn() == Language::zh; }, 60));
}

TEST_F(WorkInWindow, ProblemsAreListedFilteredAndMovedOn) {
  openCopy("incidents");
  IncidentPanel* panel = window().incidents();
  window().raisePanel(panel);
  panel->inspect(sample("leads_2024.geojson"), "2024", "2024-12-31");
  ASSERT_TRUE(wait([&] { return panel->ledger() && !panel->ledger()->list.incidents.empty(); }, 120));
  const int all = panel->list()->rowCount();
  EXPECT_EQ(all, static_cast<int>(panel->ledger()->list.incidents.size()));
  EXPECT_GT(panel->statistics()->rowCount(), 3);
  panel->setFilter({}, false, panel->list()->item(0, 0)->text());
  EXPECT_EQ(panel->list()->rowCount(), 1);
  panel->setFilter({}, false, {});
  panel->select(0);
  EXPECT_GT(panel->timeline()->topLevelItemCount(), 0);
  ASSERT_GT(panel->steps()->count(), 0);
  const std::string id = panel->list()->item(0, 0)->text().toStdString();
  const auto state = [&] { return std::ranges::find(panel->ledger()->list.incidents, id, &Incident::id)->state; };
  const std::string before = state();
  const std::string to = panel->steps()->itemData(0).toString().toStdString();
  keepPicture("desktop_incidents.png");
  int told = window().log()->lines();
  panel->advance(to, "county", {}, {}, {}); // nobody named: refused in words, nothing changes
  ASSERT_TRUE(wait([&] { return window().log()->lines() > told; }));
  EXPECT_EQ(state(), before);
  const auto* step = panel->ledger()->type.transition(before, to);
  ASSERT_NE(step, nullptr);
  panel->advance(to, step->levels.empty() ? "" : step->levels.front(), "李四", sample("facts.toml"), "现场核实");
  ASSERT_TRUE(wait([&] { return state() == to; })) << qPrintable(window().log()->line(window().log()->lines() - 1));
  const fs::path pack = folder() + "/trip.gpkg";
  panel->pack(pack);
  ASSERT_TRUE(wait([&] { return fs::exists(pack); }));
}

TEST_F(WorkInWindow, ASheetIsPreviewedAndExportedAsTheCommandLineDoes) {
  openSample();
  window().showMapMaker();
  MapMaker* maker = window().mapMaker();
  ASSERT_GT(maker->gallery()->count(), 3);
  maker->choose("redline");
  ASSERT_TRUE(wait([&] { return maker->hasPreview(); }, 120));
  EXPECT_FALSE(maker->page()->pixmap().isNull());
  keepPicture("desktop_map_maker.png", *maker);
  for (const char* ending : {"svg", "pdf"}) {
    const std::string ours = folder() + "/window." + ending;
    const std::string theirs = folder() + "/cli." + ending;
    bool is_done = false;
    const auto link = QObject::connect(maker, &MapMaker::exported, [&] { is_done = true; });
    maker->exportTo(QString::fromStdString(ours));
    ASSERT_TRUE(wait([&] { return is_done; }, 120));
    QObject::disconnect(link);
    const std::string line = std::string(ECOREDLINE_BIN_DIR) + "/ecoredline map '" + workspace() + "' --sheet " +
                             maker->options().sheet + " --out '" + theirs + "' 2>/dev/null";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;
    EXPECT_FALSE(bytes(ours).empty());
    EXPECT_EQ(bytes(ours), bytes(theirs)) << ending;
  }
  maker->close();
}

TEST_F(WorkInWindow, SheetsOfProblemsAndChangesAreInTheGalleryToo) {
  openCopy("gallery");
  const auto isOffered = [](MapMaker& maker, const char* sheet) {
    for (int row = 0; row < maker.gallery()->count(); ++row)
      if (maker.gallery()->item(row)->data(Qt::UserRole) == sheet)
        return maker.gallery()->item(row)->flags().testFlag(Qt::ItemIsEnabled);
    return false;
  };
  bool is_filled = false;
  const auto show = [&] {
    is_filled = false;
    window().showMapMaker();
    QObject::connect(window().mapMaker(), &MapMaker::filled, [&] { is_filled = true; });
    return wait([&] { return is_filled; });
  };
  ASSERT_TRUE(show());
  EXPECT_FALSE(isOffered(*window().mapMaker(), "encroachment")) << "the ledger is empty";
  EXPECT_TRUE(isOffered(*window().mapMaker(), "change"));
  window().mapMaker()->close();
  IncidentPanel* panel = window().incidents();
  panel->inspect(sample("leads_2024.geojson"), "2024", "2024-12-31");
  ASSERT_TRUE(wait([&] { return panel->ledger() && !panel->ledger()->list.incidents.empty(); }, 120));
  ASSERT_TRUE(show());
  MapMaker* maker = window().mapMaker();
  ASSERT_TRUE(isOffered(*maker, "encroachment"));
  ASSERT_GT(maker->incidents()->count(), 2);
  maker->chooseIncident(maker->incidents()->itemData(2).toString().toStdString());
  maker->choose("encroachment");
  ASSERT_TRUE(wait([&] { return maker->hasPreview(); }, 120));
  EXPECT_EQ(maker->options().incident, maker->incidents()->itemData(2).toString().toStdString());
  keepPicture("desktop_map_maker_problem.png", *maker);
  maker->chooseChange("ecological_redline", "2018", "2023");
  maker->choose("change");
  ASSERT_TRUE(wait([&] { return maker->hasPreview(); }, 180));
  EXPECT_EQ(maker->options().from, "2018");
  keepPicture("desktop_map_maker_change.png", *maker);
  const std::string ours = folder() + "/window_change.png";
  const std::string theirs = folder() + "/cli_change.png";
  bool is_done = false;
  QObject::connect(maker, &MapMaker::exported, [&] { is_done = true; });
  maker->exportTo(QString::fromStdString(ours));
  ASSERT_TRUE(wait([&] { return is_done; }, 180));
  const std::string line = std::string(ECOREDLINE_BIN_DIR) + "/ecoredline map '" + window().workspace()->path.string() +
                           "' --sheet change --kind ecological_redline --from 2018 --to 2023 --out '" + theirs +
                           "' 2>/dev/null";
  ASSERT_EQ(std::system(line.c_str()), 0) << line;
  EXPECT_EQ(bytes(ours), bytes(theirs));
  maker->close();
}

TEST_F(WorkInWindow, AnAtlasIsTurnedPageByPageAndWrittenInEveryForm) {
  openSample();
  window().showMapMaker();
  MapMaker* maker = window().mapMaker();
  maker->choose("redline");
  ASSERT_TRUE(wait([&] { return maker->hasPreview(); }, 120));
  EXPECT_EQ(maker->shown().drawable, 1U);
  maker->setAtlas("admin_division");
  ASSERT_TRUE(wait([&] { return maker->hasPreview() && maker->shown().drawable > 1; }, 120));
  const std::size_t pages = maker->shown().drawable;
  const std::string first = maker->shown().name;
  const int number = maker->shown().number.page;
  maker->turnTo(1);
  ASSERT_TRUE(wait([&] { return maker->hasPreview(); }, 120));
  EXPECT_NE(maker->shown().name, first);
  EXPECT_EQ(maker->shown().number.page, number + 1);
  keepPicture("desktop_map_maker_atlas.png", *maker);
  maker->turnTo(1000000); // there is no such page: the last
  ASSERT_TRUE(wait([&] { return maker->hasPreview(); }, 120));
  EXPECT_EQ(maker->shown().number.page, maker->shown().number.pages);
  maker->setFormat("png", true);
  EXPECT_EQ(maker->options().pages, "png");
  const fs::path out = folder() + "/pages";
  bool is_done = false;
  QObject::connect(maker, &MapMaker::exported, [&] { is_done = true; });
  maker->exportTo(QString::fromStdString(out.string()));
  ASSERT_TRUE(wait([&] { return is_done; }, 180));
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count_if(
                fs::directory_iterator(out), [](const auto& file) { return file.path().extension() == ".png"; })),
            pages);
  maker->close();
}

TEST_F(WorkInWindow, PhotographsOfAProblemAreShownBesideWhatTheySay) {
  openCopy("photos");
  IncidentPanel* panel = window().incidents();
  window().raisePanel(panel);
  panel->inspect(sample("leads_2024.geojson"), "2024", "2024-12-31");
  ASSERT_TRUE(wait([&] { return panel->ledger() && !panel->ledger()->list.incidents.empty(); }, 120));
  panel->select(0);
  EXPECT_TRUE(panel->photos()->pictures().empty());
  EXPECT_FALSE(panel->photos()->isVisible());
  const std::string id = panel->list()->item(0, 0)->text().toStdString();
  QImage photo(1600, 1200, QImage::Format_RGB32);
  for (int y = 0; y < photo.height(); ++y)
    for (int x = 0; x < photo.width(); ++x) photo.setPixel(x, y, qRgb(x / 8, y / 8, (x ^ y) & 255));
  const std::string jpeg = folder() + "/现场.jpg";
  ASSERT_TRUE(photo.save(QString::fromStdString(jpeg), "JPG"));
  for (const std::string& file : {jpeg, sample("facts.toml")}) {
    IncidentOptions attach;
    attach.workspace = window().workspace()->path;
    attach.action = "attach";
    attach.items = {id, file};
    attach.by = "李四";
    attach.date = "2025-01-05";
    const auto done = runIncident(attach, Language::zh, silentFeedback());
    ASSERT_TRUE(done) << describe(done.error(), Language::en);
  }
  const auto* before = panel->ledger().get();
  panel->refresh();
  ASSERT_TRUE(wait([&] { return panel->ledger().get() != before; }));
  panel->select(0);
  const auto& pictures = panel->photos()->pictures();
  ASSERT_TRUE(wait([&] { return pictures.size() == 2 && !pictures[0].picture.isNull(); }));
  EXPECT_TRUE(panel->photos()->isVisible());
  EXPECT_EQ(pictures[0].file.name, "现场.jpg");
  EXPECT_LE(pictures[0].picture.width(), 264);
  EXPECT_TRUE(pictures[1].picture.isNull()) << "a paper";
  EXPECT_TRUE(panel->photos()->item(0)->toolTip().contains("照片不含位置"))
      << qPrintable(panel->photos()->item(0)->toolTip());
  keepPicture("desktop_photos.png");
  const QPalette light = QApplication::palette(); // the other language and the other palette, for people to look at
  QApplication::setPalette(darkPalette());
  window().setLanguage(Language::en);
  window().notice()->tell(Verdict::fail, {"磁盘已满", "Writing failed: no space left on device (a.gpkg)\ncheck it"},
                          {{{"再试", "Try again"}, {}}});
  QApplication::processEvents();
  keepPicture("desktop_dark_en.png");
  window().notice()->clear();
  QApplication::setPalette(light);
  QWidget* large = panel->photos()->open(0);
  ASSERT_NE(large, nullptr);
  ASSERT_TRUE(wait([&] {
    for (const QLabel* label : large->findChildren<QLabel*>())
      if (!label->pixmap().isNull()) return true;
    return false;
  }));
  large->close();
}

TEST_F(WorkInWindow, GraticuleOverviewAndABaseMap) {
  openSample();
  window().canvas()->zoomBy(0.2);
  ASSERT_TRUE(settled());
  window().canvas()->setOverview(false);
  const QImage plain = window().canvas()->grab().toImage();
  window().canvas()->setOverview(true);
  window().canvas()->setGraticule(true);
  EXPECT_NE(window().canvas()->grab().toImage(), plain);
  keepPicture("desktop_graticule.png");
  window().canvas()->setGraticule(false);
  window().canvas()->setOverview(false);
  const fs::path sheet = folder() + "/base.tif"; // a sheet of our own, georeferenced, as a picture under the layers
  const std::string line = std::string(ECOREDLINE_BIN_DIR) + "/ecoredline map '" + workspace() +
                           "' --sheet redline --out '" + sheet.string() + "' 2>/dev/null";
  ASSERT_EQ(std::system(line.c_str()), 0);
  window().layers()->setAllVisible(false);
  ASSERT_TRUE(settled());
  const QImage empty = window().canvas()->grab().toImage();
  window().addBaseMap(QString::fromStdString(sheet.string()));
  ASSERT_TRUE(settled());
  EXPECT_NE(window().canvas()->grab().toImage(), empty);
}

constexpr double kMostGrownMb = 40;

/// Memory of this process that no file stands behind, after the allocator has given back what it keeps.
double residentMb() {
  ::malloc_trim(0);
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) / 1024;
  return 0;
}

/// Anything a hand may do, by a seed that is printed. ECOREDLINE_RANDOM_SECONDS makes it longer (the soak: 1800).
TEST_F(WorkInWindow, RandomInputDoesNotBreakIt) {
  openSample();
  screenSample();
  const char* wanted = std::getenv("ECOREDLINE_RANDOM_SECONDS");
  const int seconds = wanted == nullptr ? 10 : std::atoi(wanted);
  const auto seed = static_cast<quint32>(20261122);
  QRandomGenerator random(seed);
  SCOPED_TRACE(seed);
  const auto begin = std::chrono::steady_clock::now();
  const auto end = begin + std::chrono::seconds(seconds);
  const auto warm_from = begin + std::chrono::milliseconds(seconds * 200); // caches and fonts are there by then
  double warm = 0;
  long actions = 0;
  MapCanvas* canvas = window().canvas();
  const auto place = [&] { return QPoint(random.bounded(canvas->width()), random.bounded(canvas->height())); };
  while (std::chrono::steady_clock::now() < end) {
    ++actions;
    if (warm == 0 && std::chrono::steady_clock::now() > warm_from) warm = residentMb();
    switch (random.bounded(10)) {
    case 0:
      canvas->setTool(static_cast<MapTool>(random.bounded(5)));
      break;
    case 1:
      QTest::mouseClick(canvas, Qt::LeftButton, {}, place());
      break;
    case 2:
      QTest::mousePress(canvas, Qt::LeftButton, {}, place());
      QTest::mouseMove(canvas, place());
      QTest::mouseRelease(canvas, Qt::LeftButton, {}, place());
      break;
    case 3:
      QTest::keyClick(canvas, static_cast<Qt::Key>(Qt::Key_Left + random.bounded(4)));
      break;
    case 4:
      canvas->zoomBy(random.bounded(2) == 0 ? 0.6 : 1.7);
      break;
    case 5:
      window().findings()->activate(random.bounded(1 + window().findings()->model().rowCount()));
      break;
    case 6:
      window().layers()->setAllVisible(random.bounded(2) == 0);
      break;
    case 7:
      window().findings()->selectSite(random.bounded(6) - 1);
      window().beginWhatIf();
      break;
    case 8:
      QTest::keyClick(canvas, static_cast<Qt::Key>(random.bounded(2) == 0 ? Qt::Key_BracketLeft : Qt::Key_Backspace));
      canvas->undo();
      break;
    default:
      window().setLanguage(random.bounded(2) == 0 ? Language::zh : Language::en);
    }
    if (window().siteDialog() != nullptr) window().siteDialog()->close();
    QApplication::processEvents();
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // no loop runs here that would delete them
  }
  window().layers()->setAllVisible(true);
  canvas->zoomToAll();
  EXPECT_TRUE(settled());
  const double grown = residentMb() - warm;
  std::cout << "random: " << seconds << " s, " << actions << " acts, " << warm << " MB after a fifth of the time, "
            << grown << " MB more at the end\n";
  if (seconds < 600) return; // caches are still filling
  EXPECT_LT(grown, kMostGrownMb) << "memory grows with what is done";
}

} // namespace
} // namespace ecoredline
