#include "inspection/overlay_totals.hpp"

#include "engine/flat_partition.hpp"
#include "engine/shapes.hpp"
#include "engine/shared_ground.hpp"
#include "engine/zone_source.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace ecoredline {

namespace {

bool isWhole(const LeadHit& hit) {
  return !hit.cut && (hit.relation == Relation::within || hit.relation == Relation::equals);
}

using Hits = std::span<const LeadHit>;

/// Hits whose shapes come from one place: kind, edition, cut.
using Origin = std::tuple<std::uint32_t, std::uint32_t, bool>;
Origin originOf(const LeadHit& hit) {
  return {hit.kind, hit.edition, hit.cut};
}

/// The hits of one lead by kind; hits are sorted so.
std::vector<Hits> byKind(Hits hits) {
  std::vector<Hits> groups;
  for (std::size_t begin = 0; begin < hits.size();) {
    std::size_t end = begin;
    while (end < hits.size() && hits[end].kind == hits[begin].kind) ++end;
    groups.push_back(hits.subspan(begin, end - begin));
    begin = end;
  }
  return groups;
}

// Which zones of an edition that leads meet together share ground. Borders between zones run under many leads, zones
// that overlap are few: found out once for two zones, and not for every lead on their border.
class SharedGround {
 public:
  /// Notes the zones of hits of one lead and kind, all of one edition.
  void note(Hits hits) {
    Edition& edition = m_editions[originOf(hits.front())];
    edition.asked_by.push_back(hits.front());
    for (std::size_t i = 0; i < hits.size(); ++i)
      for (std::size_t j = i + 1; j < hits.size(); ++j) edition.met.push_back(pairOf(hits[i].zone, hits[j].zone));
  }

  Result<void> find(const SourceOf& source, int threads, Feedback& feedback) {
    for (auto& [at, edition] : m_editions)
      if (auto done = edition.find(source, threads, feedback); !done) return done;
    return {};
  }

  /// True when any two of the hits share ground; they were noted.
  bool among(Hits hits) const {
    const auto& sharing = m_editions.at(originOf(hits.front())).sharing;
    for (std::size_t i = 0; i < hits.size(); ++i)
      for (std::size_t j = i + 1; j < hits.size(); ++j)
        if (std::ranges::binary_search(sharing, pairOf(hits[i].zone, hits[j].zone))) return true;
    return false;
  }

 private:
  using ZonePair = std::pair<std::int64_t, std::int64_t>;
  static ZonePair pairOf(std::int64_t a, std::int64_t b) { return {std::min(a, b), std::max(a, b)}; }

  struct Edition {
    Result<void> find(const SourceOf& source, int threads, Feedback& feedback) {
      std::ranges::sort(met);
      const auto again = std::ranges::unique(met);
      met.erase(again.begin(), again.end());
      auto from = source(asked_by.front());
      if (!from) return fail(from.error());
      std::vector<Box> places;
      for (const LeadHit& hit : asked_by) places.push_back(from->leads->box[hit.lead]);
      auto zones = zonesNear(*from->zones, places, feedback);
      if (!zones) return fail(zones.error());
      std::vector<RowPair> rows;
      for (const auto& [a, b] : met) rows.emplace_back((*zones)->rowOf(a).value(), (*zones)->rowOf(b).value());
      auto shared = sharedGround((*zones)->index(), rows, threads, feedback);
      if (!shared) return fail(shared.error());
      for (std::size_t i = 0; i < met.size(); ++i)
        if ((*shared)[i]) sharing.push_back(met[i]);
      return {};
    }

    std::vector<LeadHit> asked_by; ///< a hit of each lead
    std::vector<ZonePair> met;
    std::vector<ZonePair> sharing; ///< sorted
  };

  std::map<Origin, Edition> m_editions;
};

// Of one lead: what can be said without cutting anything.
class LeadTotals {
 public:
  LeadTotals(const OverlayRequest& request, Hits hits) : m_request(request), m_hits(hits), m_kinds(byKind(hits)) {}

  // Notes zones of which it must be known whether they share ground.
  void ask(SharedGround& ground) const {
    for (const Hits kind : m_kinds)
      if (isOpen(kind)) ground.note(kind);
  }

  // True where zones share ground within the lead, or might.
  bool needsPartition(const SharedGround& ground) const {
    if (m_hits.size() < 2 || std::isnan(m_hits.front().exact_m2)) return false;
    if (m_kinds.size() > 1 && whole(m_hits) == nullptr) return true;
    return std::ranges::any_of(m_kinds, [&](Hits kind) {
      if (kind.size() == 1 || whole(kind) != nullptr) return false;
      return !isOpen(kind) || ground.among(kind);
    });
  }

  void fill(Incident& lead) const {
    for (const Hits kind : m_kinds) lead.totals.push_back(of(m_request.type->kinds[kind.front().kind], kind));
    lead.totals.push_back(of({}, m_hits));
  }

 private:
  // Zones of one edition, none of which has the whole lead: what they share decides.
  bool isOpen(Hits kind) const {
    if (kind.size() < 2 || std::isnan(kind.front().exact_m2) || whole(kind) != nullptr) return false;
    if (m_kinds.size() > 1 && whole(m_hits) == nullptr) return false; // it is cut for the total over all in any case
    return std::ranges::all_of(kind, [&](const LeadHit& hit) { return originOf(hit) == originOf(kind.front()); });
  }
  static const LeadHit* whole(Hits hits) {
    const auto found = std::ranges::find_if(hits, isWhole);
    return found == hits.end() ? nullptr : &*found;
  }
  static IncidentTotal of(std::string kind, Hits hits) {
    if (const LeadHit* all = whole(hits)) return {std::move(kind), all->area_m2, all->exact_m2};
    IncidentTotal total{std::move(kind), hits.front().area_m2, hits.front().exact_m2};
    for (const LeadHit& hit : hits.subspan(1)) {
      total.area_m2 += hit.area_m2;
      total.exact_m2 += hit.exact_m2;
    }
    return total;
  }

  const OverlayRequest& m_request;
  Hits m_hits;
  std::vector<Hits> m_kinds;
};

// The overlaps of leads that need it, cut into cells.
class Partition {
 public:
  Partition(const OverlayRequest& request, std::vector<LeadHit> hits, const SourceOf& source)
      : m_request(request), m_hits(std::move(hits)), m_source(source) {}

  Result<void> run(std::vector<Incident>& leads, Feedback& feedback) {
    auto shapes = overlaps(feedback);
    if (!shapes) return fail(shapes.error());
    const LayerIndex index(*shapes);
    auto cells = flatPartition(index, m_request.threads, feedback);
    if (!cells) return fail(cells.error());
    for (const std::uint32_t row : cells->undecided) m_open.insert(hitOf(*shapes, row).lead);
    sum(*shapes, *cells);
    fill(leads);
    return {};
  }

 private:
  using Key = std::pair<std::uint32_t, std::int64_t>; ///< lead and kind; -1 = over all

  const LeadHit& hitOf(const FlatLayer& shapes, std::uint32_t row) const {
    return m_hits[static_cast<std::size_t>(shapes.row_id[row])];
  }

  // The shapes of all hits, edition by edition; row_id = position in m_hits.
  Result<FlatLayer> overlaps(Feedback& feedback) {
    std::map<Origin, std::vector<std::size_t>> by_edition;
    for (std::size_t i = 0; i < m_hits.size(); ++i) by_edition[originOf(m_hits[i])].push_back(i);
    FlatBuilder builder(Crs::cgcs2000());
    for (const auto& [edition, members] : by_edition) {
      auto from = m_source(m_hits[members.front()]);
      if (!from) return fail(from.error());
      std::vector<ShapeRequest> wanted;
      for (const std::size_t i : members) wanted.push_back({m_hits[i].lead, m_hits[i].zone});
      auto shapes = overlapShapes(*from->leads, *from->zones, wanted, feedback, m_request.threads);
      if (!shapes) return fail(shapes.error());
      auto moved = moveLayer(*shapes, Crs::cgcs2000());
      if (!moved) return fail(moved.error());
      for (std::size_t row = 0; row < moved->rows(); ++row) {
        const std::size_t hit = members[static_cast<std::size_t>(moved->row_id[row])];
        if (moved->shape[row] == Shape::none) m_open.insert(m_hits[hit].lead);
        builder.copyRow(*moved, row, static_cast<std::int64_t>(hit));
      }
    }
    return builder.take();
  }

  void sum(const FlatLayer& shapes, const FlatPartition& partition) {
    for (std::size_t cell = 0; cell < partition.cells.rows(); ++cell) {
      std::set<Key> covered;
      for (const std::uint32_t row : partition.rowsOver(cell)) {
        const LeadHit& hit = hitOf(shapes, row);
        covered.insert({hit.lead, hit.kind});
        covered.insert({hit.lead, -1});
      }
      const double exact = partition.cell_m2[cell];
      const double area =
          m_request.method == AreaMethod::exact ? exact : areaOf(partition.cells, cell, m_request.method);
      for (const Key& key : covered) {
        IncidentTotal& total = m_totals.try_emplace(key, IncidentTotal{{}, 0, 0}).first->second;
        total.area_m2 += area;
        total.exact_m2 += exact;
      }
    }
  }

  void fill(std::vector<Incident>& leads) const {
    std::map<std::uint32_t, std::set<std::uint32_t>> kinds;
    for (const LeadHit& hit : m_hits) kinds[hit.lead].insert(hit.kind);
    for (const auto& [lead, met] : kinds) {
      for (const std::uint32_t kind : met) add(leads[lead], lead, kind, m_request.type->kinds[kind]);
      add(leads[lead], lead, -1, {});
      if (m_open.contains(lead)) leads[lead].gaps.push_back({m_request.type->kinds[*met.begin()], "undecided"});
    }
  }

  void add(Incident& incident, std::uint32_t lead, std::int64_t kind, const std::string& title) const {
    IncidentTotal total{title, kNoNumber, kNoNumber};
    const auto found = m_totals.find({lead, kind});
    if (found != m_totals.end() && !m_open.contains(lead)) {
      total = found->second;
      total.kind = title;
    }
    incident.totals.push_back(total);
  }

  const OverlayRequest& m_request;
  std::vector<LeadHit> m_hits;
  const SourceOf& m_source;
  std::map<Key, IncidentTotal> m_totals;
  std::set<std::uint32_t> m_open; ///< leads whose overlaps could not be told apart
};

} // namespace

Result<void> addTotals(const OverlayRequest& request, std::span<const LeadHit> hits, const SourceOf& source,
                       std::vector<Incident>& leads, Feedback& feedback) {
  std::vector<LeadTotals> of_leads;
  std::vector<Hits> of_lead;
  SharedGround ground;
  for (std::size_t begin = 0; begin < hits.size();) {
    std::size_t end = begin;
    while (end < hits.size() && hits[end].lead == hits[begin].lead) ++end;
    of_lead.push_back(hits.subspan(begin, end - begin));
    of_leads.emplace_back(request, of_lead.back()).ask(ground);
    begin = end;
  }
  if (auto done = ground.find(source, request.threads, feedback); !done) return done;
  std::vector<LeadHit> cut;
  for (std::size_t i = 0; i < of_leads.size(); ++i) {
    if (of_leads[i].needsPartition(ground))
      cut.insert(cut.end(), of_lead[i].begin(), of_lead[i].end());
    else
      of_leads[i].fill(leads[of_lead[i].front().lead]);
  }
  if (cut.empty()) return {};
  return Partition(request, std::move(cut), source).run(leads, feedback);
}

} // namespace ecoredline
