#include "app/access_list.hpp"

#include "source/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ecoredline {

namespace {

bool inForce(const Version& version, const Date& as_of) {
  return version.withdrawn_at.empty() && version.date <= as_of &&
         (version.effective_to.empty() || as_of <= version.effective_to);
}

Result<Coverage> coverageOfList(const std::string& text) {
  Coverage coverage;
  coverage.text = text.empty() ? "none" : text;
  if (text == "all") coverage.mode = Coverage::Mode::all;
  if (coverage.text == "none" || coverage.text == "all") return coverage;
  return fail(ErrorKind::usage, "import.bad_coverage",
              {"准入清单的覆盖范围只能是 none 或 all", "The coverage of an access list is none or all"}, text,
              {"all 表示取代以前的全部清单；none 表示只取代同级别、同适用范围的",
               "all takes the place of every older list, none only level by level and scope by scope"});
}

std::string countsByLevel(const BoundList& list, Language language) {
  std::string text;
  for (const FieldValue& level : list.kind->field("level")->values) {
    const auto count = std::ranges::count(list.clauses, level.id, &Clause::level);
    if (count > 0)
      text += fmt::format("{}{} {}",
                          text.empty()               ? ""
                          : language == Language::zh ? "、"
                                                     : ", ",
                          level.title.in(language), count);
  }
  return text;
}

Text importedNote(const Version& version, const BoundList& list) {
  const std::string hash = version.content_hash.substr(0, 19);
  return {fmt::format("已导入 {} {}：{} 条（{}）；{}", version.kind, version.label, version.features,
                      countsByLevel(list, Language::zh), hash),
          fmt::format("Imported {} {}: {} clauses ({}); {}", version.kind, version.label, version.features,
                      countsByLevel(list, Language::en), hash)};
}

} // namespace

Result<DeliveredList> readList(const std::filesystem::path& file, const LayerKind& kind, const SourceOptions& source,
                               Feedback& feedback) {
  std::vector<std::string> headers = headerNames(kind.fields);
  for (const auto& [field, column] : source.fields) headers.push_back(column);
  auto table = openTable(file, source.read, headers, feedback);
  if (!table) return fail(table.error());
  DeliveredList delivered;
  delivered.diagnoses = std::move(table->diagnoses);
  delivered.bytes_hash = std::move(table->bytes_hash);
  auto list = bindList(kind, std::move(table->table), source.fields, delivered.diagnoses);
  if (!list) return fail(list.error());
  delivered.list = std::move(*list);
  return delivered;
}

Result<Outcome> importList(const ImportOptions& options, Workspace& workspace, const LayerKind& kind,
                           Feedback& feedback) {
  auto coverage = coverageOfList(options.coverage);
  if (!coverage) return fail(coverage.error());
  auto delivered = readList(options.file, kind, options.source, feedback);
  if (!delivered) return fail(delivered.error());
  const NewVersion version{options.label.empty() ? options.date : options.label,
                           options.date,
                           options.effective_to,
                           0,
                           false,
                           std::move(*coverage),
                           delivered->bytes_hash};
  auto stored = workspace.addList(delivered->list, version, feedback);
  if (!stored) return fail(stored.error());
  Outcome outcome;
  outcome.notes = notesFrom(delivered->diagnoses);
  outcome.notes.push_back(importedNote(*stored, delivered->list));
  for (const std::string& note : stored->notes) outcome.notes.push_back({note, note});
  return outcome;
}

Result<Diagnoses> compareListWithUnits(const Workspace& workspace, const Catalogue& catalogue, const Date& as_of) {
  auto versions = workspace.versions();
  if (!versions) return fail(versions.error());
  std::set<std::string> units;
  std::vector<Clause> clauses;
  bool any_list = false;
  for (const Version& version : *versions) {
    const LayerKind* kind = catalogue.kind(version.kind);
    if (kind == nullptr || !inForce(version, as_of)) continue;
    if (kind->needs_access_list) {
      auto zones = workspace.zones(version.id);
      if (!zones) return fail(zones.error());
      for (const auto& [row, zone] : *zones)
        if (!zone.zone_id.empty()) units.insert(zone.zone_id);
    } else if (version.kind == kAccessListKind) {
      auto list = workspace.clauses(version.id);
      if (!list) return fail(list.error());
      any_list = true;
      std::ranges::move(*list, std::back_inserter(clauses));
    }
  }
  return any_list ? lintList(clauses, units) : Diagnoses();
}

} // namespace ecoredline
