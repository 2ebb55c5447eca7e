// What the canvas draws over the picture itself, anew with every paint event: nothing of it takes long.
#include "base/decimal.hpp"
#include "cartography/frame.hpp"
#include "desktop/canvas.hpp"
#include "desktop/look.hpp"
#include "desktop/words.hpp"
#include "geo/transform_cache.hpp"
#include "painting/grid.hpp"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kOverviewWidth = 180; // px
constexpr double kMargin = 12;         // px
constexpr double kLineEvery = 160;     // px between lines of the graticule, at least
constexpr int kPiecesOfALine = 24;     // a meridian is bent on the map

/// Round steps of degrees, minutes and seconds, in degrees.
constexpr std::array kSteps{10.0,     5.0,      2.0,      1.0,         0.5,         0.25,       10.0 / 60,  5.0 / 60,
                            2.0 / 60, 1.0 / 60, 0.5 / 60, 15.0 / 3600, 10.0 / 3600, 5.0 / 3600, 2.0 / 3600, 1.0 / 3600};

double stepFor(double span, double pixels) {
  double step = kSteps.front();
  for (const double smaller : kSteps)
    if (smaller / span * pixels >= kLineEvery) step = smaller;
  return step;
}

} // namespace

void MapCanvas::drawEmptyState(QPainter& painter) {
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(
      rect().adjusted(24, 24, -24, -24), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap,
      say("把工作空间（.gpkg）拖到这里，或按 Ctrl+O 打开。\n打开后，把项目用地文件拖进来即可核查。",
          "Drop a workspace (.gpkg) here, or press Ctrl+O.\nThen drop a file of project sites to screen it."));
}

void MapCanvas::drawMeasure(QPainter& painter) {
  if (m_measured.empty()) return;
  QPolygonF line;
  for (const QPointF point : m_measured) line << m_view.toPixel(point.x(), point.y());
  QPolygonF open = line;
  open << m_view.toPixel(m_pointer.x(), m_pointer.y());
  painter.setBrush(m_tool != MapTool::measure_length ? QColor(23, 92, 211, 40) : QColor(0, 0, 0, 0));
  painter.setPen(QPen(QColor(m_tool == MapTool::draw_site ? kSiteColour : "#175CD3"), 2));
  if (m_tool != MapTool::measure_length)
    painter.drawPolygon(open);
  else
    painter.drawPolyline(open);
  painter.setBrush(Qt::white);
  for (const QPointF point : line) painter.drawEllipse(point, 3, 3);
}

void MapCanvas::drawScaleBar(QPainter& painter) {
  const ScaleBar bar = scaleBarFor(width() * 0.6 * m_view.metres_per_pixel);
  const double length = bar.metres / m_view.metres_per_pixel;
  const QString text = inQt(bar.text);
  const QRectF box(12, height() - 38.0, length + 20, 28);
  painter.fillRect(box, QColor(255, 255, 255, 205));
  painter.setPen(QPen(QColor("#101828"), 1.5));
  const double y = box.bottom() - 7;
  painter.drawPolyline(
      QPolygonF({{box.left() + 10, y - 4}, {box.left() + 10, y}, {box.right() - 10, y}, {box.right() - 10, y - 4}}));
  painter.drawText(QRectF(box.left(), box.top(), box.width(), 17), Qt::AlignCenter, text);
}

void MapCanvas::drawGraticule(QPainter& painter) {
  if (!m_shows_graticule) return;
  const Box degrees = boxOnMap(m_view.window(), m_plane, Crs::cgcs2000());
  const auto to_map = cachedTransform(Crs::cgcs2000(), m_plane);
  if (degrees.empty() || to_map == nullptr) return;
  const double step =
      std::max(stepFor(degrees.max_x - degrees.min_x, width()), stepFor(degrees.max_y - degrees.min_y, height()));
  const auto line = [&](bool is_meridian, double at) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i <= kPiecesOfALine; ++i) {
      const double part = static_cast<double>(i) / kPiecesOfALine;
      x.push_back(is_meridian ? at : degrees.min_x + (degrees.max_x - degrees.min_x) * part);
      y.push_back(is_meridian ? degrees.min_y + (degrees.max_y - degrees.min_y) * part : at);
    }
    if (!to_map->apply(x, y)) return;
    QPolygonF path;
    for (std::size_t i = 0; i < x.size(); ++i) path << m_view.toPixel(x[i], y[i]);
    painter.setPen(QPen(QColor(71, 84, 103, 130), 1));
    painter.drawPolyline(path);
    const QString text = inQt(degreesText(at));
    const QSizeF size(painter.fontMetrics().horizontalAdvance(text) + 8, painter.fontMetrics().height() + 2);
    QPointF corner(2, 0); // parallels are named on the left, meridians above
    for (int i = 1; i < path.size(); ++i) {
      const QPointF a = path[i - 1];
      const QPointF b = path[i];
      if (is_meridian && (a.y() > 2) != (b.y() > 2)) corner = {a.x() + 2, 2};
      if (!is_meridian && (a.x() < 2) != (b.x() < 2)) corner = {2, b.y() - size.height() - 1};
    }
    painter.fillRect(QRectF(corner, size), QColor(255, 255, 255, 215));
    painter.setPen(QColor("#475467"));
    painter.drawText(QRectF(corner, size), Qt::AlignCenter, text);
  };
  for (double x = std::ceil(degrees.min_x / step) * step; x <= degrees.max_x; x += step) line(true, x);
  for (double y = std::ceil(degrees.min_y / step) * step; y <= degrees.max_y; y += step) line(false, y);
}

void MapCanvas::setBackdrop(const Backdrop& backdrop) {
  m_backdrop = backdrop;
  ask();
}

void MapCanvas::setBaseOpacity(double opacity) {
  m_base_opacity = std::clamp(opacity, 0.0, 1.0);
  ask();
}

void MapCanvas::setAttribution(const QString& text) {
  m_attribution = text;
  update();
}

void MapCanvas::drawAttribution(QPainter& painter) {
  if (m_attribution.isEmpty()) return;
  const QString shown = painter.fontMetrics().elidedText(m_attribution, Qt::ElideRight, width() / 2);
  const QSizeF size(painter.fontMetrics().horizontalAdvance(shown) + 12, painter.fontMetrics().height() + 4);
  const QRectF box(QPointF(width() - size.width(), height() - size.height()), size);
  painter.fillRect(box, QColor(255, 255, 255, 205));
  painter.setPen(QColor("#475467"));
  painter.drawText(box, Qt::AlignCenter, shown);
}

void MapCanvas::setGhosts(const std::vector<CrsChoice>& choices, int chosen) {
  m_ghosts.set(choices, m_plane);
  m_ghosts.choose(chosen);
  update();
}

void MapCanvas::chooseGhost(int choice) {
  m_ghosts.choose(choice);
  update();
}

void MapCanvas::zoomToGhosts(const QRect& free) {
  const Box all = m_ghosts.extent();
  if (all.empty() || free.isEmpty()) return;
  m_fits_all = false;
  MapView view = m_view.resized(free.size()).showing(all);
  const QPointF off = QRectF(rect()).center() - QRectF(free).center();
  view.x += off.x() * view.metres_per_pixel;
  view.y -= off.y() * view.metres_per_pixel;
  setView(view.resized(size()));
}

/// Empty while everything is seen anyway, or nothing has been painted yet.
QRectF MapCanvas::overviewRect() const {
  if (m_overview.image.isNull() || m_fits_all || width() < 4 * kOverviewWidth) return {};
  const QSizeF size(kOverviewWidth, kOverviewWidth * m_overview.view.size.height() / m_overview.view.size.width());
  return {QPointF(width() - size.width() - kMargin, kMargin), size};
}

void MapCanvas::drawOverview(QPainter& painter) {
  const QRectF box = overviewRect();
  if (!m_shows_overview || box.isEmpty()) return;
  painter.fillRect(box, Qt::white);
  painter.drawImage(box, m_overview.image);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor("#98A2B3"), 1));
  painter.drawRect(box);
  MapView whole = m_overview.view.resized(box.size());
  whole.metres_per_pixel = m_overview.view.metres_per_pixel * m_overview.view.size.width() / box.width();
  const Box seen = m_view.window();
  QRectF here(whole.toPixel(seen.min_x, seen.max_y) + box.topLeft(),
              whole.toPixel(seen.max_x, seen.min_y) + box.topLeft());
  if (here.width() < 5) here = QRectF(here.center() - QPointF(3, 3), QSizeF(6, 6)); // too near to be a frame
  painter.setPen(QPen(QColor("#175CD3"), 1.5));
  painter.drawRect(here.intersected(box));
}

/// A square round the corner that a click would fall on.
void MapCanvas::drawSnap(QPainter& painter) {
  if (!draws() || !underMouse()) return;
  const QPointF place = snapped(m_hover);
  const QPointF pixel = m_view.toPixel(place.x(), place.y());
  if ((pixel - m_hover).manhattanLength() < 0.01) return; // nothing is near
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(kHighlightColour), 2));
  painter.drawRect(QRectF(pixel - QPointF(6, 6), QSizeF(12, 12)));
}

} // namespace ecoredline
