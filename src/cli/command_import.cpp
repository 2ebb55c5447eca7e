#include "app/delivery.hpp"
#include "app/import.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/terminal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace ecoredline {

namespace {

struct ImportWords {
  std::string workspace, file;
  double accuracy = -1;
  SourceWords source;
  ImportOptions options;
};

/// What `import` cannot do without is asked for at a terminal, and refused elsewhere with the option that answers it.
Result<void> askFor(std::string& value, const char* option, const Text& question, const Session& session) {
  if (!value.empty()) return {};
  if (session.ask) value = askLine(question, session.language);
  if (!value.empty()) return {};
  return fail(ErrorKind::input, "import.answer_needed",
              {fmt::format("缺少 {}", option), fmt::format("{} is missing", option)}, {},
              {fmt::format("加选项 {}", option), fmt::format("add the option {}", option)});
}

Result<Outcome> runImport(ImportWords& words, const Session& session) {
  auto source = toSourceOptions(words.source);
  if (!source) return fail(source.error());
  ImportOptions& options = words.options;
  options.source = std::move(*source);
  options.workspace = pathFromUtf8(words.workspace);
  options.file = pathFromUtf8(words.file);
  if (words.accuracy >= 0) options.accuracy_m = words.accuracy;
  if (isDelivery(options.file)) return importDelivery(options, session.language, session.ask, *session.feedback);
  if (auto asked = askFor(options.kind, "--kind", {"图层类型？（用 kinds 查看）", "Layer kind? (see kinds)"}, session);
      !asked)
    return fail(asked.error());
  if (auto asked = askFor(options.date, "--date", {"生效日期 YYYY-MM-DD?", "In force from YYYY-MM-DD?"}, session);
      !asked)
    return fail(asked.error());
  return importFile(options, session.ask, *session.feedback);
}

} // namespace

void addImport(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<ImportWords>();
  ImportOptions& o = words->options;
  auto* command = app.add_subcommand(
      "import", s.word("导入一次交付，成为图层的一个版本", "bring one delivery in as a version of a layer"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command
      ->add_option("FILE", words->file,
                   s.word("数据文件，或交付文件夹、交付清单", "data file, or a delivery: its folder or manifest"))
      ->required();
  command->add_option("--kind", o.kind,
                      s.word("图层类型（必需；终端会询问）", "layer kind (needed; asked at a terminal)"));
  command->add_option("--version", o.label, s.word("版本名（缺省：生效日期）", "version label (default: the date)"));
  command->add_option(
      "--date", o.date,
      s.word("生效日期 YYYY-MM-DD（必需；终端会询问）", "in force from YYYY-MM-DD (needed; asked at a terminal)"));
  command->add_option("--date-to", o.effective_to, s.word("失效日期（最后一日）", "last day in force"));
  command
      ->add_option(
          "--accuracy", words->accuracy,
          s.word("相对法定界线的误差，米；批复矢量为 0（缺省：该类型的假定值）",
                 "error against the legal boundary, m; 0 for an approved vector (default: the kind's, assumed)"))
      ->check(CLI::NonNegativeNumber);
  command->add_option("--coverage", o.coverage,
                      s.word("覆盖范围：all | admin:代码，… | 面文件 | features | none",
                             "coverage: all | admin:CODE,… | FILE | features | none"));
  addSourceOptions(*command, s, words->source);
  command->callback([words, &s, &run] { run = [words, &s] { return runImport(*words, s); }; });
}

} // namespace ecoredline
