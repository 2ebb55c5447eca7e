#include "output/writer.hpp"

#include "base/files.hpp"
#include "output/text_writer.hpp"

#include <fmt/format.h>

namespace ecoredline {

Result<std::string> Writer::print(const WriteRequest&) const {
  return fail(ErrorKind::usage, "output.no_stdout",
              {fmt::format("格式 {} 不能输出到标准输出", info().name),
               fmt::format("The format {} does not go to standard output", info().name)},
              {}, {"请加 --out 目录", "add --out DIR"});
}

Result<void> TextWriter::write(const WriteRequest& request, const std::filesystem::path& file,
                               Feedback& feedback) const {
  if (feedback.cancelled()) return cancelledError();
  const Result<std::string> text = print(request);
  if (!text) return fail(text.error());
  return writeFileAtomically(file, *text);
}

} // namespace ecoredline
