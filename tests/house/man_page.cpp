#include "man_page.hpp"

#include <array>
#include <cstdio>
#include <regex>
#include <sstream>
#include <sys/wait.h>

namespace ecoredline::house {

namespace {

void addOptions(const std::string& text, std::set<std::string>& options) {
  static const std::regex option("(^|[ ,])(--[a-z][a-z-]*)");
  for (auto found = std::sregex_iterator(text.begin(), text.end(), option); found != std::sregex_iterator(); ++found)
    if ((*found)[2] != "--help") options.insert((*found)[2]);
}

/// "\-\-crs" is how roff writes "--crs".
std::string plain(const std::string& roff) {
  return std::regex_replace(roff, std::regex(R"(\\-)"), "-");
}

} // namespace

std::set<std::string> optionsOfHelp(const std::string& help) {
  std::set<std::string> options;
  std::istringstream in(help);
  for (std::string line; std::getline(in, line);) {
    const auto begin = line.find_first_not_of(' ');
    if (begin == 0 || begin == std::string::npos || line[begin] != '-') continue;
    addOptions(line.substr(begin, line.find("  ", begin) - begin), options);
  }
  return options;
}

std::set<std::string> commandsOfHelp(const std::string& help) {
  std::set<std::string> commands;
  std::istringstream in(help);
  bool listed = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("Subcommands:"))
      listed = true;
    else if (listed && line.starts_with("  ") && line.size() > 2 && line[2] != ' ')
      commands.insert(line.substr(2, line.find(' ', 2) - 2));
  }
  return commands;
}

std::set<std::string> optionsOfMan(const std::string& roff) {
  std::set<std::string> options;
  std::istringstream in(roff);
  bool tag = false;
  for (std::string line; std::getline(in, line);) {
    if (tag && line.starts_with(".B")) addOptions(plain(line), options);
    tag = line.starts_with(".TP") || line.starts_with(".TQ");
  }
  return options;
}

std::vector<std::string> sectionsOf(const std::string& roff) {
  std::vector<std::string> sections;
  std::istringstream in(roff);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(".SH ")) sections.push_back(line.substr(4));
  return sections;
}

Ran run(const std::string& program, const std::vector<std::string>& arguments) {
  std::string command = "'" + program + "'";
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  Ran ran;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.output.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

} // namespace ecoredline::house
