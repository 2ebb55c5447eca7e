#include "app/import.hpp"

#include "app/access_list.hpp"
#include "app/field_mapping.hpp"
#include "app/layer_symbols.hpp"
#include "app/reference.hpp"
#include "app/version_shift.hpp"
#include "base/files.hpp"
#include "catalogue/bind_zones.hpp"
#include "geo/edge_model.hpp"
#include "geo/overlay.hpp"
#include "source/examine.hpp"
#include "store/layer_styles.hpp"
#include "store/workspace.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <sstream>

namespace ecoredline {

namespace {

Result<const LayerKind*> kindNamed(const Catalogue& catalogue, const std::string& id) {
  if (const LayerKind* kind = catalogue.kind(id)) return kind;
  std::vector<std::string> known;
  for (const LayerKind& kind : catalogue.kinds()) known.push_back(kind.id);
  return fail(ErrorKind::usage, "import.unknown_kind",
              {fmt::format("目录中没有图层类型 {}", id), fmt::format("No layer kind {} in the catalogue", id)}, {},
              {fmt::format("可用：{}", fmt::join(known, " ")), fmt::format("one of: {}", fmt::join(known, " "))});
}

std::vector<std::string> splitCodes(const std::string& text) {
  std::vector<std::string> codes;
  std::istringstream in(text);
  for (std::string code; std::getline(in, code, ',');) codes.push_back(trimmed(code));
  return codes;
}

/// The units named, out of the reference boundaries; every code must be met (a prefix names all below it).
Result<FlatLayer> adminArea(const ReferenceBoundaries& reference, const std::vector<std::string>& codes) {
  FlatBuilder builder(Crs::cgcs2000());
  for (const std::string& code : codes) {
    bool found = false;
    for (std::size_t row = 0; row < reference.areas.rows(); ++row)
      if (!code.empty() && reference.codes[row].starts_with(code)) {
        builder.copyRow(reference.areas, row);
        found = true;
      }
    if (!found)
      return fail(
          ErrorKind::input, "import.bad_coverage",
          {fmt::format("行政区划中没有代码 {}", code), fmt::format("No administrative unit with code {}", code)}, {},
          {"先导入 admin_division，或改用面文件", "import admin_division first, or name a polygon file"});
  }
  return builder.take();
}

/// One row for the whole area, so that it need not be united again for every run; as it is where that is not sure.
FlatLayer united(FlatLayer area) {
  std::vector<Geometry> parts;
  for (std::size_t row = 0; row < area.rows(); ++row) parts.push_back(Geometry::fromRow(area, row));
  const Overlay whole = guardedUnion(parts);
  if (whole.rung == Rung::undecided) return area;
  FlatBuilder builder(area.crs);
  whole.shape.appendTo(builder, Shape::polygon, 0);
  return builder.take();
}

Result<Coverage> coverageFrom(const std::string& text, const ReferenceBoundaries& reference, Feedback& feedback) {
  Coverage coverage;
  coverage.text = text;
  if (text == "none") return coverage;
  if (text == "all" || text == "features") {
    coverage.mode = text == "all" ? Coverage::Mode::all : Coverage::Mode::features;
    return coverage;
  }
  if (text.starts_with("admin:")) {
    auto area = adminArea(reference, splitCodes(text.substr(6)));
    if (!area) return fail(area.error());
    coverage.mode = Coverage::Mode::admin;
    coverage.area = united(std::move(*area));
    return coverage;
  }
  auto source = openSource(pathFromUtf8(text), {}, reference, feedback);
  if (!source) return fail(source.error());
  auto area = moveLayer(source->table.geometry, Crs::cgcs2000());
  if (!area) return fail(area.error());
  coverage.mode = Coverage::Mode::polygon;
  coverage.text = toUtf8(pathFromUtf8(text).filename());
  coverage.area = united(std::move(*area));
  return coverage;
}

Text importedNote(const Version& version) {
  return {fmt::format("已导入 {} {}:{} 个要素，{} 个分区，{} 个无效；覆盖范围 {}；精度 {} m{};{}", version.kind,
                      version.label, version.features, version.zones, version.invalid, version.coverage.text,
                      version.accuracy_m, version.accuracy_assumed ? "（假定）" : "",
                      version.content_hash.substr(0, 19)),
          fmt::format("Imported {} {}: {} features, {} zones, {} invalid; coverage {}; accuracy {} m{}; {}",
                      version.kind, version.label, version.features, version.zones, version.invalid,
                      version.coverage.text, version.accuracy_m, version.accuracy_assumed ? " (assumed)" : "",
                      version.content_hash.substr(0, 19))};
}

Result<void> checkDates(const ImportOptions& options) {
  const bool fine = isDate(options.date) && (options.effective_to.empty() ||
                                             (isDate(options.effective_to) && options.effective_to >= options.date));
  if (fine) return {};
  return fail(
      ErrorKind::usage, "import.bad_date",
      {"日期须为 YYYY-MM-DD，且失效日不早于生效日", "Dates are YYYY-MM-DD, and the end is not before the beginning"},
      options.date + " " + options.effective_to);
}

/// Clauses without a unit and units without a clause are worth a word as soon as both are there (M10).
Result<void> addListNotes(const ImportOptions& options, const Workspace& workspace, const Catalogue& catalogue,
                          Outcome& outcome) {
  auto found = compareListWithUnits(workspace, catalogue, options.date);
  if (!found) return fail(found.error());
  std::ranges::move(notesFrom(*found), std::back_inserter(outcome.notes));
  return {};
}

/// The columns that the kind's newest version was taken from.
Result<std::vector<FieldMapping>> lastMapping(const Workspace& workspace, const std::string& kind) {
  auto versions = workspace.versions();
  if (!versions) return fail(versions.error());
  const Version* newest = nullptr;
  for (const Version& version : *versions)
    if (version.kind == kind && version.withdrawn_at.empty() && (newest == nullptr || version.date >= newest->date))
      newest = &version;
  if (newest == nullptr) return std::vector<FieldMapping>{};
  return workspace.mapping(newest->id);
}

Shape mostlyOf(const FlatLayer& rows) {
  for (const Shape shape : {Shape::polygon, Shape::line, Shape::point})
    if (std::ranges::count(rows.shape, shape) > 0) return shape;
  return Shape::polygon;
}

/// So that QGIS opens the new layer looking as on our own maps.
Result<void> keepVersionSymbols(const std::filesystem::path& workspace, const Version& version, const LayerKind& kind,
                                Shape shape) {
  auto table = versionTable(workspace, version.id);
  if (!table) return fail(table.error());
  return keepSymbols(workspace, *table, kind, shape);
}

Result<Outcome> importListAndCompare(const ImportOptions& options, Workspace& workspace, const Catalogue& catalogue,
                                     const LayerKind& kind, Feedback& feedback) {
  auto outcome = importList(options, workspace, kind, feedback);
  if (!outcome) return outcome;
  if (auto noted = addListNotes(options, workspace, catalogue, *outcome); !noted) return fail(noted.error());
  return outcome;
}

} // namespace

Result<ImportDesk> openDesk(const ImportOptions& options) {
  if (auto checked = checkDates(options); !checked) return fail(checked.error());
  auto workspace = Workspace::open(options.workspace, Workspace::Access::write);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  if (auto kind = kindNamed(*catalogue, options.kind); !kind) return fail(kind.error());
  auto reference = referenceBoundaries(&*workspace, options.date);
  if (!reference) return fail(reference.error());
  return ImportDesk{std::move(*workspace), std::move(*catalogue), options.kind, std::move(*reference)};
}

Result<Outcome> storeDelivery(ImportDesk& desk, const ImportOptions& options, Delivery delivery, Feedback& feedback) {
  const LayerKind& kind = desk.layerKind();
  Diagnoses diagnoses = delivery.source.diagnoses;
  auto bound = bindZones(kind, std::move(delivery.source.table), delivery.fields, diagnoses, feedback);
  if (!bound) return fail(bound.error());

  NewVersion version{options.label.empty() ? options.date : options.label,
                     options.date,
                     options.effective_to,
                     options.accuracy_m.value_or(kind.accuracy_m),
                     !options.accuracy_m,
                     {},
                     delivery.source.bytes_hash,
                     std::move(delivery.notes)};
  const std::string by_default = kind.duty == CoverageDuty::full ? "features" : "none";
  auto coverage = coverageFrom(options.coverage.empty() ? by_default : options.coverage, desk.reference, feedback);
  if (!coverage) return fail(coverage.error());
  version.coverage = std::move(*coverage);

  const Shape shape = mostlyOf(bound->table.geometry);
  auto stored = desk.workspace.addVersion(*bound, version, feedback);
  if (!stored) return fail(stored.error());
  Outcome outcome;
  outcome.notes = notesFrom(diagnoses);
  outcome.notes.push_back(importedNote(*stored));
  if (auto kept = keepVersionSymbols(options.workspace, *stored, kind, shape); !kept) return fail(kept.error());
  if (kind.needs_access_list)
    if (auto noted = addListNotes(options, desk.workspace, desk.catalogue, outcome); !noted) return fail(noted.error());
  return outcome;
}

Result<Outcome> importFile(const ImportOptions& options, const AskYesNo& ask, Feedback& feedback) {
  auto desk = openDesk(options);
  if (!desk) return fail(desk.error());
  const LayerKind& kind = desk->layerKind();
  if (kind.table) return importListAndCompare(options, desk->workspace, desk->catalogue, kind, feedback);
  auto source = openWithConsent(options.file, options.source, desk->reference, ask, feedback);
  if (!source) return fail(source.error());
  if (auto examined = examineBeforeUse(*source, desk->reference, options.source.read, feedback); !examined)
    return fail(examined.error());
  if (auto compared = compareWithVersions(desk->workspace, desk->catalogue, kind.id, source->table.geometry,
                                          source->diagnoses, feedback);
      !compared)
    return fail(compared.error());
  auto before = lastMapping(desk->workspace, kind.id);
  if (!before) return fail(before.error());
  auto fields = settleFields({kind, source->table, std::move(*before)}, options.source.fields, ask);
  if (!fields) return fail(fields.error());
  auto outcome =
      storeDelivery(*desk, options, {std::move(*source), std::move(fields->choices), fields->notes}, feedback);
  if (outcome) outcome->notes.insert(outcome->notes.begin(), fields->notes.begin(), fields->notes.end());
  return outcome;
}

} // namespace ecoredline
