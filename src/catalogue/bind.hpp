#pragma once

#include "catalogue/catalogue.hpp"
#include "catalogue/evaluate.hpp"
#include "catalogue/table.hpp"

#include <map>
#include <string>
#include <vector>

namespace ecoredline {

/// canonical field id (or "fact.NAME") -> column name as met; from --field canonical=source, or a stored mapping. An
/// empty name says that no column answers to the field.
using FieldChoices = std::map<std::string, std::string>;

/// Which column each canonical field was taken from.
struct FieldMapping {
  std::string canonical;
  std::string column; ///< empty: a person decided that none answers
  std::string how;    ///< "chosen", "same name", "alias"
};

/// One row of a delivery in the catalogue's words.
struct BoundRow {
  std::string zone_id;
  std::string zone_name;
  std::string zone_class;                    ///< class id of the kind; "" = unknown
  std::string zone_class_raw;                ///< as met
  std::map<std::string, std::string> fields; ///< the kind's other canonical fields
  bool derived = false;                      ///< 推定, not an approved boundary (C26): field zone_origin = derived
};

/// A table bound to a kind: what a version is made of.
struct BoundLayer {
  const LayerKind* kind = nullptr;
  Table table;
  std::vector<BoundRow> rows; ///< one per table row
  std::vector<FieldMapping> mapping;
  std::vector<std::string> feature_hashes; ///< 64 hex per row (design: Numbers 7)
  std::vector<std::string> zone_keys;      ///< design: Words, zone
  std::string content_hash;                ///< "sha256:…", over the sorted feature hashes, CRS code, kind
};

/// The kind's fields and those that every kind has: zone_id, zone_name, zone_class, zone_origin.
std::vector<Field> zoneFields(const LayerKind& kind);

/// Binds `table` to `kind`. Only geometry is required. Unknown class values and code patterns that do not fit are
/// diagnoses. Errors: `bind.unknown_field` (a choice names no canonical field or no column),
/// `bind.ambiguous_field` (two columns fit one field equally well: the option that answers is named).
Result<BoundLayer> bindZones(const Catalogue& catalogue, const LayerKind& kind, Table table,
                             const FieldChoices& choices, Diagnoses& diagnoses);

/// One site of a project file.
struct BoundSite {
  std::string site_id;
  std::string site_name;
  std::string project_id;
  Answers facts; ///< from fact.NAME columns
};

struct BoundSites {
  Table table;
  std::vector<BoundSite> rows;
  std::vector<FieldMapping> mapping;
};

/// Site ids default to the row number (1, 2, …), project ids to the file's stem. A site_id met twice gets "#2", … and
/// a diagnosis. Errors as bindZones.
Result<BoundSites> bindSites(const Catalogue& catalogue, Table table, const FieldChoices& choices,
                             Diagnoses& diagnoses);

/// The cells of a table under canonical names, one map per row, empty cells left out: for tables that are neither zones
/// nor sites (intakes, rivers). A column may carry several fields. Errors as bindZones.
Result<std::vector<std::map<std::string, std::string>>> bindFields(const std::vector<Field>& fields, const Table& table,
                                                                   const FieldChoices& choices, Diagnoses& diagnoses);

/// Canonical bytes of one row's geometry for hashing: 2D, parts and rings sorted, shells CCW, holes CW, each ring from
/// its smallest vertex without the closing one, coordinates on the grid 0.1 mm (projected) or 1e-9 degrees.
std::string canonicalGeometry(const FlatLayer& layer, std::size_t row);
/// Feature hash: SHA-256 over canonical fields (name=value, NFC, sorted, empty = NULL left out) and canonicalGeometry.
std::string featureHash(const BoundRow& row, const FlatLayer& layer, std::size_t index);

} // namespace ecoredline
