// Groups of layers, and two versions on the two sides of a divider.
#include "desktop/layer_model.hpp"
#include "window_fixture.hpp"

#include <QApplication>
#include <QIcon>
#include <QMenu>
#include <QMimeData>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

class LayersOfWindow : public WindowTest {
 protected:
  void openCopy(const std::string& name) {
    const fs::path copy = folder() + "/" + name + ".gpkg";
    if (!fs::exists(copy)) fs::copy_file(workspace(), copy);
    window().openFile(QString::fromStdString(copy.string()));
    ASSERT_TRUE(wait([&] { return window().workspace() != nullptr && window().workspace()->path == copy; }));
    ASSERT_TRUE(settled());
  }
  QTreeView& tree() { return *window().layers()->findChild<QTreeView*>(); }
  const Version& version(const std::string& kind, const std::string& label) {
    return *std::ranges::find_if(window().workspace()->versions,
                                 [&](const Version& one) { return one.kind == kind && one.label == label; });
  }
  /// How much of the map's left or right half looks otherwise.
  static int differences(const QImage& a, const QImage& b, bool left) {
    int count = 0;
    const int from = left ? 0 : a.width() / 2 + 20;
    const int to = left ? a.width() / 2 - 20 : a.width();
    for (int y = 60; y < a.height() - 60; y += 3)
      for (int x = from; x < to; x += 3) count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
    return count;
  }
};

TEST_F(LayersOfWindow, AreGroupedAsTheCatalogueHasThem) {
  openSample();
  const auto groups = window().layers()->groups();
  EXPECT_GT(groups.size(), 5U);
  EXPECT_EQ(groups.back(), "基础地理");
  std::set<std::string> of;
  for (const LayerKind& kind : window().workspace()->catalogue.kinds()) of.insert(kind.group.zh);
  for (const std::string& group : groups) EXPECT_EQ(of.count(group), 1U) << group;
  EXPECT_EQ(tree().model()->rowCount(), static_cast<int>(groups.size()));
  window().setLanguage(Language::en);
  EXPECT_EQ(tree().model()->index(static_cast<int>(groups.size()) - 1, 0).data().toString(), "Base data");
}

TEST_F(LayersOfWindow, AnotherLanguageNamesClassesAnewAndKeepsTheirSwatches) {
  openSample();
  const auto swatches = [this] { // by the class's name, of every kind that has several
    std::map<QString, qint64> all;
    const QAbstractItemModel& model = *tree().model();
    for (int group = 0; group < model.rowCount(); ++group)
      for (int kind = 0; kind < model.rowCount(model.index(group, 0)); ++kind) {
        const QModelIndex at = model.index(kind, 0, model.index(group, 0));
        for (int row = 0; row < model.rowCount(at); ++row) {
          const QModelIndex one = model.index(row, 0, at);
          if (one.flags().testFlag(Qt::ItemIsUserCheckable)) continue; // a version
          all.emplace(at.data().toString() + "/" + one.data().toString(),
                      one.data(Qt::DecorationRole).value<QIcon>().cacheKey());
        }
      }
    return all;
  };
  const auto before = swatches();
  ASSERT_GT(before.size(), 10U);
  window().setLanguage(Language::en);
  EXPECT_FALSE(std::ranges::any_of(swatches(), [&](const auto& one) { return before.contains(one.first); }))
      << "every name is English now";
  window().setLanguage(Language::zh);
  EXPECT_EQ(swatches(), before) << "the same pictures: Qt's cache would keep every new one";
}

TEST_F(LayersOfWindow, AGroupIsHiddenWholeAndComesBackAsItWas) {
  openSample();
  window().layers()->setKindVisible("wetland", false);
  const auto before = window().layers()->visibleVersions();
  window().layers()->setGroupVisible("生态空间", false);
  const auto without = window().layers()->visibleVersions();
  EXPECT_LT(without.size() + 2, before.size());
  EXPECT_EQ(std::ranges::count(without, version("ecological_redline", "2023").id), 0);
  window().layers()->setGroupVisible("生态空间", true);
  EXPECT_EQ(window().layers()->visibleVersions(), before);
  ASSERT_TRUE(settled());
}

TEST_F(LayersOfWindow, AreDraggedWithinTheirGroupAndGroupsAmongGroups) {
  openSample();
  QAbstractItemModel& model = *tree().model();
  const auto drag = [&](const QModelIndex& what, const QModelIndex& into, int row) {
    const std::unique_ptr<QMimeData> data(model.mimeData({what}));
    if (!model.canDropMimeData(data.get(), Qt::MoveAction, row, 0, into)) return false;
    model.dropMimeData(data.get(), Qt::MoveAction, row, 0, into);
    return true;
  };
  const auto groups = window().layers()->groups();
  ASSERT_TRUE(drag(model.index(0, 0), {}, 3));
  EXPECT_EQ(window().layers()->groups()[2], groups[0]);
  EXPECT_EQ(window().layers()->groups()[0], groups[1]);
  int eco = 0;
  while (window().layers()->groups()[static_cast<std::size_t>(eco)] != "生态空间") ++eco;
  const QModelIndex group = model.index(eco, 0);
  const auto kinds = window().layers()->kinds();
  const QString first = model.index(0, 0, group).data().toString();
  ASSERT_TRUE(drag(model.index(0, 0, group), group, 2));
  EXPECT_EQ(model.index(1, 0, group).data().toString(), first);
  EXPECT_NE(window().layers()->kinds(), kinds);
  EXPECT_FALSE(drag(model.index(0, 0, group), model.index(eco == 0 ? 1 : 0, 0), 0)) << "a kind has its group";
  EXPECT_FALSE(drag(model.index(0, 0, group), {}, 0));
  EXPECT_FALSE(drag(model.index(0, 0), group, 0)) << "no group in a group";
  ASSERT_TRUE(settled());
  keepPicture("desktop_groups.png");
}

TEST_F(LayersOfWindow, AreFoundAgainAsTheyWereLeft) {
  openCopy("kept_layers");
  window().layers()->setGroupVisible("水环境", false);
  window().layers()->setGroupOpen("耕地和土壤", false);
  window().layers()->setOpacity("ecological_redline", 0.5);
  window().layers()->setKindVisible("wetland", false);
  tree().setCurrentIndex(tree().model()->index(2, 0));
  window().layers()->moveSelected(-1);
  const LayersKept kept = window().layers()->kept();
  EXPECT_EQ(layersFrom(toJson(kept)), kept);
  EXPECT_TRUE(layersFrom("[1]").groups.empty());
  const Unfinished session = window().unfinished();
  const auto read = unfinishedFrom(toJson(session));
  ASSERT_TRUE(read);
  EXPECT_EQ(layersFrom(read->layers), kept) << "also after the program was killed";
  window().close();
  MainWindow again(Language::en);
  again.show();
  again.openFile(QString::fromStdString(folder() + "/kept_layers.gpkg"));
  ASSERT_TRUE(wait([&] { return again.workspace() != nullptr; }));
  EXPECT_EQ(again.layers()->kept(), kept);
  EXPECT_EQ(again.layers()->visibleVersions(), window().layers()->visibleVersions());
}

TEST_F(LayersOfWindow, TwoVersionsStandOnTheTwoSidesOfADivider) {
  openSample();
  window().layers()->setAllVisible(false);
  window().layers()->setKindVisible("ecological_redline", true);
  ASSERT_TRUE(settled());
  const std::int64_t old_one = version("ecological_redline", "2018").id;
  const std::int64_t new_one = version("ecological_redline", "2023").id;
  QTest::keyClick(&window(), Qt::Key_W);
  SwipeControl* swipe = window().swipe();
  ASSERT_TRUE(swipe->active());
  EXPECT_EQ(swipe->left(), old_one);
  EXPECT_EQ(swipe->right(), new_one);
  ASSERT_TRUE(settled());
  for (const QToolButton* button : {swipe->leftButton(), swipe->rightButton()}) EXPECT_TRUE(button->isVisible());
  EXPECT_TRUE(swipe->leftButton()->text().contains("2018"));
  EXPECT_TRUE(swipe->rightButton()->text().contains("2023"));
  keepPicture("desktop_swipe.png");
  const QImage both = window().canvas()->grab().toImage();
  swipe->setSide(new_one, true);
  ASSERT_TRUE(settled());
  const QImage same = window().canvas()->grab().toImage();
  EXPECT_GT(differences(both, same, true), 20) << "the red line of 2018 lies elsewhere";
  EXPECT_EQ(differences(both, same, false), 0);
  for (QAction* action : swipe->leftButton()->menu()->actions())
    if (action->text().startsWith("2018")) action->trigger();
  QApplication::processEvents();
  EXPECT_EQ(swipe->left(), old_one);
  MapCanvas& canvas = *window().canvas();
  const QPoint middle(canvas.width() / 2, canvas.height() / 2);
  const MapView view = canvas.view();
  QTest::mousePress(&canvas, Qt::LeftButton, {}, middle);
  QTest::mouseMove(&canvas, middle - QPoint(200, 0));
  QTest::mouseRelease(&canvas, Qt::LeftButton, {}, middle - QPoint(200, 0));
  EXPECT_NEAR(canvas.divider(), 0.5 - 200.0 / canvas.width(), 0.01);
  EXPECT_TRUE(canvas.view() == view) << "the map stays where it is";
  const auto at = [&](int x) { return canvas.versionsAt(canvas.view().toPlane(QPointF(x, 100))); };
  EXPECT_EQ(at(10), std::vector<std::int64_t>{old_one}) << "what is seen is what a click asks about";
  EXPECT_EQ(at(canvas.width() - 10), std::vector<std::int64_t>{new_one});
  const double before = canvas.divider();
  QTest::keyClick(&canvas, Qt::Key_Period);
  EXPECT_GT(canvas.divider(), before);
  window().setLanguage(Language::en);
  EXPECT_TRUE(swipe->leftButton()->accessibleName().startsWith("Left of the swipe"));
  ASSERT_TRUE(settled());
  keepPicture("desktop_swipe_en.png");
  QTest::keyClick(&window(), Qt::Key_W);
  EXPECT_FALSE(swipe->active());
  EXPECT_FALSE(swipe->leftButton()->isVisible());
  ASSERT_TRUE(settled());
  EXPECT_EQ(window().layers()->visibleVersions(), std::vector<std::int64_t>{new_one});
}

} // namespace
} // namespace ecoredline
