#pragma once

#include "app/crs_choice.hpp"
#include "desktop/map_view.hpp"

#include <QPainter>
#include <QPolygonF>
#include <vector>

namespace ecoredline {

/// Where a file would lie under each system that it could be in: numbered outlines over the map, one of them chosen.
/// Knows no widget.
class MapGhosts {
 public:
  /// `plane` is the map's; a choice whose place has no image there is left out, numbers stay. Takes as long as the
  /// choices have vertices: a few thousand each.
  void set(const std::vector<CrsChoice>& choices, const Crs& plane);
  void clear() { m_ghosts.clear(); }
  void choose(int choice) { m_chosen = choice; }
  bool empty() const { return m_ghosts.empty(); }
  /// Round all of them, in the map's plane.
  Box extent() const;
  /// The choice whose number or outline lies under a pixel; -1 for none.
  int at(QPointF pixel, const MapView& view) const;
  void paint(QPainter& painter, const MapView& view) const;

 private:
  struct Ghost {
    int choice = 0;
    std::vector<QPolygonF> outlines; ///< in the map's plane; points as outlines of one
    bool is_area = true;
    Box box;
  };
  struct Badge {
    int choice = 0;
    QRectF place; ///< px
  };
  std::vector<Badge> badges(const MapView& view) const;

  std::vector<Ghost> m_ghosts;
  int m_chosen = -1;
};

} // namespace ecoredline
