#pragma once

#include "geo/crs.hpp"
#include "geo/flat_array.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ecoredline {

/// An axis-parallel box in a layer's coordinates. Empty boxes have min > max.
struct Box {
  double min_x = 1e300;
  double min_y = 1e300;
  double max_x = -1e300;
  double max_y = -1e300;

  bool empty() const { return min_x > max_x; }
  bool meets(const Box& o) const {
    // All four, whatever the first says: which of them fails cannot be foreseen.
    return ((min_x <= o.max_x) & (o.min_x <= max_x) & (min_y <= o.max_y) & (o.min_y <= max_y)) != 0;
  }
  bool contains(const Box& o) const {
    return min_x <= o.min_x && o.max_x <= max_x && min_y <= o.min_y && o.max_y <= max_y;
  }
  void add(double x, double y) {
    min_x = std::min(min_x, x);
    min_y = std::min(min_y, y);
    max_x = std::max(max_x, x);
    max_y = std::max(max_y, y);
  }
  void add(const Box& o) {
    if (o.empty()) return;
    add(o.min_x, o.min_y);
    add(o.max_x, o.max_y);
  }
  Box grown(double dx, double dy) const { return {min_x - dx, min_y - dy, max_x + dx, max_y + dy}; }
  bool operator==(const Box&) const = default;
};

/// What a row of a layer is. A row with no geometry is `none`.
enum class Shape : std::uint8_t { none, point, line, polygon };

/// Geometry of a whole layer in flat arrays (16 bytes a vertex), without attributes; the arrays may lie in a mapped
/// file.
///
/// Row r owns rings [rowRing[r], rowRing[r+1]); ring k owns vertices [ringVertex[k], ringVertex[k+1]).
/// - polygon: each ring is closed (last vertex repeats the first); ringPart[k] is the part within the row; the first
///   ring of a part is its shell, the others are its holes. Orientation is as delivered: no code may lean on it.
/// - line: each ring is one open or closed line string, ringPart[k] counts up.
/// - point: each ring is one vertex.
/// A MultiPolygon is one row with several parts. Rows are valid (OGC) or the row's owner has marked them otherwise.
struct FlatLayer {
  Crs crs;
  FlatArray<double> x;
  FlatArray<double> y;
  FlatArray<std::uint64_t> ring_vertex{0};
  FlatArray<std::uint32_t> ring_part;
  FlatArray<std::uint64_t> row_ring{0};
  FlatArray<Shape> shape;
  FlatArray<Box> box;
  FlatArray<std::int64_t> row_id; ///< the owner's id of the row; never compared, only handed back

  std::size_t rows() const { return shape.size(); }
  std::size_t vertices() const { return x.size(); }
  std::size_t ringsOf(std::size_t row) const { return row_ring[row + 1] - row_ring[row]; }
  std::size_t partsOf(std::size_t row) const;
  Box extent() const;
};

/// Appends rows to a FlatLayer and keeps its invariants.
class FlatBuilder {
 public:
  explicit FlatBuilder(Crs crs) { m_layer.crs = std::move(crs); }

  /// Makes room, where the sizes are known beforehand.
  void reserve(std::size_t rows, std::size_t rings, std::size_t vertices);

  void beginRow(Shape shape, std::int64_t row_id);
  /// A ring of part `part` (0, 1, … within the row). A polygon's ring is closed here if it is not.
  void addRing(std::span<const double> x, std::span<const double> y, std::uint32_t part);
  void endRow();
  /// Copies row `row` of `other` (same CRS) with its id, or another.
  void copyRow(const FlatLayer& other, std::size_t row);
  void copyRow(const FlatLayer& other, std::size_t row, std::int64_t row_id);
  FlatLayer take();

 private:
  FlatLayer m_layer;
};

/// The rows named, in that order, as a layer of their own.
FlatLayer selectRows(const FlatLayer& layer, std::span<const std::size_t> rows);

/// All rows in their places with their ids; those that are not to be kept are Shape::none.
FlatLayer keepRows(const FlatLayer& layer, const std::vector<bool>& keep);

} // namespace ecoredline
