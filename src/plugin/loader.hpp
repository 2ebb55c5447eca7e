#pragma once

#include "plugin/registry.hpp"

#include <filesystem>
#include <vector>

namespace ecoredline {

/// Loads shared plugins from explicitly given files, in that order. Nothing is searched for.
/// Errors (input): plugin.not_loadable, plugin.no_symbol, plugin.refused (another ABI, or a name already taken).
Result<void> loadPlugins(const std::vector<std::filesystem::path>& files, Registry& registry);

} // namespace ecoredline
