#include "desktop/site_editor.hpp"

#include "desktop/look.hpp"

#include <QLineF>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kReach = 8;      // px
constexpr double kGrip = 4;       // px, half a side of a corner's square
constexpr double kTurnAbove = 26; // px above the site
constexpr double kLeastEdge = 40; // px: shorter edges show no grip in their middle
constexpr std::size_t kMostSteps = 200;

} // namespace

void SiteEditor::start(SiteShape shape) {
  m_shape = std::move(shape);
  m_steps = {m_shape};
  m_at = 0;
  m_held = {};
}

void SiteEditor::set(SiteShape shape) {
  if (shape == m_steps[m_at]) return;
  m_shape = std::move(shape);
  m_steps.resize(m_at + 1);
  m_steps.push_back(m_shape);
  if (m_steps.size() > kMostSteps) m_steps.erase(m_steps.begin());
  m_at = m_steps.size() - 1;
}

QPointF SiteEditor::turnGrip(const MapView& view) const {
  const Box box = m_shape.extent();
  return view.toPixel((box.min_x + box.max_x) / 2, box.max_y) - QPointF(0, kTurnAbove);
}

SiteEditor::Held SiteEditor::find(QPointF pixel, const MapView& view) const {
  if (!active()) return {};
  const auto near = [&](QPointF other) { return QLineF(pixel, other).length() <= kReach; };
  for (std::size_t r = 0; r < m_shape.rings.size(); ++r)
    for (std::size_t i = 0; i < m_shape.rings[r].points.size(); ++i) {
      const QPointF at = m_shape.rings[r].points[i];
      if (near(view.toPixel(at.x(), at.y()))) return {Grip::corner, r, i};
    }
  if (near(turnGrip(view))) return {Grip::turn, 0, 0};
  for (std::size_t r = 0; r < m_shape.rings.size(); ++r) {
    const auto& points = m_shape.rings[r].points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const QPointF a = points[i];
      const QPointF b = points[(i + 1) % points.size()];
      const QPointF middle = (a + b) / 2;
      if (QLineF(a, b).length() / view.metres_per_pixel >= kLeastEdge && near(view.toPixel(middle.x(), middle.y())))
        return {Grip::edge, r, i};
    }
  }
  if (m_shape.contains(view.toPlane(pixel))) return {Grip::inside, 0, 0};
  return {};
}

bool SiteEditor::press(QPointF pixel, const MapView& view) {
  m_held = find(pixel, view);
  m_last = view.toPlane(pixel);
  if (m_held.grip == Grip::edge) { // from here on it is a corner
    auto& points = m_shape.rings[m_held.ring].points;
    const QPointF middle = (points[m_held.point] + points[(m_held.point + 1) % points.size()]) / 2;
    points.insert(points.begin() + static_cast<std::ptrdiff_t>(m_held.point) + 1, middle);
    m_held = {Grip::corner, m_held.ring, m_held.point + 1};
  }
  return isHeld();
}

bool SiteEditor::drag(QPointF place) {
  switch (m_held.grip) {
  case Grip::corner:
    m_shape.rings[m_held.ring].points[m_held.point] = place;
    break;
  case Grip::inside:
    m_shape.moveBy(place - m_last);
    break;
  case Grip::turn: {
    const QPointF about = m_shape.middle();
    const QPointF before = m_last - about;
    const QPointF now = place - about;
    m_shape.turnBy(std::atan2(now.y(), now.x()) - std::atan2(before.y(), before.x()));
    break;
  }
  default:
    return false;
  }
  m_last = place;
  return true;
}

bool SiteEditor::release() {
  m_held = {};
  if (!active() || m_shape == m_steps[m_at]) return false;
  SiteShape moved = m_shape;
  set(std::move(moved));
  return true;
}

bool SiteEditor::removeCorner(QPointF pixel, const MapView& view) {
  const Held held = find(pixel, view);
  if (held.grip != Grip::corner || m_shape.rings[held.ring].points.size() <= 3) return false;
  SiteShape less = m_shape;
  auto& points = less.rings[held.ring].points;
  points.erase(points.begin() + static_cast<std::ptrdiff_t>(held.point));
  set(std::move(less));
  return true;
}

bool SiteEditor::undo() {
  if (!canUndo()) return false;
  m_shape = m_steps[--m_at];
  return true;
}

bool SiteEditor::redo() {
  if (!canRedo()) return false;
  m_shape = m_steps[++m_at];
  return true;
}

void SiteEditor::paint(QPainter& painter, const MapView& view) const {
  if (!active()) return;
  QPainterPath path;
  for (const SiteShape::Ring& ring : m_shape.rings) {
    QPolygonF line;
    for (const QPointF point : ring.points) line << view.toPixel(point.x(), point.y());
    line << line.front();
    path.addPolygon(line);
  }
  const QColor colour(kSiteColour);
  QColor fill = colour;
  fill.setAlpha(28);
  painter.setBrush(fill);
  painter.setPen(QPen(colour, 2.5));
  painter.drawPath(path);
  const QPointF turn = turnGrip(view);
  painter.setPen(QPen(colour, 1));
  painter.drawLine(turn, turn + QPointF(0, kTurnAbove));
  painter.setBrush(Qt::white);
  painter.setPen(QPen(colour, 1.5));
  painter.drawEllipse(turn, kGrip + 1, kGrip + 1);
  for (const SiteShape::Ring& ring : m_shape.rings)
    for (std::size_t i = 0; i < ring.points.size(); ++i) {
      const QPointF a = ring.points[i];
      const QPointF b = ring.points[(i + 1) % ring.points.size()];
      const QPointF corner = view.toPixel(a.x(), a.y());
      painter.drawRect(QRectF(corner - QPointF(kGrip, kGrip), QSizeF(2 * kGrip, 2 * kGrip)));
      if (QLineF(a, b).length() / view.metres_per_pixel < kLeastEdge) continue;
      const QPointF middle = (a + b) / 2;
      painter.drawEllipse(view.toPixel(middle.x(), middle.y()), 2.5, 2.5);
    }
}

} // namespace ecoredline
