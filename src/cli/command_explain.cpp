#include "app/explain.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addExplain(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace;
    ExplainOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("explain", s.word("说明一个项目用地的结论，以及什么会改变它",
                                                       "the proof tree of one site, and what would flip it"));
  command
      ->add_option(
          "RUN", words->options.run,
          s.word("run.json，或 12 位运行编号（须 --workspace）", "run.json, or the 12 hex of a run (with --workspace)"))
      ->required();
  command->add_option("SITE", words->options.site, s.word("项目用地编号", "site id"))->required();
  command->add_option("--workspace", words->workspace,
                      s.word("存有该运行的工作空间", "the workspace that keeps the run"));
  command->callback([words, &s, &run] {
    run = [words, &s] {
      words->options.workspace = pathFromUtf8(words->workspace);
      return explainSite(words->options, s.language);
    };
  });
}

} // namespace ecoredline
