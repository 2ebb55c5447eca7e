#pragma once

#include "cartography/bar_chart.hpp"
#include "output/compose.hpp"
#include "output/finding_table.hpp"
#include "report/area_series.hpp"

#include <string>

namespace ecoredline {

/// Area of each class (and unit) in every version, ha.
TextTable seriesAreaTable(const AreaSeries& series, Language language);
/// What every step took away and brought, gross and net, ha.
TextTable seriesStepTable(const AreaSeries& series, Language language);
/// The same by cause.
TextTable seriesCauseTable(const AreaSeries& series, Language language);
/// The same by unit: a swap shows as gross without net. Empty without units.
TextTable seriesUnitTable(const AreaSeries& series, Language language);
/// Human activity and restoration inside the zones; empty without such kinds.
TextTable seriesInsideTable(const AreaSeries& series, Language language);

/// Area of every version, ha.
BarChart seriesAreaBars(const AreaSeries& series, Language language);
/// What every version is larger or smaller by than the first one, ha: small changes show beside large areas.
BarChart seriesChangeBars(const AreaSeries& series, Language language);
/// What every step took away and brought, ha: both sides of a swap.
BarChart seriesStepBars(const AreaSeries& series, Language language);
/// Net change of every unit over all steps, ha; no bars without units.
BarChart seriesUnitBars(const AreaSeries& series, Language language);
/// Shares of human activity, or restoration done, percent; no bars where nothing can be said.
BarChart seriesShareBars(const AreaSeries& series, InsideRole role, Language language);

/// Area over time, a class a line (SVG).
std::string seriesClassChart(const AreaSeries& series, Language language);
/// A page of its own: sentence, charts, tables, definitions (HTML without script).
std::string seriesPage(const AreaSeries& series, Language language);
/// One sentence: from what to what, net, and how much was moved to come to that.
Text seriesSentence(const AreaSeries& series);
/// A series as a template may ask for it (templates/report/series.toml). The series outlives the data.
ReportData seriesData(const AreaSeries& series, Language language);

} // namespace ecoredline
