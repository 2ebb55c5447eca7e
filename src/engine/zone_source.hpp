#pragma once

#include "geo/flat_reader.hpp"
#include "geo/geometry.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace ecoredline {

/// `box` grown by at least `metres` on every side (a little more: the plane's scale is not asked).
Box grownByMetres(const Box& box, const Crs& crs, double metres);
/// A lower bound in metres of the distance between anything in two boxes.
double metresBetween(const Box& a, const Box& b, const Crs& crs);
/// Zones that were read together, with what every thread wants of them.
class ZoneSet {
 public:
  ZoneSet(std::shared_ptr<const IndexedLayer> zones, const Box& window);
  ZoneSet(FlatLayer layer, const Box& window);
  ZoneSet(const ZoneSet&) = delete;
  ZoneSet& operator=(const ZoneSet&) = delete;

  const FlatLayer& layer() const { return m_zones->layer; }
  const LayerIndex& index() const { return m_zones->index; }
  EdgeRuns runs(std::size_t row) const { return m_zones->index.runs(row); }
  /// Made at first use and shared.
  const Geometry& geometry(std::size_t row) const;
  /// Row of a zone's row_id; nullopt if it is not here.
  std::optional<std::uint32_t> rowOf(std::int64_t row_id) const;
  /// How many groups these zones have; `group` must be the same at every call.
  std::size_t countGroups(const std::function<std::uint32_t(std::int64_t)>& group) const;
  /// Every zone whose box meets this is here.
  const Box& window() const { return m_window; }

 private:
  struct Lazy {
    std::once_flag once;
    Geometry geometry;
  };

  std::shared_ptr<const IndexedLayer> m_zones;
  std::vector<std::uint32_t> m_by_id; ///< rows by row_id
  Box m_window;
  mutable std::deque<Lazy> m_lazy;
  mutable std::once_flag m_counted;
  mutable std::size_t m_groups = 0;
};

/// The zones near places, in one set, each once: all there are where the reader has them at hand; else those of each
/// box for up to kSitesByWindow boxes, and of the box of them all for more. Errors: the reader's.
Result<std::shared_ptr<const ZoneSet>> zonesNear(FlatReader& reader, std::span<const Box> boxes, Feedback& feedback);

/// Reads zones by one rule: up to kSitesByWindow sites each read their own window; more sites share one reading of the
/// box of all of them, and who needs to look farther shares one reading of everything. A reader that has everything at
/// hand is not read at all.
/// Safe to ask from several threads; the reader is asked by one at a time.
class ZoneSource {
 public:
  static constexpr std::size_t kSitesByWindow = 16;

  /// `reach_m`: how far around the sites is going to be looked as a rule.
  ZoneSource(FlatReader& reader, const FlatLayer& sites, double reach_m);

  /// Makes the shared reading, so that what is read does not depend on which thread asks first.
  Result<void> prepare(Feedback& feedback);
  /// Zones that hold at least all those whose box meets `window`.
  Result<std::shared_ptr<const ZoneSet>> near(const Box& window, Feedback& feedback);
  /// All zones, where the reader had them at hand; else null. Needs no lock.
  const ZoneSet* whole() const { return m_whole.get(); }
  const Crs& crs() const { return m_reader.crs(); }
  bool exhaustedBy(const Box& window) const { return m_extent.empty() || window.contains(m_extent); }
  /// True when `zones` holds all there is in `window`.
  bool holds(const ZoneSet& zones, const Box& window) const;
  std::uint64_t rowsRead() const;

 private:
  Result<std::shared_ptr<const ZoneSet>> read(const Box& window, Feedback& feedback);

  FlatReader& m_reader;
  Box m_extent;
  Box m_common;
  bool m_by_window;
  std::shared_ptr<const ZoneSet> m_whole;
  mutable std::mutex m_mutex;
  std::shared_ptr<const ZoneSet> m_shared;
  std::uint64_t m_rows_read = 0;
};

} // namespace ecoredline
