#include "output/text_writer.hpp"
#include "page.hpp"
#include "plugin/writer_plugin.hpp"

namespace ecoredline {

class HtmlWriter final : public TextWriter {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo{
        "html", {"符合性分析报告（HTML）", "Compliance report (HTML)"}, "report.html", true, false, true};
    return kInfo;
  }

  Result<std::string> print(const WriteRequest& request) const override { return reportPage(request); }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(html, HtmlWriter)
