#include "app/targets.hpp"

#include "app/catalogue_folder.hpp"
#include "base/decimal.hpp"
#include "base/json_writer.hpp"
#include "output/finding_table.hpp"
#include "tracking/targets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ecoredline {

namespace {

constexpr int kFine = 4;

void writeText(JsonWriter& json, std::string_view key, const Text& text) {
  json.key(key).beginObject().key("zh").text(text.zh).key("en").text(text.en).endObject();
}

std::string targetsJson(const std::vector<TargetResult>& results, const Date& as_of) {
  JsonWriter json;
  json.beginObject()
      .key("format")
      .text("ecoredline.targets/1")
      .key("as_of")
      .text(as_of)
      .key("area_method")
      .text("exact");
  json.key("targets").beginArray();
  for (const TargetResult& r : results) {
    json.beginObject().key("id").text(r.target.id);
    writeText(json, "indicator", r.target.indicator);
    json.key("area").text(r.target.area);
    writeText(json, "area_name", r.target.area_name);
    json.key("state").text(name(r.state)).key("comparison").text(name(r.target.comparison));
    json.key("wanted").fixed(r.wanted, kFine).key("measured").fixed(r.measured, kFine);
    json.key("margin").fixed(r.margin, kFine).key("unit").text(r.target.unit);
    json.key("official_less_exact_m2").fixed(r.method_m2, kFine).key("year").integer(r.target.year);
    json.key("binding").boolean(r.target.binding).key("adopted").text(r.target.adopted);
    json.key("source").text(r.target.source);
    json.key("provisional_on").text(name(r.target.provisional)).key("versions").beginArray();
    for (const std::string& version : r.versions) json.text(version);
    json.endArray().key("baseline").text(r.baseline);
    writeText(json, "reason", r.reason);
    writeText(json, "note", r.target.note);
    json.endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

TextTable targetTable(const std::vector<TargetResult>& results, Language language) {
  const bool zh = language == Language::zh;
  const auto unit = [&](const std::string& id) -> std::string {
    if (id == "km2") return "km²";
    if (id == "percent") return "%";
    if (id == "wan_mu") return zh ? "万亩" : "10⁴ mu";
    return id == "mu" && zh ? "亩" : id == "ha" && zh ? "公顷" : id;
  };
  TextTable table;
  table.heads = {{"state", {"结论", "state"}, false},         {"area", {"区域", "area"}, false},
                 {"indicator", {"指标", "indicator"}, false}, {"wanted", {"目标", "target"}, true},
                 {"measured", {"实测", "measured"}, true},    {"margin", {"余量", "margin"}, true},
                 {"unit", {"单位", "unit"}, false},           {"year", {"年份", "year"}, false},
                 {"binding", {"性质", "binding"}, false},     {"versions", {"依据版本", "versions"}, false},
                 {"reason", {"说明", "remark"}, false, "·"},  {"source", {"文件", "source"}, false, "§"}};
  for (const TargetResult& r : results) {
    std::string remark = r.reason.in(language);
    if (r.target.provisional != Provisional::none)
      remark += (remark.empty() ? "" : (zh ? "；" : "; ")) +
                (zh ? "暂定：" + r.target.note.zh : "provisional: " + r.target.note.en);
    table.rows.push_back({word(r.state).in(language), r.target.area_name.in(language), r.target.indicator.in(language),
                          toFixed(r.wanted, 2), toFixed(r.measured, 2), toFixed(r.margin, 2), unit(r.target.unit),
                          std::to_string(r.target.year),
                          r.target.binding ? (zh ? "约束性" : "binding") : (zh ? "预期性" : "expected"),
                          fmt::format("{}", fmt::join(r.versions, " ")), remark, r.target.source});
  }
  return table;
}

} // namespace

Result<Outcome> showTargets(const TargetsOptions& options, Language language, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = options.catalogue.empty() ? workspace->catalogue() : loadCatalogue(options.catalogue);
  if (!catalogue) return fail(catalogue.error());
  auto targets = targetsOf(*catalogue);
  if (!targets) return fail(targets.error());
  if (targets->empty())
    return fail(ErrorKind::input, "targets.none", {"目录中没有目标", "The catalogue has no targets"}, {},
                {"工作空间的目录早于目标功能时，用 --catalogue 指定目录",
                 "a workspace older than targets has none: name a catalogue with --catalogue"});
  const Date as_of = options.as_of.empty() ? today() : options.as_of;
  auto results = measureTargets(*workspace, *catalogue, *targets, as_of, feedback);
  if (!results) return fail(results.error());
  Outcome outcome;
  outcome.output = options.json ? targetsJson(*results, as_of) : toTerminal(targetTable(*results, language), language);
  return outcome;
}

} // namespace ecoredline
