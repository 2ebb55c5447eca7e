#include "tracking/changes.hpp"

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "engine/compare.hpp"
#include "engine/local.hpp"
#include "geo/crs.hpp"
#include "geo/overlay.hpp"
#include "tracking/hash_slots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>

namespace ecoredline {

namespace {

constexpr std::size_t kKeyDigits = 12;
constexpr double kVertexGrid = 1e-3; // m: corners of neighbouring pieces agree within that

/// What pieces of one line have in common.
struct LineKey {
  Cause cause{};
  std::uint32_t from_class = kNoZone;
  std::uint32_t to_class = kNoZone;
  std::uint32_t group = kNoZone; ///< of boundaries drawn anew
  std::span<const std::uint32_t> from{};
  std::span<const std::uint32_t> to{};

  bool operator==(const LineKey& o) const {
    return std::tie(cause, from_class, to_class, group) == std::tie(o.cause, o.from_class, o.to_class, o.group) &&
           std::ranges::equal(from, o.from) && std::ranges::equal(to, o.to);
  }
};
struct LineKeyHash {
  std::size_t operator()(const LineKey& key) const {
    std::uint64_t hash = static_cast<std::uint64_t>(key.cause);
    const auto add = [&](std::uint64_t value) { hash = HashSlots::mixed(hash ^ value) + 1; };
    add(key.from_class);
    add(key.to_class);
    add(key.group);
    for (const std::uint32_t zone : key.from) add(zone);
    add(kNoZone);
    for (const std::uint32_t zone : key.to) add(zone);
    return hash;
  }
};

/// Things in drawers, those of a drawer in their order: 4 bytes a thing and 8 a drawer.
class Drawers {
 public:
  /// `drawer_of`: of each thing.
  explicit Drawers(const std::vector<std::uint32_t>& drawer_of, std::size_t drawers)
      : m_first(drawers + 1), m_things(drawer_of.size()) {
    for (const std::uint32_t drawer : drawer_of) ++m_first[drawer + 1];
    std::partial_sum(m_first.begin(), m_first.end(), m_first.begin());
    std::vector<std::uint64_t> next(m_first.begin(), m_first.end() - 1);
    for (std::uint32_t thing = 0; thing < drawer_of.size(); ++thing) m_things[next[drawer_of[thing]]++] = thing;
  }
  std::size_t size() const { return m_first.size() - 1; }
  std::span<const std::uint32_t> in(std::size_t drawer) const {
    return {m_things.data() + m_first[drawer], m_things.data() + m_first[drawer + 1]};
  }

 private:
  std::vector<std::uint64_t> m_first;
  std::vector<std::uint32_t> m_things;
};

bool isWhole(Cause cause) { // one line for all pieces of a group, or of a zone
  return cause == Cause::resurvey || cause == Cause::shift || cause == Cause::degazetted || cause == Cause::gazetted ||
         cause == Cause::method_change || cause == Cause::sliver;
}

/// Joins pieces that meet in a corner, so that the sides of tiles cut no line in two.
class Joiner {
 public:
  explicit Joiner(std::size_t pieces) : m_leader(pieces) { std::iota(m_leader.begin(), m_leader.end(), 0U); }

  std::uint32_t find(std::uint32_t n) {
    while (m_leader[n] != n) n = m_leader[n] = m_leader[m_leader[n]];
    return n;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    m_leader[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> m_leader;
};

class ChangeLister {
 public:
  ChangeLister(const ChangeInput& input, const std::vector<ChangedPiece>& pieces, Feedback& feedback)
      : m_in(input), m_frame(*input.frame), m_pieces(pieces), m_feedback(feedback),
        m_to_degrees(Transform::between(input.layer->crs, Crs::cgcs2000())), m_joiner(pieces.size()) {}

  Result<ChangeList> run() {
    m_out.of_piece.assign(m_pieces.size(), kNoZone);
    joinNeighbours();
    gatherPieces();
    gatherGroups();
    if (m_feedback.cancelled()) return cancelledError();
    applyOverrides();
    sortLines();
    return std::move(m_out);
  }

 private:
  LineKey keyOf(std::size_t p) const {
    const ChangedPiece& piece = m_pieces[p];
    const auto rank = [](const std::vector<TrackedZone>& zones, std::span<const std::uint32_t> over) {
      return over.empty() ? kNoZone : zones[over.front()].class_rank;
    };
    const std::uint32_t from = rank(m_frame.from, piece.from), to = rank(m_frame.to, piece.to);
    if (!isWhole(piece.cause)) return {piece.cause, from, to, kNoZone, piece.from, piece.to};
    if (piece.cause == Cause::method_change) return {piece.cause};
    const std::uint32_t f = piece.from.empty() ? kNoZone : m_in.matches->from_group[piece.from.front()];
    const std::uint32_t t = piece.to.empty() ? kNoZone : m_in.matches->to_group[piece.to.front()];
    if (f == kNoZone && t == kNoZone) // a zone that came or went
      return {piece.cause,
              from,
              to,
              kNoZone,
              piece.from.first(std::min<std::size_t>(piece.from.size(), 1)),
              piece.to.first(std::min<std::size_t>(piece.to.size(), 1))};
    return {piece.cause, kNoZone, kNoZone, f != kNoZone ? f : t};
  }

  void joinNeighbours() {
    std::unordered_map<LineKey, std::uint32_t, LineKeyHash> keys;
    std::vector<std::uint32_t> key_of(m_pieces.size());
    for (std::size_t p = 0; p < m_pieces.size(); ++p)
      key_of[p] = keys.emplace(keyOf(p), static_cast<std::uint32_t>(keys.size())).first->second;
    const Drawers alike(key_of, keys.size());
    for (std::size_t key = 0; key < alike.size() && !m_feedback.cancelled(); ++key) {
      const auto members = alike.in(key);
      if (isWhole(m_pieces[members.front()].cause)) {
        for (const std::uint32_t p : members) m_joiner.join(members.front(), p);
      } else if (members.size() > 1) {
        joinByCorners(members);
      }
    }
  }

  void joinByCorners(std::span<const std::uint32_t> members) {
    const FlatLayer& layer = *m_in.layer;
    std::unordered_map<std::uint64_t, std::uint32_t> corner;
    for (const std::uint32_t p : members) {
      const auto row = m_pieces[p].row;
      const PlaneScale scale = scaleAt(layer.crs, layer.box[row].min_y);
      const auto end = layer.ring_vertex[layer.row_ring[row + 1]];
      for (auto v = layer.ring_vertex[layer.row_ring[row]]; v < end; ++v) {
        const auto x = std::llround(layer.x[v] * scale.x / kVertexGrid);
        const auto y = std::llround(layer.y[v] * scale.y / kVertexGrid);
        const auto key = static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15U + static_cast<std::uint64_t>(y);
        const auto [at, fresh] = corner.emplace(key, p);
        if (!fresh) m_joiner.join(at->second, p);
      }
    }
  }

  void gatherPieces() {
    std::vector<std::uint32_t> leaders(m_pieces.size());
    for (std::uint32_t p = 0; p < m_pieces.size(); ++p) leaders[p] = m_joiner.find(p);
    const Drawers lines(leaders, m_pieces.size());
    for (std::uint32_t leader = 0; leader < lines.size() && !m_feedback.cancelled(); ++leader) {
      const auto members = lines.in(leader);
      if (members.empty()) continue;
      double gross = 0;
      for (const std::uint32_t p : members) gross += m_pieces[p].m2;
      if (m_pieces[leader].cause == Cause::method_change && gross < kHitArea) continue; // in its account, no line
      for (const std::uint32_t p : members) m_out.of_piece[p] = static_cast<std::uint32_t>(m_out.changes.size());
      m_out.changes.push_back(lineOf(members));
    }
  }

  LedgerChange lineOf(std::span<const std::uint32_t> members) const {
    LedgerChange line;
    const ChangedPiece* largest = &m_pieces[members.front()];
    std::set<std::uint32_t> from, to;
    double width = 0;
    for (const std::uint32_t p : members) {
      const ChangedPiece& piece = m_pieces[p];
      if (piece.m2 > largest->m2) largest = &piece;
      line.area_m2 += piece.m2;
      width += piece.m2 * piece.width_m;
      (piece.turnover() == Turnover::removed ? line.removed_m2
       : piece.turnover() == Turnover::added ? line.added_m2
                                             : line.between_m2) += piece.m2;
      from.insert(piece.from.begin(), piece.from.end());
      to.insert(piece.to.begin(), piece.to.end());
      line.sureness = std::max(line.sureness, piece.sureness);
    }
    if (isWhole(largest->cause) && largest->cause != Cause::method_change) addGroup(*largest, from, to);
    line.cause = line.tool_cause = largest->cause;
    line.how = wordOf(*largest, *m_in.causes);
    line.width_m = line.area_m2 > 0 ? width / line.area_m2 : 0;
    line.pieces = members.size();
    if (!largest->from.empty()) line.from_class = m_in.classes->idOf(m_frame.from[largest->from.front()].class_rank);
    if (!largest->to.empty()) line.to_class = m_in.classes->idOf(m_frame.to[largest->to.front()].class_rank);
    name(line, from, to);
    addCounterpart(line, *largest);
    line.centre = centreOf(*m_in.layer, largest->row);
    line.key = keyText(line);
    return line;
  }

  /// The whole of a boundary drawn anew is named, whichever side a piece lies on.
  void addGroup(const ChangedPiece& piece, std::set<std::uint32_t>& from, std::set<std::uint32_t>& to) const {
    const std::uint32_t g =
        !piece.from.empty() ? m_in.matches->from_group[piece.from.front()] : m_in.matches->to_group[piece.to.front()];
    if (g == kNoZone) return;
    from.insert(m_in.matches->groups[g].from.begin(), m_in.matches->groups[g].from.end());
    to.insert(m_in.matches->groups[g].to.begin(), m_in.matches->groups[g].to.end());
  }

  /// Of ground lost or won: what became of the zone, or what it came from.
  void addCounterpart(LedgerChange& line, const ChangedPiece& piece) const {
    std::set<std::uint32_t> from, to;
    addGroup(piece, from, to);
    LedgerChange both;
    name(both, from, to);
    if (line.from_ids.empty()) {
      line.from_ids = both.from_ids;
      line.from_names = both.from_names;
    }
    if (line.to_ids.empty()) {
      line.to_ids = both.to_ids;
      line.to_names = both.to_names;
    }
  }

  void name(LedgerChange& line, const std::set<std::uint32_t>& from, const std::set<std::uint32_t>& to) const {
    const auto add = [](const std::vector<TrackedZone>& zones, const std::set<std::uint32_t>& which,
                        std::vector<std::string>& ids, std::vector<std::string>& titles) {
      for (const std::uint32_t z : which) {
        ids.push_back(zones[z].key);
        if (!zones[z].title.empty() && std::ranges::find(titles, zones[z].title) == titles.end())
          titles.push_back(zones[z].title);
      }
      std::ranges::sort(ids);
    };
    add(m_frame.from, from, line.from_ids, line.from_names);
    add(m_frame.to, to, line.to_ids, line.to_names);
  }

  void gatherGroups() {
    for (const ZoneGroup& group : m_in.matches->groups) {
      if (m_feedback.cancelled()) return;
      const auto cause = causeOf(group);
      if (!cause) continue;
      LedgerChange line;
      line.cause = line.tool_cause = *cause;
      line.sureness = group.how == MatchedBy::distance ? Sureness::likely : Sureness::certain;
      const Text how = word(group.how);
      line.how = {fmt::format("匹配依据：{}；面积不变，不入账", how.zh),
                  fmt::format("matched by {}; no area changes by it", how.en)};
      for (const auto f : group.from) line.ground_m2 += (*m_in.from_m2)[f];
      name(line, {group.from.begin(), group.from.end()}, {group.to.begin(), group.to.end()});
      line.from_class = m_in.classes->idOf(m_frame.from[group.from.front()].class_rank);
      line.to_class = m_in.classes->idOf(m_frame.to[group.to.front()].class_rank);
      line.centre = centreOf(m_frame.layer, m_frame.from[group.from.front()].row);
      line.key = keyText(line);
      m_out.changes.push_back(std::move(line));
    }
  }

  std::optional<Cause> causeOf(const ZoneGroup& group) const {
    if (group.from.size() == 1 && group.to.size() == 1) {
      const std::string &a = m_frame.from[group.from.front()].id, &b = m_frame.to[group.to.front()].id;
      if (!a.empty() && !b.empty() && a != b) return Cause::renumbered;
      return std::nullopt;
    }
    if (group.from.size() == 1) return Cause::split;
    return group.to.size() == 1 ? Cause::merged : Cause::rearranged;
  }

  /// A place inside the row, near its middle, in EPSG:4490; the pieces' layer and the frame's share a CRS.
  std::array<double, 2> centreOf(const FlatLayer& layer, std::size_t row) const {
    const auto ring = layer.row_ring[row];
    const auto first = layer.ring_vertex[ring], end = layer.ring_vertex[ring + 1];
    double twice = 0, x = 0, y = 0;
    for (auto v = first; v + 1 < end; ++v) {
      const double ax = layer.x[v] - layer.x[first], ay = layer.y[v] - layer.y[first];
      const double bx = layer.x[v + 1] - layer.x[first], by = layer.y[v + 1] - layer.y[first];
      const double cross = ax * by - bx * ay;
      twice += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
    }
    std::array<double, 2> centre{layer.x[first], layer.y[first]};
    if (twice != 0) centre = {layer.x[first] + x / (3 * twice), layer.y[first] + y / (3 * twice)};
    if (m_to_degrees) {
      auto moved = m_to_degrees->apply(std::span(&centre[0], 1), std::span(&centre[1], 1));
      if (!moved) return {};
    }
    return centre;
  }

  std::string keyText(const LedgerChange& line) const {
    Sha256 hash;
    hash.add(m_in.pair).add("\n");
    for (const auto* ids : {&line.from_ids, &line.to_ids}) {
      for (const std::string& id : *ids) hash.add(id).add(" ");
      hash.add("\n");
    }
    hash.add(fmt::format("{} {} {} {}", name(line.tool_cause), toFixed(line.area_m2, 2), toFixed(line.centre[0], 6),
                         toFixed(line.centre[1], 6)));
    return toHex(hash.finish(), kKeyDigits);
  }
  static std::string_view name(Cause cause) { return ecoredline::name(cause); }

  void applyOverrides() {
    for (const CauseOverride& o : m_in.overrides) {
      const auto line = std::ranges::find(m_out.changes, o.change, &LedgerChange::key);
      if (line == m_out.changes.end()) continue;
      line->cause = o.cause;
      line->override_by = o;
    }
  }

  void sortLines() {
    std::vector<std::uint32_t> order(m_out.changes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
      const LedgerChange &p = m_out.changes[a], &q = m_out.changes[b];
      if (p.area_m2 != q.area_m2) return p.area_m2 > q.area_m2;
      if (p.ground_m2 != q.ground_m2) return p.ground_m2 > q.ground_m2;
      return p.key < q.key;
    });
    std::vector<std::uint32_t> place(order.size());
    std::vector<LedgerChange> sorted;
    sorted.reserve(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) {
      place[order[i]] = i;
      sorted.push_back(std::move(m_out.changes[order[i]]));
      sorted.back().number = static_cast<int>(i) + 1;
    }
    m_out.changes = std::move(sorted);
    for (std::uint32_t& at : m_out.of_piece)
      if (at != kNoZone) at = place[at];
  }

  const ChangeInput& m_in;
  const Frame& m_frame;
  const std::vector<ChangedPiece>& m_pieces;
  Feedback& m_feedback;
  Result<Transform> m_to_degrees; ///< made once: making one costs more than all the places it moves
  Joiner m_joiner;
  ChangeList m_out;
};

} // namespace

Result<ChangeList> listChanges(const ChangeInput& input, const std::vector<ChangedPiece>& pieces, Feedback& feedback) {
  return ChangeLister(input, pieces, feedback).run();
}

} // namespace ecoredline
