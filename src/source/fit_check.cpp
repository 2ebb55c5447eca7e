#include "source/fit_check.hpp"

#include "base/decimal.hpp"
#include "catalogue/bind.hpp"
#include "geo/area.hpp"
#include "geo/coverage_faces.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace ecoredline {

namespace {

bool isPolygon(const Table& table, std::size_t row) {
  return table.geometry.shape[row] == Shape::polygon &&
         (table.states[row] == RowState::valid || table.states[row] == RowState::repaired);
}

std::size_t verticesOf(const FlatLayer& layer, std::size_t row) {
  return layer.ring_vertex[layer.row_ring[row + 1]] - layer.ring_vertex[layer.row_ring[row]];
}

/// Row -> the earlier row with the same shape.
std::map<std::size_t, std::size_t> repeatedShapes(const FlatLayer& layer) {
  const auto look = [&layer](std::size_t row) {
    const Box& box = layer.box[row];
    return std::tuple(box.min_x, box.min_y, box.max_x, box.max_y, verticesOf(layer, row));
  };
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < layer.rows(); ++row)
    if (layer.shape[row] != Shape::none) rows.push_back(row);
  std::ranges::sort(rows, [&](std::size_t a, std::size_t b) { return std::pair(look(a), a) < std::pair(look(b), b); });
  std::map<std::size_t, std::size_t> repeated;
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() && look(rows[end]) == look(rows[i])) ++end;
    std::map<std::string, std::size_t> first;
    for (std::size_t k = i; end - i > 1 && k < end; ++k) {
      const auto [at, fresh] = first.emplace(canonicalGeometry(layer, rows[k]), rows[k]);
      if (!fresh) repeated[rows[k]] = at->second;
    }
    i = end;
  }
  return repeated;
}

class FitCheck {
 public:
  FitCheck(const Table& table, Fit fit, Diagnoses& out)
      : m_table(table), m_fit(fit), m_out(out), m_gaps(out), m_overlaps(out), m_slivers(out) {}

  void run() {
    const std::map<std::size_t, std::size_t> repeated = repeatedShapes(m_table.geometry);
    std::vector<bool> keep(m_table.rows());
    for (std::size_t row = 0; row < m_table.rows(); ++row)
      keep[row] = isPolygon(m_table, row) && !repeated.contains(row);
    const CoverageFaces faces = faultyFaces(keepRows(m_table.geometry, keep));
    if (!faces.examined) return noteNotExamined(faces);
    m_is_coverage = m_fit == Fit::coverage || (m_fit == Fit::unknown && faces.sharedPart() >= kCoverageShare);
    for (std::size_t face = 0; face < faces.rows.size(); ++face) add(faces, face);
    m_gaps.finish();
    m_overlaps.finish();
    m_slivers.finish();
    summarise();
  }

 private:
  void add(const CoverageFaces& faces, std::size_t face) {
    const bool is_gap = faces.rows[face].empty();
    if (is_gap && !m_is_coverage) return;
    const double area = areaOf(faces.shapes, face, AreaMethod::exact);
    const double outline = lengthOf(faces.shapes, face);
    const double width = outline > 0 ? 2 * area / outline : 0;
    if (!(area >= kNoGround) || width < kNoWidth) return;
    const bool is_sliver = width < kSliverWidth;
    (is_gap ? m_gap_area : m_overlap_area) += area;
    if (is_sliver) m_sliver_area += area;
    const Text what = is_gap ? Text{"缝隙", "A gap"} : Text{"重叠", "An overlap"};
    Diagnosis found = diagnosis(is_sliver ? "coverage.sliver"
                                : is_gap  ? "coverage.gap"
                                          : "coverage.overlap",
                                Severity::warning,
                                {fmt::format("{}{}：面积 {} 平方米，平均宽 {} 米", what.zh, namesZh(faces.rows[face]),
                                             toFixed(area, 2), toFixed(width, 2)),
                                 fmt::format("{}{}: {} m2, {} m wide on average", what.en, namesEn(faces.rows[face]),
                                             toFixed(area, 2), toFixed(width, 2))});
    if (!is_gap) found.row = m_table.geometry.row_id[faces.rows[face].front()];
    found.x = (faces.shapes.box[face].min_x + faces.shapes.box[face].max_x) / 2;
    found.y = (faces.shapes.box[face].min_y + faces.shapes.box[face].max_y) / 2;
    (is_sliver ? m_slivers : is_gap ? m_gaps : m_overlaps).add(std::move(found));
  }

  std::vector<std::int64_t> numbers(const std::vector<std::uint32_t>& rows) const {
    std::vector<std::int64_t> shown;
    for (const std::uint32_t row : rows) shown.push_back(m_table.geometry.row_id[row] + 1);
    return shown;
  }
  std::string namesZh(const std::vector<std::uint32_t>& rows) const {
    return rows.empty() ? std::string() : fmt::format("（第 {} 行之间）", fmt::join(numbers(rows), "、"));
  }
  std::string namesEn(const std::vector<std::uint32_t>& rows) const {
    return rows.empty() ? std::string() : fmt::format(" of rows {}", fmt::join(numbers(rows), ", "));
  }

  void noteNotExamined(const CoverageFaces& faces) {
    m_out.push_back(
        diagnosis("coverage.not_examined", Severity::info,
                  {fmt::format("{} 条边没有与邻边重合，数量过多，未检查缝隙与重叠", faces.loose_edges),
                   fmt::format("{} edges have no like on the other side, too many to look for gaps and overlaps",
                               faces.loose_edges)}));
  }

  void summarise() {
    const std::size_t count = m_gaps.count() + m_overlaps.count() + m_slivers.count();
    if (count == 0) return;
    m_out.push_back(diagnosis(
        "coverage.summary", Severity::warning,
        {fmt::format("重叠 {} 处、缝隙 {} 处、碎片 {} 处；重叠共 {} 平方米，缝隙共 {} 平方米，其中碎片 {} 平方米。"
                     "法定边界不自动清理，请向提供单位核实",
                     m_overlaps.count(), m_gaps.count(), m_slivers.count(), toFixed(m_overlap_area, 2),
                     toFixed(m_gap_area, 2), toFixed(m_sliver_area, 2)),
         fmt::format("{} overlaps, {} gaps, {} slivers; overlaps {} m2, gaps {} m2, of both {} m2 in slivers. Legal "
                     "boundaries are never cleaned by the program: ask the supplier",
                     m_overlaps.count(), m_gaps.count(), m_slivers.count(), toFixed(m_overlap_area, 2),
                     toFixed(m_gap_area, 2), toFixed(m_sliver_area, 2))}));
  }

  const Table& m_table;
  Fit m_fit;
  Diagnoses& m_out;
  RowDiagnoses m_gaps;
  RowDiagnoses m_overlaps;
  RowDiagnoses m_slivers;
  bool m_is_coverage = false;
  double m_gap_area = 0;
  double m_overlap_area = 0;
  double m_sliver_area = 0;
};

} // namespace

void checkDuplicates(const Table& table, Diagnoses& diagnoses) {
  RowDiagnoses found(diagnoses);
  for (const auto& [row, first] : repeatedShapes(table.geometry)) {
    Diagnosis said = diagnosis("geometry.duplicate", Severity::warning,
                               {fmt::format("图形与第 {} 行完全相同", table.geometry.row_id[first] + 1),
                                fmt::format("The same shape as row {}", table.geometry.row_id[first] + 1)});
    said.row = table.geometry.row_id[row];
    found.add(std::move(said));
  }
  found.finish();
}

void checkFit(const Table& table, Fit fit, Diagnoses& diagnoses) {
  FitCheck(table, fit, diagnoses).run();
}

} // namespace ecoredline
