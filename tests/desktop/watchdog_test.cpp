// No event of the window's thread takes longer than a tenth of a second of processor time, in any flow.
#include "desktop/page_editor.hpp"
#include "desktop/page_view.hpp"
#include "event_watch.hpp"
#include "window_fixture.hpp"

#include <fmt/format.h>

#include <QTabWidget>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <ctime>
#include <fstream>
#include <iostream>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

constexpr double kMostMs = 100;

class Watchdog : public WindowTest {
 protected:
  void TearDown() override {
    WatchedApplication::own()->rest();
    WindowTest::TearDown();
  }
  /// As an event, so that it is watched.
  void act(std::function<void()> what) {
    QMetaObject::invokeMethod(&window(), std::move(what), Qt::QueuedConnection);
    QApplication::processEvents();
  }
  void openCopy(const std::string& name) {
    const fs::path copy = fs::path(folder()) / (name + ".gpkg");
    fs::copy_file(workspace(), copy, fs::copy_options::overwrite_existing);
    act([this, copy] { window().openFile(QString::fromStdString(copy.string())); });
    ASSERT_TRUE(wait([&] { return window().workspace() != nullptr && window().workspace()->path == copy; }));
    ASSERT_TRUE(settled());
  }
  void begin() { WatchedApplication::own()->watch(); }
  /// Of what was done since begin().
  void expectNoStall(const std::string& flow) {
    QApplication::processEvents();
    const WatchedApplication& watch = *WatchedApplication::own();
    std::cout << fmt::format("watchdog: {}: {:.1f} ms the longest of {} events, {}\n", flow, watch.longestMs(),
                             watch.events(), watch.longest());
    EXPECT_GT(watch.events(), 0);
    EXPECT_LT(watch.longestMs(), kMostMs) << flow << ": " << watch.longest();
    begin();
  }
  /// So many squares of 40 m over the sample's ground, in EPSG:4490.
  static fs::path squares(const std::string& name, int count, const std::string& properties) {
    const fs::path file = fs::path(folder()) / (name + ".geojson");
    std::ofstream out(file);
    out << R"({"type":"FeatureCollection","features":[)";
    for (int i = 0; i < count; ++i) {
      const double x = 126.3 + 0.9 * (i % 67) / 67;
      const double y = 43.3 + 0.9 * (i / 67) / (count / 67.0 + 1);
      out << (i > 0 ? "," : "")
          << fmt::format(R"({{"type":"Feature","properties":{{{}}},"geometry":{{"type":"Polygon","coordinates":
[[[{:.6f},{:.6f}],[{:.6f},{:.6f}],[{:.6f},{:.6f}],[{:.6f},{:.6f}],[{:.6f},{:.6f}]]]}}}})",
                         fmt::format(fmt::runtime(properties), fmt::arg("i", i)), x, y, x + 0.0005, y, x + 0.0005,
                         y + 0.0004, x, y + 0.0004, x, y);
    }
    out << "]}";
    return file;
  }
};

TEST_F(Watchdog, SeesAnEventThatIsTooLong) {
  begin();
  act([] {
    const std::clock_t begin = std::clock(); // of the whole process: other threads rest
    while (std::clock() - begin < CLOCKS_PER_SEC / 2) {
    }
  });
  EXPECT_GT(WatchedApplication::own()->longestMs(), kMostMs);
}

TEST_F(Watchdog, OpeningScreeningTryingAndHistory) {
  begin();
  openCopy("watch_screen");
  expectNoStall("open");
  screenSample();
  expectNoStall("screen");
  act([this] { window().findings()->activate(0); });
  ASSERT_TRUE(settled());
  expectNoStall("go to a finding");
  act([this] {
    window().findings()->selectSite(0);
    window().beginWhatIf();
  });
  ASSERT_TRUE(wait([this] { return window().whatIf()->scenarios() == 1; }));
  expectNoStall("begin a what-if");
  act([this] {
    window().endWhatIf();
    window().raisePanel(window().history());
    window().history()->refresh();
  });
  ASSERT_TRUE(wait([this] { return !window().history()->runs().empty(); }));
  act([this] { window().history()->select({0}); });
  expectNoStall("history");
  act([this] { window().setLanguage(Language::en); });
  expectNoStall("another language");
}

TEST_F(Watchdog, ImportingAndTracking) {
  begin();
  openCopy("watch_data");
  act([this] { window().previewImport(QString::fromStdString(sample("control_units.gpkg"))); });
  ASSERT_TRUE(wait([this] { return window().importDialog() != nullptr; }));
  act([this] { window().importDialog()->setKind("environmental_control_unit"); });
  ASSERT_TRUE(wait([this] { return window().importDialog()->canImport(); }));
  expectNoStall("look at a delivery");
  const auto last = window().workspace();
  act([this] {
    window().importDialog()->setVersion("watched");
    window().importDialog()->start();
  });
  ASSERT_TRUE(wait([&] { return window().workspace() != last; }));
  expectNoStall("import");
  LedgerPanel* panel = window().ledger();
  bool is_charted = false;
  QObject::connect(panel, &LedgerPanel::charted, [&] { is_charted = true; });
  act([&] {
    window().raisePanel(panel);
    panel->choose("ecological_redline", "2018", "2023");
    panel->compute();
  });
  ASSERT_TRUE(wait([&] { return is_charted; }, 180));
  expectNoStall("ledger");
  for (int tab = 0; tab < panel->tabs()->count(); ++tab) act([=] { panel->tabs()->setCurrentIndex(tab); });
  act([=] { panel->selectChange(0); });
  ASSERT_TRUE(settled());
  expectNoStall("ledger looked at");
}

TEST_F(Watchdog, InspectingThreeThousandLeads) {
  begin();
  openCopy("watch_leads");
  const fs::path leads = squares("many_leads", 3393, R"("图斑编号":"T{i}","类型":"采石")");
  IncidentPanel* panel = window().incidents();
  act([&] {
    window().raisePanel(panel);
    panel->inspect(leads, "2025", "2025-06-30");
  });
  ASSERT_TRUE(wait([&] { return panel->ledger() && !panel->ledger()->list.incidents.empty(); }, 240));
  std::cout << "watchdog: " << panel->list()->rowCount() << " problems\n";
  expectNoStall("inspect");
  act([=] { panel->select(panel->list()->rowCount() / 2); });
  act([=] { panel->setFilter({}, false, "7"); });
  act([=] { panel->setFilter({}, false, {}); });
  act([=] { panel->tabs()->setCurrentIndex(1); });
  expectNoStall("problems looked at");
  const fs::path pack = fs::path(folder()) / "watched_trip.gpkg";
  act([=] {
    panel->select(0);
    panel->pack(pack);
  });
  ASSERT_TRUE(wait([&] { return fs::exists(pack) && !window().isBusy(); }, 120));
  expectNoStall("field pack");
  act([this] { window().showMapMaker(); });
  ASSERT_TRUE(wait([this] { return window().mapMaker() != nullptr; }));
  act([this] { window().mapMaker()->choose("redline"); });
  ASSERT_TRUE(wait([this] { return window().mapMaker()->hasPreview(); }, 120));
  expectNoStall("map maker");
  PageView& page = *window().mapMaker()->editor()->view();
  act([&page] { page.choose(PageElement::legend); });
  for (const int key : {Qt::Key_Left, Qt::Key_Down, Qt::Key_Delete})
    act([&page, key] { QTest::keyClick(&page, static_cast<Qt::Key>(key)); });
  act([this] { window().mapMaker()->editor()->undoButton()->click(); });
  QTest::qWait(300); // longer than keys are waited for
  ASSERT_TRUE(wait([this] { return window().mapMaker()->hasPreview(); }, 120));
  expectNoStall("page laid out by hand");
  window().mapMaker()->close();
}

TEST_F(Watchdog, SwipingAndAnsweringOnTheMap) {
  begin();
  openCopy("watch_swipe");
  act([this] { window().toggleSwipe(true); });
  ASSERT_TRUE(settled());
  ASSERT_TRUE(window().swipe()->active());
  expectNoStall("begin a swipe");
  MapCanvas& canvas = *window().canvas();
  const QPoint from(canvas.width() / 2, canvas.height() / 2);
  QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
  for (int x = -200; x <= 200; x += 10) {
    act([&canvas, from, x] { QTest::mouseMove(&canvas, from + QPoint(x, 0)); });
    canvas.repaint();
  }
  QTest::mouseRelease(&canvas, Qt::LeftButton, {}, from + QPoint(200, 0));
  act([&canvas] { canvas.zoomBy(0.5); });
  ASSERT_TRUE(settled());
  expectNoStall("swipe");
  act([this] { window().toggleSwipe(false); });
  expectNoStall("end a swipe");
  act([this] { window().previewSites(QString::fromStdString(sample("broken/no_crs.shp"))); });
  ASSERT_TRUE(wait([this] { return !window().canvas()->ghosts().empty(); }));
  act([this] { window().siteDialog()->reading()->chooseCandidate(0); });
  ASSERT_TRUE(wait([this] { return window().siteDialog()->canRun(); }));
  expectNoStall("choose a CRS");
  window().siteDialog()->close();
}

TEST_F(Watchdog, ScreeningTwoThousandSites) {
  begin();
  openCopy("watch_sites");
  const fs::path sites = squares("many_sites", 2000, R"("site_id":"M{i}","project_id":"P{i}")");
  act([&] { drop(sites.string()); });
  ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && window().siteDialog()->canRun(); }, 120));
  expectNoStall("look at two thousand sites");
  act([this] {
    ScreenOptions options = window().siteDialog()->options();
    options.kinds = {"ecological_redline", "nature_reserve"};
    window().siteDialog()->close();
    window().screen(options);
  });
  ASSERT_TRUE(wait([this] { return window().run() != nullptr && !window().isBusy(); }, 240));
  ASSERT_TRUE(settled());
  expectNoStall("screen two thousand sites");
  act([this] { window().findings()->selectSite(320); });
  expectNoStall("look at one of them");
}

} // namespace
} // namespace ecoredline
