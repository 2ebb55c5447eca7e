#pragma once

#include "base/files.hpp"
#include "screening/screen.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecoredline {

/// A small map drawn in WKT, in metres from a corner near the central meridian of EPSG:4551 (there the plane and the
/// ellipsoid agree to 1e-7), screened through a real workspace against the product's own catalogue.
class CaseMap {
 public:
  struct ZoneRow {
    std::string id;
    std::string zone_class; ///< as delivered, e.g. "二级"; empty = no class
    std::string wkt;
    std::string origin;        ///< "derived" = 推定
    std::string basin{};       ///< of a control unit
    std::string ridge_ratio{}; ///< of cropland
    bool invalid = false;      ///< kept as delivered though not valid
  };
  /// A row of an access list as delivered.
  struct ClauseRow {
    std::string level, scope, no, text = "甲";
    std::string industries{};
    std::string from{}, to{}; ///< dates
  };
  struct Delivery {
    std::string date = "2023-01-01";
    std::string date_to{};
    double accuracy_m = 0;
    std::string coverage = "all"; ///< all, none, features, or WKT of a polygon
    std::string label{};
    int epsg = 4551;
  };

  CaseMap();
  CaseMap& layer(const std::string& kind, const std::vector<ZoneRow>& rows, const Delivery& delivery);
  CaseMap& layer(const std::string& kind, const std::vector<ZoneRow>& rows) { return layer(kind, rows, Delivery()); }
  CaseMap& list(const std::vector<ClauseRow>& rows, const Delivery& delivery);
  CaseMap& list(const std::vector<ClauseRow>& rows) { return list(rows, {.coverage = "none"}); }
  CaseMap& site(const std::string& id, const std::string& wkt, const std::string& project = "P");
  CaseMap& fact(const std::string& id, const std::string& value, const std::string& document = "文号1");

  CaseMap& accuracy(double metres);
  CaseMap& threads(int count); ///< 1 unless said
  CaseMap& listener(Feedback& feedback);
  CaseMap& buffer(double metres);
  CaseMap& asOf(const Date& day);
  CaseMap& kinds(const std::vector<std::string>& named);
  CaseMap& invalidSite(const std::string& id, const std::string& wkt);

  /// Screens; a failure ends the test with its message.
  RunReport screen();
  Result<RunReport> tryScreen();

 private:
  Table siteTable() const;
  struct Site {
    std::string id, wkt, project;
    RowState state;
  };
  TemporaryFolder m_folder;
  Catalogue m_catalogue;
  std::optional<Workspace> m_workspace;
  std::vector<Site> m_sites;
  FactsBook m_facts;
  ScreenRequest m_request;
  Feedback* m_feedback = &silentFeedback();
};

/// The only site's finding of a kind with the strictest verdict; fails the test when there is none.
const Finding& deciding(const RunReport& report, const std::string& kind);
const LayerResult& layerOf(const RunReport& report, const std::string& kind);

/// POLYGON of a rectangle.
std::string box(double x0, double y0, double x1, double y1);

} // namespace ecoredline
