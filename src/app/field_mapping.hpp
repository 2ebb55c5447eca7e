#pragma once

#include "app/outcome.hpp"
#include "catalogue/bind.hpp"

#include <vector>

namespace ecoredline {

/// What is known before a delivery is bound.
struct FieldQuestion {
  const LayerKind& kind;
  const Table& table;
  std::vector<FieldMapping> before; ///< of the kind's last version; empty = none
};

struct SettledFields {
  FieldChoices choices;
  std::vector<Text> notes; ///< what was taken over, and what differs from the last delivery
};

/// Which column answers to which field: the user's choices, then what a person decided for the last delivery of the
/// kind, then names and aliases of the catalogue (bindZones does those), then columns that nearly have the name, which
/// are asked about. Nobody to ask: a near column of zone_class is refused where the kind has no class to fall back on,
/// and one of a field that the last delivery had; others are offered as diagnoses by bindZones.
/// `--field NAME=` with nothing behind it says that no column answers.
/// Errors: bind.field_undecided (exit 3), bind.ambiguous_field.
Result<SettledFields> settleFields(const FieldQuestion& question, FieldChoices choices, const AskYesNo& ask);

} // namespace ecoredline
