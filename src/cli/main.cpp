#include "cli/command.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <clocale>
#include <cstring>
#include <exception>

namespace ecoredline {
namespace {

/// The commands, in the order of the help page.
constexpr AddCommand kCommands[] = {addKinds,   addCheck,    addInit,   addImport, addDerive,  addLayers,
                                    addScreen,  addExplain,  addReview, addTrack,  addTargets, addCaps,
                                    addInspect, addIncident, addMap,    addExport};

/// Help is printed while options are parsed, so the language is looked up before.
Language languageOf(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strncmp(argv[i], "--lang=", 7) == 0)
      return std::strcmp(argv[i] + 7, "en") == 0 ? Language::en : Language::zh;
    if (std::strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
      return std::strcmp(argv[i + 1], "en") == 0 ? Language::en : Language::zh;
  }
  return Language::zh;
}

int finish(const Result<Outcome>& outcome, const Session& session) {
  if (!outcome) {
    printError(outcome.error(), session.language, session.json_log);
    return exitStatus(outcome.error().kind);
  }
  for (const Text& note : outcome->notes) session.feedback->note(note);
  if (!printData(outcome->output)) {
    printError(
        {ErrorKind::input, "output.write_failed", {"标准输出写入失败", "Writing to standard output failed"}, {}, {}},
        session.language, session.json_log);
    return exitStatus(ErrorKind::input);
  }
  return outcome->exit_status;
}

int runProgram(int argc, char** argv) {
  Session session;
  session.language = languageOf(argc, argv);
  CLI::App app{session.word("EcoRedline:生态环境分区与保护区域空间核查（离线）",
                            "EcoRedline: offline screening against protective zones"),
               "ecoredline"};
  std::string lang = "zh";
  app.add_option("--lang", lang, session.word("界面语言 zh 或 en", "language, zh or en"))
      ->check(CLI::IsMember({"zh", "en"}));
  app.add_flag("--quiet", session.quiet, session.word("不显示提示", "no notes"));
  app.add_flag("--json-log", session.json_log,
               session.word("提示与错误写成 JSON 行", "notes and errors as JSON lines"));
  app.set_version_flag("--version", ECOREDLINE_VERSION);
  app.require_subcommand(1);
  CommandRun run;
  for (const AddCommand add : kCommands) add(app, session, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return status == 0 ? 0 : exitStatus(ErrorKind::usage);
  }
  TerminalFeedback feedback(session.language, session.quiet, session.json_log);
  session.feedback = &feedback;
  if (standardInputIsTerminal())
    session.ask = [&](const Text& question) { return askOnTerminal(question, session.language); };
  cancelOnSignals(feedback);
  const Result<Outcome> outcome = run();
  feedback.clear();
  return finish(outcome, session);
}

} // namespace
} // namespace ecoredline

int main(int argc, char** argv) {
  try {
    return ecoredline::runProgram(argc, argv);
  } catch (const std::exception& error) { // the only place where an exception becomes text: a fault of ours
    ecoredline::printError(
        {ecoredline::ErrorKind::internal,
         "internal",
         {fmt::format("程序内部错误：{}", error.what()), fmt::format("Internal error: {}", error.what())},
         {},
         {"请连同命令一起报告", "please report it with the command"}},
        ecoredline::Language::zh, false);
    return ecoredline::exitStatus(ecoredline::ErrorKind::internal);
  }
}
