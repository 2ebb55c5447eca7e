#include "app/field_form.hpp"

#include "base/markup.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecoredline {

namespace {

using Sort = FormField::Sort;

// The states that steps lead to, in the order of the ledger type.
std::vector<FileChoice> stateChoices(const LedgerWords& words) {
  std::vector<FileChoice> choices;
  for (const LedgerState& state : words.type().states)
    if (std::ranges::any_of(words.type().transitions, [&](const auto& step) { return step.to == state.id; }))
      choices.push_back({state.id, words.state(state.id)});
  return choices;
}

std::vector<FileChoice> levelChoices(const LedgerWords& words) {
  std::vector<FileChoice> choices;
  for (const auto& [id, title] : words.type().levels) choices.push_back({id, title.in(words.language())});
  return choices;
}

std::string option(std::string_view name, std::string_view type, std::string_view value) {
  return fmt::format(R"(<Option name="{}" type="{}" value="{}"/>)", markupEscaped(name), type, markupEscaped(value));
}

// Value to title, with an empty one first: nothing answered.
std::string valueMap(const std::vector<FileChoice>& choices) {
  std::string list =
      R"(<Option type="List" name="map"><Option type="Map"><Option name="" type="QString" value=""/></Option>)";
  for (const FileChoice& choice : choices)
    list += "<Option type=\"Map\">" + option(choice.title, "QString", choice.value) + "</Option>";
  return list + "</Option>";
}

std::string widgetOf(const FormField& field) {
  std::string type = "TextEdit";
  std::string config;
  switch (field.sort) {
  case Sort::choice:
    type = "ValueMap";
    config = valueMap(field.choices);
    break;
  case Sort::date:
    type = "DateTime";
    config = option("display_format", "QString", "yyyy-MM-dd") + option("field_format", "QString", "yyyy-MM-dd") +
             option("allow_null", "bool", "true") + option("calendar_popup", "bool", "true") +
             option("field_iso_format", "bool", "false");
    break;
  case Sort::photo: // kept by its path from the project: QField puts pictures beside the file
    type = "ExternalResource";
    config = option("DocumentViewer", "int", "1") + option("FileWidget", "bool", "true") +
             option("FileWidgetButton", "bool", "true") + option("RelativeStorage", "int", "1") +
             option("StorageMode", "int", "0");
    break;
  case Sort::text:
    config = option("IsMultiline", "bool", "true");
    break;
  case Sort::shown:
    break;
  }
  return fmt::format(R"(<field name="{}"><editWidget type="{}"><config><Option type="Map">{}</Option></config>)"
                     "</editWidget></field>\n",
                     field.id, type, config);
}

} // namespace

std::vector<FormField> fieldForm(const LedgerWords& words) {
  std::vector<FormField> form;
  const auto shown = [&](const char* id, Text title) { form.push_back({id, std::move(title), Sort::shown}); };
  shown("incident", {"问题编号", "Number"});
  shown("state", {"当前状态", "State"});
  shown("activity", {"活动类型", "Activity"});
  shown("zone", {"所在分区", "Zone"});
  shown("area", {"面积（m²）", "Area (m²)"});
  shown("deadline", {"办理期限", "Deadline"});
  shown("seen", {"依据的流水（勿改）", "Entry it rests on (leave as it is)"});
  form.push_back({"to_state", {"核查结论（办理到）", "Conclusion (step to)"}, Sort::choice, stateChoices(words)});
  form.push_back({"level", {"层级", "Level"}, Sort::choice, levelChoices(words)});
  form.push_back({"checked_on", {"核查日期", "Checked on"}, Sort::date});
  form.push_back({"checked_by", {"核查人", "Checked by"}});
  form.push_back({"reason", {"理由", "Reason"}});
  form.push_back({"evidence", {"依据", "Evidence"}});
  form.push_back({"photo", {"照片或文书", "Photo or paper"}, Sort::photo});
  form.push_back({"note", {"补记", "Note"}});
  return form;
}

std::vector<FileColumn> formColumns(const std::vector<FormField>& form, Language language) {
  std::vector<FileColumn> columns;
  for (const FormField& field : form) columns.push_back({field.id, false, field.title.in(language), field.choices});
  return columns;
}

std::string formQml(const std::vector<FormField>& form, Language language) {
  std::string fields;
  std::string aliases;
  std::string editable;
  std::size_t index = 1; // after fid
  for (const FormField& field : form) {
    fields += widgetOf(field);
    aliases += fmt::format("<alias field=\"{}\" index=\"{}\" name=\"{}\"/>\n", field.id, index++,
                           markupEscaped(field.title.in(language)));
    editable += fmt::format("<field name=\"{}\" editable=\"{}\"/>\n", field.id, field.sort == Sort::shown ? 0 : 1);
  }
  return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
         "<qgis version=\"3.22\" styleCategories=\"Fields|Forms\">\n<fieldConfiguration>\n" +
         fields + "</fieldConfiguration>\n<aliases>\n" + aliases + "</aliases>\n<editable>\n" + editable +
         "</editable>\n<editorlayout>generatedlayout</editorlayout>\n</qgis>\n";
}

std::vector<Field> formFields(const std::vector<FormField>& form) {
  std::vector<Field> fields;
  for (const FormField& field : form)
    fields.push_back({field.id, field.title, {field.id, field.title.zh, field.title.en}, {}});
  return fields;
}

} // namespace ecoredline
