#include "app/inspect.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct InspectWords {
  std::string workspace, leads, epoch, date, as_of, ledger = "green_shield", coverage = "all", area = "official", index;
  int jobs = 0;
  SourceWords source;
};

Result<InspectOptions> toOptions(const InspectWords& words) {
  auto source = toSourceOptions(words.source);
  if (!source) return fail(source.error());
  InspectOptions options;
  options.workspace = pathFromUtf8(words.workspace);
  options.leads = pathFromUtf8(words.leads);
  options.epoch = words.epoch;
  options.date = words.date;
  options.as_of = words.as_of;
  options.ledger = words.ledger;
  options.coverage = words.coverage;
  options.method = words.area == "exact" ? AreaMethod::exact : AreaMethod::official;
  options.jobs = words.jobs;
  if (words.index.empty()) {
    const auto cache = cacheFolder();
    if (!cache.empty()) options.index_folder = cache / "index";
  } else if (words.index != "none") {
    options.index_folder = pathFromUtf8(words.index);
  }
  options.source = std::move(*source);
  return options;
}

void addOptions(CLI::App& command, const Session& s, InspectWords& w) {
  command.add_option("WS", w.workspace, s.word("工作空间", "workspace"))->required();
  command
      .add_option(
          "LEADS", w.leads,
          s.word("线索文件：面、点，或带坐标列的 XLSX、CSV", "leads: polygons, points, or rows with coordinates"))
      ->required();
  command.add_option("--epoch", w.epoch, s.word("期次名，例如 2024 或 2024-H1", "label of the epoch, e.g. 2024"))
      ->required();
  command.add_option(
      "--date", w.date,
      s.word("影像日期 YYYY-MM-DD（缺省取线索中最晚的后时相）：按此日有效的图层核",
             "day of the pictures (default: the latest that a lead names): the layers in force then count"));
  command.add_option("--as-of", w.as_of,
                     s.word("按此日有效的图层核 YYYY-MM-DD（缺省：影像日期）",
                            "the layers in force on this day count (default: the day of the pictures)"));
  command.add_option("--ledger", w.ledger, s.word("台账类型", "ledger type"))->capture_default_str();
  command
      .add_option("--coverage", w.coverage,
                  s.word("all 文件覆盖全部范围，未出现的即消失；none 只含部分范围",
                         "all: the file covers everything, what is not in it is gone; none: some places only"))
      ->check(CLI::IsMember({"all", "none"}))
      ->capture_default_str();
  command.add_option("--area", w.area, s.word("面积方法 official、exact", "area method: official, exact"))
      ->check(CLI::IsMember({"official", "exact"}))
      ->capture_default_str();
  command.add_option("--index", w.index,
                     s.word("大图层的索引文件夹（缺省：用户缓存目录；none：不用索引）",
                            "folder for index files of large layers (default: the user's cache; none: use none)"));
  command.add_option("--jobs", w.jobs, s.word("线程数（缺省：全部）", "threads (default: all)"))
      ->check(CLI::NonNegativeNumber);
  addSourceOptions(command, s, w.source);
}

} // namespace

void addInspect(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<InspectWords>();
  auto* command = app.add_subcommand(
      "inspect", s.word("把一期线索核入问题台账（绿盾等）", "bring an epoch of leads into a ledger of problems"));
  addOptions(*command, s, *words);
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      auto options = toOptions(*words);
      if (!options) return fail(options.error());
      return inspectLeads(*options, s.language, s.ask, *s.feedback);
    };
  });
}

} // namespace ecoredline
