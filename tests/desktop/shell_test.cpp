// The window as a person drives it: workspaces, layers, the map.
#include "desktop/look.hpp"
#include "window_fixture.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QStatusBar>
#include <QTableView>
#include <QThread>
#include <QTreeView>
#include <QTreeWidget>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <set>

namespace ecoredline {
namespace {

using Clock = std::chrono::steady_clock;

void click(QWidget& on, QPointF at) {
  for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
    QMouseEvent event(type, at, on.mapToGlobal(at), Qt::LeftButton,
                      type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&on, &event);
  }
}

/// Time as the thread itself makes it pass: working, or waiting for something. The time in which it was ready and the
/// machine gave it no processor is taken off, for that is no fault of the window's (Linux; elsewhere nothing is).
struct OwnTime {
  Clock::time_point at;
  double kept_waiting_ns = 0;

  static OwnTime now() {
    double running = 0;
    OwnTime time{Clock::now()};
    std::ifstream("/proc/thread-self/schedstat") >> running >> time.kept_waiting_ns;
    return time;
  }
  double millisecondsSince(const OwnTime& begin) const {
    return std::chrono::duration<double, std::milli>(at - begin.at).count() -
           (kept_waiting_ns - begin.kept_waiting_ns) / 1e6;
  }
};

class Shell : public WindowTest {
 protected:
  /// How many different colours are on the map.
  std::size_t coloursOnMap() {
    const QImage image = window().canvas()->grab().toImage();
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3)
      for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
    return colours.size();
  }
  QAction* action(const QString& text) {
    for (QAction* one : window().findChildren<QAction*>())
      if (one->text() == text) return one;
    return nullptr;
  }
};

TEST_F(Shell, OpensAWorkspaceThatIsDropped) {
  drop(workspace());
  ASSERT_TRUE(wait([this] { return window().workspace() != nullptr; }));
  ASSERT_TRUE(settled());
  EXPECT_TRUE(window().windowTitle().startsWith("workspace.gpkg"));
  EXPECT_EQ(window().workspace()->plane.code(), "EPSG:4530");
  EXPECT_GT(window().layers()->kinds().size(), 20U);
  EXPECT_GT(coloursOnMap(), 100U);
  ASSERT_FALSE(window().recentWorkspaces().isEmpty());
  EXPECT_EQ(window().recentWorkspaces().front().toStdString(), workspace());
}

TEST_F(Shell, ShowsTheNewestVersionOfEachKindAndTheStyleOrder) {
  openSample();
  const auto visible = window().layers()->visibleVersions();
  std::set<std::string> kinds;
  for (const Version& version : window().workspace()->versions) {
    kinds.insert(version.kind);
    const bool is_old_redline = version.kind == "ecological_redline" && version.label == "2018";
    EXPECT_EQ(std::ranges::count(visible, version.id), is_old_redline ? 0 : 1) << version.kind << version.label;
  }
  EXPECT_EQ(visible.size(), kinds.size());
  EXPECT_EQ(window().layers()->kinds().back(), "admin_division") << "drawn first of all";
}

TEST_F(Shell, HidingLayersTakesThemOffTheMap) {
  openSample();
  const auto before = coloursOnMap();
  window().layers()->setAllVisible(false);
  ASSERT_TRUE(settled());
  EXPECT_LT(coloursOnMap(), before / 4);
  window().layers()->setKindVisible("nature_reserve", true);
  ASSERT_TRUE(settled());
  EXPECT_EQ(window().layers()->visibleVersions().size(), 1U);
}

TEST_F(Shell, MovingALayerChangesWhatIsDrawnLast) {
  openSample();
  auto* tree = window().layers()->findChild<QTreeView*>();
  tree->setCurrentIndex(tree->model()->index(1, 0, tree->model()->index(0, 0))); // a kind within its group
  const auto before = window().layers()->kinds();
  window().layers()->moveSelected(-1);
  const auto after = window().layers()->kinds();
  EXPECT_EQ(after[0], before[1]);
  EXPECT_EQ(after[1], before[0]);
  window().layers()->moveSelected(-1); // the topmost stays where it is
  EXPECT_EQ(window().layers()->kinds(), after);
  const auto groups = window().layers()->groups();
  tree->setCurrentIndex(tree->model()->index(1, 0));
  window().layers()->moveSelected(-1);
  EXPECT_EQ(window().layers()->groups()[0], groups[1]) << "a group moves whole";
  EXPECT_EQ(window().layers()->groups()[1], groups[0]);
  EXPECT_EQ(window().layers()->kinds().size(), after.size());
}

TEST_F(Shell, IdentifyNamesTheZoneAndAllThreeAreas) {
  openSample();
  window().layers()->setAllVisible(false);
  window().layers()->setKindVisible("admin_division", true);
  window().canvas()->setTool(MapTool::identify);
  window().canvas()->zoomTo(window().workspace()->extent);
  ASSERT_TRUE(settled());
  click(*window().canvas(), window().canvas()->rect().center());
  auto* tree = window().identified();
  ASSERT_TRUE(wait([&] { return tree->topLevelItemCount() > 0 && tree->topLevelItem(0)->childCount() > 0; }, 10));
  QString all;
  for (int i = 0; i < tree->topLevelItem(0)->childCount(); ++i) {
    const auto* line = tree->topLevelItem(0)->child(i);
    all += line->text(0) + line->text(1) + "\n";
  }
  for (const char* word : {"official", "exact", "planar", "m²", "2023"})
    EXPECT_TRUE(all.contains(word)) << word << qPrintable(all);
}

TEST_F(Shell, PanningNeverStallsTheWindow) {
  openSample();
  double longest = 0;
  for (int step = 0; step < 60; ++step) {
    const OwnTime begin = OwnTime::now();
    window().canvas()->panBy({(step % 20 < 10 ? 1 : -1) * 23.0, 7});
    if (step % 15 == 0) window().canvas()->zoomBy(step % 30 == 0 ? 0.7 : 1.4);
    window().canvas()->grab();
    QApplication::processEvents();
    longest = std::max(longest, OwnTime::now().millisecondsSince(begin));
  }
  EXPECT_LT(longest, 200) << "ms between two turns of the event loop";
  ASSERT_TRUE(settled());
}

TEST_F(Shell, TheWatchOverStallsSeesAThreadThatWaits) {
  const OwnTime begin = OwnTime::now();
  QThread::msleep(250);
  EXPECT_GT(OwnTime::now().millisecondsSince(begin), 200);
}

TEST_F(Shell, MeasuresWhereTheMapIsClicked) {
  openSample();
  action("量距离(&D)")->trigger();
  click(*window().canvas(), {100, 100});
  click(*window().canvas(), {300, 100});
  ASSERT_EQ(window().canvas()->measured().size(), 2U);
  QString shown;
  for (const QLabel* label : window().statusBar()->findChildren<QLabel*>())
    if (label->text().contains("椭球面长度")) shown = label->text();
  EXPECT_TRUE(shown.contains("km")) << qPrintable(shown);
}

TEST_F(Shell, ChangesItsLanguageAsItStands) {
  openSample();
  const auto layers = window().layers()->visibleVersions();
  window().statusBar()->showMessage("拖动分隔线");
  window().setLanguage(Language::en);
  EXPECT_EQ(window().statusBar()->currentMessage(), "") << "said in the other language";
  EXPECT_NE(action("&Open workspace…"), nullptr);
  EXPECT_EQ(window().layers()->visibleVersions(), layers);
  EXPECT_EQ(window().canvas()->accessibleName(), "Map");
  window().setLanguage(Language::zh);
  EXPECT_NE(action("打开工作空间(&O)…"), nullptr);
}

TEST_F(Shell, EveryActionHasWordsInBothLanguagesAndEveryPanelAName) {
  for (const Language language : {Language::zh, Language::en}) {
    window().setLanguage(language);
    for (const QAction* menu : window().menuBar()->actions()) {
      EXPECT_FALSE(menu->text().isEmpty());
      for (const QAction* one : menu->menu()->actions()) EXPECT_TRUE(one->isSeparator() || !one->text().isEmpty());
    }
    for (const QDockWidget* dock : window().findChildren<QDockWidget*>()) EXPECT_FALSE(dock->windowTitle().isEmpty());
    for (const QWidget* control : std::vector<const QWidget*>{
             window().canvas(), window().identified(), window().findings()->table(), window().findings()->proof()})
      EXPECT_FALSE(control->accessibleName().isEmpty());
  }
}

TEST_F(Shell, SaysWhatToDoWithAFileBeforeAWorkspace) {
  drop(sample("sites.gpkg"));
  ASSERT_TRUE(wait([this] { return window().log()->lines() == 1; }));
  EXPECT_EQ(window().siteDialog(), nullptr);
  EXPECT_TRUE(window().log()->line(0).contains("工作空间"));
}

TEST_F(Shell, AFileThatIsNoWorkspaceLeavesTheOldOneOpen) {
  openSample();
  window().openWorkspace(QString::fromStdString(sample("sites.gpkg")));
  const int lines = window().log()->lines();
  ASSERT_TRUE(wait([&] { return window().log()->lines() > lines; }));
  EXPECT_NE(window().workspace(), nullptr);
}

/// Of WCAG 2: 1 for the same, 21 for black on white.
double contrast(const QColor& one, const QColor& other) {
  const auto luminance = [](const QColor& colour) {
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
  };
  const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
  return (light + 0.05) / (dark + 0.05);
}

TEST_F(Shell, FollowsADarkPalette) {
  EXPECT_FALSE(isDark(QPalette(Qt::white)));
  EXPECT_TRUE(isDark(QPalette(QColor("#202020"))));
  for (const Verdict verdict :
       {Verdict::pass, Verdict::conditional, Verdict::unknown, Verdict::marginal, Verdict::fail})
    for (const bool dark : {false, true}) {
      const QColor text = verdictColour(verdict, dark);
      for (const QColor& ground : {verdictTint(verdict, dark), QColor(dark ? "#161B26" : "#FFFFFF"),
                                   QColor(dark ? "#1F242F" : "#F9FAFB")}) // a band, a table, every other row of it
        EXPECT_GE(contrast(text, ground), 4.5) << static_cast<int>(verdict) << " on " << qPrintable(ground.name());
      EXPECT_GE(contrast(QColor(dark ? "#F9FAFB" : "#101828"), verdictTint(verdict, dark)), 4.5) << "a notice";
    }
}

TEST_F(Shell, ABoxToTickIsSeenInTheDark) {
  QCheckBox box;
  box.setPalette(darkPalette());
  box.resize(40, 24);
  const QImage picture = box.grab().toImage();
  const QColor ground = picture.pixelColor(picture.width() - 1, 0);
  double best = 1;
  for (int x = 0; x < picture.width(); ++x)
    best = std::max(best, contrast(picture.pixelColor(x, picture.height() / 2), ground));
  EXPECT_GE(best, 3) << "its edge, though it is not ticked";
}

TEST_F(Shell, ANoticeIsAsHighAsItsWords) {
  window().notice()->tell(Verdict::fail, {"写入失败\n位置\n建议", "Failed\nwhere\nwhat to do"});
  const auto* label = window().notice()->findChild<QLabel*>();
  ASSERT_NE(label, nullptr);
  EXPECT_LE(window().notice()->height(), label->heightForWidth(label->width()) + 24);
  EXPECT_GE(window().notice()->height(), label->heightForWidth(label->width()));
  window().notice()->clear();
}

TEST_F(Shell, TheLogOfALongDayKeepsItsLastLines) {
  LogPanel panel;
  panel.setLanguage(Language::en);
  std::vector<LogPanel::Line> lines;
  for (int i = 0; i < 4000; ++i) lines.push_back({Severity::info, {"行", "line " + std::to_string(i)}, {}});
  panel.add(lines);
  panel.add(lines);
  EXPECT_EQ(panel.lines(), 5000);
  EXPECT_EQ(panel.line(0), QString("line 3000")) << "of the first time";
  EXPECT_EQ(panel.line(4999), QString("line 3999"));
  panel.setLanguage(Language::zh);
  EXPECT_EQ(panel.line(4999), QString("行"));
}

TEST_F(Shell, LinesOfTheLogFollowTheLanguage) {
  LogPanel panel;
  panel.setLanguage(Language::zh);
  panel.add({{Severity::warning, {"缺字段", "a field is missing"}, {}},
             {Severity::error, {"读不了", "cannot be read"}, {0, 0, 1, 1}}});
  const auto* list = panel.findChild<QTreeWidget*>();
  EXPECT_EQ(list->topLevelItem(0)->text(1), QString("警告"));
  EXPECT_EQ(panel.line(1), QString("读不了"));
  panel.setLanguage(Language::en);
  EXPECT_EQ(list->topLevelItem(0)->text(1), QString("warning"));
  EXPECT_EQ(panel.line(0), QString("a field is missing"));
  EXPECT_EQ(list->topLevelItem(1)->text(3), QString("on the map"));
  EXPECT_EQ(list->topLevelItem(0)->text(3), QString()) << "it leads nowhere";
}

} // namespace
} // namespace ecoredline
