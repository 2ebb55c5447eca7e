#pragma once

#include "engine/index_file.hpp"
#include "geo/flat_reader.hpp"
#include "store/workspace.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// A large version seen from afar: its zones in the map's plane with their vertices on coarse grids, and what their
/// labels and colours need, in files of a cache that are looked at in place. Neighbours keep their shared borders, for
/// every vertex goes to the grid by itself. For looking at only: no figure comes from it.
class MapPyramid {
 public:
  /// A zone of the version.
  struct Word {
    std::int64_t row_id = 0;
    std::string zone_class;
    std::string zone_id;
    std::string zone_name;
  };
  static constexpr std::array<double, 3> kSteps{8, 32, 128}; ///< m: of the grids, finest first
  static constexpr double kFinest = 2 * kSteps.front();      ///< m a pixel: nearer full detail is drawn
  static constexpr std::uint64_t kLeastFeatures = 50;        ///< versions of fewer are drawn in time as they are

  /// `folder` is the cache; the plane has an EPSG code.
  MapPyramid(const std::filesystem::path& folder, const Version& version, const Crs& plane);

  bool isThere() const;
  /// Makes the files that are missing. Errors: those of Workspace, IndexFile::write, cancelled.
  Result<void> make(const Workspace& workspace, Feedback& feedback) const;
  /// The coarsest grid that does no harm to a picture of so many metres a pixel (half a pixel at most); null nearer
  /// than kFinest, and where its file is missing or known to be damaged. Rows that `verify` was not asked about may not
  /// be looked at. Used by one thread at a time.
  std::shared_ptr<const IndexedLayer> level(double metres_per_pixel);
  /// Whether the rows of that level that meet `window` are as they were written. Each row is asked once, when it is
  /// first seen, so that only pages of the file that are looked at are in memory. A damaged file is removed, to be made
  /// again when the workspace is opened next, and its level is null from then on.
  bool verify(double metres_per_pixel, const Box& window);
  /// By ascending row id, as the rows of every level; empty where the file is missing or damaged.
  const std::vector<Word>& words();

 private:
  std::filesystem::path pathOf(const std::string& ending) const;
  static std::size_t levelFor(double metres_per_pixel);
  std::filesystem::path levelPath(std::size_t level) const;
  const IndexFile* openLevel(double metres_per_pixel);
  Result<void> makeLevel(std::size_t level, FlatReader& finer, Feedback& feedback) const;

  std::filesystem::path m_folder;
  std::int64_t m_version;
  std::string m_key;
  std::string m_name; ///< of its files
  Crs m_plane;
  /// A grid whose file is open.
  struct Open {
    std::size_t level;
    IndexFile file;
  };
  std::optional<Open> m_open;                              ///< the one used last: the pages of others count as memory
  std::array<std::vector<bool>, kSteps.size()> m_verified; ///< rows of each level
  std::array<bool, kSteps.size()> m_is_damaged{};
  std::vector<Word> m_words;
};

} // namespace ecoredline
