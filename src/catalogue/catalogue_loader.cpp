#include "base/files.hpp"
#include "base/hash.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/catalogue_files.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <regex>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace ecoredline {

namespace {

// The first thing wrong while a catalogue is read; readers go on with defaults, and the loader gives up at the end.
struct Complaint {
  std::string file;
  std::optional<Error> error;

  void say(std::string code, const toml::source_region& at, Text what, Text advice = {}) {
    if (error) return;
    error = Error{ErrorKind::input, std::move(code), std::move(what), fmt::format("{}:{}", file, at.begin.line),
                  std::move(advice)};
  }
};

// Reads one TOML table strictly: a key that nobody asked for is an error.
class Reader {
 public:
  Reader(const toml::table& table, Complaint& complaint, std::initializer_list<std::string_view> known)
      : m_table(table), m_complaint(complaint) {
    for (const auto& [key, node] : table)
      if (std::ranges::find(known, key.str()) == known.end())
        m_complaint.say(
            "catalogue.unknown_key", key.source(),
            {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())},
            {fmt::format("这里可用：{}", fmt::join(known, " ")), fmt::format("known here: {}", fmt::join(known, " "))});
  }

  bool has(std::string_view key) const { return m_table.contains(key); }

  std::string text(std::string_view key) const { return value<std::string>(key, {}, "a text", "文本"); }
  std::string requiredText(std::string_view key) const {
    std::string found = text(key);
    if (found.empty()) missing(key);
    return found;
  }
  double number(std::string_view key) const { return value<double>(key, 0.0, "a number", "数值"); }
  std::int64_t integer(std::string_view key) const { return value<std::int64_t>(key, 0, "an integer", "整数"); }
  bool boolean(std::string_view key) const { return value<bool>(key, false, "true or false", "true 或 false"); }

  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> items;
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return items;
    if (const toml::array* array = node->as_array())
      for (const toml::node& item : *array) {
        if (const auto found = item.value_exact<std::string>())
          items.push_back(*found);
        else
          bad(item, key, "a list of texts", "文本列表");
      }
    else
      bad(*node, key, "a list of texts", "文本列表");
    return items;
  }

  std::vector<double> numbers(std::string_view key) const {
    std::vector<double> items;
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return items;
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      bad(*node, key, "a list of numbers", "数值列表");
      return items;
    }
    for (const toml::node& item : *array) {
      if (const auto found = item.value<double>())
        items.push_back(*found);
      else
        bad(item, key, "a list of numbers", "数值列表");
    }
    return items;
  }

  Text bilingual(std::string_view key) const {
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return {};
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      bad(*node, key, "a table {zh, en}", "表 {zh, en}");
      return {};
    }
    const Reader r(*table, m_complaint, {"zh", "en"});
    Text out{r.text("zh"), r.text("en")};
    if (out.zh.empty() != out.en.empty()) bad(*node, key, "a text in zh and in en", "中英文各一的文本");
    return out;
  }
  Text requiredBilingual(std::string_view key) const {
    Text found = bilingual(key);
    if (found.empty()) missing(key);
    return found;
  }

  Date date(std::string_view key) const {
    Date found = text(key);
    if (!found.empty() && !isDate(found)) bad(*m_table.get(key), key, "a date YYYY-MM-DD", "日期 YYYY-MM-DD");
    return found;
  }
  Date requiredDate(std::string_view key) const {
    if (!has(key)) missing(key);
    return date(key);
  }

  // One of `names`, in the order of the enumeration's values.
  template<class Enum, std::size_t N>
  Enum choice(std::string_view key, const std::array<std::string_view, N>& names, Enum otherwise) const {
    const std::string found = text(key);
    const auto at = std::ranges::find(names, found);
    if (at != names.end()) return static_cast<Enum>(at - names.begin());
    if (has(key))
      bad(*m_table.get(key), key, fmt::format("one of {}", fmt::join(names, " ")),
          fmt::format("{} 之一", fmt::join(names, " ")));
    return otherwise;
  }
  template<class Enum, std::size_t N>
  Enum requiredChoice(std::string_view key, const std::array<std::string_view, N>& names) const {
    if (!has(key)) missing(key);
    return choice(key, names, Enum{});
  }

  // A table, or each table of an array.
  template<class Read>
  void each(std::string_view key, std::initializer_list<std::string_view> known, Read read) const {
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return;
    if (const toml::table* table = node->as_table()) return read(Reader(*table, m_complaint, known));
    const toml::array* array = node->as_array();
    if (array == nullptr) return bad(*node, key, "a table", "表");
    for (const toml::node& item : *array) {
      if (const toml::table* table = item.as_table())
        read(Reader(*table, m_complaint, known));
      else
        bad(item, key, "a list of tables", "表的列表");
    }
  }

  // A table whose keys are data.
  std::map<std::string, Text> titles(std::string_view key) const {
    std::map<std::string, Text> out;
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return out;
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      bad(*node, key, "a table of titles", "标题表");
      return out;
    }
    for (const auto& [name, item] : *table) {
      const toml::table* title = item.as_table();
      if (title == nullptr)
        bad(item, name.str(), "{zh, en}", "{zh, en}");
      else {
        const Reader reader(*title, m_complaint, {"zh", "en"});
        out[std::string(name.str())] = {reader.requiredText("zh"), reader.requiredText("en")};
      }
    }
    return out;
  }

  void missing(std::string_view key) const {
    m_complaint.say("catalogue.bad_value", m_table.source(),
                    {fmt::format("缺少 `{}` 或其值为空", key), fmt::format("`{}` is missing or empty", key)});
  }
  void bad(const toml::node& node, std::string_view key, std::string_view en, std::string_view zh) const {
    m_complaint.say("catalogue.bad_value", node.source(),
                    {fmt::format("`{}` 应为{}", key, zh), fmt::format("`{}` must be {}", key, en)});
  }
  void bad(std::string_view key, std::string_view en, std::string_view zh) const {
    const toml::node* node = m_table.get(key);
    bad(node == nullptr ? m_table : *node, key, en, zh);
  }

 private:
  template<class T>
  T value(std::string_view key, T otherwise, std::string_view en, std::string_view zh) const {
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return otherwise;
    const std::optional<T> found = std::is_same_v<T, double> ? node->value<T>() : node->value_exact<T>();
    if (found) return *found;
    bad(*node, key, en, zh);
    return otherwise;
  }

  const toml::table& m_table;
  Complaint& m_complaint;
};

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
    r.bad("id", "a word of a-z, 0-9 and _", "由 a-z、0-9、_ 组成的词");
  return id;
}

// The id of a rule is only quoted, never computed with.
std::string readRuleId(const Reader& r) {
  std::string id = r.requiredText("id");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  };
  if (!std::ranges::all_of(id, plain)) r.bad("id", "of letters, digits, - _ and .", "由字母、数字、- _ . 组成");
  return id;
}

template<class T>
void addWithNewId(std::vector<T>& items, T item, const Reader& r) {
  if (std::ranges::find(items, item.id, &T::id) != items.end()) r.bad("id", "unlike every other id here", "在此处唯一");
  items.push_back(std::move(item));
}

void checkPattern(const std::string& pattern, const Reader& r) {
  try {
    std::regex compiled(pattern);
  } catch (const std::regex_error&) {
    r.bad("pattern", "an ECMAScript regular expression", "ECMAScript 正则表达式");
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
    r.bad("provisional_on", "given if and only if status is provisional", "当且仅当 status 为 provisional 时给出");
}

void readLimit(const Reader& r, Rule& rule) {
  rule.limit_m = r.number("limit_m");
  rule.limit_from_user = r.choice("limit_from", kLimitSources, 0) == 1;
  if ((rule.relation == RuleRelation::distance) != (rule.limit_m > 0))
    r.bad("limit_m", "above 0 for relation distance, and absent for the others", "距离规则须大于 0，其余规则不填");
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

const std::initializer_list<std::string_view> kFieldKeys{"id", "title", "aliases", "pattern", "value"};

// A table without geometry has rows, and nothing that a map has.
void checkTableKind(const Reader& r, const LayerKind& kind) {
  const bool mapped = !kind.classes.empty() || !kind.rules.empty() || !kind.default_class.empty() ||
                      kind.needs_access_list || kind.reference || kind.duty == CoverageDuty::full;
  if (kind.table && mapped)
    r.bad("table", "true only for a kind without classes, rules and coverage_duty",
          "仅用于没有分区、规则和覆盖义务的类型");
  if (kind.table) return;
  for (const Field& field : kind.fields)
    if (!field.values.empty()) r.bad("field", "without values unless table is true", "除非 table 为 true，不填 value");
}

void readKind(const toml::table& table, Complaint& complaint, std::vector<LayerKind>& kinds) {
  const Reader r(table, complaint,
                 {"id", "title", "group", "order", "coverage_duty", "accuracy_m", "accuracy_note", "default_class",
                  "needs_access_list", "deduct", "reference", "table", "field", "class", "rule"});
  LayerKind kind;
  kind.id = readId(r);
  kind.title = r.requiredBilingual("title");
  kind.group = r.bilingual("group");
  kind.order = static_cast<int>(r.integer("order"));
  kind.duty = r.choice("coverage_duty", kDuties, CoverageDuty::partial);
  kind.accuracy_m = r.number("accuracy_m");
  if (kind.accuracy_m < 0) r.bad("accuracy_m", "at least 0", "不小于 0");
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
  if (complaint.file != "kinds/" + kind.id + ".toml") r.bad("id", "the file's name", "与文件名一致");
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
    r.bad("from_kind", "given for derived facts only", "仅推导类事实可填");
  const std::vector<std::string> yes_no{"yes", "no"};
  if (fact.type == FactType::boolean && fact.values.empty()) fact.values = yes_no;
  if (fact.type == FactType::boolean && fact.values != yes_no) r.bad("values", "yes, no", "yes 与 no");
  if (fact.type == FactType::boolean && fact.sort == FactSort::claim && fact.unclaimed.empty()) fact.unclaimed = "no";
  const std::size_t limits = fact.type == FactType::boolean ? 1 : fact.values.size() - 1;
  if (!fact.from_total_ha.empty() &&
      (!std::ranges::is_sorted(fact.from_total_ha) || fact.from_total_ha.size() != limits))
    r.bad("from_total_ha", "rising limits: one less than an enum has values, or one for a bool",
          "升序的界限：枚举型比取值少一个，布尔型一个");
  const bool listed = fact.type == FactType::boolean || fact.type == FactType::enumeration;
  if (listed == fact.values.empty()) r.bad("values", "given for an enum and for nothing else", "仅枚举型须列出取值");
  if (fact.sort != FactSort::claim && !fact.unclaimed.empty())
    r.bad("unclaimed", "given for claims only", "仅申报类事实可填");
  if (fact.sort == FactSort::claim && listed && std::ranges::find(fact.values, fact.unclaimed) == fact.values.end())
    r.bad("unclaimed", "one of the values: the one that claims nothing", "取值之一，表示未申报");
  for (const auto& [value, title] : fact.value_titles)
    if (std::ranges::find(fact.values, value) == fact.values.end())
      r.bad("titles", "of listed values", "已列取值的标题");
  if (fact.question.empty() && (fact.sort == FactSort::ask || fact.sort == FactSort::claim)) r.missing("question");
  addWithNewId(facts, std::move(fact), r);
}

Result<toml::table> parseFile(const std::string& path, const std::string& bytes) {
  try {
    return toml::parse(bytes, path);
  } catch (const toml::parse_error& error) {
    return fail(
        ErrorKind::input, "catalogue.syntax",
        {fmt::format("TOML 语法错误：{}", error.description()), fmt::format("TOML syntax: {}", error.description())},
        fmt::format("{}:{}", path, error.source().begin.line));
  }
}

} // namespace

struct CatalogueLoader {
  Catalogue out;

  void readFile(const std::string& path, const toml::table& table, Complaint& complaint) {
    switch (roleOf(path)) {
    case FileRole::catalogue:
      return readCatalogue(table, complaint);
    case FileRole::facts:
      return readFacts(table, complaint);
    case FileRole::kind:
      return readKind(table, complaint, out.m_kinds);
    case FileRole::profile:
      return readProfile(table, complaint);
    default:
      complaint.say("catalogue.bad_value", table.source(),
                    {"目录中不应有此文件", "No catalogue has a file of this name"});
    }
  }

  void readCatalogue(const toml::table& table, Complaint& complaint) {
    const Reader r(table, complaint, {"id", "title", "site_field"});
    out.m_id = readId(r);
    (void)r.bilingual("title");
    r.each("site_field", kFieldKeys, [&](const Reader& field) { readField(field, out.m_site_fields); });
  }

  void readFacts(const toml::table& table, Complaint& complaint) {
    const Reader r(table, complaint, {"fact", "contradiction"});
    r.each("fact",
           {"id", "type", "sort", "values", "unclaimed", "question", "titles", "from_kind", "from_classes",
            "from_total_ha", "from_rest"},
           [&](const Reader& fact) { readFact(fact, out.m_facts); });
    r.each("contradiction", {"when", "facts", "text"}, [&](const Reader& c) {
      out.m_contradictions.push_back({c.requiredText("when"), c.texts("facts"), c.requiredBilingual("text")});
    });
  }

  void readProfile(const toml::table& table, Complaint& complaint) {
    const Reader r(table, complaint, {"id", "title", "kinds", "every_kind"});
    Profile profile{readId(r), r.requiredBilingual("title"), r.texts("kinds"), r.boolean("every_kind")};
    if (profile.every_kind != profile.kinds.empty())
      r.bad("kinds", "given unless every_kind is true", "给出，除非 every_kind 为 true");
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
    const auto table = parseFile(path, bytes);
    if (!table) return fail(table.error());
    Complaint complaint{path, {}};
    loader.readFile(path, *table, complaint);
    if (complaint.error) return fail(std::move(*complaint.error));
  }
  loader.finish(files);
  return std::move(loader.out);
}

} // namespace ecoredline
