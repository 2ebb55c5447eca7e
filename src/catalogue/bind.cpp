#include "catalogue/bind.hpp"

#include "base/blocks.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "catalogue/bind_zones.hpp"
#include "catalogue/columns_met.hpp"
#include "catalogue/near_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::string_view kFactPrefix = "fact.";

// --- zone classes --------------------------------------------------------------------------------------------------

std::map<std::string, std::string> classNames(const LayerKind& kind) {
  std::map<std::string, std::string> names;
  for (const ZoneClass& zone_class : kind.classes)
    for (const std::string& alias : zone_class.aliases) names.emplace(folded(alias), zone_class.id);
  for (const ZoneClass& zone_class : kind.classes) names[folded(zone_class.title.zh)] = zone_class.id;
  for (const ZoneClass& zone_class : kind.classes) names[folded(zone_class.id)] = zone_class.id;
  return names;
}

void bindAbsentClass(BoundLayer& layer, Diagnoses& diagnoses) {
  const LayerKind& kind = *layer.kind;
  Tally all;
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    layer.rows[row].zone_class = kind.default_class;
    all.add(row, {});
  }
  if (!kind.default_class.empty() || kind.classes.empty()) return;
  const Text then = kind.reference // told by class, never screened
                        ? Text{"，不能按类别分列", ""}
                        : Text{fmt::format("，将按{}的所有类别分别研判", kind.title.zh),
                               fmt::format(", every class of {} is considered", kind.title.en)};
  all.report(diagnoses, "bind.class_unknown", Severity::warning,
             {fmt::format("没有分区类别字段，{} 条记录类别未知{}", all.count, then.zh),
              fmt::format("No class field: the class of {} rows is unknown{}", all.count, then.en)});
}

void bindClasses(BoundLayer& layer, const Column& column, Diagnoses& diagnoses) {
  const LayerKind& kind = *layer.kind;
  const auto names = classNames(kind);
  Tally unknown;
  Tally blank;
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    BoundRow& bound = layer.rows[row];
    bound.zone_class_raw = cellText(column, row);
    const auto found = names.find(folded(bound.zone_class_raw));
    if (found != names.end())
      bound.zone_class = found->second;
    else if (bound.zone_class_raw.empty())
      bound.zone_class = kind.default_class;
    if (found != names.end()) continue;
    (bound.zone_class_raw.empty() ? blank : unknown).add(row, bound.zone_class_raw);
  }
  unknown.report(diagnoses, "bind.unknown_class", Severity::warning,
                 {fmt::format("{} 条记录的类别（{}）不在{}的类别表中，按类别未知处理：{}", unknown.count, column.name,
                              kind.title.zh, unknown.shown()),
                  fmt::format("{} rows have a class ({}) that {} does not know; their class is unknown: {}",
                              unknown.count, column.name, kind.title.en, unknown.shown())});
  const bool defaulted = !kind.default_class.empty();
  blank.report(diagnoses, "bind.class_blank", defaulted ? Severity::info : Severity::warning,
               {fmt::format("{} 条记录的类别为空，按{}处理", blank.count, defaulted ? kind.default_class : "类别未知"),
                fmt::format("{} rows have no class and count as {}", blank.count,
                            defaulted ? kind.default_class : "of unknown class")});
}

void bindOrigin(BoundLayer& layer, const Column& column, Diagnoses& diagnoses) {
  static const std::set<std::string> kApproved{"", "approved", "批复", "已批复", "批准", "法定"};
  Tally unknown;
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    const std::string value = folded(toText(column.values[row]));
    layer.rows[row].derived = value == "derived" || value.find("推定") != std::string::npos;
    if (!layer.rows[row].derived && !kApproved.contains(value)) unknown.add(row, value);
  }
  unknown.report(diagnoses, "bind.unknown_origin", Severity::warning,
                 {fmt::format("{} 条记录的边界性质（{}）无法识别，按批复边界处理：{}", unknown.count, column.name,
                              unknown.shown()),
                  fmt::format("{} rows have an origin ({}) that is not understood and count as approved: {}",
                              unknown.count, column.name, unknown.shown())});
}

// --- zones ---------------------------------------------------------------------------------------------------------

void bindColumn(BoundLayer& layer, const Field& field, const Column& column, Diagnoses& diagnoses) {
  checkPattern(field, column, diagnoses);
  if (field.id == "zone_class") return bindClasses(layer, column, diagnoses);
  if (field.id == "zone_origin") return bindOrigin(layer, column, diagnoses);
  for (std::size_t row = 0; row < layer.rows.size(); ++row) {
    BoundRow& bound = layer.rows[row];
    std::string value = cellText(column, row);
    if (field.id == "zone_id")
      bound.zone_id = std::move(value);
    else if (field.id == "zone_name")
      bound.zone_name = std::move(value);
    else if (!value.empty())
      bound.fields[field.id] = std::move(value);
  }
}

// Rows with the same zone_id, class and name are one zone; a row with neither id nor name is a zone of its own. Made of
// looks into the rows: a layer may have millions.
using ZoneIdentity = std::tuple<std::string_view, bool, std::string_view, std::string_view, std::string_view>;

ZoneIdentity identityOf(const BoundLayer& layer, std::size_t number) {
  const BoundRow& row = layer.rows[number];
  const bool is_known = !row.zone_class.empty();
  const bool nameless = row.zone_id.empty() && row.zone_name.empty();
  return {row.zone_id, is_known, is_known ? row.zone_class : row.zone_class_raw, row.zone_name,
          nameless ? std::string_view(layer.feature_hashes[number]) : std::string_view()};
}

/// A row in an order by a number that texts are told apart by; those are looked at only where numbers are equal.
struct Ranked {
  std::uint64_t rank = 0;
  std::size_t row = 0;
};

template<class Rank, class Less>
std::vector<std::size_t> ordered(std::size_t rows, Rank rank, Less less) {
  std::vector<Ranked> ranked(rows);
  for (std::size_t row = 0; row < rows; ++row) ranked[row] = {rank(row), row};
  std::ranges::sort(ranked, [&less](const Ranked& a, const Ranked& b) {
    return a.rank != b.rank ? a.rank < b.rank : less(a.row, b.row);
  });
  std::vector<std::size_t> order(rows);
  std::ranges::transform(ranked, order.begin(), &Ranked::row);
  return order;
}

/// A zone's rows are known by the smallest of their hashes, or by the zone's own id where no other zone has it.
void setZoneKeys(BoundLayer& layer) {
  const auto order = ordered(
      layer.rows.size(),
      [&layer](std::size_t row) { return checksum(std::as_bytes(std::span(layer.rows[row].zone_id)), 0); },
      [&layer](std::size_t a, std::size_t b) { return identityOf(layer, a) < identityOf(layer, b); });
  const auto id_of = [&](std::size_t at) -> const std::string& { return layer.rows[order[at]].zone_id; };
  layer.zone_keys.resize(layer.rows.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first + 1;
    while (last < order.size() && identityOf(layer, order[last]) == identityOf(layer, order[first])) ++last;
    const bool is_unique = !id_of(first).empty() && (first == 0 || id_of(first - 1) != id_of(first)) &&
                           (last == order.size() || id_of(last) != id_of(first));
    const std::string* smallest = &layer.feature_hashes[order[first]];
    for (std::size_t at = first; at < last; ++at) smallest = &std::min(*smallest, layer.feature_hashes[order[at]]);
    for (std::size_t at = first; at < last; ++at)
      layer.zone_keys[order[at]] = is_unique ? id_of(first) : "#" + smallest->substr(0, 12);
    first = last;
  }
}

/// The first eight digits of a hash as a number in the same order.
std::uint64_t firstDigits(const std::string& hash) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8U | static_cast<unsigned char>(hash[i]);
  return number;
}

Result<void> setHashes(BoundLayer& layer, Feedback& feedback) {
  constexpr std::size_t kBlock = 256; // rows
  const FlatLayer& geometry = layer.table.geometry;
  layer.feature_hashes.resize(layer.rows.size());
  std::atomic<std::size_t> done{0};
  const auto here = std::this_thread::get_id();
  forBlocks(layer.rows.size(), kBlock, [&](std::size_t first, std::size_t last) {
    if (feedback.cancelled()) return;
    for (std::size_t row = first; row < last; ++row)
      layer.feature_hashes[row] = featureHash(layer.rows[row], geometry, row);
    const std::size_t so_far = done += last - first;
    if (std::this_thread::get_id() == here) feedback.progress(so_far, layer.rows.size()); // in order
  });
  if (feedback.cancelled()) return cancelledError();
  const auto order = ordered(
      layer.rows.size(), [&layer](std::size_t row) { return firstDigits(layer.feature_hashes[row]); },
      [&layer](std::size_t a, std::size_t b) { return layer.feature_hashes[a] < layer.feature_hashes[b]; });
  Sha256 hash;
  hash.add(layer.kind->id).add("\n").add(geometry.crs.valid() ? geometry.crs.code() : "").add("\n");
  for (const std::size_t row : order) hash.add(layer.feature_hashes[row]).add("\n");
  layer.content_hash = prefixedHex(hash.finish());
  return {};
}

/// Columns that nearly answer to a field; fields that the user said no column answers to are left out.
std::vector<NearColumn> missedColumns(const std::vector<Field>& fields, const FieldChoices& choices,
                                      const BoundLayer& layer) {
  std::vector<Field> open;
  for (const Field& field : fields)
    if (!choices.contains(field.id)) open.push_back(field);
  return nearColumns(open, layer.table, layer.mapping);
}

// --- sites ---------------------------------------------------------------------------------------------------------

// A fact's value as people write it: the value itself, its title, or yes and no in either language.
std::string factValue(const Fact* fact, const std::string& met) {
  if (fact == nullptr) return met;
  const std::string wanted = folded(met);
  for (const std::string& value : fact->values)
    if (folded(value) == wanted) return value;
  for (const auto& [value, title] : fact->value_titles)
    if (folded(title.zh) == wanted || folded(title.en) == wanted) return value;
  static const std::set<std::string> kYes{"是", "有", "true", "1", "y"};
  static const std::set<std::string> kNo{"否", "无", "false", "0", "n"};
  if (fact->type != FactType::boolean) return met;
  return kYes.contains(wanted) ? "yes" : kNo.contains(wanted) ? "no" : met;
}

void bindFact(BoundSites& sites, const Catalogue& catalogue, const std::string& id, const Column& column) {
  const Fact* fact = catalogue.fact(id);
  for (std::size_t row = 0; row < sites.rows.size(); ++row) {
    const std::string met = cellText(column, row);
    if (!met.empty()) sites.rows[row].facts[id] = {factValue(fact, met), {}, {}, {}, "column"};
  }
}

bool isFactId(const Catalogue& catalogue, const std::string& id) {
  return catalogue.fact(id) != nullptr || id.starts_with("clause.");
}

// What follows "fact." in a column's name, empty if nothing does. Facts are written in lower case, codes of clauses
// are not.
std::string factIdOf(const Catalogue& catalogue, const Column& column) {
  const std::string name = toNfc(trimmed(column.name));
  if (!lowered(name).starts_with(kFactPrefix)) return {};
  const std::string id = name.substr(kFactPrefix.size());
  return catalogue.fact(lowered(id)) != nullptr ? lowered(id) : id;
}

void reportUnknownFact(const Column& column, Diagnoses& diagnoses) {
  Diagnosis diagnosis;
  diagnosis.code = "bind.unknown_fact";
  diagnosis.severity = Severity::warning;
  diagnosis.message = {fmt::format("列“{}”不是目录中的事实，未使用", column.name),
                       fmt::format("Column \"{}\" is no fact of the catalogue and is not used", column.name)};
  diagnoses.push_back(std::move(diagnosis));
}

Result<void> bindFacts(BoundSites& sites, const Catalogue& catalogue, const FieldChoices& choices, Matcher& matcher,
                       Diagnoses& diagnoses) {
  for (const auto& [canonical, name] : choices) {
    if (!canonical.starts_with(kFactPrefix)) continue;
    const std::string id = canonical.substr(kFactPrefix.size());
    if (!isFactId(catalogue, id))
      return unknownField(canonical, {"目录中没有事实 " + id, "The catalogue knows no fact " + id}, sites.table.source);
    const auto column = matcher.choose(canonical, name);
    if (!column) return fail(column.error());
    bindFact(sites, catalogue, id, **column);
  }
  for (const Column& column : sites.table.columns) {
    const std::string id = factIdOf(catalogue, column);
    const std::string canonical = std::string(kFactPrefix) + id;
    if (id.empty() || choices.contains(canonical)) continue;
    if (!isFactId(catalogue, id)) {
      reportUnknownFact(column, diagnoses);
      continue;
    }
    const auto found = matcher.find(Field{canonical, {}, {}, {}});
    if (!found) return fail(found.error());
    bindFact(sites, catalogue, id, **found);
  }
  return {};
}

void makeSiteIdsUnique(BoundSites& sites, Diagnoses& diagnoses) {
  std::set<std::string> taken;
  for (const BoundSite& site : sites.rows) taken.insert(site.site_id);
  std::set<std::string> used;
  Tally repeated;
  for (std::size_t row = 0; row < sites.rows.size(); ++row) {
    std::string& id = sites.rows[row].site_id;
    if (used.insert(id).second) continue;
    repeated.add(row, id);
    const std::string base = id;
    for (int n = 2; taken.contains(id); ++n) id = fmt::format("{}#{}", base, n);
    taken.insert(id);
    used.insert(id);
  }
  repeated.report(diagnoses, "bind.duplicate_site_id", Severity::warning,
                  {fmt::format("{} 个项目用地编号重复，已加后缀 #2、#3…:{}", repeated.count, repeated.shown()),
                   fmt::format("{} site ids are repeated and were given a suffix #2, #3, …: {}", repeated.count,
                               repeated.shown())});
}

void bindSiteColumn(BoundSites& sites, const Field& field, const Column& column, Diagnoses& diagnoses) {
  checkPattern(field, column, diagnoses);
  for (std::size_t row = 0; row < sites.rows.size(); ++row) {
    const std::string value = cellText(column, row);
    if (value.empty()) continue;
    if (field.id == "site_id") sites.rows[row].site_id = value;
    if (field.id == "site_name") sites.rows[row].site_name = value;
    if (field.id == "project_id") sites.rows[row].project_id = value;
  }
}

} // namespace

std::vector<Field> zoneFields(const LayerKind& kind) {
  std::vector<Field> fields = kind.fields;
  const auto ensure = [&](const char* id, Text title, std::vector<std::string> aliases) {
    if (std::ranges::find(fields, id, &Field::id) == fields.end())
      fields.push_back({id, std::move(title), std::move(aliases), {}});
  };
  ensure("zone_id", {"分区编号", "Zone id"}, {});
  ensure("zone_name", {"分区名称", "Zone name"}, {});
  ensure("zone_class", {"分区类别", "Zone class"}, {});
  ensure("zone_origin", {"边界性质", "Origin of the boundary"}, {});
  std::ranges::find(fields, "zone_origin", &Field::id)->aliases.emplace_back("边界性质");
  return fields;
}

Result<BoundLayer> bindZones(const Catalogue&, const LayerKind& kind, Table table, const FieldChoices& choices,
                             Diagnoses& diagnoses) {
  return bindZones(kind, std::move(table), choices, diagnoses, silentFeedback());
}

Result<BoundLayer> bindZones(const LayerKind& kind, Table table, const FieldChoices& choices, Diagnoses& diagnoses,
                             Feedback& feedback) {
  feedback.stage({"对应字段与类别", "Binding fields and classes"});
  const std::vector<Field> fields = zoneFields(kind);
  if (auto checked = checkChoices(fields, choices, false, table); !checked) return fail(checked.error());
  BoundLayer layer;
  layer.kind = &kind;
  layer.table = std::move(table);
  layer.rows.resize(layer.table.rows());
  Matcher matcher(layer.table, choices);
  for (const Field& field : fields) {
    if (feedback.cancelled()) return cancelledError();
    const auto column = matcher.find(field);
    if (!column) return fail(column.error());
    if (*column != nullptr)
      bindColumn(layer, field, **column, diagnoses);
    else if (field.id == "zone_class")
      bindAbsentClass(layer, diagnoses);
  }
  layer.mapping = matcher.mapping();
  reportNearColumns(missedColumns(fields, choices, layer), diagnoses);
  feedback.stage({"计算内容哈希", "Hashing the content"});
  if (auto hashed = setHashes(layer, feedback); !hashed) return fail(hashed.error());
  setZoneKeys(layer);
  return layer;
}

Result<BoundSites> bindSites(const Catalogue& catalogue, Table table, const FieldChoices& choices,
                             Diagnoses& diagnoses) {
  std::vector<Field> fields = catalogue.siteFields();
  for (const char* id : {"site_id", "site_name", "project_id"})
    if (std::ranges::find(fields, id, &Field::id) == fields.end()) fields.push_back({id, {id, id}, {}, {}});
  if (auto checked = checkChoices(fields, choices, true, table); !checked) return fail(checked.error());
  BoundSites sites;
  sites.table = std::move(table);
  sites.rows.resize(sites.table.rows());
  const std::string stem = toUtf8(pathFromUtf8(sites.table.source).stem());
  for (std::size_t row = 0; row < sites.rows.size(); ++row) {
    sites.rows[row].site_id = std::to_string(row + 1);
    sites.rows[row].project_id = stem;
  }
  Matcher matcher(sites.table, choices);
  for (const Field& field : fields) {
    const auto column = matcher.find(field);
    if (!column) return fail(column.error());
    if (*column != nullptr) bindSiteColumn(sites, field, **column, diagnoses);
  }
  if (auto bound = bindFacts(sites, catalogue, choices, matcher, diagnoses); !bound) return fail(bound.error());
  makeSiteIdsUnique(sites, diagnoses);
  sites.mapping = matcher.mapping();
  return sites;
}

Result<std::vector<std::map<std::string, std::string>>> bindFields(const std::vector<Field>& fields, const Table& table,
                                                                   const FieldChoices& choices, Diagnoses& diagnoses) {
  if (auto checked = checkChoices(fields, choices, false, table); !checked) return fail(checked.error());
  std::vector<std::map<std::string, std::string>> rows(table.rows());
  Matcher matcher(table, choices);
  for (const Field& field : fields) {
    const auto column = matcher.find(field);
    if (!column) return fail(column.error());
    if (*column == nullptr) continue;
    checkPattern(field, **column, diagnoses);
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (std::string value = cellText(**column, row); !value.empty()) rows[row][field.id] = std::move(value);
  }
  return rows;
}

} // namespace ecoredline
