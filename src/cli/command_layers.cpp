#include "app/layers.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addLayers(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace;
    LayersOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand(
      "layers", s.word("列出工作空间的版本，或撤回一个", "list the versions of a workspace, or withdraw one"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command->add_flag("--json", words->options.json, s.word("JSON 输出", "JSON output"));
  command->add_option("--withdraw", words->options.withdraw,
                      s.word("撤回的版本：编号，或 图层类型/版本名", "version to withdraw: its id, or kind/label"));
  command->add_option("--reason", words->options.reason,
                      s.word("撤回理由（必需）", "reason of the withdrawal (needed)"));
  command->callback([words, &s, &run] {
    run = [words, &s] {
      words->options.workspace = pathFromUtf8(words->workspace);
      return listLayers(words->options, s.language);
    };
  });
}

} // namespace ecoredline
