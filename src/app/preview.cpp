#include "app/preview.hpp"

#include "app/reference.hpp"
#include "geo/area.hpp"
#include "source/examine.hpp"

namespace ecoredline {

namespace {

void addSites(const BoundSites& bound, SitePreview& preview) {
  for (std::size_t row = 0; row < bound.table.rows(); ++row) {
    const BoundSite& site = bound.rows[row];
    preview.sites.push_back({site.site_id, site.site_name, site.project_id, bound.table.geometry.shape[row],
                             areaOf(bound.table.geometry, row, AreaMethod::official), bound.table.states[row]});
  }
  preview.places = bound.table.geometry;
}

/// What can be chosen between where the file was refused.
void addAnswers(const PreviewOptions& options, const ReferenceBoundaries& reference, SitePreview& preview,
                Feedback& feedback) {
  if (!preview.refused->code.starts_with("crs.")) return;
  const auto shapes = shapesAsStored(options.sites, options.source.read, feedback);
  if (shapes) preview.candidates = crsCandidates(*shapes, reference);
}

} // namespace

Result<SitePreview> previewSites(const PreviewOptions& options, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto reference = referenceBoundaries(&*workspace, options.as_of.empty() ? today() : options.as_of);
  if (!reference) return fail(reference.error());

  SitePreview preview;
  if (auto layers = layersOf(options.sites)) preview.layers = std::move(*layers);
  auto source = openWithConsent(options.sites, options.source, *reference, nullptr, feedback);
  if (!source) {
    if (source.error().kind == ErrorKind::cancelled) return fail(source.error());
    preview.refused = source.error();
    addAnswers(options, *reference, preview, feedback);
    return preview;
  }
  preview.layer = source->table.layer;
  preview.encoding = source->table.encoding;
  preview.crs = source->table.delivered_crs;
  const auto examined = examineBeforeUse(*source, *reference, options.source.read, feedback);
  preview.diagnoses = source->diagnoses;
  if (!examined && examined.error().kind == ErrorKind::cancelled) return fail(examined.error());
  if (!examined) preview.refused = examined.error();
  auto sites = bindSites(*catalogue, std::move(source->table), options.source.fields, preview.diagnoses);
  if (sites)
    addSites(*sites, preview);
  else if (!preview.refused)
    preview.refused = sites.error();
  return preview;
}

} // namespace ecoredline
