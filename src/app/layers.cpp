#include "app/layers.hpp"

#include "base/decimal.hpp"
#include "base/json_writer.hpp"
#include "output/finding_table.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

std::string versionsJson(const std::vector<Version>& versions) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.layers/1").key("versions").beginArray();
  for (const Version& v : versions) {
    json.beginObject().key("id").integer(v.id).key("kind").text(v.kind).key("version").text(v.label);
    json.key("date").text(v.date).key("effective_to");
    if (v.effective_to.empty())
      json.null();
    else
      json.text(v.effective_to);
    json.key("content_hash").text(v.content_hash).key("provenance_hash").text(v.provenance_hash);
    json.key("crs").text(v.crs).key("features").integer(static_cast<std::int64_t>(v.features));
    json.key("zones")
        .integer(static_cast<std::int64_t>(v.zones))
        .key("invalid")
        .integer(static_cast<std::int64_t>(v.invalid));
    json.key("accuracy_m").fixed(v.accuracy_m, 3).key("accuracy_assumed").boolean(v.accuracy_assumed);
    json.key("coverage").text(v.coverage.text).key("source").text(v.source_path).key("imported_at").text(v.imported_at);
    json.key("withdrawn_at").text(v.withdrawn_at).key("withdrawn_reason").text(v.withdrawn_reason);
    json.key("notes").beginArray();
    for (const std::string& note : v.notes) json.text(note);
    json.endArray().endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

TextTable versionsTable(const std::vector<Version>& versions) {
  TextTable table;
  table.heads = {{"id", {"编号", "id"}, true},
                 {"kind", {"图层类型", "kind"}, false},
                 {"version", {"版本", "version"}, false},
                 {"date", {"生效", "in force"}, false},
                 {"features", {"要素", "features"}, true},
                 {"accuracy_m", {"精度 m", "accuracy m"}, true},
                 {"coverage", {"覆盖范围", "coverage"}, false},
                 {"crs", {"坐标系", "CRS"}, false},
                 {"state", {"状态", "state"}, false}};
  for (const Version& v : versions)
    table.rows.push_back({std::to_string(v.id), v.kind, v.label,
                          v.effective_to.empty() ? v.date : v.date + "–" + v.effective_to, std::to_string(v.features),
                          toFixed(v.accuracy_m, 1) + (v.accuracy_assumed ? "*" : ""), v.coverage.text, v.crs,
                          v.withdrawn_at.empty() ? "" : "withdrawn: " + v.withdrawn_reason});
  return table;
}

Result<std::int64_t> versionNamed(const std::vector<Version>& versions, const std::string& name) {
  const auto found = std::ranges::find_if(
      versions, [&](const Version& v) { return std::to_string(v.id) == name || v.kind + "/" + v.label == name; });
  if (found != versions.end()) return found->id;
  return fail(ErrorKind::input, "layers.no_such_version",
              {fmt::format("没有版本 {}", name), fmt::format("No version {}", name)}, {},
              {"用编号，或 图层类型/版本", "use its id, or kind/version"});
}

/// Of a kind several can be: an older one still counts where the newer does not reach.
bool inForceOn(const Version& version, const Date& day) {
  return version.withdrawn_at.empty() && version.date <= day &&
         (version.effective_to.empty() || day <= version.effective_to);
}

Result<Outcome> withdrawVersion(const LayersOptions& options) {
  if (trimmed(options.reason).empty())
    return fail(ErrorKind::usage, "layers.reason_needed", {"撤回须说明理由", "A withdrawal needs a reason"}, {},
                {"加 --reason", "add --reason"});
  auto workspace = Workspace::open(options.workspace, Workspace::Access::write);
  if (!workspace) return fail(workspace.error());
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  auto id = versionNamed(*versions, options.withdraw);
  if (!id) return fail(id.error());
  auto version = workspace->withdraw(*id, options.reason);
  if (!version) return fail(version.error());
  Outcome outcome;
  outcome.notes.push_back(
      {fmt::format("已撤回 {} {}（仍保留，可查）", version->kind, version->label),
       fmt::format("Withdrawn: {} {} (kept, and still to be seen)", version->kind, version->label)});
  return outcome;
}

} // namespace

Result<Outcome> listLayers(const LayersOptions& options, Language language) {
  if (!options.withdraw.empty()) return withdrawVersion(options);
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto versions = workspace->versions();
  if (!versions) return fail(versions.error());
  if (!options.as_of.empty()) std::erase_if(*versions, [&](const Version& v) { return !inForceOn(v, options.as_of); });
  Outcome outcome;
  outcome.output = options.json ? versionsJson(*versions) : toTerminal(versionsTable(*versions), language);
  return outcome;
}

} // namespace ecoredline
