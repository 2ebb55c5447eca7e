#pragma once

#include "cartography/draw_layers.hpp"
#include "catalogue/style.hpp"
#include "painting/outlines.hpp"
#include "source/reference_boundaries.hpp"
#include "store/workspace.hpp"

#include <string>

namespace ecoredline {

/// What zones on a map are made of; all of it must outlive its use.
struct SceneSource {
  const Workspace* workspace = nullptr;
  const Catalogue* catalogue = nullptr;
  const StyleBook* styles = nullptr;
  Language language = Language::zh;
  const PageGrid* grid = nullptr; ///< of the page: zones are thinned to it as they are read. Null = drawn as stored
};

/// A box of one system as the box round its image in another.
Result<Box> movedBox(const Box& box, const Crs& from, const Crs& to);

/// The window of a scene, a little more than the frame shows, in another system.
Result<Box> windowIn(const Crs& crs, const MapScene& scene);

/// How rows are cut to a window: to valid shapes, or for pictures only (clipRing), which is many times as fast.
enum class CutFor { shapes, picture };
/// What of a layer lies in `window_there` (the layer's CRS), cut to it and moved to the scene's plane.
Result<FlatLayer> inScene(const FlatLayer& layer, const Box& window_there, const MapScene& scene, CutFor what);

/// `window` grown, its middle kept, until the scale it is drawn at is a round number.
Box roundWindow(const Box& window, const FrameSize& frame);

/// Words for a Gauss-Krueger system.
std::string crsText(const Crs& crs, Language language);

/// Adds the zones of a version that lie in the scene, a layer a class; ids are "kind.class", or "kind" for zones of no
/// known class. What newer versions of the kind cover is not this one's to show: `covered` (scene's plane) is cut out.
Result<void> addZoneLayers(const SceneSource& source, const Version& version, FlatReader& reader, MapScene& scene,
                           const FlatLayer& covered = {});

/// Adds the county boundaries, named.
Result<void> addCountyLayer(const SceneSource& source, const ReferenceBoundaries& counties, MapScene& scene);

/// True if the scene shows a zone of the sample data, whose names say so.
bool showsSample(const MapScene& scene);
/// The same of a version by its first zone: a page that nothing of it falls on is over invented data all the same.
bool isSample(const Workspace& workspace, const Version& version);

} // namespace ecoredline
