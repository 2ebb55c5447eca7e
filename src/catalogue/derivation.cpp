#include "catalogue/derivation.hpp"

#include "base/text.hpp"
#include "catalogue/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::string_view kFolder = "derived/";

// 0 where the key is absent; `word` stands for the whole of something.
double metres(const TomlTable& r, std::string_view key, std::string_view word = {}) {
  if (!word.empty() && r.says(key, word)) return kWholeWater;
  const double found = r.number(key);
  if (r.has(key) && !(found > 0)) r.bad(key, {"大于 0 的数", "a number above 0"});
  return found;
}

std::vector<Field> readFields(const TomlTable& r, std::string_view key) {
  std::vector<Field> fields;
  r.requiredEach(key, {"id", "title", "aliases"}, [&](const TomlTable& field) {
    fields.push_back({field.requiredText("id"), field.requiredBilingual("title"), field.requiredTexts("aliases"), {}});
  });
  return fields;
}

DistanceCase readCase(const TomlTable& r) {
  return {.id = r.requiredText("id"),
          .title = r.requiredBilingual("title"),
          .aliases = r.requiredTexts("aliases"),
          .otherwise = r.boolean("otherwise"),
          .first = {metres(r, "level_1_m"), metres(r, "water_1_m", "whole"), metres(r, "land_1_m"), metres(r, "up_1_m"),
                    metres(r, "down_1_m")},
          .second = {metres(r, "level_2_m"), metres(r, "water_2_m", "rest"), metres(r, "land_2_m"), metres(r, "up_2_m"),
                     metres(r, "down_2_m")},
          .note = r.bilingual("note")};
}

IntakeSort readSort(const TomlTable& root, std::string_view key, TomlKeys distances) {
  distances.insert(distances.end(), {"id", "title", "aliases", "otherwise", "note"});
  IntakeSort sort;
  root.requiredEach(
      key, {"aliases", "snap_m", "join_m", "confined", "largest_yield_m3d", "note", "confined_note", "case"},
      [&](const TomlTable& r) {
        sort.aliases = r.requiredTexts("aliases");
        sort.snap_m = metres(r, "snap_m");
        sort.join_m = metres(r, "join_m");
        sort.confined = r.texts("confined");
        sort.largest_yield_m3d = metres(r, "largest_yield_m3d");
        sort.note = r.bilingual("note");
        sort.confined_note = r.bilingual("confined_note");
        r.requiredEach("case", distances, [&](const TomlTable& line) { sort.cases.push_back(readCase(line)); });
      });
  return sort;
}

// What a line of each table must say: without it there would be nothing to draw.
void checkDistances(const TomlTable& r, const Derivation& d) {
  const auto all = [](const IntakeSort& sort, auto says) { return std::ranges::all_of(sort.cases, says); };
  const Text complete{"每行距离齐全", "complete in every line"};
  if (!all(d.well, [](const DistanceCase& c) { return c.first.radius_m > 0; })) r.bad("well", complete);
  if (!all(d.lake, [](const DistanceCase& c) {
        return c.first.water_m > 0 && c.first.land_m > 0 && (c.second.water_m > 0) == (c.second.land_m > 0);
      }))
    r.bad("lake", complete);
  const auto river = [](const DistanceCase::Level& l) { return l.up_m > 0 && l.down_m > 0 && l.land_m > 0; };
  if (!all(d.river, [&](const DistanceCase& c) {
        return river(c.first) && (river(c.second) || (c.second.up_m == 0 && c.second.land_m == 0));
      }))
    r.bad("river", complete);
  if (!(d.lake.snap_m > 0) || !(d.river.snap_m > 0) || !(d.river.join_m > 0)) r.bad("river", complete);
}

Derivation readAll(const TomlTable& r) {
  if (r.requiredText("status") != "provisional") // nothing derived may pass for approved
    r.bad("status", {"provisional", "provisional"});
  Derivation d;
  d.kind = r.requiredText("kind");
  d.level_1 = r.requiredText("level_1");
  d.level_2 = r.requiredText("level_2");
  d.basis = r.requiredBilingual("basis");
  d.intake_fields = readFields(r, "field");
  d.river_fields = readFields(r, "river_field");
  r.requiredEach("flow", {"along", "against"}, [&](const TomlTable& flow) {
    d.flow_along = flow.requiredTexts("along");
    d.flow_against = flow.requiredTexts("against");
  });
  d.well = readSort(r, "well", {"level_1_m", "level_2_m"});
  d.lake = readSort(r, "lake", {"water_1_m", "land_1_m", "water_2_m", "land_2_m"});
  d.river = readSort(r, "river", {"up_1_m", "down_1_m", "land_1_m", "up_2_m", "down_2_m", "land_2_m"});
  checkDistances(r, d);
  return d;
}

std::string plain(std::string_view text) {
  return lowered(toNfc(trimmed(text)));
}

} // namespace

bool isOneOf(std::string_view value, const std::vector<std::string>& names) {
  const std::string wanted = plain(value);
  return std::ranges::any_of(names, [&](const std::string& name) { return plain(name) == wanted; });
}

bool IntakeSort::isCalled(std::string_view value) const {
  return isOneOf(value, aliases);
}

const DistanceCase* IntakeSort::find(std::string_view value) const {
  const bool empty = plain(value).empty();
  const auto found = std::ranges::find_if(cases, [&](const DistanceCase& c) {
    return empty ? c.otherwise : plain(value) == c.id || isOneOf(value, c.aliases);
  });
  return found == cases.end() ? nullptr : &*found;
}

Result<Derivation> readDerivation(const std::string& path, const std::string& bytes) {
  const auto file = TomlFile::parse(path, bytes);
  if (!file) return fail(file.error());
  return file->checked(readAll(file->root(
      {"kind", "level_1", "level_2", "basis", "status", "field", "river_field", "flow", "well", "lake", "river"})));
}

Result<Derivation> derivationOf(const Catalogue& catalogue, const std::string& kind) {
  const std::string path = fmt::format("{}{}.toml", kFolder, kind);
  if (const auto file = catalogue.files().find(path); file != catalogue.files().end())
    return readDerivation(path, file->second);
  return fail(ErrorKind::input, "derive.no_distances",
              {fmt::format("目录中没有推定 {} 的距离", kind),
               fmt::format("The catalogue has no distances to derive {} with", kind)},
              path,
              {"推定只用于 water_source_zone；工作空间建立较早时，用当前目录重新 init",
               "only water_source_zone is derived; a workspace made earlier has an older catalogue: init a new one"});
}

} // namespace ecoredline
