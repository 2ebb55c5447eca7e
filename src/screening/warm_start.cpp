#include "screening/warm_start.hpp"

#include "engine/cover_mask.hpp"
#include "engine/zone_source.hpp"
#include "screening/coverage_cache.hpp"

#include <utility>

namespace ecoredline {

namespace {

/// Reads wider than it is asked to and answers from that while it can.
class NearReader final : public FlatReader {
 public:
  explicit NearReader(std::shared_ptr<FlatReader> reader) : m_reader(std::move(reader)) {}

  const Crs& crs() const override { return m_reader->crs(); }
  std::size_t rows() const override { return m_reader->rows(); }
  Box extent() const override { return m_reader->extent(); }
  std::shared_ptr<const IndexedLayer> whole() const override { return m_reader->whole(); }
  Result<void> readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback) override {
    return m_reader->readAll(take, feedback);
  }

  Result<FlatLayer> read(const Box& window, Feedback& feedback) override {
    if (window.empty()) return m_reader->read(window, feedback);
    if (!m_near || !m_window.contains(window)) {
      const Box wide = grownByMetres(window, crs(), WarmStart::kAround);
      auto read = m_reader->read(wide, feedback);
      if (!read) return read;
      m_near.emplace(std::move(*read));
      m_window = wide;
    }
    return m_near->read(window, feedback);
  }

 private:
  std::shared_ptr<FlatReader> m_reader;
  std::optional<FlatMemoryReader> m_near;
  Box m_window;
};

/// All rows, unless they have more than WarmStart::kHeld vertices. Errors: the reader's.
Result<std::optional<FlatLayer>> smallLayer(FlatReader& reader) {
  FlatBuilder builder(reader.crs());
  std::size_t vertices = 0;
  constexpr const char* kTooLarge = "warm_start.too_large";
  const auto take = [&](const FlatLayer& some) -> Result<void> {
    vertices += some.x.size();
    if (vertices > WarmStart::kHeld) return fail(ErrorKind::internal, kTooLarge, {"图层过大", "A large layer"});
    for (std::size_t row = 0; row < some.rows(); ++row) builder.copyRow(some, row);
    return {};
  };
  if (auto read = reader.readAll(take, silentFeedback()); !read) {
    if (read.error().code == kTooLarge) return std::optional<FlatLayer>();
    return fail(read.error());
  }
  return std::optional(builder.take());
}

Result<std::shared_ptr<FlatReader>> readyReader(std::shared_ptr<FlatReader> reader) {
  if (reader->whole()) return reader;
  auto layer = smallLayer(*reader);
  if (!layer) return fail(layer.error());
  if (*layer) return std::make_shared<FlatMemoryReader>(std::move(**layer));
  return std::make_shared<NearReader>(std::move(reader));
}

/// The same layer in memory that its copies share.
FlatLayer shared(FlatLayer layer) {
  const auto kept = std::make_shared<const FlatLayer>(std::move(layer));
  const auto look = [&]<class T>(const FlatArray<T>& values) {
    return FlatArray<T>(std::span<const T>(values.data(), values.size()), kept);
  };
  FlatLayer looks;
  looks.crs = kept->crs;
  looks.x = look(kept->x);
  looks.y = look(kept->y);
  looks.ring_vertex = look(kept->ring_vertex);
  looks.ring_part = look(kept->ring_part);
  looks.row_ring = look(kept->row_ring);
  looks.box = look(kept->box);
  looks.shape = look(kept->shape);
  looks.row_id = look(kept->row_id);
  return looks;
}

} // namespace

Result<std::vector<Version>> WarmStart::versions(const Workspace& workspace) {
  if (m_versions) return *m_versions;
  auto read = workspace.versions();
  if (read) m_versions = *read;
  return read;
}

Result<std::shared_ptr<const ClauseIndex>>
WarmStart::lists(const std::function<Result<std::unique_ptr<ClauseIndex>>()>& open) {
  if (m_lists) return *m_lists;
  auto opened = open();
  if (!opened) return fail(opened.error());
  m_lists = std::move(*opened);
  return *m_lists;
}

Result<Editions> WarmStart::editions(const std::string& kind, const std::function<Result<Editions>()>& open) {
  const auto known = m_editions.find(kind);
  if (known != m_editions.end()) return known->second;
  auto opened = open();
  if (!opened) return opened;
  for (auto* list : {&opened->in_force, &opened->expired})
    for (Edition& edition : *list) {
      auto ready = readyReader(std::move(edition.reader));
      if (!ready) return fail(ready.error());
      edition.reader = std::move(*ready);
      edition.coverage = shared(std::move(edition.coverage));
      const FlatLayer& area = edition.coverage; // asked as a constant: a look that may be changed copies itself
      if (area.rows() > 0) m_contents[area.x.data()] = ecoredline::contentOf(area);
    }
  m_editions[kind] = *opened;
  return opened;
}

std::string WarmStart::contentOf(const FlatLayer& area) {
  const auto known = m_contents.find(area.x.data());
  return known == m_contents.end() ? ecoredline::contentOf(area) : known->second;
}

std::shared_ptr<const CoverMask> WarmStart::mask(const FlatLayer& area) {
  auto& known = m_masks[contentOf(area)];
  if (!known) known = uniteArea(area);
  return known;
}

Result<void> WarmStart::loadZones(const Workspace& workspace, Edition& edition, const std::vector<Pair>& pairs) {
  auto& known = m_zones[edition.version.id];
  std::set<std::int64_t> missing;
  for (const Pair& pair : pairs)
    if (!known.contains(pair.zone)) missing.insert(pair.zone);
  if (!missing.empty()) {
    auto read = workspace.zones(edition.version.id, {missing.begin(), missing.end()});
    if (!read) return fail(read.error());
    known.merge(*read);
  }
  for (const Pair& pair : pairs)
    if (const auto zone = known.find(pair.zone); zone != known.end()) edition.zones.insert(*zone);
  return {};
}

Result<std::shared_ptr<const std::set<std::int64_t>>> WarmStart::invalidZones(const Workspace& workspace,
                                                                              const Version& version) {
  auto& known = m_invalid[version.id];
  if (known) return known;
  auto zones = workspace.zones(version.id);
  if (!zones) return fail(zones.error());
  std::set<std::int64_t> invalid;
  for (const auto& [row, zone] : *zones)
    if (zone.invalid) invalid.insert(row);
  known = std::make_shared<const std::set<std::int64_t>>(std::move(invalid));
  return known;
}

} // namespace ecoredline
