#include "app/export.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addExport(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace, out;
    ExportOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("export", s.word("把一个图层写成别的格式", "write a layer in another format"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command->add_option("KIND", words->options.kind, s.word("图层类型", "layer kind"))->required();
  command->add_option("OUT", words->out, s.word("输出文件；格式由结尾决定", "output file; its ending is the format"))
      ->required();
  command->add_option(
      "--version", words->options.version,
      s.word("版本名（缺省：当前有效的最新版）", "label of the version (default: the newest in force)"));
  command->add_option("--as-of", words->options.as_of,
                      s.word("基准日 YYYY-MM-DD（缺省：今天）", "the day that counts (default: today)"));
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->options.as_of.empty() && !isDate(words->options.as_of))
        return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"},
                    words->options.as_of);
      words->options.workspace = pathFromUtf8(words->workspace);
      words->options.out = pathFromUtf8(words->out);
      return exportLayer(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
