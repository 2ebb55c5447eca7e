#pragma once

#include "base/feedback.hpp"
#include "catalogue/bind.hpp"
#include "geo/overlay.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// The rows of a delivery grouped into zones. A row's fid is its position + 1; a zone is known by the fid of its first
/// row (zone_row). Rows of one zone_key but of different shapes are zones of their own: a line and an area have no
/// union.
struct ZoneRows {
  std::vector<std::int64_t> zone_row;                      ///< per row
  std::map<std::int64_t, std::vector<std::size_t>> joined; ///< zones of more than one row, by zone_row
  std::size_t zones = 0;
};
ZoneRows groupZones(const BoundLayer& layer);

/// The one shape of a zone of several rows.
struct JoinedZone {
  std::int64_t zone_row = 0;
  Rung rung = Rung::plain;
  FlatLayer shape; ///< one row; where undecided, the parts as they are
};
/// Areas are united; points and lines are put together. A zone with a row that is not valid is undecided.
/// Fails only when cancelled.
Result<std::vector<JoinedZone>> joinZones(const BoundLayer& layer, const ZoneRows& zones, Feedback& feedback);

/// The canonical fields in which some zone has rows that disagree, with the number of such zones: the value of the row
/// with the smallest feature hash stands for the zone.
std::map<std::string, std::size_t> disagreements(const BoundLayer& layer, const ZoneRows& zones);

} // namespace ecoredline
