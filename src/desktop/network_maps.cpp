#include "desktop/network_maps.hpp"

#include "base/files.hpp"
#include "desktop/words.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kAfterMs = 200;
constexpr int kFormat = 1;

struct ReadMaps {
  Backdrop backdrop{};
  MapFaults faults{};
};

/// On the thread. What a service did not give is left clear.
ReadMaps readMaps(const std::vector<NetworkMap>& maps, const MapView& view, const Crs& plane, Feedback& feedback) {
  const QSize size = view.size.toSize();
  ReadMaps read;
  read.backdrop.view = view;
  read.backdrop.image = QImage(size, QImage::Format_ARGB32_Premultiplied);
  read.backdrop.image.fill(Qt::transparent);
  QPainter painter(&read.backdrop.image);
  for (const NetworkMap& map : maps) {
    auto one =
        readNetworkMap(map, {plane, view.window(), size.width(), size.height()}, cacheFolder() / "tiles", feedback);
    if (feedback.cancelled()) return read;
    const auto fault = one ? one->fault : std::optional<Error>(one.error());
    read.faults[map.url + '\n' + map.layer] = fault;
    if (!one) continue;
    painter.drawImage(0, 0, QImage(one->view.rgba.data(), one->view.width, one->view.height, QImage::Format_RGBA8888));
  }
  return read;
}

} // namespace

QByteArray toJson(const std::vector<NetworkMap>& maps) {
  QJsonArray all;
  for (const NetworkMap& map : maps)
    all.append(QJsonObject{{"service", static_cast<int>(map.service)},
                           {"title", inQt(map.title)},
                           {"url", inQt(map.url)},
                           {"layer", inQt(map.layer)},
                           {"attribution", inQt(map.attribution)},
                           {"deepest", map.deepest}});
  return QJsonDocument(QJsonObject{{"format", kFormat}, {"maps", all}}).toJson(QJsonDocument::Compact);
}

std::vector<NetworkMap> networkMapsFrom(const QByteArray& json) {
  std::vector<NetworkMap> maps;
  const QJsonDocument read = QJsonDocument::fromJson(json);
  if (!read.isObject() || read["format"].toInt() != kFormat) return maps;
  for (const QJsonValue map : read["maps"].toArray())
    maps.push_back({static_cast<MapService>(std::clamp(map["service"].toInt(), 0, 3)),
                    map["title"].toString().toStdString(), map["url"].toString().toStdString(),
                    map["layer"].toString().toStdString(), map["attribution"].toString().toStdString(),
                    std::clamp(map["deepest"].toInt(18), 0, 24)});
  return maps;
}

NetworkMaps::NetworkMaps(QObject* parent) : QObject(parent) {
  m_waiting.setSingleShot(true);
  m_waiting.setInterval(kAfterMs);
  connect(&m_waiting, &QTimer::timeout, this, &NetworkMaps::read);
}

NetworkMaps::~NetworkMaps() {
  if (m_feedback) m_feedback->cancel();
}

void NetworkMaps::setMaps(std::vector<NetworkMap> maps) {
  m_maps = std::move(maps);
  m_told.clear();
  if (m_feedback) m_feedback->cancel();
  if (m_maps.empty()) {
    m_waiting.stop();
    Q_EMIT arrived({});
  } else {
    again();
  }
}

void NetworkMaps::look(const MapView& view, const Crs& plane) {
  if (view == m_view && plane == m_plane) return;
  m_view = view;
  m_plane = plane;
  if (m_feedback) m_feedback->cancel();
  wait();
}

void NetworkMaps::again() {
  m_told.clear(); // who asks wants to know
  wait();
}

void NetworkMaps::wait() {
  if (!m_maps.empty() && m_plane.valid()) m_waiting.start();
}

void NetworkMaps::read() {
  auto feedback = std::make_shared<Feedback>();
  m_feedback = feedback;
  m_thread.post([this, feedback, maps = m_maps, view = m_view, plane = m_plane] {
    if (feedback->cancelled()) return;
    auto read = readMaps(maps, view, plane, *feedback);
    QMetaObject::invokeMethod(
        this,
        [this, feedback, read = std::move(read)] {
          if (m_feedback != feedback) return; // another view was asked for meanwhile
          m_feedback = nullptr;
          if (feedback->cancelled()) return;
          tell(read.faults);
          Q_EMIT arrived(read.backdrop);
        },
        Qt::QueuedConnection);
  });
}

// Tiles that are missing here and not there would be told at every other step of a hand that pans: they are told once.
// A server that was silent and has answered since is told of anew.
void NetworkMaps::tell(const MapFaults& faults) {
  for (const auto& [map, fault] : faults) {
    const auto told = m_told.find(map);
    if (!fault) {
      if (told != m_told.end() && told->second != "network.status") m_told.erase(told);
    } else if (std::exchange(m_told[map], fault->code) != fault->code) {
      Q_EMIT failed(*fault);
    }
  }
}

} // namespace ecoredline
