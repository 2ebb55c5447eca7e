#pragma once

#include "app/incident.hpp"

namespace ecoredline {

/// Everything a trip needs in one file for QGIS and QField, offline: the problems named (or of a state, or all open
/// ones) with their shapes, the protective zones within kPackReach in force today, their history, and a layer `answers`
/// with a form. Beside it, by its name: a GPX of their places; <name>_maps.pdf, a layered GeoPDF with a page for each
/// that has a shape; <name>_sheets.pdf, their sheets with statistics and list. Errors: incident.unknown,
/// output.write_failed, the journal's, those of drawMap and exportIncidents.
inline constexpr double kPackReach = 500.0; // m
Result<Outcome> packTrip(const IncidentOptions& options, Language language, Feedback& feedback);

/// Takes the answers of a pack that comes back (or of a spreadsheet with its columns) into the journal, all that can be
/// taken in one go. Row by row: taken; already there; conflict (the journal went on since the pack was made); refused
/// (the step is not possible). Nothing is overwritten: what was not taken is printed with what to do, exit 4.
/// Errors: incident.item (usage); incident.no_answers, those of openTable and of the journal.
Result<Outcome> unpackTrip(const IncidentOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
