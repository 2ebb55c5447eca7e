#pragma once

#include "base/feedback.hpp"
#include "cartography/draw_layers.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/style.hpp"
#include "desktop/map_pyramid.hpp"
#include "store/workspace.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecoredline {

/// A workspace as the panels see it: values that threads may share.
struct OpenedWorkspace {
  std::filesystem::path path;
  Catalogue catalogue;
  StyleBook styles;
  std::vector<Version> versions; ///< those with zones and in use, by kind and date
  Crs plane;                     ///< of the map: the 3-degree zone of the middle
  Box extent;                    ///< of all versions, in that plane; empty without any
};

/// Something that was clicked on.
struct Identified {
  std::string kind;
  std::string zone_class;
  std::string zone_id;
  std::string zone_name;
  std::string version;
  Date date;
  Shape shape = Shape::none;
  double official_m2 = 0; ///< NaN for what has no area
  double exact_m2 = 0;
  double planar_m2 = 0;
  double length_m = 0;
  bool derived = false;
  bool invalid = false;
  FlatLayer place; ///< one row in the map's plane
};

using DrawLayers = std::vector<std::shared_ptr<const DrawLayer>>;

/// What a picture needs of a version.
struct Sight {
  Box window;                  ///< of the map's plane
  double metres_per_pixel = 0; ///< of the screen; 0: full detail
  bool is_ahead = false;       ///< for the next move of the hand
};

/// Reads what lies in a window of the map's plane out of a workspace, and keeps what it read last of each version.
/// Used by one thread at a time.
class MapReader {
 public:
  /// Errors: those of Workspace, Crs::gaussKruger3.
  static Result<MapReader> open(const std::filesystem::path& path);
  MapReader(MapReader&&) = default;
  MapReader& operator=(MapReader&&) = default;

  std::shared_ptr<const OpenedWorkspace> opened() const { return m_opened; }
  /// A version's zones that meet the window, and perhaps more of them, one layer a class: with a scale perhaps
  /// generalised by half a pixel at most. Of what lies farther from the window than pens and markers reach nothing may
  /// be looked at. Errors: those of Workspace, cancelled.
  Result<DrawLayers> layers(std::int64_t version, const Sight& sight, Feedback& feedback);
  /// Whether `layers` of a version are generalised at this scale: their corners lie elsewhere.
  bool generalises(std::int64_t version, double metres_per_pixel);
  /// The zones of these versions that lie within `reach` metres of a place, in the order of the versions.
  Result<std::vector<Identified>> identify(const std::vector<std::int64_t>& versions, double x, double y, double reach);
  /// The zone of a version by its key among those that meet `window`; a layer without rows if it is not there.
  Result<FlatLayer> zone(const std::string& kind, const std::string& label, const std::string& zone_key,
                         const Box& window);

 private:
  struct Held {
    Box window; ///< what was read
    DrawLayers layers;
    std::weak_ptr<const IndexedLayer> level; ///< of the pyramid, where the layers are looks at all of it
    bool is_whole = false;                   ///< they are, whatever the window
  };
  explicit MapReader(Workspace workspace) : m_workspace(std::move(workspace)) {}
  Result<FlatReader*> reader(std::int64_t version);
  Result<FlatLayer> read(std::int64_t version, const Box& window, Feedback& feedback);
  std::shared_ptr<const IndexedLayer> verifiedLevel(std::int64_t version, const Sight& sight);
  const Version* versionOf(std::int64_t id) const;
  DrawLayers farLayers(const Version& version, const IndexedLayer& level,
                       const std::vector<MapPyramid::Word>& words) const;

  Workspace m_workspace;
  std::shared_ptr<const OpenedWorkspace> m_opened;
  std::map<std::int64_t, std::unique_ptr<FlatReader>> m_readers;
  std::map<std::int64_t, Held> m_held;
  std::map<std::int64_t, MapPyramid> m_pyramids; ///< of large versions
};

/// What large versions of a workspace look like from afar: in a folder of the cache; none where there is no cache.
std::map<std::int64_t, MapPyramid> pyramidsOf(const OpenedWorkspace& workspace);

/// A box of one plane as the box round its image in another; empty where it has none.
Box boxOnMap(const Box& box, const Crs& from, const Crs& to);
/// A layer in the map's plane for looking at: long edges are bent every 2 km, 8 cm from where they are at worst.
Result<FlatLayer> onMap(const FlatLayer& layer, const Crs& plane);

} // namespace ecoredline
