#pragma once

#include "source/open.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// One row that a repair changed.
struct RepairedRow {
  std::int64_t row = 0; ///< 0-based, of the file; its feature in the copy is row + 1
  Text reason;          ///< why it was not valid
  double area_before_m2 = 0;
  double area_after_m2 = 0;
  std::string original_wkb; ///< bytes (ISO WKB), in the copy's CRS
  std::string original_hash;
  std::string repaired_hash; ///< "sha256:…" over the WKB in the copy
};

/// What a repaired copy owes to its source: enough to undo every change. docs/schema/repair-1.schema.json.
struct Receipt {
  std::string source;      ///< path as given
  std::string source_hash; ///< "sha256:…" over its bytes
  std::string copy;        ///< file name, beside the receipt
  std::string layer;
  std::string crs; ///< of the copy
  std::vector<RepairedRow> rows;
};

/// Where the receipt of a copy lies: "copy.gpkg.receipt.json".
std::filesystem::path receiptPath(const std::filesystem::path& copy);

/// From the same file read without and with consent to repairs.
Receipt receiptOf(const Source& as_delivered, const Source& repaired, const std::filesystem::path& copy);
std::string toJson(const Receipt& receipt);
/// Errors: receipt.unreadable (no JSON, another format, a hash that does not fit its geometry).
Result<Receipt> readReceipt(const std::filesystem::path& file);

/// Puts the original geometry of every row of the receipt back into the copy that lies beside it; all or nothing.
/// Returns how many rows were changed; rows that are original already are left.
/// Errors: receipt.unreadable, receipt.copy_changed (a row is neither as repaired nor as it was),
/// input.missing_file, output.write_failed.
Result<std::size_t> undoRepairs(const std::filesystem::path& receipt_file);

} // namespace ecoredline
