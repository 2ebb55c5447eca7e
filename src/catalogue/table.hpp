#pragma once

#include "geo/flat_layer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ecoredline {

/// A cell as met. Empty text stays empty text here; canonical content treats it as NULL.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// The value as text: shortest round-trip numbers, NULL as "".
std::string toText(const Value& value);

/// A column with the name it had in the file (decoded to UTF-8).
struct Column {
  std::string name;
  std::string type; ///< as the format declares it, e.g. "String(254)"; for people
  std::vector<Value> values;
};

/// What became of a row's geometry at the front door.
enum class RowState : std::uint8_t {
  valid,
  empty,    ///< no geometry
  invalid,  ///< not valid (OGC); kept as delivered, no consent to a repair
  repaired, ///< made valid on the user's consent; area before and after are in its diagnosis
};

/// A layer as the front door hands it on: columns as met, geometry in a CRS that a version may be stored in, one
/// geometry row per table row. Every vector of `columns` and `states` has `geometry.rows()` entries.
struct Table {
  std::string layer;    ///< the layer's name in the file
  std::string source;   ///< the path as given
  std::string encoding; ///< how text was decoded, e.g. "GB18030 (sniffed)"
  std::vector<Column> columns;
  FlatLayer geometry; ///< row_id = 0-based position in the file
  std::vector<RowState> states;
  std::string delivered_crs;     ///< code of the CRS of the file, before any move to EPSG:4490
  double assumed_accuracy_m = 0; ///< what the format itself promises (0 = nothing)

  std::size_t rows() const { return geometry.rows(); }
  const Column* column(std::string_view name) const; ///< compared case-insensitively; nullptr if absent
};

} // namespace ecoredline
