#include "window_fixture.hpp"

#include "app/import.hpp"
#include "app/init.hpp"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QSettings>
#include <QThread>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

const fs::path kSamples = fs::path(ECOREDLINE_SOURCE_DIR) / "sample_data";

/// As `./dev demo` makes it.
void makeWorkspace(const fs::path& path) {
  ASSERT_TRUE(initWorkspace({path, "示例工作空间", {}}));
  std::ifstream list(kSamples / "workspace.txt");
  for (std::string line; std::getline(list, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::array<std::string, 6> field;
    std::istringstream in(line);
    for (std::string& one : field) std::getline(in, one, '|');
    ImportOptions options;
    options.workspace = path;
    options.file = kSamples / field[0];
    options.kind = field[1];
    options.label = field[2];
    options.date = field[3];
    options.accuracy_m = std::stod(field[4]);
    options.coverage = field[5];
    const auto imported = importFile(options, nullptr, silentFeedback());
    ASSERT_TRUE(imported) << line << describe(imported.error(), Language::en);
  }
}

} // namespace

std::string WindowTest::folder() {
  static const auto made = TemporaryFolder::create().value();
  return toUtf8(made.path());
}

std::string WindowTest::workspace() {
  return folder() + "/workspace.gpkg";
}

std::string WindowTest::sample(const std::string& file) {
  return toUtf8(kSamples / file);
}

void WindowTest::SetUpTestSuite() {
  qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(folder())); // what is made again stays with the test
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, QString::fromStdString(folder()));
  if (!fs::exists(workspace())) makeWorkspace(workspace());
}

void WindowTest::SetUp() {
  m_window = std::make_unique<MainWindow>(Language::zh);
  m_window->show();
}

void WindowTest::TearDown() {
  m_window.reset();
}

bool WindowTest::wait(const std::function<bool()>& done, int seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    QApplication::processEvents();
    QThread::msleep(2);
  }
  return true;
}

void WindowTest::openSample() {
  window().openFile(QString::fromStdString(workspace()));
  ASSERT_TRUE(wait([this] { return window().workspace() != nullptr; }));
  ASSERT_TRUE(settled());
}

void WindowTest::drop(const std::string& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path))});
  QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window(), &enter);
  ASSERT_TRUE(enter.isAccepted());
  QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window(), &event);
}

void WindowTest::screenSample() {
  drop(sample("sites.gpkg"));
  ASSERT_TRUE(wait([this] { return window().siteDialog() != nullptr && window().siteDialog()->canRun(); }));
  window().siteDialog()->setFacts(sample("facts.toml"));
  window().siteDialog()->setAsOf("2026-11-22");
  const ScreenOptions options = window().siteDialog()->options();
  window().siteDialog()->close();
  window().screen(options);
  ASSERT_TRUE(wait([this] { return window().run() != nullptr && !window().isBusy(); }));
  ASSERT_TRUE(settled());
}

QPalette darkPalette() {
  QPalette dark = QApplication::palette();
  dark.setColor(QPalette::Window, QColor("#1F242F"));
  dark.setColor(QPalette::Base, QColor("#161B26"));
  dark.setColor(QPalette::AlternateBase, QColor("#1F242F"));
  dark.setColor(QPalette::Button, QColor("#333741"));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    dark.setColor(role, QColor("#F5F5F6"));
  dark.setColor(QPalette::PlaceholderText, QColor("#94969C"));
  return dark;
}

void WindowTest::keepPicture(const std::string& name, QWidget& widget) {
  const QPixmap picture = widget.grab();
  const fs::path kept = fs::path(ECOREDLINE_BIN_DIR).parent_path() / "pictures";
  fs::create_directories(kept);
  ASSERT_TRUE(picture.save(QString::fromStdString(toUtf8(kept / name))));
}

} // namespace ecoredline
