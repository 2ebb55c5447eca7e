#include "store/rtree_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kCellBytes = 24; // an id of 8 bytes, four coordinates of 4
constexpr std::size_t kHeadBytes = 4;  // depth (of the root) and number of cells
constexpr std::int64_t kRoot = 1;
constexpr std::size_t kRowsPerPoll = 10'000;

float roundedDown(double value) {
  const auto near = static_cast<float>(value);
  return near > value ? std::nextafter(near, -std::numeric_limits<float>::infinity()) : near;
}
float roundedUp(double value) {
  const auto near = static_cast<float>(value);
  return near < value ? std::nextafter(near, std::numeric_limits<float>::infinity()) : near;
}

/// Numbers in R-trees have their high byte first.
template<class Number>
void put(std::string& out, Number number) {
  for (std::size_t i = sizeof number; i-- > 0;) out += static_cast<char>(number >> (8 * i) & 0xFFU);
}
void put(std::string& out, float number) {
  put(out, std::bit_cast<std::uint32_t>(number));
}

/// The box round several entries, under an id of its own.
RTreeEntry around(std::span<const RTreeEntry> entries, std::int64_t id) {
  RTreeEntry all = entries.front();
  all.id = id;
  for (const RTreeEntry& entry : entries) {
    all.min_x = std::min(all.min_x, entry.min_x);
    all.max_x = std::max(all.max_x, entry.max_x);
    all.min_y = std::min(all.min_y, entry.min_y);
    all.max_y = std::max(all.max_y, entry.max_y);
  }
  return all;
}

/// Vertical slices of as many nodes as there are slices, each from south to north.
void sortForNodes(std::vector<RTreeEntry>& entries, std::size_t cells) {
  const auto middleX = [](const RTreeEntry& entry) { return entry.min_x + entry.max_x; };
  const auto middleY = [](const RTreeEntry& entry) { return entry.min_y + entry.max_y; };
  const double nodes = std::ceil(static_cast<double>(entries.size()) / static_cast<double>(cells));
  const std::size_t slice = cells * static_cast<std::size_t>(std::ceil(std::sqrt(nodes)));
  std::ranges::sort(entries, {}, [&](const RTreeEntry& entry) { return std::pair(middleX(entry), entry.id); });
  for (std::size_t first = 0; first < entries.size(); first += slice) {
    const std::span<RTreeEntry> part = std::span(entries).subspan(first, std::min(slice, entries.size() - first));
    std::ranges::sort(part, {}, [&](const RTreeEntry& entry) { return std::pair(middleY(entry), entry.id); });
  }
}

class RTreeWriter {
 public:
  RTreeWriter(Database& database, const std::string& index, const Feedback& feedback)
      : m_database(database), m_index(index), m_feedback(feedback),
        m_node(database, fmt::format("INSERT OR REPLACE INTO {} VALUES (?1, ?2)", sqlName(index + "_node"))),
        m_parent(database, fmt::format("INSERT INTO {} VALUES (?1, ?2)", sqlName(index + "_parent"))) {
    // SQLite itself takes the size of nodes from the root that it made.
    Statement root(database, fmt::format("SELECT length(data) FROM {} WHERE nodeno = 1", sqlName(index + "_node")));
    root.step();
    m_bytes = static_cast<std::size_t>(root.integer(0));
    m_cells = (m_bytes - kHeadBytes) / kCellBytes;
  }

  void write(std::vector<RTreeEntry> entries) {
    sortForNodes(entries, m_cells);
    std::vector<std::pair<std::int64_t, std::int64_t>> leaves; // row and leaf
    leaves.reserve(entries.size());
    std::uint16_t depth = 0;
    while (entries.size() > m_cells) {
      std::vector<RTreeEntry> nodes;
      for (std::size_t first = 0; first < entries.size(); first += m_cells) {
        const auto cells =
            std::span<const RTreeEntry>(entries).subspan(first, std::min(m_cells, entries.size() - first));
        const std::int64_t node = m_next++;
        writeNode(node, 0, cells);
        link(node, cells, depth == 0, leaves);
        nodes.push_back(around(cells, node));
      }
      entries = std::move(nodes);
      ++depth;
    }
    writeNode(kRoot, depth, entries);
    link(kRoot, entries, depth == 0, leaves);
    writeLeaves(std::move(leaves));
  }

 private:
  void writeNode(std::int64_t number, std::uint16_t depth, std::span<const RTreeEntry> cells) {
    std::string node;
    node.reserve(m_bytes);
    put(node, depth);
    put(node, static_cast<std::uint16_t>(cells.size()));
    for (const RTreeEntry& cell : cells) {
      put(node, static_cast<std::uint64_t>(cell.id));
      for (const float bound : {cell.min_x, cell.max_x, cell.min_y, cell.max_y}) put(node, bound);
    }
    node.resize(m_bytes, '\0');
    m_node.bind(number, Bytes(reinterpret_cast<const unsigned char*>(node.data()), node.size())).run();
  }

  void link(std::int64_t node, std::span<const RTreeEntry> cells, bool is_leaf,
            std::vector<std::pair<std::int64_t, std::int64_t>>& leaves) {
    for (const RTreeEntry& cell : cells)
      if (is_leaf)
        leaves.emplace_back(cell.id, node);
      else
        m_parent.bind(cell.id, node).run();
  }

  /// In the order of the rows: each is then an append.
  void writeLeaves(std::vector<std::pair<std::int64_t, std::int64_t>> leaves) {
    Statement insert(m_database, fmt::format("INSERT INTO {} VALUES (?1, ?2)", sqlName(m_index + "_rowid")));
    std::ranges::sort(leaves);
    std::size_t written = 0;
    for (const auto& [row, leaf] : leaves) {
      if (written++ % kRowsPerPoll == 0 && m_feedback.cancelled()) throw StoreFailure(cancelledError().value());
      insert.bind(row, leaf).run();
    }
  }

  Database& m_database;
  const std::string& m_index;
  const Feedback& m_feedback;
  Statement m_node;
  Statement m_parent;
  std::size_t m_bytes = 0;
  std::size_t m_cells = 0;
  std::int64_t m_next = kRoot + 1;
};

} // namespace

RTreeEntry entryOf(std::int64_t id, const Box& box) {
  return {id, roundedDown(box.min_x), roundedUp(box.max_x), roundedDown(box.min_y), roundedUp(box.max_y)};
}

void fillRTree(Database& database, const std::string& index, std::vector<RTreeEntry> entries,
               const Feedback& feedback) {
  if (!entries.empty()) RTreeWriter(database, index, feedback).write(std::move(entries));
}

} // namespace ecoredline
