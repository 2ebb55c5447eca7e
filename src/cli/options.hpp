#pragma once

#include "app/own_folders.hpp"
#include "app/source_options.hpp"
#include "cli/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ecoredline {

/// The options of design's "every command that reads FILE takes", as words; `toSourceOptions` checks them.
struct SourceWords {
  std::string crs, encoding, layer, axis, datum_shift, repair = "ask";
  std::vector<std::string> fields;
};

void addSourceOptions(CLI::App& command, const Session& session, SourceWords& words);

/// Errors (usage): options.axis, options.datum_shift, options.repair, options.field.
Result<SourceOptions> toSourceOptions(const SourceWords& words);

/// --styles DIR and --templates DIR.
void addStylesOption(CLI::App& command, const Session& session, OwnFolders& own);
void addTemplatesOption(CLI::App& command, const Session& session, OwnFolders& own);

/// "a,b,c" -> {a, b, c}; empty text -> {}.
std::vector<std::string> splitList(const std::string& text);

} // namespace ecoredline
