// A site under the hand, and runs that were made before.
#include "app/command_line.hpp"
#include "app/what_if.hpp"
#include "desktop/site_editor.hpp"
#include "window_fixture.hpp"

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>
#include <chrono>
#include <cmath>

namespace ecoredline {
namespace {

SiteShape square() {
  return {{{0, {{0, 0}, {100, 0}, {100, 100}, {0, 100}}}}};
}

TEST(SiteShape, MovesTurnsAndKnowsItsInside) {
  SiteShape shape = square();
  EXPECT_TRUE(shape.contains({50, 50}));
  EXPECT_FALSE(shape.contains({150, 50}));
  shape.turnBy(1.5707963267948966);
  EXPECT_NEAR(shape.rings[0].points[0].x(), 100, 1e-9);
  EXPECT_NEAR(shape.rings[0].points[0].y(), 0, 1e-9);
  shape.moveBy({10, -5});
  EXPECT_NEAR(shape.middle().x(), 60, 1e-9);
  EXPECT_NEAR(shape.middle().y(), 45, 1e-9);
}

TEST(SiteShape, HolesAndPartsComeBackAsTheyWere) {
  SiteShape shape = square();
  shape.rings.push_back({0, {{20, 20}, {40, 20}, {40, 40}}});
  shape.rings.push_back({1, {{200, 0}, {300, 0}, {300, 100}}});
  const auto plane = Crs::gaussKruger3(126).value();
  EXPECT_EQ(SiteShape::of(shape.layer(plane), 0), shape);
  EXPECT_FALSE(shape.contains({35, 25})) << "a hole is outside";
}

class Editor : public ::testing::Test {
 protected:
  void SetUp() override {
    view.size = {400, 400};
    view.x = 50;
    view.y = 50;
    editor.start(square());
  }
  MapView view; // a metre a pixel
  SiteEditor editor;
};

TEST_F(Editor, EachGripDoesWhatItIsFor) {
  EXPECT_EQ(editor.gripAt(view.toPixel(50, 50), view), SiteEditor::Grip::inside);
  EXPECT_EQ(editor.gripAt(view.toPixel(100, 100), view), SiteEditor::Grip::corner);
  EXPECT_EQ(editor.gripAt(view.toPixel(50, 0), view), SiteEditor::Grip::edge);
  EXPECT_EQ(editor.gripAt(view.toPixel(50, 126), view), SiteEditor::Grip::turn);
  EXPECT_EQ(editor.gripAt(view.toPixel(-60, 50), view), SiteEditor::Grip::none);
  ASSERT_TRUE(editor.press(view.toPixel(50, 50), view));
  editor.drag({60, 40});
  EXPECT_TRUE(editor.release());
  EXPECT_EQ(editor.shape().rings[0].points[0], QPointF(10, -10));
  ASSERT_TRUE(editor.press(view.toPixel(60, -10), view)); // the middle of its lower edge becomes a corner
  editor.drag({60, -40});
  EXPECT_TRUE(editor.release());
  EXPECT_EQ(editor.shape().rings[0].points.size(), 5U);
}

TEST_F(Editor, UndoAndRedoWalkThroughCompletedMoves) {
  for (int i = 1; i <= 3; ++i) {
    SiteShape moved = editor.shape();
    moved.moveBy({10, 0});
    editor.set(moved);
  }
  EXPECT_TRUE(editor.undo());
  EXPECT_TRUE(editor.undo());
  EXPECT_EQ(editor.shape().rings[0].points[0].x(), 10);
  EXPECT_TRUE(editor.redo());
  EXPECT_EQ(editor.shape().rings[0].points[0].x(), 20);
  editor.set(square());
  EXPECT_FALSE(editor.redo()) << "what was undone is gone once something else is done";
}

TEST_F(Editor, ACornerIsTakenAwayWhileThreeStay) {
  EXPECT_TRUE(editor.removeCorner(view.toPixel(0, 0), view));
  EXPECT_FALSE(editor.removeCorner(view.toPixel(100, 0), view));
  EXPECT_EQ(editor.shape().rings[0].points.size(), 3U);
}

class WhatIfInWindow : public WindowTest {
 protected:
  /// The first site with an area.
  int siteWithArea() {
    const auto& sites = window().run()->run.report.sites;
    for (std::size_t i = 0; i < sites.size(); ++i)
      if (sites[i].shape == Shape::polygon && sites[i].verdict == Verdict::fail) return static_cast<int>(i);
    return 0;
  }
  void begin() {
    openSample();
    screenSample();
    window().findings()->selectSite(siteWithArea());
    window().beginWhatIf();
    ASSERT_TRUE(wait([this] { return window().whatIf()->scenarios() == 1; }));
    ASSERT_TRUE(settled());
  }
};

TEST_F(WhatIfInWindow, WhereItStandsTheAnswerIsThatOfTheRun) {
  begin();
  const SiteResult& run = window().run()->run.report.sites[static_cast<std::size_t>(siteWithArea())];
  const SiteResult& tried = window().whatIf()->scenario(0).result();
  EXPECT_EQ(tried.id, run.id);
  EXPECT_EQ(tried.verdict, run.verdict);
  EXPECT_EQ(tried.worst_case, run.worst_case);
  EXPECT_NEAR(tried.area_m2, run.area_m2, run.area_m2 * 1e-6);
  ASSERT_EQ(tried.totals.size(), run.totals.size());
  for (std::size_t i = 0; i < run.totals.size(); ++i)
    EXPECT_NEAR(tried.totals[i].overlap_m2, run.totals[i].overlap_m2, run.area_m2 * 1e-6) << run.totals[i].kind;
}

TEST_F(WhatIfInWindow, DraggingChangesTheVerdictAndUndoBringsItBack) {
  begin();
  const SiteShape first = window().canvas()->editor().shape();
  const QPointF middle = window().canvas()->view().toPixel(first.middle().x(), first.middle().y());
  const QPoint from = middle.toPoint();
  if (!first.contains(window().canvas()->view().toPlane(from))) GTEST_SKIP() << "its middle lies outside";
  QTest::mousePress(window().canvas(), Qt::LeftButton, {}, from);
  for (int step = 1; step <= 10; ++step) {
    QMouseEvent move(QEvent::MouseMove, QPointF(from + QPoint(0, -step * 20)), QPointF(0, 0), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window().canvas(), &move);
    QApplication::processEvents();
  }
  QTest::mouseRelease(window().canvas(), Qt::LeftButton, {}, from + QPoint(0, -200));
  const SiteShape moved = window().canvas()->editor().shape();
  EXPECT_NEAR(moved.middle().y() - first.middle().y(), 200 * window().canvas()->view().metres_per_pixel,
              2 * window().canvas()->view().metres_per_pixel);
  ASSERT_TRUE(
      wait([&] { return window().whatIf()->current()->is_final && window().whatIf()->current()->shape == moved; }));
  window().whatIf()->keep();
  EXPECT_EQ(window().whatIf()->scenarios(), 2U);
  ASSERT_TRUE(settled());
  keepPicture("desktop_what_if.png");
  window().canvas()->undo();
  EXPECT_EQ(window().canvas()->editor().shape(), first);
  ASSERT_TRUE(wait([&] { return window().whatIf()->current()->shape == first; }));
  EXPECT_EQ(window().whatIf()->current()->result().verdict, window().whatIf()->scenario(0).result().verdict);
  window().canvas()->redo();
  EXPECT_EQ(window().canvas()->editor().shape(), moved);
  window().whatIf()->activate(0); // a scenario's column brings its place back
  EXPECT_EQ(window().canvas()->editor().shape(), first);
}

TEST_F(WhatIfInWindow, FarAwayNothingIsMetAndATableComparesThem) {
  begin();
  SiteShape far = window().canvas()->editor().shape();
  far.moveBy({0, 25000});
  window().canvas()->setEdited(far);
  ASSERT_TRUE(wait([&] { return window().whatIf()->current()->shape == far; }));
  window().whatIf()->keep();
  EXPECT_EQ(window().whatIf()->table()->columnCount(), 2);
  EXPECT_GT(window().whatIf()->table()->rowCount(), 3);
  bool differs = false;
  for (int row = 0; row < window().whatIf()->table()->rowCount(); ++row) {
    const auto* a = window().whatIf()->table()->item(row, 0);
    const auto* b = window().whatIf()->table()->item(row, 1);
    differs = differs || (a != nullptr && b != nullptr && a->text() != b->text());
  }
  EXPECT_TRUE(differs);
  window().endWhatIf();
  EXPECT_EQ(window().canvas()->tool(), MapTool::identify);
}

// The answer of a warm engine is that of a cold one, and comes while the hand still moves.
TEST_F(WhatIfInWindow, AWarmAnswerIsTheColdOneAndComesInTime) {
  openSample();
  screenSample();
  const ScreenOptions options = window().run()->options;
  const auto index = static_cast<std::size_t>(siteWithArea());
  const SiteResult& site = window().run()->run.report.sites[index];
  auto warm = WhatIf::open(options, silentFeedback());
  ASSERT_TRUE(warm);
  const FlatLayer place = onMap(site.geometry, window().workspace()->plane).value();
  std::vector<double> seconds;
  for (int step = 0; step < 12; ++step) {
    SiteShape shape = SiteShape::of(place, 0);
    shape.moveBy({step * 15.0, step * 10.0});
    shape.turnBy(step * 0.05);
    const FlatLayer there = shape.layer(window().workspace()->plane);
    const auto start = std::chrono::steady_clock::now();
    const auto answer = (*warm)->screen(site.id, there, false, silentFeedback());
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    ASSERT_TRUE(answer);
    if (step % 6 != 5) continue;
    auto cold = WhatIf::open(options, silentFeedback());
    ASSERT_TRUE(cold);
    const auto other = (*cold)->screen(site.id, there, false, silentFeedback());
    ASSERT_TRUE(other);
    ASSERT_EQ(answer->report.findingCount(), other->report.findingCount());
    for (std::size_t s = 0; s < other->report.sites.size(); ++s)
      for (std::size_t f = 0; f < other->report.sites[s].findings.size(); ++f) {
        const Finding& a = answer->report.sites[s].findings[f];
        const Finding& b = other->report.sites[s].findings[f];
        EXPECT_EQ(a.zone_key, b.zone_key);
        EXPECT_EQ(a.effect, b.effect);
        EXPECT_TRUE(a.exact_m2 == b.exact_m2 || (std::isnan(a.exact_m2) && std::isnan(b.exact_m2)));
      }
  }
  std::ranges::sort(seconds);
  RecordProperty("median_ms", static_cast<int>(seconds[seconds.size() / 2] * 1000));
  std::printf("warm answers: median %.0f ms, largest %.0f ms\n", seconds[seconds.size() / 2] * 1000,
              seconds.back() * 1000);
  EXPECT_LT(seconds[seconds.size() / 2], 0.5) << "a busy machine has this much room; alone it is below 0.1 s";
}

TEST_F(WhatIfInWindow, HistoryKeepsRunsRepeatsAndComparesThem) {
  openSample();
  screenSample();
  auto* history = window().history();
  EXPECT_TRUE(history->runs().empty()) << "nobody has looked at it";
  window().raisePanel(history);
  ASSERT_TRUE(wait([&] { return !history->runs().empty(); }));
  const std::string id = window().run()->run.report.id;
  const auto row = [&](const std::string& run) {
    const auto at = std::ranges::find(history->runs(), run, &PastRun::id);
    return static_cast<int>(at - history->runs().begin());
  };
  ASSERT_LT(row(id), static_cast<int>(history->runs().size()));
  history->select({row(id)});
  EXPECT_TRUE(history->commandLine().startsWith("ecoredline screen ")) << qPrintable(history->commandLine());
  EXPECT_TRUE(history->commandLine().contains("--as-of 2026-11-22"));
  const PastRun& past = history->runs()[static_cast<std::size_t>(row(id))];
  EXPECT_TRUE(past.command.sites_hash.starts_with("sha256:"));
  EXPECT_TRUE(past.command.facts_hash.starts_with("sha256:"));
  EXPECT_EQ(past.layers.size(), window().run()->run.report.layers.size());
  window().raisePanel(history);
  keepPicture("desktop_history.png");

  const auto last = window().run(); // the same again is the same run
  history->runAgain();
  ASSERT_TRUE(wait([&] { return window().run() != last && !window().isBusy(); }));
  EXPECT_EQ(window().run()->run.report.id, id);

  ScreenOptions other = window().run()->options; // another day of the law, another area method
  other.method = AreaMethod::planar;
  const auto before = window().run();
  window().screen(other);
  ASSERT_TRUE(wait([&] { return window().run() != before && !window().isBusy(); }));
  const std::string second = window().run()->run.report.id;
  EXPECT_NE(second, id);
  window().raisePanel(history); // the findings of the run came in front of it
  ASSERT_TRUE(wait([&] { return row(second) < static_cast<int>(history->runs().size()); }));
  std::size_t differences = 0;
  QObject::connect(history, &HistoryPanel::compared, [&](std::size_t count) { differences = count; });
  history->select({row(id), row(second)});
  history->compare();
  ASSERT_TRUE(wait([&] { return differences > 0; }));
  QStringList lines;
  for (int i = 0; i < history->details()->topLevelItemCount(); ++i)
    lines << history->details()->topLevelItem(i)->text(1);
  EXPECT_TRUE(lines.contains("面积方法")) << qPrintable(lines.join("|"));
  keepPicture("desktop_compare.png");
}

TEST(CommandLine, AnOptionSurvivesItsWayThroughWords) {
  ScreenOptions options;
  options.workspace = "a b.gpkg";
  options.sites = "站点.shp";
  options.profile = "eia";
  options.facts = "facts.toml";
  options.site_accuracy_m = 0.5;
  options.buffer_m = 12.5;
  options.as_of = "2026-11-22";
  options.method = AreaMethod::exact;
  options.fail_on = Effect::restrict;
  options.source.read.crs = "EPSG:4530";
  options.source.read.axis = AxisOrder::yx;
  options.source.read.datum_shift = DatumShift{{-1, 2, 3, 0, 0, 0, 0.5}};
  options.source.read.repair = RepairConsent::yes;
  options.source.fields = {{"site_id", "DKBH"}, {"site_name", ""}};
  for (const Language language : {Language::zh, Language::en}) {
    const auto words = commandLineOf(options, language);
    const auto again = screenOptionsFrom(words);
    ASSERT_TRUE(again);
    EXPECT_EQ(commandLineOf(*again, language), words);
  }
  EXPECT_FALSE(screenOptionsFrom({"import", "a", "b"}));
}

} // namespace
} // namespace ecoredline
