#include "app/preview.hpp"

#include "app/reference.hpp"
#include "geo/area.hpp"
#include "source/examine.hpp"

namespace ecoredline {

namespace {

constexpr std::size_t kRowsOfText = 6; // shown under each encoding

void addSites(const BoundSites& bound, SitePreview& preview) {
  for (std::size_t row = 0; row < bound.table.rows(); ++row) {
    const BoundSite& site = bound.rows[row];
    preview.sites.push_back({site.site_id, site.site_name, site.project_id, bound.table.geometry.shape[row],
                             areaOf(bound.table.geometry, row, AreaMethod::official), bound.table.states[row]});
  }
  preview.places = bound.table.geometry;
  preview.mapping = bound.mapping;
}

/// What can be chosen between where the file was refused.
void addAnswers(const std::filesystem::path& file, const SourceOptions& options, const ReferenceBoundaries& reference,
                FileSeen& seen, Feedback& feedback) {
  if (!seen.refused->code.starts_with("crs.")) return;
  const auto shapes = shapesAsStored(file, options.read, feedback);
  if (shapes) seen.candidates = choicesOf(*shapes, crsCandidates(*shapes, reference));
}

} // namespace

Result<std::optional<Source>> seeFile(const std::filesystem::path& file, const SourceOptions& options,
                                      const ReferenceBoundaries& reference, FileSeen& seen, Feedback& feedback) {
  if (auto layers = layersOf(file)) seen.layers = std::move(*layers);
  if (auto readouts = readoutsOf(file, options.read, kRowsOfText)) seen.encodings = std::move(*readouts);
  auto source = openWithConsent(file, options, reference, nullptr, feedback);
  if (!source) {
    if (source.error().kind == ErrorKind::cancelled) return fail(source.error());
    seen.refused = source.error();
    addAnswers(file, options, reference, seen, feedback);
    return std::nullopt;
  }
  seen.layer = source->table.layer;
  seen.encoding = source->table.encoding;
  seen.crs = source->table.delivered_crs;
  for (const Column& column : source->table.columns) seen.columns.push_back(column.name);
  const auto examined = examineBeforeUse(*source, reference, options.read, feedback);
  seen.diagnoses = source->diagnoses;
  if (!examined && examined.error().kind == ErrorKind::cancelled) return fail(examined.error());
  if (!examined) seen.refused = examined.error();
  return std::move(*source);
}

Result<SitePreview> previewSites(const PreviewOptions& options, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto reference = referenceBoundaries(&*workspace, options.as_of.empty() ? today() : options.as_of);
  if (!reference) return fail(reference.error());

  SitePreview preview;
  preview.fields = catalogue->siteFields();
  auto source = seeFile(options.sites, options.source, *reference, preview, feedback);
  if (!source) return fail(source.error());
  if (auto weighed = weigh(preview.candidates, *workspace, feedback); !weighed) return fail(weighed.error());
  if (!*source) return preview;
  auto sites = bindSites(*catalogue, std::move((*source)->table), options.source.fields, preview.diagnoses);
  if (sites)
    addSites(*sites, preview);
  else if (!preview.refused)
    preview.refused = sites.error();
  return preview;
}

} // namespace ecoredline
