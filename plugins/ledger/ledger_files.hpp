#pragma once

#include "geo/flat_layer.hpp"
#include "report/area_ledger.hpp"
#include "report/area_series.hpp"

#include <filesystem>
#include <vector>

namespace ecoredline {

/// A ledger with the shapes of its pieces.
struct ChangeShapes {
  const AreaLedger* ledger = nullptr;
  const FlatLayer* shapes = nullptr; ///< EPSG:4490, a row per piece
  const std::vector<PieceOfChange>* pieces = nullptr;
};

/// changes.gpkg: a layer `changes` of every piece of changed ground with its cause, and `accounts` without geometry.
/// Whole or not at all. Errors (input): output.write_failed.
Result<void> writeChangeLayer(const ChangeShapes& changes, const std::filesystem::path& file, Language language);

/// ledger.xlsx: accounts, changes, levelling, methods, notes, a sheet each. Numbers are numbers. Errors as above.
Result<void> writeLedgerBook(const AreaLedger& ledger, const std::filesystem::path& file, Language language);

/// series.xlsx: areas of every version, steps, causes, units, what lies inside, a sheet each. Errors as above.
Result<void> writeSeriesBook(const AreaSeries& series, const std::filesystem::path& file, Language language);

} // namespace ecoredline
