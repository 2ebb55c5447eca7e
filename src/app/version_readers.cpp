#include "app/version_readers.hpp"

namespace ecoredline {

Result<FlatReader*> VersionReaders::of(std::int64_t version) {
  auto& reader = m_readers[version];
  if (reader == nullptr) {
    auto opened = m_workspace.reader(version);
    if (!opened) return fail(opened.error());
    reader = std::move(*opened);
  }
  return reader.get();
}

} // namespace ecoredline
