#include "tracking/inside.hpp"

#include "engine/flat_partition.hpp"
#include "geo/edge_model.hpp"
#include "tracking/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ecoredline {

namespace {

constexpr std::uint32_t kZone = ~std::uint32_t{0}; ///< rank of a row that is a zone

const Version* inForceOn(const std::vector<Version>& versions, const Date& day) {
  const Version* best = nullptr;
  for (const Version& v : versions) {
    if (v.date > day || (!v.effective_to.empty() && v.effective_to < day)) continue;
    if (best == nullptr || v.date >= best->date) best = &v;
  }
  return best;
}

/// Polygons of two versions side by side: zones, and the ground looked for with its class.
struct Overlay {
  FlatLayer layer;
  std::vector<std::uint32_t> rank;
  std::size_t left_out = 0;
};

Result<void> addRows(const VersionRows& rows, const Crs& crs, FlatBuilder& builder, Overlay& overlay,
                     ClassOrder* classes) {
  std::vector<std::size_t> kept;
  std::vector<std::uint32_t> rank;
  for (std::size_t row = 0; row < rows.layer.rows(); ++row) {
    const auto zone = rows.zones.find(rows.layer.row_id[row]);
    if (rows.layer.shape[row] != Shape::polygon || zone == rows.zones.end()) continue;
    if (zone->second.invalid) {
      ++overlay.left_out;
      continue;
    }
    kept.push_back(row);
    rank.push_back(classes == nullptr ? kZone : classes->rankOf(zone->second.zone_class));
  }
  const auto moved = moveLayer(selectRows(rows.layer, kept), crs);
  if (!moved) return tl::unexpected<Error>(moved.error());
  for (std::size_t row = 0; row < moved->rows(); ++row)
    builder.copyRow(*moved, row, static_cast<std::int64_t>(overlay.rank.size() + row));
  overlay.rank.insert(overlay.rank.end(), rank.begin(), rank.end());
  return {};
}

/// Adds up the cells; ground of several classes counts for the first of the catalogue's order.
void addUp(const FlatPartition& flat, const std::vector<std::uint32_t>& rank, std::vector<double>& class_m2,
           InsideOn& on) {
  for (std::size_t cell = 0; cell < flat.cell_m2.size(); ++cell) {
    bool zone = false;
    std::uint32_t first = kZone;
    for (const std::uint32_t row : flat.rowsOver(cell)) {
      zone = zone || rank[row] == kZone;
      first = std::min(first, rank[row]);
    }
    if (!zone) continue;
    on.base_m2 += flat.cell_m2[cell];
    if (first == kZone) continue;
    on.inside_m2 += flat.cell_m2[cell];
    if (class_m2.size() <= first) class_m2.resize(first + 1, 0);
    class_m2[first] += flat.cell_m2[cell];
  }
}

class InsideMeter {
 public:
  InsideMeter(const InsideRequest& request, Feedback& feedback)
      : m_request(request), m_feedback(feedback), m_classes(*request.kind) {}

  Result<InsideOn> on(const Version& zones) {
    InsideOn on;
    const Version* other = inForceOn(m_request.others, zones.date);
    if (other == nullptr) {
      on.reason = {"当日没有有效的版本", "No version was in force on that day"};
      m_class_m2.emplace_back();
      return on;
    }
    on.version = other->label;
    auto rows = readVersionRows(*m_request.workspace, zones.id, m_feedback);
    if (!rows) return fail(rows.error());
    auto others = readVersionRows(*m_request.workspace, other->id, m_feedback);
    if (!others) return fail(others.error());
    const Crs crs = rows->layer.crs;
    Overlay overlay;
    FlatBuilder builder(crs);
    if (auto done = addRows(*rows, crs, builder, overlay, nullptr); !done) return fail(done.error());
    if (auto done = addRows(*others, crs, builder, overlay, &m_classes); !done) return fail(done.error());
    overlay.layer = builder.take();
    const LayerIndex index(overlay.layer);
    const auto flat = flatPartition(index, m_request.threads, m_feedback);
    if (!flat) return fail(flat.error());
    addUp(*flat, overlay.rank, m_class_m2.emplace_back(), on);
    remark(*other, overlay.left_out + flat->undecided.size(), on);
    return on;
  }

  /// Classes that were met anywhere, in their order, and their ground on each version.
  void finish(SeriesInside& series) {
    for (std::uint32_t rank = 0; rank < m_classes.size(); ++rank) {
      const auto on_version = [&](std::size_t i) { return rank < m_class_m2[i].size() ? m_class_m2[i][rank] : 0.0; };
      double all = 0;
      for (std::size_t i = 0; i < series.on.size(); ++i) all += on_version(i);
      if (all == 0) continue;
      series.classes.push_back(m_classes.idOf(rank));
      series.class_titles.push_back(m_classes.titleOf(rank));
      for (std::size_t i = 0; i < series.on.size(); ++i) {
        series.on[i].class_m2.push_back(on_version(i));
        if (m_request.role == InsideRole::restoration && series.classes.back() == kAcceptedClass)
          series.on[i].done_m2 = on_version(i);
      }
    }
  }

 private:
  static void remark(const Version& other, std::size_t left_out, InsideOn& on) {
    if (left_out > 0)
      on.reason = {fmt::format("{} 个图形无效或未能切分，未计入", left_out),
                   fmt::format("{} shapes are not valid or could not be cut and are left out", left_out)};
    else if (!other.coverage.stated())
      on.reason = {"该版本未声明覆盖范围：没有图斑不等于没有活动或工程",
                   "The version does not state its coverage: no patch does not mean that there is nothing"};
  }

  const InsideRequest& m_request;
  Feedback& m_feedback;
  ClassOrder m_classes;
  std::vector<std::vector<double>> m_class_m2; ///< per version of the zones, by rank
};

} // namespace

Result<SeriesInside> groundInside(const InsideRequest& request, Feedback& feedback) {
  SeriesInside series;
  series.role = request.role;
  series.kind = request.kind->id;
  series.kind_title = request.kind->title;
  InsideMeter meter(request, feedback);
  for (const Version& zones : request.zones) {
    auto on = meter.on(zones);
    if (!on) return fail(on.error());
    series.on.push_back(std::move(*on));
  }
  meter.finish(series);
  return series;
}

} // namespace ecoredline
