#include "desktop/look.hpp"

#include <QImage>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>
#include <algorithm>

namespace ecoredline {

namespace {

constexpr const char* kEdgeOnDark = "#94969C";
constexpr int kHatchStep = 8; // px
constexpr int kSwatchWidth = 22;
constexpr int kSwatchHeight = 14;

struct VerdictLook {
  const char* on_light;
  const char* on_dark;
  const char* tint;
};

VerdictLook lookOf(Verdict verdict) {
  switch (verdict) {
  case Verdict::fail:
    return {"#B42318", "#FDA29B", "#FEF3F2"};
  case Verdict::marginal:
    return {"#B54708", "#FEC84B", "#FFFAEB"};
  case Verdict::unknown:
    return {"#475467", "#D0D5DD", "#F2F4F7"};
  case Verdict::conditional:
    return {"#175CD3", "#84CAFF", "#EFF8FF"};
  case Verdict::pass:
    break;
  }
  return {"#027A48", "#6CE9A6", "#ECFDF3"};
}

QColor colourOf(const std::string& hex, double opacity = 1) {
  QColor colour(QString::fromStdString(hex));
  colour.setAlphaF(static_cast<float>(std::clamp(opacity, 0.0, 1.0)));
  return colour;
}

void drawHatch(QPainter& painter, Hatch hatch, const QColor& colour) {
  const double s = kHatchStep;
  painter.setPen(QPen(colour, 0.8));
  const bool cross = hatch == Hatch::cross;
  if (hatch == Hatch::slash || cross)
    for (const double d : {-s, 0.0, s}) painter.drawLine(QPointF(d - 1, s + 1), QPointF(d + s + 1, -1));
  if (hatch == Hatch::backslash || cross)
    for (const double d : {-s, 0.0, s}) painter.drawLine(QPointF(d - 1, -1), QPointF(d + s + 1, s + 1));
  if (hatch == Hatch::horizontal) painter.drawLine(QPointF(0, s / 2), QPointF(s, s / 2));
  if (hatch == Hatch::vertical) painter.drawLine(QPointF(s / 2, 0), QPointF(s / 2, s));
  if (hatch != Hatch::dots) return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour);
  painter.drawEllipse(QPointF(s / 2, s / 2), 1, 1);
}

/// Fusion makes the edge of a box by darkening the ground: on dark ground it cannot be seen.
class VisibleStyle final : public QProxyStyle {
 public:
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if ((element != PE_IndicatorCheckBox && element != PE_IndicatorItemViewItemCheck) || !isDark(option->palette))
      return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QColor(kEdgeOnDark));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
  }
};

} // namespace

QStyle* visibleStyle() {
  return new VisibleStyle; // the application takes it
}

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < 128;
}

QColor verdictColour(Verdict verdict, bool dark) {
  const VerdictLook look = lookOf(verdict);
  return {dark ? look.on_dark : look.on_light};
}

QColor verdictTint(Verdict verdict, bool dark) {
  if (!dark) return {lookOf(verdict).tint};
  return QColor(lookOf(verdict).on_light).darker(250);
}

QPen penOf(const Style& style) {
  if (style.stroke.empty() || style.stroke_mm <= 0) return Qt::NoPen;
  QPen pen(colourOf(style.stroke), std::max(0.6, style.stroke_mm * kPixelsPerMm));
  pen.setJoinStyle(Qt::RoundJoin);
  if (style.dash == Dash::dashed) pen.setDashPattern({5, 3});
  if (style.dash == Dash::dotted) pen.setDashPattern({1, 2.5});
  return pen;
}

QBrush fillOf(const Style& style, Shape shape) {
  if (shape == Shape::line || (style.fill.empty() && shape != Shape::point)) return Qt::NoBrush;
  return colourOf(style.fill.empty() ? style.stroke : style.fill, shape == Shape::point ? 1 : style.fill_opacity);
}

QBrush hatchOf(const Style& style) {
  if (style.hatch == Hatch::none) return Qt::NoBrush;
  QImage tile(kHatchStep, kHatchStep, QImage::Format_ARGB32_Premultiplied);
  tile.fill(Qt::transparent);
  QPainter painter(&tile);
  painter.setRenderHint(QPainter::Antialiasing);
  drawHatch(painter, style.hatch, colourOf(style.stroke.empty() ? style.fill : style.stroke));
  painter.end();
  return tile;
}

QPainterPath markerOf(const Style& style) {
  const double r = style.marker_mm * kPixelsPerMm / 2;
  QPainterPath path;
  switch (style.marker) {
  case Marker::square:
    path.addRect(-r, -r, 2 * r, 2 * r);
    break;
  case Marker::triangle:
    path.addPolygon(QPolygonF({{0, -r}, {r, r}, {-r, r}, {0, -r}}));
    break;
  case Marker::diamond:
    path.addPolygon(QPolygonF({{0, -r}, {r, 0}, {0, r}, {-r, 0}, {0, -r}}));
    break;
  case Marker::cross:
    path.moveTo(-r, 0);
    path.lineTo(r, 0);
    path.moveTo(0, -r);
    path.lineTo(0, r);
    break;
  case Marker::circle:
    path.addEllipse(QPointF(0, 0), r, r);
    break;
  }
  return path;
}

QPixmap swatchOf(const Style& style, Shape shape, double ratio) {
  QPixmap swatch(QSize(kSwatchWidth, kSwatchHeight) * ratio);
  swatch.setDevicePixelRatio(ratio);
  swatch.fill(shape == Shape::polygon ? Qt::white : Qt::transparent); // as on the map's ground
  QPainter painter(&swatch);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(penOf(style));
  painter.setBrush(fillOf(style, shape));
  if (shape == Shape::point) {
    painter.translate(kSwatchWidth / 2.0, kSwatchHeight / 2.0);
    painter.drawPath(markerOf(style));
  } else if (shape == Shape::line) {
    painter.drawLine(QPointF(1, kSwatchHeight / 2.0), QPointF(kSwatchWidth - 1, kSwatchHeight / 2.0));
  } else {
    const QRectF box(1, 1, kSwatchWidth - 2, kSwatchHeight - 2);
    painter.drawRect(box);
    painter.fillRect(box, hatchOf(style));
  }
  return swatch;
}

} // namespace ecoredline
