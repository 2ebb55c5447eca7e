#pragma once

#include "base/feedback.hpp"
#include "geo/flat_layer.hpp"
#include "geo/rtree.hpp"

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
};

/// A layer in memory behind the same face.
class FlatMemoryReader final : public FlatReader {
 public:
  explicit FlatMemoryReader(FlatLayer layer);
  const Crs& crs() const override { return m_layer.crs; }
  std::size_t rows() const override { return m_layer.rows(); }
  Box extent() const override { return m_layer.extent(); }
  Result<FlatLayer> read(const Box& window, Feedback& feedback) override;

 private:
  FlatLayer m_layer;
  RTree m_tree;
};

} // namespace ecoredline
