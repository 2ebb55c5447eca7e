#pragma once

#include "geo/geometry.hpp"

#include <functional>
#include <utility>

// GEOS' opaque C types, declared here so that its header stays inside geo's .cpp files.
struct GEOSContextHandle_HS;
struct GEOSGeom_t;

namespace ecoredline {

/// This thread's GEOS context; its handlers keep the last message instead of printing it.
GEOSContextHandle_HS* geosContext();
/// What GEOS said last on this thread; emptied by the call.
std::string takeGeosMessage();

struct Geometry::Handle {
  GEOSGeom_t* geom = nullptr; ///< never null once the Geometry is made
  explicit Handle(GEOSGeom_t* g) : geom(g) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle();
};

/// The door through which geo's own .cpp files reach what a Geometry wraps.
struct GeometryAccess {
  /// Takes ownership; a null `geom` (GEOS failed) gives an empty Geometry.
  static Geometry wrap(GEOSGeom_t* geom);
  static const GEOSGeom_t* get(const Geometry& g) { return g.m_handle->geom; }
};

/// Only the parts of the highest dimension up to `shape`'s: what an overlay of that dimension may consist of.
Geometry partsOfShape(const Geometry& g, Shape shape);

/// Calls `leaf` for every point, line string and polygon inside `geom`, in order.
void forEachLeaf(const GEOSGeom_t* geom, const std::function<void(const GEOSGeom_t*)>& leaf);

/// Largest absolute coordinate of a box: it sets the size of a rounding.
double magnitude(const Box& box);

} // namespace ecoredline
