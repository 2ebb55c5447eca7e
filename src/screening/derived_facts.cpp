#include "screening/derived_facts.hpp"

#include "geo/edge_model.hpp"

#include <algorithm>
#include <set>

namespace ecoredline {

namespace {

using Derived = std::vector<std::map<std::string, std::string>>;

/// The derived facts that rules of `kind` ask for.
std::vector<const Fact*> factsAsked(const Catalogue& catalogue, const LayerKind& kind) {
  std::vector<const Fact*> asked;
  for (const Fact& fact : catalogue.facts()) {
    const bool used =
        std::ranges::any_of(kind.rules, [&](const Rule& rule) { return std::ranges::count(rule.needs, fact.id) > 0; });
    if (fact.sort == FactSort::derived && !fact.from_kind.empty() && used) asked.push_back(&fact);
  }
  return asked;
}

/// The zones of the fact's kind and classes, in force, near `window` of the CRS asked for.
Result<FlatLayer> zonesOf(RunContext& context, const Fact& fact, const Crs& crs) {
  FlatBuilder builder(crs);
  auto editions = editionsOf(*context.request->workspace, context.versions, fact.from_kind, context.request->as_of);
  if (!editions) return fail(editions.error());
  for (const Edition& edition : editions->in_force) {
    auto moved = context.moved(edition.reader->crs());
    if (!moved) return fail(moved.error());
    auto zones = edition.reader->read((*moved)->extent(), *context.feedback);
    if (!zones) return zones;
    auto attributes = context.request->workspace->zones(edition.version.id, zones->row_id);
    if (!attributes) return fail(attributes.error());
    auto in_crs = moveLayer(*zones, crs);
    if (!in_crs) return in_crs;
    for (std::size_t row = 0; row < in_crs->rows(); ++row)
      if (std::ranges::count(fact.from_classes, attributes->at(in_crs->row_id[row]).zone_class) > 0)
        builder.copyRow(*in_crs, row);
  }
  return builder.take();
}

/// Asks the engine for the zones met in one edition.
Result<void> deriveInEdition(RunContext& context, KindRun& run, std::size_t index, const Fact& fact, Derived& derived) {
  Edition& edition = run.editions.in_force[index];
  auto sites = context.moved(edition.reader->crs());
  if (!sites) return fail(sites.error());
  auto others = zonesOf(context, fact, edition.reader->crs());
  if (!others) return fail(others.error());
  auto zones = edition.reader->read((*sites)->extent(), *context.feedback);
  if (!zones) return fail(zones.error());
  std::map<std::int64_t, std::size_t> row_of;
  for (std::size_t row = 0; row < zones->rows(); ++row) row_of[zones->row_id[row]] = row;

  std::vector<TogetherRequest> requests;
  std::vector<std::size_t> asked;
  std::size_t position = 0;
  for (std::size_t site = 0; site < run.at.size(); ++site)
    for (const ZoneMet& met : run.at[site].met) {
      if (met.edition == index && met.pair.hit && !met.nominal_only) {
        requests.push_back({static_cast<std::uint32_t>(site), row_of.at(met.pair.zone)});
        asked.push_back(position);
      }
      ++position;
    }
  if (requests.empty() || others->rows() == 0) return {};
  auto together = overlapTogether(**sites, *zones, *others, requests, *context.feedback);
  if (!together) return fail(together.error());
  for (std::size_t i = 0; i < asked.size(); ++i)
    if ((*together)[i]) derived[asked[i]][fact.id] = "yes";
  return {};
}

} // namespace

Result<std::vector<std::map<std::string, std::string>>> deriveFacts(RunContext& context, KindRun& run) {
  std::size_t met = 0;
  for (const KindAtSite& at : run.at) met += at.met.size();
  Derived derived(met);
  for (const Fact* fact : factsAsked(*context.request->catalogue, *run.kind)) {
    for (auto& facts : derived) facts[fact->id] = "no";
    for (std::size_t index = 0; index < run.editions.in_force.size(); ++index)
      if (auto done = deriveInEdition(context, run, index, *fact, derived); !done) return fail(done.error());
  }
  return derived;
}

} // namespace ecoredline
