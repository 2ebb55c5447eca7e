#pragma once

#include <set>
#include <string>
#include <vector>

namespace ecoredline::house {

/// The long options that a `--help` text offers ("--crs"), `--help` itself left out.
std::set<std::string> optionsOfHelp(const std::string& help);
/// The sub-commands that the program's `--help` lists.
std::set<std::string> commandsOfHelp(const std::string& help);
/// The long options that a man page describes: those in a tag line (.TP followed by .B, .BR or .BI).
std::set<std::string> optionsOfMan(const std::string& roff);
/// The section headings (.SH) in their order.
std::vector<std::string> sectionsOf(const std::string& roff);

/// Exit status and standard output of a program; the arguments may hold no single quote.
struct Ran {
  int status = -1;
  std::string output;
};
Ran run(const std::string& program, const std::vector<std::string>& arguments);

} // namespace ecoredline::house
