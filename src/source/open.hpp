#pragma once

#include "base/feedback.hpp"
#include "catalogue/diagnosis.hpp"
#include "catalogue/table.hpp"
#include "geo/crs.hpp"
#include "source/reference_boundaries.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

enum class AxisOrder { asStored, xy, yx };
enum class RepairConsent { ask, yes, no };

/// What the user said about a file (the options that every command with FILE takes).
struct ReadOptions {
  std::string crs;      ///< EPSG:n or WKT; empty = the file's own
  std::string encoding; ///< empty = decide on the bytes
  std::string layer;    ///< empty = the only layer (or the only one with geometry)
  AxisOrder axis = AxisOrder::asStored;
  std::optional<DatumShift> datum_shift; ///< of a CGCS2000 file it moves the coordinates; zeros: right as they stand
  RepairConsent repair = RepairConsent::no;
  std::set<std::int64_t> repair_anyway{}; ///< 0-based rows that a person has agreed to although they change more
};

/// What came through the door.
struct Source {
  Table table;
  Diagnoses diagnoses;
  std::string bytes_hash; ///< "sha256:…" over the file's bytes (all members of a shapefile, sorted); provenance
};

/// Reads one layer of `path` with GDAL, decides encoding and CRS on evidence, checks axis order, zone, datum and place,
/// checks validity, and moves the layer to EPSG:4490 (edges densified first) when its CRS is not storable.
/// Never repairs without `repair == yes` (ask is the caller's to turn into yes or no), never guesses in silence.
///
/// Errors (kind input, exit 3): input.missing_file, input.empty, input.truncated, input.not_recognised,
/// input.no_geometry, input.which_layer, encoding.undecided, crs.unknown, crs.not_understood,
/// crs.datum_shift_needed, crs.wrong_zone (data > 250 km from the meridian, or no county hit while another zone has
/// one; names the candidate that fits), crs.axis_swapped, crs.degrees_as_metres, crs.lost_prefix.
Result<Source> openSource(const std::filesystem::path& path, const ReadOptions& options,
                          const ReferenceBoundaries& reference, Feedback& feedback);

/// Writes the repaired copy of a source (valid rows as delivered, repaired rows repaired) as GeoPackage.
Result<void> writeRepaired(const Source& source, const std::filesystem::path& out);

/// The layers of a file that have geometry, for messages and choices.
Result<std::vector<std::string>> layersOf(const std::filesystem::path& path);

} // namespace ecoredline
