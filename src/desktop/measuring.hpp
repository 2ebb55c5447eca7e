#pragma once

#include "base/text.hpp"
#include "geo/flat_layer.hpp"

#include <QPointF>
#include <QString>
#include <vector>

namespace ecoredline {

/// A chain of points of the map's plane as a line, or closed as a polygon. Its edges are straight on the map.
FlatLayer drawnLine(const Crs& plane, const std::vector<QPointF>& points);
FlatLayer drawnPolygon(const Crs& plane, const std::vector<QPointF>& points);

/// Length of the chain on the ellipsoid with its unit, "1 234.56 m" or "12.345 km".
QString lengthText(const Crs& plane, const std::vector<QPointF>& points);
/// Area inside it on the ellipsoid (method exact), m² and hectares; "" for fewer than three points.
QString areaText(const Crs& plane, const std::vector<QPointF>& points);

/// Where a place is: degrees, and the survey's X (north) and Y (east, with its zone) in the zone named.
QString placeText(const Crs& plane, QPointF place, Language language);

} // namespace ecoredline
