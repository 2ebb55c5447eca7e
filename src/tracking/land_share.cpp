#include "tracking/land_share.hpp"

#include "base/decimal.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "tracking/by_place.hpp"
#include "tracking/frame.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace ecoredline {

namespace {

constexpr double kNothing = 1.0; // m²: rounding of two drawings of one boundary

/// The ground of every unit.
struct Land {
  std::vector<std::string> codes;
  std::vector<std::string> names;
  std::vector<double> m2;
};

/// The valid polygons of a version in EPSG:4490.
Result<FlatLayer> areasOf(VersionRows& rows) {
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < rows.layer.rows(); ++row)
    if (rows.layer.shape[row] == Shape::polygon && !rows.zones[rows.layer.row_id[row]].invalid) kept.push_back(row);
  return moveLayer(selectRows(rows.layer, kept), Crs::cgcs2000());
}

Result<Land> landOf(const LandShareRequest& request, Feedback& feedback) {
  auto rows = readVersionRows(*request.workspace, request.units.id, feedback);
  if (!rows) return fail(rows.error());
  auto moved = areasOf(*rows);
  if (!moved) return fail(moved.error());
  Land land;
  for (const std::int64_t id : moved->row_id) {
    land.codes.push_back(rows->zones[id].zone_id);
    land.names.push_back(rows->zones[id].zone_name);
  }
  const auto units = makeUnits(*moved, land.codes, land.names, Crs::cgcs2000(), feedback);
  if (!units) return fail(units.error());
  land.codes = units->codes;
  land.names = units->names;
  land.m2.assign(land.codes.size(), 0);
  for (std::size_t cell = 0; cell < units->cells.rows(); ++cell)
    land.m2[units->unit_of_cell[cell]] += areaOf(units->cells, cell, AreaMethod::exact);
  return land;
}

void remark(std::size_t left_out, LandShares& out) {
  const auto add = [&](const std::string& zh, const std::string& en) {
    out.reason.zh += (out.reason.zh.empty() ? "" : "；") + zh;
    out.reason.en += (out.reason.en.empty() ? "" : "; ") + en;
  };
  if (out.outside_m2 > kNothing)
    add(fmt::format("后期有 {} m² 不在任何行政单元内，未计入比例", toFixed(out.outside_m2, 2)),
        fmt::format("{} m² of the later version lie in no unit and in no share", toFixed(out.outside_m2, 2)));
  if (left_out > 0)
    add(fmt::format("{} 个图形无效或未能切分，未计入", left_out),
        fmt::format("{} shapes are not valid or could not be cut and are left out", left_out));
}

/// The shares with the ground of the units, those of the zones still nothing.
std::map<std::string, LandShare> sharesOf(const Land& land) {
  std::map<std::string, LandShare> by_code;
  for (std::size_t unit = 0; unit < land.codes.size(); ++unit) {
    LandShare& share = by_code[land.codes[unit]];
    share.code = land.codes[unit];
    share.name = land.names[unit];
    share.land_m2 += land.m2[unit];
  }
  std::erase_if(by_code, [](const auto& of) { return !(of.second.land_m2 > 0); }); // all of it that of smaller units
  return by_code;
}

} // namespace

Result<LandShares> landShares(const LandShareRequest& request, Feedback& feedback) {
  const auto land = landOf(request, feedback);
  if (!land) return fail(land.error());
  auto by_code = sharesOf(*land);
  LandShares out;
  out.units = request.units.kind + "/" + request.units.label;
  LandShare whole;
  for (const LedgerRow& row : request.ledger->rows) {
    const auto found = by_code.find(row.admin.value_or(""));
    if (found == by_code.end()) {
      out.outside_m2 += row.closing_m2;
      continue;
    }
    found->second.opening_m2 += row.opening_m2;
    found->second.closing_m2 += row.closing_m2;
    whole.opening_m2 += row.opening_m2;
    whole.closing_m2 += row.closing_m2;
  }
  if (!(whole.opening_m2 + whole.closing_m2 > 0)) {
    out.reason = {"行政区划图层不覆盖所跟踪的分区，不能算占国土面积比例",
                  "The administrative units cover none of the zones: no share of the land can be said"};
    return out;
  }
  for (auto& [code, share] : by_code) {
    whole.land_m2 += share.land_m2;
    out.shares.push_back(std::move(share));
  }
  out.shares.push_back(whole);
  remark(request.ledger->undecided.size() + request.ledger->invalid.size(), out);
  return out;
}

} // namespace ecoredline
