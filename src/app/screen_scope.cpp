#include "app/screen_scope.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace ecoredline {

namespace {

std::vector<std::string> kindIds(const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const LayerKind& kind : catalogue.kinds())
    if (kind.hasRules()) ids.push_back(kind.id);
  return ids;
}

} // namespace

Result<ScreenScope> scopeOf(const ScreenOptions& options, const Catalogue& catalogue) {
  const std::vector<std::string> all = kindIds(catalogue);
  for (const std::string& kind : options.kinds)
    if (std::ranges::count(all, kind) == 0)
      return fail(ErrorKind::usage, "screen.unknown_kind",
                  {fmt::format("没有可核查的图层类型 {}", kind), fmt::format("No kind {} that can be screened", kind)},
                  {}, {fmt::format("可用：{}", fmt::join(all, " ")), fmt::format("one of: {}", fmt::join(all, " "))});
  const std::string profile_id = options.profile.empty() ? "full" : options.profile;
  const Profile* profile = catalogue.profile(profile_id);
  if (options.kinds.empty() && profile == nullptr)
    return fail(ErrorKind::usage, "screen.unknown_profile",
                {fmt::format("没有核查方案 {}", profile_id), fmt::format("No profile {}", profile_id)}, {},
                {"用 `ecoredline kinds --json` 查看方案", "see `ecoredline kinds --json`"});
  ScreenScope scope;
  scope.profile = options.kinds.empty() ? profile_id : "";
  scope.named = !options.kinds.empty() || !profile->every_kind;
  const auto wanted = [&](const std::string& id) {
    if (!options.kinds.empty()) return std::ranges::count(options.kinds, id) > 0;
    return profile->every_kind || std::ranges::count(profile->kinds, id) > 0;
  };
  std::ranges::copy_if(all, std::back_inserter(scope.kinds), wanted);
  return scope;
}

} // namespace ecoredline
