#include "fixture.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>
#include <sched.h>
#include <signal.h>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ecoredline {

using testing::HasSubstr;

using SafetyTest = StoreTest;

namespace {

constexpr int kNotPermitted = 77;

/// Runs `work` in a process of its own and gives its exit status, or minus the signal that ended it.
int inChild(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    int status = 99;
    try {
      status = work();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "child: %s\n", e.what());
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Ends the process, as hard as can be, when the import has come so far.
class KilledAt final : public Feedback {
 public:
  KilledAt(int stage, std::uint64_t row) : m_stage(stage), m_row(row) {}
  void stage(const Text&) override {
    if (++m_count == m_stage && m_row == 0) ::kill(::getpid(), SIGKILL);
  }
  void progress(std::uint64_t done, std::uint64_t) override {
    if (m_count == m_stage && done >= m_row) ::kill(::getpid(), SIGKILL);
  }

 private:
  int m_stage;
  std::uint64_t m_row;
  int m_count = 0;
};

/// Cancels when the import has come so far.
class CancelledAt final : public Feedback {
 public:
  explicit CancelledAt(int stage) : m_stage(stage) {}
  void stage(const Text&) override {
    if (++m_count == m_stage) cancel();
  }

 private:
  int m_stage;
  int m_count = 0;
};

constexpr int kWriting = 3; // stages: join, coverage, write, index
constexpr int kIndexing = 4;

std::string bytesOf(const std::filesystem::path& path) {
  return must(readFile(path));
}

} // namespace

TEST_F(SafetyTest, KilledAtAnyPointTheWorkspaceIsAsBefore) {
  must(created().addVersion(manyZones(50, 20), newVersion("first"), silentFeedback()));
  const auto large = manyZones(8000, 1000); // 128 MB: more than the page cache, so that the file itself is written to
  struct Point {
    int stage;
    std::uint64_t row;
  };
  for (const Point point : {Point{1, 0}, {kWriting, 0}, {kWriting, 1000}, {kWriting, 7000}, {kIndexing, 0}}) {
    const int status = inChild([&] {
      KilledAt feedback(point.stage, point.row);
      must(must(Workspace::open(file(), Workspace::Access::write)).addVersion(large, newVersion("second"), feedback));
      return 0;
    });
    ASSERT_EQ(status, -SIGKILL) << point.stage << " " << point.row;
    const auto workspace = must(Workspace::open(file(), Workspace::Access::read));
    const auto versions = must(workspace.versions());
    ASSERT_EQ(versions.size(), 1U);
    EXPECT_EQ(versions[0].label, "first");
    EXPECT_EQ(must(must(workspace.reader(1))->read({0, 0, 180, 90}, silentFeedback())).rows(), 50U);
    EXPECT_EQ(ask(file(), "PRAGMA integrity_check"), "ok");
  }
}

TEST_F(SafetyTest, KilledAtAnyMomentTheWorkspaceIsBeforeOrAfter) {
  created();
  const auto layer = manyZones(3000, 100);
  int kept = 0;
  for (int trial = 0; trial < 12; ++trial) {
    const pid_t child = ::fork();
    if (child == 0) {
      auto workspace = Workspace::open(file(), Workspace::Access::write);
      const bool done = workspace && workspace->addVersion(layer, newVersion(std::to_string(trial)), silentFeedback());
      ::_exit(done ? 0 : 1);
    }
    ::usleep(static_cast<useconds_t>(2000 * trial * trial));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto versions = must(must(Workspace::open(file(), Workspace::Access::read)).versions());
    const int now = static_cast<int>(versions.size());
    EXPECT_TRUE(now == kept || now == kept + 1);
    kept = now;
    EXPECT_EQ(ask(file(), "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(ask(file(), "SELECT count(*) FROM gpkg_contents WHERE table_name LIKE 'ecological%'"),
              std::to_string(kept));
  }
  EXPECT_LT(kept, 12); // the first was killed at once
}

TEST_F(SafetyTest, ACancelLeavesTheBytesAsTheyWere) {
  auto workspace = created();
  const auto before = bytesOf(file());
  auto version = newVersion("v");
  version.coverage = {Coverage::Mode::features, "features", {}};
  for (int stage = 1; stage <= kIndexing; ++stage) {
    CancelledAt feedback(stage);
    EXPECT_EQ(workspace.addVersion(manyZones(2500, 10), version, feedback).error().kind, ErrorKind::cancelled) << stage;
    EXPECT_EQ(bytesOf(file()), before);
  }
  must(workspace.addVersion(manyZones(2500, 10), version, silentFeedback()));
}

TEST_F(SafetyTest, AnotherWriterIsSaidToBeBusy) {
  auto workspace = created();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(toUtf8(file()).c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(workspace.addVersion(manyZones(5, 5), newVersion("v"), silentFeedback()).error().code, "workspace.busy");
  EXPECT_TRUE(must(Workspace::open(file(), Workspace::Access::read)).versions()->empty());
  sqlite3_close(other);
  must(workspace.addVersion(manyZones(5, 5), newVersion("v"), silentFeedback()));
}

TEST_F(SafetyTest, AnOrdinaryUserReadsAReadOnlyWorkspaceAndIsToldThatItCannotWrite) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  must(created().addVersion(manyZones(50, 20), newVersion("v"), silentFeedback()));
  std::filesystem::permissions(m_folder->path(), std::filesystem::perms(0755));
  std::filesystem::permissions(file(), std::filesystem::perms(0444));
  const auto before = bytesOf(file());
  const int status = inChild([&] {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) return kNotPermitted;
    const auto workspace = must(Workspace::open(file(), Workspace::Access::read));
    if (must(must(workspace.reader(1))->read({0, 0, 180, 90}, silentFeedback())).rows() != 50) return 1;
    if (must(workspace.zones(1)).size() != 50) return 2;
    const auto written = Workspace::open(file(), Workspace::Access::write);
    if (written || written.error().code != "workspace.read_only" || written.error().advice.empty()) return 3;
    const auto made = Workspace::create(file("new.gpkg"), {}, smallCatalogue());
    return !made && made.error().code == "workspace.read_only" ? 0 : 4;
  });
  if (status == kNotPermitted) GTEST_SKIP() << "this sandbox lets nobody become another user";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(bytesOf(file()), before);
}

TEST_F(SafetyTest, AWritableFileInAFolderThatIsNotIsReadOnly) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  must(created().addVersion(manyZones(50, 20), newVersion("v"), silentFeedback()));
  std::filesystem::permissions(m_folder->path(), std::filesystem::perms(0755));
  std::filesystem::permissions(file(), std::filesystem::perms(0666));
  const int status = inChild([&] {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) return kNotPermitted;
    auto workspace = must(Workspace::open(file(), Workspace::Access::write));
    const auto added = workspace.addVersion(manyZones(5, 5), newVersion("w"), silentFeedback());
    if (added || added.error().code != "workspace.read_only") return 1;
    const auto withdrawn = workspace.withdraw(1, "理由");
    if (withdrawn || withdrawn.error().code != "workspace.read_only") return 2;
    return must(workspace.versions()).size() == 1 ? 0 : 3;
  });
  if (status == kNotPermitted) GTEST_SKIP() << "this sandbox lets nobody become another user";
  EXPECT_EQ(status, 0);
}

TEST_F(SafetyTest, WhoMayNotRollBackAKilledImportIsToldSo) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  must(created().addVersion(manyZones(50, 20), newVersion("first"), silentFeedback()));
  const auto large = manyZones(8000, 1000);
  const int killed = inChild([&] {
    KilledAt feedback(kIndexing, 0);
    must(must(Workspace::open(file(), Workspace::Access::write)).addVersion(large, newVersion("second"), feedback));
    return 0;
  });
  ASSERT_EQ(killed, -SIGKILL);
  std::filesystem::permissions(m_folder->path(), std::filesystem::perms(0755));
  const int status = inChild([&] {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) return kNotPermitted;
    const auto workspace = Workspace::open(file(), Workspace::Access::read);
    return !workspace && workspace.error().code == "workspace.read_only" ? 0 : 1;
  });
  if (status == kNotPermitted) GTEST_SKIP() << "this sandbox lets nobody become another user";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(must(must(Workspace::open(file(), Workspace::Access::read)).versions()).size(), 1U);
}

TEST_F(SafetyTest, AWorkspaceThatQgisLeftInWalModeIsReadFromReadOnlyMedia) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to become another user";
  must(created().addVersion(manyZones(50, 20), newVersion("v"), silentFeedback()));
  ASSERT_EQ(ask(file(), "PRAGMA journal_mode=WAL"), "wal");
  std::filesystem::permissions(m_folder->path(), std::filesystem::perms(0555));
  std::filesystem::permissions(file(), std::filesystem::perms(0444));
  const int status = inChild([&] {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) return kNotPermitted;
    const auto workspace = must(Workspace::open(file(), Workspace::Access::read));
    return must(must(workspace.reader(1))->read({0, 0, 180, 90}, silentFeedback())).rows() == 50 ? 0 : 1;
  });
  if (status == kNotPermitted) GTEST_SKIP() << "this sandbox lets nobody become another user";
  EXPECT_EQ(status, 0);
}

TEST_F(SafetyTest, AFullDiskLeavesTheBytesAsTheyWere) {
  const auto disk = file("disk");
  std::filesystem::create_directory(disk);
  const int status = inChild([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0)
      return kNotPermitted;
    const auto path = disk / "ws.gpkg";
    auto workspace = must(Workspace::create(path, {"小盘", "Small"}, smallCatalogue()));
    must(workspace.addVersion(manyZones(10, 20), newVersion("small"), silentFeedback()));
    const auto before = bytesOf(path);
    for (const int zones : {2000, 20000}) {
      const auto added = workspace.addVersion(manyZones(zones, 60), newVersion("large"), silentFeedback());
      if (added || added.error().code != "workspace.full") return 1;
      if (bytesOf(path) != before) return 2;
    }
    if (must(workspace.versions()).size() != 1 || ask(path, "PRAGMA integrity_check") != "ok") return 3;
    must(workspace.addVersion(manyZones(20, 20), newVersion("fits"), silentFeedback()));
    const std::string large(2000000, 'x');
    const auto saved = workspace.saveRun({"0123456789ab", "2026-11-22T03:00:00Z", "大", large, {}});
    if (saved || saved.error().code != "workspace.full") return 4;
    return must(workspace.versions()).size() == 2 ? 0 : 5;
  });
  if (status == kNotPermitted) GTEST_SKIP() << "this sandbox lets nobody mount a small disk";
  EXPECT_EQ(status, 0);
}

TEST_F(SafetyTest, AFullDiskLeavesNoHalfWorkspace) {
  const auto disk = file("disk");
  std::filesystem::create_directory(disk);
  const int status = inChild([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=32k") != 0)
      return kNotPermitted;
    const auto made = Workspace::create(disk / "ws.gpkg", {}, smallCatalogue());
    if (made || made.error().code != "workspace.full") return 1;
    return std::filesystem::is_empty(disk) ? 0 : 2;
  });
  if (status == kNotPermitted) GTEST_SKIP() << "this sandbox lets nobody mount a small disk";
  EXPECT_EQ(status, 0);
}

} // namespace ecoredline
