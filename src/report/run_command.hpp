#pragma once

#include "base/error.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// How a run came to be, as the journal keeps it beside the run: what repeats it, and what its files were.
struct RunCommand {
  std::vector<std::string> words; ///< after the program's name
  std::string sites_hash;         ///< "sha256:…" of the bytes of the site file
  std::string facts_hash;         ///< of the facts file; "" without one
};

/// One line of JSON, and back. Errors (input): run.bad_command.
std::string toJson(const RunCommand& command);
Result<RunCommand> runCommandFrom(const std::string& json);

} // namespace ecoredline
