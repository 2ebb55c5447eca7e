#include "office_parts.hpp"

#include <cstdint>
#include <memory>
#include <zip.h>

namespace ecoredline {

namespace {

constexpr zip_uint16_t kFirstDay = (1U << 5U) | 1U; // 1980-01-01, where the time of a zip file begins

tl::unexpected<Error> notPacked(const std::string& why) {
  return fail(ErrorKind::internal, "docx.zip", {"文档没有打包成：" + why, "The document was not packed: " + why});
}

Result<void> addPart(zip_t* archive, const std::string& name, const std::string& bytes) {
  zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
  if (source == nullptr) return notPacked(zip_strerror(archive));
  const zip_int64_t at = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (at < 0) {
    zip_source_free(source);
    return notPacked(zip_strerror(archive));
  }
  const auto index = static_cast<zip_uint64_t>(at);
  const bool picture = name.ends_with(".png") || name.ends_with(".jpeg");
  if (zip_set_file_compression(archive, index, picture ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 6) != 0 ||
      zip_file_set_dostime(archive, index, 0, kFirstDay, 0) != 0)
    return notPacked(zip_strerror(archive));
  return {};
}

} // namespace

Result<std::string> packed(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* made = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (made == nullptr) return notPacked(zip_error_strerror(&error));
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> file(made, zip_source_free);
  zip_source_keep(made); // the archive lets go of it when it is closed
  zip_t* archive = zip_open_from_source(made, ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(made);
    return notPacked(zip_error_strerror(&error));
  }
  for (const auto& [name, bytes] : parts)
    if (auto added = addPart(archive, name, bytes); !added) {
      zip_discard(archive);
      return fail(added.error());
    }
  if (zip_close(archive) != 0) {
    const std::string why = zip_strerror(archive);
    zip_discard(archive);
    return notPacked(why);
  }
  zip_stat_t about;
  if (zip_source_open(made) != 0 || zip_source_stat(made, &about) != 0)
    return notPacked(zip_error_strerror(zip_source_error(made)));
  std::string out(about.size, '\0');
  const zip_int64_t read = zip_source_read(made, out.data(), out.size());
  zip_source_close(made);
  if (read < 0 || static_cast<std::size_t>(read) != out.size()) return notPacked("short read");
  return out;
}

} // namespace ecoredline
