#pragma once

#include "base/text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

enum class Severity { info, warning, error };
std::string_view name(Severity severity);

/// What the front door (or binding) met in a file: a value, never text printed on the way. Never called a finding.
struct Diagnosis {
  std::string code; ///< stable, e.g. "encoding.sniffed", "geometry.invalid"
  Severity severity = Severity::info;
  Text message;
  std::optional<std::int64_t> row; ///< 0-based row of the file
  std::optional<double> x;         ///< where, in the file's own coordinates (GIS order)
  std::optional<double> y;
  std::optional<double> area_before_m2; ///< of a repair
  std::optional<double> area_after_m2;
};

using Diagnoses = std::vector<Diagnosis>;

} // namespace ecoredline
