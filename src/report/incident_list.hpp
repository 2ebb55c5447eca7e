#pragma once

#include "report/run_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// What a lead meets of one zone. Areas are null for leads without area.
struct IncidentZone {
  std::string kind;
  std::string version; ///< label
  Date version_date;
  std::string zone_key;
  std::string zone_id;
  std::string zone_name;
  std::string zone_class;     ///< class id; "" = unknown
  std::string zone_class_raw; ///< as delivered
  std::string zone_scheme;    ///< as delivered
  std::string relation;
  double area_m2 = kNoNumber; ///< by the area method
  double exact_m2 = kNoNumber;
  Date designated;    ///< "" = not known
  std::string before; ///< historic: built before the designation | new: after | unknown
  /// Shortest distance to the zone's border, 0 where the lead reaches it; none for a zone without area, and where a
  /// newer version has part of the lead.
  double border_m = kNoNumber;
  double border_bearing_deg = kNoNumber; ///< towards it; none at 0
};

/// The nearest zone or facility of a kind; distance 0 where a lead meets it.
struct IncidentNear {
  std::string kind;
  std::string zone_name;
  std::string zone_class;
  double distance_m = kNoNumber;
  double bearing_deg = kNoNumber;
};

/// A kind that could not be looked at, wholly or in part: no zone met does not mean none there.
struct IncidentGap {
  std::string kind;
  std::string reason; ///< missing | not_in_force | coverage | coverage_unstated | undecided | invalid_geometry
};

/// Ground met, each place counted once, whatever the number of zones over it.
struct IncidentTotal {
  std::string kind; ///< "" = over all kinds
  double area_m2 = kNoNumber;
  double exact_m2 = kNoNumber;
};

struct IncidentFile {
  std::string hash; ///< 64 hex of its bytes; its place is <WS>.files/aa/bb…
  std::string name;
  std::uint64_t bytes = 0;
  std::string taken; ///< EXIF date and time; "" = none
  double longitude = kNoNumber;
  double latitude = kNoNumber;
  double distance_m = kNoNumber; ///< from the position of the picture to the incident
  std::string mismatch;          ///< "" | position | time | both
};

/// One entry of an incident's history.
struct IncidentEvent {
  std::int64_t number = 0; ///< of the journal
  std::string time;        ///< UTC, when it was written
  std::string action;      ///< lead | gone | merged | advance | note | attach
  Date date;               ///< when it happened
  std::string by;
  std::string level;
  std::string from;
  std::string to;
  std::string epoch;
  std::string change;
  std::string text; ///< reason or note
  std::string evidence;
  std::optional<IncidentFile> file;
  std::string hash;
};

/// One problem, as the fold over its entries leaves it.
struct Incident {
  std::string id;
  std::string epoch; ///< the last in which it was seen, or found gone
  std::string first_epoch;
  std::string change; ///< new | grown | shrunk | split | merged | cleared | unchanged
  std::string parent; ///< split off, or merged into
  std::string state;
  Date since;            ///< in this state
  Date deadline;         ///< to leave it; "" = none
  bool relapsed = false; ///< a lead lay on it after it was written off
  std::string lead_no;
  std::string activity; ///< code id; "" = not understood
  std::string focus;    ///< id of the focus problem; "" = none
  std::string shape;    ///< polygon | line | point | none
  double area_m2 = kNoNumber;
  double exact_m2 = kNoNumber;
  std::string area_reason; ///< why there is no area: to_be_measured | invalid_geometry | no_geometry
  double longitude = kNoNumber;
  double latitude = kNoNumber;
  std::vector<std::pair<std::string, std::string>> fields; ///< of the lead, in the order of the ledger's
  std::vector<IncidentZone> zones;
  std::vector<IncidentNear> nearest;    ///< zones, of a lead that meets none of any kind
  std::vector<IncidentNear> facilities; ///< of each kind the nearest within the epoch's reach
  std::vector<IncidentGap> gaps;
  std::vector<IncidentTotal> totals; ///< per kind met, then over all
  std::vector<IncidentEvent> history;
  std::int64_t shape_entry = 0; ///< entry with the last shape; 0 = none

  const std::string& field(std::string_view name) const;
  const IncidentTotal* total(std::string_view kind = {}) const;
};

/// One image date: what came in, and what became of it.
struct IncidentEpoch {
  std::string label;
  Date date;
  std::string source; ///< file name
  std::string content_hash;
  std::string coverage; ///< all | none: whether what is not in the file is gone
  std::string area_method;
  std::uint64_t leads = 0;
  double shift_east_m = kNoNumber; ///< of this epoch's pictures against what was known; null without pairs
  double shift_north_m = kNoNumber;
  double noise_m = kNoNumber;
  std::uint64_t pairs = 0;
  std::vector<std::string> facilities; ///< kinds of which the workspace had a version in force
  double facility_reach_m = kNoNumber; ///< how far round a lead they were looked for
};

struct IncidentList {
  std::string ledger;
  std::string head; ///< of the journal
  std::vector<IncidentEpoch> epochs;
  std::vector<Incident> incidents; ///< by id
};

/// Parts of it as the journal keeps them, one line each: what a lead showed, a file, an epoch.
std::string observationJson(const Incident& incident);
std::string fileJson(const IncidentFile& file);
std::string epochJson(const IncidentEpoch& epoch);

/// ecoredline.incidents/1 (docs/schema/incidents-1.schema.json): same list, same bytes.
std::string toJson(const IncidentList& list);

} // namespace ecoredline
