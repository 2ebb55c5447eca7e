#include "catalogue/ledger_type.hpp"

#include "base/text.hpp"
#include "catalogue/derivation.hpp"
#include "catalogue/toml_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ecoredline {

namespace {

constexpr std::string_view kLedgers = "ledgers/";
constexpr std::string_view kCodes = "codes/";
constexpr std::string_view kLeadFields = "codes/lead_fields.toml";

constexpr std::array kProgress{Progress::issued, Progress::verified, Progress::confirmed, Progress::rectified,
                               Progress::closed};

std::vector<Field> readFields(const TomlTable& r) {
  std::vector<Field> fields;
  r.each("field", {"id", "title", "aliases"}, [&](const TomlTable& field) {
    fields.push_back({field.requiredText("id"), field.requiredBilingual("title"), field.requiredTexts("aliases"), {}});
  });
  return fields;
}

std::vector<Field> readLeadFields(const TomlTable& r) {
  if (!r.has("field")) r.missing("field");
  return readFields(r);
}

std::vector<LedgerCode> readCodes(const TomlTable& r) {
  std::vector<LedgerCode> codes;
  r.requiredEach("code", {"id", "title", "aliases", "standard_code", "residents"}, [&](const TomlTable& code) {
    codes.push_back({code.requiredText("id"), code.requiredBilingual("title"), code.requiredTexts("aliases"),
                     code.text("standard_code"), code.boolean("residents")});
  });
  return codes;
}

double atLeastZero(const TomlTable& r, std::string_view key, double otherwise) {
  const double found = r.number(key, otherwise);
  if (found < 0) r.bad(key, {"不小于 0 的数", "a number of at least 0"});
  return found;
}

LedgerState readState(const TomlTable& r) {
  LedgerState state{r.requiredText("id"), r.requiredBilingual("title"), Progress::issued, r.boolean("ends"),
                    static_cast<int>(atLeastZero(r, "days", 0))};
  const std::string word = r.requiredText("progress");
  const auto found = std::ranges::find(kProgress, word, [](Progress p) { return name(p); });
  if (found == kProgress.end())
    r.bad("progress",
          {"issued、verified、confirmed、rectified 或 closed", "issued, verified, confirmed, rectified or closed"});
  else
    state.progress = *found;
  return state;
}

LedgerTransition readTransition(const TomlTable& r) {
  return {r.requiredTexts("from"), r.requiredText("to"), r.requiredTexts("levels"), r.texts("evidence"),
          r.boolean("needs_reason")};
}

LedgerType readLedger(const TomlTable& r) {
  LedgerType type;
  type.id = r.requiredText("id");
  type.title = r.requiredBilingual("title");
  type.problem = r.requiredBilingual("problem");
  type.id_prefix = r.requiredText("id_prefix");
  type.activities = r.requiredText("activities");
  type.changes = r.requiredText("changes");
  type.kinds = r.requiredTexts("kinds");
  type.sensitive = r.texts("sensitive");
  type.initial = r.requiredText("initial");
  type.recurrence = r.requiredText("recurrence");
  type.fields = readFields(r);
  r.each("facilities", {"kinds", "within_m"}, [&](const TomlTable& facilities) {
    type.facilities = {facilities.requiredTexts("kinds"), atLeastZero(facilities, "within_m", 0)};
  });
  r.each("identity", {"share", "distance_m", "growth", "growth_m2"}, [&](const TomlTable& identity) {
    IdentityLimits& limits = type.identity;
    limits.share = atLeastZero(identity, "share", limits.share);
    limits.distance_m = atLeastZero(identity, "distance_m", limits.distance_m);
    limits.growth = atLeastZero(identity, "growth", limits.growth);
    limits.growth_m2 = atLeastZero(identity, "growth_m2", limits.growth_m2);
  });
  type.designated = r.namedTexts("designated");
  r.requiredEach("level", {"id", "title"}, [&](const TomlTable& level) {
    type.levels.emplace_back(level.requiredText("id"), level.requiredBilingual("title"));
  });
  r.requiredEach("state", {"id", "title", "progress", "ends", "days"},
                 [&](const TomlTable& state) { type.states.push_back(readState(state)); });
  r.requiredEach("transition", {"from", "to", "levels", "evidence", "needs_reason"},
                 [&](const TomlTable& step) { type.transitions.push_back(readTransition(step)); });
  r.each("focus", {"id", "title", "activities", "zones"}, [&](const TomlTable& focus) {
    type.focus.push_back({focus.requiredText("id"), focus.requiredBilingual("title"), focus.requiredTexts("activities"),
                          focus.texts("zones")});
  });
  return type;
}

const TomlKeys kLedgerKeys{"id",       "title",      "problem",    "id_prefix",  "activities", "changes",
                           "kinds",    "facilities", "designated", "sensitive",  "initial",    "recurrence",
                           "identity", "level",      "state",      "transition", "focus",      "field"};

template<class Value>
Result<Value> parsed(const std::string& path, const std::string& bytes, const TomlKeys& known,
                     Value (*read)(const TomlTable&)) {
  const auto file = TomlFile::parse(path, bytes);
  if (!file) return fail(file.error());
  return file->checked(read(file->root(known)));
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
  if (path.starts_with(kLedgers)) return drop(parsed(path, bytes, kLedgerKeys, readLedger));
  return path == kLeadFields ? drop(parsed(path, bytes, {"field"}, readLeadFields))
                             : drop(parsed(path, bytes, {"code"}, readCodes));
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
  auto type = parsed(path, file->second, kLedgerKeys, readLedger);
  if (!type) return type;
  const auto common = catalogue.files().find(std::string(kLeadFields));
  if (common == catalogue.files().end()) return type;
  auto fields = parsed(common->first, common->second, {"field"}, readLeadFields);
  if (!fields) return fail(fields.error());
  std::ranges::move(type->fields, std::back_inserter(*fields)); // the ledger's own come behind
  type->fields = std::move(*fields);
  return type;
}

Result<std::vector<LedgerCode>> codeList(const Catalogue& catalogue, const std::string& list) {
  const auto file = catalogue.files().find(fmt::format("{}{}.toml", kCodes, list));
  if (file == catalogue.files().end()) return std::vector<LedgerCode>{};
  return parsed(file->first, file->second, {"code"}, readCodes);
}

} // namespace ecoredline
