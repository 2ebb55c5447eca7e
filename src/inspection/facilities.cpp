#include "inspection/facilities.hpp"

#include "engine/nearest.hpp"
#include "engine/zone_source.hpp"
#include "geo/edge_model.hpp"
#include "inspection/lead_coverage.hpp"
#include "screening/editions.hpp"
#include "screening/places.hpp"

#include <algorithm>
#include <map>
#include <memory>

namespace ecoredline {

namespace {

constexpr std::size_t kNowhere = ~std::size_t{0};

struct NearRow {
  std::size_t edition = kNowhere;
  std::int64_t zone = 0;
  Distance distance;
};

class FacilitySearch {
 public:
  FacilitySearch(const OverlayRequest& request, const FlatLayer& layer, std::vector<Incident>& leads,
                 Feedback& feedback)
      : m_request(request), m_layer(layer), m_leads(leads), m_feedback(feedback) {}

  Result<std::vector<std::string>> run() {
    std::vector<std::string> looked_at;
    auto versions = m_request.workspace->versions();
    if (!versions) return fail(versions.error());
    std::erase_if(*versions, [&](const Version& v) { return m_request.ignored.contains(v.id); });
    for (const std::string& kind : m_request.type->facilities.kinds) {
      auto editions = editionsOf(*m_request.workspace, *versions, kind, m_request.day,
                                 {m_request.index_folder, m_layer.rows(), m_request.threads}, m_feedback);
      if (!editions) return fail(editions.error());
      if (editions->none()) continue;
      looked_at.push_back(kind);
      if (auto done = search(kind, *editions); !done) return fail(done.error());
    }
    return looked_at;
  }

 private:
  Result<void> search(const std::string& kind, Editions& editions) {
    m_nearest.assign(m_leads.size(), {});
    for (std::size_t edition = 0; edition < editions.in_force.size(); ++edition) {
      auto rows = rowsOf(editions, edition);
      if (!rows) return fail(rows.error());
      if (auto done = searchIn(edition, *rows); !done) return done;
    }
    return name(kind, editions);
  }

  // The rows of an edition that may be named.
  Result<FlatLayer> rowsOf(Editions& editions, std::size_t index) {
    Edition& edition = editions.in_force[index];
    const CoveredArea newer = newerCoverage(editions, index);
    auto leads = moved(edition.reader->crs());
    if (!leads) return fail(leads.error());
    const Box window =
        grownByMetres((*leads)->layer.extent(), edition.reader->crs(), m_request.type->facilities.within_m);
    if (newer.everywhere || window.empty()) return FlatLayer{};
    auto rows = edition.reader->read(window, m_feedback);
    if (!rows) return rows;
    std::vector<bool> superseded(rows->rows(), false);
    if (newer.area.rows() > 0) {
      auto here = moveLayer(*rows, Crs::cgcs2000());
      if (!here) return fail(here.error());
      LeadCoverage coverage;
      auto sides = coverage.sidesOf(*here, newer.area, {m_request.method, m_request.threads, {}}, m_feedback);
      if (!sides) return fail(sides.error());
      for (std::size_t row = 0; row < rows->rows(); ++row) superseded[row] = (**sides)[row] == CoverageSide::inside;
    }
    if (edition.version.invalid > 0) {
      auto zones = m_request.workspace->zones(edition.version.id);
      if (!zones) return fail(zones.error());
      edition.zones = std::move(*zones);
    }
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < rows->rows(); ++row)
      if (!superseded[row] && !isInvalid(edition, rows->row_id[row])) kept.push_back(row);
    return selectRows(*rows, kept);
  }

  static bool isInvalid(const Edition& edition, std::int64_t zone) {
    const auto found = edition.zones.find(zone);
    return found != edition.zones.end() && found->second.invalid;
  }

  Result<void> searchIn(std::size_t edition, const FlatLayer& rows) {
    if (rows.rows() == 0) return {};
    auto leads = moved(rows.crs);
    if (!leads) return fail(leads.error());
    auto nearest = nearestRows((*leads)->index, LayerIndex(rows),
                               {1, m_request.type->facilities.within_m, m_request.threads}, m_feedback);
    if (!nearest) return fail(nearest.error());
    for (std::size_t lead = 0; lead < m_leads.size(); ++lead)
      for (const Neighbour& found : (*nearest)[lead])
        if (m_nearest[lead].edition == kNowhere || found.distance.metres < m_nearest[lead].distance.metres)
          m_nearest[lead] = {edition, rows.row_id[found.row], found.distance};
    return {};
  }

  Result<void> name(const std::string& kind, Editions& editions) {
    std::vector<std::vector<Pair>> wanted(editions.in_force.size());
    for (const NearRow& near : m_nearest) {
      if (near.edition == kNowhere) continue;
      wanted[near.edition].emplace_back();
      wanted[near.edition].back().zone = near.zone;
    }
    for (std::size_t edition = 0; edition < wanted.size(); ++edition)
      if (auto done = loadZones(*m_request.workspace, editions.in_force[edition], wanted[edition]); !done) return done;
    for (std::size_t lead = 0; lead < m_leads.size(); ++lead) {
      const NearRow& near = m_nearest[lead];
      if (near.edition == kNowhere) continue;
      const Zone& zone = editions.in_force[near.edition].zones.at(near.zone);
      m_leads[lead].facilities.push_back(
          {kind, zone.zone_name, zone.zone_class, near.distance.metres, near.distance.bearing_deg});
    }
    return {};
  }

  Result<const IndexedLayer*> moved(const Crs& crs) {
    auto& slot = m_moved[crs.code()];
    if (!slot) {
      auto leads = m_layer.crs == crs ? Result<FlatLayer>(m_layer) : moveLayer(m_layer, crs);
      if (!leads) return fail(leads.error());
      slot = std::make_unique<IndexedLayer>(std::move(*leads));
    }
    return slot.get();
  }

  const OverlayRequest& m_request;
  const FlatLayer& m_layer;
  std::vector<Incident>& m_leads;
  Feedback& m_feedback;
  std::map<std::string, std::unique_ptr<IndexedLayer>> m_moved;
  std::vector<NearRow> m_nearest; ///< per lead, of the kind at hand
};

} // namespace

Result<std::vector<std::string>> findFacilities(const OverlayRequest& request, const FlatLayer& layer,
                                                std::vector<Incident>& leads, Feedback& feedback) {
  feedback.stage({"查最近的设施", "Look for the nearest facilities"});
  return FacilitySearch(request, layer, leads, feedback).run();
}

} // namespace ecoredline
