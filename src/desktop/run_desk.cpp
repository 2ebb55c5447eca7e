#include "desktop/run_desk.hpp"

#include "desktop/run_layers.hpp"
#include "desktop/words.hpp"
#include "store/workspace.hpp"

#include <chrono>
#include <exception>
#include <mutex>

namespace ecoredline {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTellEvery = std::chrono::milliseconds(50);

Result<std::shared_ptr<FinishedRun>> runOf(const ScreenOptions& options, Language language, Feedback& feedback) {
  const auto begin = Clock::now();
  auto finished = std::make_shared<FinishedRun>();
  finished->options = options;
  auto outcome = screenSites(options, language, nullptr, feedback, &finished->run);
  if (!outcome) return fail(outcome.error());
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  finished->catalogue = std::move(*catalogue);
  finished->notes = std::move(outcome->notes);
  finished->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return finished;
}

Error internalError(const std::exception& error) {
  return {ErrorKind::internal,
          "internal",
          {std::string("程序内部错误：") + error.what(), std::string("Internal error: ") + error.what()},
          {},
          {"请连同操作步骤一起报告", "please report it with what you did"}};
}

} // namespace

/// Hands progress to the window, at most twenty times a second.
class RunDesk::WindowFeedback final : public Feedback {
 public:
  WindowFeedback(RunDesk& desk, Language language) : m_desk(desk), m_language(language) {}

  void stage(const Text& text) override {
    const std::scoped_lock lock(m_mutex);
    m_stage = inQt(text, m_language);
    m_told = Clock::now();
    tell(0, 0);
  }
  void progress(std::uint64_t done, std::uint64_t total) override {
    const std::scoped_lock lock(m_mutex);
    if (Clock::now() - m_told < kTellEvery) return;
    m_told = Clock::now();
    tell(done, total);
  }

 private:
  void tell(std::uint64_t done, std::uint64_t total) {
    m_desk.tell([&desk = m_desk, stage = m_stage, done, total] { Q_EMIT desk.progress(stage, done, total); });
  }

  RunDesk& m_desk;
  Language m_language;
  std::mutex m_mutex;
  QString m_stage;
  Clock::time_point m_told;
};

RunDesk::RunDesk(QObject* parent) : QObject(parent) {}

RunDesk::~RunDesk() {
  cancel();
}

void RunDesk::tell(std::function<void()> what) {
  QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void RunDesk::cancel() {
  if (m_feedback) m_feedback->cancel();
}

void RunDesk::begin(const std::function<void(Feedback&)>& work) {
  cancel();
  queue(work);
}

// A fault of ours on this thread becomes a line in the log, not the end of the window.
void RunDesk::queue(std::function<void(Feedback&)> work) {
  auto feedback = std::make_shared<WindowFeedback>(*this, m_language);
  m_feedback = feedback;
  m_thread.post([this, feedback, work = std::move(work)] {
    try {
      work(*feedback);
    } catch (const std::exception& error) {
      tell([this, fault = internalError(error)] { Q_EMIT failed(fault); });
    }
    tell([this, feedback] {
      if (m_feedback == feedback) m_feedback = nullptr;
      if (m_feedback == nullptr) Q_EMIT idle();
    });
  });
}

void RunDesk::preview(const PreviewOptions& options) {
  begin([this, options](Feedback& feedback) {
    auto made = previewSites(options, feedback);
    if (feedback.cancelled()) return; // another answer was given meanwhile
    if (!made) {
      tell([this, error = made.error()] { Q_EMIT failed(error); });
      return;
    }
    tell([this, preview = std::make_shared<const SitePreview>(std::move(*made))] { Q_EMIT previewed(preview); });
  });
}

void RunDesk::screen(const ScreenOptions& options, const Crs& plane) {
  begin([this, options, plane, language = m_language](Feedback& feedback) {
    auto run = runOf(options, language, feedback);
    if (run && plane.valid()) (*run)->places = placesOf((*run)->run, plane);
    if (run)
      tell([this, finished = std::shared_ptr<const FinishedRun>(*run)] { Q_EMIT screened(finished); });
    else
      tell([this, error = run.error()] { Q_EMIT failed(error); });
  });
}

void RunDesk::exportRun(const ScreenOptions& options, const std::string& id) {
  begin([this, options, id, language = m_language](Feedback& feedback) {
    auto run = runOf(options, language, feedback);
    if (run)
      tell([this, notes = (*run)->notes, same = (*run)->run.report.id == id] { Q_EMIT exported(notes, same); });
    else
      tell([this, error = run.error()] { Q_EMIT failed(error); });
  });
}

} // namespace ecoredline
