#pragma once

#include "geo/flat_layer.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace ecoredline {

/// Which of a site's few edges may meet anything in a box: by single precision, several edges at a time. None that does
/// is left out; an edge that passes by within a millionth of the sizes involved may be named too.
///
/// An edge and a box are apart if a line along x, along y or along the edge runs between them (separating axes:
/// Gottschalk, Lin & Manocha 1996, OBBTree, SIGGRAPH '96:171-180). Everything is counted from the middle of the site,
/// and the box is grown by more than all roundings together.
class EdgeSieve {
 public:
  static constexpr std::size_t kMost = 64;

  /// Forgets all edges. The next are of a site with this box.
  void reset(const Box& site);
  /// Takes the edges of a ring, which go from one vertex in [first, last) to the next. False, and nothing taken, if
  /// there would be more than kMost.
  bool addRing(const double* x, const double* y, std::uint32_t first, std::uint32_t last);
  /// Sets `near` to the vertices where the edges that may meet the box start, in the order they were taken. The box
  /// meets that of the site.
  void find(const Box& box, std::vector<std::uint32_t>& near) const;

 private:
  double m_x = 0, m_y = 0; ///< the site's middle
  double m_reach = 0;      ///< half of the site's width and height together
  std::size_t m_count = 0;
  // Of each edge: its middle, half of it as a vector, its first vertex.
  alignas(64) std::array<float, kMost> m_mid_x{};
  alignas(64) std::array<float, kMost> m_mid_y{};
  alignas(64) std::array<float, kMost> m_half_x{};
  alignas(64) std::array<float, kMost> m_half_y{};
  std::array<std::uint32_t, kMost> m_vertex{};
};

} // namespace ecoredline
