#pragma once

#include "catalogue/catalogue.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// One word of a code list (codes/<list>.toml), such as an activity class.
struct LedgerCode {
  std::string id;
  Text title;
  std::vector<std::string> aliases; ///< as met in lead files; compared like those of fields
  std::string standard_code;        ///< code in the standard of the field (HJ 1156); empty until verified
  bool residents = false;           ///< people's homes and fields: kept, but no problem by itself

  bool isCalled(std::string_view met) const;
};

/// What a state counts as in statistics. A state counts as all that it has been through.
enum class Progress {
  issued,    ///< nobody has looked yet
  verified,  ///< looked at
  confirmed, ///< … and found to be a problem
  rectified, ///< … put right
  closed,    ///< … and written off
};
std::string_view name(Progress progress);

struct LedgerState {
  std::string id;
  Text title;
  Progress progress = Progress::issued;
  bool ends = false; ///< nothing need follow: written off, or found to be no problem
  int days = 0;      ///< deadline to leave it, from the day it was entered; 0 = none, or a date of the entry's own
};

/// A step that people take; there are no others.
struct LedgerTransition {
  std::vector<std::string> from;
  std::string to;
  std::vector<std::string> levels;   ///< who may take it, in the order of LedgerType::levels
  std::vector<std::string> evidence; ///< what must come with it: "file", "text" (a file serves too); empty = nothing
  bool needs_reason = false;

  bool leaves(std::string_view state) const;
};

/// Problems that are looked at first (绿盾: quarries, industry and mining, tourism in the core, hydropower).
struct FocusProblem {
  std::string id;
  Text title;
  std::vector<std::string> activities;
  std::vector<std::string> zones; ///< "kind" or "kind.class" that it must meet; empty = any
};

/// What an inspector wants to know to be near a problem: homes, sources of risk, outlets.
struct LedgerFacilities {
  std::vector<std::string> kinds;
  double within_m = 0; ///< none farther than this
};

/// How the things of two epochs are told to be one.
struct IdentityLimits {
  double share = 0.2;     ///< overlap of the smaller one from which two areas are one
  double distance_m = 30; ///< … or so near, where one of them has no area
  double growth = 0.10;   ///< share of the area before from which it has grown or shrunk
  double growth_m2 = 20;  ///< … and at least so much
};

/// A sort of ledger, as data: ledgers/<id>.toml. Its life cycle, whom it asks for what, what it overlays.
struct LedgerType {
  std::string id;
  Text title;
  Text problem;                   ///< what one row is called
  std::string id_prefix;          ///< incidents are <prefix>-<year>-<number>
  std::string activities;         ///< code list
  std::string changes;            ///< code list
  std::vector<std::string> kinds; ///< to overlay with, in order
  LedgerFacilities facilities;
  std::map<std::string, std::string> designated; ///< kind -> field with the day it was designated
  std::vector<Field> fields;                     ///< of a lead: the common ones and its own
  std::vector<std::string> sensitive; ///< fields that a publication leaves out; "position" stands for coordinates
  std::vector<std::pair<std::string, Text>> levels; ///< lowest first
  std::string initial;
  std::string recurrence; ///< the state that a written-off problem goes to when a lead lies on it again
  std::vector<LedgerState> states;
  std::vector<LedgerTransition> transitions;
  std::vector<FocusProblem> focus;
  IdentityLimits identity;

  const LedgerState* state(std::string_view state_id) const;
  const LedgerTransition* transition(std::string_view from, std::string_view to) const;
  /// Where a problem can go from a state, in the order of the file.
  std::vector<const LedgerTransition*> from(std::string_view state_id) const;
  const Text* level(std::string_view level_id) const;
};

/// Refuses a file of ledgers/ or codes/ that cannot be read. Errors as Catalogue::load.
Result<void> checkLedgerFile(const std::string& path, const std::string& bytes);

/// The ids of the ledger types of a catalogue, sorted.
std::vector<std::string> ledgerIds(const Catalogue& catalogue);
/// Errors: ledger.unknown (input), which names those there are; a workspace made before it had ledgers has none.
Result<LedgerType> ledgerType(const Catalogue& catalogue, const std::string& id);
/// A code list; empty where the catalogue has none of that name.
Result<std::vector<LedgerCode>> codeList(const Catalogue& catalogue, const std::string& name);

} // namespace ecoredline
