#include "app/init.hpp"
#include "base/files.hpp"
#include "cli/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace ecoredline {

void addInit(CLI::App& app, const Session& s, CommandRun& run) {
  struct Words {
    std::string workspace, title, catalogue;
  };
  auto words = std::make_shared<Words>();
  auto* command =
      app.add_subcommand("init", s.word("建立工作空间（一个 GeoPackage）", "make a workspace (one GeoPackage)"));
  command->add_option("WS", words->workspace, s.word("工作空间文件 *.gpkg", "workspace file *.gpkg"))->required();
  command->add_option("--title", words->title, s.word("标题", "title"));
  command->add_option("--catalogue", words->catalogue,
                      s.word("目录文件夹（缺省：自带）", "catalogue folder (default: the product's own)"));
  command->callback([words, &run] {
    run = [words] {
      return initWorkspace({pathFromUtf8(words->workspace), words->title, pathFromUtf8(words->catalogue)});
    };
  });
}

} // namespace ecoredline
