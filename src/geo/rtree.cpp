#include "geo/rtree.hpp"

#define BOOST_ALLOW_DEPRECATED_HEADERS // Boost 1.74 warns of its own headers
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace ecoredline {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;

namespace {

using Point = bg::model::point<double, 2, bg::cs::cartesian>;
using Rect = bg::model::box<Point>;
using Entry = std::pair<Rect, std::uint32_t>;
using Tree = bgi::rtree<Entry, bgi::rstar<16>>;

Rect toRect(const Box& b) {
  return {Point(b.min_x, b.min_y), Point(b.max_x, b.max_y)};
}

std::vector<Entry> entriesOf(const FlatLayer& layer) {
  std::vector<Entry> entries;
  entries.reserve(layer.rows());
  for (std::size_t row = 0; row < layer.rows(); ++row) {
    if (!layer.box[row].empty()) entries.emplace_back(toRect(layer.box[row]), static_cast<std::uint32_t>(row));
  }
  return entries;
}

} // namespace

struct RTree::State {
  Tree tree;
};

RTree::RTree(const FlatLayer& layer) : m_state(std::make_unique<State>(Tree(entriesOf(layer)))) {}
RTree::RTree(RTree&&) noexcept = default;
RTree& RTree::operator=(RTree&&) noexcept = default;
RTree::~RTree() = default;

std::vector<std::uint32_t> RTree::query(const Box& window) const {
  std::vector<std::uint32_t> rows;
  if (window.empty()) return rows;
  for (auto it = m_state->tree.qbegin(bgi::intersects(toRect(window))); it != m_state->tree.qend(); ++it) {
    rows.push_back(it->second);
  }
  std::ranges::sort(rows);
  return rows;
}

void RTree::nearest(const Box& box, const std::function<bool(std::uint32_t, double)>& more) const {
  if (box.empty() || m_state->tree.empty()) return;
  const Rect from = toRect(box);
  const auto k = static_cast<unsigned>(m_state->tree.size());
  std::vector<std::uint32_t> tied; // boxes at one distance are handed out by ascending row, whatever the tree's shape
  double tied_distance = 0;
  const auto flush = [&] {
    std::ranges::sort(tied);
    for (const std::uint32_t row : tied) {
      if (!more(row, tied_distance)) return false;
    }
    tied.clear();
    return true;
  };
  for (auto it = m_state->tree.qbegin(bgi::nearest(from, k)); it != m_state->tree.qend(); ++it) {
    const double distance = bg::distance(it->first, from);
    if (distance != tied_distance && !flush()) return;
    tied_distance = distance;
    tied.push_back(it->second);
  }
  flush();
}

} // namespace ecoredline
