#pragma once

#include "source/row_reader.hpp"

#include <string>

namespace ecoredline {

/// Turns the names and texts of `layer` into UTF-8 and names the encoding in its table: the user's `option` first, then
/// the bytes; what .cpg or LDID claim is compared with the bytes and never decides. Texts that GDAL's driver defines as
/// UTF-8 stay UTF-8 whatever the option says.
/// Errors: encoding.undecided, encoding.undecodable (the option does not fit), encoding.unknown (kind usage).
Result<void> decodeTexts(RawLayer& layer, const Dataset& dataset, const std::string& option);

} // namespace ecoredline
