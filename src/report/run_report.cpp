#include "report/run_report.hpp"

#include "report/names.hpp"

#include <array>

namespace ecoredline {

std::size_t RunReport::findingCount() const {
  std::size_t count = 0;
  for (const SiteResult& site : sites) count += site.findings.size();
  return count;
}

std::string_view name(Shape shape) {
  static constexpr std::array<std::string_view, 4> kNames{"none", "point", "line", "polygon"};
  return kNames[static_cast<std::size_t>(shape)];
}

} // namespace ecoredline
