#include "app/kinds.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addKinds(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string catalogue;
    KindsOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("kinds", s.word("查看或检查图层目录（类型、规则、事实、方案）",
                                                     "show or lint the catalogue: kinds, rules, facts, profiles"));
  command->add_flag("--json", words->options.json, s.word("全部内容，JSON", "everything, as JSON"));
  command->add_flag("--lint", words->options.lint,
                    s.word("检查目录，有错退出码 3", "check the catalogue; exit 3 when it has errors"));
  command->add_option("--catalogue", words->catalogue,
                      s.word("目录文件夹（缺省：自带）", "catalogue folder (default: the product's own)"));
  command->add_option("--as-of", words->options.as_of,
                      s.word("只列该日有效的规则 YYYY-MM-DD（缺省：全部）",
                             "only the rules in force on that day, YYYY-MM-DD (default: all)"));
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->options.as_of.empty() && !isDate(words->options.as_of))
        return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"},
                    words->options.as_of);
      words->options.catalogue = pathFromUtf8(words->catalogue);
      return showKinds(words->options, s.language);
    };
  });
}

} // namespace ecoredline
