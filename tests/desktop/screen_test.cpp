// From a dropped file to a verdict, and out again as files.
#include "desktop/map_painter.hpp"
#include "window_fixture.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTreeWidget>
#include <chrono>
#include <cstdlib>

namespace ecoredline {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

class ScreenInWindow : public WindowTest {
 protected:
  QString cell(int row, int column) {
    const auto* table = window().findings()->table();
    return table->model()->index(row, column).data().toString();
  }
  int rows() { return window().findings()->table()->model()->rowCount(); }
  static std::string bytes(const fs::path& file) { return readFile(file).value_or(""); }
  static std::string withoutRun(const fs::path& file) {
    Json json = Json::parse(bytes(file));
    json.erase("run");
    return json.dump();
  }
};

TEST_F(ScreenInWindow, PreviewSaysWhatTheDoorMet) {
  openSample();
  drop(sample("sites_gbk.shp"));
  auto* dialog = window().siteDialog();
  ASSERT_TRUE(wait([&] { return dialog->canRun(); })) << qPrintable(dialog->state()->text());
  EXPECT_GT(dialog->diagnoses()->topLevelItemCount(), 0);
  EXPECT_TRUE(dialog->state()->text().contains("GB18030")) << qPrintable(dialog->state()->text());
  keepPicture("desktop_preview.png", *dialog);
  dialog->close();
}

TEST_F(ScreenInWindow, AFileThatCannotBeReadSaysWhyAndDoesNotRun) {
  openSample();
  const std::string broken = folder() + "/broken.geojson";
  ASSERT_TRUE(writeFileAtomically(broken, "{ this is no geometry"));
  drop(broken);
  auto* dialog = window().siteDialog();
  ASSERT_TRUE(wait([&] { return !window().isBusy(); }));
  EXPECT_FALSE(dialog->canRun());
  EXPECT_FALSE(dialog->state()->text().isEmpty());
  dialog->close();
}

TEST_F(ScreenInWindow, DroppedSitesBecomeVerdictsAndTheDeskIsStillTheMap) {
  openSample();
  screenSample();
  const auto& report = window().run()->run.report;
  EXPECT_TRUE(window().findings()->bannerText().contains(QString::number(report.sites.size())));
  EXPECT_GT(rows(), 5);
  EXPECT_EQ(window().findings()->model().rowCount(), static_cast<int>(report.findingCount()));
  for (int row = 0; row < rows(); ++row) EXPECT_FALSE(cell(row, FindingModel::verdict).contains("● 符合"));
  window().findings()->selectSite(0);
  EXPECT_TRUE(
      window().findings()->bannerText().contains(QString::fromStdString(report.sites[0].sentence.zh).toHtmlEscaped()));
  EXPECT_GT(window().findings()->proof()->topLevelItemCount(), 0);
}

TEST_F(ScreenInWindow, AFindingLeadsToItsPlace) {
  openSample();
  screenSample();
  for (int row = 0; row < rows(); ++row) {
    const Box before = window().canvas()->view().window();
    window().findings()->activate(row);
    ASSERT_TRUE(settled());
    const Box after = window().canvas()->view().window();
    if (row == 0) {
      EXPECT_FALSE(before == after);
      EXPECT_LT(after.max_x - after.min_x, 30000) << "m";
    }
    if (row > 4) break;
  }
}

// Early, in the middle and late. The best of three rounds counts: the machine may have been busy with something else.
TEST_F(ScreenInWindow, CancelAnswersAtOnceWheneverItComes) {
  openSample();
  ScreenOptions options;
  options.workspace = workspace();
  options.sites = sample("sites.gpkg");
  options.as_of = "2026-11-22";
  const auto cancelAfter = [&](int milliseconds) {
    window().screen(options);
    EXPECT_TRUE(window().isBusy());
    const auto until = Clock::now() + std::chrono::milliseconds(milliseconds);
    EXPECT_TRUE(wait([&] { return Clock::now() > until; }));
    const auto begin = Clock::now();
    window().cancel();
    EXPECT_TRUE(wait([this] { return !window().isBusy(); }));
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  for (const int after : {0, 150, 400}) {
    double best = cancelAfter(after);
    for (int again = 0; again < 2 && best > 0.5; ++again) best = std::min(best, cancelAfter(after));
    EXPECT_LT(best, 0.5) << "s, cancelled after ms: " << after;
    EXPECT_TRUE(after > 0 || window().run() == nullptr) << "what was cancelled leaves nothing";
  }
}

TEST_F(ScreenInWindow, ExportsTheBytesOfTheCommandLine) {
  openSample();
  screenSample();
  const fs::path ours = folder() + "/window";
  bool is_done = false;
  bool is_same = false;
  QObject::connect(&window(), &MainWindow::exportDone, [&](bool same) {
    is_done = true;
    is_same = same;
  });
  window().exportTo(QString::fromStdString(ours.string()));
  ASSERT_TRUE(wait([&] { return is_done && !window().isBusy(); }));
  EXPECT_TRUE(is_same);
  const fs::path theirs = folder() + "/cli";
  QString line = window().commandLine();
  ASSERT_TRUE(line.startsWith("ecoredline screen "));
  line.replace(0, 10, ECOREDLINE_BIN_DIR "/ecoredline");
  line += QString::fromStdString(" --out " + theirs.string() + " --format json,html,csv,gpkg 2>/dev/null");
  ASSERT_EQ(std::system(qPrintable(line)), 0) << qPrintable(line);
  EXPECT_EQ(withoutRun(ours / "run.json"), withoutRun(theirs / "run.json"));
  EXPECT_EQ(bytes(ours / "findings.csv"), bytes(theirs / "findings.csv"));
  EXPECT_FALSE(bytes(ours / "findings.csv").empty());
  const auto page = [](const fs::path& file, const fs::path& run) { // the page prints when and where it was run
    std::string text = bytes(file);
    const Json json = Json::parse(bytes(run));
    const std::string time = json["run"]["time"];
    for (auto at = text.find(time); at != std::string::npos; at = text.find(time)) text.erase(at, time.size());
    return text;
  };
  EXPECT_EQ(page(ours / "report.html", ours / "run.json"), page(theirs / "report.html", theirs / "run.json"));
  EXPECT_TRUE(fs::exists(ours / "findings.gpkg"));
}

TEST_F(ScreenInWindow, PicturesOfTheWindow) {
  openSample();
  screenSample();
  window().findings()->selectSite(0);
  window().findings()->activate(0);
  ASSERT_TRUE(settled());
  keepPicture("desktop.png");
  window().setLanguage(Language::en);
  ASSERT_TRUE(settled());
  keepPicture("desktop_en.png");
  window().canvas()->zoomToAll();
  window().findings()->selectSite(-1);
  ASSERT_TRUE(settled());
  keepPicture("desktop_all.png");
}

} // namespace
} // namespace ecoredline
