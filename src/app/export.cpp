#include "app/export.hpp"

#include "app/layer_symbols.hpp"
#include "base/files.hpp"
#include "store/layer_export.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ecoredline {

namespace {

// The version named, else the newest in force on the day.
Result<Version> chosen(const ExportOptions& options, const Workspace& workspace) {
  auto versions = workspace.versions();
  if (!versions) return fail(versions.error());
  const Date day = options.as_of.empty() ? today() : options.as_of;
  const Version* found = nullptr;
  for (const Version& version : *versions) {
    if (version.kind != options.kind || !version.withdrawn_at.empty()) continue;
    const bool named = !options.version.empty() && version.label == options.version;
    const bool in_force =
        options.version.empty() && version.date <= day && (version.effective_to.empty() || version.effective_to >= day);
    if (named || (in_force && (found == nullptr || version.date >= found->date))) found = &version;
  }
  if (found != nullptr) return *found;
  return fail(ErrorKind::input, "export.no_version",
              {fmt::format("没有可导出的版本：{} {}", options.kind, options.version),
               fmt::format("No version to export: {} {}", options.kind, options.version)},
              toUtf8(options.workspace), {"用 layers 查看版本", "see `layers`"});
}

} // namespace

Result<Outcome> exportLayer(const ExportOptions& options, Language, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  const LayerKind* kind = catalogue->kind(options.kind);
  if (kind == nullptr || kind->table)
    return fail(
        ErrorKind::usage, "export.unknown_kind",
        {fmt::format("没有可导出的图层类型 {}", options.kind), fmt::format("No kind {} to export", options.kind)}, {},
        {"用 kinds 查看图层类型", "see `kinds`"});
  auto version = chosen(options, *workspace);
  if (!version) return fail(version.error());
  ExportRequest request{
      options.workspace, version->id, options.out, options.kind, {"zone_id", "zone_name", "zone_class"}};
  for (const Field& field : kind->fields)
    if (std::ranges::count(request.fields, field.id) == 0) request.fields.push_back(field.id);
  auto written = exportVersion(request, feedback);
  if (!written) return fail(written.error());
  if (written->driver == "GPKG") {
    auto shape = shapeOf(*workspace, version->id);
    if (!shape) return fail(shape.error());
    if (auto kept = keepSymbols(options.out, written->table, *kind, *shape); !kept) return fail(kept.error());
  }
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已导出 {} {}：{} 个要素，{}", version->kind, version->label, written->features,
                                       toUtf8(options.out)),
                           fmt::format("Exported {} {}: {} features, {}", version->kind, version->label,
                                       written->features, toUtf8(options.out))});
  if (!written->renamed.empty()) {
    std::vector<std::string> names;
    for (const auto& [was, now] : written->renamed) names.push_back(fmt::format("{} → {}", was, now));
    outcome.notes.push_back(
        {fmt::format("Shapefile 的字段名最多 10 字节，{} 个已改名：{}", names.size(), fmt::join(names, "、")),
         fmt::format("A Shapefile's field names have ten bytes at most; {} were cut: {}", names.size(),
                     fmt::join(names, ", "))});
  }
  return outcome;
}

} // namespace ecoredline
