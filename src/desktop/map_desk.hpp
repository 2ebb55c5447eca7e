#pragma once

#include "desktop/map_reader.hpp"
#include "desktop/map_view.hpp"
#include "desktop/task_thread.hpp"

#include <QImage>
#include <QObject>
#include <QPainter>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// A raster under the layers: a file of pictures, how much of it is seen.
struct BaseMapUse {
  std::filesystem::path file;
  double opacity = 1;
  bool operator==(const BaseMapUse&) const = default;
};

/// A picture of ground that lies under everything, with the view it was made for; null for none.
struct Backdrop {
  QImage image;
  MapView view;
  double opacity = 1;
};

/// What a picture is to show.
struct PictureRequest {
  MapView view;
  double ratio = 1;                          ///< device pixels a pixel
  std::vector<std::int64_t> versions;        ///< from below upwards
  std::vector<std::int64_t> left_versions{}; ///< those of Picture::left; none where it is not wanted
  DrawLayers above;                          ///< sites, overlaps, what is looked at: in the map's plane
  std::vector<BaseMapUse> base_maps;         ///< from below upwards
  Backdrop backdrop{};                       ///< under the base maps: what servers gave last
  bool wants_corners = false;                ///< Picture::corners is filled
  std::map<std::int64_t, double> opacity{};  ///< of versions; 1 where none stands
  bool is_detailed = false;                  ///< every vertex is drawn, whatever the scale
  bool is_ahead = false;                     ///< for the next move of the hand: what moves now comes first
  int overview_width = 0;                    ///< px of Picture::overview; none with 0
};

/// Layers from below upwards in parts of one opacity: up to which layer, how much it covers what is below.
struct PaintedParts {
  DrawLayers layers;
  std::vector<std::pair<std::size_t, double>> parts;
};

/// Everything that a picture is painted of.
struct PaintedScene {
  PaintedParts right;               ///< all of it where there is no swipe
  std::optional<PaintedParts> left; ///< of a swipe
  DrawLayers exact;                 ///< layers whose corners are where they are drawn
};

/// A picture with the view it was made for.
struct Picture {
  QImage image;
  MapView view;
  std::vector<QPointF> corners; ///< of what is shown, for snapping: at most kMostCorners
  QImage overview;              ///< the same, small
  QImage left;                  ///< the same place with PictureRequest::left_versions
};
inline constexpr std::size_t kMostCorners = 50000;

/// A zone of a run's finding, for looking at.
struct WantedZone {
  std::string kind;
  std::string label;
  std::string zone_key;
  Box window; ///< where it meets or lies near the site, in the map's plane
};

/// The map's own thread: reads the workspace and paints, so that the window never waits for either. Signals come on the
/// window's thread. Only the newest request for a picture is kept; one at another scale stops the one being painted.
class MapDesk : public QObject {
  Q_OBJECT

 public:
  explicit MapDesk(QObject* parent = nullptr);
  ~MapDesk() override;

  void open(const std::filesystem::path& path);
  void paint(const PictureRequest& request);
  void identify(const std::vector<std::int64_t>& versions, QPointF place, double reach);
  void findZone(const WantedZone& wanted);

 Q_SIGNALS:
  void opened(std::shared_ptr<const OpenedWorkspace> workspace);
  void openFailed(Error error);
  void painted(Picture picture);
  void identified(std::vector<Identified> found);
  void zoneFound(FlatLayer place);
  void failed(Error error);

 private:
  void startNext();
  /// Pyramids that are missing, beside everything else.
  void makePyramids(const OpenedWorkspace& workspace);
  /// All layers and their labels, on two threads; false if cancelled.
  static bool paintAll(QImage& image, const PictureRequest& request, const PaintedParts& parts, Feedback& feedback);
  /// What lies under all layers, kept while the view stays.
  void paintBaseMaps(QPainter& painter, const PictureRequest& request, Feedback& feedback);
  void paintOnThread(const PictureRequest& request, Feedback& feedback);
  /// Versions and what lies above them; nothing when cancelled.
  std::optional<PaintedParts> read(const PictureRequest& request, const std::vector<std::int64_t>& versions,
                                   DrawLayers& exact, Feedback& feedback);
  /// Null when cancelled.
  QImage imageOf(const PictureRequest& request, const PaintedParts& parts, Feedback& feedback);
  void finish(const PictureRequest& request, const PaintedScene& scene, Feedback& feedback);
  void tell(std::function<void()> what);

  std::optional<MapReader> m_reader; ///< of the thread alone
  /// A base map as it was drawn last; of the thread alone.
  struct HeldBaseMap {
    MapView view;
    QImage image;
    std::string told; ///< code of the fault that was told; a fault is told once, not at every redraw
  };
  std::map<std::filesystem::path, HeldBaseMap> m_base_maps;
  std::shared_ptr<Feedback> m_painting;
  double m_painting_scale = 0;
  std::optional<PictureRequest> m_next;
  std::shared_ptr<Feedback> m_making; ///< of pyramids
  TaskThread m_maker;
  TaskThread m_thread; ///< last, so that it ends before what its tasks use
};

} // namespace ecoredline
