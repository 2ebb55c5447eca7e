#include "app/import_preview.hpp"

#include "app/field_mapping.hpp"
#include "app/reference.hpp"
#include "geo/area.hpp"

namespace ecoredline {

namespace {

void addZones(const BoundLayer& bound, ImportPreview& preview) {
  for (std::size_t row = 0; row < bound.table.rows(); ++row) {
    const BoundRow& zone = bound.rows[row];
    preview.zones.push_back({zone.zone_id, zone.zone_name, zone.zone_class, zone.zone_class_raw,
                             areaOf(bound.table.geometry, row, AreaMethod::official), bound.table.states[row]});
  }
  preview.places = bound.table.geometry;
  preview.mapping = bound.mapping;
}

void addRepairs(ImportPreview& preview) {
  for (const Diagnosis& d : preview.diagnoses)
    if (d.row && d.area_before_m2 && d.area_after_m2)
      preview.repairs.push_back({*d.row, *d.area_before_m2, *d.area_after_m2,
                                 d.code != "repair.proposed" && d.code != "repair.refused", d.message});
}

} // namespace

Result<ImportPreview> previewImport(const ImportOptions& options, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  const LayerKind* kind = catalogue->kind(options.kind);
  if (kind == nullptr || kind->table)
    return fail(ErrorKind::usage, "import.unknown_kind",
                {"目录中没有这种图层", "The catalogue has no such kind of layer"}, options.kind);
  auto reference = referenceBoundaries(&*workspace, options.date.empty() ? today() : options.date);
  if (!reference) return fail(reference.error());

  ImportPreview preview;
  preview.kind = kind->id;
  preview.fields = zoneFields(*kind);
  auto source = seeFile(options.file, options.source, *reference, preview, feedback);
  if (!source) return fail(source.error());
  if (auto weighed = weigh(preview.candidates, *workspace, feedback); !weighed) return fail(weighed.error());
  if (!*source) return preview;
  auto bound = bindZones(*catalogue, *kind, std::move((*source)->table), options.source.fields, preview.diagnoses);
  if (bound)
    addZones(*bound, preview);
  else if (!preview.refused)
    preview.refused = bound.error();
  addRepairs(preview);
  return preview;
}

} // namespace ecoredline
