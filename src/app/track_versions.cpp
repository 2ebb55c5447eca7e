#include "app/track_versions.hpp"

#include "source/shift.hpp"
#include "store/journal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ecoredline {

Result<TrackedKind> openTracked(const std::filesystem::path& path, const std::string& kind) {
  auto workspace = Workspace::open(path, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  const LayerKind* known = catalogue->kind(kind);
  if (known == nullptr || known->table)
    return fail(
        ErrorKind::usage, "track.unknown_kind",
        {fmt::format("没有可跟踪面积的图层类型 {}", kind), fmt::format("No kind {} whose area can be tracked", kind)},
        {}, {"用 `ecoredline kinds` 查看图层类型", "`ecoredline kinds` lists the kinds"});
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  std::erase_if(*versions, [](const Version& v) { return !v.withdrawn_at.empty(); });
  return TrackedKind{std::move(*workspace), std::move(*catalogue), std::move(*versions), kind};
}

Result<Version> versionOf(const TrackedKind& tracked, const std::string& name) {
  std::vector<std::string> known;
  for (const Version& v : tracked.versions) {
    if (v.kind != tracked.kind) continue;
    if (v.label == name) return v;
    known.push_back(v.label);
  }
  for (const Version& v : tracked.versions)
    if (v.kind == tracked.kind && std::to_string(v.id) == name) return v;
  if (isDate(name)) {
    const auto found = inForce(tracked.versions, tracked.kind, name);
    if (found && found->date <= name) return *found;
  }
  return fail(ErrorKind::usage, "track.no_version",
              {fmt::format("{} 没有版本 {}", tracked.layerKind().title.zh, name),
               fmt::format("{} has no version {}", tracked.layerKind().title.en, name)},
              {},
              {fmt::format("已有：{}；也可写日期，取当日有效的版本", fmt::join(known, " ")),
               fmt::format("there are: {}; or a day, for the version in force then", fmt::join(known, " "))});
}

std::optional<Version> inForce(const std::vector<Version>& versions, const std::string& kind, const Date& day) {
  const Version* best = nullptr;
  for (const Version& v : versions) {
    if (v.kind != kind || (!v.effective_to.empty() && v.effective_to < day)) continue;
    const bool begun = v.date <= day;
    const bool best_begun = best != nullptr && best->date <= day;
    if (best == nullptr || (begun && (!best_begun || v.date >= best->date)) ||
        (!begun && !best_begun && v.date < best->date))
      best = &v;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

Result<std::optional<Version>> unitsFor(const TrackedKind& tracked, const std::string& by, const Date& day) {
  if (by.empty()) return std::nullopt;
  auto found = inForce(tracked.versions, by, day);
  if (!found)
    return fail(ErrorKind::input, "track.no_units",
                {fmt::format("工作空间中没有 {} 的版本，不能按行政区分列", by),
                 fmt::format("The workspace has no version of {}: nothing to list by", by)},
                {}, {fmt::format("先导入 {}", by), fmt::format("import {} first", by)});
  return found;
}

std::string journalSubject(const std::string& kind, const Version& from, const Version& to) {
  return fmt::format("{} {} {}", kind, from.content_hash, to.content_hash);
}

Result<TrackRequest> requestFor(const TrackedKind& tracked, const TrackOptions& options, const Version& from,
                                const Version& to) {
  TrackRequest request;
  request.workspace = &tracked.workspace;
  request.kind = &tracked.layerKind();
  request.from = from;
  request.to = to;
  auto units = unitsFor(tracked, options.by, to.date);
  if (!units) return fail(units.error());
  request.by = std::move(*units);
  request.tolerance_m = options.tolerance_m;
  request.distance_m = options.distance_m;
  request.threads = options.jobs;
  request.find_shift = [](const FlatLayer& a, const FlatLayer& b) -> std::optional<LedgerShift> {
    const auto shift = findShift(a, b);
    if (!shift) return std::nullopt;
    return LedgerShift{shift->east_m, shift->north_m, shift->error_m, shift->support, 0};
  };
  auto lines = readJournal(tracked.workspace.path(), kCauseAction, journalSubject(tracked.kind, from, to));
  if (!lines) return fail(lines.error());
  for (const JournalLine& line : *lines) {
    auto decision = causeOverrideFrom(line.detail);
    if (!decision) return fail(decision.error());
    decision->time = line.time;
    request.overrides.push_back(std::move(*decision));
  }
  return request;
}

} // namespace ecoredline
