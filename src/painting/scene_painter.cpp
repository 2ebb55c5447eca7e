#include "painting/scene_painter.hpp"

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kHatchStep = 2.0; // mm
constexpr double kHatchLine = 0.16;
constexpr double kDot = 0.28;

void path(Canvas& canvas, std::span<const GridPoint> points, const PageGrid& grid, bool closed) {
  bool first = true;
  for (const GridPoint& point : points) {
    const double x = grid.millimetres(point.x);
    const double y = grid.millimetres(point.y);
    if (first)
      canvas.moveTo(x, y);
    else
      canvas.lineTo(x, y);
    first = false;
  }
  if (closed && !first) canvas.close();
}

Pen penOf(const Style& style) {
  Pen pen{style.stroke, style.stroke_mm};
  if (style.dash == Dash::dashed) pen.dash = {1.6, 0.9};
  if (style.dash == Dash::dotted) pen.dash = {0.3, 0.8};
  return pen;
}

bool hasStroke(const Style& style) {
  return !style.stroke.empty() && style.stroke_mm > 0;
}

void straight(Canvas& canvas, double ax, double ay, double bx, double by) {
  canvas.moveTo(ax, ay);
  canvas.lineTo(bx, by);
}

// Lines y = x * slope + k * step over a box; they hang on the page, not on the zone, so that neighbours go on.
void slanted(Canvas& canvas, const Box& box, bool falling) {
  const double step = kHatchStep * std::sqrt(2.0);
  const double low = falling ? box.min_y - box.max_x : box.min_y + box.min_x;
  const double high = falling ? box.max_y - box.min_x : box.max_y + box.max_x;
  for (double k = std::floor(low / step) * step; k <= high; k += step) {
    if (falling)
      straight(canvas, box.min_x, box.min_x + k, box.max_x, box.max_x + k);
    else
      straight(canvas, box.min_x, k - box.min_x, box.max_x, k - box.max_x);
  }
}

void level(Canvas& canvas, const Box& box, bool upright) {
  const double low = upright ? box.min_x : box.min_y;
  const double high = upright ? box.max_x : box.max_y;
  for (double k = std::floor(low / kHatchStep) * kHatchStep; k <= high; k += kHatchStep) {
    if (upright)
      straight(canvas, k, box.min_y, k, box.max_y);
    else
      straight(canvas, box.min_x, k, box.max_x, k);
  }
}

// Over the clip that stands.
void hatch(Canvas& canvas, const Style& style, const Box& box) {
  const std::string& colour = style.stroke.empty() ? style.fill : style.stroke;
  if (style.hatch == Hatch::dots) {
    for (double y = std::floor(box.min_y / kHatchStep) * kHatchStep; y <= box.max_y + kDot; y += kHatchStep)
      for (double x = std::floor(box.min_x / kHatchStep) * kHatchStep; x <= box.max_x + kDot; x += kHatchStep)
        straight(canvas, x, y, x, y); // a line of no length, whose round ends are the dot
    return canvas.stroke({colour, 2 * kDot});
  }
  if (style.hatch == Hatch::slash || style.hatch == Hatch::cross) slanted(canvas, box, false);
  if (style.hatch == Hatch::backslash || style.hatch == Hatch::cross) slanted(canvas, box, true);
  if (style.hatch == Hatch::horizontal) level(canvas, box, false);
  if (style.hatch == Hatch::vertical) level(canvas, box, true);
  canvas.stroke({colour, kHatchLine});
}

void marker(Canvas& canvas, const Style& style, double x, double y) {
  const double r = style.marker_mm / 2;
  if (style.marker == Marker::cross) {
    straight(canvas, x - r, y, x + r, y);
    straight(canvas, x, y - r, x, y + r);
    return canvas.stroke({hasStroke(style) ? style.stroke : style.fill, std::max(style.stroke_mm, 0.3)});
  }
  switch (style.marker) {
  case Marker::square:
    canvas.rectangle({x - r, y - r, x + r, y + r});
    break;
  case Marker::triangle:
    canvas.moveTo(x, y - r);
    canvas.lineTo(x + r, y + r);
    canvas.lineTo(x - r, y + r);
    canvas.close();
    break;
  case Marker::diamond:
    canvas.moveTo(x, y - r);
    canvas.lineTo(x + r, y);
    canvas.lineTo(x, y + r);
    canvas.lineTo(x - r, y);
    canvas.close();
    break;
  default:
    canvas.circle(x, y, r);
  }
  canvas.fill(style.fill.empty() ? style.stroke : style.fill, 1, true);
  if (hasStroke(style)) return canvas.stroke({style.stroke, style.stroke_mm});
  canvas.forget();
}

class LayerPainter {
 public:
  LayerPainter(Canvas& canvas, const DrawLayer& layer, const PageGrid& grid, Language language)
      : m_canvas(canvas), m_layer(layer), m_grid(grid), m_language(language) {}

  void paint() {
    m_rings = snappedLayer(m_layer.shapes, m_grid);
    const Style& style = m_layer.style;
    if (style.hatch != Hatch::none && m_canvas.beginPattern()) {
      hatch(m_canvas, style, m_grid.frame->onPage());
      m_canvas.endPattern();
      m_patterned = true;
    }
    for (std::size_t row = 0; row < m_layer.shapes.rows(); ++row)
      if (m_layer.shapes.shape[row] == Shape::polygon && shows(row)) area(row);
    if (hasStroke(m_layer.style)) borders();
    for (std::size_t row = 0; row < m_layer.shapes.rows(); ++row) {
      if (!shows(row)) continue;
      if (m_layer.shapes.shape[row] == Shape::line) line(row);
      if (m_layer.shapes.shape[row] == Shape::point) points(row);
    }
  }

 private:
  bool shows(std::size_t row) const { return m_layer.shapes.box[row].meets(m_grid.frame->window()); }

  ThingFacts factsOf(std::size_t row) const {
    const bool zh = m_language == Language::zh;
    const auto of = [&](const std::vector<std::string>& list) { return row < list.size() ? list[row] : ""; };
    return {{zh ? "名称" : "name", of(m_layer.names)},
            {zh ? "标注" : "label", of(m_layer.labels)},
            {zh ? "图层" : "layer", m_layer.title}};
  }

  void area(std::size_t row) {
    const Style& style = m_layer.style;
    if (style.fill.empty() && style.hatch == Hatch::none) return;
    m_canvas.beginThing(factsOf(row));
    fillArea(row, style);
    m_canvas.endThing();
  }

  void fillArea(std::size_t row, const Style& style) {
    areaRings(m_layer.shapes, row, m_rings, m_area);
    for (std::size_t ring = 0; ring < m_area.size(); ++ring) path(m_canvas, m_area[ring], m_grid, true);
    if (style.hatch == Hatch::none) return m_canvas.fill(style.fill, style.fill_opacity);
    if (m_patterned) {
      if (!style.fill.empty()) m_canvas.fill(style.fill, style.fill_opacity, true);
      return m_canvas.fillPattern(style.stroke.empty() ? style.fill : style.stroke);
    }
    if (style.fill.empty()) {
      m_canvas.save();
      m_canvas.clip();
    } else {
      m_canvas.fillAndClip(style.fill, style.fill_opacity);
    }
    const Frame& frame = *m_grid.frame;
    const Box& box = m_layer.shapes.box[row];
    const Box page = frame.onPage();
    hatch(m_canvas, style,
          {std::max(frame.x(box.min_x), page.min_x), std::max(frame.y(box.max_y), page.min_y),
           std::min(frame.x(box.max_x), page.max_x), std::min(frame.y(box.min_y), page.max_y)});
    m_canvas.restore();
  }

  void borders() {
    const GridLines lines = bordersOnce(m_rings);
    for (std::size_t line = 0; line < lines.size(); ++line) path(m_canvas, lines[line], m_grid, false);
    m_canvas.stroke(penOf(m_layer.style));
  }

  void line(std::size_t row) {
    if (!hasStroke(m_layer.style)) return;
    for (GridRing& ring : snappedRings(m_layer.shapes, row, m_grid)) {
      dropNeedless(ring, false);
      path(m_canvas, ring.points, m_grid, false);
    }
    m_canvas.stroke(penOf(m_layer.style));
  }

  void points(std::size_t row) {
    const FlatLayer& shapes = m_layer.shapes;
    for (auto ring = shapes.row_ring[row]; ring < shapes.row_ring[row + 1]; ++ring) {
      const auto i = shapes.ring_vertex[ring];
      marker(m_canvas, m_layer.style, m_grid.frame->x(shapes.x[i]), m_grid.frame->y(shapes.y[i]));
    }
  }

  Canvas& m_canvas;
  const DrawLayer& m_layer;
  const PageGrid& m_grid;
  Language m_language;
  GridLines m_rings; ///< of all polygons
  GridLines m_area;
  bool m_patterned = false;
};

} // namespace

void paintLayers(Canvas& canvas, const MapScene& scene, const PageGrid& grid, const LayerNames& names) {
  const Box window = grid.frame->window();
  for (const DrawLayer& layer : scene.layers) {
    bool any = false;
    for (std::size_t row = 0; row < layer.shapes.rows() && !any; ++row) any = layer.shapes.box[row].meets(window);
    if (!any) continue;
    const std::string untitled = scene.language == Language::zh ? "制图范围" : "Extent";
    if (names.apart) canvas.layer(names.before + (layer.title.empty() ? untitled : layer.title), true);
    canvas.save();
    canvas.rectangle(grid.frame->onPage());
    canvas.clip();
    LayerPainter(canvas, layer, grid, scene.language).paint();
    canvas.restore();
  }
}

void paintSymbol(Canvas& canvas, const LegendEntry& entry, const Box& place) {
  const Style& style = entry.style;
  const double x = (place.min_x + place.max_x) / 2;
  const double y = (place.min_y + place.max_y) / 2;
  if (entry.shape == Shape::point) {
    Style small = style;
    small.marker_mm = std::min(style.marker_mm, place.max_y - place.min_y);
    return marker(canvas, small, x, y);
  }
  if (entry.shape == Shape::line) {
    straight(canvas, place.min_x, y, place.max_x, y);
    return hasStroke(style) ? canvas.stroke(penOf(style)) : canvas.forget();
  }
  canvas.rectangle(place);
  if (!style.fill.empty()) canvas.fill(style.fill, style.fill_opacity, true);
  if (style.hatch != Hatch::none) {
    canvas.save();
    canvas.clip();
    hatch(canvas, style, place);
    canvas.restore();
    canvas.rectangle(place);
  }
  if (hasStroke(style)) return canvas.stroke(penOf(style));
  canvas.forget();
}

} // namespace ecoredline
