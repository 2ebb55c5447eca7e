#include "base/files.hpp"
#include "office_parts.hpp"
#include "output/review_data.hpp"
#include "plugin/writer_plugin.hpp"

namespace ecoredline {

class DocxWriter final : public Writer {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo = [] {
      WriterInfo info{"docx", {"符合性分析报告（DOCX）", "Compliance report (DOCX)"}, "report.docx"};
      info.needs_maps = true;
      info.of_documents = true;
      return info;
    }();
    return kInfo;
  }

  Result<void> write(const WriteRequest& request, const std::filesystem::path& file,
                     Feedback& feedback) const override {
    auto document = documentOf(request);
    if (!document) return fail(document.error());
    auto parts = officeParts(*document, request.parts / "docx");
    if (!parts) return fail(parts.error());
    if (feedback.cancelled()) return cancelledError();
    const auto bytes = packed(*parts);
    if (!bytes) return fail(bytes.error());
    return writeFileAtomically(file, *bytes);
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(docx, DocxWriter)
