#include "app/what_if.hpp"

#include "app/facts_file.hpp"
#include "app/reference.hpp"
#include "app/screen_scope.hpp"
#include "geo/edge_model.hpp"
#include "geo/geometry.hpp"
#include "screening/screen.hpp"
#include "screening/warm_start.hpp"
#include "source/examine.hpp"

#include <algorithm>

namespace ecoredline {

struct WhatIf::State {
  State(Workspace opened, Catalogue kept) : workspace(std::move(opened)), catalogue(std::move(kept)), warm(catalogue) {}

  Workspace workspace;
  Catalogue catalogue;
  BoundSites sites;
  WarmStart warm;
  ScreenRequest request; ///< all but the sites
};

WhatIf::WhatIf(std::unique_ptr<State> state) : m_state(std::move(state)) {}
WhatIf::~WhatIf() = default;

Result<std::unique_ptr<WhatIf>> WhatIf::open(const ScreenOptions& options, Feedback& feedback) {
  auto workspace = Workspace::open(options.workspace, Workspace::Access::read);
  if (!workspace) return fail(workspace.error());
  auto catalogue = workspace->catalogue();
  if (!catalogue) return fail(catalogue.error());
  auto scope = scopeOf(options, *catalogue);
  if (!scope) return fail(scope.error());
  auto facts = loadFacts(options.facts, *catalogue, feedback);
  if (!facts) return fail(facts.error());
  auto state = std::make_unique<State>(std::move(*workspace), std::move(*catalogue));
  ScreenRequest& request = state->request;
  request.as_of = options.as_of.empty() ? today() : options.as_of;
  auto reference = referenceBoundaries(&state->workspace, request.as_of);
  if (!reference) return fail(reference.error());
  auto source = openWithConsent(options.sites, options.source, *reference, nullptr, feedback);
  if (!source) return fail(source.error());
  if (auto examined = examineBeforeUse(*source, *reference, options.source.read, feedback); !examined)
    return fail(examined.error());
  Diagnoses diagnoses;
  auto sites = bindSites(state->catalogue, std::move(source->table), options.source.fields, diagnoses);
  if (!sites) return fail(sites.error());
  state->sites = std::move(*sites);
  request.catalogue = &state->catalogue;
  request.workspace = &state->workspace;
  request.facts = std::move(*facts);
  request.scope = scope->kinds;
  request.scope_named = scope->named;
  request.profile = scope->profile;
  request.site_accuracy_m = options.site_accuracy_m;
  request.buffer_m = options.buffer_m;
  request.method = options.method;
  request.threads = options.jobs;
  request.index_folder = options.index_folder;
  request.warm = &state->warm;
  return std::unique_ptr<WhatIf>(new WhatIf(std::move(state)));
}

namespace {

/// The sites of one project, one of them with another geometry.
BoundSites projectWith(const BoundSites& all, std::size_t moved, const FlatLayer& place) {
  const RowState state = invalidityOf(place, 0) ? RowState::invalid : RowState::valid;
  BoundSites some;
  FlatBuilder geometry(all.table.geometry.crs);
  some.table.layer = all.table.layer;
  some.table.assumed_accuracy_m = all.table.assumed_accuracy_m;
  for (std::size_t row = 0; row < all.rows.size(); ++row) {
    if (all.rows[row].project_id != all.rows[moved].project_id) continue;
    const auto id = static_cast<std::int64_t>(some.rows.size());
    if (row == moved)
      geometry.copyRow(place, 0, id);
    else
      geometry.copyRow(all.table.geometry, row, id);
    some.rows.push_back(all.rows[row]);
    some.table.states.push_back(row == moved ? state : all.table.states[row]);
  }
  some.table.geometry = geometry.take();
  return some;
}

} // namespace

Result<ScreenedRun> WhatIf::screen(const std::string& site, const FlatLayer& place, bool with_shapes,
                                   Feedback& feedback) {
  const BoundSites& all = m_state->sites;
  const auto found = std::ranges::find(all.rows, site, &BoundSite::site_id);
  if (found == all.rows.end() || place.rows() != 1)
    return fail(ErrorKind::usage, "what_if.no_site", {"项目文件中没有这个地块", "The site file has no such site"},
                site);
  auto there = moveLayer(place, all.table.geometry.crs);
  if (!there) return fail(there.error());
  ScreenRequest request = m_state->request;
  request.sites = projectWith(all, static_cast<std::size_t>(found - all.rows.begin()), *there);
  request.want_overlaps = with_shapes;
  auto screening = ecoredline::screen(request, feedback);
  if (!screening) return fail(screening.error());
  return ScreenedRun{std::move(screening->report), std::move(screening->overlaps)};
}

} // namespace ecoredline
