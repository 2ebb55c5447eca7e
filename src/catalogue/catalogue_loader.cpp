#include "base/files.hpp"
#include "base/hash.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/catalogue_files.hpp"
#include "catalogue/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace ecoredline {

namespace {

using Reader = TomlTable;

// The words for an enumeration that names itself, in the order of its values.
template<class Enum, std::size_t N>
std::array<std::string_view, N> namesOf() {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) names[i] = name(static_cast<Enum>(i));
  return names;
}

const auto kRelations = namesOf<RuleRelation, 6>();
const auto kEffects = namesOf<Effect, 5>();
const auto kReasons = namesOf<Provisional, 6>();
const auto kActions = namesOf<ActionType, 5>();
constexpr std::array<std::string_view, 2> kDuties{"partial", "full"};
constexpr std::array<std::string_view, 6> kTypes{"bool", "enum", "text", "number", "date", "list"};
constexpr std::array<std::string_view, 5> kSorts{"ask", "claim", "setting", "record", "derived"};
constexpr std::array<std::string_view, 2> kLimitSources{"law", "user"};
constexpr std::array<std::string_view, 2> kStatuses{"verified", "provisional"};

// An id that conditions may name: so it must be a plain word.
std::string readId(const Reader& r) {
  std::string id = r.requiredText("id");
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (!id.empty() && (!std::ranges::all_of(id, plain) || (id[0] >= '0' && id[0] <= '9')))
    r.bad("id", {"由 a-z、0-9、_ 组成的词", "a word of a-z, 0-9 and _"});
  return id;
}

// The id of a rule is only quoted, never computed with.
std::string readRuleId(const Reader& r) {
  std::string id = r.requiredText("id");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  };
  if (!std::ranges::all_of(id, plain)) r.bad("id", {"由字母、数字、- _ . 组成", "of letters, digits, - _ and ."});
  return id;
}

template<class T>
void addWithNewId(std::vector<T>& items, T item, const Reader& r) {
  if (std::ranges::find(items, item.id, &T::id) != items.end())
    r.bad("id", {"在此处唯一", "unlike every other id here"});
  items.push_back(std::move(item));
}

void checkPattern(const std::string& pattern, const Reader& r) {
  try {
    std::regex compiled(pattern);
  } catch (const std::regex_error&) {
    r.bad("pattern", {"ECMAScript 正则表达式", "an ECMAScript regular expression"});
  }
}

void readField(const Reader& r, std::vector<Field>& fields) {
  Field field{readId(r), r.requiredBilingual("title"), r.texts("aliases"), r.text("pattern")};
  checkPattern(field.pattern, r);
  r.each("value", {"id", "title", "aliases"}, [&](const Reader& value) {
    addWithNewId(field.values,
                 FieldValue{value.requiredText("id"), value.requiredBilingual("title"), value.texts("aliases")}, value);
  });
  addWithNewId(fields, std::move(field), r);
}

void readClass(const Reader& r, std::vector<ZoneClass>& classes) {
  ZoneClass zone_class{readId(r), r.requiredBilingual("title"), r.texts("aliases"), {}, r.date("readings_from")};
  r.each("readings", {"class", "law_as_of"}, [&](const Reader& reading) {
    zone_class.readings.push_back({reading.requiredText("class"), reading.date("law_as_of")});
  });
  addWithNewId(classes, std::move(zone_class), r);
}

void readProvisional(const Reader& r, Rule& rule) {
  const bool provisional = r.requiredChoice<int>("status", kStatuses) == 1;
  rule.provisional = r.choice("provisional_on", kReasons, Provisional::none);
  rule.provisional_note = r.bilingual("provisional_note");
  if (provisional != (rule.provisional != Provisional::none))
    r.bad("provisional_on", {"当且仅当 status 为 provisional 时给出", "given if and only if status is provisional"});
}

void readLimit(const Reader& r, Rule& rule) {
  rule.limit_m = r.number("limit_m");
  rule.limit_from_user = r.choice("limit_from", kLimitSources, 0) == 1;
  if ((rule.relation == RuleRelation::distance) != (rule.limit_m > 0))
    r.bad("limit_m", {"距离规则须大于 0，其余规则不填", "above 0 for relation distance, and absent for the others"});
}

void readRule(const Reader& r, std::vector<Rule>& rules) {
  Rule rule;
  rule.id = readRuleId(r);
  rule.classes = r.texts("classes");
  rule.relation = r.choice("relation", kRelations, RuleRelation::overlap);
  readLimit(r, rule);
  rule.when = r.text("when");
  rule.needs = r.texts("needs");
  rule.if_stated = r.texts("if_stated");
  rule.needs_kind = r.text("needs_kind");
  rule.effect = r.requiredChoice<Effect>("effect", kEffects);
  rule.text = r.requiredBilingual("text");
  rule.basis = r.text("basis");
  rule.article = r.text("article");
  rule.effective_from = r.requiredDate("effective_from");
  rule.effective_to = r.date("effective_to");
  rule.succeeded_by = r.texts("succeeded_by");
  rule.repealed = r.boolean("repealed");
  readProvisional(r, rule);
  r.each("actions", {"type", "zh", "en"}, [&](const Reader& action) {
    rule.actions.push_back(
        {action.requiredChoice<ActionType>("type", kActions), {action.requiredText("zh"), action.requiredText("en")}});
  });
  addWithNewId(rules, std::move(rule), r);
}

const TomlKeys kFieldKeys{"id", "title", "aliases", "pattern", "value"};

// A table without geometry has rows, and nothing that a map has.
void checkTableKind(const Reader& r, const LayerKind& kind) {
  const bool mapped = !kind.classes.empty() || !kind.rules.empty() || !kind.default_class.empty() ||
                      kind.needs_access_list || kind.reference || kind.duty == CoverageDuty::full;
  if (kind.table && mapped)
    r.bad("table",
          {"仅用于没有分区、规则和覆盖义务的类型", "true only for a kind without classes, rules and coverage_duty"});
  if (kind.table) return;
  for (const Field& field : kind.fields)
    if (!field.values.empty())
      r.bad("field", {"除非 table 为 true，不填 value", "without values unless table is true"});
}

const TomlKeys kKindKeys{"id",
                         "title",
                         "group",
                         "order",
                         "coverage_duty",
                         "accuracy_m",
                         "accuracy_note",
                         "default_class",
                         "needs_access_list",
                         "deduct",
                         "reference",
                         "table",
                         "field",
                         "class",
                         "rule"};

void readKind(const Reader& r, const std::string& path, std::vector<LayerKind>& kinds) {
  LayerKind kind;
  kind.id = readId(r);
  kind.title = r.requiredBilingual("title");
  kind.group = r.bilingual("group");
  kind.order = static_cast<int>(r.integer("order"));
  kind.duty = r.choice("coverage_duty", kDuties, CoverageDuty::partial);
  kind.accuracy_m = r.number("accuracy_m");
  if (kind.accuracy_m < 0) r.bad("accuracy_m", {"不小于 0", "at least 0"});
  (void)r.bilingual("accuracy_note"); // a note for whoever edits the file: checked, carried nowhere
  kind.default_class = r.text("default_class");
  kind.deduct = r.text("deduct");
  kind.needs_access_list = r.boolean("needs_access_list");
  kind.reference = r.boolean("reference");
  kind.table = r.boolean("table");
  r.each("field", kFieldKeys, [&](const Reader& field) { readField(field, kind.fields); });
  r.each("class", {"id", "title", "aliases", "readings", "readings_from"},
         [&](const Reader& zone_class) { readClass(zone_class, kind.classes); });
  r.each("rule", {"id",       "classes",   "relation",       "limit_m",        "limit_from",
                  "when",     "needs",     "needs_kind",     "effect",         "text",
                  "basis",    "article",   "effective_from", "effective_to",   "succeeded_by",
                  "repealed", "if_stated", "status",         "provisional_on", "provisional_note",
                  "actions"},
         [&](const Reader& rule) { readRule(rule, kind.rules); });
  checkTableKind(r, kind);
  if (path != "kinds/" + kind.id + ".toml") r.bad("id", {"与文件名一致", "the file's name"});
  addWithNewId(kinds, std::move(kind), r);
}

void readFact(const Reader& r, std::vector<Fact>& facts) {
  Fact fact;
  fact.id = readId(r);
  fact.type = r.requiredChoice<FactType>("type", kTypes);
  fact.sort = r.requiredChoice<FactSort>("sort", kSorts);
  fact.values = r.texts("values");
  fact.unclaimed = r.text("unclaimed");
  fact.question = r.bilingual("question");
  fact.value_titles = r.titles("titles");
  fact.from_kind = r.text("from_kind");
  fact.from_classes = r.texts("from_classes");
  fact.from_total_ha = r.numbers("from_total_ha");
  fact.from_rest = r.boolean("from_rest");
  if (!fact.from_kind.empty() && fact.sort != FactSort::derived)
    r.bad("from_kind", {"仅推导类事实可填", "given for derived facts only"});
  const std::vector<std::string> yes_no{"yes", "no"};
  if (fact.type == FactType::boolean && fact.values.empty()) fact.values = yes_no;
  if (fact.type == FactType::boolean && fact.values != yes_no) r.bad("values", {"yes 与 no", "yes, no"});
  if (fact.type == FactType::boolean && fact.sort == FactSort::claim && fact.unclaimed.empty()) fact.unclaimed = "no";
  const std::size_t limits = fact.type == FactType::boolean ? 1 : fact.values.size() - 1;
  if (!fact.from_total_ha.empty() &&
      (!std::ranges::is_sorted(fact.from_total_ha) || fact.from_total_ha.size() != limits))
    r.bad("from_total_ha", {"升序的界限：枚举型比取值少一个，布尔型一个",
                            "rising limits: one less than an enum has values, or one for a bool"});
  const bool listed = fact.type == FactType::boolean || fact.type == FactType::enumeration;
  if (listed == fact.values.empty()) r.bad("values", {"仅枚举型须列出取值", "given for an enum and for nothing else"});
  if (fact.sort != FactSort::claim && !fact.unclaimed.empty())
    r.bad("unclaimed", {"仅申报类事实可填", "given for claims only"});
  if (fact.sort == FactSort::claim && listed && std::ranges::find(fact.values, fact.unclaimed) == fact.values.end())
    r.bad("unclaimed", {"取值之一，表示未申报", "one of the values: the one that claims nothing"});
  for (const auto& [value, title] : fact.value_titles)
    if (std::ranges::find(fact.values, value) == fact.values.end())
      r.bad("titles", {"已列取值的标题", "of listed values"});
  if (fact.question.empty() && (fact.sort == FactSort::ask || fact.sort == FactSort::claim)) r.missing("question");
  addWithNewId(facts, std::move(fact), r);
}

} // namespace

struct CatalogueLoader {
  Catalogue out;

  // Errors: of a file that is no part of a catalogue.
  Result<void> readFile(const std::string& path, const TomlFile& file) {
    switch (roleOf(path)) {
    case FileRole::catalogue:
      readCatalogue(file.root({"id", "title", "site_field"}));
      return {};
    case FileRole::facts:
      readFacts(file.root({"fact", "contradiction"}));
      return {};
    case FileRole::kind:
      readKind(file.root(kKindKeys), path, out.m_kinds);
      return {};
    case FileRole::profile:
      readProfile(file.root({"id", "title", "kinds", "every_kind"}));
      return {};
    default:
      return fail(ErrorKind::input, "catalogue.bad_value",
                  {"目录中不应有此文件", "No catalogue has a file of this name"}, path + ":1");
    }
  }

  void readCatalogue(const Reader& r) {
    out.m_id = readId(r);
    (void)r.bilingual("title");
    r.each("site_field", kFieldKeys, [&](const Reader& field) { readField(field, out.m_site_fields); });
  }

  void readFacts(const Reader& r) {
    r.each("fact",
           {"id", "type", "sort", "values", "unclaimed", "question", "titles", "from_kind", "from_classes",
            "from_total_ha", "from_rest"},
           [&](const Reader& fact) { readFact(fact, out.m_facts); });
    r.each("contradiction", {"when", "facts", "text"}, [&](const Reader& c) {
      out.m_contradictions.push_back({c.requiredText("when"), c.texts("facts"), c.requiredBilingual("text")});
    });
  }

  void readProfile(const Reader& r) {
    Profile profile{readId(r), r.requiredBilingual("title"), r.texts("kinds"), r.boolean("every_kind")};
    if (profile.every_kind != profile.kinds.empty())
      r.bad("kinds", {"给出，除非 every_kind 为 true", "given unless every_kind is true"});
    addWithNewId(out.m_profiles, std::move(profile), r);
  }

  void finish(const std::map<std::string, std::string>& files) {
    std::ranges::stable_sort(out.m_kinds, {}, &LayerKind::order);
    Sha256 hash;
    for (const auto& [path, bytes] : files) hash.add(fmt::format("{}\n{}\n", path, bytes.size())).add(bytes);
    out.m_content_hash = prefixedHex(hash.finish());
    out.m_files = files;
  }
};

Result<Catalogue> Catalogue::fromFiles(const std::map<std::string, std::string>& files) {
  for (const char* needed : {"catalogue.toml", "facts.toml"})
    if (!files.contains(needed))
      return fail(ErrorKind::input, "catalogue.unreadable", {"目录缺少文件", "The catalogue lacks a file"}, needed,
                  {"用 --catalogue 指定完整的目录文件夹", "name a complete catalogue folder with --catalogue"});
  CatalogueLoader loader;
  for (const auto& [path, bytes] : files) {
    const auto checked = checkedOnly(path, bytes);
    if (!checked) return fail(checked.error());
    if (*checked) continue;
    const auto file = TomlFile::parse(path, bytes);
    if (!file) return fail(file.error());
    if (auto read = loader.readFile(path, *file); !read) return fail(read.error());
    if (file->fault()) return fail(*file->fault());
  }
  loader.finish(files);
  return std::move(loader.out);
}

} // namespace ecoredline
