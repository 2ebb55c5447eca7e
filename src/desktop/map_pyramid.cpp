#include "desktop/map_pyramid.hpp"

#include "base/blocks.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "desktop/map_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace ecoredline {

namespace {

constexpr const char* kFormat = "pyramid 1 "; // another one makes other files
constexpr std::size_t kLeastRing = 4;         // points of a closed ring
constexpr std::size_t kVerifiedAtATime = 512; // rows

/// Rings with their vertices on a grid, written row by row.
class GridRows {
 public:
  GridRows(const Crs& crs, double step) : m_builder(crs), m_step(step) {}

  void add(const FlatLayer& layer, std::size_t row) {
    m_builder.beginRow(layer.shape[row], layer.row_id[row]);
    const bool is_area = layer.shape[row] == Shape::polygon;
    std::optional<std::uint32_t> part; // the part whose shell has come
    for (auto ring = layer.row_ring[row]; ring < layer.row_ring[row + 1]; ++ring) {
      const bool is_shell = !part || *part != layer.ring_part[ring];
      part = layer.ring_part[ring];
      snap(layer, ring);
      if (is_area && m_x.size() < kLeastRing) {
        if (!is_shell) continue; // a hole that nobody can see
        becomeDot();
      }
      m_builder.addRing(m_x, m_y, *part);
    }
    m_builder.endRow();
  }

  FlatLayer take() { return m_builder.take(); }

 private:
  void snap(const FlatLayer& layer, std::uint64_t ring) {
    m_x.clear();
    m_y.clear();
    for (auto i = layer.ring_vertex[ring]; i < layer.ring_vertex[ring + 1]; ++i)
      push(std::round(layer.x[i] / m_step) * m_step, std::round(layer.y[i] / m_step) * m_step);
  }

  /// Leaves out what repeats the last point or lies on the straight way from the last but one.
  void push(double x, double y) {
    const std::size_t count = m_x.size();
    if (count > 0 && m_x.back() == x && m_y.back() == y) return;
    if (count > 1) {
      const double turn = (m_x[count - 1] - m_x[count - 2]) * (y - m_y[count - 2]) -
                          (m_y[count - 1] - m_y[count - 2]) * (x - m_x[count - 2]);
      if (turn == 0) { // on the grid this is exact
        m_x.pop_back();
        m_y.pop_back();
        return push(x, y);
      }
    }
    m_x.push_back(x);
    m_y.push_back(y);
  }

  /// A zone smaller than the grid is a square of half a step, so that it is still seen.
  void becomeDot() {
    const double reach = m_step / 4;
    const double x = m_x.front();
    const double y = m_y.front();
    m_x = {x - reach, x + reach, x + reach, x - reach, x - reach};
    m_y = {y - reach, y - reach, y + reach, y + reach, y - reach};
  }

  FlatBuilder m_builder;
  double m_step;
  std::vector<double> m_x;
  std::vector<double> m_y;
};

/// Rows of another reader on the map's plane and on a grid.
class CoarseReader final : public FlatReader {
 public:
  CoarseReader(FlatReader& finer, Crs plane, double step) : m_finer(finer), m_plane(std::move(plane)), m_step(step) {}

  const Crs& crs() const override { return m_plane; }
  std::size_t rows() const override { return m_finer.rows(); }
  Box extent() const override { return boxOnMap(m_finer.extent(), m_finer.crs(), m_plane).grown(m_step, m_step); }
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override {
    return m_finer.read(window, feedback).and_then([&](const FlatLayer& rows) { return coarse(rows); });
  }
  Result<void> readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) override {
    const auto hand_on = [&](const FlatLayer& rows) { return coarse(rows).and_then(take); };
    return m_finer.readAll(hand_on, feedback);
  }

 private:
  Result<FlatLayer> coarse(const FlatLayer& rows) const {
    const auto here = rows.crs == m_plane ? Result<FlatLayer>(rows) : onMap(rows, m_plane);
    if (!here) return here;
    GridRows out(m_plane, m_step);
    for (std::size_t row = 0; row < here->rows(); ++row) out.add(*here, row);
    return out.take();
  }

  FlatReader& m_finer;
  Crs m_plane;
  double m_step;
};

std::string oneLine(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

/// The fields of a line; nullopt unless there are four with a number in front.
std::optional<MapPyramid::Word> wordOf(std::string_view line) {
  std::array<std::string_view, 4> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto end = i + 1 < fields.size() ? line.find('\t') : line.size();
    if (end == std::string_view::npos) return std::nullopt;
    fields[i] = line.substr(0, end);
    line.remove_prefix(std::min(line.size(), end + 1));
  }
  MapPyramid::Word word;
  const auto read = std::from_chars(fields[0].data(), fields[0].data() + fields[0].size(), word.row_id);
  if (read.ec != std::errc()) return std::nullopt;
  word.zone_class = fields[1];
  word.zone_id = fields[2];
  word.zone_name = fields[3];
  return word;
}

} // namespace

MapPyramid::MapPyramid(const std::filesystem::path& folder, const Version& version, const Crs& plane)
    : m_folder(folder), m_version(version.id),
      m_key(kFormat + version.content_hash + ' ' + version.provenance_hash + ' ' + version.crs + ' ' + plane.code()),
      m_name(toHex(sha256(m_key), 24)), m_plane(plane) {}

std::filesystem::path MapPyramid::pathOf(const std::string& ending) const {
  return m_folder / (m_name + ending);
}

std::filesystem::path MapPyramid::levelPath(std::size_t level) const {
  return pathOf(fmt::format(".{:.0f}", kSteps[level]));
}

bool MapPyramid::isThere() const {
  std::error_code ignored;
  bool all = std::filesystem::exists(pathOf(".words"), ignored);
  for (std::size_t i = 0; i < kSteps.size(); ++i) all = all && std::filesystem::exists(levelPath(i), ignored);
  return all;
}

Result<void> MapPyramid::makeLevel(std::size_t level, FlatReader& finer, Feedback& feedback) const {
  CoarseReader coarse(finer, m_plane, kSteps[level]);
  return IndexFile::write(levelPath(level), m_key, coarse, feedback);
}

Result<void> MapPyramid::make(const Workspace& workspace, Feedback& feedback) const {
  auto zones = workspace.reader(m_version);
  if (!zones) return fail(zones.error());
  std::shared_ptr<FlatReader> finer = std::move(*zones);
  for (std::size_t level = 0; level < kSteps.size(); ++level) { // each from the one before, which is read in place
    if (auto made = makeLevel(level, *finer, feedback); !made) return made;
    auto file = IndexFile::open(levelPath(level), m_key);
    if (!file) return fail(file.error());
    finer = std::make_shared<FlatMemoryReader>(file->indexed());
  }
  auto words = workspace.zones(m_version);
  if (!words) return fail(words.error());
  std::string text = m_key + '\n';
  for (const auto& [row, zone] : *words)
    text +=
        fmt::format("{}\t{}\t{}\t{}\n", row, oneLine(zone.zone_class), oneLine(zone.zone_id), oneLine(zone.zone_name));
  return writeFileAtomically(pathOf(".words"), text);
}

std::size_t MapPyramid::levelFor(double metres_per_pixel) {
  std::size_t level = 0;
  while (level + 1 < kSteps.size() && kSteps[level + 1] * 2 <= metres_per_pixel) ++level;
  return level;
}

const IndexFile* MapPyramid::openLevel(double metres_per_pixel) {
  if (metres_per_pixel < kFinest) {
    m_open.reset();
    return nullptr;
  }
  const std::size_t level = levelFor(metres_per_pixel);
  if (m_is_damaged[level]) return nullptr;
  if (m_open && m_open->level == level) return &m_open->file;
  m_open.reset();
  auto file = IndexFile::open(levelPath(level), m_key);
  if (!file) return nullptr;
  m_open.emplace(Open{level, std::move(*file)});
  m_verified[level].resize(m_open->file.layer().rows());
  return &m_open->file;
}

std::shared_ptr<const IndexedLayer> MapPyramid::level(double metres_per_pixel) {
  const IndexFile* file = openLevel(metres_per_pixel);
  return file == nullptr ? nullptr : file->indexed();
}

bool MapPyramid::verify(double metres_per_pixel, const Box& window) {
  const IndexFile* file = openLevel(metres_per_pixel);
  if (file == nullptr) return false;
  const std::size_t level = m_open->level;
  std::vector<std::uint32_t> unseen;
  file->indexed()->index.query(window, [&](std::uint32_t row) {
    if (!m_verified[level][row]) unseen.push_back(row);
  });
  std::atomic<bool> is_good = true;
  forBlocks(unseen.size(), kVerifiedAtATime, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last && is_good; ++i)
      if (!file->verifyRow(unseen[i])) is_good = false;
  });
  if (is_good) {
    for (const std::uint32_t row : unseen) m_verified[level][row] = true;
    return true;
  }
  m_is_damaged[level] = true;
  m_open.reset();
  std::error_code ignored;
  std::filesystem::remove(levelPath(level), ignored);
  return false;
}

const std::vector<MapPyramid::Word>& MapPyramid::words() {
  if (!m_words.empty()) return m_words;
  const auto text = readFile(pathOf(".words"));
  if (!text || !text->starts_with(m_key + '\n')) return m_words;
  for (std::string_view rest = std::string_view(*text).substr(m_key.size() + 1); !rest.empty();) {
    const auto end = rest.find('\n');
    auto word = wordOf(rest.substr(0, end));
    if (end == std::string_view::npos || !word) { // cut off
      m_words.clear();
      return m_words;
    }
    m_words.push_back(std::move(*word));
    rest.remove_prefix(end + 1);
  }
  return m_words;
}

} // namespace ecoredline
