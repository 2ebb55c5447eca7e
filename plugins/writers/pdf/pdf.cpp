#include "base/files.hpp"
#include "output/review_data.hpp"
#include "page_writer.hpp"
#include "plugin/writer_plugin.hpp"

namespace ecoredline {

class PdfWriter final : public Writer {
 public:
  const WriterInfo& info() const override {
    static const WriterInfo kInfo = [] {
      WriterInfo info{"pdf", {"符合性分析报告（PDF）", "Compliance report (PDF)"}, "report.pdf"};
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
    CanvasOptions options;
    options.width_mm = 210;
    options.height_mm = 297;
    options.title = document->title;
    options.date = document->date;
    Canvas measure(options);
    PageWriter counted(measure, *document, 0);
    if (auto done = counted.write(); !done) return done;
    if (feedback.cancelled()) return cancelledError();
    Canvas canvas(options);
    PageWriter pages(canvas, *document, counted.pages());
    if (auto done = pages.write(); !done) return done;
    const auto bytes = canvas.finish();
    if (!bytes) return fail(bytes.error());
    return writeFileAtomically(file, *bytes);
  }
};

} // namespace ecoredline

ECOREDLINE_WRITER_PLUGIN(pdf, PdfWriter)
