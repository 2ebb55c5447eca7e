#include "app/caps.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct CapWords {
  std::string workspace, caps, sites, catalogue, used, pending, format = "table";
  SourceWords source;
  CapsOptions options;
};

Result<Outcome> runCaps(CapWords& words, const Session& s) {
  CapsOptions& options = words.options;
  if (!options.as_of.empty() && !isDate(options.as_of))
    return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, options.as_of);
  auto source = toSourceOptions(words.source);
  if (!source) return fail(source.error());
  options.source = std::move(*source);
  options.workspace = pathFromUtf8(words.workspace);
  options.caps = pathFromUtf8(words.caps);
  options.sites = pathFromUtf8(words.sites);
  options.catalogue = pathFromUtf8(words.catalogue);
  options.used = splitList(words.used);
  options.pending = splitList(words.pending);
  options.json = words.format == "json";
  return showCaps(options, s.language, *s.feedback);
}

} // namespace

void addCaps(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<CapWords>();
  auto* command = app.add_subcommand("caps", s.word("累计占用限额：允许、已用、待建，以及各项目前后的余量",
                                                    "cumulative caps: permitted, used, pending, what sites leave"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command->add_option("SITES", words->sites,
                      s.word("项目用地，按文件次序依次扣减", "sites, taken off one behind the other"));
  command
      ->add_option("--caps", words->caps,
                   s.word("限额表（CSV、XLSX：图层类型、分区编号、允许占用、单位、依据）",
                          "table of caps (CSV, XLSX: kind, zone_id, permitted, unit, source)"))
      ->required();
  command->add_option("--as-of", words->options.as_of,
                      s.word("基准日 YYYY-MM-DD（缺省：今天）", "the day whose versions count (default: today)"));
  command->add_option("--used", words->used,
                      s.word("哪些状态的已批项目算已用，逗号分开（缺省：目录 caps/ 所定）",
                             "classes of approved projects that are used, comma-separated (default: the catalogue's)"));
  command->add_option(
      "--pending", words->pending,
      s.word("哪些算待建（缺省：目录 caps/ 所定）", "classes that are pending (default: the catalogue's)"));
  command->add_option("--catalogue", words->catalogue,
                      s.word("取此目录的规则（缺省：工作空间自己的）",
                             "take the rules of this catalogue (default: the workspace's own)"));
  command->add_option("--format", words->format, s.word("table 或 json", "table or json"))
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  addSourceOptions(*command, s, words->source);
  command->callback([words, &s, &run] { run = [words, &s] { return runCaps(*words, s); }; });
}

} // namespace ecoredline
