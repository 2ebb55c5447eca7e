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
    std::string repair_out, map, against, undo;
    std::vector<std::int64_t> repair_rows;
    SourceWords source;
    CheckOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("check", s.word("只检查文件：编码、坐标系、图形，不改动",
                                                     "front door only: encoding, CRS, geometry; changes nothing"));
  command->add_option("FILE", words->files, s.word("要检查的文件（除非 --undo）", "files to check (unless --undo)"));
  command->add_option("--kind", words->options.kind, s.word("并按该图层类型对应字段", "also bind to this layer kind"));
  command->add_flag("--json", words->options.json, s.word("JSON 输出", "JSON output"));
  command->add_option("--repair-out", words->repair_out,
                      s.word("修复后的副本写到此 GeoPackage（须 --repair yes）",
                             "write the repaired copy to this GeoPackage (with --repair yes)"));
  command
      ->add_option("--repair-row", words->repair_rows,
                   s.word("即使面积变化超过 0.1 % 也修复此行（行号自 1 起），可重复",
                          "repair this row (from 1) though its area changes by more than 0.1 %, repeatable"))
      ->take_all()
      ->check(CLI::PositiveNumber);
  command->add_option("--undo", words->undo,
                      s.word("按修复凭证把副本中的原始图形恢复", "put the originals back into a copy, by its receipt"));
  command->add_option("--against", words->against,
                      s.word("与此图层比边界，找整体平移", "look for a shift against the boundaries of this layer"));
  command->add_option(
      "--map", words->map,
      s.word("把候选坐标系下的位置画成 SVG", "draw where candidate systems would put the data, as SVG"));
  addSourceOptions(*command, s, words->source);
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->undo.empty()) return undoRepair(pathFromUtf8(words->undo));
      if (words->files.empty())
        return fail(ErrorKind::usage, "check.no_file", {"没有给出文件", "No file is given"}, {},
                    {"写作 check 文件…", "write check FILE…"});
      auto source = toSourceOptions(words->source);
      if (!source) return fail(source.error());
      words->options.source = std::move(*source);
      for (const std::string& file : words->files) words->options.files.push_back(pathFromUtf8(file));
      words->options.repair_out = pathFromUtf8(words->repair_out);
      words->options.map = pathFromUtf8(words->map);
      words->options.against = pathFromUtf8(words->against);
      for (const std::int64_t row : words->repair_rows) words->options.source.read.repair_anyway.insert(row - 1);
      return checkFiles(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
