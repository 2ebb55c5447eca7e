#pragma once

#include "desktop/map_desk.hpp"
#include "source/network_map.hpp"

#include <QByteArray>
#include <QObject>
#include <QTimer>
#include <map>
#include <optional>
#include <string>

namespace ecoredline {

/// As a JSON text and back; empty for what we did not write.
QByteArray toJson(const std::vector<NetworkMap>& maps);
std::vector<NetworkMap> networkMapsFrom(const QByteArray& json);

/// What did not come, by address and layer of a map; null where all came.
using MapFaults = std::map<std::string, std::optional<Error>>;

/// Base maps of servers, read on a thread of their own: neither the window nor the map waits for a server. Only the
/// newest view is read. A fault of a map is told once: not at every redraw.
class NetworkMaps : public QObject {
  Q_OBJECT

 public:
  explicit NetworkMaps(QObject* parent = nullptr);
  ~NetworkMaps() override;

  /// From below upwards.
  void setMaps(std::vector<NetworkMap> maps);
  const std::vector<NetworkMap>& maps() const { return m_maps; }
  /// What the map looks at now; read a moment later, for a hand that moves goes on moving.
  void look(const MapView& view, const Crs& plane);
  /// The same view anew; a fault that is still there is told again.
  void again();
  bool isBusy() const { return m_feedback != nullptr || m_waiting.isActive(); }

 Q_SIGNALS:
  /// All of them, one over the other; null where there are none.
  void arrived(const Backdrop& backdrop);
  void failed(const Error& error);

 private:
  void read();
  void wait();
  void tell(const MapFaults& faults);

  std::vector<NetworkMap> m_maps;
  MapView m_view;
  Crs m_plane;
  std::map<std::string, std::string> m_told; ///< code of the fault of each map that was told last
  QTimer m_waiting;
  std::shared_ptr<Feedback> m_feedback; ///< of what is being read
  TaskThread m_thread;                  ///< last, so that it ends before what its tasks use
};

} // namespace ecoredline
