#pragma once

#include "app/track.hpp"
#include "report/area_series.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A picture of a series: the file that `track --series --out` writes it to, without ending, and what it shows.
struct SeriesChart {
  std::string name;
  Text title;
  std::string picture; ///< SVG of the lines by class, PNG of the rest
};

/// The values of `track --series`, for a window. Errors: as trackSeries.
Result<AreaSeries> seriesOf(const TrackOptions& options, Feedback& feedback);

/// Its charts in a language; those that would have nothing to show are left out. Errors: painting.failed, cancelled.
Result<std::vector<SeriesChart>> seriesCharts(const AreaSeries& series, Language language, Feedback& feedback);

} // namespace ecoredline
