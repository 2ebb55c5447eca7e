#pragma once

#include "geo/flat_layer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace ecoredline {

/// A shape for the few places that need one (bands, maps, files): an owned GEOS geometry behind a wall.
/// Planar, in the coordinates of whoever made it.
class Geometry {
 public:
  Geometry();
  Geometry(Geometry&&) noexcept;
  Geometry& operator=(Geometry&&) noexcept;
  ~Geometry();
  Geometry clone() const;

  /// May be read by several threads at once. Empty when the row cannot be a geometry (a ring of fewer than 3 points).
  static Geometry fromRow(const FlatLayer& layer, std::size_t row);
  static Geometry fromBox(const Box& box);
  static Result<Geometry> fromWkt(std::string_view wkt);
  std::string toWkt(int decimals = -1) const;
  /// Appends the polygonal (lineal, puntal) parts as one row.
  void appendTo(FlatBuilder& builder, Shape shape, std::int64_t row_id) const;

  bool empty() const;
  Shape shape() const; ///< highest dimension present
  double planarArea() const;
  double planarLength() const;
  Box box() const;

  struct Handle;
  const Handle& handle() const { return *m_handle; } ///< for geo/'s own .cpp files

 private:
  friend struct GeometryAccess;
  std::unique_ptr<Handle> m_handle;
};

/// Why a row is not valid (OGC simple features), and where; nullopt when it is.
struct Invalidity {
  std::string reason; ///< GEOS' words, e.g. "Self-intersection"
  double x = 0;
  double y = 0;
};
std::optional<Invalidity> invalidityOf(const FlatLayer& layer, std::size_t row);

/// The row made valid, keeping its dimension (a polygon that collapses stays empty: geopandas#3389).
/// Method: GEOS MakeValid "structure", keep-collapsed off.
Geometry madeValid(const FlatLayer& layer, std::size_t row);

} // namespace ecoredline
