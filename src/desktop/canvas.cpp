#include "desktop/canvas.hpp"

#include "base/decimal.hpp"
#include "cartography/frame.hpp"
#include "desktop/look.hpp"
#include "desktop/measuring.hpp"
#include "desktop/words.hpp"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QWheelEvent>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kAhead = 0.25;     // of the view, painted on every side for the next move of the hand
constexpr double kClickReach = 4;   // px
constexpr double kDragFrom = 4;     // px: a hand that trembles does not drag
constexpr double kWheelStep = 1.25; // a notch
constexpr double kKeyStep = 0.2;    // of the view, an arrow key
constexpr double kLargestRatio = 4; // pictures of a finer screen cost more than they show
constexpr int kAskAfter = 15;       // ms

} // namespace

Canvas::Canvas(MapDesk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(320, 240);
  setAttribute(Qt::WA_OpaquePaintEvent);
  m_asking.setSingleShot(true);
  m_asking.setInterval(kAskAfter);
  connect(&m_asking, &QTimer::timeout, this, &Canvas::request);
  connect(&m_desk, &MapDesk::painted, this, &Canvas::take);
}

void Canvas::setLanguage(Language language) {
  m_language = language;
  setAccessibleName(say("地图", "Map"));
  setAccessibleDescription(
      say("方向键平移，加减号缩放，Home 显示全部", "Arrow keys pan, plus and minus zoom, Home shows everything"));
  tellMeasure();
  update();
}

void Canvas::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  m_plane = m_workspace->plane;
  m_picture = {};
  m_above.clear();
  clearMeasure();
  zoomToAll();
}

void Canvas::setVersions(const std::vector<std::int64_t>& versions) {
  m_versions = versions;
  ask();
}

void Canvas::setAbove(const DrawLayers& layers) {
  m_above = layers;
  ask();
}

void Canvas::setTool(MapTool tool) {
  m_tool = tool;
  clearMeasure();
  setCursor(tool == MapTool::pan        ? Qt::OpenHandCursor
            : tool == MapTool::identify ? Qt::WhatsThisCursor
                                        : Qt::CrossCursor);
}

void Canvas::zoomTo(const Box& place) {
  m_fits_all = false;
  setView(m_view.resized(size()).showing(place));
}

void Canvas::zoomToAll() {
  if (m_workspace == nullptr) return;
  zoomTo(m_workspace->extent);
  m_fits_all = true;
}

void Canvas::zoomBy(double factor) {
  m_fits_all = false;
  setView(m_view.scaled(factor, {width() / 2.0, height() / 2.0}));
}

void Canvas::panBy(QPointF pixels) {
  m_fits_all = false;
  setView(m_view.dragged(pixels));
}

void Canvas::setView(const MapView& view) {
  m_view = view;
  ask();
  update();
  Q_EMIT scaleChanged(QStringLiteral("1 : %1").arg(inQt(toGrouped(m_view.metres_per_pixel * kPixelsPerMm * 1000, 0))));
}

void Canvas::ask() {
  if (m_workspace == nullptr) return;
  m_is_settled = false;
  if (!m_asking.isActive()) m_asking.start();
}

void Canvas::request() {
  PictureRequest request;
  request.view = m_view.resized(m_view.size * (1 + 2 * kAhead));
  request.ratio = std::min(devicePixelRatioF(), kLargestRatio);
  request.versions = m_versions;
  request.above = m_above;
  m_desk.paint(request);
}

void Canvas::take(const Picture& picture) {
  m_picture = picture;
  m_is_settled = !m_asking.isActive() && picture.view == m_view.resized(m_view.size * (1 + 2 * kAhead));
  update();
  Q_EMIT painted();
}

void Canvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), m_workspace == nullptr ? palette().color(QPalette::Window) : QColor(Qt::white));
  if (m_workspace == nullptr) {
    drawEmptyState(painter);
    return;
  }
  if (!m_picture.image.isNull()) {
    const Box window = m_picture.view.window();
    const QRectF where(m_view.toPixel(window.min_x, window.max_y), m_view.toPixel(window.max_x, window.min_y));
    if (m_picture.view.metres_per_pixel == m_view.metres_per_pixel)
      painter.drawImage(where.topLeft(), m_picture.image);
    else
      painter.drawImage(where, m_picture.image);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  drawMeasure(painter);
  drawScaleBar(painter);
}

void Canvas::drawEmptyState(QPainter& painter) {
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(
      rect().adjusted(24, 24, -24, -24), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap,
      say("把工作空间（.gpkg）拖到这里，或按 Ctrl+O 打开。\n打开后，把项目用地文件拖进来即可核查。",
          "Drop a workspace (.gpkg) here, or press Ctrl+O.\nThen drop a file of project sites to screen it."));
}

void Canvas::drawMeasure(QPainter& painter) {
  if (m_measured.empty()) return;
  QPolygonF line;
  for (const QPointF point : m_measured) line << m_view.toPixel(point.x(), point.y());
  QPolygonF open = line;
  open << m_view.toPixel(m_pointer.x(), m_pointer.y());
  painter.setBrush(m_tool == MapTool::measure_area ? QColor(23, 92, 211, 40) : QColor(0, 0, 0, 0));
  painter.setPen(QPen(QColor("#175CD3"), 2));
  if (m_tool == MapTool::measure_area)
    painter.drawPolygon(open);
  else
    painter.drawPolyline(open);
  painter.setBrush(Qt::white);
  for (const QPointF point : line) painter.drawEllipse(point, 3, 3);
}

void Canvas::drawScaleBar(QPainter& painter) {
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

void Canvas::resizeEvent(QResizeEvent*) {
  if (m_fits_all)
    zoomToAll();
  else
    setView(m_view.resized(size()));
}

void Canvas::wheelEvent(QWheelEvent* event) {
  m_fits_all = false;
  setView(m_view.scaled(std::pow(kWheelStep, -event->angleDelta().y() / 120.0), event->position()));
}

void Canvas::mousePressEvent(QMouseEvent* event) {
  m_pressed = m_last = event->position();
  m_is_dragging = false;
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
  const QPointF here = event->position();
  if (m_plane.valid()) {
    m_pointer = m_view.toPlane(here);
    Q_EMIT placeMoved(placeText(m_plane, m_pointer, m_language));
  }
  if (event->buttons() != Qt::NoButton) {
    m_is_dragging = m_is_dragging || (here - m_pressed).manhattanLength() > kDragFrom;
    if (m_is_dragging) panBy(here - m_last);
    if (m_is_dragging) m_last = here;
  } else if (!m_measured.empty()) {
    update();
  }
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
  if (m_is_dragging || event->button() != Qt::LeftButton || m_workspace == nullptr) return;
  if (m_tool == MapTool::identify)
    Q_EMIT clicked(m_view.toPlane(event->position()), kClickReach * m_view.metres_per_pixel);
  if (m_tool == MapTool::measure_length || m_tool == MapTool::measure_area) measureAt(event->position());
}

void Canvas::mouseDoubleClickEvent(QMouseEvent* event) {
  m_fits_all = false;
  if (m_tool == MapTool::pan) setView(m_view.scaled(0.5, event->position()));
}

void Canvas::keyPressEvent(QKeyEvent* event) {
  const double dx = width() * kKeyStep;
  const double dy = height() * kKeyStep;
  switch (event->key()) {
  case Qt::Key_Left:
    return panBy({dx, 0});
  case Qt::Key_Right:
    return panBy({-dx, 0});
  case Qt::Key_Up:
    return panBy({0, dy});
  case Qt::Key_Down:
    return panBy({0, -dy});
  case Qt::Key_Plus:
  case Qt::Key_Equal:
    return zoomBy(1 / kWheelStep);
  case Qt::Key_Minus:
    return zoomBy(kWheelStep);
  case Qt::Key_Home:
    return zoomToAll();
  case Qt::Key_Escape:
    return clearMeasure();
  case Qt::Key_Backspace:
    if (!m_measured.empty()) m_measured.pop_back();
    tellMeasure();
    return update();
  default:
    QWidget::keyPressEvent(event);
  }
}

void Canvas::clearMeasure() {
  m_measured.clear();
  tellMeasure();
  update();
}

void Canvas::measureAt(QPointF pixel) {
  m_measured.push_back(m_view.toPlane(pixel));
  tellMeasure();
  update();
}

void Canvas::tellMeasure() {
  if (m_measured.empty()) {
    Q_EMIT measureChanged({});
    return;
  }
  QString text = say("椭球面长度 ", "Length on the ellipsoid ") + lengthText(m_plane, m_measured);
  const QString area = m_tool == MapTool::measure_area ? areaText(m_plane, m_measured) : QString();
  if (!area.isEmpty()) text += say("，面积（椭球面）", ", area (ellipsoid) ") + area;
  Q_EMIT measureChanged(text);
}

} // namespace ecoredline
