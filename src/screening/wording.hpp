#pragma once

#include "screening/kind_run.hpp"

#include <string>

namespace ecoredline {

/// The sentences of findings (semantics §1, domain §8 A): values in, Text out. Nothing here decides.
namespace wording {

/// "X水源二级保护区", or the class alone, or the kind alone.
Text zoneTitle(const LayerKind& kind, const Zone& zone);
/// The same, and which part of the zone is meant when another kind's zones cut it.
Text zoneTitle(const LayerKind& kind, const ZoneMet& met);

/// A zone that is met for certain; `rule` may be null.
Text certain(const LayerKind& kind, const ZoneMet& met, const Rule* rule);
/// An overlap, a touch or a nearness inside the error band.
Text marginal(const LayerKind& kind, const ZoneMet& met, const Rule* rule);
/// A zone within a distance rule's limit.
Text within(const LayerKind& kind, const ZoneMet& met, const Rule& rule);
/// A zone met from which nothing follows.
Text met(const LayerKind& kind, const ZoneMet& met);
/// A zone that is touched, where a rule looks at touches.
Text touched(const LayerKind& kind, const ZoneMet& met, const Rule& rule);
/// A part of the site that lies in no zone, where a rule looks at that.
Text outside(const LayerKind& kind, const OutsideMet& met, const Rule& rule);
/// A duty of the project itself, whatever the zones.
Text siteRule(const Rule& rule);
/// A zone that only the nominal footprint meets.
Text nominal(const LayerKind& kind, const ZoneMet& met, double radius_m);
/// A zone met, whose conclusion is unknown for `reason`.
Text unknown(const LayerKind& kind, const ZoneMet& met, const std::string& reason);
/// Nothing met: the nearest zone, or the edge of the data when that is nearer.
Text nearest(const LayerKind& kind, const KindAtSite& at);
/// A miss of the kind at a site.
Text miss(const LayerKind& kind, const Miss& miss);
Text superseded(const LayerKind& kind, const ZoneMet& met, const std::string& older, const std::string& newer);
Text expired(const LayerKind& kind, const ZoneMet& met, const Version& version);

/// "3 240.00 m²(27.0 %)" · "长 1 234.5 m" · "点位".
Text amount(const Pair& pair);

} // namespace wording

} // namespace ecoredline
