// Sites that were never a file: drawn and pasted; and what the rules want to know of them.
#include "desktop/map_reader.hpp"
#include "desktop/paste_dialog.hpp"
#include "window_fixture.hpp"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>
#include <fstream>

namespace ecoredline {
namespace {

class SiteByHand : public WindowTest {
 protected:
  bool dialogReady() {
    return wait([this] { return window().siteDialog() != nullptr && window().siteDialog()->canRun(); });
  }
  void runDialog() {
    window().siteDialog()->setAsOf("2026-11-22");
    auto options = window().siteDialog()->preparedOptions();
    ASSERT_TRUE(options);
    window().siteDialog()->close();
    window().screen(*options);
    ASSERT_TRUE(wait([this] { return window().run() != nullptr && !window().isBusy(); }));
  }
  /// A hectare or so in the middle of the map, corner by corner, ended by a double click.
  double drawSite() { // gives the metres of a pixel
    window().canvas()->zoomTo({42566000, 4857000, 42566800, 4857600});
    window().canvas()->setTool(MapTool::draw_site);
    EXPECT_TRUE(settled());
    const double pixel = window().canvas()->view().metres_per_pixel;
    const QPoint middle = window().canvas()->rect().center();
    for (const QPoint by : {QPoint(-120, -80), QPoint(120, -80), QPoint(120, 80)})
      QTest::mouseClick(window().canvas(), Qt::LeftButton, {}, middle + by);
    QTest::mouseClick(window().canvas(), Qt::LeftButton, {}, middle + QPoint(-120, 80));
    QTest::mouseDClick(window().canvas(), Qt::LeftButton, {}, middle + QPoint(-120, 80));
    return pixel;
  }
};

TEST_F(SiteByHand, APolygonDrawnOnTheMapBecomesAVerdict) {
  openSample();
  window().canvas()->setSnapping(false);
  const double pixel = drawSite();
  ASSERT_TRUE(dialogReady()) << "the drawn file goes through the front door";
  const auto* diagnoses = window().siteDialog()->diagnoses();
  for (int i = 0; i < diagnoses->topLevelItemCount(); ++i) // that its corners are far apart may well be said
    for (const char* fault : {"crs.", "geometry.invalid", "encoding."})
      EXPECT_FALSE(diagnoses->topLevelItem(i)->text(3).startsWith(fault))
          << qPrintable(diagnoses->topLevelItem(i)->text(2));
  keepPicture("desktop_drawn.png");
  runDialog();
  ASSERT_EQ(window().run()->run.report.sites.size(), 1U);
  const SiteResult& site = window().run()->run.report.sites.front();
  EXPECT_EQ(site.id, "手绘用地");
  EXPECT_NEAR(site.area_m2, 240 * pixel * 160 * pixel, 240 * 160 * pixel * pixel * 2e-3);
  EXPECT_TRUE(window().canvas()->measured().empty());
}

TEST_F(SiteByHand, CornersSnapToWhatIsShown) {
  openSample();
  window().layers()->setAllVisible(false);
  window().layers()->setKindVisible("ecological_redline", true);
  window().canvas()->setTool(MapTool::draw_site);
  ASSERT_TRUE(settled());
  const Version* redline = nullptr;
  for (const Version& version : window().workspace()->versions)
    if (version.kind == "ecological_redline") redline = &version;
  ASSERT_NE(redline, nullptr);
  // Near enough that corners are shown as they are: coarse grids have none to offer.
  const auto stored = Workspace::open(window().workspace()->path, Workspace::Access::read);
  const auto zones = stored->reader(redline->id).value();
  const FlatLayer rows =
      onMap(zones->read(zones->extent(), silentFeedback()).value(), window().workspace()->plane).value();
  window().canvas()->zoomTo(Box{rows.x[0], rows.y[0], rows.x[0], rows.y[0]}.grown(500, 500));
  ASSERT_TRUE(settled());
  // Over the whole map some pixel has a corner within reach and the click falls on it exactly, twice the same.
  const QPoint size(window().canvas()->width(), window().canvas()->height());
  int met = 0;
  for (int x = 4; x < size.x() && met < 3; x += 7)
    for (int y = 4; y < size.y() && met < 3; y += 7) {
      const QPointF free = window().canvas()->view().toPlane(QPointF(x, y));
      const QPointF caught = window().canvas()->snapped({double(x), double(y)});
      if (caught == free) continue;
      ++met;
      EXPECT_LE(QLineF(caught, free).length(), 10.001 * window().canvas()->view().metres_per_pixel);
      EXPECT_EQ(window().canvas()->snapped(window().canvas()->view().toPixel(caught.x(), caught.y())), caught);
    }
  EXPECT_EQ(met, 3);
  window().canvas()->setSnapping(false);
  EXPECT_EQ(window().canvas()->snapped({50, 50}), window().canvas()->view().toPlane({50, 50}));
}

TEST_F(SiteByHand, PastedCornersGoThroughTheFrontDoor) {
  openSample();
  window().showPasteDialog();
  auto* dialog = window().findChild<PasteDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->text()->setPlainText("J1  4857000.12  42566000.34\nJ2  4857000.12  42566250.34\nJ3  4856800.12  42566250.34\n"
                               "J4  4856800.12  42566000.34\n");
  keepPicture("desktop_paste.png", *dialog);
  for (QPushButton* button : dialog->findChildren<QPushButton*>())
    if (button->text().contains("读入")) button->click();
  ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && !window().isBusy(); }));
  EXPECT_FALSE(window().siteDialog()->canRun()) << "the datum of numbers on paper is for a person to say";
  EXPECT_TRUE(window().siteDialog()->state()->text().contains("EPSG:4530"))
      << qPrintable(window().siteDialog()->state()->text());
  window().siteDialog()->crs()->setEditText("EPSG:4530");
  Q_EMIT window().siteDialog()->crs()->lineEdit()->editingFinished();
  ASSERT_TRUE(dialogReady()) << qPrintable(window().siteDialog()->state()->text());
  runDialog();
  EXPECT_NEAR(window().run()->run.report.sites.front().area_m2, 50000, 50);
}

TEST_F(SiteByHand, PastedNonsenseIsRefusedInWords) {
  openSample();
  window().takePasted("这不是坐标\nnor is this\n");
  ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && !window().isBusy(); }));
  EXPECT_FALSE(window().siteDialog()->canRun());
  EXPECT_FALSE(window().siteDialog()->state()->text().isEmpty());
  window().siteDialog()->close();
}

TEST_F(SiteByHand, TheFormAsksWhatTheRulesOfTheProfileNeed) {
  openSample();
  drop(sample("sites.gpkg"));
  ASSERT_TRUE(dialogReady());
  FactsForm* form = window().siteDialog()->factsForm();
  EXPECT_GT(form->rowCount(), 10);
  form->answer("mining", "yes");
  auto options = window().siteDialog()->preparedOptions();
  ASSERT_TRUE(options);
  std::ifstream facts(options->facts);
  std::string first;
  std::getline(facts, first);
  EXPECT_EQ(first, "[default]");
  std::getline(facts, first);
  EXPECT_TRUE(first.starts_with("\"mining\" = { value = \"yes\"")) << first;
  for (QTabWidget* tabs : window().siteDialog()->findChildren<QTabWidget*>()) tabs->setCurrentIndex(3);
  keepPicture("desktop_facts_form.png", *window().siteDialog());
  window().siteDialog()->close();
}

TEST_F(SiteByHand, AnAnsweredQuestionIsAskedNoMore) {
  openSample();
  screenSample();
  const auto& before = window().run()->run.report;
  std::size_t site = 0;
  while (site < before.sites.size() && before.sites[site].questions.empty()) ++site;
  ASSERT_LT(site, before.sites.size()) << "the sample leaves something open";
  const std::string id = before.sites[site].id;
  const Question question = before.sites[site].questions.front();
  const std::size_t open = before.sites[site].questions.size();
  window().facts()->selectSite(static_cast<int>(site));
  window().raisePanel(window().facts());
  keepPicture("desktop_facts.png");
  ASSERT_FALSE(question.choices.empty());
  window().facts()->form()->answer(question.fact, question.choices.front().value, "示例文件");
  const auto last = window().run();
  for (QPushButton* button : window().facts()->findChildren<QPushButton*>()) button->click();
  ASSERT_TRUE(wait([&] { return window().run() != last && !window().isBusy(); }));
  const SiteResult& after = window().run()->run.report.sites[site];
  EXPECT_EQ(after.id, id);
  EXPECT_EQ(std::ranges::count(after.questions, question.fact, &Question::fact), 0);
  EXPECT_LE(after.questions.size(), open);
  const auto used = std::ranges::find(after.facts, question.fact, &FactUsed::fact);
  ASSERT_NE(used, after.facts.end());
  EXPECT_EQ(used->document, "示例文件");
}

TEST_F(SiteByHand, AFieldThatAPersonChoosesIsTheSites) {
  openSample();
  drop(sample("sites_gbk.shp"));
  ASSERT_TRUE(dialogReady());
  auto* fields = window().siteDialog()->reading()->fields();
  EXPECT_GE(fields->rowCount(), 3);
  const auto places = window().siteDialog()->findChildren<QTreeWidget*>();
  const auto names = [&] {
    QStringList all;
    for (const QTreeWidget* tree : places)
      if (tree->accessibleName() == "项目用地")
        for (int i = 0; i < tree->topLevelItemCount(); ++i) all << tree->topLevelItem(i)->text(1);
    return all;
  };
  const QStringList before = names();
  EXPECT_FALSE(before.isEmpty());
  window().siteDialog()->reading()->chooseColumn("site_name", "");
  ASSERT_TRUE(wait([&] { return !window().isBusy() && window().siteDialog()->canRun(); }));
  EXPECT_NE(names(), before);
  EXPECT_EQ(window().siteDialog()->options().source.fields.at("site_name"), "");
  window().siteDialog()->reading()->datumShift()->setText("1,2,3,0,0,0,0");
  EXPECT_TRUE(window().siteDialog()->options().source.read.datum_shift);
  window().siteDialog()->close();
}

} // namespace
} // namespace ecoredline
