// Files that vanish, workspaces that are locked, disks that are full, files that are hostile: a message where the eye
// is, nothing lost, no window that hangs.
#include "window_fixture.hpp"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QTableWidget>
#include <fstream>
#include <sys/mount.h>
#include <unistd.h>

namespace ecoredline {
namespace {

namespace fs = std::filesystem;

class Robust : public WindowTest {
 protected:
  fs::path copyTo(const fs::path& target) {
    fs::copy_file(workspace(), target, fs::copy_options::overwrite_existing);
    return target;
  }
  void open(const fs::path& file) {
    window().openFile(QString::fromStdString(file.string()));
    ASSERT_TRUE(wait([&] { return window().workspace() != nullptr && window().workspace()->path == file; }));
    ASSERT_TRUE(settled());
  }
  bool noticed(const std::string& zh, int seconds = 60) {
    return wait([&] { return window().notice()->text().zh.find(zh) != std::string::npos; }, seconds);
  }
  static ScreenOptions screenOf(const fs::path& workspace, const std::string& sites) {
    ScreenOptions options;
    options.workspace = workspace;
    options.sites = sites;
    options.as_of = "2026-11-22";
    return options;
  }
};

/// Another program that has the workspace for itself until it is let go.
class Locker {
 public:
  explicit Locker(const fs::path& file) {
    m_process.start("python3", {"-c",
                                "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],isolation_level=None)\n"
                                "c.execute('BEGIN EXCLUSIVE')\nprint('locked',flush=True)\nsys.stdin.read()",
                                QString::fromStdString(file.string())});
    m_process.waitForReadyRead(20000);
    holds = m_process.readAllStandardOutput().startsWith("locked");
  }
  ~Locker() {
    m_process.closeWriteChannel();
    m_process.waitForFinished();
  }
  bool holds = false;

 private:
  QProcess m_process;
};

/// A disk of its own, so large; taken away at the end. Wants root.
class SmallDisk {
 public:
  SmallDisk(fs::path place, std::uintmax_t bytes) : m_place(std::move(place)) {
    fs::create_directories(m_place);
    is_there = ::mount("tmpfs", m_place.c_str(), "tmpfs", 0, ("size=" + std::to_string(bytes)).c_str()) == 0;
  }
  ~SmallDisk() {
    if (is_there) ::umount2(m_place.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  /// Nothing more goes onto it.
  void fill() const {
    std::ofstream out(m_place / "filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void clear() const { fs::remove(m_place / "filler"); }
  bool is_there = false;

 private:
  fs::path m_place;
};

TEST_F(Robust, AFileThatVanishesIsNamedAndTheRunCanBeTriedAgain) {
  openSample();
  const fs::path sites = fs::path(folder()) / "gone.gpkg";
  fs::copy_file(sample("sites.gpkg"), sites, fs::copy_options::overwrite_existing);
  const auto options = screenOf(workspace(), sites.string());
  fs::remove(sites);
  window().screen(options);
  ASSERT_TRUE(noticed("gone.gpkg")) << window().notice()->text().zh;
  EXPECT_EQ(window().run(), nullptr);
  EXPECT_NE(window().workspace(), nullptr);
  keepPicture("desktop_vanished.png");
  fs::copy_file(sample("sites.gpkg"), sites);
  window().notice()->choose(0);
  EXPECT_TRUE(wait([this] { return window().run() != nullptr; }));
  EXPECT_FALSE(window().notice()->isShown()) << "what was wrong is mended";
}

TEST_F(Robust, AWorkspaceThatVanishesLeavesTheMapAndSaysSo) {
  const fs::path copy = copyTo(fs::path(folder()) / "vanishing.gpkg");
  open(copy);
  fs::remove(copy);
  window().screen(screenOf(copy, sample("sites.gpkg")));
  ASSERT_TRUE(noticed("vanishing.gpkg")) << window().notice()->text().zh;
  EXPECT_NE(window().workspace(), nullptr);
  window().canvas()->zoomBy(0.5);
  EXPECT_TRUE(settled()) << "what is open can still be looked at";
}

TEST_F(Robust, ALockedWorkspaceIsSaidAndOpensWhenItIsLetGo) {
  const fs::path copy = copyTo(fs::path(folder()) / "locked.gpkg");
  {
    const Locker locker(copy);
    ASSERT_TRUE(locker.holds);
    window().openFile(QString::fromStdString(copy.string()));
    ASSERT_TRUE(noticed("占用")) << window().notice()->text().zh;
    EXPECT_EQ(window().workspace(), nullptr);
  }
  window().notice()->choose(0);
  ASSERT_TRUE(wait([this] { return window().workspace() != nullptr; }));
  EXPECT_FALSE(window().notice()->isShown());
}

TEST_F(Robust, AStepThatMeetsALockKeepsItsWords) {
  const fs::path copy = copyTo(fs::path(folder()) / "locked_step.gpkg");
  open(copy);
  IncidentPanel* panel = window().incidents();
  panel->inspect(sample("leads_2024.geojson"), "2024", "2024-12-31");
  ASSERT_TRUE(wait([&] { return panel->ledger() && !panel->ledger()->list.incidents.empty(); }, 120));
  panel->select(0);
  panel->resume({panel->list()->item(0, 0)->text().toStdString(), panel->steps()->itemData(0).toString().toStdString(),
                 "county", "李四", "现场核实", "无"});
  const auto typed = panel->typed();
  ASSERT_TRUE(typed);
  {
    const Locker locker(copy);
    ASSERT_TRUE(locker.holds);
    panel->advance(typed->to, typed->level, typed->by, typed->evidence, typed->reason);
    ASSERT_TRUE(noticed("占用")) << window().notice()->text().zh;
  }
  EXPECT_EQ(panel->typed(), typed) << "nothing of it has to be typed again";
}

TEST_F(Robust, AFullDiskLosesNeitherADrawingNorTheWorkspace) {
  const auto room = fs::file_size(workspace()) + (2U << 20);
  const SmallDisk disk(fs::path(folder()) / "disk", room);
  if (!disk.is_there) GTEST_SKIP() << "only root can mount a small disk";
  const fs::path copy = copyTo(fs::path(folder()) / "disk" / "workspace.gpkg");
  open(copy);
  disk.fill();
  const std::vector<QPointF> corners{{42560000, 4830000}, {42560300, 4830000}, {42560300, 4830200}};
  window().canvas()->goOnDrawing(corners);
  window().canvas()->finishSite();
  ASSERT_TRUE(noticed("写入失败")) << window().notice()->text().zh;
  EXPECT_EQ(window().canvas()->measured(), corners) << "the drawing is still there";
  EXPECT_EQ(window().canvas()->tool(), MapTool::draw_site);
  keepPicture("desktop_full_disk.png");
  const auto versions = window().workspace()->versions.size();
  window().notice()->clear();
  window().previewImport(QString::fromStdString(sample("control_units.gpkg")));
  window().importDialog()->setKind("environmental_control_unit");
  window().importDialog()->setVersion("full");
  ASSERT_TRUE(wait([this] { return window().importDialog()->canImport(); }, 120));
  window().importDialog()->start();
  ASSERT_TRUE(wait([this] { return window().notice()->isShown(); }, 120));
  ASSERT_TRUE(wait([this] { return !window().isBusy(); }));
  disk.clear();
  window().openWorkspace(QString::fromStdString(copy.string()));
  const auto before = window().workspace();
  ASSERT_TRUE(wait([&] { return window().workspace() != before; }));
  EXPECT_EQ(window().workspace()->versions.size(), versions) << "as it was before the import";
  window().canvas()->goOnDrawing(corners);
  window().canvas()->finishSite();
  EXPECT_TRUE(wait([this] { return window().siteDialog() != nullptr; })) << "with room again it goes on";
}

TEST_F(Robust, AFullDiskForSessionsIsSaidAndMendsItself) {
  const SmallDisk disk(fs::path(folder()) / "state", 256U << 10);
  if (!disk.is_there) GTEST_SKIP() << "only root can mount a small disk";
  window().keepSession(fs::path(folder()) / "state" / "sessions");
  disk.fill();
  openSample();
  window().session()->keepNow();
  ASSERT_TRUE(noticed("自动保存失败"));
  disk.clear();
  bool is_kept = false;
  QObject::connect(window().session(), &SessionKeeper::kept, [&] { is_kept = true; });
  EXPECT_TRUE(wait([&] { return is_kept; }, 10)) << "tried again by itself";
}

TEST_F(Robust, HugeAndHostileFilesAreRefusedInWords) {
  openSample();
  const auto make = [](const std::string& name, const std::string& bytes) {
    const fs::path file = fs::path(folder()) / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  };
  std::vector<fs::path> files;
  std::string deep = R"({"type":"FeatureCollection","features":)";
  deep += std::string(200000, '[');
  files.push_back(make("deep.geojson", deep));
  files.push_back(make("random.shp", std::string(4 << 20, '\xFE')));
  files.push_back(make("notzip.zip", "PK\x03\x04" + std::string(1 << 16, '\x07')));
  files.push_back(make("text.gpkg", "SQLite format 3" + std::string(1 << 16, '\0')));
  const fs::path sparse = make("sparse.csv", "x,y\n");
  fs::resize_file(sparse, 3ULL << 30);
  files.push_back(sparse);
  for (const fs::path& file : files) {
    const int lines = window().log()->lines();
    window().notice()->clear();
    drop(file.string());
    EXPECT_TRUE(wait(
        [&] {
          return window().notice()->isShown() || window().log()->lines() > lines ||
                 (window().siteDialog() != nullptr && !window().isBusy());
        },
        120))
        << file;
    EXPECT_TRUE(window().siteDialog() == nullptr || !window().siteDialog()->canRun()) << file;
    if (window().siteDialog() != nullptr) window().siteDialog()->close();
    EXPECT_TRUE(wait([this] { return !window().isBusy(); }, 120));
    EXPECT_NE(window().workspace(), nullptr) << "what was open stays open";
  }
  fs::remove(sparse);
}

} // namespace
} // namespace ecoredline
