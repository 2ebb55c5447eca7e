#pragma once

#include "app/what_if.hpp"
#include "desktop/site_shape.hpp"
#include "desktop/task_thread.hpp"

#include <QObject>
#include <memory>
#include <optional>

namespace ecoredline {

/// A site as it was asked about, and what the rules say of it there.
struct WhatIfAnswer {
  SiteShape shape;
  Crs plane;
  bool is_final = false; ///< the hand had let go
  ScreenedRun run;       ///< of the site's project
  std::size_t site = 0;  ///< which of its sites
  double seconds = 0;

  const SiteResult& result() const { return run.report.sites[site]; }
};

/// Answers questions about a site that is being moved, on a thread of its own: the newest question counts, one that is
/// being worked on is finished while the hand moves, so that there is always something new to see. Signals come on the
/// window's thread.
class WhatIfDesk : public QObject {
  Q_OBJECT

 public:
  explicit WhatIfDesk(QObject* parent = nullptr);
  ~WhatIfDesk() override;

  void open(const ScreenOptions& options);
  void ask(const std::string& site, const SiteShape& shape, const Crs& plane, bool is_final);
  /// Forgets what was asked.
  void drop();

 Q_SIGNALS:
  void opened();
  void answered(std::shared_ptr<const WhatIfAnswer> answer);
  void failed(Error error);

 private:
  struct Asked {
    std::string site;
    SiteShape shape;
    Crs plane;
    bool is_final = false;
  };
  void startNext();
  void answer(const Asked& asked, Feedback& feedback);
  void tell(std::function<void()> what);

  std::unique_ptr<WhatIf> m_engine; ///< of the thread alone
  std::shared_ptr<Feedback> m_feedback;
  std::optional<Asked> m_next;
  bool m_is_working = false;
  TaskThread m_thread; ///< last, so that it ends before what its tasks use
};

} // namespace ecoredline
