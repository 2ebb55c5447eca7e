#include "tracking/history.hpp"

#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/geometry.hpp"
#include "store/fixture.hpp"

#include <cmath>
#include <random>

namespace ecoredline::test {

namespace {

constexpr double kX = 42500000, kY = 4850000; // zone 42 with prefix
constexpr double kPitch = 900, kSide = 400, kStep = 20;

Crs plane() {
  return Crs::fromEpsg(4530).value();
}

/// A box with wavy sides, counter-clockwise from the south-west corner, a corner every kStep.
class WavyBox {
 public:
  WavyBox(std::mt19937_64& random, double x, double y, double width = kSide) {
    std::uniform_real_distribution<double> wave(-6, 6);
    const auto side = [&](double ax, double ay, double bx, double by) {
      const auto steps = static_cast<int>(std::hypot(bx - ax, by - ay) / kStep);
      starts.push_back(ring.size());
      ring.emplace_back(ax, ay);
      for (int i = 1; i < steps; ++i) {
        const double t = static_cast<double>(i) / steps, off = wave(random);
        ring.emplace_back(ax + (bx - ax) * t + (ax == bx ? off : 0), ay + (by - ay) * t + (ay == by ? off : 0));
      }
    };
    side(x, y, x + width, y);
    side(x + width, y, x + width, y + kSide);
    side(x + width, y + kSide, x, y + kSide);
    side(x, y + kSide, x, y);
  }

  Corners ring;
  std::vector<std::size_t> starts; ///< of the south, east, north and west sides
};

FlatLayer rowOf(const Corners& ring) {
  FlatBuilder builder(plane());
  builder.beginRow(Shape::polygon, 0);
  std::vector<double> x, y;
  for (const auto& [px, py] : ring) {
    x.push_back(px);
    y.push_back(py);
  }
  builder.addRing(x, y, 0);
  builder.endRow();
  return builder.take();
}

double exactArea(const Corners& ring) {
  return areaOf(rowOf(ring), 0, AreaMethod::exact);
}

/// Corners [first, last] of a ring pushed by (dx, dy): the ring after, and the ground between.
std::pair<Corners, Corners> pushed(const Corners& ring, std::size_t first, std::size_t last, double dx, double dy) {
  Corners after(ring.begin(), ring.begin() + static_cast<long>(first) + 1);
  Corners between;
  for (std::size_t i = first; i <= last; ++i) between.push_back(ring[i]);
  for (const std::size_t i : {first, last}) after.emplace_back(ring[i].first + dx, ring[i].second + dy);
  after.insert(after.end(), ring.begin() + static_cast<long>(last), ring.end());
  for (const std::size_t i : {last, first}) between.emplace_back(ring[i].first + dx, ring[i].second + dy);
  return {after, between};
}

/// The same boundary drawn by another hand: twice as many corners, none of the old ones, each up to 5 m off.
Corners redrawn(const Corners& ring, std::mt19937_64& random) {
  std::uniform_real_distribution<double> off(-4.5, 4.5);
  Corners after;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto &a = ring[i], &b = ring[(i + 1) % ring.size()];
    const double dx = b.first - a.first, dy = b.second - a.second, length = std::hypot(dx, dy);
    for (const double t : {0.25, 0.75}) {
      const double beside = off(random); // across the edge, so that the ring stays simple
      after.emplace_back(a.first + dx * t - dy / length * beside, a.second + dy * t + dx / length * beside);
    }
  }
  return invalidityOf(rowOf(after), 0) ? redrawn(ring, random) : after; // no hand draws a ring that crosses itself
}

class HistoryMaker {
 public:
  HistoryMaker(std::size_t zones, std::uint64_t seed) : m_zones(zones), m_random(seed) {}

  History run() {
    const auto columns = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(m_zones))));
    for (std::size_t i = 0; i < m_zones; ++i) {
      m_x = kX + kPitch * static_cast<double>(i % columns);
      m_y = kY + kPitch * static_cast<double>(i / columns);
      m_id = fmt::format("Z{:06}", i);
      fate(i % 10);
    }
    return std::move(m_history);
  }

 private:
  void fate(std::size_t which) {
    const WavyBox box(m_random, m_x, m_y);
    switch (which) {
    case 1:
      return cut(box);
    case 2:
      return note(Cause::gazetted, {}, {m_id}, exactArea(box.ring)), after(m_id, box.ring);
    case 3:
      return note(Cause::degazetted, {m_id}, {}, exactArea(box.ring)), before(m_id, box.ring);
    case 4:
      return split(box);
    case 5:
      return merge();
    case 6:
      return swap(box);
    case 7:
      return move(box);
    case 8:
      note(Cause::resurvey, {m_id}, {m_id}, 0);
      before(m_id, box.ring);
      return after(m_id, redrawn(box.ring, m_random));
    case 9:
      note(Cause::renumbered, {m_id}, {m_id + "n"}, 0);
      before(m_id, box.ring);
      return after(m_id + "n", box.ring);
    default:
      before(m_id, box.ring);
      return after(m_id, box.ring);
    }
  }

  void cut(const WavyBox& box) {
    const auto [ring, between] = pushed(box.ring, box.starts[1] + 5, box.starts[1] + 10, -80, 0);
    note(Cause::downsized, {m_id}, {m_id}, exactArea(between));
    before(m_id, box.ring);
    after(m_id, ring);
  }
  void swap(const WavyBox& box) {
    const auto [smaller, lost] = pushed(box.ring, box.starts[1] + 5, box.starts[1] + 10, -80, 0);
    const auto [larger, won] = pushed(box.ring, box.starts[0] + 5, box.starts[0] + 10, 0, -80);
    note(Cause::downsized, {m_id}, {m_id}, exactArea(lost));
    note(Cause::expanded, {m_id}, {m_id}, exactArea(won));
    const auto [ring, again] = pushed(larger, box.starts[1] - 2 + 5, box.starts[1] - 2 + 10, -80, 0);
    before(m_id, box.ring);
    after(m_id, ring);
  }
  void split(const WavyBox& box) {
    const std::size_t south = box.starts[0] + 10, north = box.starts[2] + 10;
    Corners west(box.ring.begin(), box.ring.begin() + static_cast<long>(south) + 1);
    west.insert(west.end(), box.ring.begin() + static_cast<long>(north), box.ring.end());
    const Corners east(box.ring.begin() + static_cast<long>(south), box.ring.begin() + static_cast<long>(north) + 1);
    note(Cause::split, {m_id}, {m_id, m_id + "b"}, 0);
    before(m_id, box.ring);
    after(m_id, west);
    after(m_id + "b", east);
  }
  void merge() {
    const WavyBox box(m_random, m_x, m_y);
    const std::size_t south = box.starts[0] + 10, north = box.starts[2] + 10;
    Corners west(box.ring.begin(), box.ring.begin() + static_cast<long>(south) + 1);
    west.insert(west.end(), box.ring.begin() + static_cast<long>(north), box.ring.end());
    const Corners east(box.ring.begin() + static_cast<long>(south), box.ring.begin() + static_cast<long>(north) + 1);
    note(Cause::merged, {m_id, m_id + "b"}, {m_id}, 0);
    before(m_id, west);
    before(m_id + "b", east);
    after(m_id, box.ring);
  }
  void move(const WavyBox& box) {
    Corners moved = box.ring;
    for (auto& [x, y] : moved) {
      x += 16;
      y += 12;
    }
    note(Cause::shift, {m_id}, {m_id}, 0);
    before(m_id, box.ring);
    after(m_id, moved);
  }

  void before(const std::string& id, Corners ring) { m_history.before.push_back({id, std::move(ring)}); }
  void after(const std::string& id, Corners ring) { m_history.after.push_back({id, std::move(ring)}); }
  void note(Cause cause, std::vector<std::string> from, std::vector<std::string> to, double m2) {
    m_history.edits.push_back({cause, std::move(from), std::move(to), m2});
  }

  std::size_t m_zones;
  std::mt19937_64 m_random;
  History m_history;
  double m_x = 0, m_y = 0;
  std::string m_id;
};

Corners arranged(const Corners& ring, Saved saved) {
  if (saved != Saved::reordered) return ring;
  Corners other(ring.rbegin(), ring.rend());
  std::rotate(other.begin(), other.begin() + static_cast<long>(ring.size() / 3), other.end());
  return other;
}

} // namespace

History makeHistory(std::size_t zones, std::uint64_t seed) {
  return HistoryMaker(zones, seed).run();
}

FlatLayer layerOf(const std::vector<HistoryZone>& zones, Saved saved) {
  FlatBuilder builder(plane());
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const HistoryZone& zone = zones[saved == Saved::reordered ? zones.size() - 1 - i : i];
    std::vector<double> x, y;
    for (const auto& [px, py] : arranged(zone.ring, saved)) {
      x.push_back(px);
      y.push_back(py);
    }
    builder.beginRow(Shape::polygon, static_cast<std::int64_t>(i));
    builder.addRing(x, y, 0);
    builder.endRow();
  }
  FlatLayer layer = builder.take();
  if (saved == Saved::as_is || saved == Saved::reordered) return layer;
  // As another program re-projects: corner by corner.
  FlatLayer moved = moveLayer(layer, Crs::cgcs2000(), {}, 1e12).value();
  if (saved == Saved::rounded_to_degrees)
    for (std::size_t v = 0; v < moved.vertices(); ++v) {
      moved.x[v] = std::round(moved.x[v] * 1e7) / 1e7;
      moved.y[v] = std::round(moved.y[v] * 1e7) / 1e7;
    }
  return moved;
}

struct HistoryWorkspace::Folder {
  TemporaryFolder folder = TemporaryFolder::create().value();
};

HistoryWorkspace::HistoryWorkspace() : m_folder(std::make_shared<Folder>()) {
  m_workspace = Workspace::create(m_folder->folder.path() / "ws.gpkg", {"测试", "test"}, smallCatalogue()).value();
}

Version HistoryWorkspace::add(const std::vector<HistoryZone>& zones, const std::string& label, Saved saved) {
  const FlatLayer layer = layerOf(zones, saved);
  LayerMaker maker(layer.crs);
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    const auto first = layer.ring_vertex[row], end = layer.ring_vertex[row + 1];
    const std::vector<double> x(layer.x.begin() + first, layer.x.begin() + end);
    const std::vector<double> y(layer.y.begin() + first, layer.y.begin() + end);
    maker.ring(zones[saved == Saved::reordered ? zones.size() - 1 - row : row].id, x, y);
  }
  NewVersion version;
  version.label = label;
  version.date = fmt::format("2020-01-{:02}", m_day++);
  version.accuracy_m = 3;
  version.coverage.mode = Coverage::Mode::all;
  version.coverage.text = "all";
  return m_workspace->addVersion(maker.take(), version, silentFeedback()).value();
}

Version HistoryWorkspace::addCounties(std::size_t zones) {
  const auto columns = std::ceil(std::sqrt(static_cast<double>(zones)));
  const double width = kPitch * columns / 3 + 30, height = kPitch * columns; // county borders run through zones
  std::vector<HistoryZone> counties;
  for (int i = 0; i < 3; ++i) {
    const double x = kX - 100 + width * i, y = kY - 200;
    counties.push_back({fmt::format("22028{}", i), {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}});
  }
  return add(counties, "counties");
}

TrackRequest HistoryWorkspace::request(const Version& from, const Version& to) const {
  TrackRequest request;
  request.workspace = &*m_workspace;
  request.kind = &smallKind();
  request.from = from;
  request.to = to;
  return request;
}

} // namespace ecoredline::test
