#include "desktop/map_painter.hpp"

#include "desktop/look.hpp"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <optional>
#include <ranges>

namespace ecoredline {

namespace {

constexpr double kMargin = 24;        // px round the view: markers of points outside reach in
constexpr int kMostLabels = 120;      // more say nothing
constexpr int kLabelPixels = 12;      // high
constexpr double kHalo = 3;           // px
constexpr double kLeastLabelled = 60; // px
constexpr double kPointLabels = 40;   // m a pixel
constexpr std::uint64_t kPieceVertices = 50000;

ScreenInk inkOf(const QColor& colour, double opacity) {
  return {colour.rgb() & 0xFFFFFFU, colour.alphaF() * opacity};
}

/// No pen: nothing of width 0.
ScreenPen screenPenOf(const QPen& pen, double ratio) {
  if (pen.style() == Qt::NoPen) return {0, {}};
  ScreenPen made{pen.widthF() * ratio, {}};
  if (pen.style() == Qt::CustomDashLine)
    for (const double part : pen.dashPattern()) made.dash.push_back(part * made.width);
  return made;
}

/// As large on every screen.
std::optional<ScreenTile> tileOf(const QBrush& hatch, double ratio) {
  if (hatch.style() == Qt::NoBrush) return std::nullopt;
  const QImage image = hatch.textureImage();
  const int side = std::max(1, qRound(image.width() * ratio));
  const QImage scaled = image.scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                            .convertToFormat(QImage::Format_ARGB32_Premultiplied);
  ScreenTile tile{{}, side};
  for (int y = 0; y < side; ++y) {
    const auto* row = reinterpret_cast<const std::uint32_t*>(scaled.constScanLine(y));
    tile.words.insert(tile.words.end(), row, row + side);
  }
  return tile;
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

PixelFrame PictureShapes::frame() const {
  const Box window = m_view.window();
  return {window.min_x, window.max_y, m_view.metres_per_pixel / m_ratio};
}

void PictureShapes::add(const DrawLayer& layer, double opacity) {
  const QPen line = penOf(layer.style);
  const QBrush fill = fillOf(layer.style, Shape::polygon);
  Layer made{&layer, opacity, screenPenOf(line, m_ratio), inkOf(line.color(), opacity), {}, {}, false, 0, 0};
  if (fill.style() != Qt::NoBrush)
    made.fill = inkOf(fill.color(), opacity);
  else
    made.fill.opacity = 0;
  made.hatch = tileOf(hatchOf(layer.style), m_ratio);
  made.first_piece = m_pieces.size();
  const double margin = (made.pen.width / m_ratio + 2) * m_view.metres_per_pixel;
  const Box window = m_view.window().grown(margin, margin);
  const FlatLayer& shapes = layer.shapes;
  std::uint64_t vertices = kPieceVertices; // of the piece so far: the first row begins one
  for (std::uint32_t row = 0; row < shapes.rows(); ++row) {
    made.has_points = made.has_points || shapes.shape[row] == Shape::point;
    const bool has_outline = shapes.shape[row] == Shape::polygon || shapes.shape[row] == Shape::line;
    if (!has_outline || !shapes.box[row].meets(window)) continue;
    if (vertices >= kPieceVertices) {
      m_pieces.push_back({m_layers.size(), {}, {}});
      vertices = 0;
    }
    m_pieces.back().rows.push_back(row);
    vertices += shapes.ring_vertex[shapes.row_ring[row + 1]] - shapes.ring_vertex[shapes.row_ring[row]];
  }
  made.last_piece = m_pieces.size();
  m_layers.push_back(std::move(made));
}

void PictureShapes::make(std::size_t piece) {
  Piece& one = m_pieces[piece];
  const Layer& layer = m_layers[one.layer];
  one.outlines.emplace(layer.layer->shapes, one.rows, frame(), !layer.pen.dash.empty());
}

bool PictureShapes::paint(QImage& rows, int top, Feedback& feedback) const {
  ScreenShapes shapes({rows.bits(), rows.width(), rows.height(), static_cast<int>(rows.bytesPerLine())}, top);
  for (const Layer& one : m_layers) {
    for (std::size_t i = one.first_piece; i < one.last_piece && (one.fill.opacity > 0 || one.hatch); ++i) {
      if (feedback.cancelled()) return false;
      shapes.fill(*m_pieces[i].outlines, one.fill, one.hatch ? &*one.hatch : nullptr, one.opacity);
    }
    for (std::size_t i = one.first_piece; i < one.last_piece && one.pen.width > 0; ++i) {
      if (feedback.cancelled()) return false;
      shapes.stroke(*m_pieces[i].outlines, one.pen);
    }
    shapes.ink(one.line);
    if (one.has_points) paintPoints(rows, top, one);
  }
  return !feedback.cancelled();
}

// Markers are few and of any shape: Qt draws them.
void PictureShapes::paintPoints(QImage& rows, int top, const Layer& one) const {
  const Box window = m_view.window().grown(kMargin * m_view.metres_per_pixel, kMargin * m_view.metres_per_pixel);
  const FlatLayer& shapes = one.layer->shapes;
  const QPainterPath marker = markerOf(one.layer->style);
  QPainter painter(&rows);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(0, -top / m_ratio);
  painter.setOpacity(one.opacity);
  painter.setPen(penOf(one.layer->style));
  painter.setBrush(fillOf(one.layer->style, Shape::point));
  for (std::size_t row = 0; row < shapes.rows(); ++row) {
    if (shapes.shape[row] != Shape::point || !shapes.box[row].meets(window)) continue;
    for (auto ring = shapes.row_ring[row]; ring < shapes.row_ring[row + 1]; ++ring) {
      const auto vertex = shapes.ring_vertex[ring];
      painter.drawPath(marker.translated(m_view.toPixel(shapes.x[vertex], shapes.y[vertex])));
    }
  }
}

void paintLabels(QImage& picture, const MapView& view, const std::vector<std::shared_ptr<const DrawLayer>>& layers) {
  std::vector<const DrawLayer*> order;
  for (const auto& layer : std::ranges::reverse_view(layers)) order.push_back(layer.get());
  std::ranges::stable_sort(order, std::ranges::greater{}, &DrawLayer::label_priority);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(kLabelPixels);
  painter.setFont(font);
  Labels labels(painter, view);
  const Box window = view.window();
  for (const DrawLayer* layer : order)
    for (std::size_t row = 0; row < layer->shapes.rows() && !labels.full(); ++row)
      if (row < layer->labels.size() && !layer->labels[row].empty() && layer->shapes.box[row].meets(window))
        labels.write(*layer, row);
}

} // namespace ecoredline
