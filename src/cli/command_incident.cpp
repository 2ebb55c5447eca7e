#include "app/incident.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

namespace {

struct IncidentWords {
  std::string workspace, out, ids;
  IncidentOptions options;
};

void addOptions(CLI::App& command, const Session& s, IncidentWords& w) {
  IncidentOptions& o = w.options;
  command.add_option("WS", w.workspace, s.word("工作空间", "workspace"))->required();
  command
      .add_option("ACTION", o.action,
                  s.word("list 列表、show 详情、advance 办理、note 补记、attach 附件、stats 统计、export 导出、pack "
                         "外业包、unpack "
                         "外业结果入账、verify 校验",
                         "list, show, advance, note, attach, stats, export, pack, unpack or verify"))
      ->required();
  command.add_option("ITEM", o.items,
                     s.word("问题编号；attach 还须给出文件；unpack 为带回的文件",
                            "incident ids; of attach also a file; of unpack the file"));
  command.add_option("--ids", w.ids, s.word("pack 的问题编号，逗号分开", "incident ids of pack, comma-separated"));
  command.add_option("--ledger", o.ledger,
                     s.word("台账类型（缺省：按编号前缀，否则 green_shield）",
                            "ledger type (default: by the id's prefix, else green_shield)"));
  command.add_option(
      "--format", o.format,
      s.word("list、show：table json csv；stats：table csv；export：xlsx csv gpkg html docx pdf；unpack：table csv",
             "list, show: table json csv; stats, unpack: table csv; export: xlsx csv gpkg html docx pdf"));
  command.add_option("--out", w.out,
                     s.word("导出或外业包的文件；html 为文件夹", "file of the export or pack; of html a folder"));
  command.add_flag("--public", o.for_public,
                   s.word("公开版：去掉敏感列、位置和姓名", "for publication: no sensitive columns, places and names"));
  command.add_option("--state", o.state, s.word("只列、只打包此状态", "list or pack this state only"));
  command.add_flag("--overdue", o.overdue, s.word("只列超期未办的", "list what is overdue"));
  command.add_option("--as-of", o.as_of, s.word("超期的基准日（缺省：今天）", "the day of --overdue (default: today)"));
  command.add_option("--to", o.to, s.word("办理到的状态", "state to advance to"));
  command.add_option("--by", o.by, s.word("办理人", "who does it"));
  command.add_option("--level", o.level,
                     s.word("办理层级，例如 county、city、province", "level, e.g. county, city, province"));
  command.add_option("--date", o.date, s.word("办理日期（缺省：今天）", "day it was done (default: today)"));
  command.add_option(
      "--deadline", o.deadline,
      s.word("新状态的办理期限（缺省按台账类型）", "deadline of the new state (default: as the ledger says)"));
  command.add_option("--evidence", o.evidence,
                     s.word("依据：文件路径（照片、文书）或文字", "evidence: a file (photo, paper) or a text"));
  command.add_option("--reason", o.reason, s.word("理由", "why"));
  command.add_option("--text", o.text, s.word("补记内容，或附件说明", "text of a note, or about a file"));
  addStylesOption(command, s, o.own);
  addTemplatesOption(command, s, o.own);
  command.add_option(
      "--head", o.head,
      s.word("办理所依据的流水头（show 给出）；此后该问题有新记录则拒绝",
             "head of the journal the step rests on (see show); newer entries of the incident refuse it"));
}

} // namespace

void addIncident(CLI::App& app, const Session& s, CommandRun& run) {
  auto words = std::make_shared<IncidentWords>();
  auto* command = app.add_subcommand(
      "incident", s.word("问题台账：列表、办理、附件、统计、导出、外业、校验",
                         "the ledger of problems: list, advance, export, take to the field, verify"));
  addOptions(*command, s, *words);
  command->callback([words, &s, &run] {
    run = [words, &s] {
      words->options.workspace = pathFromUtf8(words->workspace);
      words->options.out = pathFromUtf8(words->out);
      for (std::string& id : splitList(words->ids)) words->options.items.push_back(std::move(id));
      return runIncident(words->options, s.language, *s.feedback);
    };
  });
}

} // namespace ecoredline
