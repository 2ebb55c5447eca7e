#include "desktop/map_ghosts.hpp"

#include "desktop/map_reader.hpp"

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

constexpr double kBadge = 22;     // px
constexpr double kLeastSeen = 10; // px: a place smaller than this is a mark
constexpr std::array<const char*, 6> kColours = {"#B42318", "#175CD3", "#027A48", "#B54708", "#6941C6", "#475467"};

QColor colourOf(int choice) {
  return QColor(kColours[static_cast<std::size_t>(choice) % kColours.size()]);
}

QPolygonF onScreen(const QPolygonF& outline, const MapView& view) {
  QPolygonF pixels;
  pixels.reserve(outline.size());
  for (const QPointF& point : outline) pixels << view.toPixel(point.x(), point.y());
  return pixels;
}

QRectF onScreen(const Box& box, const MapView& view) {
  return {view.toPixel(box.min_x, box.max_y), view.toPixel(box.max_x, box.min_y)};
}

} // namespace

void MapGhosts::set(const std::vector<CrsChoice>& choices, const Crs& plane) {
  m_ghosts.clear();
  m_chosen = -1;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto place = choices[i].ghosts.rows() == 0 ? Result<FlatLayer>{} : onMap(choices[i].ghosts, plane);
    if (!place || place->rows() == 0) continue;
    Ghost ghost{static_cast<int>(i), {}, true, place->extent()};
    if (ghost.box.empty()) continue;
    ghost.is_area = std::ranges::count(place->shape, Shape::polygon) > 0;
    for (std::size_t ring = 0; ring + 1 < place->ring_vertex.size(); ++ring) {
      QPolygonF outline;
      for (auto v = place->ring_vertex[ring]; v < place->ring_vertex[ring + 1]; ++v)
        outline << QPointF(place->x[v], place->y[v]);
      ghost.outlines.push_back(std::move(outline));
    }
    m_ghosts.push_back(std::move(ghost));
  }
}

Box MapGhosts::extent() const {
  Box all;
  for (const Ghost& ghost : m_ghosts) all.add(ghost.box);
  return all;
}

/// Numbers stand in the middle of their places; where two would cover each other, side by side.
std::vector<MapGhosts::Badge> MapGhosts::badges(const MapView& view) const {
  std::vector<Badge> placed;
  for (const Ghost& ghost : m_ghosts) {
    QRectF place(0, 0, kBadge, kBadge);
    place.moveCenter(onScreen(ghost.box, view).center());
    while (std::ranges::any_of(placed, [&](const Badge& other) { return other.place.intersects(place); }))
      place.translate(kBadge + 2, 0);
    placed.push_back({ghost.choice, place});
  }
  return placed;
}

int MapGhosts::at(QPointF pixel, const MapView& view) const {
  for (const Badge& badge : badges(view))
    if (badge.place.contains(pixel)) return badge.choice;
  for (const Ghost& ghost : m_ghosts)
    for (const QPolygonF& outline : ghost.outlines)
      if (ghost.is_area && onScreen(outline, view).containsPoint(pixel, Qt::OddEvenFill)) return ghost.choice;
  return -1;
}

void MapGhosts::paint(QPainter& painter, const MapView& view) const {
  const QRectF seen(QPointF(0, 0), view.size);
  for (const Ghost& ghost : m_ghosts) {
    const QRectF box = onScreen(ghost.box, view);
    if (!box.adjusted(-kBadge, -kBadge, kBadge, kBadge).intersects(seen)) continue;
    const bool is_chosen = ghost.choice == m_chosen;
    QColor fill = colourOf(ghost.choice);
    fill.setAlpha(is_chosen ? 70 : 30);
    painter.setPen(QPen(colourOf(ghost.choice), is_chosen ? 3 : 1.5, is_chosen ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(ghost.is_area ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (std::max(box.width(), box.height()) < kLeastSeen) {
      painter.drawRect(QRectF(box.center() - QPointF(kLeastSeen / 2, kLeastSeen / 2), QSizeF(kLeastSeen, kLeastSeen)));
      continue;
    }
    for (const QPolygonF& outline : ghost.outlines) {
      const QPolygonF pixels = onScreen(outline, view);
      if (pixels.size() == 1)
        painter.drawEllipse(pixels.front(), 3, 3);
      else if (ghost.is_area)
        painter.drawPolygon(pixels);
      else
        painter.drawPolyline(pixels);
    }
  }
  for (const Badge& badge : badges(view)) {
    painter.setPen(QPen(Qt::white, 1.5));
    painter.setBrush(colourOf(badge.choice));
    painter.drawEllipse(badge.choice == m_chosen ? badge.place.adjusted(-3, -3, 3, 3) : badge.place);
    painter.drawText(badge.place, Qt::AlignCenter, QString::number(badge.choice + 1));
  }
}

} // namespace ecoredline
