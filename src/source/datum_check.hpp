#pragma once

#include "catalogue/diagnosis.hpp"
#include "geo/flat_layer.hpp"
#include "source/reference_boundaries.hpp"
#include "source/shift.hpp"

#include <optional>

namespace ecoredline {

/// A shift of this size against boundaries that are right is the mark of Xian 80 or Beijing 54 coordinates taken for
/// CGCS2000 (domain.md §9). Metres.
inline constexpr double kLocalDatumLeast = 20.0;
inline constexpr double kLocalDatumMost = 150.0;
/// The shortest shift against the reference that is said, where the reference is that exact: below kLocalDatumLeast it
/// is a warning, however strong the evidence. Metres.
inline constexpr double kDatumLeast = 2.0;
/// How far a shift may miss that of GCJ-02 or BD-09 at its place, as a share of it and at least in metres: the formula
/// is good to a few metres, base boundaries to their accuracy.
inline constexpr double kMapDatumShare = 0.15;
inline constexpr double kMapDatumLeast = 15.0;
/// The longest shift that is looked for: BD-09 is up to 1.2 km off.
inline constexpr double kDatumReach = 1500.0;

/// A shift is an error, and enough to refuse a file, from here on; below it is a warning: a kilometre of boundary with
/// bends in a third of all directions, most of which comes to lie on the reference, does not do so by chance.
inline constexpr double kStrongSupport = 0.7;
inline constexpr double kStrongExplained = 0.9;
inline constexpr double kStrongBoundary = 1000; // metres
inline constexpr int kStrongDirections = 6;     // of 18

/// What a shift against true boundaries looks like.
enum class DatumSuspicion { gcj02, bd09, localDatum, unexplained };

/// `move` brings the layer onto the truth at a place (degrees). Pure.
DatumSuspicion suspicionOf(const Shift& move, double longitude, double latitude);

/// Fits the layer (EPSG:4490 or a CGCS2000 Gauss-Krueger system) to the reference boundaries near it and says where one
/// move explains their offset: datum.gcj02, datum.bd09, datum.local_datum, datum.shifted. Silent where the layer shares
/// too little boundary with the reference, where the offset is within the reference's own accuracy, and without one.
/// Says too what the user can answer: the seven
/// parameters of the fitted move, or that there is none. An error where the evidence is strong, else a warning.
/// Returns the shift that was found. A layer away from every boundary costs one pass over these.
std::optional<Shift> checkDatum(const FlatLayer& layer, const ReferenceBoundaries& reference, Diagnoses& diagnoses);

/// The reference's areas near a layer, in the layer's CRS and on their rows' numbers; empty when none is near.
FlatLayer referenceNear(const FlatLayer& layer, const ReferenceBoundaries& reference);

} // namespace ecoredline
