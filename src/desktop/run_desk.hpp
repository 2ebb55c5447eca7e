#pragma once

#include "app/preview.hpp"
#include "app/screen.hpp"
#include "desktop/task_thread.hpp"

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace ecoredline {

/// Where a run's sites and overlaps lie in a map's plane; what has no image there is left out.
struct RunPlaces {
  Crs plane;
  FlatLayer sites;        ///< row_id: the site's place in the report
  std::vector<Box> boxes; ///< of every site; empty where it has no place
  FlatLayer overlaps;     ///< row_id as in the run
};

/// A screening that has been done, with what it was asked.
struct FinishedRun {
  ScreenOptions options;
  ScreenedRun run;
  Catalogue catalogue; ///< titles for the panels
  std::vector<Text> notes;
  double seconds = 0;
  std::shared_ptr<const RunPlaces> places; ///< null where no plane was given
};

/// Runs what takes long on a thread of its own, one thing at a time, with progress and a cancel. Signals come on the
/// window's thread.
class RunDesk : public QObject {
  Q_OBJECT

 public:
  explicit RunDesk(QObject* parent = nullptr);
  ~RunDesk() override;

  bool isBusy() const { return m_feedback != nullptr; }
  void setLanguage(Language language) { m_language = language; }
  /// What the front door says of a site file. A running preview gives way to the new one; a run does not.
  void preview(const PreviewOptions& options);
  /// A screening without files: its values come by `screened`, with their places on a map if `plane` is valid.
  void screen(const ScreenOptions& options, const Crs& plane);
  /// The same run again with its files; `exported` says whether it still comes to the same id.
  void exportRun(const ScreenOptions& options, const std::string& id);
  /// Anything else that takes long: `work` on the thread after what it does now, `done` on the window's with what it
  /// gave. An error comes by `failed`.
  template<class T>
  void perform(std::function<Result<T>(Feedback&)> work, std::function<void(T)> done) {
    queue([this, work = std::move(work), done = std::move(done)](Feedback& feedback) {
      auto made = work(feedback);
      if (made)
        tell([done, kept = std::make_shared<T>(std::move(*made))] { done(std::move(*kept)); });
      else
        tell([this, error = made.error()] { Q_EMIT failed(error); });
    });
  }
  void cancel();

 Q_SIGNALS:
  void progress(const QString& stage, quint64 done, quint64 total);
  void previewed(std::shared_ptr<const SitePreview> preview);
  void screened(std::shared_ptr<const FinishedRun> run);
  void exported(const std::vector<Text>& notes, bool is_same);
  void failed(Error error); ///< cancelled is one of them
  void idle();              ///< after each of the above

 private:
  class WindowFeedback;
  /// What runs gives way.
  void begin(const std::function<void(Feedback&)>& work);
  void queue(std::function<void(Feedback&)> work);
  void tell(std::function<void()> what);

  Language m_language = Language::zh;
  std::shared_ptr<Feedback> m_feedback; ///< of what runs
  TaskThread m_thread;                  ///< last, so that it ends before what its tasks use
};

} // namespace ecoredline
