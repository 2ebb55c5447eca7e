#include "engine/pair_maker.hpp"

#include "geo/long_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTouchLength = kHitArea / 0.1; // m: a numeric touch at least this long is a line

bool interiorsMeet(Relation r) {
  return r != Relation::none && r != Relation::near && r != Relation::touch_line && r != Relation::touch_point;
}

/// Pieces thinner than kHitWidth have together at most half their outline times that: what is left of the area is in
/// pieces that count. True where that may be less than a hit has.
bool mayBeThin(double area, double outline_m) {
  return area - kHitWidth / 2 * outline_m < kHitArea;
}

/// Green's theorem in the plane, about a near point.
struct PlanarForm {
  double x0, y0;
  double edge(double ax, double ay, double bx, double by) const {
    return ((ax - x0) * (by - y0) - (bx - x0) * (ay - y0)) / 2;
  }
};

/// No less than an outline's length, and cheap: enough to tell a hit from a touch.
struct LengthBound {
  PlaneScale scale;
  double edge(double ax, double ay, double bx, double by) const {
    return std::abs(bx - ax) * scale.x + std::abs(by - ay) * scale.y;
  }
};

/// How many pieces an outline has.
struct PieceCount {
  static double edge(double, double, double, double) { return 1; }
};

/// Length of an outline in metres, good for widths.
struct LengthForm {
  PlaneScale scale;
  double edge(double ax, double ay, double bx, double by) const {
    const double dx = (bx - ax) * scale.x, dy = (by - ay) * scale.y;
    return std::sqrt(dx * dx + dy * dy);
  }
};

} // namespace

PairMaker::PairMaker(const SiteView& site, const LayerIndex& sites, EdgeOverlay& edges, const CompareOptions& options,
                     double reach_m)
    : m_site(site), m_sites(sites), m_edges(edges), m_options(options), m_reach_m(reach_m) {}

Pair PairMaker::of(const ZoneSet& zones, std::uint32_t row) {
  const auto& layer = zones.layer();
  Pair p = blank(layer.row_id[row], lowerShape(m_site.shape, layer.shape[row]));
  const bool boxes_meet = m_site.box.meets(layer.box[row]);
  if (boxes_meet && m_options.invalid && m_options.invalid(p.zone)) return undecided(p);
  if (boxes_meet) setRelation(p, zones, row);
  if (p.rung == Rung::undecided) return undecided(p);
  setDistance(p, zones, row);
  return p;
}

Pair PairMaker::blank(std::int64_t zone, Shape kind) const {
  Pair p;
  p.site = static_cast<std::uint32_t>(m_site.row);
  p.zone = zone;
  p.overlap_m2 = p.exact_m2 = p.perimeter_m = kind == Shape::polygon ? 0 : kNaN;
  p.length_m = kind == Shape::line ? 0 : kNaN;
  const bool shares = kind == Shape::polygon || (kind == Shape::line && m_site.shape == Shape::line);
  p.share = shares ? 0 : kNaN;
  p.bearing_deg = kNaN;
  return p;
}

Pair PairMaker::undecided(Pair p) {
  p.rung = Rung::undecided;
  p.hit = false;
  p.overlap_m2 = p.exact_m2 = p.share = p.length_m = p.perimeter_m = p.distance_m = p.bearing_deg = kNaN;
  return p;
}

void PairMaker::setNumericTouch(Pair& p, double length) {
  p.hit = false;
  p.numeric_touch = true;
  p.relation = length >= kTouchLength ? Relation::touch_line : Relation::touch_point;
}

void PairMaker::setRelation(Pair& p, const ZoneSet& zones, std::uint32_t row) {
  const bool areal = lowerShape(m_site.shape, zones.layer().shape[row]) == Shape::polygon;
  if (!areal) return setByNesting(p, zones, row);
  if (!setByEdges(p, zones, row)) setByShape(p, zones, row);
}

/// Lines and points: where nothing is in contact rings and vertices tell, else the exact predicate on the whole shapes.
void PairMaker::setByNesting(Pair& p, const ZoneSet& zones, std::uint32_t row) {
  const EdgeRuns zone = zones.runs(row);
  const bool contact = comeWithin(m_site.runs, zone, contactOf(zones.layer().crs));
  switch (contact ? Nesting::mixed : nestingOf(m_site.runs, zone)) {
  case Nesting::apart:
    return;
  case Nesting::a_in_b:
    p.relation = Relation::within;
    return setWhole(p, m_site.layer, m_site.row);
  case Nesting::b_in_a:
    p.relation = Relation::contains;
    return setWhole(p, zones.layer(), row);
  case Nesting::mixed:
    break;
  }
  if (lowerShape(m_site.shape, zone.shape()) == Shape::line) return setLineal(p, zones, row);
  askRelation(p, zones, row);
  p.hit = interiorsMeet(p.relation);
}

/// The exact predicate on the whole shapes; a pair it cannot say anything about is undecided.
void PairMaker::askRelation(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
  const auto relation = tryRelate(m_site.geometry(), zones.geometry(row));
  if (!relation) p.rung = Rung::undecided;
  p.relation = relation.value_or(Relation::none);
}

/// One lies wholly inside the other, so that the overlap is that row itself.
void PairMaker::setWhole(Pair& p, const FlatLayer& layer, std::size_t row) const {
  p.hit = true;
  if (lowerShape(m_site.shape, layer.shape[row]) == Shape::polygon) setAreas(p, layer, row);
  if (layer.shape[row] == Shape::line) setLength(p, lengthOf(layer, row));
}

void PairMaker::setLength(Pair& p, double length) const {
  p.length_m = length;
  if (m_site.shape == Shape::line) p.share = m_site.length_m > 0 ? length / m_site.length_m : 0;
}

/// The overlap is row `row` of `layer`: hit, areas, share; or a numeric touch.
void PairMaker::setAreas(Pair& p, const FlatLayer& layer, std::size_t row) const {
  const bool whole_site = &layer == &m_site.layer && row == m_site.row;
  const auto other = whole_site ? std::vector<Piece>() : piecesOf(layer, row);
  const auto& pieces = whole_site ? sitePieces() : other;
  p.hit = isHit(pieces);
  if (!p.hit) {
    for (const Piece& piece : pieces) p.thin_m2 += piece.area_m2;
    return setNumericTouch(p, perimeterOf(pieces) / 2);
  }
  p.perimeter_m = m_options.exact_too ? perimeterOf(pieces) : kNaN;
  const bool by_exact = m_options.method == AreaMethod::exact;
  const auto exact = [&] { return whole_site ? m_site.exactArea() : areaOf(layer, row, AreaMethod::exact); };
  const auto by_method = [&] {
    return whole_site ? m_site.areaByMethod() : areaOf(layer, row, m_options.method, m_site.officialZone());
  };
  p.exact_m2 = by_exact || m_options.exact_too ? exact() : kNaN;
  p.overlap_m2 = by_exact ? p.exact_m2 : by_method();
  setShare(p);
}

/// A site may lie in many zones: its pieces are the same for all.
const std::vector<Piece>& PairMaker::sitePieces() const {
  if (!m_site_pieces) m_site_pieces = piecesOf(m_site.layer, m_site.row);
  return *m_site_pieces;
}

void PairMaker::setShare(Pair& p) const {
  const bool exact = m_options.exact_too || m_options.method == AreaMethod::exact;
  const double whole = exact ? m_site.exactArea() : m_site.areaByMethod();
  p.share = whole > 0 ? (exact ? p.exact_m2 : p.overlap_m2) / whole : 0;
}

/// Two polygons by their edges; false when these do not add up, or cannot tell a hit from a touch.
bool PairMaker::setByEdges(Pair& p, const ZoneSet& zones, std::uint32_t row) {
  if (m_options.method == AreaMethod::planar && m_site.layer.crs.isGeographic()) return false;
  if (!m_edges_ready) m_edges.setSite(m_sites, m_site.row);
  m_edges_ready = true;
  const EdgeMeeting meeting = m_edges.meet(zones.index(), row);
  if (!meeting.consistent) return false;
  p.relation = meeting.relation;
  switch (meeting.relation) {
  case Relation::equals:
  case Relation::within:
    setWhole(p, m_site.layer, m_site.row);
    return true;
  case Relation::contains:
    setWhole(p, zones.layer(), row);
    return true;
  case Relation::overlap:
    return setOverlap(p, zones.layer(), row);
  default:
    return true;
  }
}

/// Only where it stays open whether pieces wide enough make a hit is the shape itself needed.
bool PairMaker::setOverlap(Pair& p, const FlatLayer& zones, std::uint32_t row) {
  const Measured m = measurePieces();
  if (!isPlausible(m, zones, row)) return false;
  const double area = std::isnan(m.exact_m2) ? m.by_method_m2 : m.exact_m2;
  if (area < kHitArea) {
    setNumericTouch(p, m.outline_m / 2);
    p.thin_m2 = std::max(area, 0.0);
    return true;
  }
  if (mayBeThin(area, m.outline_m)) return false;
  p.hit = true;
  p.perimeter_m = m_options.exact_too ? m.outline_m : kNaN;
  p.exact_m2 = m.exact_m2;
  p.overlap_m2 = m.by_method_m2;
  setShare(p);
  return true;
}

PairMaker::Measured PairMaker::measurePieces() {
  const Box& box = m_site.box;
  const PlaneScale scale = scaleAt(m_site.layer.crs, (box.min_y + box.max_y) / 2);
  const PlanarForm plane{(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2};
  const bool by_exact = m_options.method == AreaMethod::exact, by_plane = m_options.method == AreaMethod::planar;
  if (m_options.exact_too) {
    const auto [outline, exact] = sumsOver(LengthForm{scale}, exactForm());
    return {exact, by_exact ? exact : by_plane ? sumsOver(plane)[0] : officialSum(), outline};
  }
  // No piece is longer than the site's box is wide and high: that bound tells nearly every hit from a touch.
  const double longest = (box.max_x - box.min_x) * scale.x + (box.max_y - box.min_y) * scale.y;
  std::array<double, 2> sums{std::numeric_limits<double>::infinity(), 0};
  if (by_plane)
    sums = sumsOver(PieceCount(), plane);
  else if (by_exact)
    sums = sumsOver(PieceCount(), exactForm());
  else
    sums[1] = officialSum();
  Measured m{by_exact ? sums[1] : kNaN, sums[1], sums[0] * longest};
  if (mayBeThin(sums[1], m.outline_m)) m.outline_m = sumsOver(LengthBound{scale})[0];
  return m;
}

/// Sums over the directed pieces of the overlap's boundary, in one walk along it.
template<class... Form>
std::array<double, sizeof...(Form)> PairMaker::sumsOver(const Form&... form) const {
  std::array<double, sizeof...(Form)> sums{};
  m_edges.forEachPiece([&](double ax, double ay, double bx, double by) {
    std::size_t i = 0;
    ((sums[i++] += form.edge(ax, ay, bx, by)), ...);
  });
  return sums;
}

const ExactArea& PairMaker::exactForm() {
  if (!m_exact) m_exact.emplace(m_site.layer.crs, m_site.box);
  return *m_exact;
}

double PairMaker::officialSum() {
  if (!m_official) m_official.emplace(m_site.layer.crs, m_site.officialZone());
  LongSum sum;
  m_edges.forEachPiece([&](double ax, double ay, double bx, double by) { sum.add(m_official->edge(ax, ay, bx, by)); });
  return sum.value();
}

/// An overlap is no larger than either of the two. What the zone has is asked only where the zone could be the smaller.
bool PairMaker::isPlausible(const Measured& m, const FlatLayer& zones, std::uint32_t row) const {
  const bool exact = m_options.exact_too || m_options.method == AreaMethod::exact;
  const double area = exact ? m.exact_m2 : m.by_method_m2;
  const double site = exact ? m_site.exactArea() : m_site.areaByMethod();
  const auto fits = [area](double whole) { return area <= whole * (1 + 1e-9) + kBalanceAbsolute; };
  if (!(area >= -kBalanceAbsolute) || !fits(site)) return false; // NaN too
  if (!m_site.box.contains(zones.box[row])) return true;
  return fits(areaOf(zones, row, exact ? AreaMethod::exact : m_options.method, m_site.officialZone()));
}

/// Two polygons by the guarded overlay.
void PairMaker::setByShape(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
  p.by_shape = true;
  p.hit = p.numeric_touch = false;
  const Overlay o = overlapWith(m_site, zones, row);
  p.rung = o.rung;
  if (o.rung == Rung::undecided) return;
  const FlatLayer overlap = rowOf(o.shape, zones.layer().crs, Shape::polygon);
  if (overlap.shape[0] == Shape::polygon) setAreas(p, overlap, 0);
  if (p.numeric_touch) return;
  if (p.hit && crossesClearly(p, o.shape, zones.layer().box[row])) {
    p.relation = Relation::overlap;
    return;
  }
  askRelation(p, zones, row);
  if (p.hit && !interiorsMeet(p.relation)) p.relation = Relation::overlap;
  if (!p.hit && interiorsMeet(p.relation)) setNumericTouch(p, kTouchLength); // thinner than a rounding: a common edge
}

/// Both stick out of the other by so much that no exact predicate needs to be asked.
bool PairMaker::crossesClearly(const Pair& p, const Geometry& overlap, const Box& zone) const {
  const double limit = contactOf(m_site.layer.crs);
  if (m_site.box.grown(limit, limit).contains(zone)) return false;
  const double inside = overlap.planarArea();
  const double metres2 = inside > 0 ? p.exact_m2 / inside : 0; // of one square unit of the plane
  return (m_site.geometry().planarArea() - inside) * metres2 >= kHitArea;
}

void PairMaker::setLineal(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
  askRelation(p, zones, row);
  if (p.rung == Rung::undecided || !interiorsMeet(p.relation)) return;
  const Overlay o = overlapWith(m_site, zones, row);
  p.rung = o.rung;
  if (o.rung == Rung::undecided) return;
  const FlatLayer inside = rowOf(o.shape, zones.layer().crs, Shape::line);
  const double length = inside.shape[0] == Shape::line ? lengthOf(inside, 0) : 0;
  const bool two_lines = m_site.shape == zones.layer().shape[row];
  p.hit = two_lines || length > kHitWidth;
  if (p.hit)
    setLength(p, length);
  else
    setNumericTouch(p, length);
}

void PairMaker::setDistance(Pair& p, const ZoneSet& zones, std::uint32_t row) const {
  if (p.relation != Relation::none || !wantsDistance(zones, row)) return;
  const Distance d = geodesicDistance(m_site.runs, zones.runs(row), zones.layer().crs);
  p.distance_m = d.metres;
  p.bearing_deg = d.bearing_deg;
  if (d.metres <= m_reach_m) p.relation = Relation::near;
}

/// Nobody asks for the distance of a zone that is beyond reach and cannot be the nearest.
bool PairMaker::wantsDistance(const ZoneSet& zones, std::uint32_t row) const {
  if (m_options.nearest) return true;
  return m_reach_m > 0 && metresBetween(m_site.box, zones.layer().box[row], zones.layer().crs) <= m_reach_m;
}

} // namespace ecoredline
