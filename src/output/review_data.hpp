#pragma once

#include "output/compose.hpp"
#include "output/writer.hpp"

namespace ecoredline {

/// Above this many sites only the strictest have a map: maps are most of a document's bytes.
inline constexpr std::size_t kMostMaps = 200;
/// A shape of more corner points is a file, not a table.
inline constexpr std::size_t kMostCorners = 500;

/// The sites of a run by verdict and worst case, else as in the run (M15).
std::vector<std::size_t> strictestFirst(const RunReport& report);

/// A run as a template may ask for it (templates/report/screening.toml). `request` and what it names outlive the data.
ReportData reviewData(const WriteRequest& request);

/// What a writer of documents lays out: the one it was given, else the run's. Errors (input): `template.missing`,
/// besides those of compose.
Result<Document> documentOf(const WriteRequest& request);

} // namespace ecoredline
