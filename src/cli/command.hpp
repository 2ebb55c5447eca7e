#pragma once

#include "app/outcome.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace ecoredline {

/// What every command gets from the program: the language and how to talk to the person.
struct Session {
  Language language = Language::zh;
  bool quiet = false;
  bool json_log = false;
  AskYesNo ask; ///< empty when standard input is no terminal
  Feedback* feedback = nullptr;

  /// The word in the session's language, for help texts.
  const char* word(const char* zh, const char* en) const { return language == Language::zh ? zh : en; }
};

/// Set by the parsed sub-command: what to run once all options are understood.
using CommandRun = std::function<Result<Outcome>()>;

/// One command: adds its sub-command and options to `app`, and sets `run` when it is the one chosen. No file is opened
/// while options are parsed.
using AddCommand = void (*)(CLI::App& app, const Session& session, CommandRun& run);

void addKinds(CLI::App& app, const Session& session, CommandRun& run);
void addCheck(CLI::App& app, const Session& session, CommandRun& run);
void addInit(CLI::App& app, const Session& session, CommandRun& run);
void addImport(CLI::App& app, const Session& session, CommandRun& run);
void addDerive(CLI::App& app, const Session& session, CommandRun& run);
void addLayers(CLI::App& app, const Session& session, CommandRun& run);
void addScreen(CLI::App& app, const Session& session, CommandRun& run);
void addExplain(CLI::App& app, const Session& session, CommandRun& run);
void addExport(CLI::App& app, const Session& session, CommandRun& run);
void addMap(CLI::App& app, const Session& session, CommandRun& run);
void addReview(CLI::App& app, const Session& session, CommandRun& run);
void addInspect(CLI::App& app, const Session& session, CommandRun& run);
void addIncident(CLI::App& app, const Session& session, CommandRun& run);
void addTrack(CLI::App& app, const Session& session, CommandRun& run);
void addTargets(CLI::App& app, const Session& session, CommandRun& run);
void addCaps(CLI::App& app, const Session& session, CommandRun& run);

} // namespace ecoredline
