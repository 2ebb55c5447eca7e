#pragma once

#include "base/feedback.hpp"
#include "cli/command.hpp"

#include <string>

namespace ecoredline {

/// Progress on standard error when that is a terminal, notes always unless quiet; Ctrl-C cancels, a second one kills.
class TerminalFeedback final : public Feedback {
 public:
  TerminalFeedback(Language language, bool quiet, bool json_log);
  void stage(const Text& text) override;
  void progress(std::uint64_t done, std::uint64_t total) override;
  void note(const Text& text) override;
  /// Removes the progress line.
  void clear();

 private:
  void line(const std::string& kind, const Text& text);
  Language m_language;
  bool m_show_progress;
  bool m_quiet;
  bool m_json_log;
  std::string m_stage;
  int m_percent = -1;
};

/// Lets Ctrl-C and SIGTERM cancel `feedback`.
void cancelOnSignals(Feedback& feedback);

/// True when a person can be asked.
bool standardInputIsTerminal();
/// One question on standard error, the answer from standard input; anything but y/yes/是 is no.
bool askOnTerminal(const Text& question, Language language);
/// One line of input for a question; empty when the person gives none.
std::string askLine(const Text& question, Language language);

/// Writes all of it to standard output; false when that fails (a closed pipe, a full disk).
bool printData(const std::string& data);
/// An error on standard error, as text or as a JSON line.
void printError(const Error& error, Language language, bool json_log);

} // namespace ecoredline
