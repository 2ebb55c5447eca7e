#include "desktop/canvas.hpp"

#include "base/decimal.hpp"
#include "desktop/look.hpp"
#include "desktop/measuring.hpp"
#include "desktop/words.hpp"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kAhead = 0.25;     // of the view, painted on every side for the next move of the hand
constexpr double kClickReach = 4;   // px
constexpr double kDragFrom = 4;     // px: a hand that trembles does not drag
constexpr double kWheelStep = 1.25; // a notch
constexpr double kKeyStep = 0.2;    // of the view, an arrow key
constexpr double kLargestRatio = 4; // pictures of a finer screen cost more than they show
constexpr int kAskAfter = 15;       // ms
constexpr double kDividerStep = 0.02;
constexpr double kSnapReach = 10; // px
constexpr int kOverviewPixels = 360;

} // namespace

MapCanvas::MapCanvas(MapDesk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(320, 240);
  setAttribute(Qt::WA_OpaquePaintEvent);
  m_asking.setSingleShot(true);
  m_asking.setInterval(kAskAfter);
  connect(&m_asking, &QTimer::timeout, this, &MapCanvas::request);
  connect(&m_desk, &MapDesk::painted, this, &MapCanvas::take);
}

void MapCanvas::setLanguage(Language language) {
  m_language = language;
  setAccessibleName(say("地图", "Map"));
  setAccessibleDescription(
      say("方向键平移，加减号缩放，Home 显示全部", "Arrow keys pan, plus and minus zoom, Home shows everything"));
  tellMeasure();
  update();
}

void MapCanvas::setWorkspace(std::shared_ptr<const OpenedWorkspace> workspace) {
  m_workspace = std::move(workspace);
  m_plane = m_workspace->plane;
  m_picture = {};
  m_overview = {};
  m_editor.stop();
  m_ghosts.clear();
  m_above.clear();
  clearMeasure();
  zoomToAll();
}

void MapCanvas::setVersions(const std::vector<std::int64_t>& versions, std::map<std::int64_t, double> opacities) {
  m_versions = versions;
  m_opacities = std::move(opacities);
  ask();
}

void MapCanvas::setAbove(const DrawLayers& layers) {
  m_above = layers;
  ask();
}

void MapCanvas::setTool(MapTool tool) {
  if (tool != MapTool::edit_site) m_editor.stop();
  m_tool = tool;
  clearMeasure();
  setCursor(tool == MapTool::pan || tool == MapTool::edit_site ? Qt::OpenHandCursor
            : tool == MapTool::identify                        ? Qt::WhatsThisCursor
                                                               : Qt::CrossCursor);
  if (draws()) ask(); // with corners to snap to
}

/// The corners of what is shown are wanted.
bool MapCanvas::draws() const {
  return m_tool != MapTool::pan && m_tool != MapTool::identify;
}

void MapCanvas::zoomTo(const Box& place) {
  m_fits_all = false;
  setView(m_view.resized(size()).showing(place));
}

void MapCanvas::zoomToAll() {
  if (m_workspace == nullptr) return;
  zoomTo(m_workspace->extent);
  m_fits_all = true;
}

void MapCanvas::zoomBy(double factor) {
  m_fits_all = false;
  setView(m_view.scaled(factor, {width() / 2.0, height() / 2.0}));
}

void MapCanvas::panBy(QPointF pixels) {
  m_fits_all = false;
  setView(m_view.dragged(pixels));
}

void MapCanvas::setView(const MapView& view) {
  m_view = view;
  m_pointer = m_view.toPlane(m_hover);
  ask();
  update();
  Q_EMIT scaleChanged(QStringLiteral("1 : %1").arg(inQt(toGrouped(m_view.metres_per_pixel * kPixelsPerMm * 1000, 0))));
}

void MapCanvas::ask() {
  if (m_workspace == nullptr) return;
  m_is_settled = false;
  if (!m_asking.isActive()) m_asking.start();
}

void MapCanvas::askNow() {
  if (m_workspace == nullptr) return;
  m_asking.stop();
  m_is_settled = false;
  request();
}

MapView MapCanvas::wideView() const {
  return m_view.resized(m_view.size * (1 + 2 * kAhead));
}

bool MapCanvas::showsAll() const {
  return !m_picture.image.isNull() && m_picture.view.metres_per_pixel == m_view.metres_per_pixel &&
         m_picture.view.window().contains(m_view.window());
}

// Where something of the view is empty, it comes first and alone.
void MapCanvas::request() {
  PictureRequest request;
  request.is_ahead = showsAll();
  request.view = request.is_ahead ? wideView() : m_view;
  request.overview_width = m_fits_all ? kOverviewPixels : 0;
  request.is_detailed = m_is_detailed;
  request.ratio = std::min(devicePixelRatioF(), kLargestRatio);
  request.versions = m_versions;
  request.left_versions = m_left_versions;
  request.above = m_above;
  request.base_maps = m_base_maps;
  for (BaseMapUse& use : request.base_maps) use.opacity *= m_base_opacity;
  request.backdrop = m_backdrop;
  request.backdrop.opacity = m_base_opacity;
  request.opacity = m_opacities;
  request.wants_corners = m_snaps && draws();
  m_desk.paint(request);
  Q_EMIT viewAsked(wideView());
}

void MapCanvas::take(const Picture& picture) {
  m_picture = picture;
  if (m_fits_all && !picture.overview.isNull()) m_overview = {picture.overview, picture.view, {}, {}, {}};
  m_is_settled = !m_asking.isActive() && picture.view == wideView();
  if (!m_is_settled && !m_asking.isActive() && showsAll()) request();
  update();
  Q_EMIT painted();
}

void MapCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), m_workspace == nullptr ? palette().color(QPalette::Window) : QColor(Qt::white));
  if (m_workspace == nullptr) {
    drawEmptyState(painter);
    return;
  }
  drawPicture(painter);
  painter.setRenderHint(QPainter::Antialiasing);
  drawGraticule(painter);
  m_ghosts.paint(painter, m_view);
  m_editor.paint(painter, m_view);
  drawMeasure(painter);
  drawSnap(painter);
  drawDivider(painter);
  drawScaleBar(painter);
  drawAttribution(painter);
  drawOverview(painter);
}

void MapCanvas::resizeEvent(QResizeEvent*) {
  if (m_fits_all)
    zoomToAll();
  else
    setView(m_view.resized(size()));
}

void MapCanvas::wheelEvent(QWheelEvent* event) {
  m_fits_all = false;
  setView(m_view.scaled(std::pow(kWheelStep, -event->angleDelta().y() / 120.0), event->position()));
}

void MapCanvas::mousePressEvent(QMouseEvent* event) {
  m_pressed = m_last = event->position();
  m_is_dragging = false;
  m_is_sliding = event->button() == Qt::LeftButton && isOnDivider(event->position());
  if (m_is_sliding) return;
  if (m_tool == MapTool::edit_site && event->button() == Qt::LeftButton) m_editor.press(event->position(), m_view);
}

void MapCanvas::mouseMoveEvent(QMouseEvent* event) {
  const QPointF here = event->position();
  m_hover = here;
  if (m_is_sliding) {
    setDivider(here.x() / width());
    return;
  }
  if (m_editor.isHeld()) {
    m_is_dragging = true;
    m_editor.drag(m_editor.isCornerHeld() ? snapped(here) : m_view.toPlane(here));
    tellEdited(false);
    return;
  }
  if (m_plane.valid()) {
    m_pointer = draws() ? snapped(here) : m_view.toPlane(here);
    Q_EMIT placeMoved(placeText(m_plane, m_pointer, m_language));
  }
  if (event->buttons() != Qt::NoButton) {
    m_is_dragging = m_is_dragging || (here - m_pressed).manhattanLength() > kDragFrom;
    if (m_is_dragging) panBy(here - m_last);
    if (m_is_dragging) m_last = here;
  } else if (draws()) {
    update();
  }
}

void MapCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (std::exchange(m_is_sliding, false)) return;
  if (m_editor.isHeld()) {
    if (m_editor.release()) tellEdited(true);
    return;
  }
  if (std::exchange(m_is_second_click, false)) return;
  if (m_is_dragging || event->button() != Qt::LeftButton || m_workspace == nullptr) return;
  if (const int ghost = m_ghosts.at(event->position(), m_view); ghost >= 0) {
    Q_EMIT ghostChosen(ghost);
    return;
  }
  if (m_shows_overview && overviewRect().contains(event->position())) {
    const QRectF box = overviewRect();
    const MapView there = m_overview.view.resized(box.size());
    MapView whole = there;
    whole.metres_per_pixel = m_overview.view.metres_per_pixel * m_overview.view.size.width() / box.width();
    const QPointF place = whole.toPlane(event->position() - box.topLeft());
    MapView view = m_view;
    view.x = place.x();
    view.y = place.y();
    m_fits_all = false;
    setView(view);
    return;
  }
  if (m_tool == MapTool::identify)
    Q_EMIT clicked(m_view.toPlane(event->position()), kClickReach * m_view.metres_per_pixel);
  if (draws() && m_tool != MapTool::edit_site) measureAt(event->position());
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  if (m_tool == MapTool::draw_site) {
    m_is_second_click = true;
    finishSite();
  }
  if (m_tool != MapTool::pan) return;
  m_fits_all = false;
  setView(m_view.scaled(0.5, event->position()));
}

void MapCanvas::contextMenuEvent(QContextMenuEvent* event) {
  if (m_tool == MapTool::edit_site && m_editor.removeCorner(event->pos(), m_view)) tellEdited(true);
}

void MapCanvas::finishSite() {
  std::vector<QPointF> corners = m_measured;
  corners.erase(std::ranges::unique(corners).begin(), corners.end()); // a double click may count as two
  if (m_tool != MapTool::draw_site || corners.size() < 3) return;
  clearMeasure();
  Q_EMIT siteDrawn(corners);
}

void MapCanvas::lookAt(QPointF place, double metres_per_pixel) {
  m_fits_all = false;
  setView({place.x(), place.y(), metres_per_pixel, m_view.size});
}

void MapCanvas::goOnDrawing(const std::vector<QPointF>& corners) {
  setTool(MapTool::draw_site);
  m_measured = corners;
  tellMeasure();
  update();
}

void MapCanvas::editSite(const SiteShape& shape) {
  setTool(MapTool::edit_site);
  m_editor.start(shape);
  update();
}

void MapCanvas::setEdited(const SiteShape& shape) {
  if (!m_editor.active()) return;
  m_editor.set(shape);
  tellEdited(true);
}

void MapCanvas::stopEditing() {
  m_editor.stop();
  update();
}

void MapCanvas::undo() {
  if (m_editor.undo()) tellEdited(true);
}

void MapCanvas::redo() {
  if (m_editor.redo()) tellEdited(true);
}

void MapCanvas::tellEdited(bool done) {
  update();
  Q_EMIT siteEdited(m_editor.shape(), done);
}

void MapCanvas::setSnapping(bool on) {
  m_snaps = on;
  ask();
}

void MapCanvas::setGraticule(bool on) {
  m_shows_graticule = on;
  update();
}

void MapCanvas::setOverview(bool on) {
  m_shows_overview = on;
  update();
}

void MapCanvas::setBaseMaps(const std::vector<BaseMapUse>& maps) {
  m_base_maps = maps;
  ask();
}

QPointF MapCanvas::snapped(QPointF pixel) const {
  const QPointF place = m_view.toPlane(pixel);
  if (!m_snaps || !draws()) return place;
  const double reach = kSnapReach * m_view.metres_per_pixel;
  QPointF best = place;
  double least = reach * reach;
  for (const QPointF corner : m_picture.corners) {
    const QPointF away = corner - place;
    const double square = QPointF::dotProduct(away, away);
    if (square >= least) continue;
    least = square;
    best = corner;
  }
  return best;
}

/// A metre a stroke, ten with Shift; brackets turn by a degree.
bool MapCanvas::editByKey(const QKeyEvent& event) {
  if (!m_editor.active()) return false;
  const double step = event.modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
  SiteShape moved = m_editor.shape();
  switch (event.key()) {
  case Qt::Key_Left:
    moved.moveBy({-step, 0});
    break;
  case Qt::Key_Right:
    moved.moveBy({step, 0});
    break;
  case Qt::Key_Up:
    moved.moveBy({0, step});
    break;
  case Qt::Key_Down:
    moved.moveBy({0, -step});
    break;
  case Qt::Key_BracketLeft:
    moved.turnBy(std::numbers::pi / 180);
    break;
  case Qt::Key_BracketRight:
    moved.turnBy(-std::numbers::pi / 180);
    break;
  default:
    return false;
  }
  setEdited(moved);
  return true;
}

void MapCanvas::keyPressEvent(QKeyEvent* event) {
  if (editByKey(*event)) return;
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
  case Qt::Key_Comma:
  case Qt::Key_Period:
    if (swipes()) setDivider(m_divider + (event->key() == Qt::Key_Comma ? -kDividerStep : kDividerStep));
    return;
  case Qt::Key_Home:
    return zoomToAll();
  case Qt::Key_Escape:
    return clearMeasure();
  case Qt::Key_Return:
  case Qt::Key_Enter:
    return finishSite();
  case Qt::Key_Backspace:
    if (!m_measured.empty()) m_measured.pop_back();
    tellMeasure();
    return update();
  default:
    QWidget::keyPressEvent(event);
  }
}

void MapCanvas::clearMeasure() {
  m_measured.clear();
  tellMeasure();
  update();
}

void MapCanvas::measureAt(QPointF pixel) {
  m_measured.push_back(snapped(pixel));
  tellMeasure();
  update();
}

void MapCanvas::tellMeasure() {
  if (m_measured.empty()) {
    Q_EMIT measureChanged({});
    return;
  }
  QString text = say("椭球面长度 ", "Length on the ellipsoid ") + lengthText(m_plane, m_measured);
  const QString area = m_tool != MapTool::measure_length ? areaText(m_plane, m_measured) : QString();
  if (!area.isEmpty()) text += say("，面积（椭球面）", ", area (ellipsoid) ") + area;
  Q_EMIT measureChanged(text);
}

} // namespace ecoredline
