#include "inspection/overlay_totals.hpp"

#include "engine/flat_partition.hpp"
#include "engine/shapes.hpp"
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

// Of one lead: what can be said without cutting anything.
class LeadTotals {
 public:
  LeadTotals(const OverlayRequest& request, std::span<const LeadHit> hits) : m_request(request), m_hits(hits) {}

  // True where zones overlap within the lead, or might.
  bool needsPartition() const {
    if (m_hits.size() < 2 || std::isnan(m_hits.front().exact_m2)) return false;
    if (std::ranges::none_of(m_hits, isWhole)) return true;
    return std::ranges::any_of(kinds(), [&](std::uint32_t kind) {
      return std::ranges::count(m_hits, kind, &LeadHit::kind) > 1 && whole(kind) == nullptr;
    });
  }

  void fill(Incident& lead) const {
    for (const std::uint32_t kind : kinds()) lead.totals.push_back(of(m_request.type->kinds[kind], best(kind)));
    const auto all = std::ranges::find_if(m_hits, isWhole);
    lead.totals.push_back(of({}, all == m_hits.end() ? m_hits.front() : *all));
  }

  std::vector<std::uint32_t> kinds() const {
    std::set<std::uint32_t> found;
    for (const LeadHit& hit : m_hits) found.insert(hit.kind);
    return {found.begin(), found.end()};
  }

 private:
  const LeadHit* whole(std::uint32_t kind) const {
    const auto found =
        std::ranges::find_if(m_hits, [&](const LeadHit& hit) { return hit.kind == kind && isWhole(hit); });
    return found == m_hits.end() ? nullptr : &*found;
  }
  const LeadHit& best(std::uint32_t kind) const {
    if (const LeadHit* all = whole(kind)) return *all;
    return *std::ranges::find(m_hits, kind, &LeadHit::kind);
  }
  static IncidentTotal of(std::string kind, const LeadHit& hit) { return {std::move(kind), hit.area_m2, hit.exact_m2}; }

  const OverlayRequest& m_request;
  std::span<const LeadHit> m_hits;
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
    std::map<std::tuple<std::uint32_t, std::uint32_t, bool>, std::vector<std::size_t>> by_edition;
    for (std::size_t i = 0; i < m_hits.size(); ++i)
      by_edition[{m_hits[i].kind, m_hits[i].edition, m_hits[i].cut}].push_back(i);
    FlatBuilder builder(Crs::cgcs2000());
    for (const auto& [edition, members] : by_edition) {
      auto from = m_source(m_hits[members.front()]);
      if (!from) return fail(from.error());
      std::vector<ShapeRequest> wanted;
      for (const std::size_t i : members) wanted.push_back({m_hits[i].lead, m_hits[i].zone});
      auto shapes = overlapShapes(*from->leads, *from->zones, wanted, feedback);
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
  std::vector<LeadHit> cut;
  for (std::size_t begin = 0; begin < hits.size();) {
    std::size_t end = begin;
    while (end < hits.size() && hits[end].lead == hits[begin].lead) ++end;
    const LeadTotals one(request, hits.subspan(begin, end - begin));
    if (one.needsPartition())
      cut.insert(cut.end(), hits.begin() + static_cast<std::ptrdiff_t>(begin),
                 hits.begin() + static_cast<std::ptrdiff_t>(end));
    else
      one.fill(leads[hits[begin].lead]);
    begin = end;
  }
  if (cut.empty()) return {};
  return Partition(request, std::move(cut), source).run(leads, feedback);
}

} // namespace ecoredline
