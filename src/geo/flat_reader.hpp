#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"
#include "geo/layer_index.hpp"

#include <functional>
#include <memory>

namespace ecoredline {

/// Where zones come from: a stored version read by place, so that one site reads only what is near it.
/// A row of what it returns is one zone (rows of a delivery with the same zone are already united).
class FlatReader {
 public:
  virtual ~FlatReader() = default;

  virtual const Crs& crs() const = 0;
  virtual std::size_t rows() const = 0;
  virtual Box extent() const = 0;
  /// Every row whose box meets `window` (layer coordinates), by ascending row_id, each once and whole.
  virtual Result<FlatLayer> read(const Box& window, Feedback& feedback) = 0;
  /// Every row once, by ascending row_id, some at a time, for what must not hold the layer in memory. An error of
  /// `take` ends it.
  virtual Result<void> readAll(const std::function<Result<void>(const FlatLayer&)>& take, Feedback& feedback);
  /// Everything at once, where it is at hand without reading; else null.
  virtual std::shared_ptr<const IndexedLayer> whole() const { return nullptr; }
};

/// A layer in memory, or in a mapped file, behind the same face.
class FlatMemoryReader final : public FlatReader {
 public:
  explicit FlatMemoryReader(FlatLayer layer);
  explicit FlatMemoryReader(std::shared_ptr<const IndexedLayer> indexed);
  const Crs& crs() const override { return m_indexed->layer.crs; }
  std::size_t rows() const override { return m_indexed->layer.rows(); }
  Box extent() const override { return m_indexed->layer.extent(); }
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override;
  std::shared_ptr<const IndexedLayer> whole() const override { return m_indexed; }

 private:
  std::shared_ptr<const IndexedLayer> m_indexed;
};

} // namespace ecoredline
