#include "engine/index_file.hpp"

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/mapped_file.hpp"
#include "engine/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::array<char, 8> kMagic{'E', 'R', 'I', 'N', 'D', 'E', 'X', '1'};
constexpr std::uint64_t kOrder = 0x0102030405060708; // reads otherwise on a machine of the other byte order
constexpr std::size_t kMostVertices = 0xffffffff;
constexpr std::size_t kAlign = 4096;

/// The arrays, in the order of their places in the file: x, y and runs are written as rows come, the others at the end.
enum Section : std::size_t {
  section_x,
  section_y,
  section_runs,
  section_ring_vertex,
  section_ring_part,
  section_row_ring,
  section_shape,
  section_box,
  section_row_id,
  section_row_runs,
  section_leaves,
  section_turn,
  section_order,
  section_nodes,
  section_level_end,
  section_row_sums,
  section_count
};

struct Place {
  std::uint64_t at = 0;
  std::uint64_t bytes = 0;
  std::uint64_t sum = 0; ///< 0 for x, y and runs: they have one a row
};

struct Header {
  std::array<char, 8> magic = kMagic;
  std::uint64_t order = kOrder;
  Digest key{};
  std::int64_t epsg = 0;
  RunOrigin origin;
  std::array<Place, section_count> places{};
  std::uint64_t sum = 0; ///< of all before
};
static_assert(std::is_trivially_copyable_v<Header> && sizeof(Header) <= kAlign);

template<class T>
std::span<const std::byte> bytesOf(const T* data, std::size_t count) {
  return std::as_bytes(std::span<const T>(data, count));
}

std::uint64_t sumOf(const Header& header) {
  return checksum(bytesOf(&header, 1).first(offsetof(Header, sum)));
}

Error indexError(const char* code, Text what, const std::filesystem::path& path) {
  return {ErrorKind::input,
          code,
          std::move(what),
          toUtf8(path),
          {"索引可以删除，会自动重建", "It may be removed; it is made again"}};
}
Error damaged(const std::filesystem::path& path) {
  return indexError("index.damaged", {"索引文件已损坏", "The index file is damaged"}, path);
}

std::uint64_t rowSum(const double* x, const double* y, std::size_t vertices, std::span<const Run> runs) {
  const auto xs = checksum(bytesOf(x, vertices));
  return checksum(std::as_bytes(runs), checksum(bytesOf(y, vertices), xs));
}

/// How much of x, y and runs there can be, so that each has its place before the first row comes.
struct Bounds {
  std::size_t vertices = 0;
  std::size_t runs = 0;
};

/// Counts what will be written, without keeping any of it.
Result<Bounds> boundsOf(FlatReader& reader, Feedback& feedback) {
  Bounds bounds;
  auto done = reader.readAll(
      [&](const FlatLayer& batch) -> Result<void> {
        bounds.vertices += batch.vertices();
        for (std::size_t row = 0; row < batch.rows(); ++row) {
          bounds.runs += EdgeRuns::countRuns(EdgeRuns::countLeaves(batch, row));
        }
        return {};
      },
      feedback);
  if (!done) return tl::unexpected<Error>(std::move(done.error()));
  return bounds;
}

std::uint64_t aligned(std::uint64_t at) {
  return (at + kAlign - 1) / kAlign * kAlign;
}

/// Writes one index file.
class IndexWriter {
 public:
  IndexWriter(PlacedFile file, const Bounds& bounds, const std::string& key, const Crs& crs, const Box& extent)
      : m_file(std::move(file)) {
    m_header.key = sha256(key);
    m_header.epsg = crs.epsg();
    m_header.origin = LayerIndex::originOf(extent);
    m_tables.crs = crs;
    std::uint64_t at = kAlign;
    const std::array<std::uint64_t, 3> sizes{8 * bounds.vertices, 8 * bounds.vertices, sizeof(Run) * bounds.runs};
    for (const Section section : {section_x, section_y, section_runs}) {
      m_header.places[section].at = at;
      at = aligned(at + sizes[section]);
    }
    m_end = at;
  }

  Result<void> add(const FlatLayer& batch) {
    const IndexedLayer indexed(batch, m_header.origin);
    const auto vertex = static_cast<std::uint32_t>(m_header.places[section_x].bytes / 8);
    std::vector<Run> runs(indexed.index.arrays().runs.begin(), indexed.index.arrays().runs.end());
    for (Run& run : runs) {
      if (!run.isOneRing()) continue;
      run.first += vertex;
      run.last += vertex;
    }
    addTables(indexed, runs);
    for (const auto& [section, bytes] : {std::pair(section_x, bytesOf(batch.x.data(), batch.vertices())),
                                         std::pair(section_y, bytesOf(batch.y.data(), batch.vertices())),
                                         std::pair(section_runs, std::as_bytes(std::span<const Run>(runs)))}) {
      Place& place = m_header.places[section];
      if (auto done = m_file.write(place.at + place.bytes, bytes); !done) return done;
      place.bytes += bytes.size();
    }
    return {};
  }

  Result<void> finish(const std::filesystem::path& path) {
    const IndexArrays tree = LayerIndex::treeOf(m_tables);
    Result<void> done;
    const auto put = [&](Section section, const auto& array) {
      if (!done) return;
      const auto bytes = bytesOf(array.data(), array.size());
      m_header.places[section] = {m_end, bytes.size(), checksum(bytes)};
      done = m_file.write(m_end, bytes);
      m_end = aligned(m_end + bytes.size());
    };
    const FlatLayer& t = m_tables;
    put(section_ring_vertex, t.ring_vertex);
    put(section_ring_part, t.ring_part);
    put(section_row_ring, t.row_ring);
    put(section_shape, t.shape);
    put(section_box, t.box);
    put(section_row_id, t.row_id);
    put(section_row_runs, m_row_runs);
    put(section_leaves, m_leaves);
    put(section_turn, m_turn);
    put(section_order, tree.order);
    put(section_nodes, tree.nodes);
    put(section_level_end, tree.level_end);
    put(section_row_sums, m_row_sums);
    m_header.sum = sumOf(m_header);
    if (done) done = m_file.write(0, bytesOf(&m_header, 1));
    // The last page is written whole, so that no look goes beyond the end of the file.
    if (done) done = m_file.write(m_end, bytesOf(kMagic.data(), kMagic.size()));
    return done ? m_file.becomes(path) : done;
  }

 private:
  void addTables(const IndexedLayer& indexed, std::span<const Run> runs) {
    const FlatLayer& batch = indexed.layer;
    const auto vertices = m_tables.ring_vertex.back();
    const auto rings = m_tables.row_ring.back();
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      const auto first = batch.ring_vertex[batch.row_ring[row]];
      const auto count = batch.ring_vertex[batch.row_ring[row + 1]] - first;
      const auto run = indexed.index.arrays().row_runs[row];
      const auto run_count = indexed.index.arrays().row_runs[row + 1] - run;
      m_row_sums.push_back(rowSum(batch.x.data() + first, batch.y.data() + first, count, runs.subspan(run, run_count)));
      m_row_runs.push_back(m_row_runs.back() + run_count);
      m_leaves.push_back(indexed.index.arrays().leaves[row]);
      m_tables.row_ring.push_back(rings + batch.row_ring[row + 1]);
      m_tables.shape.push_back(batch.shape[row]);
      m_tables.box.push_back(batch.box[row]);
      m_tables.row_id.push_back(batch.row_id[row]);
    }
    for (std::size_t ring = 0; ring < batch.ring_part.size(); ++ring) {
      m_tables.ring_vertex.push_back(vertices + batch.ring_vertex[ring + 1]);
      m_tables.ring_part.push_back(batch.ring_part[ring]);
      m_turn.push_back(indexed.index.arrays().turn[ring]);
    }
  }

  PlacedFile m_file;
  Header m_header;
  std::uint64_t m_end = 0;
  FlatLayer m_tables; ///< all but x and y
  std::vector<std::uint64_t> m_row_runs{0};
  std::vector<std::uint32_t> m_leaves;
  std::vector<std::int8_t> m_turn;
  std::vector<std::uint64_t> m_row_sums;
};

/// Takes arrays out of a mapped file; one that does not fit makes it bad.
class Sections {
 public:
  Sections(std::shared_ptr<const MappedFile> file, const Header& header) : m_file(std::move(file)), m_header(header) {}

  template<class T>
  FlatArray<T> take(Section section) {
    const Place& place = m_header.places[section];
    const auto all = m_file->bytes();
    const bool fits = place.at % kAlign == 0 && place.at <= all.size() && place.bytes <= all.size() - place.at &&
                      place.bytes % sizeof(T) == 0;
    const bool by_row = section <= section_runs;
    if (!fits || (!by_row && checksum(all.subspan(place.at, place.bytes)) != place.sum)) {
      m_good = false;
      return {};
    }
    const auto* data = reinterpret_cast<const T*>(all.data() + place.at);
    return {std::span<const T>(data, place.bytes / sizeof(T)), m_file};
  }
  bool good() const { return m_good; }

 private:
  std::shared_ptr<const MappedFile> m_file;
  const Header& m_header;
  bool m_good = true;
};

/// Sizes that fit each other; the values inside were written by us, as their checksums say.
bool isConsistent(const FlatLayer& layer, const IndexArrays& arrays, std::size_t sums) {
  const std::size_t rows = layer.rows(), rings = layer.ring_part.size();
  return layer.row_ring.size() == rows + 1 && layer.ring_vertex.size() == rings + 1 && layer.box.size() == rows &&
         layer.row_id.size() == rows && layer.row_ring.back() == rings && layer.ring_vertex.back() == layer.x.size() &&
         layer.y.size() == layer.x.size() && arrays.row_runs.size() == rows + 1 && arrays.leaves.size() == rows &&
         arrays.turn.size() == rings && arrays.row_runs.back() == arrays.runs.size() && sums == rows;
}

constexpr std::string_view kDraft = ".part";

/// A name of its own for a file in the making.
std::filesystem::path draftOf(const std::filesystem::path& path) {
  return path.string() + fmt::format(".{}{}", ::getpid(), kDraft);
}

} // namespace

Result<void> IndexFile::write(const std::filesystem::path& path, const std::string& key, FlatReader& reader,
                              Feedback& feedback) {
  if (reader.crs().epsg() == 0)
    return fail(indexError("index.no_code", {"坐标系没有 EPSG 代码，无法建立索引", "The CRS has no EPSG code"}, path));
  const auto bounds = boundsOf(reader, feedback);
  if (!bounds) return tl::unexpected<Error>(bounds.error());
  if (bounds->vertices >= kMostVertices)
    return fail(indexError("index.too_large", {"顶点太多，无法建立索引", "Too many vertices for an index"}, path));
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  auto file = PlacedFile::create(draftOf(path));
  if (!file) return tl::unexpected<Error>(std::move(file.error()));
  IndexWriter writer(std::move(*file), *bounds, key, reader.crs(), reader.extent());
  auto done = reader.readAll([&](const FlatLayer& batch) { return writer.add(batch); }, feedback);
  return done ? writer.finish(path) : done;
}

Result<IndexFile> IndexFile::open(const std::filesystem::path& path, const std::string& key) {
  auto file = MappedFile::open(path);
  if (!file) return tl::unexpected<Error>(std::move(file.error()));
  if ((*file)->bytes().size() < kAlign) return fail(damaged(path));
  Header header;
  std::memcpy(&header, (*file)->bytes().data(), sizeof header);
  if (header.magic != kMagic || header.order != kOrder)
    return fail(indexError("index.other", {"不是本程序的索引文件", "This is no index file of this program"}, path));
  if (sumOf(header) != header.sum) return fail(damaged(path));
  if (header.key != sha256(key))
    return fail(indexError("index.other", {"索引属于别的图层版本", "The index is of another version"}, path));

  Sections sections(*file, header);
  FlatLayer layer;
  layer.crs = Crs::fromEpsg(static_cast<int>(header.epsg)).value_or(Crs());
  layer.x = sections.take<double>(section_x);
  layer.y = sections.take<double>(section_y);
  layer.ring_vertex = sections.take<std::uint64_t>(section_ring_vertex);
  layer.ring_part = sections.take<std::uint32_t>(section_ring_part);
  layer.row_ring = sections.take<std::uint64_t>(section_row_ring);
  layer.shape = sections.take<Shape>(section_shape);
  layer.box = sections.take<Box>(section_box);
  layer.row_id = sections.take<std::int64_t>(section_row_id);
  IndexArrays arrays;
  arrays.origin = header.origin;
  arrays.runs = sections.take<Run>(section_runs);
  arrays.row_runs = sections.take<std::uint64_t>(section_row_runs);
  arrays.leaves = sections.take<std::uint32_t>(section_leaves);
  arrays.turn = sections.take<std::int8_t>(section_turn);
  arrays.order = sections.take<std::uint32_t>(section_order);
  arrays.nodes = sections.take<IndexArrays::Node>(section_nodes);
  arrays.level_end = sections.take<std::uint32_t>(section_level_end);
  IndexFile index;
  index.m_path = path;
  index.m_row_sums = sections.take<std::uint64_t>(section_row_sums);
  if (!sections.good() || !layer.crs.valid() || !isConsistent(layer, arrays, index.m_row_sums.size()))
    return fail(damaged(path));
  index.m_indexed = std::make_shared<IndexedLayer>(std::move(layer), std::move(arrays));
  return index;
}

Result<void> IndexFile::verifyRow(std::size_t row) const {
  const FlatLayer& layer = m_indexed->layer;
  const IndexArrays& arrays = m_indexed->index.arrays();
  const auto first = layer.ring_vertex[layer.row_ring[row]];
  const auto count = layer.ring_vertex[layer.row_ring[row + 1]] - first;
  const std::span<const Run> runs(arrays.runs.data() + arrays.row_runs[row],
                                  arrays.row_runs[row + 1] - arrays.row_runs[row]);
  if (rowSum(layer.x.data() + first, layer.y.data() + first, count, runs) != m_row_sums[row])
    return fail(damaged(m_path));
  return {};
}

Result<void> IndexFile::verifyRows(int threads, Feedback& feedback) const {
  constexpr std::size_t kRows = 1024;
  const std::size_t rows = layer().rows();
  return forEachIndex((rows + kRows - 1) / kRows, threads, feedback, [&](std::size_t block) -> Result<void> {
    for (std::size_t row = block * kRows; row < std::min(rows, (block + 1) * kRows); ++row) {
      if (auto good = verifyRow(row); !good) return good;
    }
    return {};
  });
}

Result<std::unique_ptr<FlatReader>> IndexedReader::over(std::unique_ptr<FlatReader> plain, const Options& options,
                                                        Feedback& feedback) {
  const auto openWhole = [&]() -> Result<IndexFile> {
    auto file = IndexFile::open(options.path, options.key);
    if (!file || !options.whole) return file;
    if (auto good = file->verifyRows(options.threads, feedback); !good) return tl::unexpected<Error>(good.error());
    return file;
  };
  if (options.may_write) removeFilesLeftBehind(options.path.parent_path(), kDraft);
  std::error_code ignored;
  const bool exists = std::filesystem::exists(options.path, ignored);
  Result<IndexFile> file = exists ? openWhole() : fail(damaged(options.path));
  if (feedback.cancelled()) return cancelledError();
  if (!file && exists) feedback.note(file.error().what);
  if (!file && options.may_write) {
    const auto written = IndexFile::write(options.path, options.key, *plain, feedback);
    if (feedback.cancelled()) return cancelledError();
    if (written)
      file = openWhole();
    else
      feedback.note(written.error().what);
  }
  if (!file) return plain;
  return std::unique_ptr<FlatReader>(new IndexedReader(std::move(plain), std::move(*file), options.whole));
}

Result<FlatLayer> IndexedReader::read(const Box& window, Feedback& feedback) {
  if (feedback.cancelled()) return cancelledError();
  const auto met = m_file.indexed()->index.rowsIn(window);
  std::vector<std::size_t> rows(met.begin(), met.end());
  for (const std::size_t row : rows) {
    if (m_verified || m_file.verifyRow(row)) continue;
    feedback.note(damaged({}).what);
    return m_plain->read(window, feedback);
  }
  std::ranges::sort(rows, {}, [this](std::size_t row) { return m_file.layer().row_id[row]; });
  return selectRows(m_file.layer(), rows);
}

} // namespace ecoredline
