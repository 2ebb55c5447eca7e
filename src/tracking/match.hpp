#pragma once

#include "base/feedback.hpp"
#include "tracking/outlines.hpp"

#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// How two zones were found to be the same, in the order in which it is tried.
enum class MatchedBy { id, shape, overlap, distance };
Text word(MatchedBy how);

/// Ground that a zone of either version has in common.
struct SharedGround {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  double m2 = 0;
};

/// Zones of both versions that are one thing: one to one, or split, merged, rearranged.
struct ZoneGroup {
  std::vector<std::uint32_t> from; ///< zones, ascending
  std::vector<std::uint32_t> to;
  MatchedBy how = MatchedBy::id; ///< the weakest link
  bool same_shape = false;       ///< one to one, and not a vertex differs
  double shared_outline = 1;     ///< see sharedOutline
  std::optional<Move> move;      ///< one to one: the same shape elsewhere

  bool redrawn() const { return shared_outline < 0.5; }
};

struct Matches {
  std::vector<ZoneGroup> groups;
  std::vector<std::uint32_t> from_group; ///< per zone: its group, or kNoZone
  std::vector<std::uint32_t> to_group;
};

/// What the matching is asked about.
struct MatchInput {
  const Frame* frame = nullptr;
  std::vector<double> from_m2; ///< exact areas of the zones
  std::vector<double> to_m2;
  std::span<const SharedGround> shared; ///< by (from, to), each pair once
  double distance_m = 0;                ///< how far a zone may have moved
  int threads = 0;
};

/// The share of the smaller zone's ground from which on two zones are one.
inline constexpr double kOverlapShare = 0.5;

/// The chain: zone_id (unique in both versions, and confirmed by common ground, by shape or by nearness) → the same
/// shape → half of the smaller zone's ground in common → the same shape within `distance_m`. A later link needs a zone
/// that has none yet, so that a neighbour that grew is no merger. Errors: cancelled.
Result<Matches> matchZones(const MatchInput& input, Feedback& feedback);

} // namespace ecoredline
