#include "base/feedback.hpp"

namespace ecoredline {

Feedback& silentFeedback() {
  static Feedback silent;
  return silent;
}

} // namespace ecoredline
