#include "output/finding_table.hpp"
#include "output/text_writer.hpp"
#include "plugin/writer_plugin.hpp"

namespace ecoredline {

class CsvWriter final : public TextWriter {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{"csv", {"明细表（CSV）", "Table of findings (CSV)"}, "findings.csv", true, false};
    return kInfo;
  }

  Result<std::string> print(const WriteRequest& request) const override {
    return toCsv(findingTable(*request.report, *request.catalogue, request.language), request.language);
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(csv, CsvWriter)
