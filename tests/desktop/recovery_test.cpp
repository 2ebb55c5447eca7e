// What was being done outlives a program that is killed.
#include "window_fixture.hpp"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QProcess>
#include <QSettings>
#include <QTableWidget>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolder = "ECOREDLINE_RECOVERY_FOLDER"; ///< set for a process that is to be killed
constexpr const char* kWorkspace = "ECOREDLINE_RECOVERY_WORKSPACE";
const std::vector<QPointF> kCorners{{42500100.25, 4850000.5}, {42500300, 4850000}, {42500300, 4850200}};

template<class Widget>
Widget* named(QWidget& in, const QString& name) {
  for (Widget* one : in.findChildren<Widget*>())
    if (one->accessibleName() == name) return one;
  return nullptr;
}

void typeCause(LedgerPanel& panel) {
  named<QLineEdit>(panel, "判定人")->setText("张三");
  named<QLineEdit>(panel, "理由")->setText("复核 2019 年原图");
  named<QComboBox>(panel, "原因")->setCurrentIndex(3);
}

void typeStep(IncidentPanel& panel) {
  named<QLineEdit>(panel, "办理人")->setText("李四");
  named<QLineEdit>(panel, "证据")->setText("现场无新增设施\"; rm");
}

class Recovery : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    m_sessions = fs::path(folder()) / ("sessions-" + std::string(test()));
  }
  static const char* test() { return ::testing::UnitTest::GetInstance()->current_test_info()->name(); }
  const fs::path& sessions() const { return m_sessions; }
  std::size_t filesIn(const fs::path& in) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        fs::directory_iterator(in), [](const auto& file) { return file.path().extension() == ".json"; }));
  }
  fs::path copyOfWorkspace() {
    const fs::path copy = fs::path(folder()) / (std::string(test()) + ".gpkg");
    fs::copy_file(workspace(), copy, fs::copy_options::overwrite_existing);
    return copy;
  }
  /// This very program in another process, as `part` of ProcessToBeKilled has it, until it says that its work is kept;
  /// then killed as the kernel does it.
  void workAndBeKilled(const std::string& part, const fs::path& workspace) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(kFolder, QString::fromStdString(sessions().string()));
    environment.insert(kWorkspace, QString::fromStdString(workspace.string()));
    process.setProcessEnvironment(environment);
    process.start(QApplication::applicationFilePath(),
                  {QString::fromStdString("--gtest_filter=ProcessToBeKilled." + part)});
    QByteArray said;
    ASSERT_TRUE(wait(
        [&] {
          said += process.readAllStandardOutput();
          return said.contains("all of it is kept") || process.state() == QProcess::NotRunning;
        },
        180));
    ASSERT_EQ(process.state(), QProcess::Running) << said.toStdString();
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished();
    ASSERT_EQ(process.exitStatus(), QProcess::CrashExit);
  }
  /// Takes the offer and waits until everything is back.
  void goOn() {
    bool is_done = false;
    QObject::connect(&window(), &MainWindow::resumed, [&] { is_done = true; });
    window().notice()->choose(0);
    ASSERT_TRUE(wait([&] { return is_done; }, 180));
  }

 private:
  fs::path m_sessions;
};

/// What the other process does. Nothing where nobody asked for it.
class ProcessToBeKilled : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv(kFolder) == nullptr) GTEST_SKIP() << "run by the tests of Recovery";
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, std::getenv(kFolder));
    m_window = std::make_unique<MainWindow>(Language::zh);
    m_window->show();
    m_window->keepSession(std::getenv(kFolder));
    m_window->openWorkspace(std::getenv(kWorkspace));
    turnUntil([this] { return m_window->workspace() != nullptr && m_window->canvas()->isSettled(); });
  }
  static void turnUntil(const std::function<bool()>& done) {
    while (!done()) QApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
  }
  [[noreturn]] void waitToBeKilled() {
    while (true) {
      QApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
      for (const auto& entry : fs::directory_iterator(std::getenv(kFolder))) {
        if (entry.path().extension() != ".json") continue;
        const auto kept = unfinishedFrom(QByteArray::fromStdString(readFile(entry.path()).value_or("")));
        if (kept && kept->holdsWork() && *kept == m_window->unfinished()) std::cout << "all of it is kept" << std::endl;
      }
    }
  }
  std::unique_ptr<MainWindow> m_window;
};

TEST_F(ProcessToBeKilled, Draws) {
  m_window->canvas()->lookAt({42500200, 4850100}, 0.75);
  m_window->canvas()->goOnDrawing(kCorners);
  typeCause(*m_window->ledger());
  waitToBeKilled();
}

TEST_F(ProcessToBeKilled, TriesPlaces) {
  ScreenOptions options;
  options.workspace = std::getenv(kWorkspace);
  options.sites = fs::path(ECOREDLINE_SOURCE_DIR) / "sample_data/sites.gpkg";
  options.as_of = "2026-11-22";
  m_window->screen(options);
  turnUntil([this] { return m_window->run() != nullptr; });
  m_window->findings()->selectSite(0);
  m_window->beginWhatIf();
  turnUntil([this] { return m_window->whatIf()->scenarios() == 1; });
  for (const double by : {700.0, 1400.0, 2100.0}) {
    const auto before = m_window->whatIf()->current();
    SiteShape shape = m_window->canvas()->editor().shape();
    shape.moveBy({by, -by / 2});
    m_window->canvas()->setEdited(shape);
    turnUntil([&] { return m_window->whatIf()->current() != before; });
    if (by < 2000) m_window->whatIf()->keep();
  }
  waitToBeKilled();
}

TEST_F(ProcessToBeKilled, FillsAForm) {
  m_window->previewSites(QString::fromStdString(std::string(ECOREDLINE_SOURCE_DIR) + "/sample_data/sites.gpkg"));
  turnUntil([this] { return m_window->siteDialog()->canRun(); });
  const auto lines =
      factLines(m_window->workspace()->catalogue, kindsOf(m_window->workspace()->catalogue, ""), today());
  const auto line = std::ranges::find_if(lines, [](const FactLine& one) { return !one.choices.empty(); });
  m_window->siteDialog()->factsForm()->answer(line->fact, line->choices.front().value, "批复〔2024〕3 号");
  m_window->siteDialog()->setAsOf("2025-03-04");
  waitToBeKilled();
}

TEST_F(ProcessToBeKilled, WritesAStep) {
  turnUntil([this] { return m_window->incidents()->ledger() != nullptr; });
  m_window->incidents()->select(1);
  typeStep(*m_window->incidents());
  waitToBeKilled();
}

TEST_F(Recovery, ADrawingAndACauseComeBackAfterAKill) {
  workAndBeKilled("Draws", workspace());
  ASSERT_EQ(filesIn(sessions()), 1U);
  window().keepSession(sessions());
  ASSERT_TRUE(window().notice()->isShown());
  EXPECT_NE(window().notice()->text().zh.find("3 个角点"), std::string::npos) << window().notice()->text().zh;
  EXPECT_NE(window().notice()->text().en.find("a cause"), std::string::npos) << window().notice()->text().en;
  keepPicture("desktop_recovery.png");
  goOn();
  EXPECT_EQ(window().canvas()->measured(), kCorners);
  EXPECT_EQ(window().canvas()->tool(), MapTool::draw_site);
  EXPECT_NEAR(window().canvas()->view().metres_per_pixel, 0.75, 1e-9);
  EXPECT_NEAR(window().canvas()->view().x, 42500200, 1e-6);
  const auto cause = window().ledger()->typed();
  ASSERT_TRUE(cause);
  EXPECT_EQ(cause->reason, "复核 2019 年原图");
  EXPECT_EQ(cause->by, "张三");
  EXPECT_TRUE(SessionKeeper::left(sessions()).empty()) << "it is this window's work now";
  window().canvas()->finishSite();
  EXPECT_TRUE(wait([this] { return window().siteDialog() != nullptr; })) << "the drawing can be ended";
}

TEST_F(Recovery, ScenariosComeBackWithTheirVerdicts) {
  workAndBeKilled("TriesPlaces", workspace());
  window().keepSession(sessions());
  ASSERT_TRUE(window().notice()->isShown());
  const auto left = SessionKeeper::left(sessions());
  ASSERT_EQ(left.size(), 1U);
  ASSERT_TRUE(left[0].unfinished.tried);
  goOn();
  ASSERT_EQ(window().whatIf()->scenarios(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(window().whatIf()->scenario(i).shape, left[0].unfinished.tried->scenarios[i]) << i;
  EXPECT_EQ(window().canvas()->editor().shape(), left[0].unfinished.tried->current);
  EXPECT_EQ(window().whatIf()->current()->shape, left[0].unfinished.tried->current);
  EXPECT_FALSE(window().whatIf()->bannerText().isEmpty());
}

TEST_F(Recovery, AFormComesBackAsItWasFilled) {
  workAndBeKilled("FillsAForm", workspace());
  window().keepSession(sessions());
  goOn();
  SiteDialog* dialog = window().siteDialog();
  ASSERT_NE(dialog, nullptr);
  ASSERT_TRUE(wait([&] { return dialog->canRun(); }));
  EXPECT_EQ(dialog->options().as_of, "2025-03-04");
  EXPECT_EQ(dialog->options().sites.filename(), "sites.gpkg");
  const Answers answers = dialog->factsForm()->answers({});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers.begin()->second.document, "批复〔2024〕3 号");
}

TEST_F(Recovery, AStepOfAProblemComesBack) {
  const fs::path copy = copyOfWorkspace();
  InspectOptions options;
  options.workspace = copy;
  options.leads = sample("leads_2024.geojson");
  options.epoch = "2024";
  options.date = "2024-12-31";
  ASSERT_TRUE(inspectLeads(options, Language::zh, nullptr, silentFeedback()));
  workAndBeKilled("WritesAStep", copy);
  window().keepSession(sessions());
  goOn();
  ASSERT_TRUE(wait([this] { return window().incidents()->ledger() != nullptr; }));
  const auto step = window().incidents()->typed();
  ASSERT_TRUE(step);
  EXPECT_EQ(step->incident, window().incidents()->list()->item(1, 0)->text().toStdString());
  EXPECT_EQ(step->evidence, "现场无新增设施\"; rm");
}

/// The program itself, not this one: its session is left where the user's are.
TEST_F(Recovery, TheProgramKilledLeavesItsSession) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("XDG_STATE_HOME", QString::fromStdString(sessions().string()));
  environment.insert("XDG_CONFIG_HOME", QString::fromStdString(sessions().string()));
  process.setProcessEnvironment(environment);
  process.start(QString(ECOREDLINE_BIN_DIR) + "/ecoredline-desktop",
                {"--lang", "zh", QString::fromStdString(workspace())});
  const fs::path own = sessions() / "ecoredline" / "desktop";
  ASSERT_TRUE(wait([&] { return fs::exists(own) && filesIn(own) == 1; }));
  EXPECT_TRUE(SessionKeeper::left(own).empty()) << "its window is there";
  ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
  process.waitForFinished();
  const auto left = SessionKeeper::left(own);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].unfinished.workspace, workspace());
}

TEST_F(Recovery, AWindowThatClosesLeavesOnlyWork) {
  window().keepSession(sessions());
  openSample();
  window().session()->keepNow();
  ASSERT_TRUE(wait([this] { return filesIn(sessions()) == 1; }));
  window().close();
  EXPECT_TRUE(wait([this] { return filesIn(sessions()) == 0; }));
  MainWindow other(Language::en);
  other.keepSession(sessions());
  other.openWorkspace(QString::fromStdString(workspace()));
  ASSERT_TRUE(wait([&] { return other.workspace() != nullptr; }));
  other.canvas()->goOnDrawing(kCorners);
  other.close();
  ASSERT_TRUE(wait([this] { return filesIn(sessions()) == 1; }));
}

TEST_F(Recovery, WhatIsDiscardedIsNotOfferedAgain) {
  workAndBeKilled("Draws", workspace());
  window().keepSession(sessions());
  window().notice()->choose(1);
  EXPECT_FALSE(window().notice()->isShown());
  EXPECT_EQ(filesIn(sessions()), 0U);
}

TEST_F(Recovery, AWorkspaceThatIsGoneKeepsTheSession) {
  const fs::path copy = copyOfWorkspace();
  workAndBeKilled("Draws", copy);
  fs::remove(copy);
  window().keepSession(sessions());
  goOn();
  EXPECT_TRUE(window().notice()->isShown());
  EXPECT_EQ(SessionKeeper::left(sessions()).size(), 1U);
  fs::copy_file(workspace(), copy); // it is back: the drive was not there
  window().notice()->choose(0);
  goOn();
  EXPECT_EQ(window().canvas()->measured(), kCorners);
  EXPECT_TRUE(SessionKeeper::left(sessions()).empty());
}

TEST_F(Recovery, WhatWeDidNotWriteIsNotOffered) {
  fs::create_directories(sessions());
  for (const char* bytes : {"", "{", "[]", R"({"format":7})", R"({"format":1,"workspace":5,"corners":[1,[2]]})"})
    std::ofstream(sessions() / (std::to_string(std::hash<std::string>{}(bytes)) + ".json")) << bytes;
  EXPECT_TRUE(SessionKeeper::left(sessions()).empty());
  EXPECT_FALSE(unfinishedFrom("{}"));
}

TEST_F(Recovery, AFolderThatCannotBeWrittenIsSaidOnce) {
  int failures = 0;
  window().keepSession("/dev/null/sessions");
  QObject::connect(window().session(), &SessionKeeper::failed, [&] { ++failures; });
  openSample();
  window().session()->keepNow();
  ASSERT_TRUE(wait([&] { return failures == 1; }));
  EXPECT_NE(window().notice()->text().zh.find("自动保存失败"), std::string::npos);
  window().session()->keepNow();
  EXPECT_FALSE(wait([&] { return failures > 1; }, 2));
}

} // namespace
} // namespace ecoredline
