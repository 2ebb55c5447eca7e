#include "app/screen.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct ScreenWords {
  std::string workspace, sites, batch, out, formats, kinds, profile, facts, questions, as_of, area = "official",
                                                                                              fail_on, index;
  double site_accuracy = -1;
  double buffer = 0;
  int jobs = 0;
  OwnFolders own;
  SourceWords source;
};

AreaMethod areaMethod(const std::string& word) {
  if (word == "exact") return AreaMethod::exact;
  return word == "planar" ? AreaMethod::planar : AreaMethod::official;
}

std::filesystem::path defaultIndex() {
  const auto cache = cacheFolder();
  return cache.empty() ? cache : cache / "index";
}

Result<ScreenOptions> toOptions(const ScreenWords& words) {
  auto source = toSourceOptions(words.source);
  if (!source) return fail(source.error());
  if (!words.as_of.empty() && !isDate(words.as_of))
    return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"}, words.as_of);
  if (!words.kinds.empty() && !words.profile.empty())
    return fail(ErrorKind::usage, "options.scope",
                {"--kinds 与 --profile 只能用一个", "Use --kinds or --profile, not both"});
  if (!words.batch.empty() && !(words.out.empty() && words.questions.empty()))
    return fail(ErrorKind::usage, "options.batch",
                {"--batch 不与 --out、--questions 同用", "--batch goes with neither --out nor --questions"});
  ScreenOptions options;
  options.workspace = pathFromUtf8(words.workspace);
  options.sites = pathFromUtf8(words.sites);
  options.out = pathFromUtf8(words.out);
  options.batch = pathFromUtf8(words.batch);
  options.formats = splitList(words.formats);
  options.kinds = splitList(words.kinds);
  options.profile = words.profile;
  options.facts = pathFromUtf8(words.facts);
  options.questions = pathFromUtf8(words.questions);
  if (words.site_accuracy >= 0) options.site_accuracy_m = words.site_accuracy;
  options.buffer_m = words.buffer;
  options.as_of = words.as_of;
  options.method = areaMethod(words.area);
  options.jobs = words.jobs;
  if (words.index != "none") options.index_folder = words.index.empty() ? defaultIndex() : pathFromUtf8(words.index);
  options.fail_on = effectFrom(words.fail_on);
  options.own = words.own;
  options.source = std::move(*source);
  return options;
}

void addOptions(CLI::App& command, const Session& s, ScreenWords& w) {
  command.add_option("WS", w.workspace, s.word("工作空间", "workspace"))->required();
  command.add_option("SITES", w.sites, s.word("项目用地文件", "file of project sites"))->required();
  command.add_option("--out", w.out,
                     s.word("输出文件夹；不给则把一个格式写到标准输出",
                            "output folder; without it one format goes to standard output"));
  command.add_option("--batch", w.batch,
                     s.word("成批核查的文件夹：先写排序表，再写每块用地的报告；中断后可接着做",
                            "folder for many sites: a ranked table first, then a report a site; goes on where it was "
                            "broken off"));
  command.add_option(
      "--format", w.formats,
      s.word("输出格式，逗号分开：json,html,docx,pdf,csv,xlsx,gpkg,shp,geojson,fgdb,dxf,questions,table（缺省 json）",
             "formats, comma-separated: json,html,docx,pdf,csv,xlsx,gpkg,shp,geojson,fgdb,dxf,questions,table (default "
             "json)"));
  command.add_option("--kinds", w.kinds, s.word("只核查这些图层类型", "screen these kinds only"));
  command.add_option(
      "--profile", w.profile,
      s.word("核查方案（缺省 full：所有有规则的类型）", "profile (default full: every kind that has rules)"));
  command.add_option("--facts", w.facts,
                     s.word("事实文件（TOML，或填好的问题表 XLSX）", "facts file (TOML, or the filled form, XLSX)"));
  command.add_option("--questions", w.questions,
                     s.word("写出待回答问题表（XLSX）", "write the form of open questions (XLSX)"));
  command
      .add_option(
          "--site-accuracy", w.site_accuracy,
          s.word("项目坐标误差，米（缺省 1.0，假定）", "error of the site's coordinates, m (default 1.0, assumed)"))
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--buffer", w.buffer,
                  s.word("点、线的示意范围，或面周边的提示距离，米",
                         "nominal footprint of points and lines, or distance to note round polygons, m"))
      ->check(CLI::NonNegativeNumber);
  command.add_option("--as-of", w.as_of,
                     s.word("基准日 YYYY-MM-DD（缺省：今天）", "the day whose law and data count (default: today)"));
  command
      .add_option("--area", w.area, s.word("面积方法 official、exact、planar", "area method: official, exact, planar"))
      ->check(CLI::IsMember({"official", "exact", "planar"}))
      ->capture_default_str();
  command.add_option("--index", w.index,
                     s.word("大图层的索引文件夹（缺省：用户缓存目录；none：不用索引）",
                            "folder for index files of large layers (default: the user's cache; none: use none)"));
  command.add_option("--jobs", w.jobs, s.word("线程数（缺省：全部）", "threads (default: all)"))
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--fail-on", w.fail_on,
                  s.word("有达到此后果的确定或临界发现时退出码 1",
                         "exit 1 on a certain or marginal finding at or above this effect"))
      ->check(CLI::IsMember({"notify", "conditional", "restrict", "prohibit"}));
  addStylesOption(command, s, w.own);
  addTemplatesOption(command, s, w.own);
  addSourceOptions(command, s, w.source);
}

} // namespace

void addScreen(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<ScreenWords>();
  auto* command = app.add_subcommand(
      "screen", s.word("核查项目用地与各保护分区的关系", "screen project sites against every zoning layer"));
  addOptions(*command, s, *words);
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      auto options = toOptions(*words);
      if (!options) return fail(options.error());
      return screenSites(*options, s.language, s.ask, *s.feedback);
    };
  });
}

} // namespace ecoredline
