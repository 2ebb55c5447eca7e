#include "app/caps.hpp"

#include "app/catalogue_folder.hpp"
#include "app/reference.hpp"
#include "app/unit_words.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "catalogue/access_list.hpp"
#include "catalogue/target.hpp"
#include "output/finding_table.hpp"
#include "source/table_reader.hpp"
#include "tracking/caps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ecoredline {

namespace {

constexpr int kFine = 4;

const std::vector<Field>& capFields() {
  static const std::vector<Field> fields{
      {"kind", {"图层类型", "Layer kind"}, {"kind", "图层", "图层类型"}, "", {}},
      {"zone_id", {"分区编号", "Zone number"}, {"zone_id", "分区编号", "编号", "保护地编号"}, "", {}},
      {"permitted", {"允许占用", "Permitted"}, {"permitted", "允许占用", "允许面积", "限额", "控制面积"}, "", {}},
      {"unit", {"单位", "Unit"}, {"unit", "单位"}, "", {}},
      {"source", {"依据", "Source"}, {"source", "依据", "文号", "来源"}, "", {}}};
  return fields;
}

bool isUnit(const std::string& unit) {
  return unit == "percent" || squareMetresOfWord(unit) > 0;
}

Result<std::vector<Cap>> readCaps(const std::filesystem::path& file, Feedback& feedback) {
  auto table = openTable(file, {}, headerNames(capFields()), feedback);
  if (!table) return fail(table.error());
  Diagnoses diagnoses;
  auto rows = bindFields(capFields(), table->table, {}, diagnoses);
  if (!rows) return fail(rows.error());
  std::vector<Cap> caps;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto& row = (*rows)[i];
    for (const char* needed : {"kind", "zone_id", "permitted"})
      if (row[needed].empty())
        return fail(ErrorKind::input, "caps.no_column",
                    {fmt::format("限额表第 {} 行缺少{}", i + 1, needed),
                     fmt::format("Row {} of the caps lacks {}", i + 1, needed)},
                    toUtf8(file), {"需要图层类型、分区编号、允许占用三列", "kind, zone_id and permitted are needed"});
    Cap cap{row["kind"], row["zone_id"], 0, unitWord(row["unit"]), row["source"]};
    const std::string& figure = row["permitted"];
    const auto read = std::from_chars(figure.data(), figure.data() + figure.size(), cap.permitted);
    if (read.ec != std::errc() || read.ptr != figure.data() + figure.size() || cap.permitted < 0 || !isUnit(cap.unit))
      return fail(ErrorKind::input, "caps.bad_value",
                  {fmt::format("限额表第 {} 行的数值或单位不能识别：{} {}", i + 1, figure, row["unit"]),
                   fmt::format("Row {} of the caps has no figure or unit: {} {}", i + 1, figure, row["unit"])},
                  toUtf8(file), {"单位可用：m2 ha mu km2 wan_mu percent", "units: m2 ha mu km2 wan_mu percent"});
    caps.push_back(std::move(cap));
  }
  if (caps.empty())
    return fail(ErrorKind::input, "caps.none", {"限额表没有数据行", "The file of caps has no rows"}, toUtf8(file));
  // One version is read once for all its zones.
  std::ranges::stable_sort(caps, {}, &Cap::kind);
  return caps;
}

Result<CapSites> readCapSites(const CapsOptions& options, const Workspace& workspace, const Date& as_of,
                              Feedback& feedback) {
  CapSites sites;
  if (options.sites.empty()) return sites;
  auto catalogue = workspace.catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto reference = referenceBoundaries(&workspace, as_of);
  if (!reference) return fail(reference.error());
  auto source = openWithConsent(options.sites, options.source, *reference, nullptr, feedback);
  if (!source) return fail(source.error());
  Diagnoses diagnoses;
  auto bound = bindSites(*catalogue, std::move(source->table), options.source.fields, diagnoses);
  if (!bound) return fail(bound.error());
  std::vector<bool> keep;
  for (std::size_t row = 0; row < bound->rows.size(); ++row) {
    keep.push_back(bound->table.states[row] != RowState::invalid);
    sites.ids.push_back(bound->rows[row].site_id);
    if (!keep.back())
      feedback.note({fmt::format("项目 {} 图形无效，未计入", sites.ids.back()),
                     fmt::format("Site {} is not valid and is left out", sites.ids.back())});
  }
  sites.layer = keepRows(bound->table.geometry, keep);
  return sites;
}

std::string capsJson(const std::vector<CapResult>& results, const CapRequest& request) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.caps/1").key("as_of").text(request.as_of);
  json.key("area_method").text("exact").key("projects_kind").text(request.rules.kind);
  for (const auto& [key, classes] :
       {std::pair("used_classes", &request.rules.used), std::pair("pending_classes", &request.rules.pending)}) {
    json.key(key).beginArray();
    for (const std::string& one : *classes) json.text(one);
    json.endArray();
  }
  json.key("rules_provisional").boolean(request.rules.provisional).key("caps").beginArray();
  for (const CapResult& r : results) {
    json.beginObject().key("kind").text(r.cap.kind).key("zone_id").text(r.cap.zone_id);
    json.key("zone_name").text(r.zone_name).key("state").text(name(r.state));
    json.key("permitted").fixed(r.cap.permitted, kFine).key("unit").text(r.cap.unit).key("source").text(r.cap.source);
    json.key("zone_m2").fixed(r.zone_m2, kFine).key("permitted_m2").fixed(r.permitted_m2, kFine);
    json.key("used_m2").fixed(r.used_m2, kFine).key("pending_m2").fixed(r.pending_m2, kFine);
    json.key("before_m2").fixed(r.before_m2, kFine).key("version").text(r.version).key("projects").text(r.projects);
    json.key("sites").beginArray();
    for (const CapSite& s : r.sites) {
      json.beginObject().key("site_id").text(s.site_id).key("state").text(name(s.state));
      json.key("overlap_m2").fixed(s.overlap_m2, kFine).key("takes_m2").fixed(s.takes_m2, kFine);
      json.key("after_m2").fixed(s.after_m2, kFine).endObject();
    }
    json.endArray();
    writeText(json, "reason", r.reason);
    json.endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

TextTable capTable(const std::vector<CapResult>& results, Language language) {
  TextTable table;
  table.heads = {{"state", {"结论", "state"}, false},
                 {"zone", {"分区", "zone"}, false},
                 {"site", {"项目", "site"}, false},
                 {"permitted_ha", {"允许 公顷", "permitted ha"}, true},
                 {"used_ha", {"已用 公顷", "used ha"}, true},
                 {"pending_ha", {"待建 公顷", "pending ha"}, true},
                 {"takes_ha", {"本项目 公顷", "this site ha"}, true},
                 {"balance_ha", {"余量 公顷", "balance ha"}, true},
                 {"reason", {"说明", "remark"}, false, "·"},
                 {"source", {"依据", "source"}, false, "§"}};
  const auto ha = [](double m2) { return toFixed(toHectares(m2), 4); };
  for (const CapResult& r : results) {
    const std::string zone = r.zone_name.empty() ? r.cap.zone_id : r.cap.zone_id + " " + r.zone_name;
    table.rows.push_back({word(r.state).in(language), zone, "", ha(r.permitted_m2), ha(r.used_m2), ha(r.pending_m2), "",
                          ha(r.before_m2), r.reason.in(language), r.cap.source});
    for (const CapSite& s : r.sites)
      table.rows.push_back(
          {word(s.state).in(language), zone, s.site_id, "", "", "", ha(s.takes_m2), ha(s.after_m2), "", ""});
  }
  return table;
}

} // namespace

Result<Outcome> showCaps(const CapsOptions& options, Language language, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = options.catalogue.empty() ? workspace->catalogue() : loadCatalogue(options.catalogue);
  if (!catalogue) return fail(catalogue.error());
  auto rules = capRulesOf(*catalogue);
  if (!rules) return fail(rules.error());
  CapRequest request;
  request.rules = std::move(*rules);
  request.workspace = &*workspace;
  request.as_of = options.as_of.empty() ? today() : options.as_of;
  if (!options.used.empty()) request.rules.used = options.used;
  if (!options.pending.empty()) request.rules.pending = options.pending;
  auto caps = readCaps(options.caps, feedback);
  if (!caps) return fail(caps.error());
  request.caps = std::move(*caps);
  auto sites = readCapSites(options, *workspace, request.as_of, feedback);
  if (!sites) return fail(sites.error());
  request.sites = std::move(*sites);
  const auto results = measureCaps(request, feedback);
  if (!results) return fail(results.error());
  Outcome outcome;
  if (request.rules.provisional)
    outcome.notes.push_back({"暂定：" + request.rules.note.zh, "Provisional: " + request.rules.note.en});
  outcome.output = options.json ? capsJson(*results, request) : toTerminal(capTable(*results, language), language);
  return outcome;
}

} // namespace ecoredline
