#include "desktop/session_keeper.hpp"

#include "base/files.hpp"
#include "desktop/words.hpp"

#include <fmt/format.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <cstdlib>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr int kEveryMs = 1000;
constexpr qint64 kLargestSession = 64 << 20; ///< bytes: what is larger was not written here

QString lockOf(const fs::path& file) {
  return inQt(toUtf8(file)) + ".lock";
}

} // namespace

SessionKeeper::SessionKeeper(const fs::path& folder, std::function<Unfinished()> look, QObject* parent)
    : QObject(parent), m_look(std::move(look)) {
  QDir().mkpath(inQt(toUtf8(folder)));
  const qint64 now = QDateTime::currentMSecsSinceEpoch();
  for (int number = 0; m_lock == nullptr || !m_lock->isLocked(); ++number) {
    m_file = folder / fmt::format("{}-{}-{}.json", now, QCoreApplication::applicationPid(), number);
    m_lock = std::make_unique<QLockFile>(lockOf(m_file));
    m_lock->setStaleLockTime(0); // a lock is as old as its window, and holds as long
    if (!m_lock->tryLock(0) && m_lock->error() != QLockFile::LockFailedError) break; // the folder: said when writing
  }
  connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::keepNow);
  m_timer.start(kEveryMs);
}

SessionKeeper::~SessionKeeper() {
  end();
}

fs::path SessionKeeper::userFolder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  fs::path base;
  if (state != nullptr && *state == '/')
    base = state;
  else if (home != nullptr && *home == '/')
    base = fs::path(home) / ".local" / "state";
  return base.empty() ? base : base / "ecoredline" / "desktop";
}

std::vector<SessionLeft> SessionKeeper::left(const fs::path& folder) {
  std::vector<SessionLeft> all;
  const QDir dir(inQt(toUtf8(folder)));
  for (const QFileInfo& info : dir.entryInfoList({"*.json"}, QDir::Files, QDir::Time)) {
    const fs::path file = pathFromUtf8(info.absoluteFilePath().toStdString());
    QLockFile lock(lockOf(file));
    lock.setStaleLockTime(0);
    if (info.size() > kLargestSession || !lock.tryLock(0)) continue; // its window is there
    const auto bytes = readFile(file);
    auto unfinished = bytes ? unfinishedFrom(QByteArray::fromStdString(*bytes)) : Result<Unfinished>();
    if (!unfinished || unfinished->workspace.empty()) continue;
    all.push_back({file, std::move(*unfinished), info.lastModified().toString("yyyy-MM-dd HH:mm").toStdString()});
  }
  return all;
}

void SessionKeeper::discard(const SessionLeft& session) {
  std::error_code ignored;
  fs::remove(session.file, ignored);
}

void SessionKeeper::keepNow() {
  Unfinished now = m_look();
  if (now.workspace.empty() || (m_kept && *m_kept == now)) return;
  write(now);
  m_kept = std::move(now);
}

void SessionKeeper::write(const Unfinished& unfinished) {
  m_thread.post([this, file = m_file, unfinished] {
    const auto written = writeFileAtomically(file, toJson(unfinished).toStdString());
    QMetaObject::invokeMethod(
        this,
        [this, written] {
          if (!written && !m_has_failed) Q_EMIT failed(written.error());
          m_has_failed = !written;
          if (written) Q_EMIT kept();
          if (!written) m_kept.reset(); // tried again
        },
        Qt::QueuedConnection);
  });
}

void SessionKeeper::end() {
  if (m_has_ended) return;
  m_has_ended = true;
  m_timer.stop();
  keepNow();
  const bool holds_work = m_kept && m_kept->holdsWork();
  m_thread.post([file = m_file, holds_work] {
    std::error_code ignored;
    if (!holds_work) fs::remove(file, ignored);
  });
}

} // namespace ecoredline
