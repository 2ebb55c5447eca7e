#include "source/shift.hpp"

#include "base/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace ecoredline {

namespace {

constexpr double kParallel = 0.17;          // sine of the angle up to which edges are nearly parallel: 10 degrees
constexpr int kSteps = 100;                 // cells from the middle of the vote to its rim
constexpr int kRefinements = 12;            // least-squares rounds; the tolerance has settled after about six
constexpr double kFinest = 0.02;            // m, the smallest tolerance: the noise of two roundings to a centimetre
constexpr std::size_t kMostPieces = 40'000; // looked at for one place: a limit against boundaries drawn in millimetres
constexpr std::size_t kMostWalked = 2'000'000; // vertices of A that are walked along
constexpr std::size_t kLeastRings = 1000;      // of which it takes no fewer
constexpr double kMostCells = 1e6;             // of the grid, 8 MB

struct Piece {
  double x, y;   // its middle
  double ux, uy; // its unit direction
  double half;   // half its length
};

/// Boundary pieces in square cells, so that a question about one place looks at few of them. Edges are cut to the
/// size of a cell and stand in the cell of their middle.
class PieceGrid {
 public:
  PieceGrid(const FlatLayer& layer, const Box& window, double cell) : m_cell(cell), m_window(window) {
    if (window.empty()) {
      m_starts.assign(2, 0);
      return;
    }
    const double width = window.max_x - window.min_x;
    const double height = window.max_y - window.min_y;
    m_cell = std::max(cell, std::sqrt(width * height / kMostCells));
    m_columns = static_cast<std::size_t>(width / m_cell) + 1;
    m_rows = static_cast<std::size_t>(height / m_cell) + 1;
    std::vector<std::pair<std::size_t, Piece>> met;
    for (std::size_t ring = 0; ring + 1 < layer.ring_vertex.size(); ++ring)
      for (std::uint64_t v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v) cut(layer, v, met);
    std::ranges::stable_sort(met, {}, &std::pair<std::size_t, Piece>::first);
    m_starts.assign(m_columns * m_rows + 1, 0);
    for (const auto& [cell_number, piece] : met) ++m_starts[cell_number + 1];
    for (std::size_t i = 1; i < m_starts.size(); ++i) m_starts[i] += m_starts[i - 1];
    for (const auto& [cell_number, piece] : met) m_pieces.push_back(piece);
  }

  template<class Visit>
  void around(double x, double y, double radius, Visit visit) const {
    const double reach = radius + m_cell / 2;
    std::size_t seen = 0;
    for (std::size_t r = rowOf(y - reach); r <= rowOf(y + reach); ++r)
      for (std::size_t c = columnOf(x - reach); c <= columnOf(x + reach); ++c) {
        const std::size_t first = m_starts[r * m_columns + c];
        const std::size_t last = m_starts[r * m_columns + c + 1];
        for (std::size_t i = first; i < last; ++i) {
          visit(m_pieces[i]);
          if (++seen >= kMostPieces) return;
        }
      }
  }

 private:
  void cut(const FlatLayer& layer, std::uint64_t v, std::vector<std::pair<std::size_t, Piece>>& met) const {
    const double dx = layer.x[v + 1] - layer.x[v];
    const double dy = layer.y[v + 1] - layer.y[v];
    const double length = std::hypot(dx, dy);
    Box box;
    box.add(layer.x[v], layer.y[v]);
    box.add(layer.x[v + 1], layer.y[v + 1]);
    if (!(length > 0) || !box.meets(m_window)) return;
    const auto count = static_cast<std::size_t>(std::ceil(length / m_cell));
    for (std::size_t i = 0; i < count; ++i) {
      const double t = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
      const Piece piece{layer.x[v] + t * dx, layer.y[v] + t * dy, dx / length, dy / length,
                        length / static_cast<double>(count) / 2};
      if (piece.x < m_window.min_x || piece.x > m_window.max_x || piece.y < m_window.min_y || piece.y > m_window.max_y)
        continue;
      met.emplace_back(rowOf(piece.y) * m_columns + columnOf(piece.x), piece);
    }
  }

  std::size_t rowOf(double y) const { return indexOf(y - m_window.min_y, m_rows); }
  std::size_t columnOf(double x) const { return indexOf(x - m_window.min_x, m_columns); }
  std::size_t indexOf(double offset, std::size_t count) const {
    if (!(offset > 0)) return 0;
    return std::min(static_cast<std::size_t>(offset / m_cell), count - 1);
  }

  double m_cell;
  Box m_window;
  std::size_t m_columns = 1;
  std::size_t m_rows = 1;
  std::vector<std::size_t> m_starts;
  std::vector<Piece> m_pieces;
};

/// A place on A's boundary; every one stands for the same length.
using Place = Piece;

/// Vertices of A, in metres.
class ScaledVertices {
 public:
  ScaledVertices(const FlatLayer& layer, const ShiftSearch& search)
      : m_x(layer.x.data()), m_y(layer.y.data()), m_scale_x(search.scale_x), m_scale_y(search.scale_y) {}
  double x(std::uint64_t v) const { return m_x[v] * m_scale_x; }
  double y(std::uint64_t v) const { return m_y[v] * m_scale_y; }

 private:
  const double* m_x;
  const double* m_y;
  double m_scale_x;
  double m_scale_y;
};

std::vector<Place> placesOn(const FlatLayer& layer, const Box& window, const ShiftSearch& search) {
  const ScaledVertices at(layer, search);
  // Every ring of a layer of ordinary size; of a larger one as many, evenly taken, as the places can come from.
  const std::size_t rings = layer.ring_part.size();
  const std::size_t step_of_rings =
      std::clamp<std::size_t>(layer.vertices() / kMostWalked, 1, std::max<std::size_t>(1, rings / kLeastRings));
  double total = 0;
  const auto each_edge = [&](auto visit) {
    for (std::size_t ring = 0; ring < rings; ring += step_of_rings)
      for (std::uint64_t v = layer.ring_vertex[ring]; v + 1 < layer.ring_vertex[ring + 1]; ++v) {
        Box box;
        box.add(at.x(v), at.y(v));
        box.add(at.x(v + 1), at.y(v + 1));
        if (!box.meets(window)) continue;
        const double dx = at.x(v + 1) - at.x(v);
        const double dy = at.y(v + 1) - at.y(v);
        const double length = std::sqrt(dx * dx + dy * dy); // hypot costs ten times as much, over millions of edges
        if (length > 0) visit(v, length);
      }
  };
  each_edge([&](std::uint64_t, double length) { total += length; });
  std::vector<Place> places;
  if (!(total > 0)) return places;
  const double step = total / static_cast<double>(search.samples);
  double next = step / 2;
  double walked = 0;
  each_edge([&](std::uint64_t v, double length) {
    for (; next < walked + length; next += step) {
      const double t = (next - walked) / length;
      const double dx = at.x(v + 1) - at.x(v);
      const double dy = at.y(v + 1) - at.y(v);
      places.push_back({at.x(v) + t * dx, at.y(v) + t * dy, dx / length, dy / length, step / 2});
    }
    walked += length;
  });
  return places;
}

bool isParallel(const Piece& a, const Piece& b) {
  return std::abs(a.ux * b.uy - a.uy * b.ux) <= kParallel;
}

/// A pair under a move: the place's distance to the edge of B across that edge, as it was delivered.
struct Pair {
  double x, y;   // the place, as it was delivered
  double nx, ny; // across B's edge
  double before; // what the move must have along (nx, ny) to bring the place onto the edge
  double left;   // what the last move leaves of it
};

struct Move {
  double x = 0;
  double y = 0;
};

class ShiftFit {
 public:
  ShiftFit(const FlatLayer& a, const FlatLayer& b, const ShiftSearch& search)
      : m_reach(search.reach_m), m_cell(search.reach_m / kSteps), m_window(common(a, b, search)),
        m_grid(b, m_window, search.reach_m / 4), m_places(placesOn(a, m_window, search)) {}

  std::optional<Shift> run() {
    if (m_places.size() < kShiftPlaces) return std::nullopt;
    const Move coarse = voted();
    if (m_voters < kShiftPlaces) return std::nullopt;
    return judged(refined(coarse));
  }

 private:
  static Box common(const FlatLayer& a, const FlatLayer& b, const ShiftSearch& search) {
    Box first = a.extent();
    const Box second = b.extent();
    if (first.empty() || second.empty()) return {0, 0, 0, 0};
    first = {first.min_x * search.scale_x, first.min_y * search.scale_y, first.max_x * search.scale_x,
             first.max_y * search.scale_y};
    const Box both{std::max(first.min_x, second.min_x), std::max(first.min_y, second.min_y),
                   std::min(first.max_x, second.max_x), std::min(first.max_y, second.max_y)};
    return both.grown(search.reach_m, search.reach_m);
  }

  /// Every cell of moves that brings a place onto a parallel piece of B gets one vote of it.
  Move voted() {
    constexpr int kSide = 2 * kSteps + 1;
    std::vector<std::uint32_t> votes(kSide * kSide, 0);
    std::vector<std::uint32_t> seen(kSide * kSide, 0);
    std::uint32_t stamp = 0;
    for (const Place& place : m_places) {
      ++stamp;
      bool has_voted = false;
      m_grid.around(place.x, place.y, m_reach, [&](const Piece& piece) {
        if (!isParallel(place, piece)) return;
        const int steps = static_cast<int>(piece.half / (m_cell / 2)) + 1;
        for (int i = -steps; i <= steps; ++i) {
          const double along = piece.half * i / steps;
          const int column = cellOf(piece.x + along * piece.ux - place.x);
          const int row = cellOf(piece.y + along * piece.uy - place.y);
          if (column < 0 || row < 0 || column >= kSide || row >= kSide) continue;
          const auto cell = static_cast<std::size_t>(row) * kSide + static_cast<std::size_t>(column);
          if (seen[cell] == stamp) continue;
          seen[cell] = stamp;
          ++votes[cell];
          has_voted = true;
        }
      });
      m_voters += has_voted ? 1 : 0;
    }
    return peakOf(votes, kSide);
  }

  int cellOf(double metres) const { return static_cast<int>(std::floor(metres / m_cell + 0.5)) + kSteps; }

  /// The middle of the three by three cells with most votes; of equal ones the shortest move.
  Move peakOf(const std::vector<std::uint32_t>& votes, int side) const {
    std::uint64_t most = 0;
    double shortest = 1e300;
    Move best;
    for (int row = 1; row + 1 < side; ++row)
      for (int column = 1; column + 1 < side; ++column) {
        std::uint64_t sum = 0;
        for (int r = row - 1; r <= row + 1; ++r)
          for (int c = column - 1; c <= column + 1; ++c)
            sum += votes[static_cast<std::size_t>(r) * static_cast<std::size_t>(side) + static_cast<std::size_t>(c)];
        const Move move{(column - kSteps) * m_cell, (row - kSteps) * m_cell};
        const double length = std::hypot(move.x, move.y);
        if (sum < most || (sum == most && length >= shortest)) continue;
        most = sum;
        shortest = length;
        best = move;
      }
    return best;
  }

  /// For each place the nearest parallel piece under `move`, where it is nearer than `tolerance`.
  std::vector<Pair> pairsUnder(const Move& move, double tolerance) const {
    std::vector<Pair> pairs;
    for (const Place& place : m_places) {
      const double x = place.x + move.x;
      const double y = place.y + move.y;
      double nearest = tolerance;
      std::optional<Pair> pair;
      m_grid.around(x, y, tolerance, [&](const Piece& piece) {
        if (!isParallel(place, piece)) return;
        const double along = (x - piece.x) * piece.ux + (y - piece.y) * piece.uy;
        const double across = (piece.y - y) * piece.ux - (piece.x - x) * piece.uy;
        if (std::abs(along) > piece.half + m_cell || std::abs(across) >= nearest) return;
        nearest = std::abs(across);
        const double nx = -piece.uy;
        const double ny = piece.ux;
        pair = Pair{place.x, place.y, nx, ny, across + nx * move.x + ny * move.y, across};
      });
      if (pair) pairs.push_back(*pair);
    }
    return pairs;
  }

  struct Fit {
    Move move;
    double tolerance = 0;
    bool is_partial = false;
    double error = 0;
    std::vector<Pair> pairs;
  };

  Fit refined(Move move) const {
    Fit fit{move, 3 * m_cell, false, 0, {}};
    for (int round = 0; round < kRefinements; ++round) {
      fit.pairs = pairsUnder(fit.move, fit.tolerance);
      if (fit.pairs.size() < kShiftPlaces) return fit;
      solve(fit);
      std::vector<double> left;
      for (const Pair& pair : fit.pairs) left.push_back(std::abs(pair.left));
      std::ranges::nth_element(left, left.begin() + static_cast<std::ptrdiff_t>(left.size() / 2));
      const double spread = 1.4826 * left[left.size() / 2]; // of a normal distribution with this median
      fit.tolerance = std::clamp(4 * spread, kFinest, fit.tolerance);
    }
    return fit;
  }

  /// Least squares of n·t = before; where the directions leave one component open, that one is not moved at all.
  static void solve(Fit& fit) {
    double xx = 0, xy = 0, yy = 0, bx = 0, by = 0;
    for (const Pair& p : fit.pairs) {
      xx += p.nx * p.nx;
      xy += p.nx * p.ny;
      yy += p.ny * p.ny;
      bx += p.nx * p.before;
      by += p.ny * p.before;
    }
    const double half = (xx + yy) / 2;
    const double radius = std::hypot((xx - yy) / 2, xy);
    const double weak = std::max(half - radius, 0.0);
    fit.is_partial = weak < kShiftDirections * 2 * half;
    double strength = weak;
    if (fit.is_partial) {
      const double angle = std::atan2(2 * xy, xx - yy) / 2;
      const double ex = std::cos(angle);
      const double ey = std::sin(angle);
      const double along = (bx * ex + by * ey) / (half + radius);
      fit.move = {along * ex, along * ey};
      strength = half + radius;
    } else {
      const double determinant = xx * yy - xy * xy;
      fit.move = {(bx * yy - by * xy) / determinant, (by * xx - bx * xy) / determinant};
    }
    double squares = 0;
    for (Pair& p : fit.pairs) {
      p.left = p.before - p.nx * fit.move.x - p.ny * fit.move.y;
      squares += p.left * p.left;
    }
    fit.error = std::sqrt(squares / static_cast<double>(fit.pairs.size()) / strength);
  }

  template<class Condition>
  static std::size_t countOf(const std::vector<Pair>& pairs, Condition condition) {
    return static_cast<std::size_t>(std::ranges::count_if(pairs, condition));
  }

  std::optional<Shift> judged(const Fit& fit) const {
    const double length = std::hypot(fit.move.x, fit.move.y);
    if (fit.pairs.size() < kShiftPlaces || length > m_reach) return std::nullopt;
    if (length <= 3 * fit.error) return std::nullopt;
    if (length <= 2 * fit.tolerance) return isSure(fit) ? std::optional(shiftOf(fit, shareOf(fit))) : std::nullopt;
    // Borders along the move lie on B before and after it: they speak neither for it nor against it.
    const std::size_t along = countOf(fit.pairs, [&](const Pair& p) { return std::abs(p.before) <= fit.tolerance; });
    const auto moved = static_cast<double>(fit.pairs.size() - along);
    const auto open = static_cast<double>(std::max(m_voters - std::min(m_voters, along), std::size_t{1}));
    const double support = moved / open;
    const auto contrary = static_cast<double>(countOf(pairsUnder({}, fit.tolerance), [&](const Pair& p) {
      return std::abs(p.nx * fit.move.x + p.ny * fit.move.y) > fit.tolerance;
    }));
    if (moved < static_cast<double>(kShiftPlaces) || support < kShiftSupport || moved < kShiftGain * contrary)
      return std::nullopt;
    return shiftOf(fit, support);
  }

  Shift shiftOf(const Fit& fit, double support) const {
    return {fit.move.x,
            fit.move.y,
            fit.error,
            std::min(support, 1.0),
            explainedBy(fit.pairs),
            fit.pairs.size(),
            fit.is_partial,
            static_cast<double>(fit.pairs.size()) * 2 * m_places.front().half,
            directionsOf(fit.pairs)};
  }

  static double explainedBy(const std::vector<Pair>& pairs) {
    double before = 0;
    double after = 0;
    for (const Pair& p : pairs) {
      before += std::abs(p.before);
      after += std::abs(p.left);
    }
    return before > 0 ? std::max(0.0, 1 - after / before) : 0;
  }

  double shareOf(const Fit& fit) const {
    return static_cast<double>(fit.pairs.size()) / static_cast<double>(std::max(m_voters, std::size_t{1}));
  }

  /// A move no longer than what single boundaries are off by: thousands of them still tell it. That it is one move of
  /// the whole and no sum of true changes is shown by the quarters of the ground, each fitted on its own.
  bool isSure(const Fit& fit) const {
    const double length = std::hypot(fit.move.x, fit.move.y);
    if (fit.is_partial || length < kShiftLeast || length < kShiftCertainty * fit.error) return false;
    if (shareOf(fit) < kShiftSupport || explainedBy(fit.pairs) < kShiftExplained) return false;
    int asked = 0;
    for (const std::vector<Pair>& pairs : quartersOf(fit.pairs)) {
      if (pairs.size() < kShiftPlaces) continue;
      Fit quarter{fit.move, fit.tolerance, false, 0, pairs};
      solve(quarter);
      if (quarter.is_partial) continue;
      const double apart = std::hypot(quarter.move.x - fit.move.x, quarter.move.y - fit.move.y);
      if (apart > std::max(kShiftAlike * length, 3 * quarter.error)) return false;
      ++asked;
    }
    return asked >= 3;
  }

  /// By the middle place from west to east, and each half by its own from south to north.
  static std::array<std::vector<Pair>, 4> quartersOf(std::vector<Pair> pairs) {
    const auto halves = [](std::span<Pair> all, double Pair::*along) {
      const auto middle = static_cast<std::ptrdiff_t>(all.size() / 2);
      std::ranges::nth_element(all, all.begin() + middle, {}, along);
      return std::pair(all.first(all.size() / 2), all.subspan(all.size() / 2));
    };
    const auto [west, east] = halves(pairs, &Pair::x);
    std::array<std::vector<Pair>, 4> quarters;
    auto at = quarters.begin();
    for (const std::span<Pair> side : {west, east}) {
      const auto [south, north] = halves(side, &Pair::y);
      (at++)->assign(south.begin(), south.end());
      (at++)->assign(north.begin(), north.end());
    }
    return quarters;
  }

  /// Bends tell one boundary from another; the sides of a box are met anywhere. A direction counts with a hundredth of
  /// the pairs.
  static int directionsOf(const std::vector<Pair>& pairs) {
    constexpr int kDirections = 18;
    std::array<std::size_t, kDirections> counts{};
    for (const Pair& pair : pairs) {
      const double turns = std::atan2(pair.ny, pair.nx) / std::numbers::pi + 1;
      ++counts[static_cast<std::size_t>(turns * kDirections) % kDirections];
    }
    return static_cast<int>(std::ranges::count_if(
        counts, [&pairs](std::size_t count) { return count > 0 && 100 * count >= pairs.size(); }));
  }

  double m_reach;
  double m_cell;
  Box m_window;
  PieceGrid m_grid;
  std::vector<Place> m_places;
  std::size_t m_voters = 0;
};

} // namespace

double Shift::length() const {
  return std::hypot(east_m, north_m);
}

double Shift::bearing() const {
  const double degrees = std::atan2(east_m, north_m) * 180 / std::numbers::pi;
  return degrees < 0 ? degrees + 360 : degrees;
}

Text compassWord(double bearing) {
  static const std::array<Text, 8> kWords = {{{"北", "north"},
                                              {"东北", "north-east"},
                                              {"东", "east"},
                                              {"东南", "south-east"},
                                              {"南", "south"},
                                              {"西南", "south-west"},
                                              {"西", "west"},
                                              {"西北", "north-west"}}};
  return kWords[static_cast<std::size_t>(std::floor(bearing / 45 + 0.5)) % 8];
}

std::optional<Shift> findShift(const FlatLayer& a, const FlatLayer& b, const ShiftSearch& search) {
  if (a.rows() == 0 || b.rows() == 0 || !(search.reach_m > 0)) return std::nullopt;
  return ShiftFit(a, b, search).run();
}

Text describe(const Shift& shift, const Text& a, const Text& b) {
  // A has to go east to meet B: so it lies west of it.
  const Text word = compassWord(std::fmod(shift.bearing() + 180, 360));
  const std::string metres = toFixed(shift.length(), 1);
  const std::string explained = toFixed(100 * shift.explained, 0);
  const Text partial = shift.is_partial ? Text{"（只有垂直于边界方向的分量能定出）",
                                               " (only the component across the boundaries is determined)"}
                                        : Text{};
  return {fmt::format("{}位于{}的{}方 {} 米处{}：一次平移可使 {} % 的成对边界重合，并消去其间 {} % 的碎片面积", a.zh,
                      b.zh, word.zh, metres, partial.zh, toFixed(100 * shift.support, 0), explained),
          fmt::format("{} lies {} m {} of {}{}: one translation brings {} % of the paired boundaries together and "
                      "explains {} % of the slivers' area between them",
                      a.en, metres, word.en, b.en, partial.en, toFixed(100 * shift.support, 0), explained)};
}

} // namespace ecoredline
