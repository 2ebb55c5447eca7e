#pragma once

#include "report/made_report.hpp"

#include <cstdio>

namespace ecoredline {

/// One site that meets so many zones, each with a name of its own: "分区0007".
inline RunReport madeManyFindings(std::size_t count) {
  RunReport report = madeReport();
  report.sites.resize(1);
  SiteResult& site = report.sites[0];
  site.findings.clear();
  for (std::size_t i = 0; i < count; ++i) {
    Finding finding = madeWaterHit();
    char name[32];
    std::snprintf(name, sizeof name, "分区%04u", static_cast<unsigned>(i));
    finding.zone_name = name;
    finding.zone_id = finding.zone_key = "SY-" + std::to_string(i);
    finding.overlap_m2 = finding.exact_m2 = 1000.25 + static_cast<double>(i);
    site.findings.push_back(finding);
  }
  return report;
}

} // namespace ecoredline
