#include "app/targets.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addTargets(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace, catalogue;
    TargetsOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand(
      "targets", s.word("对照规划的空间目标：达标、未达标、不能下结论或尚未施行",
                        "hold the areas against spatial targets: met, not met, cannot say, not yet in force"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command->add_option("--as-of", words->options.as_of,
                      s.word("基准日 YYYY-MM-DD：按当日的版本与已施行的目标（缺省：今天）",
                             "the day whose versions and targets count (default: today)"));
  command->add_option("--catalogue", words->catalogue,
                      s.word("取此目录的目标（缺省：工作空间自己的）",
                             "take the targets of this catalogue (default: the workspace's own)"));
  command->add_flag("--json", words->options.json, s.word("输出 JSON", "print JSON"));
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->options.as_of.empty() && !isDate(words->options.as_of))
        return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"},
                    words->options.as_of);
      words->options.workspace = pathFromUtf8(words->workspace);
      words->options.catalogue = pathFromUtf8(words->catalogue);
      return showTargets(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
