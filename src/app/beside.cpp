#include "app/beside.hpp"

#include "tracking/inside.hpp"
#include "tracking/land_share.hpp"

#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

Result<std::vector<TargetLine>> targetsBeside(const BesideRequest& request, Feedback& feedback) {
  const TrackedKind& kind = *request.kind;
  auto targets = targetsOf(kind.catalogue);
  if (!targets) return fail(targets.error());
  std::erase_if(*targets,
                [&](const Target& target) { return std::ranges::find(target.kinds, kind.kind) == target.kinds.end(); });
  auto results = measureTargets(kind.workspace, kind.catalogue, *targets, request.to.date, feedback);
  if (!results) return fail(results.error());
  std::vector<TargetLine> lines;
  for (const TargetResult& result : *results) lines.push_back(lineOf(result));
  return lines;
}

Result<LandShares> landBeside(const BesideRequest& request, Feedback& feedback) {
  const LedgerParameters& asked = request.ledger->parameters;
  const auto units = std::ranges::find_if(
      request.kind->versions, [&](const Version& v) { return v.kind == asked.by && v.label == asked.by_version; });
  if (units != request.kind->versions.end())
    return landShares({&request.kind->workspace, *units, request.ledger}, feedback);
  LandShares none;
  none.reason = {"台账未按行政区划分列（--by admin_division），不算占国土面积比例",
                 "The ledger is not by administrative unit (--by admin_division): no share of the land is said"};
  return none;
}

} // namespace

TargetLine lineOf(const TargetResult& result) {
  const Target& target = result.target;
  TargetLine line;
  line.id = target.id;
  line.indicator = target.indicator;
  line.area = target.area;
  line.area_name = target.area_name;
  line.state = name(result.state);
  line.state_word = word(result.state);
  line.comparison = name(target.comparison);
  line.wanted = result.wanted;
  line.measured = result.measured;
  line.margin = result.margin;
  line.unit = target.unit;
  line.year = target.year;
  line.binding = target.binding;
  line.source = target.source;
  line.versions = result.versions;
  line.reason = result.reason;
  if (target.provisional != Provisional::none) line.provisional = target.note;
  return line;
}

Result<std::vector<SeriesInside>> insideOf(const TrackedKind& kind, const std::vector<Version>& zones, int jobs,
                                           Feedback& feedback) {
  std::vector<SeriesInside> out;
  for (const auto& [id, role] :
       {std::pair(kActivityKind, InsideRole::activity), std::pair(kRestorationKind, InsideRole::restoration)}) {
    InsideRequest request{&kind.workspace, kind.catalogue.kind(id), role, zones, {}, jobs};
    for (const Version& v : kind.versions)
      if (v.kind == id) request.others.push_back(v);
    if (request.kind == nullptr || request.others.empty() || kind.kind == id) continue;
    auto inside = groundInside(request, feedback);
    if (!inside) return fail(inside.error());
    out.push_back(std::move(*inside));
  }
  return out;
}

Result<LedgerBeside> besideLedger(const BesideRequest& request, Feedback& feedback) {
  LedgerBeside beside;
  beside.as_of = request.to.date;
  auto targets = targetsBeside(request, feedback);
  if (!targets) return fail(targets.error());
  beside.targets = std::move(*targets);
  auto land = landBeside(request, feedback);
  if (!land) return fail(land.error());
  beside.land = std::move(*land);
  auto inside = insideOf(*request.kind, {request.from, request.to}, request.jobs, feedback);
  if (!inside) return fail(inside.error());
  beside.inside = std::move(*inside);
  return beside;
}

} // namespace ecoredline
