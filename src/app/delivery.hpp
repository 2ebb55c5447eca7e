#pragma once

#include "app/import.hpp"

namespace ecoredline {

/// Is it a folder or a manifest, and not one data set? (A .gdb folder is a data set.)
bool isDelivery(const std::filesystem::path& path);

/// Imports the files of a delivery by its manifest, each all or nothing, in the manifest's order; a file that cannot be
/// used does not keep the others from being imported. What is already there (same bytes, kind, label and date) is
/// skipped and said, so that a delivery can be taken up again. Prints a table of what came of each file; exit 3 when
/// one was refused. A folder without a manifest gives a draft of one on standard output, exit 3.
/// `options` holds the workspace, the delivery and how files are read; the rest stands in the manifest.
/// Errors: manifest.*, those of the workspace, cancelled (what was imported before stays).
Result<Outcome> importDelivery(const ImportOptions& options, Language language, const AskYesNo& ask,
                               Feedback& feedback);

} // namespace ecoredline
