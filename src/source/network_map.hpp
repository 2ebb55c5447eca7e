#pragma once

#include "source/raster_view.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ecoredline {

enum class MapService { xyz, wms, wmts, file };

/// A base map on a server, or a file (VRT, XML) that may name one.
struct NetworkMap {
  MapService service = MapService::xyz;
  std::string title;
  std::string url;         ///< xyz: with {z} {x} {y} or {-y}; wms, wmts: the service's address; file: a path
  std::string layer;       ///< of wms and wmts; empty: the only one (wmts)
  std::string attribution; ///< whose it is, as its owner wants it said
  int deepest = 18;        ///< level of xyz
  bool operator==(const NetworkMap&) const = default;
};

struct NetworkView {
  RasterView view;
  std::optional<Error> fault; ///< parts of it did not come
};

/// Reads what a service shows in a window, tiles kept below `cache` (a week; by GDAL). Blocks as long as the server
/// does, at most kMapTimeout for each answer. Errors: network.not_allowed, network.bad_address (usage), network.status,
/// network.timeout, network.unreachable, network.bad_answer, cancelled.
Result<NetworkView> readNetworkMap(const NetworkMap& map, const RasterPlace& place, const std::filesystem::path& cache,
                                   Feedback& feedback);
inline constexpr int kMapTimeout = 8; // s

} // namespace ecoredline
