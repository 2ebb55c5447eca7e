#include "desktop/page_view.hpp"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kReach = 6;   // px within which an edge snaps
constexpr double kHandle = 6;  // px, of the squares at the corners of what is chosen
constexpr double kStep = 1;    // mm, an arrow key
constexpr double kStride = 10; // mm, the same with Shift

/// The ways of the arrow keys; none for another key.
std::optional<QPointF> wayOf(const QKeyEvent& event) {
  const double mm = event.modifiers().testFlag(Qt::ShiftModifier) ? kStride : kStep;
  switch (event.key()) {
  case Qt::Key_Left:
    return QPointF(-mm, 0);
  case Qt::Key_Right:
    return QPointF(mm, 0);
  case Qt::Key_Up:
    return QPointF(0, -mm);
  case Qt::Key_Down:
    return QPointF(0, mm);
  default:
    return {};
  }
}

Box shifted(const Box& box, const QPointF& way) {
  return {box.min_x + way.x(), box.min_y + way.y(), box.max_x + way.x(), box.max_y + way.y()};
}

} // namespace

PageView::PageView(QWidget* parent) : QLabel(parent) {
  setAlignment(Qt::AlignCenter);
  setFocusPolicy(Qt::StrongFocus);
}

void PageView::showPage(const QPixmap& page, const Paper& paper, std::vector<ElementBox> drawn) {
  m_picture = page;
  m_paper = paper;
  m_drawn = std::move(drawn);
  m_drag.reset(); // what is held may not be on this page
  setPixmap(page);
}

void PageView::setStanding(std::vector<ElementBox> standing) {
  m_standing = std::move(standing);
  update();
}

void PageView::choose(std::optional<PageElement> element) {
  if (element == m_chosen) return;
  m_chosen = element;
  update();
  Q_EMIT picked(m_chosen);
}

QRectF PageView::picturePlace() const {
  const QSize size = m_picture.deviceIndependentSize().toSize();
  return QStyle::alignedRect(Qt::LeftToRight, alignment(), size, contentsRect());
}

double PageView::perMm() const {
  return picturePlace().width() / m_paper.width;
}

QRectF PageView::onScreen(const ecoredline::Box& box) const {
  const double mm = perMm();
  const QPointF corner = picturePlace().topLeft() + QPointF(box.min_x, box.min_y) * mm;
  return {corner, QSizeF((box.max_x - box.min_x) * mm, (box.max_y - box.min_y) * mm)};
}

QPointF PageView::onPage(const QPointF& point) const {
  return (point - picturePlace().topLeft()) / perMm();
}

const ElementBox* PageView::find(const std::vector<ElementBox>& among, PageElement element) const {
  const auto found = std::ranges::find(among, element, &ElementBox::element);
  return found == among.end() ? nullptr : &*found;
}

void PageView::paintEvent(QPaintEvent* event) {
  QLabel::paintEvent(event);
  if (m_picture.isNull()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  paintMoved(painter);
  paintChosen(painter);
}

void PageView::paintMoved(QPainter& painter) const {
  for (const ElementBox& was : m_drawn) {
    const ElementBox* now = find(m_standing, was.element);
    if (now != nullptr && now->box == was.box) continue;
    painter.fillRect(onScreen(was.box), QColor(255, 255, 255, 190)); // paper is white in the dark too
  }
  const double ratio = m_picture.devicePixelRatio();
  for (const ElementBox& now : m_standing) {
    const ElementBox* was = find(m_drawn, now.element);
    if (was == nullptr || was->box == now.box) continue;
    const QRectF cut = onScreen(was->box).translated(-picturePlace().topLeft());
    painter.drawPixmap(onScreen(now.box), m_picture, {cut.topLeft() * ratio, cut.size() * ratio});
  }
}

void PageView::paintChosen(QPainter& painter) const {
  const ElementBox* chosen = m_chosen ? find(m_standing, *m_chosen) : nullptr;
  if (chosen == nullptr) return;
  const QColor colour = palette().color(QPalette::Highlight);
  const QRectF box = onScreen(chosen->box);
  painter.setPen(QPen(colour, hasFocus() ? 2 : 1, Qt::DashLine));
  painter.drawRect(box);
  for (const QPointF& corner : {box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()})
    painter.fillRect(QRectF(corner.x() - kHandle / 2, corner.y() - kHandle / 2, kHandle, kHandle), colour);
  if (!m_drag || !m_drag->moved) return;
  const QRectF page = picturePlace();
  painter.setPen(QPen(QColor(Qt::magenta), 1)); // guides: what drew it there
  if (m_drag->now.x) {
    const double x = page.left() + *m_drag->now.x * perMm();
    painter.drawLine(QPointF(x, page.top()), QPointF(x, page.bottom()));
  }
  if (m_drag->now.y) {
    const double y = page.top() + *m_drag->now.y * perMm();
    painter.drawLine(QPointF(page.left(), y), QPointF(page.right(), y));
  }
}

void PageView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || m_picture.isNull()) return;
  const QPointF at = onPage(event->position());
  choose(elementAt(m_standing, at.x(), at.y(), m_chosen));
  if (m_chosen) {
    const ecoredline::Box box = find(m_standing, *m_chosen)->box;
    m_drag = Drag{event->position(), box, {box, {}, {}}};
  }
}

ecoredline::Box PageView::dragged(const QPointF& to, bool snap) {
  const ecoredline::Box there = keptOn(m_paper, shifted(m_drag->box, (to - m_drag->from) / perMm()));
  m_drag->now = snapped(there, snapEdges(m_standing, *m_chosen, m_paper), snap ? kReach / perMm() : 0);
  m_drag->now.box = keptOn(m_paper, m_drag->now.box);
  return m_drag->now.box;
}

void PageView::mouseMoveEvent(QMouseEvent* event) {
  if (!m_drag) return;
  const double way = (event->position() - m_drag->from).manhattanLength();
  if (!m_drag->moved && way < QApplication::startDragDistance()) return;
  m_drag->moved = true;
  const ecoredline::Box box = dragged(event->position(), !event->modifiers().testFlag(Qt::AltModifier));
  std::ranges::find(m_standing, *m_chosen, &ElementBox::element)->box = box;
  setCursor(Qt::SizeAllCursor);
  update();
}

void PageView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !m_drag) return;
  const Drag drag = *m_drag;
  m_drag.reset();
  unsetCursor();
  update();
  if (drag.moved) Q_EMIT dropped(*m_chosen, drag.now.box.min_x, drag.now.box.min_y);
}

void PageView::keyPressEvent(QKeyEvent* event) {
  const ElementBox* chosen = m_chosen ? find(m_standing, *m_chosen) : nullptr;
  if (chosen == nullptr) return QLabel::keyPressEvent(event);
  if (const auto way = wayOf(*event)) {
    const ecoredline::Box to = keptOn(m_paper, shifted(chosen->box, *way));
    Q_EMIT nudged(*m_chosen, to.min_x, to.min_y);
  } else if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
    Q_EMIT hideAsked(*m_chosen);
  } else if (event->key() == Qt::Key_Escape) {
    choose({}); // and the dialog stays
  } else {
    QLabel::keyPressEvent(event);
  }
}

} // namespace ecoredline
