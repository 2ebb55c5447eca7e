#include "screening/warm_start.hpp"

#include "engine/zone_source.hpp"

#include <memory>
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

} // namespace

Result<Editions> WarmStart::editions(const std::string& kind, const std::function<Result<Editions>()>& open) {
  const auto known = m_editions.find(kind);
  if (known != m_editions.end()) return known->second;
  auto opened = open();
  if (!opened) return opened;
  for (auto* list : {&opened->in_force, &opened->expired})
    for (Edition& edition : *list) edition.reader = std::make_shared<NearReader>(std::move(edition.reader));
  m_editions[kind] = *opened;
  return opened;
}

} // namespace ecoredline
