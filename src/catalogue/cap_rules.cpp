#include "catalogue/cap_rules.hpp"

#include "catalogue/lint.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

tl::unexpected<Error> bad(const std::string& path, const char* key, const Text& wanted) {
  return fail(ErrorKind::input, "catalogue.bad_value",
              {fmt::format("`{}` 应为{}", key, wanted.zh), fmt::format("`{}` has to be {}", key, wanted.en)}, path);
}

std::vector<std::string> textsIn(const toml::table& file, const char* key) {
  std::vector<std::string> out;
  if (const toml::array* array = file[key].as_array())
    for (const toml::node& node : *array) out.push_back(node.value<std::string>().value_or(""));
  return out;
}

bool hasEmpty(const std::vector<std::string>& texts) {
  return std::ranges::any_of(texts, [](const std::string& text) { return text.empty(); });
}

} // namespace

Result<CapRules> readCapRules(const std::string& path, const std::string& bytes) {
  constexpr std::array kKeys{"kind", "used", "pending", "status", "note"};
  toml::table file;
  try {
    file = toml::parse(bytes, path);
  } catch (const toml::parse_error& error) {
    return fail(
        ErrorKind::input, "catalogue.syntax",
        {fmt::format("TOML 语法错误：{}", error.description()), fmt::format("TOML syntax: {}", error.description())},
        fmt::format("{}:{}", path, error.source().begin.line));
  }
  for (const auto& [key, node] : file)
    if (std::ranges::find(kKeys, key.str()) == kKeys.end())
      return fail(ErrorKind::input, "catalogue.unknown_key",
                  {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())},
                  fmt::format("{}:{}", path, key.source().begin.line));
  CapRules rules;
  rules.kind = file["kind"].value<std::string>().value_or("");
  rules.used = textsIn(file, "used");
  rules.pending = textsIn(file, "pending");
  rules.note = {file["note"]["zh"].value<std::string>().value_or(""),
                file["note"]["en"].value<std::string>().value_or("")};
  const std::string status = file["status"].value<std::string>().value_or("");
  if (rules.kind.empty()) return bad(path, "kind", {"图层类型", "a layer kind"});
  if (rules.used.empty() || hasEmpty(rules.used)) return bad(path, "used", {"类别编号的列表", "a list of class ids"});
  if (hasEmpty(rules.pending)) return bad(path, "pending", {"类别编号的列表", "a list of class ids"});
  if (status != "provisional" && status != "official")
    return bad(path, "status", {"official 或 provisional", "official or provisional"});
  rules.provisional = status == "provisional";
  return rules;
}

Result<CapRules> capRulesOf(const Catalogue& catalogue) {
  std::optional<CapRules> found;
  for (const auto& [path, bytes] : catalogue.files()) {
    if (!path.starts_with("caps/")) continue;
    auto rules = readCapRules(path, bytes);
    if (!rules) return rules;
    if (found)
      return fail(ErrorKind::input, "caps.many_rules",
                  {"目录中有不止一个限额规则", "The catalogue has more than one file of rules for caps"}, path,
                  {"caps/ 中只留一个文件", "keep one file in caps/"});
    found = std::move(*rules);
  }
  if (found) return std::move(*found);
  return fail(ErrorKind::input, "caps.no_rules", {"目录中没有限额规则", "The catalogue has no rules for caps"}, "caps/",
              {"工作空间的目录早于此功能时，用 --catalogue 指定目录",
               "a workspace older than them has none: name a catalogue with --catalogue"});
}

void lintCapRules(const Catalogue& catalogue, LintLog& log) {
  const bool any =
      std::ranges::any_of(catalogue.files(), [](const auto& file) { return file.first.starts_with("caps/"); });
  if (!any) return;
  const auto rules = capRulesOf(catalogue);
  if (!rules) return log.add(rules.error());
  const std::string where = "caps, " + rules->kind;
  const auto unknown = [&](const std::string& id) {
    log.add("lint.unknown_reference", where,
            {fmt::format("引用了不存在的 `{}`", id), fmt::format("refers to `{}`, which does not exist", id)});
  };
  const LayerKind* kind = catalogue.kind(rules->kind);
  if (kind == nullptr || kind->table) return unknown(rules->kind);
  for (const auto* classes : {&rules->used, &rules->pending})
    for (const std::string& id : *classes)
      if (std::ranges::find(kind->classes, id, &ZoneClass::id) == kind->classes.end()) unknown(id);
  for (const std::string& id : rules->used)
    if (std::ranges::count(rules->pending, id) > 0)
      log.add("lint.cap_class", where,
              {fmt::format("`{}` 既算已用又算待建", id), fmt::format("`{}` is both used and pending", id)});
  if (rules->provisional && rules->note.zh.empty())
    log.add("lint.provisional_note", where, {"暂定而没有说明", "provisional without a note"});
}

} // namespace ecoredline
