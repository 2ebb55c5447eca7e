#pragma once

#include "catalogue/diagnosis.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace ecoredline {

/// Diagnoses of one code that come row by row: the first `kKept` stand with their rows, the rest as a count.
class RowDiagnoses {
 public:
  static constexpr std::size_t kKept = 1000;

  explicit RowDiagnoses(Diagnoses& out) : m_out(out) {}

  void add(Diagnosis diagnosis) {
    m_code = diagnosis.code;
    m_severity = diagnosis.severity;
    if (m_count++ < kKept) m_out.push_back(std::move(diagnosis));
  }
  std::size_t count() const { return m_count; }
  /// Says how many were not listed one by one.
  void finish() {
    if (m_count <= kKept) return;
    const std::size_t more = m_count - kKept;
    Diagnosis rest;
    rest.code = m_code;
    rest.severity = m_severity;
    rest.message = {fmt::format("另有 {} 行同样情况，未逐行列出（共 {} 行）", more, m_count),
                    fmt::format("{} more rows likewise, not listed one by one ({} in all)", more, m_count)};
    m_out.push_back(std::move(rest));
  }

 private:
  Diagnoses& m_out;
  std::string m_code;
  Severity m_severity = Severity::info;
  std::size_t m_count = 0;
};

inline Diagnosis diagnosis(std::string code, Severity severity, Text message) {
  Diagnosis made;
  made.code = std::move(code);
  made.severity = severity;
  made.message = std::move(message);
  return made;
}

} // namespace ecoredline
