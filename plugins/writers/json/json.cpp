#include "output/text_writer.hpp"
#include "plugin/writer_plugin.hpp"
#include "report/run_json.hpp"

namespace ecoredline {

class JsonRunWriter final : public TextWriter {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{"json", {"核查结果（JSON）", "The run (JSON)"}, "run.json", true, false};
    return kInfo;
  }

  Result<std::string> print(const WriteRequest& request) const override {
    return request.run_json.empty() ? toJson(*request.report).json : std::string(request.run_json);
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(json, JsonRunWriter)
