#include "desktop/map_desk.hpp"

#include "desktop/map_painter.hpp"
#include "source/raster_view.hpp"

#include <QFont>

namespace ecoredline {

namespace {

constexpr double kLabelPixels = 12;

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
    tell([this, workspace = m_reader->opened()] { Q_EMIT opened(workspace); });
  });
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

void MapDesk::paintOnThread(const PictureRequest& request, Feedback& feedback) {
  DrawLayers layers;
  std::vector<std::pair<std::size_t, double>> parts; // up to which layer, how much of it covers what is below
  for (const std::int64_t version : request.versions) {
    if (!m_reader) break;
    auto read = m_reader->layers(version, request.view.window(), feedback);
    if (!read && read.error().kind == ErrorKind::cancelled) return;
    if (!read) {
      tell([this, error = read.error()] { Q_EMIT failed(error); });
      continue;
    }
    layers.insert(layers.end(), read->begin(), read->end());
    const auto opacity = request.opacity.find(version);
    parts.emplace_back(layers.size(), opacity == request.opacity.end() ? 1.0 : opacity->second);
  }
  layers.insert(layers.end(), request.above.begin(), request.above.end());
  parts.emplace_back(layers.size(), 1.0);
  Picture picture{
      QImage((request.view.size * request.ratio).toSize(), QImage::Format_ARGB32_Premultiplied), request.view, {}};
  picture.image.setDevicePixelRatio(request.ratio);
  picture.image.fill(Qt::white);
  QPainter painter(&picture.image);
  QFont font = painter.font();
  font.setPixelSize(static_cast<int>(kLabelPixels));
  painter.setFont(font);
  if (m_reader) paintBaseMaps(painter, request, feedback);
  std::size_t first = 0;
  for (const auto& [last, opacity] : parts) {
    painter.setOpacity(opacity);
    if (!paintLayers(
            painter, request.view,
            {layers.begin() + static_cast<std::ptrdiff_t>(first), layers.begin() + static_cast<std::ptrdiff_t>(last)},
            feedback))
      return;
    first = last;
  }
  paintLabels(painter, request.view, layers);
  painter.end();
  if (request.wants_corners) picture.corners = cornersIn(layers, request.view.window());
  tell([this, picture] { Q_EMIT painted(picture); });
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
