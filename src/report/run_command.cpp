#include "report/run_command.hpp"

#include <nlohmann/json.hpp>

namespace ecoredline {

std::string toJson(const RunCommand& command) {
  return nlohmann::ordered_json{
      {"command", command.words}, {"sites", command.sites_hash}, {"facts", command.facts_hash}}
      .dump();
}

Result<RunCommand> runCommandFrom(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  try {
    if (!json.is_discarded())
      return RunCommand{json.at("command").get<std::vector<std::string>>(), json.value("sites", ""),
                        json.value("facts", "")};
  } catch (const nlohmann::json::exception&) { // falls through to the message
  }
  return fail(ErrorKind::input, "run.bad_command",
              {"日志里的运行命令不能读", "The command of a run in the journal cannot be read"}, text);
}

} // namespace ecoredline
