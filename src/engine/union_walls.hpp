#pragma once

#include "engine/zone_source.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace ecoredline {

/// Gaps between neighbours narrower than this are no border: sheets that were drawn one by one (m).
inline constexpr double kSeal = 1e-4;

/// The boundary of the union of polygonal `rows` of `zones`, as far as edges of it come near `window`: one row of
/// lines in the zones' CRS with the union on their left, Shape::none where there is nothing. The union itself is never
/// built.
///
/// An edge bounds the union where the ground just outside it, kSeal away, belongs to none of the other rows. An edge
/// that two rows share vertex by vertex in opposite directions never does, which settles nearly all of a mosaic at the
/// price of a sort; other edges are divided where the edges of other rows cross or end on them, and every piece is
/// asked at its middle. Pieces are right to a rounding (1e-8 m) at their ends.
/// `wanted`, where given, says which edges are looked at; it does not depend on an edge's direction.
FlatLayer unionWalls(const ZoneSet& zones, std::span<const std::uint32_t> rows, const Box& window,
                     const std::function<bool(const Edge&)>& wanted = {});

} // namespace ecoredline
