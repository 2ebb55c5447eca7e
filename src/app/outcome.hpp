#pragma once

#include "base/error.hpp"
#include "base/feedback.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ecoredline {

/// What a command that did its work gives back: data for standard output, notes for the person, an exit status.
struct Outcome {
  std::string output;
  std::vector<Text> notes;
  int exit_status = 0;
};

/// Asks the person a yes/no question; absent when nobody can answer (standard input is no terminal).
using AskYesNo = std::function<bool(const Text& question)>;

} // namespace ecoredline
