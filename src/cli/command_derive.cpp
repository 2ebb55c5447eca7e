#include "app/derive.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct DeriveWords {
  std::string workspace, intakes, rivers, lakes;
  double accuracy = -1;
  SourceWords source;
  DeriveOptions options;
};

Result<Outcome> runDerive(DeriveWords& words, const Session& session) {
  auto source = toSourceOptions(words.source);
  if (!source) return fail(source.error());
  DeriveOptions& options = words.options;
  options.import.source = std::move(*source);
  options.import.workspace = pathFromUtf8(words.workspace);
  options.import.file = pathFromUtf8(words.intakes);
  options.rivers = pathFromUtf8(words.rivers);
  options.lakes = pathFromUtf8(words.lakes);
  if (words.accuracy >= 0) options.import.accuracy_m = words.accuracy;
  return deriveFile(options, session.language, session.ask, *session.feedback);
}

} // namespace

void addDerive(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<DeriveWords>();
  ImportOptions& o = words->options.import;
  auto* command = app.add_subcommand("derive", s.word("由取水口推定水源保护区范围（非批复），成为单独的版本",
                                                      "derive provisional source zones from intakes, as a version"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command->add_option("INTAKES", words->intakes, s.word("取水口（点）文件", "file of intakes (points)"))->required();
  command->add_option("--kind", o.kind, s.word("图层类型，如 water_source_zone", "layer kind, e.g. water_source_zone"))
      ->required();
  command->add_option("--date", o.date, s.word("生效日期 YYYY-MM-DD", "in force from YYYY-MM-DD"))->required();
  command->add_option("--date-to", o.effective_to, s.word("失效日期（最后一日）", "last day in force"));
  command->add_option("--version", o.label,
                      s.word("版本名（缺省：derived-生效日期）", "version label (default: derived-DATE)"));
  command->add_option("--rivers", words->rivers, s.word("河道中心线文件", "file of river centrelines"));
  command
      ->add_option("--flow", words->options.flow,
                   s.word("无流向字段时河线的流向：along 顺数字化方向，against 相反（缺省：不明）",
                          "flow of lines without a field for it: along or against their vertices (default: unknown)"))
      ->check(CLI::IsMember({"along", "against"}));
  command->add_option("--lakes", words->lakes, s.word("湖库水面文件", "file of lakes and reservoirs"));
  command
      ->add_option("--accuracy", words->accuracy,
                   s.word("取水口和水系数据的误差，米（缺省：该类型的假定值）",
                          "error of intakes, rivers and lakes, m (default: the kind's, assumed)"))
      ->check(CLI::NonNegativeNumber);
  command->add_option("--coverage", o.coverage,
                      s.word("覆盖范围：all | admin:代码，… | 面文件 | features | none（缺省 none）",
                             "coverage: all | admin:CODE,… | FILE | features | none (default: none)"));
  addSourceOptions(*command, s, words->source);
  command->callback([words, &s, &run] { run = [words, &s] { return runDerive(*words, s); }; });
}

} // namespace ecoredline
