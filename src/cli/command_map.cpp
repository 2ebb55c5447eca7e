#include "app/map.hpp"
#include "base/files.hpp"
#include "catalogue/sheet.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct MapWords {
  std::string workspace, out;
  MapOptions options;
};

void addOptions(CLI::App& command, const Session& s, MapWords& w) {
  MapOptions& o = w.options;
  command.add_option("WS", w.workspace, s.word("工作空间", "workspace"))->required();
  command
      .add_option(
          "--sheet", o.sheet,
          s.word("图幅：zoning、redline、site_location、encroachment、change、inventory，或 styles/sheets 中的其他图幅",
                 "sheet: zoning, redline, site_location, encroachment, change, inventory, or another one of "
                 "styles/sheets"))
      ->required();
  command
      .add_option("--out", w.out,
                  s.word("输出文件；格式由结尾决定：.pdf .svg .png .tif；带 --pages 时为目录",
                         "output file; its ending is the format: .pdf .svg .png .tif; a folder with --pages"))
      ->required();
  command.add_option(
      "--run", o.run,
      s.word("项目图用的运行：run.json 或 12 位编号", "run of a sheet about a site: run.json or its 12 hex"));
  command.add_option("--site", o.site, s.word("画哪个项目用地", "the site to draw"));
  command.add_option("--incident", o.incident,
                     s.word("占用图：画哪个问题", "encroachment sheet: the incident to draw"));
  command.add_option(
      "--ledger", o.ledger,
      s.word("占用图：哪本台账（缺省 green_shield）", "encroachment sheet: ledger (default green_shield)"));
  command.add_option("--kind", o.kind, s.word("变化图：图层类型", "change sheet: kind of layer"));
  command.add_option("--from", o.from, s.word("变化图：前一版本", "change sheet: the earlier version"));
  command.add_option("--to", o.to, s.word("变化图：后一版本", "change sheet: the later version"));
  command.add_option("--place", o.place,
                     s.word("只画此行政区（区划代码）", "draw this administrative unit only (division code)"));
  command
      .add_option("--atlas", o.atlas,
                  s.word("图册：按行政区、项目用地、问题、变化或国家图幅，一个 PDF",
                         "atlas by administrative units, sites, incidents, changes or national map sheets: one PDF"))
      ->check(CLI::IsMember({"admin_division", "sites", "incidents", "changes", "sheet_index"}));
  command
      .add_option("--pages", o.pages,
                  s.word("图册每幅一个文件：pdf、svg、png 或 tif", "atlas, a file a page: pdf, svg, png or tif"))
      ->check(CLI::IsMember({"pdf", "svg", "png", "tif"}));
  command
      .add_option(
          "--jobs", o.jobs,
          s.word("图册同时画几幅（缺省：处理器个数）", "atlas: pages at a time (default: as many as processors)"))
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--scale", o.scale,
                  s.word("国家图幅的比例尺分母（缺省 50000）", "scale of the national sheets (default 50000)"))
      ->check(CLI::PositiveNumber);
  command.add_option("--as-of", o.as_of,
                     s.word("基准日 YYYY-MM-DD（缺省：今天）", "the day whose data count (default: today)"));
  command
      .add_option("--size", o.size,
                  s.word("纸张 A4、A3、A2、A1、A0，竖幅如 A4-portrait（缺省：图幅自带）",
                         "paper A4, A3, A2, A1, A0; standing as A4-portrait (default: the sheet's)"))
      ->transform(CLI::IsMember(paperSizes(), CLI::ignore_case));
  command.add_option("--dpi", o.dpi, s.word("栅格图的分辨率（缺省 300）", "resolution of pictures (default 300)"))
      ->check(CLI::Range(36.0, 1200.0));
  command.add_option("--title", o.title, s.word("图名（缺省：图幅自带）", "title (default: the sheet's)"));
  command.add_option("--unit", o.unit, s.word("制图单位", "who made the map"));
  addStylesOption(command, s, o.own);
  command.add_option("--secrecy", o.secrecy, s.word("密级（缺省：图幅自带）", "classification (default: the sheet's)"));
}

} // namespace

void addMap(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<MapWords>();
  auto* command = app.add_subcommand("map", s.word("画一幅地图，或一本图册", "draw a map sheet, or an atlas"));
  addOptions(*command, s, *words);
  command->callback([words, &s, &run] {
    run = [words, &s]() -> Result<Outcome> {
      if (!words->options.as_of.empty() && !isDate(words->options.as_of))
        return fail(ErrorKind::usage, "options.date", {"日期须为 YYYY-MM-DD", "A date is YYYY-MM-DD"},
                    words->options.as_of);
      words->options.workspace = pathFromUtf8(words->workspace);
      words->options.out = pathFromUtf8(words->out);
      return drawMap(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
