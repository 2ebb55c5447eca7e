#include "app/derive.hpp"

#include "app/derive_zones.hpp"
#include "base/hash.hpp"
#include "geo/edge_model.hpp"
#include "output/finding_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

constexpr int kSomeLeftOut = 4; // exit status: something could not be computed
const std::string kLabel = "derived-";

/// What every step needs.
struct Task {
  const DeriveOptions& options;
  const Derivation& distances;
  ImportDesk& desk;
  Feedback& feedback;
};

/// What was read, and the hashes of it.
struct Read {
  DeriveInput input;
  Table intakes;
  Diagnoses diagnoses; ///< of all files
  std::string bytes;   ///< hashes of all files, in their order
};

/// Ids default to the row number; one that repeats gets "#2", … so that every intake can be named.
void nameIntakes(std::vector<DeriveInput::Fields>& rows, Diagnoses& diagnoses) {
  std::set<std::string> used;
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string& id = rows[i]["intake_id"];
    if (id.empty()) id = std::to_string(i + 1);
    const std::string base = id;
    for (int n = 2; !used.insert(id).second; ++n) id = fmt::format("{}#{}", base, n);
    repeated += id == base ? 0 : 1;
  }
  if (repeated == 0) return;
  Diagnosis diagnosis;
  diagnosis.code = "derive.duplicate_intake";
  diagnosis.severity = Severity::warning;
  diagnosis.message = {fmt::format("{} 个取水口编号重复，已加后缀 #2、#3…", repeated),
                       fmt::format("{} intake ids are repeated and were given a suffix #2, #3, …", repeated)};
  diagnoses.push_back(std::move(diagnosis));
}

Flow flowOf(const std::string& said, const Derivation& distances) {
  if (isOneOf(said, distances.flow_along)) return Flow::along;
  return isOneOf(said, distances.flow_against) ? Flow::against : Flow::unknown;
}

/// Rivers and lakes come through the front door without options: those of the command line are about the intakes.
Result<Source> openWater(const std::filesystem::path& file, const Task& task, Read& read) {
  auto source = openSource(file, {}, task.desk.reference, task.feedback);
  if (!source) {
    source.error().advice = {"--crs 等选项只用于取水口文件；河道和湖库文件须自带坐标系和编码，可先转换为 GeoPackage",
                             "--crs and the like are about the intakes only; rivers and lakes must state their own "
                             "coordinate system and encoding: convert them to GeoPackage first"};
    return source;
  }
  read.bytes += source->bytes_hash;
  return source;
}

Result<void> readRivers(const Task& task, Read& read) {
  if (task.options.rivers.empty()) return {};
  auto source = openWater(task.options.rivers, task, read);
  if (!source) return fail(source.error());
  auto rows = bindFields(task.distances.river_fields, source->table, {}, source->diagnoses);
  if (!rows) return fail(rows.error());
  std::ranges::move(source->diagnoses, std::back_inserter(read.diagnoses));
  for (DeriveInput::Fields& row : *rows) {
    const std::string& said = row["flow_direction"];
    read.input.flow.push_back(flowOf(said.empty() ? task.options.flow : said, task.distances));
  }
  read.input.rivers = std::move(source->table.geometry);
  return {};
}

Result<Read> readAll(const Task& task, const AskYesNo& ask) {
  const ImportOptions& import = task.options.import;
  auto intakes = openWithConsent(import.file, import.source, task.desk.reference, ask, task.feedback);
  if (!intakes) return fail(intakes.error());
  auto fields = bindFields(task.distances.intake_fields, intakes->table, import.source.fields, intakes->diagnoses);
  if (!fields) return fail(fields.error());
  nameIntakes(*fields, intakes->diagnoses);
  auto points = moveLayer(intakes->table.geometry, Crs::cgcs2000());
  if (!points) return fail(points.error());
  Read read;
  read.bytes = intakes->bytes_hash;
  read.diagnoses = std::move(intakes->diagnoses);
  read.intakes = std::move(intakes->table);
  read.input.intakes = std::move(*points);
  read.input.fields = std::move(*fields);
  if (auto done = readRivers(task, read); !done) return fail(done.error());
  if (!task.options.lakes.empty()) {
    auto lakes = openWater(task.options.lakes, task, read);
    if (!lakes) return fail(lakes.error());
    std::ranges::move(lakes->diagnoses, std::back_inserter(read.diagnoses));
    read.input.lakes = std::move(lakes->table.geometry);
  }
  return read;
}

/// What intakes are called in notes and zones.
std::string idsOf(const DerivedZone& zone, const DeriveInput& input) {
  std::vector<std::string> ids;
  for (const std::size_t i : zone.intakes) ids.push_back(input.fields[i].at("intake_id"));
  return fmt::format("{}", fmt::join(ids, "+"));
}

std::string zoneId(const DerivedZone& zone, const DeriveInput& input) {
  const std::string& first = input.fields[zone.intakes.front()].at("intake_id");
  const std::string more = zone.intakes.size() > 1 ? fmt::format("+{}", zone.intakes.size() - 1) : "";
  return fmt::format("TD-{}{}-{}", first, more, zone.first ? 1 : 2);
}

std::string zoneName(const DerivedZone& zone, const DeriveInput& input) {
  const auto& fields = input.fields[zone.intakes.front()];
  std::string called;
  for (const char* id : {"source_name", "intake_name", "intake_id"})
    if (const auto found = fields.find(id); called.empty() && found != fields.end()) called = found->second;
  return called + "（推定）";
}

/// How a zone was made, in full: it stands in the zone's own row.
Text howOf(const DerivedZone& zone, const Derivation& distances) {
  Text how{fmt::format("推定范围（非批复）：{};{}", zone.title.zh, zone.drawn.zh),
           fmt::format("derived range, not an approved one: {}; {}", zone.title.en, zone.drawn.en)};
  for (const Text& more : {zone.caution, distances.basis}) {
    if (more.empty()) continue;
    how.zh += ";" + more.zh;
    how.en += "; " + more.en;
  }
  return how;
}

/// The derived zones as a delivery of their own.
Table zoneTable(const Derived& derived, const Task& task, const Read& read) {
  const Derivation& distances = task.distances;
  const LayerKind& kind = task.desk.layerKind();
  Table table;
  table.layer = "derived";
  table.source = read.intakes.source;
  table.encoding = read.intakes.encoding;
  table.delivered_crs = Crs::cgcs2000().code();
  table.geometry = derived.shapes;
  table.states.assign(derived.zones.size(), RowState::valid);
  for (const char* column :
       {"zone_id", "zone_name", "zone_class", "zone_origin", "source_type", "derived_from", "推定说明", "derived_how"})
    table.columns.push_back({column, "String", {}});
  for (const DerivedZone& zone : derived.zones) {
    const auto& fields = read.input.fields[zone.intakes.front()];
    const ZoneClass* level = kind.zoneClass(zone.first ? distances.level_1 : distances.level_2);
    const Text how = howOf(zone, distances);
    const std::vector<std::string> cells{zoneId(zone, read.input),
                                         zoneName(zone, read.input),
                                         level == nullptr ? std::string() : level->title.zh,
                                         "derived",
                                         fields.at("intake_type"),
                                         idsOf(zone, read.input),
                                         how.zh,
                                         how.en};
    for (std::size_t column = 0; column < cells.size(); ++column)
      table.columns[column].values.emplace_back(cells[column]);
  }
  return table;
}

/// One line a reason, with every intake it holds for.
std::vector<Text> failureNotes(const Derived& derived, const DeriveInput& input) {
  std::map<std::string, std::pair<Text, std::vector<std::string>>> by_reason;
  for (const NotDerived& failure : derived.failures) {
    auto& [reason, ids] = by_reason[failure.reason.en];
    reason = failure.reason;
    const std::string& id = input.fields[failure.intake].at("intake_id");
    ids.push_back(failure.detail.empty() ? id : fmt::format("{} ({})", id, failure.detail));
  }
  std::vector<Text> notes;
  for (const auto& [key, entry] : by_reason) {
    const auto& [reason, ids] = entry;
    notes.push_back({fmt::format("未推定 {} 个取水口：{}:{}", ids.size(), reason.zh, fmt::join(ids, "、")),
                     fmt::format("Not derived ({}): {}: {}", ids.size(), reason.en, fmt::join(ids, ", "))});
  }
  return notes;
}

std::vector<Text> versionNotes(const Derived& derived, const Derivation& distances, const Read& read) {
  std::set<std::size_t> failed;
  for (const NotDerived& failure : derived.failures) failed.insert(failure.intake);
  const std::size_t all = read.input.intakes.rows();
  const auto first = std::ranges::count_if(derived.zones, &DerivedZone::first);
  const auto second = static_cast<std::ptrdiff_t>(derived.zones.size()) - first;
  std::vector<Text> notes{
      {fmt::format("推定范围（非批复），只作提示：落入或未落入都不能判定，须取得批复边界；{}", distances.basis.zh),
       fmt::format("Derived ranges, not approved zones: neither a hit nor a miss is a conclusion, obtain the approved "
                   "boundary; {}",
                   distances.basis.en)},
      {fmt::format("{} 个取水口中 {} 个已推定：一级 {} 处、二级 {} 处", all, all - failed.size(), first, second),
       fmt::format("{} of {} intakes derived: {} first-level and {} second-level zones", all - failed.size(), all,
                   first, second)}};
  std::ranges::copy(failureNotes(derived, read.input), std::back_inserter(notes));
  return notes;
}

/// One row an intake: what was made of it, or why nothing was.
TextTable intakeTable(const Derived& derived, const DeriveInput& input, Language language) {
  const bool zh = language == Language::zh;
  TextTable table;
  table.heads = {{"intake", {"取水口", "intake"}, false}, {"name", {"名称", "name"}, false},
                 {"type", {"类型", "type"}, false},       {"level_1", {"一级", "level 1"}, false},
                 {"level_2", {"二级", "level 2"}, false}, {"how", {"说明", "how"}, false, "  "}};
  for (std::size_t i = 0; i < input.intakes.rows(); ++i) {
    const auto cell = [&](const char* id) { return input.fields[i].contains(id) ? input.fields[i].at(id) : ""; };
    std::vector<std::string> row{cell("intake_id"), cell("intake_name"), cell("intake_type"), "", "", ""};
    std::vector<std::string> how;
    std::vector<std::string> cautions; // once, though both levels have them
    for (const DerivedZone& zone : derived.zones) {
      if (std::ranges::find(zone.intakes, i) == zone.intakes.end()) continue;
      row[zone.first ? 3 : 4] = zoneId(zone, input);
      const Text level = zone.first ? Text{"一级", "level 1"} : Text{"二级", "level 2"};
      how.push_back(zh ? fmt::format("{}:{};{}", level.zh, zone.title.zh, zone.drawn.zh)
                       : fmt::format("{}: {}; {}", level.en, zone.title.en, zone.drawn.en));
      const std::string& caution = zh ? zone.caution.zh : zone.caution.en;
      if (std::ranges::find(cautions, caution) == cautions.end() && !caution.empty()) cautions.push_back(caution);
    }
    how.insert(how.end(), cautions.begin(), cautions.end());
    for (const NotDerived& failure : derived.failures) {
      if (failure.intake != i) continue;
      how.push_back((zh ? "未推定：" + failure.reason.zh : "not derived: " + failure.reason.en) +
                    (failure.detail.empty() ? "" : " (" + failure.detail + ")"));
    }
    row[5] = fmt::format("{}", fmt::join(how, " | "));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Approved zones win where their edition is the newer one; an older one is joined by the derived zones, not replaced.
Result<std::vector<Text>> olderEditions(const Task& task) {
  auto versions = task.desk.workspace.versions();
  if (!versions) return fail(versions.error());
  std::vector<Text> notes;
  for (const Version& v : *versions) {
    if (v.kind != task.desk.kind || !v.withdrawn_at.empty() || v.date > task.options.import.date) continue;
    if (v.label.starts_with(kLabel)) continue;
    notes.push_back(
        {fmt::format("已有较早的版本 {}({}):其覆盖范围内，落入推定范围的项目仍判为数据不足；"
                     "如为批复成果，请用更早的 --date 推定",
                     v.label, v.date),
         fmt::format("There is an older version {} ({}): inside its coverage too, a site in a derived range "
                     "stays unknown; if it is an approved one, derive with an earlier --date",
                     v.label, v.date)});
  }
  return notes;
}

Result<Outcome> store(const Task& task, const Derived& derived, const Read& read) {
  ImportOptions import = task.options.import;
  if (import.label.empty()) import.label = kLabel + import.date;
  if (import.coverage.empty()) import.coverage = "none";
  auto older = olderEditions(task);
  if (!older) return fail(older.error());
  Delivery delivery;
  delivery.notes = versionNotes(derived, task.distances, read);
  delivery.source.table = zoneTable(derived, task, read);
  delivery.source.diagnoses = read.diagnoses;
  Sha256 hash;
  delivery.source.bytes_hash = prefixedHex(hash.add(read.bytes).finish());
  auto outcome = storeDelivery(task.desk, import, std::move(delivery), task.feedback);
  if (outcome) std::ranges::move(*older, std::back_inserter(outcome->notes));
  return outcome;
}

} // namespace

Result<Outcome> deriveFile(const DeriveOptions& options, Language language, const AskYesNo& ask, Feedback& feedback) {
  auto desk = openDesk(options.import);
  if (!desk) return fail(desk.error());
  auto distances = derivationOf(desk->catalogue, options.import.kind);
  if (!distances) return fail(distances.error());
  const Task task{options, *distances, *desk, feedback};
  auto read = readAll(task, ask);
  if (!read) return fail(read.error());
  auto derived = deriveZones(*distances, read->input, feedback);
  if (!derived) return fail(derived.error());

  Outcome outcome;
  const std::string table = toTerminal(intakeTable(*derived, read->input, language), language);
  if (derived->zones.empty()) { // an empty version would say that there are none
    outcome.notes = notesFrom(read->diagnoses);
    std::ranges::move(versionNotes(*derived, *distances, *read), std::back_inserter(outcome.notes));
    outcome.notes.push_back({"没有推定出任何范围，未新增版本", "No zone was derived: no version added"});
  } else {
    auto stored = store(task, *derived, *read);
    if (!stored) return stored;
    outcome = std::move(*stored);
  }
  outcome.output = table;
  if (!derived->failures.empty() || derived->zones.empty()) outcome.exit_status = kSomeLeftOut;
  return outcome;
}

} // namespace ecoredline
