#pragma once

#include <QApplication>
#include <QEvent>
#include <QMetaEnum>
#include <ctime>
#include <string>

namespace ecoredline {

/// The program under test, with a watch on each event of the window's thread: the processor time that it took, so that
/// a machine busy with other things is not to blame, and what it was.
class WatchedApplication : public QApplication {
 public:
  using QApplication::QApplication;

  bool notify(QObject* receiver, QEvent* event) override {
    if (m_depth++ > 0 || !m_is_watching) { // an event within another is part of it
      const bool done = QApplication::notify(receiver, event);
      --m_depth;
      return done;
    }
    const double begin = processorMs();
    const char* name = receiver->metaObject()->className(); // it may be gone afterwards
    const int type = event->type();
    const bool done = QApplication::notify(receiver, event);
    --m_depth;
    const double took = processorMs() - begin;
    ++m_events;
    if (took > m_longest_ms) {
      m_longest_ms = took;
      m_longest = std::string(name) + " " + QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    }
    return done;
  }

  static WatchedApplication* own() { return static_cast<WatchedApplication*>(QCoreApplication::instance()); }
  void watch() {
    m_is_watching = true;
    m_longest_ms = 0;
    m_events = 0;
    m_longest.clear();
  }
  void rest() { m_is_watching = false; }
  double longestMs() const { return m_longest_ms; }
  const std::string& longest() const { return m_longest; }
  long events() const { return m_events; }

 private:
  static double processorMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
  }
  int m_depth = 0;
  bool m_is_watching = false;
  double m_longest_ms = 0;
  std::string m_longest;
  long m_events = 0;
};

} // namespace ecoredline
