#include "tracking/targets.hpp"

#include "base/decimal.hpp"
#include "engine/flat_partition.hpp"
#include "engine/partition.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "tracking/by_place.hpp"
#include "tracking/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr const char* kUnits = "admin_division";
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kCoverSlack = 1.0; // m²: rounding of two unions of the same boundaries

const Version* inForceOn(const std::vector<Version>& versions, const std::string& kind, const Date& day) {
  const Version* best = nullptr;
  for (const Version& v : versions) {
    if (v.kind != kind || !v.withdrawn_at.empty() || v.date > day) continue;
    if (!v.effective_to.empty() && v.effective_to < day) continue;
    if (best == nullptr || v.date >= best->date) best = &v;
  }
  return best;
}

const Version* firstOf(const std::vector<Version>& versions, const std::string& kind) {
  const Version* first = nullptr;
  for (const Version& v : versions)
    if (v.kind == kind && v.withdrawn_at.empty() && (first == nullptr || v.date < first->date)) first = &v;
  return first;
}

/// The area of a target.
struct Territory {
  FlatLayer rows; ///< EPSG:4490
  Units ground;
  double m2 = 0;
  std::size_t divisions = 0; ///< of those one level below that are at hand
  bool whole = false;
};

/// What lies in it.
struct Measured {
  double m2 = 0;
  double method_m2 = 0;
  bool covered = true;
  std::vector<std::string> versions;
};

class TargetMeter {
 public:
  TargetMeter(const Workspace& workspace, const Catalogue& catalogue, Date as_of, Feedback& feedback)
      : m_workspace(workspace), m_catalogue(catalogue), m_as_of(std::move(as_of)), m_feedback(feedback) {}

  Result<void> open() {
    auto versions = m_workspace.versions();
    if (!versions) return tl::unexpected<Error>(versions.error());
    m_versions = std::move(*versions);
    const Version* units = inForceOn(m_versions, kUnits, m_as_of);
    if (units == nullptr) units = firstOf(m_versions, kUnits);
    if (units == nullptr) return {};
    auto rows = readVersionRows(m_workspace, units->id, m_feedback);
    if (!rows) return tl::unexpected<Error>(rows.error());
    auto moved = moveLayer(rows->layer, Crs::cgcs2000());
    if (!moved) return tl::unexpected<Error>(moved.error());
    m_units = std::move(*moved);
    for (const std::int64_t id : m_units.row_id) m_codes.push_back(rows->zones[id].zone_id);
    return {};
  }

  Result<TargetResult> measure(const Target& target) {
    auto result = measureAsInForce(target);
    if (result) holdToItsDay(target, *result);
    return result;
  }

 private:
  /// No plan binds the days before it was adopted; of days within a span that is all that is known, that is said.
  void holdToItsDay(const Target& target, TargetResult& result) const {
    if (target.adopted.empty()) return;
    if (m_as_of < target.adopted) {
      const Text withheld = result.state == TargetState::cannot_say ? result.reason : Text{};
      result.state = TargetState::not_in_force;
      result.reason =
          joined({fmt::format("{} 才施行，{} 尚无此目标；所列面积仅供对照", target.adopted, m_as_of),
                  fmt::format("In force since {}: there was no such target on {}; the area is for comparison only",
                              target.adopted, m_as_of)},
                 withheld);
    } else if (target.adopted.size() < m_as_of.size() && m_as_of.starts_with(target.adopted)) {
      const Text unsure{
          fmt::format("只知施行于 {}，{} 是否已施行不详", target.adopted, m_as_of),
          fmt::format("Adopted some time in {}: whether before {} is not known", target.adopted, m_as_of)};
      result.reason = joined(result.reason, unsure);
    }
  }

  static Text joined(const Text& first, const Text& second) {
    if (first.empty() || second.empty()) return first.empty() ? second : first;
    return {first.zh + "；" + second.zh, first.en + "; " + second.en};
  }

  Result<TargetResult> measureAsInForce(const Target& target) {
    TargetResult result;
    result.target = target;
    result.measured = result.wanted = result.margin = kNaN;
    auto territory = territoryOf(target);
    if (!territory) return tl::unexpected<Error>(territory.error());
    if (territory->m2 <= 0) {
      result.reason = {fmt::format("工作空间的行政区划中没有{}（{}）", target.area_name.zh, target.area),
                       fmt::format("The divisions in the workspace have no {} ({})", target.area_name.en, target.area)};
      return result;
    }
    auto now = areaIn(target, *territory, m_as_of, false);
    if (!now) return tl::unexpected<Error>(now.error());
    if (now->versions.empty()) {
      result.reason = {"当日没有有效的图层版本", "No version was in force on that day"};
      return result;
    }
    result.versions = now->versions;
    result.method_m2 = now->method_m2;
    result.measured = inUnit(target, now->m2, territory->m2);
    if (auto done = setWanted(target, *territory, result); !done) return tl::unexpected<Error>(done.error());
    conclude(target, *now, result);
    if (!territory->whole) withhold(target, territory->divisions, result);
    return result;
  }

  static double inUnit(const Target& target, double m2, double territory_m2) {
    return target.unit == "percent" ? m2 / territory_m2 * 100 : m2 / squareMetresOf(target.unit);
  }

  Result<Territory> territoryOf(const Target& target) {
    Territory territory;
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < m_codes.size(); ++row)
      if (m_codes[row].starts_with(target.area)) rows.push_back(row);
    if (rows.empty()) return territory;
    std::set<std::string> below; // 22 -> 2202, 2202 -> 220281
    for (const std::size_t row : rows) {
      const std::string& code = m_codes[row];
      const bool itself = code.find_first_not_of('0', target.area.size()) == std::string::npos;
      territory.whole = territory.whole || itself;
      if (!itself) below.insert(code.substr(0, target.area.size() + 2));
    }
    territory.divisions = below.size();
    territory.whole = territory.whole || static_cast<int>(below.size()) >= target.divisions;
    territory.rows = selectRows(m_units, rows);
    auto units = makeUnits(territory.rows, std::vector<std::string>(rows.size(), target.area),
                           std::vector<std::string>(rows.size()), Crs::cgcs2000(), m_feedback);
    if (!units) return tl::unexpected<Error>(units.error());
    territory.ground = std::move(*units);
    for (std::size_t cell = 0; cell < territory.ground.cells.rows(); ++cell)
      territory.m2 += areaOf(territory.ground.cells, cell, AreaMethod::exact);
    return territory;
  }

  Result<Measured> areaIn(const Target& target, const Territory& territory, const Date& day, bool first) {
    Measured measured;
    FlatBuilder zones(Crs::cgcs2000());
    for (const std::string& kind : target.kinds) {
      const Version* version = inForceOn(m_versions, kind, day);
      if (version == nullptr && first) version = firstOf(m_versions, kind);
      if (version == nullptr) {
        measured.covered = false;
        continue;
      }
      measured.versions.push_back(kind + "/" + version->label);
      if (auto done = addZones(target, *version, zones); !done) return tl::unexpected<Error>(done.error());
      auto covers = isCovered(*version, territory);
      if (!covers) return tl::unexpected<Error>(covers.error());
      measured.covered = measured.covered && *covers;
    }
    const FlatLayer layer = zones.take();
    if (auto done = addUp(layer, territory, measured); !done) return tl::unexpected<Error>(done.error());
    return measured;
  }

  Result<void> addZones(const Target& target, const Version& version, FlatBuilder& zones) {
    auto rows = readVersionRows(m_workspace, version.id, m_feedback);
    if (!rows) return tl::unexpected<Error>(rows.error());
    std::vector<std::size_t> kept;
    for (std::size_t row = 0; row < rows->layer.rows(); ++row) {
      const Zone& zone = rows->zones[rows->layer.row_id[row]];
      const bool wanted =
          target.classes.empty() || std::ranges::find(target.classes, zone.zone_class) != target.classes.end();
      if (wanted && !zone.invalid && rows->layer.shape[row] == Shape::polygon) kept.push_back(row);
    }
    const auto moved = moveLayer(selectRows(rows->layer, kept), Crs::cgcs2000());
    if (!moved) return tl::unexpected<Error>(moved.error());
    for (std::size_t row = 0; row < moved->rows(); ++row) zones.copyRow(*moved, row);
    return {};
  }

  Result<void> addUp(const FlatLayer& layer, const Territory& territory, Measured& measured) {
    const LayerIndex index(layer);
    auto flat = flatPartition(index, 0, m_feedback);
    if (!flat) return tl::unexpected<Error>(flat.error());
    measured.covered = measured.covered && flat->undecided.empty();
    const auto shares = sharesOf(LayerIndex(flat->cells), flat->cell_m2, territory.ground, 0, m_feedback);
    if (!shares) return tl::unexpected<Error>(shares.error());
    for (const auto& of_cell : *shares)
      for (const Share& share : of_cell)
        if (share.unit != territory.ground.outside()) measured.m2 += share.m2;
    for (std::size_t row = 0; row < layer.rows(); ++row)
      measured.method_m2 += areaOf(layer, row, AreaMethod::official) - areaOf(layer, row, AreaMethod::exact);
    return {};
  }

  Result<bool> isCovered(const Version& version, const Territory& territory) {
    const LayerKind* kind = m_catalogue.kind(version.kind);
    switch (version.coverage.mode) {
    case Coverage::Mode::all:
      return true;
    case Coverage::Mode::none:
      return false;
    case Coverage::Mode::features:
      if (kind == nullptr || kind->duty != CoverageDuty::full) return false;
      break;
    default:
      break;
    }
    auto area = m_workspace.coverageArea(version.id);
    if (!area) return tl::unexpected<Error>(area.error());
    const auto outside = measureOutside(territory.rows, *area, {AreaMethod::exact, 0, {}}, m_feedback);
    if (!outside) return tl::unexpected<Error>(outside.error());
    return std::ranges::all_of(*outside, [](const OutsidePart& part) {
      return part.rung != Rung::undecided && part.outside_m2 <= kCoverSlack;
    });
  }

  Result<void> setWanted(const Target& target, const Territory& territory, TargetResult& result) {
    if (target.comparison == Comparison::at_least || target.comparison == Comparison::share_at_least) {
      result.wanted = target.value;
      return {};
    }
    const Version* first = nullptr;
    for (const std::string& kind : target.kinds) {
      const Version* v =
          target.baseline_date.empty() ? firstOf(m_versions, kind) : inForceOn(m_versions, kind, target.baseline_date);
      if (v != nullptr && (first == nullptr || v->date < first->date)) first = v;
    }
    if (first == nullptr || first->date > m_as_of) return {};
    result.baseline = first->kind + "/" + first->label;
    const auto then = areaIn(target, territory, first->date, true);
    if (!then) return tl::unexpected<Error>(then.error());
    result.wanted = inUnit(target, then->m2, territory.m2);
    return {};
  }

  static void conclude(const Target& target, const Measured& now, TargetResult& result) {
    if (std::isnan(result.wanted)) {
      result.reason = {"没有可作基准的版本", "No version to take as the baseline"};
      return;
    }
    result.margin = result.measured - result.wanted;
    const double slack = 0.5 * std::pow(10.0, -target.decimals);
    const bool is_baseline = !result.baseline.empty();
    if (result.margin >= (is_baseline ? -slack / 100 : -slack)) {
      result.state = TargetState::met;
    } else if (now.covered) {
      result.state = TargetState::not_met;
    } else {
      result.reason = {"现有版本未覆盖全部区域，未达标不能下结论",
                       "The versions do not cover the whole area: falling short proves nothing"};
      return;
    }
    if (is_baseline && result.versions.size() == 1 && result.versions.front() == result.baseline)
      result.reason = {"基准与现行为同一版本", "The baseline is the version in force itself"};
  }

  /// Of a part of the area only one thing can be said: that it alone holds enough.
  static void withhold(const Target& target, std::size_t divisions, TargetResult& result) {
    if (result.state == TargetState::met && target.comparison == Comparison::at_least) return;
    result.state = TargetState::cannot_say;
    result.reason = {
        fmt::format("工作空间只有{}的 {}/{} 个下级行政单元", target.area_name.zh, divisions, target.divisions),
        fmt::format("The workspace has {} of the {} divisions of {} only", divisions, target.divisions,
                    target.area_name.en)};
  }

  const Workspace& m_workspace;
  const Catalogue& m_catalogue;
  Date m_as_of;
  Feedback& m_feedback;
  std::vector<Version> m_versions;
  FlatLayer m_units;
  std::vector<std::string> m_codes;
};

} // namespace

std::string_view name(TargetState state) {
  switch (state) {
  case TargetState::met:
    return "met";
  case TargetState::not_met:
    return "not_met";
  case TargetState::not_in_force:
    return "not_in_force";
  case TargetState::cannot_say:
    break;
  }
  return "cannot_say";
}

Text word(TargetState state) {
  switch (state) {
  case TargetState::met:
    return {"● 达标", "● met"};
  case TargetState::not_met:
    return {"■ 未达标", "■ not met"};
  case TargetState::not_in_force:
    return {"○ 尚未施行", "○ not yet in force"};
  case TargetState::cannot_say:
    break;
  }
  return {"▢ 不能下结论", "▢ cannot say"};
}

Result<std::vector<TargetResult>> measureTargets(const Workspace& workspace, const Catalogue& catalogue,
                                                 const std::vector<Target>& targets, const Date& as_of,
                                                 Feedback& feedback) {
  TargetMeter meter(workspace, catalogue, as_of, feedback);
  if (auto opened = meter.open(); !opened) return fail(opened.error());
  std::vector<TargetResult> results;
  for (const Target& target : targets) {
    feedback.stage({target.area_name.zh + target.indicator.zh, target.area_name.en + ": " + target.indicator.en});
    auto result = meter.measure(target);
    if (!result) return fail(result.error());
    results.push_back(std::move(*result));
  }
  return results;
}

} // namespace ecoredline
