#pragma once

#include "geo/flat_reader.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace ecoredline {

/// A layer with its index in one file that is looked at in place: opening it costs the same for any size, its pages are
/// the system's to take back, and a layer may be larger than memory.
///
/// Made beside its last name and renamed, so that it is whole or not there. Every table has a checksum that opening
/// asks, every row one that is asked when the row is first used. Format (little-endian, this machine's own sizes):
/// docs/index_file.md. It is a cache: whatever is wrong with it, it can be made again.
class IndexFile {
 public:
  /// Writes the file for all rows of `reader` under `key`, which says what they are (a content hash). Memory: the rows'
  /// tables, about 80 bytes a row, and one batch of the reader. The layer's CRS has an EPSG code.
  /// Errors: the reader's; file.not_written; index.too_large (2^32 vertices); index.no_code.
  static Result<void> write(const std::filesystem::path& path, const std::string& key, FlatReader& reader,
                            Feedback& feedback);

  /// Errors: file.unreadable; index.other (another key, format or machine); index.damaged.
  static Result<IndexFile> open(const std::filesystem::path& path, const std::string& key);

  const FlatLayer& layer() const { return m_indexed->layer; }
  /// Asks the checksum of every row, on `threads` threads. Errors: index.damaged, cancelled.
  Result<void> verifyRows(int threads, Feedback& feedback) const;
  /// Errors: index.damaged.
  Result<void> verifyRow(std::size_t row) const;
  std::shared_ptr<const IndexedLayer> indexed() const { return m_indexed; }

 private:
  std::filesystem::path m_path;
  std::shared_ptr<const IndexedLayer> m_indexed; ///< its arrays are looks into the file
  FlatArray<std::uint64_t> m_row_sums;
};

/// A version read through its index file where that can be trusted, else as it is.
class IndexedReader final : public FlatReader {
 public:
  /// Where the file at `path` is missing, stale or damaged and `may_write`, it is made again; a note says what was
  /// wrong with it, or why it cannot be made; and what killed writers left half-made in its folder is removed. `whole`:
  /// everything is going to be looked at, so all rows are verified now.
  struct Options {
    std::filesystem::path path;
    std::string key;
    bool whole = false;
    bool may_write = false;
    int threads = 0;
  };
  /// Errors: cancelled; whatever else fails leaves the plain reader.
  static Result<std::unique_ptr<FlatReader>> over(std::unique_ptr<FlatReader> plain, const Options& options,
                                                  Feedback& feedback);

  const Crs& crs() const override { return m_file.layer().crs; }
  std::size_t rows() const override { return m_file.layer().rows(); }
  Box extent() const override { return m_extent; }
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override;
  std::shared_ptr<const IndexedLayer> whole() const override { return m_verified ? m_file.indexed() : nullptr; }

 private:
  IndexedReader(std::unique_ptr<FlatReader> plain, IndexFile file, bool verified)
      : m_plain(std::move(plain)), m_file(std::move(file)), m_extent(m_file.layer().extent()), m_verified(verified) {}
  std::unique_ptr<FlatReader> m_plain;
  IndexFile m_file;
  Box m_extent;
  bool m_verified;
};

} // namespace ecoredline
