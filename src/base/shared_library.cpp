#include "base/shared_library.hpp"

#include "base/files.hpp"

#include <fmt/format.h>

#include <dlfcn.h>

namespace ecoredline {

Result<SharedLibrary> SharedLibrary::open(const std::filesystem::path& path) {
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = ::dlerror();
    return fail(ErrorKind::input, "plugin.not_loadable",
                {fmt::format("插件不能加载：{}", reason), fmt::format("The plugin cannot be loaded: {}", reason)},
                toUtf8(path), {"检查插件与本程序版本是否一致", "check that it was built for this version"});
  }
  return SharedLibrary(handle);
}

void* SharedLibrary::symbol(const std::string& name) const {
  return ::dlsym(m_handle, name.c_str());
}

} // namespace ecoredline
