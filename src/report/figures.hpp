#pragma once

#include "report/run_report.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The finding that a site's conclusion hangs on: the strictest verdict, then effect, worst effect, larger overlap,
/// smaller distance, first in order. nullptr without findings.
const Finding* decidingFinding(const SiteResult& site);

/// All findings of a site, the deciding ones first, in the same order.
std::vector<const Finding*> byWeight(const SiteResult& site);

/// What a finding measured, for people: "重叠 3 240.00 m²(27.00 %)", "穿越 88.12 m(61.00 %)",
/// "最近 180.0 m(±15.0 m),方位 东北 41°", "相邻(0 m)"; the words of its reason where nothing was measured.
Text figureOf(const Finding& finding);

/// A distance for people: metres to 0.1, rounded down so that it never promises more than was found (M17).
std::string distanceText(double metres);

/// A bearing for people, clockwise from north: "东北 41°".
Text bearingText(double degrees);

} // namespace ecoredline
