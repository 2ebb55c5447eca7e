#include "architecture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace ecoredline::house {

namespace fs = std::filesystem;

namespace {

/// A heavy library by its name in the table, how its headers begin, and where the design lets it live (empty: wherever
/// the table says).
struct HeavyLibrary {
  const char* name;
  std::regex header; ///< over the path in an #include
  std::set<std::string> homes;
  bool in_headers = false; ///< a class of it is what a header declares one of ours to be
};

const std::vector<HeavyLibrary>& heavyLibraries() {
  static const std::vector<HeavyLibrary> libraries = {
      {"GDAL", std::regex("^(gdal|ogr|cpl_)"), {"source", "store", "plugins"}},
      {"GEOS", std::regex("^geos"), {"geo"}},
      {"PROJ", std::regex("^(proj[._]|geodesic\\.h)"), {"geo"}},
      {"Boost", std::regex("^boost/"), {"geo"}},
      {"SQLite", std::regex("^sqlite3"), {}},
      {"toml++", std::regex("^toml"), {}},
      {"nlohmann", std::regex("^nlohmann/"), {}},
      {"CLI11", std::regex("^CLI/"), {"cli"}},
      {"TBB", std::regex("^(tbb|oneapi)/"), {}},
      {"spdlog", std::regex("^spdlog/"), {}},
      {"OpenSSL", std::regex("^openssl/"), {}},
      {"utf8proc", std::regex("^utf8proc"), {}},
      {"xxhash", std::regex("^xxhash"), {}},
      {"AGG", std::regex("^agg_"), {"painting"}},
      {"Cairo", std::regex("^cairo"), {"painting"}},
      {"libdeflate", std::regex("^libdeflate"), {"painting"}},
      {"qpdf", std::regex("^qpdf/"), {"painting"}},
      {"xlsxwriter", std::regex("^xlsxwriter"), {"plugins"}},
      {"pugixml", std::regex("^pugi"), {"plugins"}},
      {"libzip", std::regex("^zip"), {"plugins"}},
      {"Qt", std::regex("^Q[A-Z]"), {"desktop"}, true},
  };
  return libraries;
}

std::string strip(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(strip(part));
  return parts;
}

std::set<std::string> listOf(const std::string& cell) {
  std::set<std::string> words;
  for (const std::string& word : split(cell, ','))
    if (!word.empty()) words.insert(word);
  return words;
}

std::vector<std::string> unknownArrows(const Architecture& architecture) {
  std::vector<std::string> faults;
  for (const auto& [name, module] : architecture)
    for (const std::string& arrow : module.arrows)
      if (!architecture.contains(arrow)) faults.push_back(fmt::format("{} -> {}: no such module", name, arrow));
  return faults;
}

const HeavyLibrary* libraryOf(const std::string& header) {
  for (const HeavyLibrary& library : heavyLibraries())
    if (std::regex_search(header, library.header)) return &library;
  return nullptr;
}

std::string wordsAfter(const std::string& cmake, const std::string& keyword) {
  const std::regex section(keyword + R"(\s+([^()]*?)\s*(?:(?:\s(?:SOURCES|ARROWS|LIBRARIES|PUBLIC_LIBRARIES)\s)|\)))");
  std::smatch found;
  return std::regex_search(cmake, found, section) ? found[1].str() : "";
}

} // namespace

Architecture parseArchitecture(const std::string& page) {
  Architecture architecture;
  std::istringstream in(page);
  bool in_table = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("| module | arrows |")) {
      in_table = true;
      std::getline(in, line); // the rule below the heading
      continue;
    }
    if (!in_table) continue;
    if (!line.starts_with("|")) break;
    const auto cells = split(line.substr(1), '|');
    if (cells.size() < 3) continue;
    architecture[cells[0]] = {listOf(cells[1]), listOf(cells[2])};
  }
  return architecture;
}

std::set<std::string> reachable(const Architecture& architecture, const std::string& module) {
  std::set<std::string> found;
  std::vector<std::string> open{module};
  while (!open.empty()) {
    const std::string next = open.back();
    open.pop_back();
    const auto row = architecture.find(next);
    if (!found.insert(next).second || row == architecture.end()) continue;
    open.insert(open.end(), row->second.arrows.begin(), row->second.arrows.end());
  }
  return found;
}

std::vector<std::string> checkTable(const Architecture& architecture) {
  std::vector<std::string> faults = unknownArrows(architecture);
  for (const auto& [name, module] : architecture) {
    for (const std::string& arrow : module.arrows)
      if (reachable(architecture, arrow).contains(name))
        faults.push_back(fmt::format("{} -> {}: a circle", name, arrow));
    for (const HeavyLibrary& library : heavyLibraries())
      if (module.libraries.contains(library.name) && !library.homes.empty() && !library.homes.contains(name))
        faults.push_back(fmt::format("{}: {} lives elsewhere", name, library.name));
  }
  return faults;
}

std::vector<std::string> checkIncludes(const Architecture& architecture, const std::string& module,
                                       const fs::path& file, const std::string& text) {
  static const std::regex include(R"rx(^\s*#\s*include\s*["<]([^">]+)[">])rx");
  const auto allowed = reachable(architecture, module);
  const auto& own = architecture.at(module).libraries;
  std::vector<std::string> faults;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::smatch found;
    if (!std::regex_search(line, found, include)) continue;
    const std::string header = found[1];
    const std::string room = header.substr(0, header.find('/'));
    const auto say = [&](const std::string& what) {
      faults.push_back(fmt::format("{}:{}: {}: {}", file.generic_string(), number, header, what));
    };
    if (header.find('/') != std::string::npos && architecture.contains(room) && !allowed.contains(room))
      say(fmt::format("no arrow {} -> {}", module, room));
    const HeavyLibrary* library = libraryOf(header);
    if (library == nullptr) continue;
    if (file.extension() != ".cpp" && !library->in_headers)
      say("a heavy header in a header");
    else if (!own.contains(library->name))
      say(fmt::format("{} is not for {}", library->name, module));
  }
  return faults;
}

std::vector<std::string> checkCMake(const Architecture& architecture, const std::string& module,
                                    const std::string& cmake) {
  std::set<std::string> linked;
  std::istringstream in(wordsAfter(cmake, "ARROWS"));
  for (std::string word; in >> word;) linked.insert(word);
  std::set<std::string> stated = architecture.at(module).arrows;
  stated.erase("plugins"); // linked as a library of its own name
  std::vector<std::string> faults;
  for (const std::string& word : linked)
    if (!stated.contains(word))
      faults.push_back(fmt::format("{}: CMake links {}, the page has no such arrow", module, word));
  for (const std::string& word : stated)
    if (!linked.contains(word))
      faults.push_back(fmt::format("{}: the page has an arrow to {}, CMake does not link it", module, word));
  return faults;
}

std::string readText(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> filesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

} // namespace ecoredline::house
