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
  command->add_option("--as-of", words->options.as_of,
                      s.word("只列当日有效的版本 YYYY-MM-DD", "only the versions in force on this day, YYYY-MM-DD"));
  command->add_option("--withdraw", words->options.withdraw,
                      s.word("撤回的版本：编号，或 图层类型/版本名", "version to withdraw: its id, or kind/label"));
  command->add_option("--reason", words->options.reason,
                      s.word("撤回理由（必需）", "reason of the withdrawal (needed)"));
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->options.as_of.empty() && !isDate(words->options.as_of))
        return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"},
                    words->options.as_of);
      words->options.workspace = pathFromUtf8(words->workspace);
      return listLayers(words->options, s.language);
    };
  });
}

} // namespace ecoredline
