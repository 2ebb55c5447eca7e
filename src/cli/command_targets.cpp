#include "app/caps.hpp"
#include "app/targets.hpp"
#include "base/files.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct CapWords {
  std::string caps, sites, used, pending;
  SourceWords source;
};

void addCapOptions(CLI::App& command, const Session& s, CapWords& words) {
  command.add_option("--caps", words.caps,
                     s.word("累计占用限额表（CSV、XLSX：图层类型、分区编号、允许占用、单位、依据）：改为核算各分区余量",
                            "table of caps (CSV, XLSX: kind, zone_id, permitted, unit, source): what is left of each"));
  command.add_option(
      "--sites", words.sites,
      s.word("项目用地，按文件次序依次扣减（与 --caps 同用）", "sites, taken off one behind the other (with --caps)"));
  command.add_option("--used", words.used,
                     s.word("哪些状态的已批项目算已用，逗号分开（缺省 building,built）",
                            "classes of approved projects that are used, comma-separated (default building,built)"));
  command.add_option("--pending", words.pending,
                     s.word("哪些算待建（缺省 approved）", "classes that are pending (default approved)"));
  addSourceOptions(command, s, words.source);
}

Result<Outcome> runCaps(const CapWords& words, const TargetsOptions& targets, const Session& s) {
  auto source = toSourceOptions(words.source);
  if (!source) return fail(source.error());
  CapsOptions options;
  options.workspace = targets.workspace;
  options.caps = pathFromUtf8(words.caps);
  options.sites = pathFromUtf8(words.sites);
  options.source = std::move(*source);
  options.used = splitList(words.used);
  options.pending = splitList(words.pending);
  options.as_of = targets.as_of;
  options.json = targets.json;
  return showCaps(options, s.language, *s.feedback);
}

} // namespace

void addTargets(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace, catalogue;
    TargetsOptions options;
    CapWords caps;
  };
  auto words = std::make_shared<Words>();
  auto* command =
      app.add_subcommand("targets", s.word("对照规划的空间目标：达标、未达标或不能下结论",
                                           "hold the areas against spatial targets: met, not met, cannot say"));
  command->add_option("WS", words->workspace, s.word("工作空间", "workspace"))->required();
  command->add_option("--as-of", words->options.as_of,
                      s.word("基准日 YYYY-MM-DD（缺省：今天）", "the day whose versions count (default: today)"));
  command->add_option("--catalogue", words->catalogue,
                      s.word("取此目录的目标（缺省：工作空间自己的）",
                             "take the targets of this catalogue (default: the workspace's own)"));
  addCapOptions(*command, s, words->caps);
  command->add_flag("--json", words->options.json, s.word("输出 JSON", "print JSON"));
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->options.as_of.empty() && !isDate(words->options.as_of))
        return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"},
                    words->options.as_of);
      words->options.workspace = pathFromUtf8(words->workspace);
      words->options.catalogue = pathFromUtf8(words->catalogue);
      if (words->caps.caps.empty() && !words->caps.sites.empty())
        return fail(ErrorKind::usage, "caps.no_caps", {"--sites 须与 --caps 同用", "--sites goes with --caps"}, {},
                    {"加 --caps 限额表", "add --caps FILE"});
      if (!words->caps.caps.empty()) return runCaps(words->caps, words->options, s);
      return showTargets(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
