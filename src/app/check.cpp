#include "app/check.hpp"

#include "app/access_list.hpp"
#include "app/catalogue_folder.hpp"
#include "app/reference.hpp"
#include "base/files.hpp"
#include "base/json_writer.hpp"

#include <fmt/format.h>

#include <optional>

namespace ecoredline {

namespace {

/// What came of one file: its table and diagnoses, or the error that stopped it.
struct Checked {
  std::filesystem::path file;
  std::optional<Table> table;
  Diagnoses diagnoses;
  std::optional<Error> error;
};

Result<void> bindTo(const std::string& kind_id, Checked& checked, const FieldChoices& fields) {
  auto catalogue = loadCatalogue({});
  if (!catalogue) return fail(catalogue.error());
  const LayerKind* kind = catalogue->kind(kind_id);
  if (kind == nullptr)
    return fail(
        ErrorKind::usage, "import.unknown_kind",
        {fmt::format("目录中没有图层类型 {}", kind_id), fmt::format("No layer kind {} in the catalogue", kind_id)});
  auto bound = bindZones(*catalogue, *kind, *checked.table, fields, checked.diagnoses);
  if (!bound) return fail(bound.error());
  return {};
}

/// A table kind has no geometry to look at: it is read and bound in one go. Absent: another kind, or none.
std::optional<Checked> checkTable(const CheckOptions& options, const std::filesystem::path& file, Feedback& feedback) {
  if (options.kind.empty()) return std::nullopt;
  auto catalogue = loadCatalogue({});
  if (!catalogue) return Checked{file, {}, {}, catalogue.error()};
  const LayerKind* kind = catalogue->kind(options.kind);
  if (kind == nullptr || !kind->table) return std::nullopt;
  auto list = readList(file, *kind, options.source, feedback);
  if (!list) return Checked{file, {}, {}, list.error()};
  return Checked{file, std::move(list->list.table), std::move(list->diagnoses), {}};
}

Checked checkOne(const CheckOptions& options, const std::filesystem::path& file, const ReferenceBoundaries& reference,
                 Feedback& feedback) {
  if (auto table = checkTable(options, file, feedback)) return std::move(*table);
  Checked checked{file, {}, {}, {}};
  auto source = openWithConsent(file, options.source, reference, nullptr, feedback);
  if (!source) {
    checked.error = source.error();
    return checked;
  }
  checked.diagnoses = source->diagnoses;
  checked.table = source->table;
  if (!options.kind.empty())
    if (auto bound = bindTo(options.kind, checked, options.source.fields); !bound) checked.error = bound.error();
  if (!options.repair_out.empty())
    if (auto written = writeRepaired(*source, options.repair_out); !written) checked.error = written.error();
  return checked;
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
          .endObject();
    else
      json.null();
    json.key("diagnoses").beginArray();
    for (const Diagnosis& d : checked.diagnoses) writeDiagnosis(json, d);
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
  outcome.output = options.json ? toJsonText(all) : toPlainText(all, language);
  return outcome;
}

} // namespace ecoredline
