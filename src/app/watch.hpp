#pragma once

#include "app/track.hpp"

namespace ecoredline {

/// Standing watch: what a new version changes of what was said before. Every stored run whose scope has the kind is
/// screened again, and every incident of every ledger laid over the kind again, once as if the newest version were
/// `from` and once as if it were `to`, by the law of one day (that on which `to` begins), so that nothing but the
/// version makes a difference. Sites whose layer conclusion, deciding rule or ground in zones differs are listed with
/// both findings, beside the verdict that was stored; incidents likewise. Ground that differs by less than a millimetre
/// along the site's outline is what rounding coordinates anew does: counted and said, not listed. Nothing is written.
/// Formats: table, json
/// ("ecoredline.watch/1", docs/schema/watch-1.schema.json). Errors: as trackArea, besides track.not_later (usage) when
/// `to` does not begin after `from`.
Result<Outcome> watchVersions(const TrackOptions& options, Language language, Feedback& feedback);

} // namespace ecoredline
