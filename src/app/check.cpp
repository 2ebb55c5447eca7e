#include "app/check.hpp"

#include "app/access_list.hpp"
#include "app/candidate_map.hpp"
#include "app/catalogue_folder.hpp"
#include "app/reference.hpp"
#include "base/files.hpp"
#include "base/json_writer.hpp"
#include "geo/edge_model.hpp"
#include "geo/measure.hpp"
#include "source/examine.hpp"
#include "source/receipt.hpp"
#include "source/row_diagnoses.hpp"
#include "source/shift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ecoredline {

namespace {

/// What came of one file: its table and diagnoses, or the error that stopped it.
struct Checked {
  std::filesystem::path file;
  std::optional<Table> table;
  Diagnoses diagnoses;
  std::optional<Error> error;
  std::vector<CrsCandidate> candidates; ///< only where the map was asked for
};

/// Errors: import.unknown_kind.
Result<Catalogue> catalogueWith(const std::string& kind_id) {
  auto catalogue = loadCatalogue({});
  if (!catalogue) return fail(catalogue.error());
  if (catalogue->kind(kind_id) == nullptr)
    return fail(
        ErrorKind::usage, "import.unknown_kind",
        {fmt::format("目录中没有图层类型 {}", kind_id), fmt::format("No layer kind {} in the catalogue", kind_id)});
  return catalogue;
}

Result<void> bindTo(const Catalogue& catalogue, const std::string& kind_id, Checked& checked,
                    const FieldChoices& fields) {
  const LayerKind& kind = *catalogue.kind(kind_id);
  auto bound = bindZones(catalogue, kind, *checked.table, fields, checked.diagnoses);
  if (!bound) return fail(bound.error());
  return {};
}

/// With a kind: binds to it, and looks for gaps only where the kind covers everything.
Result<void> checkTableOf(const CheckOptions& options, const ReferenceBoundaries& reference, Checked& checked,
                          Feedback& feedback) {
  ExamineOptions examined{Fit::unknown, today()};
  if (!options.kind.empty()) {
    auto catalogue = catalogueWith(options.kind);
    if (!catalogue) return fail(catalogue.error());
    examined.fit = catalogue->kind(options.kind)->duty == CoverageDuty::full ? Fit::coverage : Fit::islands;
    if (auto bound = bindTo(*catalogue, options.kind, checked, options.source.fields); !bound) return bound;
  }
  return examine(*checked.table, reference, examined, checked.diagnoses, feedback);
}

/// Both layers in one plane, and the move between them as a diagnosis.
Result<void> compareWith(const std::filesystem::path& other_file, const ReferenceBoundaries& reference,
                         Checked& checked, Feedback& feedback) {
  auto other = openSource(other_file, {}, reference, feedback);
  if (!other) return fail(other.error());
  const FlatLayer& layer = checked.table->geometry;
  auto plane = metricPlane(layer.crs, layer.extent());
  if (!plane) return fail(plane.error());
  auto mine = moveLayer(layer, *plane);
  if (!mine) return fail(mine.error());
  auto theirs = moveLayer(other->table.geometry, *plane);
  if (!theirs) return fail(theirs.error());
  const std::string name = toUtf8(other_file.filename());
  const auto shift = findShift(*mine, *theirs);
  checked.diagnoses.push_back(
      shift ? diagnosis("shift.found", Severity::warning, describe(*shift, {"本图层", "This layer"}, {name, name}))
            : diagnosis("shift.none", Severity::info,
                        {fmt::format("与 {} 相比没有整体平移：两者一致，或差异不能用一次平移解释", name),
                         fmt::format("No shift against {}: the layers agree, or differ by more than one move", name)}));
  return {};
}

/// The copy, and where it differs from the source the receipt beside it.
Result<void> writeCopy(const CheckOptions& options, const Source& source, const ReferenceBoundaries& reference,
                       Feedback& feedback) {
  if (auto written = writeRepaired(source, options.repair_out); !written) return written;
  if (std::ranges::find(source.table.states, RowState::repaired) == source.table.states.end()) return {};
  ReadOptions as_delivered = options.source.read;
  as_delivered.repair = RepairConsent::no;
  auto original = openSource(pathFromUtf8(source.table.source), as_delivered, reference, feedback);
  if (!original) return fail(original.error());
  return writeFileAtomically(receiptPath(options.repair_out), toJson(receiptOf(*original, source, options.repair_out)));
}

/// A table kind has no geometry to look at: it is read and bound in one go. Absent: another kind, or none.
std::optional<Checked> checkTable(const CheckOptions& options, const std::filesystem::path& file, Feedback& feedback) {
  if (options.kind.empty()) return std::nullopt;
  auto catalogue = loadCatalogue({});
  if (!catalogue) return Checked{file, {}, {}, catalogue.error(), {}};
  const LayerKind* kind = catalogue->kind(options.kind);
  if (kind == nullptr || !kind->table) return std::nullopt;
  auto list = readList(file, *kind, options.source, feedback);
  if (!list) return Checked{file, {}, {}, list.error(), {}};
  return Checked{file, std::move(list->list.table), std::move(list->diagnoses), {}, {}};
}

Checked checkOne(const CheckOptions& options, const std::filesystem::path& file, const ReferenceBoundaries& reference,
                 Feedback& feedback) {
  if (auto table = checkTable(options, file, feedback)) return std::move(*table);
  Checked checked{file, {}, {}, {}, {}};
  auto source = openWithConsent(file, options.source, reference, nullptr, feedback);
  if (!source) {
    checked.error = source.error();
    return checked;
  }
  checked.diagnoses = source->diagnoses;
  checked.table = source->table;
  auto done = checkTableOf(options, reference, checked, feedback);
  if (done && !options.against.empty()) done = compareWith(options.against, reference, checked, feedback);
  if (done && !options.repair_out.empty()) done = writeCopy(options, *source, reference, feedback);
  if (!done) checked.error = done.error();
  return checked;
}

/// What each file's coordinates could be; the map is drawn of the first file that has any.
Result<void> addCandidates(const CheckOptions& options, const ReferenceBoundaries& reference, std::vector<Checked>& all,
                           Language language) {
  bool is_drawn = false;
  for (Checked& checked : all) {
    const auto shapes = shapesAsStored(checked.file, options.source.read, silentFeedback());
    if (!shapes) continue;
    checked.candidates = crsCandidates(*shapes, reference);
    if (is_drawn || checked.candidates.empty()) continue;
    auto svg = candidateMap(toUtf8(checked.file.filename()), checked.candidates, reference, language);
    if (!svg) return fail(svg.error());
    if (auto written = writeFileAtomically(options.map, *svg); !written) return written;
    is_drawn = true;
  }
  return {};
}

void writeNumber(JsonWriter& json, const char* key, const std::optional<double>& value, int digits) {
  json.key(key);
  if (value)
    json.fixed(*value, digits);
  else
    json.null();
}

void writeDiagnosis(JsonWriter& json, const Diagnosis& d) {
  json.beginObject().key("code").text(d.code).key("severity").text(name(d.severity));
  json.key("zh").text(d.message.zh).key("en").text(d.message.en).key("row");
  if (d.row)
    json.integer(*d.row);
  else
    json.null();
  writeNumber(json, "x", d.x, 9);
  writeNumber(json, "y", d.y, 9);
  writeNumber(json, "area_before_m2", d.area_before_m2, 4);
  writeNumber(json, "area_after_m2", d.area_after_m2, 4);
  json.endObject();
}

std::string axisWord(const CrsCandidate& candidate) {
  return candidate.axis == AxisOrder::yx ? "yx" : "xy";
}

std::string toJsonText(const std::vector<Checked>& all) {
  JsonWriter json;
  json.beginObject().key("format").text("ecoredline.check/1").key("files").beginArray();
  for (const Checked& checked : all) {
    json.beginObject().key("file").text(toUtf8(checked.file));
    json.key("rows").integer(checked.table ? static_cast<std::int64_t>(checked.table->rows()) : 0);
    json.key("encoding").text(checked.table ? checked.table->encoding : "");
    json.key("crs").text(checked.table ? checked.table->delivered_crs : "");
    json.key("error");
    if (checked.error)
      json.beginObject()
          .key("code")
          .text(checked.error->code)
          .key("zh")
          .text(checked.error->what.zh)
          .key("en")
          .text(checked.error->what.en)
          .key("advice_zh")
          .text(checked.error->advice.zh)
          .key("advice_en")
          .text(checked.error->advice.en)
          .endObject();
    else
      json.null();
    json.key("diagnoses").beginArray();
    for (const Diagnosis& d : checked.diagnoses) writeDiagnosis(json, d);
    json.endArray().key("crs_candidates").beginArray();
    for (const CrsCandidate& candidate : checked.candidates)
      json.beginObject()
          .key("crs")
          .text(candidate.crs)
          .key("axis")
          .text(axisWord(candidate))
          .key("places")
          .integer(static_cast<std::int64_t>(candidate.places))
          .key("in_counties")
          .integer(static_cast<std::int64_t>(candidate.hits))
          .key("county")
          .text(candidate.county)
          .endObject();
    json.endArray().endObject();
  }
  json.endArray().endObject();
  return json.take() + "\n";
}

std::string toPlainText(const std::vector<Checked>& all, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const Checked& checked : all) {
    out += toUtf8(checked.file) + "\n";
    if (checked.table)
      out += fmt::format(fmt::runtime(zh ? "  {} 行，编码 {}，坐标系 {}\n" : "  {} rows, encoding {}, CRS {}\n"),
                         checked.table->rows(), checked.table->encoding, checked.table->delivered_crs);
    for (const Diagnosis& d : checked.diagnoses) {
      const std::string row = d.row ? fmt::format(fmt::runtime(zh ? " 第 {} 行" : " row {}"), *d.row + 1) : "";
      out += fmt::format("  [{}] {}{}: {}\n", name(d.severity), d.code, row, d.message.in(language));
    }
    for (const CrsCandidate& candidate : checked.candidates)
      out += fmt::format(fmt::runtime(zh ? "  候选 --crs {} --axis {}：{}/{} 处在县界内 {}\n"
                                         : "  candidate --crs {} --axis {}: {} of {} places in counties {}\n"),
                         candidate.crs, axisWord(candidate), candidate.hits, candidate.places, candidate.county);
    if (checked.error)
      out += "  " + describe(*checked.error, language) + "\n";
    else if (checked.diagnoses.empty())
      out += zh ? "  没有发现问题\n" : "  nothing to report\n";
  }
  return out;
}

} // namespace

Result<Outcome> checkFiles(const CheckOptions& options, Language language, Feedback& feedback) {
  auto reference = referenceBoundaries(nullptr, today());
  if (!reference) return fail(reference.error());
  std::vector<Checked> all;
  Outcome outcome;
  for (const auto& file : options.files) {
    all.push_back(checkOne(options, file, *reference, feedback));
    if (all.back().error && all.back().error->kind == ErrorKind::cancelled) return fail(*all.back().error);
    if (all.back().error) outcome.exit_status = 3;
  }
  if (!options.map.empty())
    if (auto drawn = addCandidates(options, *reference, all, language); !drawn) return fail(drawn.error());
  outcome.output = options.json ? toJsonText(all) : toPlainText(all, language);
  return outcome;
}

Result<Outcome> undoRepair(const std::filesystem::path& receipt) {
  const auto count = undoRepairs(receipt);
  if (!count) return fail(count.error());
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已恢复 {} 行的原始图形", *count),
                           fmt::format("The original geometry of {} rows was put back", *count)});
  return outcome;
}

} // namespace ecoredline
