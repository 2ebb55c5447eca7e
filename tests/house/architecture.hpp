#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ecoredline::house {

/// One row of the table in docs/architecture.md.
struct Module {
  std::set<std::string> arrows;    ///< direct ones
  std::set<std::string> libraries; ///< heavy libraries its .cpp files may include
};
using Architecture = std::map<std::string, Module>;

/// Reads the table whose heading row begins "| module | arrows |". Empty when the page has none.
Architecture parseArchitecture(const std::string& page);

/// Every module that `module` may include, itself among them: arrows are transitive.
std::set<std::string> reachable(const Architecture& architecture, const std::string& module);

/// What is wrong with the table itself: an arrow to an unknown module, a circle, a library in a room that the design
/// keeps free of it.
std::vector<std::string> checkTable(const Architecture& architecture);

/// What is wrong with the includes of one file, with line numbers. `module` is its row; a header includes no heavy one.
std::vector<std::string> checkIncludes(const Architecture& architecture, const std::string& module,
                                       const std::filesystem::path& file, const std::string& text);

/// What ecoredline_module() in a CMakeLists.txt says otherwise than the table.
std::vector<std::string> checkCMake(const Architecture& architecture, const std::string& module,
                                    const std::string& cmake);

std::string readText(const std::filesystem::path& file);
/// Files below `folder`, sorted.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder);

} // namespace ecoredline::house
