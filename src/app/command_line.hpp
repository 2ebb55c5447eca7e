#pragma once

#include "app/screen.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The words of a command line that does the same as the options, after the program's name: what a run in the window
/// can be repeated with. Options that have their default are left out.
std::vector<std::string> commandLineOf(const ScreenOptions& options, Language language);

/// The same words as options again. Errors (usage): run.bad_command, for words of another program or command.
Result<ScreenOptions> screenOptionsFrom(const std::vector<std::string>& words);

/// Words as one line for a POSIX shell, quoted where they must be, the program's name first.
std::string shellLine(const std::vector<std::string>& words);

} // namespace ecoredline
