#include "catalogue/target.hpp"

#include "catalogue/lint.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::array kComparisons{Comparison::at_least, Comparison::not_below_baseline, Comparison::share_at_least,
                                  Comparison::share_not_below_baseline};

// Reads one [[target]] strictly: a key that nobody asked for is an error. The first fault is kept.
class TargetReader {
 public:
  TargetReader(const toml::table& table, const std::string& path, std::optional<Error>& fault)
      : m_table(table), m_path(path), m_fault(fault) {
    static const std::set<std::string_view> kKnown{
        "id",   "indicator", "area", "area_name", "kinds",         "classes", "comparison",     "value", "divisions",
        "unit", "decimals",  "year", "binding",   "baseline_date", "source",  "provisional_on", "note"};
    for (const auto& [key, node] : table)
      if (!kKnown.contains(key.str()))
        say("catalogue.unknown_key", key.source(),
            {fmt::format("不认识的键 `{}`", key.str()), fmt::format("Unknown key `{}`", key.str())});
  }

  Target read() {
    Target t;
    t.id = text("id", true);
    t.indicator = bilingual("indicator", true);
    t.area = text("area", true);
    t.area_name = bilingual("area_name", true);
    t.divisions = static_cast<int>(m_table["divisions"].value<std::int64_t>().value_or(0));
    if (t.divisions < 1) bad("divisions", {"下一级行政单元的个数", "how many units one level below make up the area"});
    t.kinds = texts("kinds");
    t.classes = texts("classes");
    const std::string comparison = text("comparison", true);
    const auto found = std::ranges::find_if(kComparisons, [&](Comparison c) { return name(c) == comparison; });
    if (found == kComparisons.end())
      bad("comparison", {"at_least、not_below_baseline、share_at_least 或 share_not_below_baseline",
                         "at_least, not_below_baseline, share_at_least or share_not_below_baseline"});
    else
      t.comparison = *found;
    const bool has_value = t.comparison == Comparison::at_least || t.comparison == Comparison::share_at_least;
    t.value = m_table["value"].value<double>().value_or(0);
    if (has_value && t.value <= 0) bad("value", {"大于 0 的数", "a number above 0"});
    t.unit = text("unit", true);
    const bool share =
        t.comparison == Comparison::share_at_least || t.comparison == Comparison::share_not_below_baseline;
    if ((t.unit == "percent") != share || (!share && squareMetresOf(t.unit) == 0))
      bad("unit", {"km2、ha、mu、wan_mu，比例用 percent", "km2, ha, mu or wan_mu; percent for shares"});
    t.decimals = static_cast<int>(m_table["decimals"].value<std::int64_t>().value_or(2));
    t.year = static_cast<int>(m_table["year"].value<std::int64_t>().value_or(0));
    t.binding = m_table["binding"].value<bool>().value_or(false);
    t.baseline_date = text("baseline_date", false);
    if (!t.baseline_date.empty() && !isDate(t.baseline_date))
      bad("baseline_date", {"日期 YYYY-MM-DD", "a date YYYY-MM-DD"});
    t.source = text("source", true);
    const std::string provisional = text("provisional_on", false);
    if (!provisional.empty()) {
      const auto reason = provisionalFrom(provisional);
      if (!reason)
        bad("provisional_on", {"article、effect、limit、mapping 或 zone", "article, effect, limit, mapping or zone"});
      t.provisional = reason.value_or(Provisional::none);
    }
    t.note = bilingual("note", false);
    return t;
  }

 private:
  void say(std::string code, const toml::source_region& at, Text what) {
    if (!m_fault)
      m_fault =
          Error{ErrorKind::input, std::move(code), std::move(what), fmt::format("{}:{}", m_path, at.begin.line), {}};
  }
  void bad(std::string_view key, const Text& wanted) {
    const toml::node* node = m_table.get(key);
    say("catalogue.bad_value", node == nullptr ? m_table.source() : node->source(),
        {fmt::format("`{}` 应为{}", key, wanted.zh), fmt::format("`{}` must be {}", key, wanted.en)});
  }
  std::string text(std::string_view key, bool needed) {
    const auto found = m_table[key].value_exact<std::string>();
    if ((needed || m_table.contains(key)) && (!found || found->empty())) bad(key, {"非空文本", "a text, not empty"});
    return found.value_or(std::string());
  }
  Text bilingual(std::string_view key, bool needed) {
    const toml::table* words = m_table[key].as_table();
    if (words == nullptr) {
      if (needed || m_table.contains(key)) bad(key, {"表 {zh, en}", "a table {zh, en}"});
      return {};
    }
    Text both{(*words)["zh"].value_or(std::string()), (*words)["en"].value_or(std::string())};
    if (both.zh.empty() || both.en.empty()) bad(key, {"中英文各一的文本", "a text in zh and in en"});
    return both;
  }
  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> items;
    const toml::node* node = m_table.get(key);
    if (node == nullptr) return items;
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      bad(key, {"文本列表", "a list of texts"});
      return items;
    }
    for (const toml::node& item : *array) items.push_back(item.value_or(std::string()));
    return items;
  }

  const toml::table& m_table;
  const std::string& m_path;
  std::optional<Error>& m_fault;
};

} // namespace

std::string_view name(Comparison comparison) {
  switch (comparison) {
  case Comparison::at_least:
    return "at_least";
  case Comparison::not_below_baseline:
    return "not_below_baseline";
  case Comparison::share_at_least:
    return "share_at_least";
  case Comparison::share_not_below_baseline:
    break;
  }
  return "share_not_below_baseline";
}

double squareMetresOf(const std::string& unit) {
  if (unit == "km2") return 1e6;
  if (unit == "ha") return 1e4;
  if (unit == "mu") return 1e4 / 15;
  return unit == "wan_mu" ? 1e8 / 15 : 0;
}

Result<std::vector<Target>> readTargets(const std::string& path, const std::string& bytes) {
  toml::table file;
  try {
    file = toml::parse(bytes, path);
  } catch (const toml::parse_error& error) {
    return fail(
        ErrorKind::input, "catalogue.syntax",
        {fmt::format("TOML 语法错误：{}", error.description()), fmt::format("TOML syntax: {}", error.description())},
        fmt::format("{}:{}", path, error.source().begin.line));
  }
  std::optional<Error> fault;
  std::vector<Target> targets;
  for (const auto& [key, node] : file)
    if (key.str() != "target" || !node.is_array_of_tables())
      return fail(ErrorKind::input, "catalogue.unknown_key",
                  {fmt::format("不认识的键 `{}`，这里只有 [[target]]", key.str()),
                   fmt::format("Unknown key `{}`: there are only [[target]] tables", key.str())},
                  fmt::format("{}:{}", path, key.source().begin.line));
  if (const toml::array* array = file["target"].as_array())
    for (const toml::node& node : *array) targets.push_back(TargetReader(*node.as_table(), path, fault).read());
  if (fault) return fail(std::move(*fault));
  return targets;
}

Result<std::vector<Target>> targetsOf(const Catalogue& catalogue) {
  std::vector<Target> all;
  for (const auto& [path, bytes] : catalogue.files()) {
    if (!path.starts_with("targets/")) continue;
    auto targets = readTargets(path, bytes);
    if (!targets) return fail(targets.error());
    std::ranges::move(*targets, std::back_inserter(all));
  }
  std::ranges::stable_sort(all, {}, &Target::id);
  return all;
}

void lintTargets(const Catalogue& catalogue, LintLog& log) {
  const auto targets = targetsOf(catalogue);
  if (!targets) return log.add(targets.error());
  std::set<std::string> ids;
  for (const Target& target : *targets) {
    const std::string where = "targets, " + target.id;
    const auto unknown = [&](const std::string& id) {
      log.add("lint.unknown_reference", where,
              {fmt::format("引用了不存在的 `{}`", id), fmt::format("refers to `{}`, which does not exist", id)});
    };
    if (!ids.insert(target.id).second)
      log.add("lint.duplicate_target", where, {"编号重复", "another target has this id"});
    if (target.kinds.empty()) log.add("lint.target_kind", where, {"没有图层类型", "names no layer kind"});
    for (const std::string& id : target.kinds) {
      const LayerKind* kind = catalogue.kind(id);
      if (kind == nullptr || kind->table) {
        unknown(id);
        continue;
      }
      for (const std::string& zone_class : target.classes)
        if (target.kinds.size() == 1 && kind->zoneClass(zone_class) == nullptr) unknown(zone_class);
    }
    if (target.provisional != Provisional::none && target.note.empty())
      log.add("lint.provisional_note", where, {"暂定的须写明原因", "provisional without a note"});
  }
}

} // namespace ecoredline
