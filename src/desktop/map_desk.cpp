#include "desktop/map_desk.hpp"

#include "desktop/map_painter.hpp"
#include "source/raster_view.hpp"

#include <QFont>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>

namespace ecoredline {

namespace {

constexpr double kLabelPixels = 12;
constexpr int kStrips = 6; // of a picture: more than threads, for they are not equally full

std::vector<QPointF> cornersIn(const DrawLayers& layers, const Box& window) {
  std::vector<QPointF> corners;
  for (const auto& layer : layers)
    for (std::size_t row = 0; row < layer->shapes.rows(); ++row) {
      const FlatLayer& shapes = layer->shapes;
      if (!shapes.box[row].meets(window)) continue;
      const auto last = shapes.ring_vertex[shapes.row_ring[row + 1]];
      for (auto i = shapes.ring_vertex[shapes.row_ring[row]]; i < last; ++i) {
        if (corners.size() >= kMostCorners) return corners;
        if (window.meets({shapes.x[i], shapes.y[i], shapes.x[i], shapes.y[i]}))
          corners.emplace_back(shapes.x[i], shapes.y[i]);
      }
    }
  return corners;
}

} // namespace

MapDesk::MapDesk(QObject* parent) : QObject(parent) {}

MapDesk::~MapDesk() {
  m_next.reset();
  if (m_painting) m_painting->cancel();
  if (m_making) m_making->cancel();
}

// Runs on the window's thread, and not at all once the desk is gone.
void MapDesk::tell(std::function<void()> what) {
  QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void MapDesk::open(const std::filesystem::path& path) {
  m_thread.post([this, path] {
    auto reader = MapReader::open(path);
    if (!reader) {
      tell([this, error = reader.error()] { Q_EMIT openFailed(error); });
      return;
    }
    m_reader = std::move(*reader);
    tell([this, workspace = m_reader->opened()] {
      makePyramids(*workspace);
      Q_EMIT opened(workspace);
    });
  });
}

void MapDesk::makePyramids(const OpenedWorkspace& workspace) {
  if (m_making) m_making->cancel();
  m_making = std::make_shared<Feedback>();
  for (auto& [version, pyramid] : pyramidsOf(workspace)) {
    if (pyramid.isThere()) continue;
    m_maker.post([path = workspace.path, pyramid, feedback = m_making] {
      const auto opened = Workspace::open(path, Workspace::Access::read);
      if (!opened || feedback->cancelled()) return;
      // Without one the map is slower, not wrong: a full disk is told of by what has to be written.
      static_cast<void>(pyramid.make(*opened, *feedback));
    });
  }
}

void MapDesk::paint(const PictureRequest& request) {
  m_next = request;
  if (m_painting == nullptr)
    startNext();
  else if (m_painting_scale != request.view.metres_per_pixel)
    m_painting->cancel(); // while panning a picture is finished: something new is seen all the time
}

void MapDesk::startNext() {
  m_painting = nullptr;
  if (!m_next) return;
  m_painting = std::make_shared<Feedback>();
  m_painting_scale = m_next->view.metres_per_pixel;
  m_thread.post([this, request = std::move(*m_next), feedback = m_painting] {
    if (!feedback->cancelled()) paintOnThread(request, *feedback);
    tell([this] { startNext(); });
  });
  m_next.reset();
}

void MapDesk::paintBaseMaps(QPainter& painter, const PictureRequest& request, Feedback& feedback) {
  for (const BaseMapUse& use : request.base_maps) {
    HeldBaseMap& held = m_base_maps[use.file];
    if (held.image.isNull() || held.view != request.view) {
      const QSize size = request.view.size.toSize();
      auto read = readRaster(use.file, {m_reader->opened()->plane, request.view.window(), size.width(), size.height()},
                             feedback);
      if (!read && read.error().kind == ErrorKind::cancelled) return;
      if (!read) {
        tell([this, error = read.error()] { Q_EMIT failed(error); });
        continue;
      }
      held = {request.view, QImage(read->rgba.data(), read->width, read->height, QImage::Format_RGBA8888).copy()};
    }
    painter.setOpacity(use.opacity);
    painter.drawImage(QPointF(0, 0), held.image);
  }
  painter.setOpacity(1);
}

bool MapDesk::paintStrip(QImage& image, double top, const PictureRequest& request, const PaintedParts& parts,
                         Feedback& feedback) {
  const double high = image.height() / request.ratio;
  MapView view = request.view.resized({request.view.size.width(), high});
  view.y += (request.view.size.height() / 2 - top - high / 2) * view.metres_per_pixel;
  image.setDevicePixelRatio(request.ratio);
  QPainter painter(&image);
  painter.setBrushOrigin(QPointF(0, -top));
  std::size_t first = 0;
  for (const auto& [last, opacity] : parts.parts) {
    painter.setOpacity(opacity);
    const auto begin = parts.layers.begin();
    if (!paintLayers(painter, view,
                     {begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last)}, feedback))
      return false;
    first = last;
  }
  return true;
}

void MapDesk::paintOnThread(const PictureRequest& request, Feedback& feedback) {
  PaintedParts parts;
  DrawLayers exact;
  const double scale = request.is_detailed ? 0 : request.view.metres_per_pixel / request.ratio;
  for (const std::int64_t version : request.versions) {
    if (!m_reader) break;
    auto read = m_reader->layers(version, request.view.window(), scale, feedback);
    if (!read && read.error().kind == ErrorKind::cancelled) return;
    if (!read) {
      tell([this, error = read.error()] { Q_EMIT failed(error); });
      continue;
    }
    parts.layers.insert(parts.layers.end(), read->begin(), read->end());
    if (!m_reader->generalises(version, scale)) exact.insert(exact.end(), read->begin(), read->end());
    const auto opacity = request.opacity.find(version);
    parts.parts.emplace_back(parts.layers.size(), opacity == request.opacity.end() ? 1.0 : opacity->second);
  }
  parts.layers.insert(parts.layers.end(), request.above.begin(), request.above.end());
  exact.insert(exact.end(), request.above.begin(), request.above.end());
  parts.parts.emplace_back(parts.layers.size(), 1.0);
  Picture picture{
      QImage((request.view.size * request.ratio).toSize(), QImage::Format_ARGB32_Premultiplied), request.view, {}};
  picture.image.setDevicePixelRatio(request.ratio);
  picture.image.fill(Qt::white);
  if (m_reader) {
    QPainter painter(&picture.image);
    paintBaseMaps(painter, request, feedback);
  }
  if (!paintStrips(picture.image, request, parts, feedback)) return;
  QPainter painter(&picture.image);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(static_cast<int>(kLabelPixels));
  painter.setFont(font);
  paintLabels(painter, request.view, parts.layers);
  painter.end();
  if (request.wants_corners) picture.corners = cornersIn(exact, request.view.window());
  tell([this, picture] { Q_EMIT painted(picture); });
}

// Strips of whole device pixels, so that a picture is the same however many threads painted it.
bool MapDesk::paintStrips(QImage& image, const PictureRequest& request, const PaintedParts& parts, Feedback& feedback) {
  const int whole = request.ratio == std::floor(request.ratio) ? 1 : image.height(); // else a strip begins between rows
  const int high = std::max(whole, (image.height() + kStrips - 1) / kStrips);
  const int count = (image.height() + high - 1) / high;
  std::atomic<int> next = 0;
  std::atomic<bool> is_done = true;
  uchar* const bits = image.bits();
  const auto work = [&] {
    for (int i = next++; i < count; i = next++) {
      const int from = i * high;
      QImage strip(bits + static_cast<std::ptrdiff_t>(from) * image.bytesPerLine(), image.width(),
                   std::min(high, image.height() - from), static_cast<int>(image.bytesPerLine()), image.format());
      if (!paintStrip(strip, from / request.ratio, request, parts, feedback)) is_done = false;
    }
  };
  auto beside = std::async(std::launch::async, work);
  work();
  beside.get();
  return is_done;
}

void MapDesk::identify(const std::vector<std::int64_t>& versions, QPointF place, double reach) {
  m_thread.post([this, versions, place, reach] {
    if (!m_reader) return;
    auto found = m_reader->identify(versions, place.x(), place.y(), reach);
    if (found)
      tell([this, all = std::move(*found)] { Q_EMIT identified(all); });
    else
      tell([this, error = found.error()] { Q_EMIT failed(error); });
  });
}

void MapDesk::findZone(const WantedZone& wanted) {
  m_thread.post([this, wanted] {
    if (!m_reader) return;
    auto zone = m_reader->zone(wanted.kind, wanted.label, wanted.zone_key, wanted.window);
    if (zone)
      tell([this, place = std::move(*zone)] { Q_EMIT zoneFound(place); });
    else
      tell([this, error = zone.error()] { Q_EMIT failed(error); });
  });
}

} // namespace ecoredline
