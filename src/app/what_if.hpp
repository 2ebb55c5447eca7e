#pragma once

#include "app/screen.hpp"

#include <memory>
#include <string>

namespace ecoredline {

/// A site of a file somewhere else, or in another shape: the same screening with everything kept open between two
/// questions, so that an answer comes while the site is still under the hand. Nothing is stored. Good for the workspace
/// as it stood when it was opened; used by one thread at a time.
class WhatIf {
 public:
  /// Reads the options' site file and facts once. Errors: as screenSites.
  static Result<std::unique_ptr<WhatIf>> open(const ScreenOptions& options, Feedback& feedback);
  WhatIf(const WhatIf&) = delete;
  WhatIf& operator=(const WhatIf&) = delete;
  ~WhatIf();

  /// The site with `place` (one row, any CRS) for its geometry, among the other sites of its project, for thresholds
  /// are the project's. `overlaps` of the run are filled where `with_shapes`. Errors: as screenSites; what_if.no_site.
  Result<ScreenedRun> screen(const std::string& site, const FlatLayer& place, bool with_shapes, Feedback& feedback);

 private:
  struct State;
  explicit WhatIf(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
