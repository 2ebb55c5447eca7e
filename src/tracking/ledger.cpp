#include "tracking/ledger.hpp"

#include "base/decimal.hpp"
#include "engine/local.hpp"
#include "engine/parallel.hpp"
#include "geo/area.hpp"
#include "geo/edge_model.hpp"
#include "geo/measure.hpp"
#include "tracking/balance.hpp"
#include "tracking/by_place.hpp"
#include "tracking/changes.hpp"
#include "tracking/ground.hpp"
#include "tracking/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ecoredline {

namespace {

constexpr double kLeastBound = 1.0; // m²
constexpr std::size_t kShiftGroups = 2000;
constexpr double kShiftOfMost = 0.9; // of the boundaries that are not where they were: the layer moved, not a zone

LedgerVersion named(const Version& version) {
  return {version.label,         version.date,       version.content_hash,
          version.crs,           version.accuracy_m, version.accuracy_assumed,
          version.coverage.text, version.zones};
}

/// Where a version says that no zone means none; nullopt where it says so everywhere, or nowhere.
Result<std::optional<FlatLayer>> sightOf(const TrackRequest& request, const Version& version, const Crs& crs,
                                         AreaLedger& ledger) {
  const Coverage::Mode mode = version.coverage.mode;
  if (mode == Coverage::Mode::all) return std::nullopt;
  const bool own = mode == Coverage::Mode::features && request.kind->duty != CoverageDuty::full;
  if (mode == Coverage::Mode::none || own) {
    ledger.notes.push_back(
        {fmt::format("版本 {} 未说明覆盖范围：按全域比较，无法分辨未交付与已调出", version.label),
         fmt::format("Version {} states no coverage: compared everywhere, and what was not delivered looks like what "
                     "was taken out",
                     version.label)});
    return std::nullopt;
  }
  auto area = request.workspace->coverageArea(version.id);
  if (!area) return tl::unexpected<Error>(area.error());
  auto moved = moveLayer(*area, crs);
  if (!moved) return tl::unexpected<Error>(moved.error());
  return std::optional<FlatLayer>(std::move(*moved));
}

Result<Units> unitsOf(const TrackRequest& request, const Crs& crs, Feedback& feedback) {
  auto rows = readVersionRows(*request.workspace, request.by->id, feedback);
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<std::string> codes, names;
  for (const std::int64_t id : rows->layer.row_id) {
    const auto zone = rows->zones.find(id);
    codes.push_back(zone == rows->zones.end() ? "" : zone->second.zone_key);
    names.push_back(zone == rows->zones.end() ? "" : zone->second.zone_name);
  }
  return makeUnits(rows->layer, std::move(codes), std::move(names), crs, feedback);
}

/// The rows of boundaries drawn anew, in one plane in metres, for the shift detector.
std::optional<LedgerShift> shiftOf(const TrackRequest& request, const Frame& frame, const Matches& matches) {
  std::size_t moved = 0;
  Move sum;
  std::vector<std::size_t> from, to;
  for (const ZoneGroup& group : matches.groups) {
    if (group.same_shape || !group.redrawn()) continue;
    if (group.move) {
      ++moved;
      sum.east_m += group.move->east_m;
      sum.north_m += group.move->north_m;
    } else if (from.size() < kShiftGroups) {
      for (const auto f : group.from) from.push_back(frame.from[f].row);
      for (const auto t : group.to) to.push_back(frame.to[t].row);
    }
  }
  const auto n = static_cast<double>(moved);
  const double support = moved == 0 ? 0 : n / (n + static_cast<double>(from.size()));
  if (support >= kShiftOfMost) return LedgerShift{sum.east_m / n, sum.north_m / n, 0, support, moved};
  if (from.empty() || !request.find_shift) return std::nullopt;
  const auto plane = metricPlane(frame.layer.crs, frame.layer.extent());
  if (!plane) return std::nullopt;
  const auto a = moveLayer(selectRows(frame.layer, from), *plane), b = moveLayer(selectRows(frame.layer, to), *plane);
  if (!a || !b) return std::nullopt;
  return request.find_shift(*a, *b);
}

std::vector<double> zoneAreas(const std::vector<TrackedZone>& zones, const Ground& ground) {
  std::vector<double> m2;
  m2.reserve(zones.size());
  for (const TrackedZone& zone : zones) m2.push_back(std::isnan(ground.row_m2[zone.row]) ? 0 : ground.row_m2[zone.row]);
  return m2;
}

/// Exact, official and planar area of every row, undivided.
Result<std::vector<AreaTriple>> methodsOf(const Frame& frame, const Ground& ground, int threads, Feedback& feedback) {
  const FlatLayer& layer = frame.layer;
  std::vector<AreaTriple> areas(layer.rows());
  constexpr std::size_t kRows = 64;
  const auto job = [&](std::size_t j) -> Result<void> {
    for (std::size_t row = j * kRows; row < std::min(layer.rows(), (j + 1) * kRows); ++row)
      areas[row] = {ground.row_m2[row], areaOf(layer, row, AreaMethod::official),
                    areaOf(layer, row, AreaMethod::planar)};
    return {};
  };
  if (auto done = forEachIndex((layer.rows() + kRows - 1) / kRows, threads, feedback, job); !done)
    return fail(done.error());
  return areas;
}

void noteSame(const Frame& frame, AreaLedger& ledger) {
  ledger.same = frame.same;
  if (frame.same.moved_vertices == 0) return;
  ledger.notes.push_back(
      {fmt::format("{} 个顶点与前一版本相距不足 1 cm（最大 {} m），视为同一顶点：属取位或投影引起，不是用地变化",
                   frame.same.moved_vertices, toFixed(frame.same.largest_m, 4)),
       fmt::format("{} vertices lie within 1 cm of the earlier version's (at most {} m) and count as the same: "
                   "rounding or re-projection, no change of land",
                   frame.same.moved_vertices, toFixed(frame.same.largest_m, 4))});
}

void nameUndecided(const Frame& frame, const Ground& ground, AreaLedger& ledger) {
  for (const std::uint32_t row : ground.undecided) {
    if (frame.from_zone[row] != kNoZone) ledger.undecided.push_back(frame.from[frame.from_zone[row]].key);
    if (frame.to_zone[row] != kNoZone) ledger.undecided.push_back(frame.to[frame.to_zone[row]].key);
  }
}

/// Where a cluster had to be cut on a grid, a row may be off by a grid's width along its outline.
void addSnapped(const Frame& frame, const Ground& ground, AreaLedger& ledger) {
  std::size_t rows = 0;
  for (std::size_t row = 0; row < frame.layer.rows(); ++row) {
    if (ground.rung[row] != Rung::snapped) continue;
    ++rows;
    ledger.bound_m2 += std::end(kSnapGrids)[-1] * perimeterOf(piecesOf(frame.layer, row));
  }
  if (rows > 0)
    ledger.notes.push_back(
        {fmt::format("{} 个图形须在网格上切分，残差限值相应放宽", rows),
         fmt::format("{} shapes had to be cut on a grid: the bound of the residual is wider", rows)});
}

/// Decisions belong to a change as the tool saw it: under another tolerance it may not be there.
void noteLostDecisions(const TrackRequest& request, const ChangeList& list, AreaLedger& ledger) {
  const auto lost = std::ranges::count_if(request.overrides, [&](const CauseOverride& o) {
    return std::ranges::find(list.changes, o.change, &LedgerChange::key) == list.changes.end();
  });
  if (lost > 0)
    ledger.notes.push_back(
        {fmt::format("{} 条人工判定在本次参数下找不到对应的变化，未采用", lost),
         fmt::format("{} recorded decisions fit no change under these parameters and were not used", lost)});
}

AreaLedger headOf(const TrackRequest& request) {
  AreaLedger ledger;
  LedgerParameters& p = ledger.parameters;
  p.kind = request.kind->id;
  p.kind_title = request.kind->title;
  p.from = named(request.from);
  p.to = named(request.to);
  if (request.by) {
    p.by = request.by->kind;
    p.by_version = request.by->label;
  }
  p.tolerance_assumed = !request.tolerance_m;
  p.tolerance_m =
      request.tolerance_m.value_or(std::max(kLeastTolerance, request.from.accuracy_m + request.to.accuracy_m));
  p.distance_m = request.distance_m;
  return ledger;
}

/// The pieces as a file wants them.
Result<void> addShapes(Tracked& tracked, const Frame& frame, const ClassOrder& classes, const Pieces& pieces,
                       const ChangeList& list) {
  auto moved = moveLayer(pieces.layer, Crs::cgcs2000());
  if (!moved) return tl::unexpected<Error>(moved.error());
  tracked.shapes = std::move(*moved);
  for (std::size_t p = 0; p < pieces.pieces.size(); ++p) {
    const ChangedPiece& piece = pieces.pieces[p];
    PieceOfChange out{list.of_piece[p] == kNoZone ? 0 : list.changes[list.of_piece[p]].number, piece.turnover(),
                      piece.m2, "", ""};
    if (!piece.from.empty()) out.from_class = classes.idOf(frame.from[piece.from.front()].class_rank);
    if (!piece.to.empty()) out.to_class = classes.idOf(frame.to[piece.to.front()].class_rank);
    tracked.pieces.push_back(std::move(out));
  }
  return {};
}

Result<Frame> readFrame(const TrackRequest& request, ClassOrder& classes, AreaLedger& ledger, Feedback& feedback) {
  feedback.stage({"读取两个版本", "Reading both versions"});
  auto rows = readBoth(*request.workspace, request.from.id, request.to.id, request.threads, feedback);
  if (!rows) return fail(rows.error());
  feedback.stage({"对齐边界", "Bringing the boundaries together"});
  auto frame = frameOf(std::move(rows->from), std::move(rows->to), classes, request.threads, feedback);
  if (!frame) return frame;
  ledger.parameters.crs = frame->layer.crs.code();
  ledger.invalid = frame->invalid;
  ledger.without_area = frame->without_area;
  noteSame(*frame, ledger);
  return frame;
}

/// The ground that changed, cut to what the other version speaks about.
Result<Pieces> cutPieces(const TrackRequest& request, const Frame& frame, const Ground& ground, AreaLedger& ledger,
                         Feedback& feedback) {
  Sight sight;
  for (const auto& [version, area] : {std::pair{&request.from, &sight.from}, std::pair{&request.to, &sight.to}}) {
    auto seen = sightOf(request, *version, frame.layer.crs, ledger);
    if (!seen) return fail(seen.error());
    *area = std::move(*seen);
  }
  return changedPieces(ground, frame, sight, feedback);
}

/// Rows, sums and bound.
Result<void> balance(const TrackRequest& request, const Books& books, AreaLedger& ledger, Feedback& feedback) {
  if (request.by) {
    feedback.stage({"按行政区分摊", "By administrative unit"});
    const auto units = unitsOf(request, books.frame->layer.crs, feedback);
    if (!units) return tl::unexpected<Error>(units.error());
    if (auto done = balanceByUnit(books, *units, ledger, feedback); !done) return done;
  } else {
    balanceWhole(books, ledger);
  }
  addSnapped(*books.frame, *books.ground, ledger);
  const double measured = books.ground->untouched_m2 + ledger.kept_m2 + ledger.removed_m2 + ledger.added_m2;
  const auto vertices = static_cast<double>(books.frame->layer.vertices());
  ledger.bound_m2 += std::max(kLeastBound, 2 * kExactAreaRelativeError * measured + kExactAreaAbsoluteError * vertices);
  return {};
}

} // namespace

Result<Tracked> trackVersions(const TrackRequest& request, Feedback& feedback) {
  if (request.from.id == request.to.id)
    return fail(ErrorKind::usage, "track.same_version", {"前后两个版本相同", "Both versions are the same one"},
                request.from.label, {"--from 与 --to 各给一个版本", "give --from and --to a version each"});
  Tracked tracked;
  AreaLedger& ledger = tracked.ledger;
  ledger = headOf(request);
  ClassOrder classes(*request.kind);
  const auto frame = readFrame(request, classes, ledger, feedback);
  if (!frame) return fail(frame.error());
  feedback.stage({"切分地块", "Cutting the ground"});
  const auto index = indexOf(frame->layer, request.threads, feedback);
  if (!index) return fail(index.error());
  const auto ground = cutGround(*index, *frame, request.threads, feedback);
  if (!ground) return fail(ground.error());
  nameUndecided(*frame, *ground, ledger);
  auto pieces = cutPieces(request, *frame, *ground, ledger, feedback);
  if (!pieces) return fail(pieces.error());

  feedback.stage({"匹配分区、判断原因", "Matching zones and finding causes"});
  const auto from_m2 = zoneAreas(frame->from, *ground), to_m2 = zoneAreas(frame->to, *ground);
  const auto matches =
      matchZones({&*frame, from_m2, to_m2, ground->shared, request.distance_m, request.threads}, feedback);
  if (!matches) return fail(matches.error());
  ledger.shift = shiftOf(request, *frame, *matches);
  const CauseInput causes{&*frame,      &*index,        &classes,       &*matches,
                          &from_m2,     &to_m2,         &pieces->layer, ledger.parameters.tolerance_m,
                          ledger.shift, request.threads};
  if (auto done = inferCauses(causes, pieces->pieces, feedback); !done) return fail(done.error());
  auto listed = listChanges({&*frame, &classes, &*matches, &from_m2, &pieces->layer, &causes,
                             request.from.content_hash + request.to.content_hash, request.overrides},
                            pieces->pieces, feedback);
  if (!listed) return fail(listed.error());
  ChangeList& list = *listed;
  noteLostDecisions(request, list, ledger);
  std::vector<AreaTriple> methods;
  if (request.methods) {
    feedback.stage({"官方与平面面积", "Official and planar areas"});
    auto measured = methodsOf(*frame, *ground, request.threads, feedback);
    if (!measured) return fail(measured.error());
    methods = std::move(*measured);
  }
  const Books books{&*frame,        &*ground, &classes, &*pieces, &list, &*index, request.methods ? &methods : nullptr,
                    request.threads};
  if (auto done = balance(request, books, ledger, feedback); !done) return fail(done.error());
  if (request.shapes)
    if (auto done = addShapes(tracked, *frame, classes, *pieces, list); !done) return fail(done.error());
  ledger.changes = std::move(list.changes);
  return tracked;
}

} // namespace ecoredline
