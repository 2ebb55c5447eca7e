#pragma once

#include "base/date.hpp"
#include "base/error.hpp"
#include "report/ledger_beside.hpp"
#include "report/levelling.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// The accounts between opening and closing, in their order on paper. Figures are signed: what takes ground away is
/// negative, so that opening + Σ accounts = closing + residual.
enum class Account {
  gazetted,        ///< zones that are new
  expanded,        ///< zones that grew
  upgraded_in,     ///< ground that came from a looser class
  downgraded_in,   ///< ground that came from a stricter class
  downsized,       ///< zones that shrank
  degazetted,      ///< zones that are gone
  downgraded_out,  ///< ground that went to a looser class
  upgraded_out,    ///< ground that went to a stricter class
  reclassified,    ///< the same strictness under another scheme's name
  resurvey,        ///< boundaries drawn again, within what the drawing promises
  shift,           ///< moved as a whole, shape kept
  sliver,          ///< thin leftovers that belong to no zone's border
  edge_repair,     ///< gaps and seams between neighbours
  overlap_removed, ///< ground that several classes had at once
  method_change,   ///< arithmetic: below 0.01 m² or 1 mm wide
  coverage_change, ///< ground that only one of the versions speaks about
};
inline constexpr std::size_t kAccounts = 16;
/// "gazetted" …: the JSON key is this and "_m2".
std::string_view name(Account account);
Text word(Account account);
std::optional<Account> accountFrom(std::string_view name);
using AccountSums = std::array<double, kAccounts>;

/// Why ground changed. The last five change no area.
enum class Cause {
  gazetted,
  expanded,
  upgraded,
  downgraded,
  downsized,
  degazetted,
  reclassified,
  resurvey,
  shift,
  sliver,
  edge_repair,
  overlap_removed,
  method_change,
  coverage_change,
  split,
  merged,
  rearranged,
  renumbered,
};
std::string_view name(Cause cause);
Text word(Cause cause);
std::optional<Cause> causeFrom(std::string_view name);
/// What a piece of ground that changed did to the whole.
enum class Turnover { removed, added, between_classes };
/// Whether a person may book such ground under a cause.
bool fits(Cause cause, Turnover turnover);
/// The account of the class that loses (`gains` false) or gains the ground. Only for causes that fit.
Account accountOf(Cause cause, bool gains);

/// How sure the tool is of a cause.
enum class Sureness { certain, likely, possible };
std::string_view name(Sureness sureness);
Text word(Sureness sureness);

/// Three areas of one side of the balance. `official` and `planar` are sums over undivided zones: not additive, and
/// ground under several zones counts as often as there are.
struct AreaTriple {
  double exact_m2 = 0;
  double official_m2 = 0;
  double planar_m2 = 0;
};

/// One class in one administrative unit, or in the whole area.
struct LedgerRow {
  std::string zone_class; ///< class id; "" = unknown
  Text class_title;
  std::optional<std::string> admin; ///< division code; "outside" = in no unit; none = the whole area
  std::string admin_name;
  double opening_m2 = 0; ///< measured on the rows as delivered, shared ground once
  AccountSums accounts{};
  double closing_m2 = 0;
  double removed_m2 = 0; ///< gross, all accounts
  double added_m2 = 0;
  /// By each method. Of a unit: each zone's figures in the parts in which its exact area lies there.
  std::optional<AreaTriple> opening;
  std::optional<AreaTriple> closing;

  double residual() const; ///< opening + Σ accounts - closing
};

/// A person's cause, beside the tool's.
struct CauseOverride {
  std::string change; ///< LedgerChange::key
  Cause cause = Cause::resurvey;
  std::string by;
  std::string reason;
  std::string date;     ///< of the decision
  std::string document; ///< may be empty
  std::string time;     ///< UTC, when it was recorded
};

struct LedgerChange {
  int number = 0;                ///< from 1
  std::string key;               ///< 12 hex over what changed; the same for the same two deliveries
  Cause cause = Cause::resurvey; ///< booked: the person's where there is one
  Cause tool_cause = Cause::resurvey;
  Sureness sureness = Sureness::certain;
  Text how;           ///< how the cause was inferred
  double area_m2 = 0; ///< ground concerned: removed + added + that between classes; 0 for split, merged …
  double removed_m2 = 0;
  double added_m2 = 0;
  double between_m2 = 0;
  double ground_m2 = 0;   ///< of split, merged, rearranged, renumbered: the ground of the zones
  double width_m = 0;     ///< mean, of its pieces
  std::string from_class; ///< class ids; "" where there was none
  std::string to_class;
  std::vector<std::string> from_ids; ///< zone keys
  std::vector<std::string> to_ids;
  std::vector<std::string> from_names;
  std::vector<std::string> to_names;
  std::array<double, 2> centre{};  ///< longitude, latitude (EPSG:4490) of a point near the middle of its largest piece
  std::vector<std::string> admins; ///< codes of the units it lies in, by area
  std::size_t pieces = 0;
  std::optional<CauseOverride> override_by;
};

/// A version as the ledger names it.
struct LedgerVersion {
  std::string label;
  Date date;
  std::string content_hash;
  std::string crs;
  double accuracy_m = 0;
  bool accuracy_assumed = true;
  std::string coverage;
  std::uint64_t zones = 0;
};

/// A translation that the shift detector found between the two boundaries.
struct LedgerShift {
  double east_m = 0;
  double north_m = 0;
  double error_m = 0;
  double support = 0;    ///< 0-1
  std::size_t zones = 0; ///< zones whose shape moved by it
};

struct LedgerParameters {
  std::string kind;
  Text kind_title;
  LedgerVersion from;
  LedgerVersion to;
  std::string by; ///< kind of the administrative units, "" = none
  std::string by_version;
  std::string crs;        ///< the frame everything was cut in
  double tolerance_m = 0; ///< below this mean width a piece may be noise
  double distance_m = 0;  ///< farthest that a zone may have moved
  bool tolerance_assumed = true;
  std::string official_zone_note;
};

/// Two deliveries of one boundary: vertices that the later has within a centimetre of the earlier's are one vertex.
struct SameBoundary {
  std::uint64_t zones = 0;          ///< the same in both
  std::uint64_t moved_vertices = 0; ///< put back by more than nothing
  double largest_m = 0;             ///< farthest that one was put back
  double area_m2 = 0;               ///< what that took off or added, summed over zones without sign: no change of land
};

/// Double entry of a kind's area between two versions. Values only; nothing here computes but residual().
struct AreaLedger {
  LedgerParameters parameters;
  std::vector<LedgerRow> rows;
  std::vector<LedgerChange> changes;
  SameBoundary same;
  std::optional<LedgerShift> shift;
  double kept_m2 = 0; ///< 1∩2, all classes
  double removed_m2 = 0;
  double added_m2 = 0;
  double between_m2 = 0;
  double bound_m2 = 0; ///< what residuals may come to: 1 m², or the stated bound of the areas where that is more
  std::vector<std::string> undecided; ///< zone keys that no total holds
  std::vector<std::string> invalid;
  std::uint64_t without_area = 0; ///< points, lines and empty rows
  std::vector<Text> notes;
  std::optional<LevelledTable> levelled;
  std::vector<ControlResult> controls; ///< control areas that were given, in their order
  LedgerBeside beside;                 ///< targets, share of the land, human activity

  bool closes() const; ///< every |residual| <= bound_m2
  bool empty() const { return changes.empty(); }
};

/// One piece of changed ground, for maps and files.
struct PieceOfChange {
  int change = 0; ///< LedgerChange::number; 0 = too little to be a line
  Turnover turnover = Turnover::removed;
  double m2 = 0;
  std::string from_class;
  std::string to_class;
};

/// Canonical JSON, `ecoredline.ledger/1` (docs/schema/ledger-1.schema.json).
std::string toJson(const AreaLedger& ledger);

/// A person's cause as the journal keeps it (JSON, one line), and back. Errors (input): ledger.bad_override.
std::string toJson(const CauseOverride& decision);
Result<CauseOverride> causeOverrideFrom(const std::string& json);

} // namespace ecoredline
