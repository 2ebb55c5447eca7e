#include "catalogue/derivation.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::string_view kFolder = "derived/";

// Reads the tables of one file strictly: a key that nobody asked for is an error. The first fault is kept.
class DistanceReader {
 public:
  explicit DistanceReader(std::string path) : m_path(std::move(path)) {}

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

  std::string text(const toml::table& table, std::string_view key) {
    const auto found = table[key].value_exact<std::string>();
    if (!found || found->empty()) bad(table, key, {"非空文本", "a text, not empty"});
    return found.value_or(std::string());
  }
  Text bilingual(const toml::table& table, std::string_view key, bool needed = true) {
    const toml::table* words = table[key].as_table();
    if (words == nullptr && (needed || table.contains(key))) bad(table, key, {"表 {zh, en}", "a table {zh, en}"});
    if (words == nullptr) return {};
    known(*words, {"zh", "en"});
    return {text(*words, "zh"), text(*words, "en")};
  }
  std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> items;
    const toml::array* array = table[key].as_array();
    if (array == nullptr) {
      bad(table, key, {"文本列表", "a list of texts"});
      return items;
    }
    for (const toml::node& item : *array) {
      const auto found = item.value_exact<std::string>();
      if (!found) bad(table, key, {"文本列表", "a list of texts"});
      items.push_back(found.value_or(std::string()));
    }
    return items;
  }
  // 0 where the key is absent; `word` stands for the whole of something.
  double metres(const toml::table& table, std::string_view key, std::string_view word = {}) {
    if (!table.contains(key)) return 0;
    if (!word.empty() && table[key].value_exact<std::string>() == std::string(word)) return kWholeWater;
    const auto found = table[key].value<double>();
    if (!found || !(*found > 0)) bad(table, key, {"大于 0 的数", "a number above 0"});
    return found.value_or(0);
  }
  const toml::table& tableOf(const toml::table& table, std::string_view key) {
    static const toml::table kEmpty;
    if (const toml::table* found = table[key].as_table()) return *found;
    bad(table, key, {"表", "a table"});
    return kEmpty;
  }
  template<class Read>
  void each(const toml::table& table, std::string_view key, Read read) {
    const toml::array* array = table[key].as_array();
    if (array == nullptr || array->empty() || !array->is_array_of_tables())
      return bad(table, key, {"表的列表", "a list of tables"});
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

std::vector<Field> readFields(DistanceReader& r, const toml::table& table, std::string_view key) {
  std::vector<Field> fields;
  r.each(table, key, [&](const toml::table& field) {
    r.known(field, {"id", "title", "aliases"});
    fields.push_back({r.text(field, "id"), r.bilingual(field, "title"), r.texts(field, "aliases"), {}});
  });
  return fields;
}

DistanceCase readCase(DistanceReader& r, const toml::table& table, std::set<std::string_view> distances) {
  distances.insert({"id", "title", "aliases", "otherwise", "note"});
  r.known(table, distances);
  DistanceCase c{.id = r.text(table, "id"),
                 .title = r.bilingual(table, "title"),
                 .aliases = r.texts(table, "aliases"),
                 .otherwise = table["otherwise"].value_or(false),
                 .first = {r.metres(table, "level_1_m"), r.metres(table, "water_1_m", "whole"),
                           r.metres(table, "land_1_m"), r.metres(table, "up_1_m"), r.metres(table, "down_1_m")},
                 .second = {r.metres(table, "level_2_m"), r.metres(table, "water_2_m", "rest"),
                            r.metres(table, "land_2_m"), r.metres(table, "up_2_m"), r.metres(table, "down_2_m")},
                 .note = r.bilingual(table, "note", false)};
  return c;
}

IntakeSort readSort(DistanceReader& r, const toml::table& table, const std::set<std::string_view>& distances) {
  r.known(table, {"aliases", "snap_m", "join_m", "confined", "largest_yield_m3d", "note", "confined_note", "case"});
  IntakeSort sort;
  sort.aliases = r.texts(table, "aliases");
  sort.snap_m = r.metres(table, "snap_m");
  sort.join_m = r.metres(table, "join_m");
  if (table.contains("confined")) sort.confined = r.texts(table, "confined");
  sort.largest_yield_m3d = r.metres(table, "largest_yield_m3d");
  sort.note = r.bilingual(table, "note", false);
  sort.confined_note = r.bilingual(table, "confined_note", false);
  r.each(table, "case", [&](const toml::table& line) { sort.cases.push_back(readCase(r, line, distances)); });
  return sort;
}

// What a line of each table must say: without it there would be nothing to draw.
void checkDistances(DistanceReader& r, const toml::table& root, const Derivation& d) {
  const auto all = [](const IntakeSort& sort, auto says) { return std::ranges::all_of(sort.cases, says); };
  const Text complete{"每行距离齐全", "complete in every line"};
  if (!all(d.well, [](const DistanceCase& c) { return c.first.radius_m > 0; })) r.bad(root, "well", complete);
  if (!all(d.lake, [](const DistanceCase& c) {
        return c.first.water_m > 0 && c.first.land_m > 0 && (c.second.water_m > 0) == (c.second.land_m > 0);
      }))
    r.bad(root, "lake", complete);
  const auto river = [](const DistanceCase::Level& l) { return l.up_m > 0 && l.down_m > 0 && l.land_m > 0; };
  if (!all(d.river, [&](const DistanceCase& c) {
        return river(c.first) && (river(c.second) || (c.second.up_m == 0 && c.second.land_m == 0));
      }))
    r.bad(root, "river", complete);
  if (!(d.lake.snap_m > 0) || !(d.river.snap_m > 0) || !(d.river.join_m > 0)) r.bad(root, "river", complete);
}

Derivation readAll(DistanceReader& r, const toml::table& root) {
  r.known(root,
          {"kind", "level_1", "level_2", "basis", "status", "field", "river_field", "flow", "well", "lake", "river"});
  if (r.text(root, "status") != "provisional") // nothing derived may pass for approved
    r.bad(root, "status", {"provisional", "provisional"});
  Derivation d;
  d.kind = r.text(root, "kind");
  d.level_1 = r.text(root, "level_1");
  d.level_2 = r.text(root, "level_2");
  d.basis = r.bilingual(root, "basis");
  d.intake_fields = readFields(r, root, "field");
  d.river_fields = readFields(r, root, "river_field");
  const toml::table& flow = r.tableOf(root, "flow");
  r.known(flow, {"along", "against"});
  d.flow_along = r.texts(flow, "along");
  d.flow_against = r.texts(flow, "against");
  d.well = readSort(r, r.tableOf(root, "well"), {"level_1_m", "level_2_m"});
  d.lake = readSort(r, r.tableOf(root, "lake"), {"water_1_m", "land_1_m", "water_2_m", "land_2_m"});
  d.river = readSort(r, r.tableOf(root, "river"), {"up_1_m", "down_1_m", "land_1_m", "up_2_m", "down_2_m", "land_2_m"});
  checkDistances(r, root, d);
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
  try {
    const toml::table root = toml::parse(bytes, path);
    DistanceReader reader(path);
    Derivation derivation = readAll(reader, root);
    if (reader.fault()) return fail(*reader.fault());
    return derivation;
  } catch (const toml::parse_error& error) {
    return fail(
        ErrorKind::input, "catalogue.syntax",
        {fmt::format("TOML 语法错误：{}", error.description()), fmt::format("TOML syntax: {}", error.description())},
        fmt::format("{}:{}", path, error.source().begin.line));
  }
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
