#include "app/kinds.hpp"

#include "app/catalogue_folder.hpp"
#include "base/json_writer.hpp"
#include "output/finding_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

void writeRule(JsonWriter& json, const Rule& rule) {
  json.beginObject()
      .key("id")
      .text(rule.id)
      .key("relation")
      .text(name(rule.relation))
      .key("effect")
      .text(name(rule.effect));
  json.key("classes").beginArray();
  for (const std::string& zone_class : rule.classes) json.text(zone_class);
  json.endArray().key("when").text(rule.when).key("needs").beginArray();
  for (const std::string& fact : rule.needs) json.text(fact);
  json.endArray().key("limit_m").fixed(rule.limit_m, 3).key("basis").text(rule.basis).key("article").text(rule.article);
  json.key("effective_from").text(rule.effective_from).key("effective_to").text(rule.effective_to);
  json.key("provisional_on").text(name(rule.provisional));
  writeText(json, "text", rule.text);
  json.endObject();
}

bool isListed(const Rule& rule, const Date& as_of) {
  return as_of.empty() || rule.inForce(as_of);
}

void writeKind(JsonWriter& json, const LayerKind& kind, const Date& as_of) {
  json.beginObject().key("id").text(kind.id);
  writeText(json, "title", kind.title);
  json.key("accuracy_m").fixed(kind.accuracy_m, 3).key("covers_everything").boolean(kind.duty == CoverageDuty::full);
  json.key("table").boolean(kind.table);
  json.key("fields").beginArray();
  for (const Field& field : kind.fields) {
    json.beginObject().key("id").text(field.id);
    writeText(json, "title", field.title);
    json.key("aliases").beginArray();
    for (const std::string& alias : field.aliases) json.text(alias);
    json.endArray().endObject();
  }
  json.endArray().key("classes").beginArray();
  for (const ZoneClass& zone_class : kind.classes) {
    json.beginObject().key("id").text(zone_class.id);
    writeText(json, "title", zone_class.title);
    json.endObject();
  }
  json.endArray().key("rules").beginArray();
  for (const Rule& rule : kind.rules)
    if (isListed(rule, as_of)) writeRule(json, rule);
  json.endArray().endObject();
}

void writeFact(JsonWriter& json, const Fact& fact) {
  json.beginObject().key("id").text(fact.id);
  writeText(json, "question", fact.question);
  json.key("values").beginArray();
  for (const std::string& value : fact.values) json.text(value);
  json.endArray().endObject();
}

std::string catalogueJson(const Catalogue& catalogue, const Date& as_of) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.catalogue/1").key("id").text(catalogue.id());
  json.key("content_hash").text(catalogue.contentHash());
  if (!as_of.empty()) json.key("as_of").text(as_of);
  json.key("kinds").beginArray();
  for (const LayerKind& kind : catalogue.kinds()) writeKind(json, kind, as_of);
  json.endArray().key("facts").beginArray();
  for (const Fact& fact : catalogue.facts()) writeFact(json, fact);
  json.endArray().key("profiles").beginArray();
  for (const Profile& profile : catalogue.profiles()) {
    json.beginObject().key("id").text(profile.id);
    writeText(json, "title", profile.title);
    json.endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

TextTable kindTable(const Catalogue& catalogue, const Date& as_of, Language language) {
  TextTable table;
  table.heads = {{"kind", {"图层类型", "kind"}, false},
                 {"title", {"名称", "title"}, false},
                 {"classes", {"分区", "classes"}, false},
                 {"rules", {"规则", "rules"}, true},
                 {"accuracy_m", {"默认精度 m", "default accuracy m"}, true}};
  for (const LayerKind& kind : catalogue.kinds()) {
    std::string classes;
    for (const ZoneClass& zone_class : kind.classes)
      classes += (classes.empty() ? "" : " ") + zone_class.title.in(language);
    const auto rules = std::ranges::count_if(kind.rules, [&](const Rule& rule) { return isListed(rule, as_of); });
    table.rows.push_back(
        {kind.id, kind.title.in(language), classes, std::to_string(rules), fmt::format("{}", kind.accuracy_m)});
  }
  return table;
}

Outcome lintOutcome(const Catalogue& catalogue, const StyleBook& styles, const SheetBook& sheets, Language language) {
  Outcome outcome;
  Diagnoses faults = lint(catalogue);
  for (Diagnosis& fault : lintStyles(catalogue, styles)) faults.push_back(std::move(fault));
  for (Diagnosis& fault : lintSheets(catalogue, sheets)) faults.push_back(std::move(fault));
  for (const Diagnosis& fault : faults)
    outcome.output += fmt::format("{} [{}]\n", fault.message.in(language), fault.code);
  const bool bad = std::ranges::any_of(faults, [](const Diagnosis& d) { return d.severity == Severity::error; });
  outcome.exit_status = bad ? 3 : 0;
  outcome.notes.push_back({fmt::format("目录 {}:{} 个问题", catalogue.id(), faults.size()),
                           fmt::format("Catalogue {}: {} faults", catalogue.id(), faults.size())});
  return outcome;
}

} // namespace

Result<Outcome> showKinds(const KindsOptions& options, Language language) {
  auto catalogue = loadCatalogue(options.catalogue);
  if (!catalogue) return fail(catalogue.error());
  if (options.lint) {
    const auto styles = loadStyles(options.catalogue);
    if (!styles) return fail(styles.error());
    const auto sheets = loadSheets(options.catalogue);
    if (!sheets) return fail(sheets.error());
    return lintOutcome(*catalogue, *styles, *sheets, language);
  }
  Outcome outcome;
  outcome.output = options.json ? catalogueJson(*catalogue, options.as_of)
                                : toTerminal(kindTable(*catalogue, options.as_of, language), language);
  return outcome;
}

} // namespace ecoredline
