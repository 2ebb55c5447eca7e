#include "pairs.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

namespace ecoredline::test {

namespace {

using Random = std::mt19937_64;

double unit(Random& random) {
  return std::uniform_real_distribution<double>(0, 1)(random);
}
std::int64_t whole(Random& random, std::int64_t low, std::int64_t high) {
  return std::uniform_int_distribution<std::int64_t>(low, high)(random);
}

/// A star-shaped ring, in metres around a centre.
Ring star(Random& random, double cx, double cy, double radius, int corners) {
  Ring ring;
  for (int k = 0; k < corners; ++k) {
    const double r = radius * (0.4 + 0.6 * unit(random)), w = 2 * std::numbers::pi * k / corners;
    ring.push_back({std::llround(1000 * (cx + r * std::cos(w))), std::llround(1000 * (cy + r * std::sin(w)))});
  }
  return ring;
}

Ring box(std::int64_t x0, std::int64_t y0, std::int64_t x1, std::int64_t y1) {
  return {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
}

Ring reversed(Ring ring) {
  std::ranges::reverse(ring);
  return ring;
}

/// The neighbour across a run of `shared` edges of a star: it goes back along the star's own vertices.
PolygonPair sharedBorder(Random& random) {
  const Ring a = star(random, 0, 0, 100, 12);
  const int shared = static_cast<int>(whole(random, 1, 5));
  Ring b(a.begin(), a.begin() + shared + 1);
  std::ranges::reverse(b);
  const double w = std::numbers::pi * shared / 12;
  b.push_back({std::llround(220000 * std::cos(w - 0.3)), std::llround(220000 * std::sin(w - 0.3))});
  b.push_back({std::llround(220000 * std::cos(w + 0.3)), std::llround(220000 * std::sin(w + 0.3))});
  return {"shared border", {{a}}, {{b}}};
}

/// A site traced from some vertices of a zone, the rest inside it.
PolygonPair traced(Random& random) {
  const Ring a = star(random, 0, 0, 100, 20);
  Ring b(a.begin(), a.begin() + whole(random, 3, 12));
  b.push_back({whole(random, -20000, 20000), whole(random, -20000, 20000)});
  return {"traced", {{b}}, {{a}}};
}

PolygonPair identical(Random& random) {
  const Ring a = star(random, whole(random, -500, 500), 0, 100, static_cast<int>(whole(random, 3, 40)));
  Ring b = unit(random) < 0.5 ? reversed(a) : a;
  std::ranges::rotate(b, b.begin() + 1);
  return {"identical", {{a}}, {{b}}};
}

/// Boxes on a coarse grid: edges lie on each other in part.
PolygonPair collinear(Random& random) {
  const auto grid = [&](std::int64_t low, std::int64_t high) { return 1000 * whole(random, low, high); };
  const auto ax = grid(0, 10), ay = grid(0, 10), bx = grid(0, 10), by = grid(0, 10);
  return {"collinear",
          {{box(ax, ay, ax + grid(1, 10), ay + grid(1, 10))}},
          {{box(bx, by, bx + grid(1, 10), by + grid(1, 10))}}};
}

/// Collinear in a slanted direction: multiples of one vector, so that the common edges are exactly on a line.
PolygonPair slantedCollinear(Random& random) {
  const auto dx = whole(random, 100, 900), dy = whole(random, 100, 900);
  const auto at = [&](std::int64_t k, std::int64_t off) { return Vertex{k * dx - off * dy, k * dy + off * dx}; };
  const auto a0 = whole(random, 0, 20), a1 = a0 + whole(random, 2, 30), b0 = whole(random, 0, 20),
             b1 = b0 + whole(random, 2, 30);
  const std::int64_t side = unit(random) < 0.5 ? 1 : -1;
  return {"slanted collinear",
          {{{at(a0, 0), at(a1, 0), at(a1, 9), at(a0, 9)}}},
          {{{at(b0, 0), at(b1, 0), at(b1, 7 * side), at(b0, 7 * side)}}}};
}

PolygonPair touchingCorner(Random& random) {
  const Ring a = star(random, 0, 0, 100, 9);
  const Vertex& v = a[static_cast<std::size_t>(whole(random, 0, 8))];
  const auto out = [&](std::int64_t k, std::int64_t turn) {
    return Vertex{v.x + k * v.x / 10 - turn * v.y / 30, v.y + k * v.y / 10 + turn * v.x / 30};
  };
  return {"touching corner", {{a}}, {{{v, out(9, 1), out(9, -1)}}}};
}

/// The hole of one is the other.
PolygonPair filledHole(Random& random) {
  const Ring hole = star(random, 0, 0, 50, static_cast<int>(whole(random, 3, 15)));
  Ring plug = hole;
  if (unit(random) < 0.4) plug = star(random, 0, 0, 55, 8);
  return {"filled hole", {{box(-200000, -200000, 200000, 200000), reversed(hole)}}, {{plug}}};
}

/// Two fans of thin triangles around one vertex.
PolygonPair fans(Random& random) {
  const auto fan = [&](double from) {
    MultiPolygon triangles;
    double w = from;
    for (int k = 0; k < 5; ++k) {
      const double open = 0.05 + 0.2 * unit(random);
      const auto tip = [&](double angle) {
        return Vertex{std::llround(1e5 * std::cos(angle)), std::llround(1e5 * std::sin(angle))};
      };
      triangles.push_back({{{0, 0}, tip(w), tip(w + open)}});
      w += open + 0.3;
    }
    return triangles;
  };
  return {"fans", fan(unit(random)), fan(unit(random))};
}

/// The same outline but for a millimetre here and there: the near-coincident linework of jts#1000.
PolygonPair nearCoincident(Random& random) {
  const Ring a = star(random, 0, 0, 100, 30);
  Ring b = a;
  for (Vertex& v : b) {
    v.x += whole(random, -1, 1);
    v.y += whole(random, -1, 1);
  }
  return {"near-coincident", {{a}}, {{b}}};
}

} // namespace

FlatLayer layerOf(const MultiPolygon& polygons) {
  FlatBuilder builder({});
  builder.beginRow(Shape::polygon, 0);
  std::uint32_t part = 0;
  for (const Polygon& polygon : polygons) {
    for (const Ring& ring : polygon) {
      std::vector<double> x, y;
      for (const Vertex& v : ring) {
        x.push_back(kOriginX + static_cast<double>(v.x) / 1000);
        y.push_back(kOriginY + static_cast<double>(v.y) / 1000);
      }
      builder.addRing(x, y, part);
    }
    ++part;
  }
  builder.endRow();
  return builder.take();
}

Geometry geometryOf(const MultiPolygon& polygons) {
  return Geometry::fromRow(layerOf(polygons), 0);
}
bool valid(const MultiPolygon& polygons) {
  return !invalidityOf(layerOf(polygons), 0);
}

std::vector<PolygonPair> randomPairs(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<PolygonPair> pairs;
  while (pairs.size() < count) {
    const double radius = 5 + 200 * unit(random) * unit(random);
    MultiPolygon a{{star(random, 0, 0, 100, static_cast<int>(whole(random, 3, 60)))}};
    const double x = 250 * (unit(random) - 0.5), y = 250 * (unit(random) - 0.5);
    MultiPolygon b{{star(random, x, y, radius, static_cast<int>(whole(random, 3, 60)))}};
    if (unit(random) < 0.3) b.front().push_back(reversed(star(random, x, y, 0.35 * radius, 7)));
    if (unit(random) < 0.3) a.push_back({star(random, 400, 0, 100, 9)});
    if (valid(a) && valid(b)) pairs.push_back({"random", std::move(a), std::move(b)});
  }
  return pairs;
}

std::vector<PolygonPair> degeneratePairs(std::size_t count, std::uint64_t seed) {
  const std::vector<std::function<PolygonPair(Random&)>> makers{
      sharedBorder, traced, identical, collinear, slantedCollinear, touchingCorner, filledHole, fans, nearCoincident};
  Random random(seed);
  std::vector<PolygonPair> pairs;
  for (std::size_t i = 0; pairs.size() < count; ++i) {
    PolygonPair pair = makers[i % makers.size()](random);
    if (valid(pair.a) && valid(pair.b)) pairs.push_back(std::move(pair));
  }
  return pairs;
}

} // namespace ecoredline::test
