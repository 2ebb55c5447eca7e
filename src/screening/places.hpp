#pragma once

#include "screening/kind_run.hpp"

#include <vector>

namespace ecoredline {

// Which edition is in force where: the newest by date whose coverage holds the place (semantics M9, C17).

/// How the place of a site stands to the coverage of newer editions.
enum class Place { free, cut, superseded };

struct CoveredArea {
  bool everywhere = false;
  FlatLayer area; ///< EPSG:4490
};

/// The rows of both, in EPSG:4490.
FlatLayer joined(const FlatLayer& a, const FlatLayer& b);

/// What the editions newer than one cover. Editions of the same day do not take from each other.
CoveredArea newerCoverage(const Editions& editions, std::size_t index);

/// How the sites lie against an area in EPSG:4490; its edge is looked for within `edge_reach` of each site, metres.
Result<std::vector<OutsidePart>> outsideCoverage(RunContext& context, const FlatLayer& area,
                                                 std::vector<double> edge_reach);

/// `sites` inside and outside of an area, all in EPSG:4490.
Result<CutSites> cutAt(RunContext& context, const FlatLayer& sites, const FlatLayer& area);

/// Which sites an edition is in force for: newer editions take what lies in their coverage.
Result<std::vector<Place>> placesOf(RunContext& context, const Editions& editions, std::size_t index);

} // namespace ecoredline
