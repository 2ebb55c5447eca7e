#include "geo/layer_spool.hpp"

#include "base/files.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

/// Where SQLite and others put what is large: /tmp is memory on many systems.
fs::path scratchFolder() {
  if (const char* chosen = std::getenv("TMPDIR"); chosen != nullptr && *chosen != '\0') return pathFromUtf8(chosen);
  if (::access("/var/tmp", W_OK | X_OK) == 0) return "/var/tmp";
  std::error_code none;
  return fs::temp_directory_path(none);
}

tl::unexpected<Error> notWritten(int reason) {
  return fail(ErrorKind::input, "input.no_scratch",
              {std::string("无法写入临时文件：") + std::strerror(reason),
               std::string("Cannot write a scratch file: ") + std::strerror(reason)},
              toUtf8(scratchFolder()),
              {"大图层的坐标暂存在此：腾出空间，或用环境变量 TMPDIR 指定另一个文件夹",
               "the coordinates of a large layer wait there: free some space, or name another folder by the "
               "environment variable TMPDIR"});
}

} // namespace

/// Numbers in a file that is gone with its last user, even when that one is killed.
class ScratchFile {
 public:
  static Result<std::unique_ptr<ScratchFile>> create() {
    std::string pattern = toUtf8(scratchFolder() / "ecoredline-XXXXXX");
    const int fd = ::mkstemp(pattern.data());
    if (fd < 0) return notWritten(errno);
    ::unlink(pattern.c_str());
    return std::unique_ptr<ScratchFile>(new ScratchFile(fd));
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { ::close(m_fd); }

  Result<void> add(std::span<const double> numbers) {
    auto bytes = std::as_bytes(numbers);
    while (!bytes.empty()) {
      const auto written = ::write(m_fd, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return notWritten(written < 0 ? errno : ENOSPC);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    m_count += numbers.size();
    return {};
  }

  /// A look at all of it, which outlives this object.
  Result<FlatArray<double>> look() const {
    const std::size_t size = m_count * sizeof(double);
    void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, m_fd, 0);
    if (at == MAP_FAILED) return notWritten(errno);
    const std::shared_ptr<const void> keeper(at, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
    return FlatArray<double>({static_cast<const double*>(at), m_count}, keeper);
  }

 private:
  explicit ScratchFile(int fd) : m_fd(fd) {}
  int m_fd;
  std::size_t m_count = 0;
};

LayerSpool::LayerSpool(const Crs& crs, std::uint64_t in_memory) : m_in_memory(in_memory) {
  m_layer.crs = crs;
}
LayerSpool::~LayerSpool() = default;

Result<void> LayerSpool::add(const FlatLayer& rows) {
  const std::uint64_t rings = m_layer.ring_part.size();
  for (std::size_t ring = 0; ring < rows.ring_part.size(); ++ring)
    m_layer.ring_vertex.push_back(m_vertices + rows.ring_vertex[ring + 1]);
  for (std::size_t row = 0; row < rows.rows(); ++row) m_layer.row_ring.push_back(rings + rows.row_ring[row + 1]);
  m_layer.ring_part.append(rows.ring_part.begin(), rows.ring_part.end());
  m_layer.shape.append(rows.shape.begin(), rows.shape.end());
  m_layer.box.append(rows.box.begin(), rows.box.end());
  m_layer.row_id.append(rows.row_id.begin(), rows.row_id.end());
  m_vertices += rows.vertices();
  if (!m_x && m_vertices > m_in_memory)
    if (auto spilled = spill(); !spilled) return spilled;
  if (m_x) {
    if (auto added = m_x->add({rows.x.data(), rows.x.size()}); !added) return added;
    return m_y->add({rows.y.data(), rows.y.size()});
  }
  m_layer.x.append(rows.x.begin(), rows.x.end());
  m_layer.y.append(rows.y.begin(), rows.y.end());
  return {};
}

Result<void> LayerSpool::spill() {
  for (auto [file, numbers] : {std::pair(&m_x, &m_layer.x), std::pair(&m_y, &m_layer.y)}) {
    auto created = ScratchFile::create();
    if (!created) return fail(std::move(created.error()));
    *file = std::move(*created);
    const FlatArray<double> held = std::exchange(*numbers, {});
    if (auto added = (*file)->add({held.data(), held.size()}); !added) return added;
  }
  return {};
}

Result<FlatLayer> LayerSpool::take() {
  if (m_x) {
    auto x = m_x->look();
    if (!x) return fail(std::move(x.error()));
    auto y = m_y->look();
    if (!y) return fail(std::move(y.error()));
    m_layer.x = std::move(*x);
    m_layer.y = std::move(*y);
    m_x.reset();
    m_y.reset();
  }
  m_vertices = 0;
  FlatLayer fresh;
  fresh.crs = m_layer.crs;
  return std::exchange(m_layer, std::move(fresh));
}

SpooledRows::SpooledRows(const Crs& crs, std::uint64_t in_memory) : m_builder(crs), m_spool(crs, in_memory) {}

Result<void> SpooledRows::copyRow(const FlatLayer& other, std::size_t row, std::int64_t row_id) {
  m_builder.copyRow(other, row, row_id);
  m_waiting += other.ring_vertex[other.row_ring[row + 1]] - other.ring_vertex[other.row_ring[row]];
  if (m_waiting < LayerSpool::kBatch) return {};
  m_waiting = 0;
  m_handed_on = true;
  return m_spool.add(m_builder.take());
}

Result<FlatLayer> SpooledRows::take() {
  m_waiting = 0;
  if (!std::exchange(m_handed_on, false)) return m_builder.take();
  if (auto added = m_spool.add(m_builder.take()); !added) return fail(std::move(added.error()));
  return m_spool.take();
}

Result<FlatLayer> spooledRows(const FlatLayer& layer, std::span<const std::size_t> rows, std::uint64_t in_memory) {
  SpooledRows spooled(layer.crs, in_memory);
  for (const std::size_t row : rows)
    if (auto copied = spooled.copyRow(layer, row, layer.row_id[row]); !copied) return fail(std::move(copied.error()));
  return spooled.take();
}

Result<FlatLayer> madeInBatches(const FlatLayer& layer, const Crs& crs, const RowsAnew& made) {
  LayerSpool spool(crs);
  for (std::size_t first = 0; first < layer.rows();) {
    const auto from = layer.ring_vertex[layer.row_ring[first]];
    std::size_t last = first + 1;
    while (last < layer.rows() && layer.ring_vertex[layer.row_ring[last + 1]] - from <= LayerSpool::kBatch) ++last;
    auto rows = made(first, last);
    if (!rows) return rows;
    if (auto added = spool.add(*rows); !added) return fail(std::move(added.error()));
    first = last;
  }
  return spool.take();
}

} // namespace ecoredline
