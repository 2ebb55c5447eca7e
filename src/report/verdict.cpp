#include "report/verdict.hpp"

#include "report/names.hpp"

#include <array>

namespace ecoredline {

std::string_view name(Verdict verdict) {
  static constexpr std::array<std::string_view, 5> kNames{"pass", "conditional", "unknown", "marginal", "fail"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::optional<Verdict> verdictFrom(std::string_view text) {
  return fromName<Verdict>(text);
}

Text word(Verdict verdict) {
  switch (verdict) {
  case Verdict::pass:
    return {"符合", "Compliant"};
  case Verdict::conditional:
    return {"需进一步论证", "To be demonstrated"};
  case Verdict::unknown:
    return {"数据不足", "Data lacking"};
  case Verdict::marginal:
    return {"临界", "Marginal"};
  case Verdict::fail:
    return {"不符合", "Not compliant"};
  }
  return {};
}

std::string_view mark(Verdict verdict) {
  static constexpr std::array<std::string_view, 5> kMarks{"●", "▲", "▢", "◪", "■"};
  return kMarks[static_cast<std::size_t>(verdict)];
}

std::string_view name(Certainty certainty) {
  static constexpr std::array<std::string_view, 3> kNames{"certain", "marginal", "unknown"};
  return kNames[static_cast<std::size_t>(certainty)];
}

std::optional<Certainty> certaintyFrom(std::string_view text) {
  return fromName<Certainty>(text);
}

Verdict outcome(Effect effect, Certainty certainty) {
  using enum Verdict;
  static constexpr std::array<std::array<Verdict, 3>, 5> kTable{{
      // certain    marginal     unknown
      {pass, pass, pass},                  // clear
      {pass, pass, pass},                  // notify
      {conditional, conditional, unknown}, // conditional
      {conditional, conditional, unknown}, // restrict
      {fail, marginal, unknown},           // prohibit
  }};
  return kTable[static_cast<std::size_t>(effect)][static_cast<std::size_t>(certainty)];
}

} // namespace ecoredline
