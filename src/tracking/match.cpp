#include "tracking/match.hpp"

#include "engine/local.hpp"
#include "engine/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

namespace ecoredline {

Text word(MatchedBy how) {
  switch (how) {
  case MatchedBy::id:
    return {"编号相同", "the same id"};
  case MatchedBy::shape:
    return {"图形相同", "the same shape"};
  case MatchedBy::overlap:
    return {"重叠过半", "more than half in common"};
  case MatchedBy::distance:
    break;
  }
  return {"同形且相距不远", "the same shape near by"};
}

namespace {

class Matcher {
 public:
  explicit Matcher(const MatchInput& input)
      : m_in(input), m_frame(*input.frame), m_leader(m_frame.from.size() + m_frame.to.size()),
        m_weakest(m_leader.size(), MatchedBy::id), m_linked(m_leader.size(), false) {
    std::iota(m_leader.begin(), m_leader.end(), 0U);
  }

  Result<Matches> run(Feedback& feedback) {
    byId();
    byShape();
    byOverlap();
    if (auto done = byDistance(feedback); !done) return fail(done.error());
    Matches matches = gathered();
    const auto job = [&](std::size_t j) -> Result<void> {
      for (std::size_t g = j * kGroupsPerJob; g < std::min(matches.groups.size(), (j + 1) * kGroupsPerJob); ++g)
        look(matches.groups[g]);
      return {};
    };
    const std::size_t jobs = (matches.groups.size() + kGroupsPerJob - 1) / kGroupsPerJob;
    if (auto done = forEachIndex(jobs, m_in.threads, feedback, job); !done) return fail(done.error());
    return matches;
  }

 private:
  static constexpr std::size_t kGroupsPerJob = 64;

  bool shareGround(std::uint32_t from, std::uint32_t to) const {
    const auto at = std::ranges::lower_bound(m_in.shared, std::pair(from, to), {},
                                             [](const SharedGround& s) { return std::pair(s.from, s.to); });
    return at != m_in.shared.end() && at->from == from && at->to == to;
  }
  std::uint32_t node(std::uint32_t to) const { return static_cast<std::uint32_t>(m_frame.from.size()) + to; }
  std::uint32_t find(std::uint32_t n) {
    while (m_leader[n] != n) n = m_leader[n] = m_leader[m_leader[n]];
    return n;
  }
  bool free(std::uint32_t from, std::uint32_t to) const { return !m_linked[from] || !m_linked[node(to)]; }

  void link(std::uint32_t from, std::uint32_t to, MatchedBy how) {
    const auto a = find(from), b = find(node(to));
    const MatchedBy weakest = std::max({m_weakest[a], m_weakest[b], how});
    m_leader[std::max(a, b)] = std::min(a, b);
    m_weakest[std::min(a, b)] = weakest;
    m_linked[from] = m_linked[node(to)] = true;
  }

  bool sameShape(std::uint32_t from, std::uint32_t to) const { return m_frame.from[from].row == m_frame.to[to].row; }

  double centreDistance(std::uint32_t from, std::uint32_t to) const {
    const Box &a = m_frame.layer.box[m_frame.from[from].row], &b = m_frame.layer.box[m_frame.to[to].row];
    const PlaneScale scale = scaleAt(m_frame.layer.crs, (a.min_y + a.max_y) / 2);
    return std::hypot((a.min_x + a.max_x - b.min_x - b.max_x) / 2 * scale.x,
                      (a.min_y + a.max_y - b.min_y - b.max_y) / 2 * scale.y);
  }

  /// Zone by id, of the ids that only one zone has.
  static std::map<std::string, std::uint32_t> uniqueIds(const std::vector<TrackedZone>& zones) {
    std::map<std::string, std::uint32_t> unique;
    for (std::uint32_t z = 0; z < zones.size(); ++z) {
      if (zones[z].id.empty()) continue;
      const auto [at, fresh] = unique.emplace(zones[z].id, z);
      if (!fresh) at->second = kNoZone;
    }
    return unique;
  }

  void byId() {
    const auto from = uniqueIds(m_frame.from), to = uniqueIds(m_frame.to);
    for (const auto& [id, f] : from) {
      const auto t = to.find(id);
      if (f == kNoZone || t == to.end() || t->second == kNoZone) continue;
      const bool confirmed =
          sameShape(f, t->second) || shareGround(f, t->second) || centreDistance(f, t->second) <= m_in.distance_m;
      if (confirmed) link(f, t->second, MatchedBy::id);
    }
  }

  void byShape() {
    for (std::uint32_t row = 0; row < m_frame.layer.rows(); ++row) {
      const auto from = m_frame.from_zone[row], to = m_frame.to_zone[row];
      if (from != kNoZone && to != kNoZone && free(from, to)) link(from, to, MatchedBy::shape);
    }
  }

  void byOverlap() {
    std::vector<SharedGround> most(m_in.shared.begin(), m_in.shared.end());
    std::ranges::stable_sort(most, std::ranges::greater{}, &SharedGround::m2);
    for (const SharedGround& s : most) {
      const double smaller = std::min(m_in.from_m2[s.from], m_in.to_m2[s.to]);
      if (s.m2 >= kOverlapShare * smaller && free(s.from, s.to)) link(s.from, s.to, MatchedBy::overlap);
    }
  }

  /// Zones left over on both sides, by the place of their centres.
  Result<void> byDistance(Feedback& feedback) {
    std::multimap<double, std::uint32_t> later; // by the centre's y
    for (std::uint32_t t = 0; t < m_frame.to.size(); ++t)
      if (!m_linked[node(t)]) later.emplace(centreY(m_frame.to[t].row), t);
    for (std::uint32_t f = 0; f < m_frame.from.size() && !later.empty(); ++f) {
      if (m_linked[f]) continue;
      if (feedback.cancelled()) return cancelledError();
      const double y = centreY(m_frame.from[f].row);
      const double reach = m_in.distance_m / scaleAt(m_frame.layer.crs, y).y;
      auto best = later.end();
      double nearest = m_in.distance_m;
      for (auto at = later.lower_bound(y - reach); at != later.end() && at->first <= y + reach; ++at) {
        const double distance = centreDistance(f, at->second);
        if (distance > nearest || !moveBetween(m_frame.layer, m_frame.from[f].row, m_frame.to[at->second].row))
          continue;
        nearest = distance;
        best = at;
      }
      if (best == later.end()) continue;
      link(f, best->second, MatchedBy::distance);
      later.erase(best);
    }
    return {};
  }
  double centreY(std::uint32_t row) const { return (m_frame.layer.box[row].min_y + m_frame.layer.box[row].max_y) / 2; }

  Matches gathered() {
    Matches matches;
    matches.from_group.assign(m_frame.from.size(), kNoZone);
    matches.to_group.assign(m_frame.to.size(), kNoZone);
    std::unordered_map<std::uint32_t, std::uint32_t> group_of;
    const auto groupAt = [&](std::uint32_t n) {
      const auto [at, fresh] = group_of.emplace(find(n), static_cast<std::uint32_t>(matches.groups.size()));
      if (fresh) matches.groups.emplace_back().how = m_weakest[find(n)];
      return at->second;
    };
    for (std::uint32_t f = 0; f < m_frame.from.size(); ++f)
      if (m_linked[f]) matches.groups[matches.from_group[f] = groupAt(f)].from.push_back(f);
    for (std::uint32_t t = 0; t < m_frame.to.size(); ++t)
      if (m_linked[node(t)]) matches.groups[matches.to_group[t] = groupAt(node(t))].to.push_back(t);
    return matches;
  }

  /// How a group's outlines compare.
  void look(ZoneGroup& group) const {
    const bool one = group.from.size() == 1 && group.to.size() == 1;
    group.same_shape = one && sameShape(group.from.front(), group.to.front());
    if (group.same_shape) return;
    std::vector<std::uint32_t> a, b;
    for (const auto f : group.from) a.push_back(m_frame.from[f].row);
    for (const auto t : group.to) b.push_back(m_frame.to[t].row);
    group.shared_outline = sharedOutline(m_frame.layer, a, b);
    if (one && group.redrawn()) group.move = moveBetween(m_frame.layer, a.front(), b.front());
  }

  const MatchInput& m_in;
  const Frame& m_frame;
  std::vector<std::uint32_t> m_leader; ///< union-find over the zones of both versions, the smallest leads
  std::vector<MatchedBy> m_weakest;
  std::vector<bool> m_linked;
};

} // namespace

Result<Matches> matchZones(const MatchInput& input, Feedback& feedback) {
  return Matcher(input).run(feedback);
}

} // namespace ecoredline
