#pragma once

#include "output/writer.hpp"

#include <string>

namespace ecoredline {

class HtmlBuilder;

/// The page of a run. Errors: what WriteRequest::map_of says.
Result<std::string> reportPage(const WriteRequest& request);

/// One site of it, `number` from 1. `with_map`: a run of very many sites leaves maps out, and says so.
Result<void> writeSite(HtmlBuilder& html, const WriteRequest& request, std::size_t index, bool with_map);

} // namespace ecoredline
