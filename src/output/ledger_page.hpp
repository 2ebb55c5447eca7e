#pragma once

#include "cartography/bar_chart.hpp"
#include "report/area_ledger.hpp"

#include <string>

namespace ecoredline {

/// A page of its own: the sentence, the change as a diverging chart with the residual, accounts, the map of the
/// changes, changes, what stands beside, levelling, methods, notes, signatures. No script, no file beside it. `map`:
/// markup of the map's figure; "" = none.
std::string ledgerPage(const AreaLedger& ledger, Language language, const std::string& map = {});

/// Gains to the right, losses to the left, an account a bar, the residual printed (SVG).
std::string changeChart(const AreaLedger& ledger, Language language);

/// The same as values, hectares, for a document.
BarChart changeBars(const AreaLedger& ledger, Language language);

/// Areas over time, a class a line with its name at its end; the axis starts at zero or says that it does not (SVG).
struct SeriesLine {
  std::string title;
  std::vector<double> values; ///< one a version; NaN = not there
};
std::string seriesChart(const std::vector<std::string>& dates, const std::vector<SeriesLine>& lines,
                        const std::string& unit, Language language);

/// Counts over months, a line each; the axis starts at zero (SVG).
std::string progressChart(const std::vector<std::string>& months, const std::vector<SeriesLine>& lines,
                          Language language);

} // namespace ecoredline
