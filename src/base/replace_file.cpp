#include "base/replace_file.hpp"

#include "base/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>

namespace ecoredline {

namespace fs = std::filesystem;

tl::unexpected<Error> writeFailed(const fs::path& file, const std::string& reason) {
  return fail(ErrorKind::input, "output.write_failed",
              {fmt::format("写入失败：{}", reason), fmt::format("Writing failed: {}", reason)}, toUtf8(file),
              {"检查剩余空间与写入权限", "check free space and permissions"});
}

Result<void> replaceFile(const fs::path& file, const std::function<Result<void>(const fs::path&)>& make) {
  const fs::path partial = fs::path(file).replace_extension(".partial" + file.extension().string());
  if (!std::ofstream(partial)) return writeFailed(file, std::generic_category().message(errno));
  auto made = make(partial);
  std::error_code failed;
  std::error_code ignored;
  if (made) fs::rename(partial, file, failed);
  if (made && failed) made = writeFailed(file, failed.message());
  if (!made) fs::remove(partial, ignored);
  return made;
}

} // namespace ecoredline
