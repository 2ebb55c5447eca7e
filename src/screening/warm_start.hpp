#pragma once

#include "catalogue/evaluate.hpp"
#include "screening/editions.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace ecoredline {

/// What a series of screenings of one site that moves about need not read, open and evaluate anew: the editions of the
/// kinds with the zones near the site, and what rules made of the same answers. It never changes a result. Good for one
/// workspace as it stood, one catalogue, one day; used by one thread at a time.
class WarmStart {
 public:
  explicit WarmStart(const Catalogue& catalogue) : m_evaluator(catalogue) {}

  Evaluator& evaluator() { return m_evaluator; }
  /// As editionsOf the first time, a copy that shares its readers afterwards. The readers keep what lies within
  /// kAround of the last place looked at.
  Result<Editions> editions(const std::string& kind, const std::function<Result<Editions>()>& open);

  static constexpr double kAround = 3000; ///< m

 private:
  Evaluator m_evaluator;
  std::map<std::string, Editions> m_editions;
};

} // namespace ecoredline
