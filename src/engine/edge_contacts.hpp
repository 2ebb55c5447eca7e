#pragma once

#include "geo/layer_index.hpp"
#include "geo/measure.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace ecoredline {

/// The relation of two valid polygons whose edges nowhere cross in a point inside both, but touch: `tied` are the pairs
/// (site edge, zone edge) of which an end of one lies on the other, by the vertices where they start.
///
/// Both polygons' boundaries are cut where the ties, broken as if the site were shifted by (e, e²), make them cross,
/// and where they do so shifted by -(e, e²): always at a vertex, so no coordinate is rounded. A piece of a boundary
/// that has length is inside the other polygon if it is so either way, outside likewise, and else a piece of the
/// other's boundary; there, the shift is towards the inside of one of the two for both or for neither, which tells
/// whether they lie on the same side of it.
/// nullopt when the crossings do not add up: one of the two is not valid. none when no tie is a contact.
std::optional<Relation> contactRelation(const EdgeRuns& site, const LayerIndex& sites, const EdgeRuns& zone,
                                        const LayerIndex& zones,
                                        std::span<const std::pair<std::uint32_t, std::uint32_t>> tied);

/// Of a tie, orientation(a, b, p + nudge (e, e²)) > 0, where orientation(a, b, p) == 0; a != b.
inline bool shiftedLeft(double ax, double ay, double bx, double by, int nudge) {
  const double dy = by - ay;
  return dy != 0 ? (nudge > 0) == (dy < 0) : (nudge > 0) == (bx > ax);
}

} // namespace ecoredline
