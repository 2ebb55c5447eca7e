#pragma once

#include "app/outcome.hpp"
#include "catalogue/bind.hpp"
#include "source/open.hpp"

namespace ecoredline {

/// The options that every command with FILE takes.
struct SourceOptions {
  ReadOptions read;
  FieldChoices fields;
};

/// openSource, and where `repair` is ask and somebody can answer, one question with the count of invalid rows; nobody
/// to ask means no consent.
Result<Source> openWithConsent(const std::filesystem::path& file, SourceOptions options,
                               const ReferenceBoundaries& reference, const AskYesNo& ask, Feedback& feedback);

/// Warnings and errors among diagnoses as notes, most severe first; `limit` lines, the rest counted.
std::vector<Text> notesFrom(const Diagnoses& diagnoses, std::size_t limit = 20);

} // namespace ecoredline
