// What a file leaves open is answered beside the map: where it lies, and how its text reads.
#include "window_fixture.hpp"

#include <QApplication>
#include <QLabel>
#include <QTabWidget>
#include <QTest>
#include <algorithm>

namespace ecoredline {
namespace {

class Questions : public WindowTest {
 protected:
  SiteDialog* ask(const std::string& file) {
    window().previewSites(QString::fromStdString(file));
    EXPECT_TRUE(wait([this] { return window().siteDialog() != nullptr && !window().isBusy(); }));
    return window().siteDialog();
  }
  /// A pixel of the map that stands for a candidate; null where none does.
  QPoint pixelOf(int choice) {
    const MapCanvas& canvas = *window().canvas();
    for (int y = 2; y < canvas.height(); y += 4)
      for (int x = 2; x < canvas.width(); x += 4)
        if (canvas.ghosts().at(QPointF(x, y), canvas.view()) == choice) return {x, y};
    return {};
  }
  static int candidate(const ReadingForm& reading, const std::string& crs) {
    const auto& all = reading.candidates();
    const auto found =
        std::ranges::find_if(all, [&](const CrsChoice& one) { return one.crs == crs && one.axis == AxisOrder::xy; });
    return found == all.end() ? -1 : static_cast<int>(found - all.begin());
  }
};

TEST_F(Questions, AFileWithoutACrsIsChosenByItsGhostOnTheMap) {
  openSample();
  for (const Language language : {Language::zh, Language::en}) {
    window().setLanguage(language);
    SiteDialog* dialog = ask(sample("broken/no_crs.shp"));
    ASSERT_NE(dialog, nullptr);
    EXPECT_FALSE(dialog->canRun());
    ReadingForm* reading = dialog->reading();
    ASSERT_GE(reading->candidates().size(), 1U);
    EXPECT_EQ(dialog->tabs()->currentWidget(), reading->candidateList()) << "the question is where the eye is";
    EXPECT_EQ(reading->candidateList()->table()->rowCount(), static_cast<int>(reading->candidates().size()));
    EXPECT_FALSE(window().canvas()->ghosts().empty());
    ASSERT_TRUE(settled());
    const int wanted = candidate(*reading, "EPSG:4530");
    ASSERT_GE(wanted, 0);
    const CrsChoice& choice = reading->candidates()[static_cast<std::size_t>(wanted)];
    EXPECT_EQ(choice.hits, choice.places);
    EXPECT_EQ(choice.distance_m, 0) << "it lies on the ground of the layers";
    const bool is_zh = language == Language::zh;
    const QPoint pixel = pixelOf(wanted);
    ASSERT_FALSE(pixel.isNull()) << "every number is in sight";
    QApplication::processEvents();
    keepPicture(is_zh ? "desktop_candidates.png" : "desktop_candidates_en.png");
    keepPicture(is_zh ? "desktop_candidates_dialog.png" : "desktop_candidates_dialog_en.png", *dialog);
    QTest::mouseClick(window().canvas(), Qt::LeftButton, {}, pixel);
    EXPECT_EQ(reading->chosenCandidate(), wanted);
    EXPECT_EQ(reading->candidateList()->marked(), wanted);
    EXPECT_EQ(dialog->options().source.read.crs, "EPSG:4530");
    ASSERT_TRUE(wait([&] { return dialog->canRun(); })) << qPrintable(dialog->state()->text());
    EXPECT_FALSE(window().canvas()->ghosts().empty()) << "the others can still be compared";
    dialog->close();
    EXPECT_TRUE(window().canvas()->ghosts().empty());
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

TEST_F(Questions, PastedCornersAreChosenInTheList) {
  openSample();
  window().takePasted("J1  4857000.12  566000.34\nJ2  4857000.12  566250.34\nJ3  4856800.12  566250.34\n"
                      "J4  4856800.12  566000.34\n"); // an easting without its zone
  ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && !window().isBusy(); }));
  SiteDialog* dialog = window().siteDialog();
  ReadingForm* reading = dialog->reading();
  ASSERT_GT(reading->candidates().size(), 2U) << qPrintable(dialog->state()->text());
  QTableWidget* table = reading->candidateList()->table();
  int here = 0; // the only one on the ground of the layers
  while (here < table->rowCount() && reading->candidates()[static_cast<std::size_t>(here)].distance_m > 0) ++here;
  ASSERT_LT(here, table->rowCount());
  EXPECT_FALSE(window().canvas()->ghosts().empty());
  ASSERT_TRUE(settled());
  keepPicture("desktop_candidates_zones.png");
  Q_EMIT table->cellClicked(here, 0);
  EXPECT_EQ(reading->chosenCandidate(), here);
  ASSERT_TRUE(wait([&] { return dialog->canRun(); })) << qPrintable(dialog->state()->text());
  window().siteDialog()->close();
}

TEST_F(Questions, TheImportAsksTheSameWay) {
  openSample();
  window().previewImport(QString::fromStdString(sample("broken/no_crs.shp")));
  ImportDialog* dialog = window().importDialog();
  ASSERT_TRUE(wait([&] { return !window().isBusy() && !dialog->reading()->candidates().empty(); }));
  EXPECT_EQ(dialog->tabs()->currentWidget(), dialog->reading()->candidateList());
  const int wanted = candidate(*dialog->reading(), "EPSG:4530");
  ASSERT_GE(wanted, 0);
  dialog->reading()->chooseCandidate(wanted);
  ASSERT_TRUE(wait([&] { return dialog->canImport(); })) << qPrintable(dialog->state()->text());
  dialog->close();
  EXPECT_TRUE(window().canvas()->ghosts().empty());
}

TEST_F(Questions, EveryEncodingShowsWhatTheTextWouldSay) {
  openSample();
  for (const Language language : {Language::zh, Language::en}) {
    window().setLanguage(language);
    SiteDialog* dialog = ask(sample("broken/big5.shp"));
    ASSERT_NE(dialog, nullptr);
    EncodingView* view = dialog->reading()->encodings();
    EXPECT_FALSE(dialog->canRun());
    EXPECT_EQ(dialog->tabs()->currentWidget(), view);
    ASSERT_GE(view->readings()->rowCount(), 3);
    EXPECT_FALSE(view->reason()->text().isEmpty());
    int big5 = 0;
    while (big5 < view->readings()->rowCount() && view->readings()->item(big5, 0)->text() != "BIG5") ++big5;
    ASSERT_LT(big5, view->readings()->rowCount());
    EXPECT_NE(view->readings()->item(big5, 2)->text(), view->readings()->item(1, 2)->text());
    const auto shown = [&] {
      QStringList all;
      for (int row = 0; row < view->rows()->rowCount(); ++row)
        for (int column = 0; column < view->rows()->columnCount(); ++column)
          all << view->rows()->item(row, column)->text();
      return all.join('|');
    };
    view->readings()->selectRow(1);
    const QString before = shown();
    view->readings()->selectRow(big5); // nothing is waited for
    EXPECT_NE(shown(), before);
    EXPECT_FALSE(shown().isEmpty());
    EXPECT_EQ(QString::fromStdString(dialog->options().source.read.encoding).toUpper(), QString("BIG5"));
    ASSERT_TRUE(wait([&] { return !window().isBusy() && dialog->canRun(); })) << qPrintable(dialog->state()->text());
    keepPicture(language == Language::zh ? "desktop_encoding.png" : "desktop_encoding_en.png", *dialog);
    dialog->close();
    QApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

TEST_F(Questions, WhatTheBytesDecidedIsMarkedWithItsReason) {
  openSample();
  SiteDialog* dialog = ask(sample("broken/gbk_labelled_utf8.shp"));
  ASSERT_NE(dialog, nullptr);
  EncodingView* view = dialog->reading()->encodings();
  int decided = 0;
  while (decided < view->readings()->rowCount() && !view->readings()->item(decided, 1)->text().contains("判定"))
    ++decided;
  ASSERT_LT(decided, view->readings()->rowCount());
  EXPECT_EQ(view->readings()->item(decided, 0)->text(), "GB18030");
  EXPECT_TRUE(view->reason()->text().contains("GB18030")) << qPrintable(view->reason()->text());
  EXPECT_EQ(view->readings()->currentRow(), decided);
  view->readings()->selectRow(decided == 0 ? 1 : 0);
  view->readings()->selectRow(decided);
  EXPECT_EQ(dialog->options().source.read.encoding, "") << "what the bytes say needs no option";
  dialog->close();
}

} // namespace
} // namespace ecoredline
