#pragma once

#include "base/feedback.hpp"
#include "catalogue/derivation.hpp"
#include "catalogue/table.hpp"
#include "engine/river_network.hpp"
#include "geo/flat_layer.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// What zones are derived from, in the catalogue's words.
struct DeriveInput {
  using Fields = std::map<std::string, std::string>;
  FlatLayer intakes;               ///< EPSG:4490
  std::vector<Fields> fields;      ///< of each intake; ids are unique
  std::optional<FlatLayer> rivers; ///< as read; nullopt when none were given
  std::vector<Flow> flow;          ///< of each river row
  std::optional<FlatLayer> lakes;
};

/// A zone made from distances.
struct DerivedZone {
  std::vector<std::size_t> intakes; ///< of a group of wells several, in the order of the file
  bool first = true;                ///< first level, else second
  Text title;                       ///< the line of the table of distances
  Text drawn;                       ///< the distances, and what was met on the way
  Text caution;                     ///< what could not be known; may be empty
};

/// An intake for which nothing was derived, and why.
struct NotDerived {
  std::size_t intake = 0;
  Text reason;        ///< the same words for the same reason
  std::string detail; ///< for example a distance; may be empty
};

struct Derived {
  FlatLayer shapes; ///< EPSG:4490, a row per zone
  std::vector<DerivedZone> zones;
  std::vector<NotDerived> failures;
};

/// Derives the zones of every intake (推定范围, semantics C26). An intake either gets its zones or stands among the
/// failures; none is left out in silence. Work is done in the 3-degree zone of each intake, where edges are straight.
/// Errors: cancelled, and those of a Transform.
Result<Derived> deriveZones(const Derivation& distances, const DeriveInput& input, Feedback& feedback);

} // namespace ecoredline
