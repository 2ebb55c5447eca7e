#include "app/targets.hpp"

#include "app/beside.hpp"
#include "app/catalogue_folder.hpp"
#include "base/json_writer.hpp"
#include "output/beside_tables.hpp"
#include "tracking/targets.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace {

constexpr int kFine = 4;

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
  std::vector<TargetLine> lines;
  for (const TargetResult& result : *results) lines.push_back(lineOf(result));
  Outcome outcome;
  outcome.output = options.json ? targetsJson(*results, as_of) : toTerminal(targetTable(lines, language), language);
  return outcome;
}

} // namespace ecoredline
