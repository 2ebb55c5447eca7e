#include "desktop/map_desk.hpp"

#include "desktop/map_painter.hpp"
#include "source/raster_view.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <malloc.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kStrips = 8;      // of a picture: more than threads, for they are not equally full
constexpr int kGivesWay = 10;   // of nice
constexpr int kLeastStrip = 32; // px

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

/// `what(i)` for every i below `count`, on this thread and another.
void inPairs(std::size_t count, bool alone, const std::function<void(std::size_t)>& what) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) what(i);
  };
  auto beside = std::async(alone ? std::launch::deferred : std::launch::async, work);
  work();
  beside.get();
}

/// This thread gives way to all that are not so, for good: who is not root cannot take it back.
void giveWay() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kGivesWay);
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
  if (!request.backdrop.image.isNull()) { // perhaps of another view: the ground it shows stays where it is
    const Box ground = request.backdrop.view.window();
    const MapView& view = request.view;
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setOpacity(request.backdrop.opacity);
    painter.drawImage(QRectF(view.toPixel(ground.min_x, ground.max_y), view.toPixel(ground.max_x, ground.min_y)),
                      request.backdrop.image);
  }
  std::erase_if(m_base_maps, [&](const auto& held) { // what is taken away and added again is new
    return std::ranges::find(request.base_maps, held.first, &BaseMapUse::file) == request.base_maps.end();
  });
  for (const BaseMapUse& use : request.base_maps) {
    HeldBaseMap& held = m_base_maps[use.file];
    if (held.image.isNull() || held.view != request.view) {
      const QSize size = request.view.size.toSize();
      auto read = readRaster(use.file, {m_reader->opened()->plane, request.view.window(), size.width(), size.height()},
                             feedback);
      if (!read && read.error().kind == ErrorKind::cancelled) return;
      if (!read) {
        if (std::exchange(held.told, read.error().code) != read.error().code)
          tell([this, error = read.error()] { Q_EMIT failed(error); });
        continue;
      }
      held = {request.view, QImage(read->rgba.data(), read->width, read->height, QImage::Format_RGBA8888).copy(), {}};
    }
    painter.setOpacity(use.opacity);
    painter.drawImage(QPointF(0, 0), held.image);
  }
  painter.setOpacity(1);
}

std::optional<PaintedParts> MapDesk::read(const PictureRequest& request, const std::vector<std::int64_t>& versions,
                                          DrawLayers& exact, Feedback& feedback) {
  PaintedParts parts;
  const double scale = request.is_detailed ? 0 : request.view.metres_per_pixel / request.ratio;
  for (const std::int64_t version : versions) {
    if (!m_reader) break;
    auto read = m_reader->layers(version, {request.view.window(), scale, request.is_ahead}, feedback);
    if (!read && read.error().kind == ErrorKind::cancelled) return std::nullopt;
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
  parts.parts.emplace_back(parts.layers.size(), 1.0);
  return parts;
}

void MapDesk::paintOnThread(const PictureRequest& request, Feedback& feedback) {
  PaintedScene scene;
  auto right = read(request, request.versions, scene.exact, feedback);
  if (!right) return;
  scene.right = std::move(*right);
  if (!request.left_versions.empty()) {
    scene.left = read(request, request.left_versions, scene.exact, feedback);
    if (!scene.left) return;
  }
  scene.exact.insert(scene.exact.end(), request.above.begin(), request.above.end());
  if (request.is_ahead)
    std::thread([&] {
      giveWay();
      finish(request, scene, feedback);
      malloc_trim(0); // pictures are made of millions of short lists, by threads that do not live long
    }).join();
  else
    finish(request, scene, feedback);
}

QImage MapDesk::imageOf(const PictureRequest& request, const PaintedParts& parts, Feedback& feedback) {
  QImage image((request.view.size * request.ratio).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(request.ratio);
  image.fill(Qt::white);
  if (m_reader) {
    QPainter painter(&image);
    paintBaseMaps(painter, request, feedback);
  }
  return paintAll(image, request, parts, feedback) ? image : QImage();
}

void MapDesk::finish(const PictureRequest& request, const PaintedScene& scene, Feedback& feedback) {
  Picture picture{imageOf(request, scene.right, feedback), request.view, {}, {}, {}};
  if (picture.image.isNull()) return;
  if (scene.left) {
    picture.left = imageOf(request, *scene.left, feedback);
    if (picture.left.isNull()) return;
  }
  if (request.wants_corners) picture.corners = cornersIn(scene.exact, request.view.window());
  if (request.overview_width > 0)
    picture.overview = picture.image.scaledToWidth(request.overview_width, Qt::SmoothTransformation);
  tell([this, picture] { Q_EMIT painted(picture); });
}

// Labels find their places and are written beside the shapes, on a picture of their own that is laid over them.
bool MapDesk::paintAll(QImage& image, const PictureRequest& request, const PaintedParts& parts, Feedback& feedback) {
  const bool alone = request.is_ahead; // while a hand moves the other processor is the window's
  std::future<QImage> labels;
  if (!alone)
    labels = std::async(std::launch::async, [&] {
      QImage written(image.size(), QImage::Format_ARGB32_Premultiplied);
      written.setDevicePixelRatio(request.ratio);
      written.fill(Qt::transparent);
      paintLabels(written, request.view, parts.layers);
      return written;
    });
  PictureShapes shapes(request.view, request.ratio);
  std::size_t first = 0;
  for (const auto& [last, opacity] : parts.parts)
    for (; first < last; ++first) shapes.add(*parts.layers[first], opacity);
  inPairs(shapes.pieces(), alone, [&](std::size_t piece) { shapes.make(piece); });
  const int high = std::max(kLeastStrip, (image.height() + kStrips - 1) / kStrips);
  uchar* const bits = image.bits();
  std::atomic<bool> is_done = true;
  inPairs(static_cast<std::size_t>((image.height() + high - 1) / high), alone, [&](std::size_t strip) {
    const int top = static_cast<int>(strip) * high;
    QImage rows(bits + static_cast<std::ptrdiff_t>(top) * image.bytesPerLine(), image.width(),
                std::min(high, image.height() - top), static_cast<int>(image.bytesPerLine()), image.format());
    rows.setDevicePixelRatio(request.ratio);
    if (!shapes.paint(rows, top, feedback)) is_done = false;
  });
  const QImage over = alone ? QImage() : labels.get();
  if (!is_done) return false;
  if (alone)
    paintLabels(image, request.view, parts.layers);
  else
    QPainter(&image).drawImage(QPointF(0, 0), over);
  return true;
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
