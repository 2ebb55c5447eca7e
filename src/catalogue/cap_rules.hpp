#pragma once

#include "catalogue/catalogue.hpp"

#include <string>
#include <vector>

namespace ecoredline {

class LintLog;

/// What counts against cumulative caps: caps/*.toml of the catalogue, one file. Ground counts once: what is used is not
/// pending.
struct CapRules {
  std::string kind;                 ///< of the projects
  std::vector<std::string> used;    ///< classes whose ground is taken
  std::vector<std::string> pending; ///< classes whose ground is promised
  bool provisional = false;
  Text note; ///< why it is provisional
};

/// Reads a caps/*.toml. Errors as Catalogue::load.
Result<CapRules> readCapRules(const std::string& path, const std::string& bytes);

/// The rules of a catalogue. Errors: caps.no_rules (input) where it has none, caps.many_rules where it has several,
/// besides those of readCapRules.
Result<CapRules> capRulesOf(const Catalogue& catalogue);

/// A kind or class that there is not, a class that is both, provisional without a note.
void lintCapRules(const Catalogue& catalogue, LintLog& log);

} // namespace ecoredline
