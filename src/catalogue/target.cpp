#include "catalogue/target.hpp"

#include "catalogue/lint.hpp"
#include "catalogue/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::array<std::string_view, 4> kComparisons{"at_least", "not_below_baseline", "share_at_least",
                                                       "share_not_below_baseline"};

const TomlKeys kKeys{"id",         "indicator", "area",          "area_name", "kinds",          "classes",
                     "comparison", "value",     "divisions",     "unit",      "decimals",       "year",
                     "binding",    "adopted",   "baseline_date", "source",    "provisional_on", "note"};

bool isDayMonthOrYear(const std::string& text) {
  return isDate(text) || isDate(text + "-01") || isDate(text + "-01-01");
}

Target readTarget(const TomlTable& r) {
  Target t;
  t.id = r.requiredText("id");
  t.indicator = r.requiredBilingual("indicator");
  t.area = r.requiredText("area");
  t.area_name = r.requiredBilingual("area_name");
  t.divisions = static_cast<int>(r.integer("divisions"));
  if (t.divisions < 1) r.bad("divisions", {"下一级行政单元的个数", "how many units one level below make up the area"});
  t.kinds = r.texts("kinds");
  t.classes = r.texts("classes");
  t.comparison = r.requiredChoice<Comparison>("comparison", kComparisons);
  const bool has_value = t.comparison == Comparison::at_least || t.comparison == Comparison::share_at_least;
  t.value = r.number("value");
  if (has_value && t.value <= 0) r.bad("value", {"大于 0 的数", "a number above 0"});
  t.unit = r.requiredText("unit");
  const bool share = t.comparison == Comparison::share_at_least || t.comparison == Comparison::share_not_below_baseline;
  if ((t.unit == "percent") != share || (!share && squareMetresOf(t.unit) == 0))
    r.bad("unit", {"km2、ha、mu、wan_mu，比例用 percent", "km2, ha, mu or wan_mu; percent for shares"});
  t.decimals = static_cast<int>(r.integer("decimals", 2));
  t.year = static_cast<int>(r.integer("year"));
  t.binding = r.boolean("binding");
  t.adopted = r.text("adopted");
  if (!t.adopted.empty() && !isDayMonthOrYear(t.adopted))
    r.bad("adopted", {"日期 YYYY-MM-DD，只知年月时 YYYY-MM 或 YYYY",
                      "a day YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"});
  t.baseline_date = r.date("baseline_date");
  t.source = r.requiredText("source");
  const std::string provisional = r.text("provisional_on");
  if (!provisional.empty()) {
    const auto reason = provisionalFrom(provisional);
    if (!reason)
      r.bad("provisional_on", {"article、effect、limit、mapping 或 zone", "article, effect, limit, mapping or zone"});
    t.provisional = reason.value_or(Provisional::none);
  }
  t.note = r.bilingual("note");
  return t;
}

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
  const auto file = TomlFile::parse(path, bytes);
  if (!file) return fail(file.error());
  std::vector<Target> targets;
  file->root({"target"}).each("target", kKeys, [&](const TomlTable& r) { targets.push_back(readTarget(r)); });
  return file->checked(std::move(targets));
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
