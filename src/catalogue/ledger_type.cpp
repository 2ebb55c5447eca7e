#include "catalogue/ledger_type.hpp"

#include "base/text.hpp"
#include "catalogue/derivation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace ecoredline {

namespace {

constexpr std::string_view kLedgers = "ledgers/";
constexpr std::string_view kCodes = "codes/";
constexpr std::string_view kLeadFields = "codes/lead_fields.toml";

constexpr std::array kProgress{Progress::issued, Progress::verified, Progress::confirmed, Progress::rectified,
                               Progress::closed};

// Reads the tables of one file strictly; the first fault is kept.
class LedgerReader {
 public:
  explicit LedgerReader(std::string path) : m_path(std::move(path)) {}

  void known(const toml::table& table, const std::set<std::string_view>& keys) {
    for (const auto& [key, node] : table)
      if (!keys.contains(key.str()))
        say("catalogue.unknown_key", key.source(),
            {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())});
  }
  void bad(const toml::table& table, std::string_view key, const Text& wanted) {
    const toml::node* node = table.get(key);
    say("catalogue.bad_value", node == nullptr ? table.source() : node->source(),
        {fmt::format("`{}` 应为{}", key, wanted.zh), fmt::format("`{}` must be {}", key, wanted.en)});
  }
  std::string text(const toml::table& table, std::string_view key, bool needed = true) {
    const auto found = table[key].value_exact<std::string>();
    if ((needed && (!found || found->empty())) || (!found && table.contains(key)))
      bad(table, key, {"非空文本", "a text, not empty"});
    return found.value_or(std::string());
  }
  Text bilingual(const toml::table& table, std::string_view key) {
    const toml::table* words = table[key].as_table();
    if (words == nullptr) {
      bad(table, key, {"表 {zh, en}", "a table {zh, en}"});
      return {};
    }
    known(*words, {"zh", "en"});
    return {text(*words, "zh"), text(*words, "en")};
  }
  std::vector<std::string> texts(const toml::table& table, std::string_view key, bool needed = false) {
    std::vector<std::string> items;
    const toml::array* array = table[key].as_array();
    if (array == nullptr) {
      if (needed || table.contains(key)) bad(table, key, {"文本列表", "a list of texts"});
      return items;
    }
    for (const toml::node& item : *array) {
      const auto found = item.value_exact<std::string>();
      if (!found) bad(table, key, {"文本列表", "a list of texts"});
      items.push_back(found.value_or(std::string()));
    }
    return items;
  }
  double number(const toml::table& table, std::string_view key, double otherwise) {
    if (!table.contains(key)) return otherwise;
    const auto found = table[key].value<double>();
    if (!found || *found < 0) bad(table, key, {"不小于 0 的数", "a number of at least 0"});
    return found.value_or(otherwise);
  }
  bool flag(const toml::table& table, std::string_view key) {
    const auto found = table[key].value_exact<bool>();
    if (!found && table.contains(key)) bad(table, key, {"true 或 false", "true or false"});
    return found.value_or(false);
  }
  template<class Read>
  void each(const toml::table& table, std::string_view key, const Read& read, bool needed = true) {
    const toml::array* array = table[key].as_array();
    if (array == nullptr || array->empty() || !array->is_array_of_tables()) {
      if (needed || table.contains(key)) bad(table, key, {"表的列表", "a list of tables"});
      return;
    }
    for (const toml::node& item : *array) read(*item.as_table());
  }
  const std::optional<Error>& fault() const { return m_fault; }

 private:
  void say(std::string code, const toml::source_region& at, Text what) {
    if (!m_fault)
      m_fault =
          Error{ErrorKind::input, std::move(code), std::move(what), fmt::format("{}:{}", m_path, at.begin.line), {}};
  }
  std::string m_path;
  std::optional<Error> m_fault;
};

std::vector<Field> readFields(LedgerReader& r, const toml::table& root, bool needed) {
  std::vector<Field> fields;
  r.each(
      root, "field",
      [&](const toml::table& field) {
        r.known(field, {"id", "title", "aliases"});
        fields.push_back({r.text(field, "id"), r.bilingual(field, "title"), r.texts(field, "aliases", true), {}});
      },
      needed);
  return fields;
}

std::vector<LedgerCode> readCodes(LedgerReader& r, const toml::table& root) {
  std::vector<LedgerCode> codes;
  r.known(root, {"code"});
  r.each(root, "code", [&](const toml::table& code) {
    r.known(code, {"id", "title", "aliases", "standard_code", "residents"});
    codes.push_back({r.text(code, "id"), r.bilingual(code, "title"), r.texts(code, "aliases", true),
                     r.text(code, "standard_code", false), r.flag(code, "residents")});
  });
  return codes;
}

LedgerState readState(LedgerReader& r, const toml::table& table) {
  r.known(table, {"id", "title", "progress", "ends", "days"});
  LedgerState state{r.text(table, "id"), r.bilingual(table, "title"), Progress::issued, r.flag(table, "ends"),
                    static_cast<int>(r.number(table, "days", 0))};
  const std::string word = r.text(table, "progress");
  const auto found = std::ranges::find(kProgress, word, [](Progress p) { return name(p); });
  if (found == kProgress.end())
    r.bad(table, "progress",
          {"issued、verified、confirmed、rectified 或 closed", "issued, verified, confirmed, rectified or closed"});
  else
    state.progress = *found;
  return state;
}

LedgerTransition readTransition(LedgerReader& r, const toml::table& table) {
  r.known(table, {"from", "to", "levels", "evidence", "needs_reason"});
  return {r.texts(table, "from", true), r.text(table, "to"), r.texts(table, "levels", true), r.texts(table, "evidence"),
          r.flag(table, "needs_reason")};
}

void readIdentity(LedgerReader& r, const toml::table& root, IdentityLimits& limits) {
  const toml::table* table = root["identity"].as_table();
  if (table == nullptr) {
    if (root.contains("identity")) r.bad(root, "identity", {"表", "a table"});
    return;
  }
  r.known(*table, {"share", "distance_m", "growth", "growth_m2"});
  limits.share = r.number(*table, "share", limits.share);
  limits.distance_m = r.number(*table, "distance_m", limits.distance_m);
  limits.growth = r.number(*table, "growth", limits.growth);
  limits.growth_m2 = r.number(*table, "growth_m2", limits.growth_m2);
}

LedgerType readLedger(LedgerReader& r, const toml::table& root) {
  r.known(root, {"id", "title", "problem", "id_prefix", "activities", "changes", "kinds", "designated", "sensitive",
                 "initial", "recurrence", "identity", "level", "state", "transition", "focus", "field"});
  LedgerType type;
  type.id = r.text(root, "id");
  type.title = r.bilingual(root, "title");
  type.problem = r.bilingual(root, "problem");
  type.id_prefix = r.text(root, "id_prefix");
  type.activities = r.text(root, "activities");
  type.changes = r.text(root, "changes");
  type.kinds = r.texts(root, "kinds", true);
  type.sensitive = r.texts(root, "sensitive");
  type.initial = r.text(root, "initial");
  type.recurrence = r.text(root, "recurrence");
  type.fields = readFields(r, root, false);
  readIdentity(r, root, type.identity);
  if (const toml::table* designated = root["designated"].as_table())
    for (const auto& [kind, field] : *designated)
      type.designated[std::string(kind.str())] = field.value_or(std::string());
  r.each(root, "level", [&](const toml::table& level) {
    r.known(level, {"id", "title"});
    type.levels.emplace_back(r.text(level, "id"), r.bilingual(level, "title"));
  });
  r.each(root, "state", [&](const toml::table& state) { type.states.push_back(readState(r, state)); });
  r.each(root, "transition", [&](const toml::table& t) { type.transitions.push_back(readTransition(r, t)); });
  r.each(
      root, "focus",
      [&](const toml::table& focus) {
        r.known(focus, {"id", "title", "activities", "zones"});
        type.focus.push_back({r.text(focus, "id"), r.bilingual(focus, "title"), r.texts(focus, "activities", true),
                              r.texts(focus, "zones")});
      },
      false);
  return type;
}

// Parses a file and hands its root to `read`, with the first fault as the failure.
template<class Read>
auto parsed(const std::string& path, const std::string& bytes, const Read& read)
    -> Result<decltype(read(std::declval<LedgerReader&>(), std::declval<const toml::table&>()))> {
  try {
    const toml::table root = toml::parse(bytes, path);
    LedgerReader reader(path);
    auto value = read(reader, root);
    if (reader.fault()) return fail(*reader.fault());
    return value;
  } catch (const toml::parse_error& error) {
    return fail(
        ErrorKind::input, "catalogue.syntax",
        {fmt::format("TOML 语法错误：{}", error.description()), fmt::format("TOML syntax: {}", error.description())},
        fmt::format("{}:{}", path, error.source().begin.line));
  }
}

std::vector<Field> readLeadFields(LedgerReader& r, const toml::table& root) {
  r.known(root, {"field"});
  return readFields(r, root, true);
}

} // namespace

std::string_view name(Progress progress) {
  switch (progress) {
  case Progress::issued:
    return "issued";
  case Progress::verified:
    return "verified";
  case Progress::confirmed:
    return "confirmed";
  case Progress::rectified:
    return "rectified";
  case Progress::closed:
    break;
  }
  return "closed";
}

bool LedgerCode::isCalled(std::string_view met) const {
  const std::string word = lowered(toNfc(trimmed(met)));
  if (word == lowered(id) || word == title.zh || word == lowered(title.en)) return true;
  if (!standard_code.empty() && word == lowered(standard_code)) return true;
  return isOneOf(met, aliases);
}

bool LedgerTransition::leaves(std::string_view state) const {
  return std::ranges::find(from, state) != from.end();
}

const LedgerState* LedgerType::state(std::string_view state_id) const {
  const auto found = std::ranges::find(states, state_id, &LedgerState::id);
  return found == states.end() ? nullptr : &*found;
}

const LedgerTransition* LedgerType::transition(std::string_view before, std::string_view to) const {
  for (const LedgerTransition& step : transitions)
    if (step.to == to && step.leaves(before)) return &step;
  return nullptr;
}

std::vector<const LedgerTransition*> LedgerType::from(std::string_view state_id) const {
  std::vector<const LedgerTransition*> steps;
  for (const LedgerTransition& step : transitions)
    if (step.leaves(state_id)) steps.push_back(&step);
  return steps;
}

const Text* LedgerType::level(std::string_view level_id) const {
  for (const auto& [id_of, title_of] : levels)
    if (id_of == level_id) return &title_of;
  return nullptr;
}

Result<void> checkLedgerFile(const std::string& path, const std::string& bytes) {
  const auto drop = [](auto result) -> Result<void> {
    if (!result) return fail(result.error());
    return {};
  };
  if (path.starts_with(kLedgers)) return drop(parsed(path, bytes, readLedger));
  return path == kLeadFields ? drop(parsed(path, bytes, readLeadFields)) : drop(parsed(path, bytes, readCodes));
}

std::vector<std::string> ledgerIds(const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const auto& [path, bytes] : catalogue.files())
    if (path.starts_with(kLedgers))
      ids.push_back(path.substr(kLedgers.size(), path.size() - kLedgers.size() - std::string_view(".toml").size()));
  return ids;
}

Result<LedgerType> ledgerType(const Catalogue& catalogue, const std::string& id) {
  const std::string path = fmt::format("{}{}.toml", kLedgers, id);
  const auto file = catalogue.files().find(path);
  if (file == catalogue.files().end()) {
    const auto known = ledgerIds(catalogue);
    if (known.empty())
      return fail(ErrorKind::input, "ledger.unknown",
                  {"工作空间的目录中没有台账类型", "The workspace's catalogue has no ledger types"}, {},
                  {"该工作空间由较早版本建立，请用 init 新建后重新导入图层",
                   "it was made by an older version: make a new one with init and import the layers again"});
    return fail(ErrorKind::input, "ledger.unknown",
                {fmt::format("没有台账类型 {}", id), fmt::format("No ledger type {}", id)}, {},
                {fmt::format("可用：{}", fmt::join(known, " ")), fmt::format("one of: {}", fmt::join(known, " "))});
  }
  auto type = parsed(path, file->second, readLedger);
  if (!type) return type;
  const auto common = catalogue.files().find(std::string(kLeadFields));
  if (common == catalogue.files().end()) return type;
  auto fields = parsed(common->first, common->second, readLeadFields);
  if (!fields) return fail(fields.error());
  std::ranges::move(type->fields, std::back_inserter(*fields)); // the ledger's own come behind
  type->fields = std::move(*fields);
  return type;
}

Result<std::vector<LedgerCode>> codeList(const Catalogue& catalogue, const std::string& list) {
  const auto file = catalogue.files().find(fmt::format("{}{}.toml", kCodes, list));
  if (file == catalogue.files().end()) return std::vector<LedgerCode>{};
  return parsed(file->first, file->second, readCodes);
}

} // namespace ecoredline
