#include "desktop/map_maker.hpp"
#include "desktop/own_sheet_dialog.hpp"
#include "desktop/page_editor.hpp"
#include "desktop/page_view.hpp"
#include "window_fixture.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QToolButton>
#include <algorithm>
#include <cstdlib>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;
using enum PageElement;

/// The map maker with a page of the sample workspace's red line, in a hand.
class PageInHand : public WindowTest {
 protected:
  void begin(Language language) {
    QSettings().remove("map/own_styles");
    openSample();
    window().setLanguage(language);
    window().showMapMaker();
    m_maker = window().mapMaker();
    m_maker->resize(1300, 900);
    m_maker->choose("redline");
    ASSERT_TRUE(drawn());
  }
  void TearDown() override {
    if (m_maker != nullptr) m_maker->close();
    WindowTest::TearDown();
  }

  /// Turns the loop until the page is as the hand left it.
  bool drawn() {
    QTest::qWait(300); // longer than keys are waited for
    return wait([this] { return m_maker->hasPreview(); }, 120);
  }
  PageEditor& editor() { return *m_maker->editor(); }
  PageView& view() { return *editor().view(); }
  std::optional<Box> boxOf(PageElement element) {
    const auto found = std::ranges::find(m_maker->shown().elements, element, &ElementBox::element);
    return found == m_maker->shown().elements.end() ? std::nullopt : std::optional(found->box);
  }
  QPoint middleOf(PageElement element) { return view().onScreen(*boxOf(element)).center().toPoint(); }
  void drag(PageElement element, QPoint way, Qt::KeyboardModifiers keys = {}) {
    const QPoint from = middleOf(element);
    QTest::mousePress(&view(), Qt::LeftButton, keys, from);
    for (int i = 1; i <= 4; ++i) {
      QMouseEvent move(QEvent::MouseMove, from + way * i / 4, view().mapToGlobal(from + way * i / 4), Qt::NoButton,
                       Qt::LeftButton, keys);
      QApplication::sendEvent(&view(), &move);
    }
  }
  void drop(PageElement element, QPoint way, Qt::KeyboardModifiers keys = {}) {
    drag(element, way, keys);
    QTest::mouseRelease(&view(), Qt::LeftButton, keys, middleOf(element) + way);
  }
  void chooseInList(PageElement element) {
    editor().elements()->setCurrentIndex(editor().elements()->findData(static_cast<int>(element)));
    Q_EMIT editor().elements()->activated(editor().elements()->currentIndex());
  }
  std::string exported(const std::string& ending) {
    const std::string file = folder() + "/page_window." + ending;
    bool is_done = false;
    const auto link = QObject::connect(m_maker, &MapMaker::exported, [&] { is_done = true; });
    m_maker->exportTo(QString::fromStdString(file));
    EXPECT_TRUE(wait([&] { return is_done; }, 120));
    QObject::disconnect(link);
    return readFile(file).value_or("");
  }
  std::string ofCommandLine(const std::string& ending, const fs::path& styles, const std::string& sheet) {
    const std::string file = folder() + "/page_cli." + ending;
    const std::string line = std::string(ECOREDLINE_BIN_DIR) + "/ecoredline map '" + workspace() + "' --styles '" +
                             styles.string() + "' --sheet '" + sheet + "' --out '" + file + "' 2>/dev/null";
    EXPECT_EQ(std::system(line.c_str()), 0) << line;
    return readFile(file).value_or("");
  }

  MapMaker* m_maker = nullptr;
};

TEST_F(PageInHand, AnElementIsDraggedAndThePageDrawnAnew) {
  begin(Language::zh);
  const Box before = *boxOf(legend);
  drop(legend, {-200, 60}, Qt::AltModifier);
  EXPECT_EQ(view().chosen(), legend);
  ASSERT_TRUE(drawn());
  const double mm = view().onScreen({0, 0, 1, 1}).width();
  EXPECT_NEAR(boxOf(legend)->min_x, before.min_x - 200 / mm, 0.5);
  EXPECT_NEAR(boxOf(legend)->min_y, before.min_y + 60 / mm, 0.5);
  editor().undoButton()->click();
  ASSERT_TRUE(drawn());
  EXPECT_EQ(*boxOf(legend), before);
  EXPECT_FALSE(m_maker->options().places) << "the page is as the sheet says";
  QTest::keyClick(&view(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  ASSERT_TRUE(drawn());
  EXPECT_NEAR(boxOf(legend)->min_x, before.min_x - 200 / mm, 0.5);
  editor().resetButton()->click();
  ASSERT_TRUE(drawn());
  EXPECT_EQ(*boxOf(legend), before);
}

TEST_F(PageInHand, AnEdgeNearTheMarginSnapsToItAndSaysSo) {
  begin(Language::en);
  const double margin = typeAreaOf(m_maker->shown().paper).min_x;
  const double mm = view().onScreen({0, 0, 1, 1}).width();
  const Box before = *boxOf(scale);
  const int way = static_cast<int>((margin - before.min_x) * mm) + 4; // four pixels short of it
  drag(scale, {way, -100});
  keepPicture("desktop_map_maker_snap.png", *m_maker);
  QTest::mouseRelease(&view(), Qt::LeftButton, {}, middleOf(scale) + QPoint(way, -100));
  ASSERT_TRUE(drawn());
  EXPECT_NEAR(boxOf(scale)->min_x, margin, 0.02);
  drop(scale, {20, 0}, Qt::AltModifier);
  ASSERT_TRUE(drawn());
  EXPECT_NEAR(boxOf(scale)->min_x, margin + 20 / mm, 0.6) << "Alt: no snapping";
}

TEST_F(PageInHand, KeysMoveHideAndTheListBringsBack) {
  for (const Language language : {Language::zh, Language::en}) {
    begin(language);
    chooseInList(north);
    EXPECT_EQ(view().chosen(), north);
    const Box before = *boxOf(north);
    view().setFocus();
    for (int i = 0; i < 3; ++i) QTest::keyClick(&view(), Qt::Key_Left);
    QTest::keyClick(&view(), Qt::Key_Down, Qt::ShiftModifier);
    ASSERT_TRUE(drawn());
    EXPECT_NEAR(boxOf(north)->min_x, before.min_x - 3, 0.02);
    EXPECT_NEAR(boxOf(north)->min_y, before.min_y + 10, 0.02);
    QTest::keyClick(&view(), Qt::Key_Delete);
    ASSERT_TRUE(drawn());
    EXPECT_FALSE(boxOf(north)) << "not on the page";
    EXPECT_FALSE(editor().shown()->isChecked());
    const QString marked = editor().elements()->currentText();
    EXPECT_TRUE(marked.contains(language == Language::zh ? "已隐藏" : "hidden")) << qPrintable(marked);
    keepPicture(language == Language::zh ? "desktop_map_maker_hidden.png" : "desktop_map_maker_hidden_en.png",
                *m_maker);
    editor().shown()->click();
    ASSERT_TRUE(drawn());
    ASSERT_TRUE(boxOf(north));
    EXPECT_NEAR(boxOf(north)->min_x, before.min_x - 3, 0.02) << "where it was before it was hidden";
    QTest::keyClick(&view(), Qt::Key_Escape);
    EXPECT_FALSE(view().chosen());
    EXPECT_TRUE(m_maker->isVisible()) << "Escape let go of the element only";
    m_maker->close();
    m_maker = nullptr;
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

TEST_F(PageInHand, EachSheetKeepsItsOwnAndAnotherPaperHasItInTheSamePart) {
  begin(Language::zh);
  chooseInList(notes);
  QTest::keyClick(&view(), Qt::Key_Delete);
  ASSERT_TRUE(drawn());
  m_maker->choose("zoning");
  ASSERT_TRUE(drawn());
  EXPECT_TRUE(boxOf(notes)) << "another sheet has its own page";
  m_maker->choose("redline");
  ASSERT_TRUE(drawn());
  EXPECT_FALSE(boxOf(notes));
  drop(scale, {-40, -60}, Qt::AltModifier);
  ASSERT_TRUE(drawn());
  const Paper small = m_maker->shown().paper;
  const double part = boxOf(scale)->min_x / small.width;
  m_maker->setSize("A2");
  ASSERT_TRUE(drawn());
  EXPECT_GT(m_maker->shown().paper.width, small.width);
  EXPECT_NEAR(boxOf(scale)->min_x / m_maker->shown().paper.width, part, 0.001);
}

TEST_F(PageInHand, ASheetOfOnesOwnIsTheCommandLinesByteForByte) {
  begin(Language::zh);
  drop(legend, {-300, 30}, Qt::AltModifier);
  ASSERT_TRUE(drawn());
  chooseInList(north);
  QTest::keyClick(&view(), Qt::Key_Delete);
  m_maker->setSize("A4");
  ASSERT_TRUE(drawn());
  editor().saveButton()->click();
  auto* dialog = m_maker->findChild<OwnSheetDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->nameLine()->setText("../../etc");
  EXPECT_FALSE(dialog->canSave());
  EXPECT_FALSE(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save)->isEnabled());
  const fs::path styles = folder() + "/own styles";
  dialog->folderLine()->setText(QString::fromStdString(styles.string()));
  dialog->nameLine()->setText("本县红线图");
  ASSERT_TRUE(dialog->canSave()) << qPrintable(dialog->remark()->text());
  keepPicture("desktop_own_sheet.png", *dialog);
  dialog->accept();
  ASSERT_TRUE(drawn());
  ASSERT_TRUE(fs::exists(styles / "sheets" / "本县红线图.toml"));
  EXPECT_EQ(m_maker->options().sheet, "本县红线图");
  EXPECT_FALSE(boxOf(north));
  m_maker->setSize(""); // the sheet's own is the paper that was saved
  ASSERT_TRUE(drawn());
  keepPicture("desktop_map_maker_own.png", *m_maker);
  for (const char* ending : {"svg", "pdf"}) {
    const std::string ours = exported(ending);
    EXPECT_FALSE(ours.empty());
    EXPECT_EQ(ours, ofCommandLine(ending, styles, "本县红线图")) << ending;
  }
}

TEST_F(PageInHand, ASheetThatCannotBeSavedIsSaidAndNothingIsLost) {
  begin(Language::en);
  drop(legend, {-100, 30}, Qt::AltModifier);
  ASSERT_TRUE(drawn());
  const fs::path in_the_way = folder() + "/a_file";
  ASSERT_TRUE(writeFileAtomically(in_the_way, "not a folder"));
  m_maker->saveOwn(in_the_way, "ours");
  EXPECT_TRUE(m_maker->state().contains("output.write_failed")) << qPrintable(m_maker->state());
  EXPECT_EQ(m_maker->options().sheet, "redline");
  EXPECT_TRUE(m_maker->options().places) << "the page is still in the hand";
}

TEST_F(PageInHand, AStylesFolderThatIsSpoiltIsSaidAndTheProductsSheetsStand) {
  const fs::path styles = folder() + "/spoilt";
  fs::create_directories(styles / "sheets");
  ASSERT_TRUE(writeFileAtomically(styles / "sheets" / "x.toml", "id = \n"));
  openSample();
  QSettings().setValue("map/own_styles", QString::fromStdString(styles.string()));
  window().showMapMaker();
  m_maker = window().mapMaker();
  EXPECT_TRUE(m_maker->state().contains("x.toml")) << qPrintable(m_maker->state());
  EXPECT_GT(m_maker->gallery()->count(), 3);
  QSettings().remove("map/own_styles");
}

} // namespace
} // namespace ecoredline
