#include "source/repair.hpp"

#include "base/decimal.hpp"
#include "geo/area.hpp"
#include "geo/geometry.hpp"
#include "geo/layer_spool.hpp"
#include "source/row_diagnoses.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kRowsPerPoll = 8192;

/// On the ellipsoid where the CRS allows it, else in its own plane: only the change matters here.
double areaIn(const FlatLayer& layer, std::size_t row) {
  const bool on_ellipsoid = layer.crs.isStorable() || layer.crs.isGeographic();
  return areaOf(layer, row, on_ellipsoid ? AreaMethod::exact : AreaMethod::planar);
}

/// GEOS' words in Chinese; others stand as they are.
std::string reasonZh(const std::string& reason) {
  static const std::map<std::string, std::string> kWords = {{"Self-intersection", "自相交"},
                                                            {"Ring Self-intersection", "环自相交"},
                                                            {"Hole lies outside shell", "孔在外环之外"},
                                                            {"Holes are nested", "孔套孔"},
                                                            {"Nested shells", "外环互相包含"},
                                                            {"Duplicate Rings", "环重复"},
                                                            {"Interior is disconnected", "内部不连通"},
                                                            {"Too few points in geometry component", "点数不足"},
                                                            {"Invalid Coordinate", "坐标无效"},
                                                            {"Ring is not closed", "环未闭合"}};
  const auto found = kWords.find(reason);
  return found == kWords.end() ? reason : fmt::format("{}（{}）", found->second, reason);
}

class ValidityCheck {
 public:
  ValidityCheck(Table& table, const std::vector<char>& suspects, const RepairPermit& permit, Diagnoses& out)
      : m_table(table), m_suspects(suspects), m_permit(permit), m_invalid(out), m_refused(out), m_proposed(out),
        m_out(out) {}

  Result<void> run(Feedback& feedback) {
    const std::size_t rows = m_table.rows();
    feedback.stage({"检查图形有效性", "Checking validity"});
    for (std::size_t row = 0; row < rows; ++row) {
      if (row % kRowsPerPoll == 0) {
        if (feedback.cancelled()) return cancelledError();
        feedback.progress(row, rows);
      }
      if (m_table.states[row] == RowState::invalid) ++m_known; // said by the reader
      if (m_suspects[row] == 0 || m_table.states[row] != RowState::valid) continue;
      if (const auto found = invalidityOf(m_table.geometry, row)) addInvalid(row, *found);
    }
    m_invalid.finish();
    m_refused.finish();
    m_proposed.finish();
    if (!m_repaired.empty())
      if (auto put = putRepaired(); !put) return put;
    summarise();
    return {};
  }

 private:
  void addInvalid(std::size_t row, const Invalidity& found) {
    m_table.states[row] = RowState::invalid;
    Diagnosis said = diagnosis(
        "geometry.invalid", Severity::error,
        {fmt::format("图形无效：{}", reasonZh(found.reason)), fmt::format("Invalid geometry: {}", found.reason)});
    said.row = m_table.geometry.row_id[row];
    said.x = found.x;
    said.y = found.y;
    tryRepair(row, said);
    m_invalid.add(std::move(said));
  }

  /// Makes the row valid, and takes it, proposes it or refuses it.
  void tryRepair(std::size_t row, Diagnosis& said) {
    const FlatLayer& layer = m_table.geometry;
    FlatBuilder builder(layer.crs);
    madeValid(layer, row).appendTo(builder, layer.shape[row], layer.row_id[row]);
    FlatLayer made = builder.take();
    const double before = areaIn(layer, row);
    const double after = areaIn(made, 0);
    const bool is_lost = made.shape.front() == Shape::none || invalidityOf(made, 0).has_value();
    const bool is_small = std::abs(after - before) <= kRepairLimit * before;
    const bool is_allowed = is_small || (m_permit.may_repair && m_permit.anyway.contains(layer.row_id[row]));
    if (is_lost || !is_allowed) {
      refuse(said, before, after);
      if (m_permit.may_repair) setAreas(said, before, after);
      return;
    }
    m_before += before;
    m_after += after;
    ++m_mendable;
    if (!m_permit.may_repair) return propose(said, before, after);
    setAreas(said, before, after);
    said.severity = Severity::warning;
    said.message.zh += fmt::format("；已修复，面积 {} → {} 平方米", toFixed(before, 4), toFixed(after, 4));
    said.message.en += fmt::format("; repaired, area {} -> {} m2", toFixed(before, 4), toFixed(after, 4));
    m_table.states[row] = RowState::repaired;
    m_repaired.emplace(row, std::move(made));
  }

  static void setAreas(Diagnosis& said, double before, double after) {
    said.area_before_m2 = before;
    said.area_after_m2 = after;
  }

  void propose(const Diagnosis& said, double before, double after) {
    Diagnosis proposed = said;
    proposed.code = "repair.proposed";
    proposed.severity = Severity::info;
    setAreas(proposed, before, after);
    proposed.message = {
        fmt::format("可以修复（--repair yes）：面积 {} → {} 平方米", toFixed(before, 4), toFixed(after, 4)),
        fmt::format("Can be repaired (--repair yes): area {} -> {} m2", toFixed(before, 4), toFixed(after, 4))};
    m_proposed.add(std::move(proposed));
  }

  void refuse(const Diagnosis& said, double was, double would_be) {
    Diagnosis refused = said;
    refused.code = "repair.refused";
    setAreas(refused, was, would_be);
    const std::string before = toFixed(was, 4);
    const std::string after = toFixed(would_be, 4);
    refused.message = {
        fmt::format("{}：修复会使面积由 {} 变为 {} 平方米，超过 0.1 %，请在原软件中改正",
                    m_permit.may_repair ? "未修复" : "不宜修复", before, after),
        fmt::format("{}: the area would change from {} to {} m2, by more than 0.1 %; mend it where it was drawn",
                    m_permit.may_repair ? "Not repaired" : "Not to be repaired", before, after)};
    m_refused.add(std::move(refused));
  }

  Result<void> putRepaired() {
    const FlatLayer& layer = m_table.geometry;
    auto mended = madeInBatches(layer, layer.crs, [&](std::size_t first, std::size_t last) -> Result<FlatLayer> {
      FlatBuilder builder(layer.crs);
      for (std::size_t row = first; row < last; ++row) {
        const auto made = m_repaired.find(row);
        if (made == m_repaired.end())
          builder.copyRow(layer, row);
        else
          builder.copyRow(made->second, 0);
      }
      return builder.take();
    });
    if (!mended) return fail(std::move(mended.error()));
    m_table.geometry = std::move(*mended);
    return {};
  }

  void summarise() {
    const std::size_t found = m_known + m_invalid.count();
    if (found == 0) return;
    const std::size_t kept = found - m_repaired.size();
    m_out.push_back(
        diagnosis("geometry.validity", kept > 0 ? Severity::error : Severity::warning,
                  {fmt::format("{} 行图形无效：{} 行已修复，{} 行保持原样并标记为无效", found, m_repaired.size(), kept),
                   fmt::format("{} rows are invalid: {} repaired, {} kept as delivered and marked", found,
                               m_repaired.size(), kept)}));
    if (m_mendable > 0) sumUp();
  }

  void sumUp() {
    const std::string before = toFixed(m_before, 4);
    const std::string after = toFixed(m_after, 4);
    const std::string change = toFixed(m_after - m_before, 4);
    Diagnosis total =
        diagnosis("repair.total", Severity::info,
                  {fmt::format("{} {} 行，面积合计 {} → {} 平方米（变化 {}）",
                               m_permit.may_repair ? "已修复" : "可以修复", m_mendable, before, after, change),
                   fmt::format("{} rows {}, areas in all {} -> {} m2 (change {})", m_mendable,
                               m_permit.may_repair ? "repaired" : "can be repaired", before, after, change)});
    setAreas(total, m_before, m_after);
    m_out.push_back(std::move(total));
  }

  Table& m_table;
  const std::vector<char>& m_suspects;
  const RepairPermit& m_permit;
  std::size_t m_known = 0;
  RowDiagnoses m_invalid;
  RowDiagnoses m_refused;
  RowDiagnoses m_proposed;
  Diagnoses& m_out;
  std::map<std::size_t, FlatLayer> m_repaired;
  std::size_t m_mendable = 0;
  double m_before = 0;
  double m_after = 0;
};

} // namespace

Result<void> checkValidity(Table& table, const std::vector<char>& suspects, const RepairPermit& permit,
                           Diagnoses& diagnoses, Feedback& feedback) {
  return ValidityCheck(table, suspects, permit, diagnoses).run(feedback);
}

void checkAfterMove(Table& table, Diagnoses& diagnoses) {
  RowDiagnoses broken(diagnoses);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.states[row] != RowState::valid && table.states[row] != RowState::repaired) continue;
    const auto found = invalidityOf(table.geometry, row);
    if (!found) continue;
    table.states[row] = RowState::invalid;
    Diagnosis said =
        diagnosis("geometry.invalid_after_move", Severity::error,
                  {fmt::format("图形在原坐标系中有效，转到 EPSG:4490 后无效：{}", reasonZh(found->reason)),
                   fmt::format("Valid in its own system, invalid once moved to EPSG:4490: {}", found->reason)});
    said.row = table.geometry.row_id[row];
    broken.add(std::move(said));
  }
  broken.finish();
}

} // namespace ecoredline
