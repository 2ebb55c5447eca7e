#include "tracking/caps.hpp"

#include "catalogue/target.hpp"
#include "engine/compare.hpp"
#include "engine/flat_partition.hpp"
#include "engine/partition.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "tracking/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ecoredline {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kCoverSlack = 1.0; // m²: rounding of two unions of the same boundaries

const Version* inForceOn(const std::vector<Version>& versions, const std::string& kind, const Date& day) {
  const Version* best = nullptr;
  for (const Version& v : versions) {
    const bool holds =
        v.kind == kind && v.withdrawn_at.empty() && v.date <= day && (v.effective_to.empty() || day <= v.effective_to);
    if (holds && (best == nullptr || v.date >= best->date)) best = &v;
  }
  return best;
}

bool isOneOf(const std::string& word, const std::vector<std::string>& words) {
  return std::ranges::find(words, word) != words.end();
}

/// What covers a cell, the first that took it first.
enum class Taker : std::uint8_t { zone, used, pending, site };

/// Rows over a zone with who they are.
struct Claims {
  FlatBuilder builder{Crs::cgcs2000()};
  std::vector<Taker> taker;
  std::vector<std::size_t> site; ///< of site rows: row of the sites

  void add(const FlatLayer& layer, std::size_t row, Taker who, std::size_t which = 0) {
    builder.copyRow(layer, row, static_cast<std::int64_t>(taker.size()));
    taker.push_back(who);
    site.push_back(which);
  }
};

class CapMeter {
 public:
  CapMeter(const CapRequest& request, Feedback& feedback) : m_request(request), m_feedback(feedback) {}

  Result<void> open() {
    auto versions = m_request.workspace->versions();
    if (!versions) return tl::unexpected<Error>(versions.error());
    m_versions = std::move(*versions);
    if (m_request.sites.layer.rows() > 0) {
      auto sites = moveLayer(m_request.sites.layer, Crs::cgcs2000());
      if (!sites) return tl::unexpected<Error>(sites.error());
      m_sites = std::move(*sites);
    }
    m_projects = inForceOn(m_versions, m_request.rules.kind, m_request.as_of);
    if (m_projects == nullptr) return {};
    auto rows = readVersionRows(*m_request.workspace, m_projects->id, m_feedback);
    if (!rows) return tl::unexpected<Error>(rows.error());
    auto moved = moveLayer(rows->layer, Crs::cgcs2000());
    if (!moved) return tl::unexpected<Error>(moved.error());
    m_project_rows = std::move(*moved);
    m_project_zones = std::move(rows->zones);
    return {};
  }

  Result<CapResult> measure(const Cap& cap) {
    CapResult result;
    result.cap = cap;
    result.zone_m2 = result.permitted_m2 = result.used_m2 = result.pending_m2 = result.before_m2 = kNaN;
    if (m_projects != nullptr) result.projects = m_projects->kind + "/" + m_projects->label;
    const Version* version = inForceOn(m_versions, cap.kind, m_request.as_of);
    if (version == nullptr) {
      result.reason = {"当日没有有效的图层版本", "No version was in force on that day"};
      return result;
    }
    result.version = version->kind + "/" + version->label;
    auto rows = rowsOf(*version);
    if (!rows) return tl::unexpected<Error>(rows.error());
    Claims claims;
    const FlatLayer zone = zoneOf(**rows, cap.zone_id, result, claims);
    if (zone.rows() == 0) {
      if (result.reason.zh.empty())
        result.reason = {fmt::format("{} 中没有分区 {}", result.version, cap.zone_id),
                         fmt::format("{} has no zone {}", result.version, cap.zone_id)};
      return result;
    }
    addProjects(zone, claims);
    addSites(zone, claims);
    if (auto done = addUp(claims, result); !done) return tl::unexpected<Error>(done.error());
    const auto covered = isCovered(zone);
    if (!covered) return tl::unexpected<Error>(covered.error());
    conclude(*covered, result);
    return result;
  }

 private:
  struct Rows {
    std::int64_t version = 0;
    VersionRows rows;
  };

  /// The version's rows in EPSG:4490; caps of one version come one behind the other.
  Result<const VersionRows*> rowsOf(const Version& version) {
    if (m_rows.version != version.id) {
      auto rows = readVersionRows(*m_request.workspace, version.id, m_feedback);
      if (!rows) return tl::unexpected<Error>(rows.error());
      auto moved = moveLayer(rows->layer, Crs::cgcs2000());
      if (!moved) return tl::unexpected<Error>(moved.error());
      m_rows = {version.id, {std::move(*moved), std::move(rows->zones)}};
    }
    return &m_rows.rows;
  }

  static FlatLayer zoneOf(const VersionRows& rows, const std::string& id, CapResult& result, Claims& claims) {
    FlatBuilder builder(Crs::cgcs2000());
    for (std::size_t row = 0; row < rows.layer.rows(); ++row) {
      const auto zone = rows.zones.find(rows.layer.row_id[row]);
      const bool wanted = zone != rows.zones.end() && (zone->second.zone_id == id || zone->second.zone_key == id);
      if (!wanted || rows.layer.shape[row] != Shape::polygon) continue;
      if (zone->second.invalid) {
        result.reason = {"该分区图形无效，须先修复", "The zone's geometry is not valid: repair it first"};
        return builder.take();
      }
      result.zone_name = zone->second.zone_name;
      builder.copyRow(rows.layer, row);
      claims.add(rows.layer, row, Taker::zone);
    }
    return builder.take();
  }

  void addProjects(const FlatLayer& zone, Claims& claims) {
    m_invalid_project = false;
    for (std::size_t row = 0; row < m_project_rows.rows(); ++row) {
      const auto found = m_project_zones.find(m_project_rows.row_id[row]);
      if (found == m_project_zones.end() || !m_project_rows.box[row].meets(zone.extent())) continue;
      const bool used = isOneOf(found->second.zone_class, m_request.rules.used);
      if (!used && !isOneOf(found->second.zone_class, m_request.rules.pending)) continue;
      if (found->second.invalid || m_project_rows.shape[row] != Shape::polygon)
        m_invalid_project = true;
      else
        claims.add(m_project_rows, row, used ? Taker::used : Taker::pending);
    }
  }

  void addSites(const FlatLayer& zone, Claims& claims) const {
    for (std::size_t row = 0; row < m_sites.rows(); ++row)
      if (m_sites.shape[row] == Shape::polygon && m_sites.box[row].meets(zone.extent()))
        claims.add(m_sites, row, Taker::site, row);
  }

  Result<void> addUp(Claims& claims, CapResult& result) {
    const FlatLayer layer = claims.builder.take();
    const LayerIndex index(layer);
    const auto flat = flatPartition(index, m_request.threads, m_feedback);
    if (!flat) return tl::unexpected<Error>(flat.error());
    m_undecided = !flat->undecided.empty();
    result.zone_m2 = result.used_m2 = result.pending_m2 = 0;
    std::vector<CapSite> sites(m_sites.rows());
    for (std::size_t cell = 0; cell < flat->cell_m2.size(); ++cell) {
      const auto over = flat->rowsOver(cell);
      const auto is = [&](Taker who) {
        return std::ranges::any_of(over, [&](std::uint32_t row) { return claims.taker[row] == who; });
      };
      if (!is(Taker::zone)) continue;
      const double m2 = flat->cell_m2[cell];
      result.zone_m2 += m2;
      std::size_t first = sites.size();
      for (const std::uint32_t row : over) {
        if (claims.taker[row] != Taker::site) continue;
        sites[claims.site[row]].overlap_m2 += m2;
        first = std::min(first, claims.site[row]);
      }
      if (is(Taker::used))
        result.used_m2 += m2;
      else if (is(Taker::pending))
        result.pending_m2 += m2;
      else if (first < sites.size())
        sites[first].takes_m2 += m2;
    }
    for (std::size_t row = 0; row < sites.size(); ++row) {
      if (sites[row].overlap_m2 < kHitArea) continue;
      sites[row].site_id = m_request.sites.ids[row];
      result.sites.push_back(std::move(sites[row]));
    }
    return {};
  }

  /// Whether the approved projects that are there are all there are in the zone.
  Result<bool> isCovered(const FlatLayer& zone) const {
    if (m_projects == nullptr) return false;
    const Coverage::Mode mode = m_projects->coverage.mode;
    if (mode == Coverage::Mode::all) return true;
    if (mode == Coverage::Mode::none || mode == Coverage::Mode::features) return false;
    auto area = m_request.workspace->coverageArea(m_projects->id);
    if (!area) return tl::unexpected<Error>(area.error());
    const auto outside = measureOutside(zone, *area, {AreaMethod::exact, 0, {}}, m_feedback);
    if (!outside) return tl::unexpected<Error>(outside.error());
    return std::ranges::all_of(*outside, [](const OutsidePart& part) {
      return part.rung != Rung::undecided && part.outside_m2 <= kCoverSlack;
    });
  }

  void conclude(bool covered, CapResult& result) const {
    const Cap& cap = result.cap;
    const double unit = cap.unit == "percent" ? result.zone_m2 / 100 : cap.unit == "m2" ? 1 : squareMetresOf(cap.unit);
    result.permitted_m2 = cap.permitted * unit;
    result.before_m2 = result.permitted_m2 - result.used_m2 - result.pending_m2;
    const bool whole = covered && !m_invalid_project && !m_undecided;
    const auto state_of = [&](double balance) {
      if (m_undecided) return CapState::cannot_say;
      if (balance < -kHitArea) return CapState::exceeded;
      return whole ? CapState::within : CapState::cannot_say;
    };
    result.state = state_of(result.before_m2);
    double left = result.before_m2;
    for (CapSite& site : result.sites) {
      site.after_m2 = left -= site.takes_m2;
      site.state = state_of(left);
    }
    if (m_undecided)
      result.reason = {"部分图形未能切分，面积不能下结论", "Some shapes could not be cut: no area can be said"};
    else if (m_invalid_project)
      result.reason = {"部分已批项目图形无效或不是面，未计入已用面积",
                       "Some approved projects are not valid or no areas: their ground is not counted"};
    else if (!covered)
      result.reason = {"已批项目图层未声明覆盖该分区：已用面积可能偏小，有余量不等于可以占用",
                       "The approved projects do not say that they cover this zone: more may be used than is known"};
  }

  const CapRequest& m_request;
  Feedback& m_feedback;
  std::vector<Version> m_versions;
  FlatLayer m_sites;
  const Version* m_projects = nullptr;
  FlatLayer m_project_rows;
  std::map<std::int64_t, Zone> m_project_zones;
  Rows m_rows;
  bool m_invalid_project = false;
  bool m_undecided = false;
};

} // namespace

std::string_view name(CapState state) {
  switch (state) {
  case CapState::within:
    return "within";
  case CapState::exceeded:
    return "exceeded";
  case CapState::cannot_say:
    break;
  }
  return "cannot_say";
}

Text word(CapState state) {
  switch (state) {
  case CapState::within:
    return {"● 限内", "● within"};
  case CapState::exceeded:
    return {"■ 超限", "■ exceeded"};
  case CapState::cannot_say:
    break;
  }
  return {"▢ 不能下结论", "▢ cannot say"};
}

Result<std::vector<CapResult>> measureCaps(const CapRequest& request, Feedback& feedback) {
  CapMeter meter(request, feedback);
  if (auto opened = meter.open(); !opened) return fail(opened.error());
  std::vector<CapResult> results;
  for (const Cap& cap : request.caps) {
    feedback.stage({"累计占用 " + cap.kind + " " + cap.zone_id, "Cumulative use of " + cap.kind + " " + cap.zone_id});
    auto result = meter.measure(cap);
    if (!result) return fail(result.error());
    results.push_back(std::move(*result));
  }
  return results;
}

} // namespace ecoredline
