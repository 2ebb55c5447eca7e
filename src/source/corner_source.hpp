#pragma once

#include "source/dataset.hpp"
#include "source/open.hpp"

#include <optional>

namespace ecoredline {

/// Corner points as a dataset of one layer of plots in memory, and what was understood.
struct CornerSource {
  Dataset dataset;
  Text understood;
  bool against_habit = false; ///< the values, not the user, say that X is east
};

/// Reads `path` as a table of corner points (spreadsheet, CSV, or text); nothing when it is something else. The layer
/// has the CRS that the table itself names, else none.
/// Errors (input): those of understandCorners, input.which_layer (several sheets of corner points).
Result<std::optional<CornerSource>> openCorners(const std::filesystem::path& path, const ReadOptions& options,
                                                Feedback& feedback);

/// The file to open for a FILE argument: `path` itself, or for "-" standard input, put into a file once in this
/// process. Errors (input): input.empty, input.too_large (above 256 MiB).
Result<std::filesystem::path> fileOf(const std::filesystem::path& path);

} // namespace ecoredline
