// The canvas where it shows two versions, one on each side of a divider.
#include "desktop/canvas.hpp"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kGrip = 6;            // px on either side
constexpr double kLeastOfASide = 0.02; // of the width

} // namespace

void MapCanvas::setSwipe(const std::vector<std::int64_t>& left_versions) {
  if (left_versions == m_left_versions) return;
  m_left_versions = left_versions;
  m_is_sliding = false;
  ask();
  update();
}

void MapCanvas::setDivider(double at) {
  m_divider = std::clamp(at, kLeastOfASide, 1 - kLeastOfASide);
  update();
  Q_EMIT dividerMoved(m_divider);
}

const std::vector<std::int64_t>& MapCanvas::versionsAt(QPointF place) const {
  const bool is_left = swipes() && m_view.toPixel(place.x(), place.y()).x() < m_divider * width();
  return is_left ? m_left_versions : m_versions;
}

bool MapCanvas::isOnDivider(QPointF pixel) const {
  return swipes() && std::abs(pixel.x() - m_divider * width()) <= kGrip;
}

void MapCanvas::drawPicture(QPainter& painter) {
  if (m_picture.image.isNull()) return;
  const Box window = m_picture.view.window();
  const QRectF where(m_view.toPixel(window.min_x, window.max_y), m_view.toPixel(window.max_x, window.min_y));
  const auto draw = [&](const QImage& image) {
    if (m_picture.view.metres_per_pixel == m_view.metres_per_pixel)
      painter.drawImage(where.topLeft(), image);
    else
      painter.drawImage(where, image);
  };
  draw(m_picture.image);
  if (!swipes() || m_picture.left.isNull()) return;
  painter.save();
  painter.setClipRect(QRectF(0, 0, m_divider * width(), height()));
  painter.fillRect(rect(), Qt::white);
  draw(m_picture.left);
  painter.restore();
}

void MapCanvas::drawDivider(QPainter& painter) {
  if (!swipes()) return;
  const double x = m_divider * width();
  painter.setPen(QPen(QColor(255, 255, 255, 220), 5));
  painter.drawLine(QPointF(x, 0), QPointF(x, height()));
  painter.setPen(QPen(QColor("#175CD3"), 2));
  painter.drawLine(QPointF(x, 0), QPointF(x, height()));
  painter.setBrush(Qt::white);
  painter.drawEllipse(QPointF(x, height() / 2.0), 12, 12);
  for (const double side : {-1.0, 1.0})
    painter.drawPolyline(QPolygonF(
        {{x + side * 4, height() / 2.0 - 5}, {x + side * 8, height() / 2.0}, {x + side * 4, height() / 2.0 + 5}}));
}

} // namespace ecoredline
