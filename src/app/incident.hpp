#pragma once

#include "app/outcome.hpp"
#include "app/own_folders.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// One `incident` command: the words as given; which of them an action wants is checked by it.
struct IncidentOptions {
  std::filesystem::path workspace;
  std::string action;             ///< list | show | advance | note | attach | stats | export | pack | unpack | verify
  std::vector<std::string> items; ///< ids; of attach: an id and a file; of unpack: the file
  std::string ledger;             ///< "" = by the id's prefix, else green_shield
  std::string format;
  std::filesystem::path out;
  std::string to, by, level, date, deadline, evidence, reason, text, state, as_of, head;
  bool overdue = false;
  bool for_public = false;
  OwnFolders own{}; ///< symbols and words of what is exported
};

/// Lists, shows, moves on and exports the problems of a ledger, takes them to the field and back, and proves its
/// journal. Exit 4 when answers from the field were not taken.
/// Errors: usage: incident.action, incident.item, incident.who, incident.format; input: incident.unknown,
/// incident.no_answers, incident.stale, incident.chain, those of stepEntry (inspection/life_cycle.hpp); those of the
/// journal.
Result<Outcome> runIncident(const IncidentOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
