#include "app/check.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace ecoredline {

void addCheck(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::vector<std::string> files;
    std::string repair_out;
    SourceWords source;
    CheckOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("check", s.word("只检查文件：编码、坐标系、图形，不改动",
                                                     "front door only: encoding, CRS, geometry; changes nothing"));
  command->add_option("FILE", words->files, s.word("要检查的文件", "files to check"))->required();
  command->add_option("--kind", words->options.kind, s.word("并按该图层类型对应字段", "also bind to this layer kind"));
  command->add_flag("--json", words->options.json, s.word("JSON 输出", "JSON output"));
  command->add_option("--repair-out", words->repair_out,
                      s.word("修复后的副本写到此 GeoPackage（须 --repair yes）",
                             "write the repaired copy to this GeoPackage (with --repair yes)"));
  addSourceOptions(*command, s, words->source);
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      auto source = toSourceOptions(words->source);
      if (!source) return fail(source.error());
      words->options.source = std::move(*source);
      for (const std::string& file : words->files) words->options.files.push_back(pathFromUtf8(file));
      words->options.repair_out = pathFromUtf8(words->repair_out);
      return checkFiles(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
