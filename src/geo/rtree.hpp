#pragma once

#include "geo/flat_layer.hpp"

#include <functional>
#include <memory>

namespace ecoredline {

/// A packed R-tree over the boxes of a layer's rows (Boost.Geometry, rstar; packing constructor).
class RTree {
 public:
  explicit RTree(const FlatLayer& layer);
  RTree(RTree&&) noexcept;
  RTree& operator=(RTree&&) noexcept;
  ~RTree();

  /// Rows whose box meets `window`, ascending.
  std::vector<std::uint32_t> query(const Box& window) const;
  /// Rows by ascending distance of their box to `box` (plane units), until `more` says false.
  void nearest(const Box& box, const std::function<bool(std::uint32_t row, double box_distance)>& more) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
