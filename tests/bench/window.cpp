// The window measured on a workspace: the first picture, redraws of views, frames while panning, as one line of JSON.
//   bench_window WORKSPACE --view X,Y,M_PER_PIXEL ... [--pictures FOLDER] [--detailed] [--started EPOCH_MS]
#include "desktop/main_window.hpp"
#include "desktop/words.hpp"
#include "measured.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace ecoredline;

constexpr int kPanMs = 2400;
constexpr double kFrameMs = 1000.0 / 60;
constexpr int kSlowHand = 16; // ms between two moves: the screen's own pace
constexpr int kMouse = 8;     // of a mouse that tells 125 times a second
constexpr int kLookEveryMs = 50;

double nowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

double processorMs() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double atShare(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

struct Asked {
  std::string workspace;
  std::vector<std::string> views;
  std::string pictures;
  bool detailed = false;
  double started = 0; ///< ms since 1970
};

/// When a map is painted, and whether with an edge that is empty.
class PaintWatch : public QObject {
 public:
  PaintWatch(MapCanvas& canvas, int& empty) : m_canvas(canvas), m_empty(empty) { canvas.installEventFilter(this); }
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() != QEvent::Paint) return false;
    m_at.push_back(nowMs());
    if (!m_canvas.picture().view.window().contains(m_canvas.view().window())) ++m_empty;
    return false;
  }
  std::vector<double> intervals() const {
    std::vector<double> between;
    for (std::size_t i = 1; i < m_at.size(); ++i) between.push_back(m_at[i] - m_at[i - 1]);
    return between;
  }

 private:
  MapCanvas& m_canvas;
  int& m_empty;
  std::vector<double> m_at;
};

class Measuring {
 public:
  explicit Measuring(const Asked& asked) : m_asked(asked), m_window(Language::en) {
    QObject::connect(m_window.canvas(), &MapCanvas::painted, m_window.canvas(), [this] { ++m_painted; });
    m_window.canvas()->setDetailed(asked.detailed);
    m_window.resize(1900, 1150);
    m_window.show();
    QApplication::processEvents();
    m_shown = nowMs();
  }

  int run() {
    m_window.openFile(QString::fromStdString(m_asked.workspace));
    if (!wait([this] { return m_painted > 0; })) return 1;
    m_window.canvas()->repaint();
    const double first = nowMs();
    if (!wait([this] { return m_window.canvas()->isSettled(); })) return 1;
    std::vector<double> redraws;
    for (std::size_t i = 0; i < m_asked.views.size(); ++i) redraws.push_back(redraw(i));
    const std::vector<double> frames = pan(kMouse);
    wait([this] { return m_window.canvas()->isSettled(); });
    const std::vector<double> slow = pan(kSlowHand);
    const QSize size = m_window.canvas()->size();
    fmt::print("{{\"first_ms\":{:.0f},\"first_after_shown_ms\":{:.0f},\"redraw_ms\":[{:.1f}],\"processor_ms\":[{:.1f}],"
               "\"frame_median_ms\":{:.2f},"
               "\"frame_p95_ms\":{:.2f},\"frame_max_ms\":{:.2f},\"slow_p95_ms\":{:.2f},\"frames\":{},\"empty_frames\":{"
               "},\"peak_mb\":{:.0f},\"size\":[{},{}]}}\n",
               first - m_asked.started, first - m_shown, fmt::join(redraws, ","), fmt::join(m_processor, ","),
               atShare(frames, 0.5), atShare(frames, 0.95), atShare(frames, 1), atShare(slow, 0.95),
               frames.size() + slow.size(), m_empty, bench::peakMb(), size.width(), size.height());
    return 0;
  }

 private:
  static bool wait(const std::function<bool()>& done) {
    QElapsedTimer timer;
    timer.start();
    QTimer tick; // processEvents with a time limit would not sleep
    tick.start(kLookEveryMs);
    while (!done() && timer.elapsed() < 120'000) QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return done();
  }

  /// ms from the change of the view to its picture on the screen.
  double redraw(std::size_t index) {
    std::array<double, 3> at{};
    std::sscanf(m_asked.views[index].c_str(), "%lf,%lf,%lf", &at[0], &at[1], &at[2]);
    MapCanvas& canvas = *m_window.canvas();
    const double half_x = canvas.width() * at[2] / 2;
    const double half_y = canvas.height() * at[2] / 2;
    const double begin = nowMs();
    const double used = processorMs();
    canvas.zoomTo({at[0] - half_x / 1.15, at[1] - half_y / 1.15, at[0] + half_x / 1.15, at[1] + half_y / 1.15});
    wait([&] { return canvas.picture().view == canvas.view() || canvas.isSettled(); });
    canvas.repaint();
    const double end = nowMs();
    m_processor.push_back(processorMs() - used);
    if (!m_asked.pictures.empty())
      canvas.picture().image.save(QString::fromStdString(fmt::format("{}/{}.png", m_asked.pictures, index)));
    wait([&] { return canvas.isSettled(); });
    return end - begin;
  }

  /// ms between paint events while a hand drags the map, its mouse moving every `every` ms.
  std::vector<double> pan(int every) {
    MapCanvas& canvas = *m_window.canvas();
    const auto send = [&](QEvent::Type type, QPointF at, Qt::MouseButton button) {
      QMouseEvent event(type, at, canvas.mapToGlobal(at), button, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(&canvas, &event);
    };
    PaintWatch watch(canvas, m_empty);
    QPointF hand(canvas.width() / 2.0, canvas.height() / 2.0);
    const int moves = kPanMs / every;
    int moved = 0;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, &canvas, [&] {
      hand += (moved++ < moves / 2 ? QPointF(-20, -10) : QPointF(20, 10)) * (every / kFrameMs);
      send(QEvent::MouseMove, hand, Qt::NoButton);
    });
    send(QEvent::MouseButtonPress, hand, Qt::LeftButton);
    timer.start(every);
    wait([&] { return moved >= moves; });
    timer.stop();
    send(QEvent::MouseButtonRelease, hand, Qt::LeftButton);
    return watch.intervals();
  }

  const Asked& m_asked;
  MainWindow m_window;
  double m_shown = 0;
  int m_painted = 0;
  int m_empty = 0;
  std::vector<double> m_processor; ///< ms of all threads, of each redraw
};

} // namespace

int main(int argc, char** argv) {
  Asked asked;
  asked.started = nowMs();
  CLI::App options("The window measured on a workspace");
  options.add_option("workspace", asked.workspace)->required();
  options.add_option("--view", asked.views, "x,y,metres a pixel");
  options.add_option("--pictures", asked.pictures, "folder that the views go to");
  options.add_flag("--detailed", asked.detailed, "every vertex is drawn");
  options.add_option("--started", asked.started, "when the process began, ms since 1970");
  CLI11_PARSE(options, argc, argv);
  const QApplication application(argc, argv);
  const QTemporaryDir settings;
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  return Measuring(asked).run();
}
