#pragma once

#include "desktop/task_thread.hpp"
#include "desktop/unfinished.hpp"

#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace ecoredline {

/// A session that nobody is in any more: its program was killed, or closed with work in it.
struct SessionLeft {
  std::filesystem::path file;
  Unfinished unfinished;
  std::string when; ///< last kept: "2026-11-22 20:15", local time
};

/// Keeps what a person is doing, every second that it is another thing than before, in a file of the window's own:
/// whole or as it was. Writing is done on a thread. A lock beside the file says that the window is there.
class SessionKeeper : public QObject {
  Q_OBJECT

 public:
  SessionKeeper(const std::filesystem::path& folder, std::function<Unfinished()> look, QObject* parent = nullptr);
  /// As end().
  ~SessionKeeper() override;

  /// Where this user's sessions are kept: $XDG_STATE_HOME or ~/.local/state, in a folder of our own (XDG Base
  /// Directory); empty where there is no such place.
  static std::filesystem::path userFolder();
  /// What windows that are gone left in a folder, newest first.
  static std::vector<SessionLeft> left(const std::filesystem::path& folder);
  static void discard(const SessionLeft& session);

  /// Looks now, not at the next second.
  void keepNow();
  /// The window closes: only work is left behind.
  void end();

 Q_SIGNALS:
  void kept();
  /// Told once, until it succeeds again.
  void failed(const Error& error);

 private:
  void write(const Unfinished& unfinished);

  std::filesystem::path m_file;
  std::function<Unfinished()> m_look;
  std::unique_ptr<QLockFile> m_lock;
  std::optional<Unfinished> m_kept;
  bool m_has_failed = false;
  bool m_has_ended = false;
  QTimer m_timer;
  TaskThread m_thread; ///< last, so that it ends before what its tasks use
};

} // namespace ecoredline
