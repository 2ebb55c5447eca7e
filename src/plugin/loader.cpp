#include "plugin/loader.hpp"

#include "base/files.hpp"
#include "base/shared_library.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace {

Result<void> loadPlugin(const std::filesystem::path& file, Registry& registry) {
  const Result<SharedLibrary> library = SharedLibrary::open(file);
  if (!library) return fail(library.error());
  const auto enter = reinterpret_cast<RegisterFunction>(library->symbol(kRegisterSymbol));
  if (enter == nullptr)
    return fail(ErrorKind::input, "plugin.no_symbol",
                {fmt::format("该文件不是本程序的插件（缺 {}）", kRegisterSymbol),
                 fmt::format("This is not a plugin of this program (no {})", kRegisterSymbol)},
                toUtf8(file), {"检查文件是否给对", "check that it is the right file"});
  if (!enter(registry, kPluginAbi))
    return fail(ErrorKind::input, "plugin.refused",
                {"插件未能登记：接口版本不同，或名称已被占用",
                 "The plugin did not register: it was built for another version, or its name is taken"},
                toUtf8(file),
                {"用与本程序同版本的插件，且不要重复加载", "use a plugin built for this version, and load it once"});
  return {};
}

} // namespace

Result<void> loadPlugins(const std::vector<std::filesystem::path>& files, Registry& registry) {
  for (const auto& file : files)
    if (auto loaded = loadPlugin(file, registry); !loaded) return loaded;
  return {};
}

} // namespace ecoredline
