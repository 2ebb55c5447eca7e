#include "desktop/map_painter.hpp"

#include "desktop/look.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kNear = 0.5;         // px: nearer vertices are the same to the eye
constexpr double kMargin = 24;        // px round the view: cut edges lie where nobody sees them
constexpr int kMostLabels = 120;      // more say nothing
constexpr double kHalo = 3;           // px
constexpr double kLeastLabelled = 60; // px
constexpr double kPointLabels = 40;   // m a pixel
constexpr int kCheckEvery = 64;       // rows between two looks at the cancel

/// One side of the frame that polygons are cut to (Sutherland and Hodgman 1974): along x or y, from which value, and
/// which side stays.
struct Side {
  bool along_x;
  double at;
  bool keep_more;

  double of(QPointF p) const { return along_x ? p.x() : p.y(); }
  bool keeps(QPointF p) const { return keep_more ? of(p) >= at : of(p) <= at; }
  QPointF cut(QPointF a, QPointF b) const { return a + (b - a) * ((at - of(a)) / (of(b) - of(a))); }
};

std::array<Side, 4> sidesOf(const QRectF& frame) {
  return {Side{true, frame.left(), true}, Side{true, frame.right(), false}, Side{false, frame.top(), true},
          Side{false, frame.bottom(), false}};
}

QPolygonF cutTo(QPolygonF ring, const QRectF& frame) {
  if (frame.contains(ring.boundingRect())) return ring;
  for (const Side& side : sidesOf(frame)) {
    QPolygonF kept;
    for (int i = 0; i < ring.size(); ++i) {
      const QPointF here = ring[i];
      const QPointF before = ring[(i + ring.size() - 1) % ring.size()];
      if (side.keeps(here) != side.keeps(before)) kept << side.cut(before, here);
      if (side.keeps(here)) kept << here;
    }
    ring = std::move(kept);
    if (ring.isEmpty()) break;
  }
  return ring;
}

QPolygonF pixelsOf(const FlatLayer& layer, std::size_t ring, const MapView& view) {
  const auto first = layer.ring_vertex[ring];
  const auto last = layer.ring_vertex[ring + 1];
  QPolygonF pixels;
  for (auto i = first; i < last; ++i) {
    const QPointF p = view.toPixel(layer.x[i], layer.y[i]);
    if (!std::isfinite(p.x()) || !std::isfinite(p.y())) continue;
    const bool near =
        !pixels.isEmpty() && std::abs(p.x() - pixels.back().x()) < kNear && std::abs(p.y() - pixels.back().y()) < kNear;
    if (!near || (i + 1 == last && pixels.size() > 1)) pixels << p;
  }
  return pixels;
}

/// Pieces of a line that may touch the frame: an edge with both ends beyond one side is left out.
void addLine(QPainterPath& path, const QPolygonF& line, const QRectF& frame) {
  const auto sides = sidesOf(frame);
  bool is_down = false;
  for (int i = 1; i < line.size(); ++i) {
    const QPointF a = line[i - 1];
    const QPointF b = line[i];
    const bool outside = std::ranges::any_of(sides, [&](const Side& s) { return !s.keeps(a) && !s.keeps(b); });
    if (!outside && !is_down) path.moveTo(a);
    if (!outside) path.lineTo(b);
    is_down = !outside;
  }
}

QRectF frameOf(const MapView& view) {
  return QRectF(QPointF(0, 0), view.size).adjusted(-kMargin, -kMargin, kMargin, kMargin);
}

void paintPoints(QPainter& painter, const FlatLayer& layer, std::size_t row, const MapView& view,
                 const QPainterPath& marker) {
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const auto vertex = layer.ring_vertex[ring];
    painter.drawPath(marker.translated(view.toPixel(layer.x[vertex], layer.y[vertex])));
  }
}

bool paintLayer(QPainter& painter, const MapView& view, const DrawLayer& layer, Feedback& feedback) {
  const Box window = view.window().grown(kMargin * view.metres_per_pixel, kMargin * view.metres_per_pixel);
  const QBrush hatch = hatchOf(layer.style);
  const QPainterPath marker = markerOf(layer.style);
  painter.setPen(penOf(layer.style));
  for (std::size_t row = 0; row < layer.shapes.rows(); ++row) {
    if (row % kCheckEvery == 0 && feedback.cancelled()) return false;
    if (!layer.shapes.box[row].meets(window)) continue;
    const Shape shape = layer.shapes.shape[row];
    painter.setBrush(fillOf(layer.style, shape));
    if (shape == Shape::point) {
      paintPoints(painter, layer.shapes, row, view, marker);
      continue;
    }
    const QPainterPath path = pathOf(layer.shapes, row, view);
    painter.drawPath(path);
    if (hatch.style() != Qt::NoBrush && shape == Shape::polygon) painter.fillPath(path, hatch);
  }
  return true;
}

/// Labels of one picture and the room they have taken.
class Labels {
 public:
  Labels(QPainter& painter, const MapView& view) : m_painter(painter), m_view(view), m_metrics(painter.font()) {}

  bool full() const { return static_cast<int>(m_taken.size()) >= kMostLabels; }

  void write(const DrawLayer& layer, std::size_t row) {
    if (layer.label_priority <= 0 && !isLargeEnough(layer.shapes, row)) return;
    double x = 0;
    double y = 0;
    if (!labelPoint(layer.shapes, row, m_view.window(), x, y)) return;
    const QString text = QString::fromStdString(layer.labels[row]);
    QRectF box = QRectF(m_metrics.boundingRect(text)).adjusted(-kHalo, -1, kHalo, 1);
    box.moveCenter(m_view.toPixel(x, y));
    if (layer.shapes.shape[row] == Shape::point || layer.label_outside) box.translate(0, -box.height());
    if (!QRectF(QPointF(0, 0), m_view.size).contains(box)) return;
    if (std::ranges::any_of(m_taken, [&](const QRectF& taken) { return taken.intersects(box); })) return;
    m_taken.push_back(box);
    QPainterPath letters;
    letters.addText(QPointF(box.left() + kHalo, box.bottom() - m_metrics.descent() - 1), m_painter.font(), text);
    m_painter.strokePath(letters, QPen(QColor(255, 255, 255, 220), kHalo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    m_painter.fillPath(letters, layer.label_colour.empty() ? QColor("#101828")
                                                           : QColor(QString::fromStdString(layer.label_colour)));
  }

 private:
  /// A name that is much larger than its zone says nothing on an overview.
  bool isLargeEnough(const FlatLayer& layer, std::size_t row) const {
    if (layer.shape[row] == Shape::point) return m_view.metres_per_pixel < kPointLabels;
    const Box& box = layer.box[row];
    return std::max(box.max_x - box.min_x, box.max_y - box.min_y) > kLeastLabelled * m_view.metres_per_pixel;
  }

  QPainter& m_painter;
  const MapView& m_view;
  QFontMetricsF m_metrics;
  std::vector<QRectF> m_taken;
};

} // namespace

QPainterPath pathOf(const FlatLayer& layer, std::size_t row, const MapView& view) {
  const QRectF frame = frameOf(view);
  QPainterPath path;
  for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
    const QPolygonF pixels = pixelsOf(layer, ring, view);
    if (layer.shape[row] == Shape::line) {
      addLine(path, pixels, frame);
      continue;
    }
    const QPolygonF cut = cutTo(pixels, frame);
    if (cut.isEmpty()) continue;
    path.addPolygon(cut);
    path.closeSubpath();
  }
  return path;
}

bool paintLayers(QPainter& painter, const MapView& view, const std::vector<std::shared_ptr<const DrawLayer>>& layers,
                 Feedback& feedback) {
  painter.setRenderHint(QPainter::Antialiasing);
  return std::ranges::all_of(layers, [&](const auto& layer) { return paintLayer(painter, view, *layer, feedback); });
}

void paintLabels(QPainter& painter, const MapView& view, const std::vector<std::shared_ptr<const DrawLayer>>& layers) {
  std::vector<const DrawLayer*> order;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) order.push_back(layer->get());
  std::ranges::stable_sort(order, std::ranges::greater{}, &DrawLayer::label_priority);
  Labels labels(painter, view);
  const Box window = view.window();
  for (const DrawLayer* layer : order)
    for (std::size_t row = 0; row < layer->shapes.rows() && !labels.full(); ++row)
      if (row < layer->labels.size() && !layer->labels[row].empty() && layer->shapes.box[row].meets(window))
        labels.write(*layer, row);
}

} // namespace ecoredline
