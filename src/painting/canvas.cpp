#include "painting/canvas.hpp"

#include "painting/layered_pdf.hpp"
#include "painting/pdf_file.hpp"
#include "painting/png_file.hpp"

#include <algorithm>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <cmath>
#include <numbers>

namespace ecoredline {

namespace {

constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kBold = 0.028;             // of the size, the width of the stroke round bold letters
constexpr const char* kThingTag = "Figure"; // of the names that Cairo lets pass the plainest

cairo_status_t append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// Cairo numbers the surfaces of a process: the number says nothing of the picture and would make every file another.
void forgetSurfaceNumber(std::string& svg) {
  const std::string mark = "<g id=\"surface";
  const auto at = svg.find(mark);
  if (at == std::string::npos) return;
  const auto begin = at + mark.size();
  svg.erase(begin, svg.find('"', begin) - begin);
}

struct Rgb {
  double red, green, blue;
};

Rgb parsed(const std::string& colour) {
  const auto part = [&](std::size_t at) {
    return colour.size() < at + 2 ? 0 : std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
  };
  return {part(1), part(3), part(5)};
}

// Whole characters of well-formed UTF-8; a broken byte is one of its own.
std::vector<std::string> characters(const std::string& utf8) {
  std::vector<std::string> out;
  for (const char byte : utf8) {
    const bool goes_on = (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
    if (!goes_on || out.empty()) out.emplace_back();
    out.back() += byte;
  }
  return out;
}

class Font {
 public:
  explicit Font(const char* family)
      : m_face(cairo_toy_font_face_create(family, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)) {
    cairo_matrix_t unit;
    cairo_matrix_init_scale(&unit, kUnit, kUnit);
    cairo_matrix_t page;
    cairo_matrix_init_identity(&page);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    m_scaled = cairo_scaled_font_create(m_face, &unit, &page, options);
    cairo_font_options_destroy(options);
  }
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;
  ~Font() {
    cairo_scaled_font_destroy(m_scaled);
    cairo_font_face_destroy(m_face);
  }

  cairo_font_face_t* face() const { return m_face; }

  bool has(const std::string& character) const {
    cairo_glyph_t* glyphs = nullptr;
    int count = 0;
    const auto status =
        cairo_scaled_font_text_to_glyphs(m_scaled, 0, 0, character.data(), static_cast<int>(character.size()), &glyphs,
                                         &count, nullptr, nullptr, nullptr);
    const bool found = status == CAIRO_STATUS_SUCCESS && count > 0 && glyphs[0].index != 0;
    cairo_glyph_free(glyphs);
    return found;
  }

  /// Advance of `text` at a size of one.
  double width(const std::string& text) const {
    cairo_text_extents_t extents;
    cairo_scaled_font_text_extents(m_scaled, text.c_str(), &extents);
    return extents.x_advance / kUnit;
  }

 private:
  static constexpr double kUnit = 1000;
  cairo_font_face_t* m_face;
  cairo_scaled_font_t* m_scaled = nullptr;
};

struct Run {
  const Font* font;
  std::string text;
};

} // namespace

struct Canvas::State {
  CanvasOptions options;
  std::string bytes;
  cairo_surface_t* surface = nullptr;
  cairo_t* cairo = nullptr;
  bool done = false;
  std::vector<int> outline;     ///< the last bookmark of each level
  std::vector<PdfLayer> layers; ///< a page of Cairo's each, from which one page is made
  std::vector<GeoFrame> frames;
  std::unique_ptr<RasterShapes> raster; ///< draws on the surface's memory while it is there
  bool in_thing = false;
  std::size_t text_layers = 0; ///< pages begun for layers that are not of shapes only
  Font first{kSheetFont};
  Font second{kSecondFont};

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
  }

  void open() {
    const double width = options.width_mm;
    const double height = options.height_mm;
    double scale = kPointsPerMm;
    switch (options.format) {
    case PictureFormat::pdf:
      surface = cairo_pdf_surface_create_for_stream(append, &bytes, width * scale, height * scale);
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, options.title.c_str());
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "EcoRedline " ECOREDLINE_VERSION);
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, (options.date + "T00:00:00Z").c_str());
      break;
    case PictureFormat::svg:
      surface = cairo_svg_surface_create_for_stream(append, &bytes, width * scale, height * scale);
      break;
    case PictureFormat::png:
      scale = options.dpi / 25.4;
      surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(std::lround(width * scale)),
                                           static_cast<int>(std::lround(height * scale)));
      break;
    }
    cairo = cairo_create(surface);
    cairo_scale(cairo, scale, scale);
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_font_options_t* font = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(font, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(font, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(font, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo, font);
    cairo_font_options_destroy(font);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    if (options.format != PictureFormat::pdf) cairo_paint(cairo);
  }

  PathStream* stream() { return !layers.empty() && layers.back().shapes_only ? &layers.back().shapes : nullptr; }
  /// Where shapes go when they do not go through Cairo.
  ShapeSink* shapes() { return raster ? static_cast<ShapeSink*>(raster.get()) : stream(); }

  PixelRows picture() const {
    cairo_surface_flush(surface);
    return {cairo_image_surface_get_data(surface), cairo_image_surface_get_width(surface),
            cairo_image_surface_get_height(surface), cairo_image_surface_get_stride(surface)};
  }
  /// Pictures: who draws from here on.
  void layerOfPicture(bool shapes_only) {
    if (raster) cairo_surface_mark_dirty(surface);
    raster.reset();
    const PixelRows place = picture();
    if (shapes_only && place.data != nullptr) raster = std::make_unique<RasterShapes>(place, options.dpi / 25.4);
  }

  void paint(const std::string& colour, double opacity) const {
    const Rgb rgb = parsed(colour);
    if (opacity >= 1)
      cairo_set_source_rgb(cairo, rgb.red, rgb.green, rgb.blue);
    else
      cairo_set_source_rgba(cairo, rgb.red, rgb.green, rgb.blue, opacity);
  }

  std::vector<Run> runsOf(const std::string& utf8) const {
    std::vector<Run> out;
    for (const std::string& character : characters(isUtf8(utf8) ? utf8 : std::string("\uFFFD"))) {
      const Font* font = first.has(character) || !second.has(character) ? &first : &second;
      if (out.empty() || out.back().font != font) out.push_back({font, {}});
      out.back().text += character;
    }
    return out;
  }
};

Canvas::Canvas(const CanvasOptions& options) : m_state(std::make_unique<State>()) {
  m_state->options = options;
  m_state->open();
}
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;
Canvas::~Canvas() = default;

void Canvas::nextPage() {
  cairo_show_page(m_state->cairo);
}

void Canvas::nextPage(double width_mm, double height_mm) {
  nextPage();
  if (m_state->options.format == PictureFormat::pdf)
    cairo_pdf_surface_set_size(m_state->surface, width_mm * kPointsPerMm, height_mm * kPointsPerMm);
}

void Canvas::bookmark(const std::string& title, int page, int level, double y) {
  if (m_state->options.format != PictureFormat::pdf) return;
  auto& outline = m_state->outline;
  outline.resize(std::min(outline.size(), static_cast<std::size_t>(std::max(level, 1) - 1)));
  const int parent = outline.empty() ? CAIRO_PDF_OUTLINE_ROOT : outline.back();
  const std::string place = "page=" + std::to_string(page) + " pos=[0 " + std::to_string(y * kPointsPerMm) + "]";
  outline.push_back(cairo_pdf_surface_add_outline(m_state->surface, parent, title.c_str(), place.c_str(),
                                                  level < 2 ? CAIRO_PDF_OUTLINE_FLAG_OPEN
                                                            : static_cast<cairo_pdf_outline_flags_t>(0)));
}

void Canvas::layer(const std::string& title, bool shapes_only) {
  State& state = *m_state;
  if (state.options.format == PictureFormat::png) state.layerOfPicture(shapes_only);
  if (state.options.format != PictureFormat::pdf) return;
  if (!shapes_only && state.text_layers++ > 0) nextPage();
  PdfLayer layer;
  layer.title = title;
  layer.shapes_only = shapes_only;
  state.layers.push_back(std::move(layer));
}

// Cairo knows no layers and no user properties, but it numbers marked content; layered_pdf.cpp hangs both on it.
void Canvas::beginThing(const ThingFacts& facts) {
  State& state = *m_state;
  if (state.options.format != PictureFormat::pdf || state.layers.empty()) return;
  state.layers.back().things.push_back(facts);
  if (PathStream* shapes = state.stream())
    shapes->beginThing(kThingTag);
  else
    cairo_tag_begin(state.cairo, kThingTag, nullptr);
  state.in_thing = true;
}

void Canvas::endThing() {
  State& state = *m_state;
  if (!state.in_thing) return;
  if (PathStream* shapes = state.stream())
    shapes->endThing();
  else
    cairo_tag_end(state.cairo, kThingTag);
  state.in_thing = false;
}

void Canvas::place(const GeoFrame& frame) {
  m_state->frames.push_back(frame);
}

void Canvas::moveTo(double x, double y) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->moveTo(x, y);
  cairo_move_to(m_state->cairo, x, y);
}

void Canvas::lineTo(double x, double y) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->lineTo(x, y);
  cairo_line_to(m_state->cairo, x, y);
}

void Canvas::close() {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->close();
  cairo_close_path(m_state->cairo);
}

void Canvas::rectangle(const Box& box) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->rectangle(box);
  cairo_rectangle(m_state->cairo, box.min_x, box.min_y, box.max_x - box.min_x, box.max_y - box.min_y);
}

void Canvas::circle(double x, double y, double radius) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->circle(x, y, radius);
  cairo_new_sub_path(m_state->cairo);
  cairo_arc(m_state->cairo, x, y, radius, 0, 2 * std::numbers::pi);
  close();
}

void Canvas::fill(const std::string& colour, double opacity, bool keep) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->fill(colour, opacity, keep);
  m_state->paint(colour, opacity);
  cairo_fill_preserve(m_state->cairo);
  if (!keep) forget();
}

void Canvas::stroke(const Pen& pen, bool keep) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->stroke(pen, keep);
  m_state->paint(pen.colour, pen.opacity);
  cairo_set_line_width(m_state->cairo, pen.width);
  cairo_set_dash(m_state->cairo, pen.dash.data(), static_cast<int>(pen.dash.size()), 0);
  cairo_set_line_cap(m_state->cairo, pen.dash.empty() ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_stroke_preserve(m_state->cairo);
  if (!keep) forget();
}

void Canvas::forget() {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->forget();
  cairo_new_path(m_state->cairo);
}

void Canvas::clip() {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->clip();
  cairo_clip(m_state->cairo);
}

void Canvas::fillAndClip(const std::string& colour, double opacity) {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->fillAndClip(colour, opacity);
  fill(colour, opacity, true);
  save();
  clip();
}

bool Canvas::beginPattern() {
  if (m_state->raster) m_state->raster->beginPattern();
  return m_state->raster != nullptr;
}

void Canvas::endPattern() {
  if (m_state->raster) m_state->raster->endPattern();
}

void Canvas::fillPattern(const std::string& colour) {
  if (m_state->raster) m_state->raster->fillPattern(colour);
}

void Canvas::save() {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->save();
  cairo_save(m_state->cairo);
}

void Canvas::restore() {
  if (ShapeSink* shapes = m_state->shapes()) return shapes->restore();
  cairo_restore(m_state->cairo);
}

void Canvas::text(const std::string& utf8, double x, double y, const Lettering& lettering) {
  cairo_t* cairo = m_state->cairo;
  const auto runs = m_state->runsOf(utf8);
  save();
  cairo_translate(cairo, x, y);
  cairo_rotate(cairo, lettering.turn / 180 * std::numbers::pi);
  cairo_set_font_size(cairo, lettering.size);
  const double begin = -lettering.anchor * textWidth(utf8, lettering.size);
  for (const bool halo : {true, false}) {
    if (halo && lettering.halo <= 0) continue;
    double at = begin;
    for (const Run& run : runs) {
      cairo_set_font_face(cairo, run.font->face());
      cairo_move_to(cairo, at, 0);
      if (halo) {
        cairo_text_path(cairo, run.text.c_str());
        stroke({"#FFFFFF", 2 * lettering.halo, {}, 0.9});
      } else {
        m_state->paint(lettering.colour, 1);
        cairo_show_text(cairo, run.text.c_str());
        forget();
        if (lettering.bold) {
          cairo_move_to(cairo, at, 0);
          cairo_text_path(cairo, run.text.c_str());
          stroke({lettering.colour, kBold * lettering.size});
        }
      }
      at += run.font->width(run.text) * lettering.size;
    }
  }
  restore();
}

double Canvas::textWidth(const std::string& utf8, double size) const {
  double width = 0;
  for (const Run& run : m_state->runsOf(utf8)) width += run.font->width(run.text) * size;
  return width;
}

void Canvas::photo(const std::string& jpeg, int width, int height, const Box& place) {
  if (m_state->options.format != PictureFormat::pdf || width <= 0 || height <= 0) return;
  cairo_t* cairo = m_state->cairo;
  cairo_surface_t* picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  auto* kept = new std::string(jpeg); // Cairo reads it when the page is written
  const auto forget_bytes = [](void* bytes) { delete static_cast<std::string*>(bytes); };
  if (cairo_surface_set_mime_data(picture, CAIRO_MIME_TYPE_JPEG, reinterpret_cast<const unsigned char*>(kept->data()),
                                  kept->size(), forget_bytes, kept) != CAIRO_STATUS_SUCCESS)
    delete kept;
  cairo_save(cairo);
  cairo_translate(cairo, place.min_x, place.min_y);
  cairo_scale(cairo, (place.max_x - place.min_x) / width, (place.max_y - place.min_y) / height);
  cairo_set_source_surface(cairo, picture, 0, 0);
  cairo_paint(cairo);
  cairo_restore(cairo);
  cairo_surface_destroy(picture);
}

// Once: what is drawn stands in `bytes` then.
Result<void> Canvas::end() {
  State& state = *m_state;
  if (!state.done && state.options.format == PictureFormat::png) {
    state.layerOfPicture(false);
    const PixelRows picture = state.picture();
    if (picture.data != nullptr) state.bytes = pngOf(picture, state.options.dpi);
  } else if (!state.done) {
    cairo_show_page(state.cairo);
    cairo_surface_finish(state.surface);
    if (state.options.format == PictureFormat::svg) forgetSurfaceNumber(state.bytes);
  }
  state.done = true;
  auto status = cairo_status(state.cairo);
  if (status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED)
    status = cairo_surface_status(state.surface);
  const bool good = status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED;
  if (good && !state.bytes.empty()) return {};
  const std::string why = cairo_status_to_string(status);
  return fail(ErrorKind::incomplete, "painting.failed", {"图件没有画成：" + why, "The sheet was not drawn: " + why}, {},
              {"换小一些的图幅或分辨率", "try a smaller sheet or resolution"});
}

Result<std::string> Canvas::finish() {
  if (m_state->layers.empty()) {
    if (auto ended = end(); !ended) return fail(ended.error());
    return m_state->bytes;
  }
  auto page = part();
  if (!page) return fail(page.error());
  std::vector<BookPart> alone(1);
  alone.front().part = std::move(*page);
  return boundPdf(std::move(alone));
}

Result<PdfPart> Canvas::part() {
  if (auto ended = end(); !ended) return fail(ended.error());
  return m_state->layers.empty() ? plainPdf(m_state->bytes)
                                 : layeredPdf(m_state->bytes, m_state->layers, m_state->frames);
}

Pixels Canvas::pixels() const {
  Pixels out;
  if (m_state->options.format != PictureFormat::png) return out;
  cairo_surface_flush(m_state->surface);
  out.width = cairo_image_surface_get_width(m_state->surface);
  out.height = cairo_image_surface_get_height(m_state->surface);
  const int stride = cairo_image_surface_get_stride(m_state->surface);
  const unsigned char* data = cairo_image_surface_get_data(m_state->surface);
  out.rgb.reserve(static_cast<std::size_t>(out.width) * out.height * 3);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      // RGB24 is a 32-bit word in the machine's own order
      const auto word = reinterpret_cast<const std::uint32_t*>(data + static_cast<std::size_t>(y) * stride)[x];
      for (const unsigned shift : {16U, 8U, 0U}) out.rgb.push_back(static_cast<std::uint8_t>((word >> shift) & 0xFFU));
    }
  return out;
}

} // namespace ecoredline
