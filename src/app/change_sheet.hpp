#pragma once

#include "app/map.hpp"
#include "app/sheet_topic.hpp"
#include "catalogue/style.hpp"

#include <memory>

namespace ecoredline {

/// Change sheets: two versions of a kind side by side, in the later map what changed in the colours of its causes
/// (styles/change_cause.toml). Errors: map.needs_versions, besides those of trackArea. `styles` must outlive it.
Result<std::unique_ptr<SheetTopic>> changeTopic(const MapOptions& options, Language language, const StyleBook& styles,
                                                Feedback& feedback);

} // namespace ecoredline
