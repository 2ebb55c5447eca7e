#pragma once

#include "base/text.hpp"
#include "geo/flat_layer.hpp"

#include <cstdint>
#include <vector>

class OGRGeometry;
class OGRSimpleCurve;
class OGRPolygon;

namespace ecoredline {

/// What was left out or changed while shapes became flat rows, counted over a layer.
struct ShapeCounts {
  std::uint64_t with_z_or_m = 0;    ///< rows whose heights or measures were dropped
  std::uint64_t with_curves = 0;    ///< rows whose arcs became chords
  std::uint64_t parts_left_out = 0; ///< parts of a lower dimension in a mixed collection
  std::uint64_t rings_closed = 0;   ///< rings closed over a gap below kClosingGap
  std::uint64_t vertices = 0;       ///< handed on
};

/// A ring with a smaller gap between its ends is closed, a larger one makes its row invalid (domain.md §9). Metres.
inline constexpr double kClosingGap = 0.01;

/// What the reader met in one shape that no OGC test can see afterwards; empty = nothing.
using ShapeFault = Text; // "Ring not closed, gap 2.5 m", "Coordinates are not finite"

/// Writes OGR shapes into a FlatBuilder: 2D, linear, one dimension a row (the highest that is present).
class ShapeReader {
 public:
  ShapeReader(FlatBuilder& builder, bool geographic) : m_builder(builder), m_geographic(geographic) {}

  /// One row; null and empty shapes give a row without geometry.
  ShapeFault addRow(const OGRGeometry* shape, std::int64_t row_id);
  const ShapeCounts& counts() const { return m_counts; }

 private:
  void addLeaves(const OGRGeometry& shape, Shape kind);
  void addPolygon(const OGRPolygon& polygon);
  void addCurve(const OGRSimpleCurve& curve, bool is_ring);
  void closeOrReport();

  FlatBuilder& m_builder;
  bool m_geographic = false;
  ShapeCounts m_counts;
  ShapeFault m_fault;
  std::uint32_t m_part = 0;
  std::vector<double> m_x;
  std::vector<double> m_y;
};

} // namespace ecoredline
