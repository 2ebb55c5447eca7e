#include "app/review.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addReview(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace;
    std::int64_t finding = 0;
    ReviewOptions options;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("review", s.word("记录人工复核决定（与工具结论并列，不取代）",
                                                      "record a person's decision beside the tool's verdict"));
  command->add_option("WS", words->workspace, s.word("工作空间", "the workspace that keeps the run"))->required();
  command
      ->add_option("RUN", words->options.run, s.word("run.json 或 12 位运行编号", "run.json, or the 12 hex of a run"))
      ->required();
  command->add_option("SITE", words->options.site, s.word("项目用地编号", "site id"))->required();
  auto* finding = command->add_option("--finding", words->finding,
                                      s.word("发现的序号（见 explain）；不写则针对整个地块",
                                             "number of the finding, as `explain` prints it; none: the whole site"));
  command->add_option("--decision", words->options.decision,
                      s.word("confirm 确认、override 改判、not-applicable 不适用；不写则只列出已有记录",
                             "confirm, override or not-applicable; none: list what is recorded"));
  command->add_option("--by", words->options.by, s.word("复核人", "who decides"));
  command->add_option("--reason", words->options.reason, s.word("理由", "why"));
  command->add_option("--document", words->options.document, s.word("依据文件或文号", "the paper it rests on"));
  command->callback([words, finding, &s, &run] {
    run = [words, finding, &s] {
      words->options.workspace = pathFromUtf8(words->workspace);
      if (finding->count() > 0) words->options.finding = words->finding;
      return reviewSite(words->options, s.language);
    };
  });
}

} // namespace ecoredline
