#include "app/track.hpp"
#include "app/watch.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct TrackWords {
  std::string workspace, out, formats, by, control, unit = "ha";
  double tolerance = -1;
  bool series = false, watch = false;
  TrackOptions options;
  OverrideOptions decision;
};

Result<Outcome> runTrack(TrackWords& words, const Session& s) {
  TrackOptions& options = words.options;
  options.workspace = pathFromUtf8(words.workspace);
  options.out = pathFromUtf8(words.out);
  options.control = pathFromUtf8(words.control);
  options.formats = splitList(words.formats);
  if (words.tolerance >= 0) options.tolerance_m = words.tolerance;
  auto unit = areaUnitFrom(words.unit);
  if (!unit) return fail(unit.error());
  options.unit = *unit;
  const bool decides = words.decision.number > 0;
  const bool is_named = !words.decision.by.empty();
  if (decides && !is_named)
    words.decision.by = words.by; // as it was written before --decided-by
  else
    options.by = words.by;
  if (words.series) return trackSeries(options, s.language, *s.feedback);
  if (options.from.empty() || options.to.empty())
    return fail(ErrorKind::usage, "track.two_versions", {"须给出前后两个版本", "Two versions are needed"}, {},
                {"加 --from V1 --to V2，或用 --series", "add --from V1 --to V2, or use --series"});
  if (words.watch) return watchVersions(options, s.language, *s.feedback);
  if (decides) return overrideCause(options, words.decision, s.language, *s.feedback);
  return trackArea(options, s.language, *s.feedback);
}

void addOutputOptions(CLI::App& command, const Session& s, TrackWords& w) {
  command.add_option("--out", w.out,
                     s.word("输出文件夹；不给则把一个格式写到标准输出",
                            "output folder; without it one format goes to standard output"));
  command.add_option(
      "--format", w.formats,
      s.word("输出格式，逗号分开：json,table,csv,html,xlsx,gpkg,docx,pdf（缺省 json；有 --out 时全部）",
             "formats, comma-separated: json,table,csv,html,xlsx,gpkg,docx,pdf (default json; all with --out)"));
  command
      .add_flag("--keep", w.options.keep,
                s.word("把变化的地存为工作空间中的图层（同两个版本的旧图层被替换）",
                       "keep the changed ground as a layer of the workspace (in place of an earlier one of the same "
                       "versions)"))
      ->excludes("--series")
      ->excludes("--watch");
  command.add_option("--unit", w.unit, s.word("调平所用单位 m2、ha、mu、km2", "unit for levelling: m2, ha, mu, km2"))
      ->check(CLI::IsMember({"m2", "ha", "mu", "km2"}))
      ->capture_default_str();
  command.add_option("--decimals", w.options.decimals, s.word("调平的小数位数", "decimals for levelling"))
      ->check(CLI::Range(0, 6))
      ->capture_default_str();
  command.add_option(
      "--control", w.control,
      s.word("控制面积表（CSV、XLSX：行政区、类别、期次、面积、单位、依据），调平到这些面积",
             "table of control areas (CSV, XLSX: admin, zone_class, side, area, unit, source) to level to"));
  command
      .add_option(
          "--control-field", w.options.control_field,
          s.word("控制面积所在字段：行政区图层（--by）的字段，每区一个数；没有则取后一版本的字段，按类求和",
                 "field with the control areas: of the units (--by), one each; else of the later version, summed "
                 "by class"))
      ->excludes("--control");
  command
      .add_option("--control-unit", w.options.control_unit,
                  s.word("该字段的单位 m2、ha、mu、wan_mu、km2（缺省 ha）",
                         "unit of that field: m2, ha, mu, wan_mu, km2 (default ha)"))
      ->check(CLI::IsMember({"m2", "ha", "mu", "wan_mu", "km2"}));
  command
      .add_option("--control-limit", w.options.control_limit,
                  s.word("实测与控制面积相差不超过百万分之几才采用",
                         "adopt a control area that the measured one is within so many millionths of"))
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--jobs", w.options.jobs, s.word("线程数（缺省：全部）", "threads (default: all)"))
      ->check(CLI::NonNegativeNumber);
  addTemplatesOption(command, s, w.options.own);
}

void addDecisionOptions(CLI::App& command, const Session& s, TrackWords& w) {
  command
      .add_option("--override", w.decision.number,
                  s.word("改判第 N 条变化的原因（与工具判断并列，记入日志）",
                         "decide the cause of change N (beside the tool's, in the journal)"))
      ->check(CLI::PositiveNumber);
  command.add_option("--decided-by", w.decision.by, s.word("判定人", "who decides"));
  command.add_option("--cause", w.decision.cause, s.word("改判为哪种原因", "the cause decided on"));
  command.add_option("--reason", w.decision.reason, s.word("理由", "why"));
  command.add_option("--date", w.decision.date,
                     s.word("判定日期 YYYY-MM-DD（缺省：今天）", "day of the decision (default: today)"));
  command.add_option("--document", w.decision.document, s.word("依据文件或文号", "the paper it rests on"));
}

} // namespace

void addTrack(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<TrackWords>();
  TrackWords& w = *words;
  auto* command = app.add_subcommand("track", s.word("比较两个版本，出面积台账：增减、原因、残差",
                                                     "compare two versions: the area ledger, its causes and residual"));
  command->add_option("WS", w.workspace, s.word("工作空间", "workspace"))->required();
  command->add_option("KIND", w.options.kind, s.word("图层类型", "layer kind"))->required();
  command->add_option(
      "--from", w.options.from,
      s.word("前一版本（名称、编号，或日期：当日有效的）", "earlier version (label, id, or a day: in force then)"));
  command->add_option("--to", w.options.to, s.word("后一版本", "later version"));
  command->add_option(
      "--by", w.by,
      s.word("按哪种行政区分列，如 admin_division；与 --override 同用而无 --decided-by 时为判定人",
             "units to list by, such as admin_division; with --override and no --decided-by: who decides"));
  command
      ->add_option("--tolerance", w.tolerance,
                   s.word("窄于此的变化可能是误差，米（缺省：两版本精度之和）",
                          "thinner changes may be noise, m (default: both accuracies together)"))
      ->check(CLI::NonNegativeNumber);
  command
      ->add_option("--distance", w.options.distance_m,
                   s.word("分区最多移动多远仍算同一分区，米", "farthest that a zone may have moved and be the same, m"))
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_flag("--series", w.series, s.word("所有版本的面积变化过程", "area over all versions"));
  command->add_flag("--watch", w.watch,
                    s.word("列出因新版本而改变的已存核查结论和问题点位（table 或 json）",
                           "stored verdicts and incidents that the new version changes (table or json)"));
  addOutputOptions(*command, s, w);
  addDecisionOptions(*command, s, w);
  command->callback([words, &s, &run] { run = [words, &s] { return runTrack(*words, s); }; });
}

} // namespace ecoredline
