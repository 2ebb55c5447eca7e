#pragma once

#include "app/version_readers.hpp"
#include "cartography/draw_layers.hpp"
#include "catalogue/style.hpp"
#include "report/run_report.hpp"
#include "source/reference_boundaries.hpp"
#include "store/workspace.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// The verdict's colour, dark enough for text on white.
std::string verdictColour(Verdict verdict);

/// What the maps of a run are made of; all of it must outlive SiteMaps.
struct SiteMapInput {
  const Workspace* workspace = nullptr;
  const Catalogue* catalogue = nullptr;
  const StyleBook* styles = nullptr;
  const RunReport* report = nullptr;
  const FlatLayer* overlaps = nullptr; ///< Screening::overlaps; may be null
  const ReferenceBoundaries* counties = nullptr;
  Language language = Language::zh;
  FrameSize frame{};
  bool round_scale = false;                 ///< the window grows until the scale is a round number
  double least_around_m = 500;              ///< what a map shows round a site at least
  Text subject{"项目用地", "Project site"}; ///< what the outlined places are, in the legend
  VersionReaders* readers = nullptr;        ///< those of others of the same workspace; may be null
};

/// Maps of a run, one site at a time: what of the editions that the site's findings name lies near it, where it meets
/// them, and the site. Zones are read by place and cut to the window, so that a map costs what is on it.
class SiteMaps {
 public:
  /// Errors: as Workspace.
  static Result<SiteMaps> of(const SiteMapInput& input);

  /// The map of a site, in its own 3-degree zone: about 1.6 times its extent, at least `least_around_m` round it, and
  /// as far as the nearest place of the zone that decides, up to 5 km. A scene without a window where the site has no
  /// shape.
  Result<MapScene> map(std::size_t site);

 private:
  explicit SiteMaps(SiteMapInput input) : m_input(std::move(input)) {}

  Result<void> addZones(const SiteResult& site, MapScene& scene);
  Result<void> addEdition(const Version& version, const std::map<std::string, Verdict>& matter, MapScene& scene);
  Result<void> addCounties(MapScene& scene) const;
  Result<void> addOverlaps(std::size_t site, MapScene& scene) const;
  std::vector<const Version*> editionsOf(const SiteResult& site) const;
  std::string say(const char* zh, const char* en) const { return m_input.language == Language::zh ? zh : en; }

  SiteMapInput m_input;
  std::vector<Version> m_versions;
  std::unique_ptr<VersionReaders> m_readers;          ///< where the input has none
  std::map<std::int64_t, std::size_t> m_overlap_rows; ///< by index of the finding over all sites
  std::vector<std::int64_t> m_first_finding;          ///< per site
};

} // namespace ecoredline
