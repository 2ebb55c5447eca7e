#pragma once

#include "app/map.hpp"
#include "app/sheet_topic.hpp"
#include "app/site_maps.hpp"
#include "catalogue/sheet.hpp"
#include "painting/sheet.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// The grid of a sheet's outlines, mm of the page: half a pixel of a picture, what no printer shows of the others.
double outlineStep(const MapOptions& options);

/// Pages of a sheet out of a workspace, one at a time. Not to be moved: its parts look at one another.
class SheetMaker {
 public:
  static Result<std::unique_ptr<SheetMaker>> of(const MapOptions& options, Language language, Feedback& feedback);
  SheetMaker(const SheetMaker&) = delete;
  SheetMaker& operator=(const SheetMaker&) = delete;
  ~SheetMaker() = default;

  const Paper& paper() const { return m_paper; }
  std::string title() const;
  Language language() const { return m_language; }
  const Date& asOf() const { return m_as_of; }
  SheetSubject subject() const { return m_spec.subject; }
  const RunReport& report() const { return m_report; }
  /// One plan, or those of the atlas.
  Result<std::vector<SheetPlan>> plans();
  Result<SheetPage> page(const SheetPlan& plan);

 private:
  /// A version that is drawn, and what newer ones of its kind cover.
  struct Drawn {
    Version version;
    std::unique_ptr<FlatReader> reader;
    bool base = false;
    std::vector<std::int64_t> newer;
    bool shown = false; ///< something of it is on the page drawn last
  };

  SheetMaker(const MapOptions& options, Language language) : m_options(options), m_language(language) {}
  Result<void> open(Feedback& feedback);
  PagePlaces places() const;
  Result<void> checkOptions() const;
  Result<void> openTopic(Feedback& feedback);
  Result<void> openRun(Feedback& feedback);
  Result<void> chooseVersions();
  Result<Box> extent() const;
  std::vector<SheetPlan> counties(const Box& extent) const;
  Result<std::vector<SheetPlan>> nationalSheets(const Box& extent);
  Result<bool> meetsZones(const Box& degrees);
  Result<std::vector<SheetPlan>> sites() const;
  Result<MapScene> scene(const SheetPlan& plan);
  Result<MapScene> emptyScene(const SheetPlan& plan) const;
  Result<void> addBase(const SheetPlan& plan, MapScene& scene) const;
  Result<void> drawChange(const SheetPlan& plan, SheetPage& page);
  Result<void> addVersions(MapScene& scene);
  void addOutline(const SheetPlan& plan, MapScene& scene) const;
  std::optional<MapScene> locator(const MapScene& scene);
  void addNotes(const SheetPlan& plan, SheetPage& page) const;
  void addFindings(const SiteResult& site, SheetPage& page) const;
  std::string say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  const MapOptions& m_options;
  Language m_language;
  Date m_as_of;
  SheetBook m_sheets;
  SheetSpec m_spec;
  Paper m_paper;
  std::optional<Workspace> m_workspace;
  std::optional<Catalogue> m_catalogue;
  std::optional<StyleBook> m_styles;
  ReferenceBoundaries m_counties;
  std::map<std::string, FlatLayer> m_county_outlines; ///< in a plane, by its code: for the locators of its pages
  bool m_sample = false;                              ///< a version drawn is of the sample data
  std::vector<Drawn> m_drawn;
  RunReport m_report;
  FlatLayer m_overlaps;
  std::optional<SiteMaps> m_site_maps;
  std::unique_ptr<SheetTopic> m_topic; ///< of sheets about a problem or a change
};

} // namespace ecoredline
