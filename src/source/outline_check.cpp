#include "source/outline_check.hpp"

#include "base/blocks.hpp"
#include "base/decimal.hpp"
#include "geo/area.hpp"
#include "source/local_scale.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace ecoredline {

namespace {

constexpr std::size_t kLengthsKept = 200'000; // edges of which the middle length is taken, evenly picked
constexpr std::size_t kRowsPerPoll = 1000;
constexpr std::size_t kRowsForMinimum = 100; // fewer polygons say nothing about what was left out

bool isUsable(const Table& table, std::size_t row) {
  return table.states[row] == RowState::valid || table.states[row] == RowState::repaired;
}

class OutlineCheck {
 public:
  OutlineCheck(const Table& table, const std::vector<double>& areas, Diagnoses& out)
      : m_table(table), m_layer(table.geometry), m_areas(areas), m_out(out), m_spikes(out), m_tiny(out), m_narrow(out),
        m_step(std::max<std::size_t>(1, table.geometry.vertices() / kLengthsKept)) {}

  Result<void> run(Feedback& feedback) {
    for (std::size_t row = 0; row < m_table.rows(); ++row) {
      if (row % kRowsPerPoll == 0) {
        if (feedback.cancelled()) return cancelledError();
        feedback.progress(row, m_table.rows());
      }
      if (!isUsable(m_table, row) || m_layer.shape[row] == Shape::point) continue;
      const double outline = walk(row);
      if (m_layer.shape[row] == Shape::polygon) checkSize(row, outline);
    }
    m_spikes.finish();
    m_tiny.finish();
    m_narrow.finish();
    noteSpacing();
    noteMinimum();
    return {};
  }

 private:
  /// The row's length in metres.
  double walk(std::size_t row) {
    const LocalScale scale = LocalScale::of(m_layer, row);
    double outline = 0;
    for (std::uint64_t ring = m_layer.row_ring[row]; ring < m_layer.row_ring[row + 1]; ++ring) {
      const std::uint64_t first = m_layer.ring_vertex[ring];
      const std::uint64_t last = m_layer.ring_vertex[ring + 1] - 1;
      for (std::uint64_t v = first; v < last; ++v) {
        const double length = scale.length(m_layer.x[v + 1] - m_layer.x[v], m_layer.y[v + 1] - m_layer.y[v]);
        outline += length;
        ++m_edges;
        if (length < kDenseSpacing) ++m_dense;
        if (m_edges % m_step == 0) m_lengths.push_back(length);
        if (v > first) checkCorner(row, {v - 1, v, v + 1}, scale);
      }
      if (m_layer.shape[row] == Shape::polygon && last > first + 1)
        checkCorner(row, {last - 1, last, first + 1}, scale);
    }
    return outline;
  }

  struct Corner {
    std::uint64_t before, at, after;
  };

  void checkCorner(std::size_t row, const Corner& corner, const LocalScale& scale) {
    const double ux = (m_layer.x[corner.before] - m_layer.x[corner.at]) * scale.x;
    const double uy = (m_layer.y[corner.before] - m_layer.y[corner.at]) * scale.y;
    const double vx = (m_layer.x[corner.after] - m_layer.x[corner.at]) * scale.x;
    const double vy = (m_layer.y[corner.after] - m_layer.y[corner.at]) * scale.y;
    const double dot = ux * vx + uy * vy;
    if (dot <= 0) return;
    static const double kOpening = std::tan(kSpikeAngle * std::numbers::pi / 180);
    if (std::abs(ux * vy - uy * vx) > dot * kOpening) return;
    const double shorter = std::min(std::hypot(ux, uy), std::hypot(vx, vy));
    if (shorter < kSpikeLength) return;
    Diagnosis found = diagnosis("geometry.spike", Severity::warning,
                                {fmt::format("尖刺：夹角小于 1°，长 {} 米", toFixed(shorter, 1)),
                                 fmt::format("A spike {} m long, its angle below 1 degree", toFixed(shorter, 1))});
    found.row = m_layer.row_id[row];
    found.x = m_layer.x[corner.at];
    found.y = m_layer.y[corner.at];
    m_spikes.add(std::move(found));
  }

  void checkSize(std::size_t row, double outline) {
    const double area = m_areas[row];
    if (!(area > 0)) return;
    ++m_polygons;
    m_smallest = std::min(m_smallest, area);
    const double width = outline > 0 ? 2 * area / outline : 0;
    if (area < kTinyArea)
      m_tiny.add(atRow("geometry.tiny", row,
                       {fmt::format("面积只有 {} 平方米，像是叠加分析的残片", toFixed(area, 4)),
                        fmt::format("Its area is {} m2: a left-over of some overlay", toFixed(area, 4))}));
    else if (width < kNarrowWidth)
      m_narrow.add(atRow("geometry.sliver", row,
                         {fmt::format("狭长碎片：平均宽 {} 米，面积 {} 平方米", toFixed(width, 2), toFixed(area, 2)),
                          fmt::format("A sliver: {} m wide on average, {} m2", toFixed(width, 2), toFixed(area, 2))}));
  }

  Diagnosis atRow(std::string code, std::size_t row, Text message) const {
    Diagnosis found = diagnosis(std::move(code), Severity::warning, std::move(message));
    found.row = m_layer.row_id[row];
    found.x = (m_layer.box[row].min_x + m_layer.box[row].max_x) / 2;
    found.y = (m_layer.box[row].min_y + m_layer.box[row].max_y) / 2;
    return found;
  }

  void noteSpacing() {
    if (m_lengths.empty()) return;
    const auto middle = m_lengths.begin() + static_cast<std::ptrdiff_t>(m_lengths.size() / 2);
    std::ranges::nth_element(m_lengths, middle);
    const std::string metres = toFixed(*middle, *middle < 10 ? 2 : 0);
    if (*middle > kCoarseSpacing)
      m_out.push_back(diagnosis(
          "geometry.coarse", Severity::warning,
          {fmt::format("边界很粗：顶点间距中位数 {} 米，像是按 1:25 万或更小比例尺绘制或经过概化", metres),
           fmt::format("Coarse boundaries: the middle spacing of vertices is {} m, as drawn for 1:250 000 or smaller, "
                       "or generalised",
                       metres)}));
    if (2 * m_dense > m_edges)
      m_out.push_back(diagnosis(
          "geometry.dense", Severity::info,
          {fmt::format("{} 条边中 {} 条短于 5 厘米，顶点过密", m_edges, m_dense),
           fmt::format("{} of {} edges are shorter than 5 cm: more vertices than any survey has", m_dense, m_edges)}));
  }

  /// A smallest area well above nothing in a large layer is a rule of the mapping: what is smaller is not in the data.
  void noteMinimum() {
    if (m_polygons < kRowsForMinimum || m_smallest < kSurveyMinimum) return;
    m_out.push_back(diagnosis("area.minimum_mapped", Severity::info,
                              {fmt::format("{} 个图斑中最小的为 {} 平方米：更小的地块未上图，图上没有不等于实地没有",
                                           m_polygons, toFixed(m_smallest, 0)),
                               fmt::format("The smallest of {} polygons has {} m2: smaller ones were not mapped, and "
                                           "their absence is no proof",
                                           m_polygons, toFixed(m_smallest, 0))}));
  }

  const Table& m_table;
  const FlatLayer& m_layer;
  const std::vector<double>& m_areas;
  Diagnoses& m_out;
  RowDiagnoses m_spikes;
  RowDiagnoses m_tiny;
  RowDiagnoses m_narrow;
  std::size_t m_step;
  std::vector<double> m_lengths;
  std::size_t m_edges = 0;
  std::size_t m_dense = 0;
  std::size_t m_polygons = 0;
  double m_smallest = std::numeric_limits<double>::infinity();
};

} // namespace

Result<std::vector<double>> rowAreas(const Table& table, Feedback& feedback) {
  std::vector<double> areas(table.rows(), 0);
  constexpr std::size_t kBlock = 256; // rows
  forBlocks(table.rows(), kBlock, [&](std::size_t first, std::size_t last) {
    if (feedback.cancelled()) return;
    for (std::size_t row = first; row < last; ++row) {
      if (!isUsable(table, row) || table.geometry.shape[row] != Shape::polygon) continue;
      const double area = areaOf(table.geometry, row, AreaMethod::exact);
      if (std::isfinite(area)) areas[row] = area;
    }
  });
  if (feedback.cancelled()) return cancelledError();
  return areas;
}

Result<void> checkOutlines(const Table& table, const std::vector<double>& areas, Diagnoses& diagnoses,
                           Feedback& feedback) {
  return OutlineCheck(table, areas, diagnoses).run(feedback);
}

} // namespace ecoredline
