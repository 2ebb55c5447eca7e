#pragma once

#include "source/open.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ecoredline {

/// The first texts of a file as one encoding reads them.
struct EncodingReadout {
  std::string encoding;           ///< canonical: "UTF-8", "GB18030", "BIG5" …
  std::size_t broken = 0;         ///< texts among those shown that have no meaning in it; they read "�"
  std::vector<std::string> names; ///< columns; empty for the lines of a text
  std::vector<std::vector<std::string>> rows;
};

/// The first `rows` rows with text beyond ASCII (of a shapefile's table, or lines of a text or CSV) under UTF-8,
/// GB18030 and Big5, and under what else their bytes fit best. Empty where the format defines its encoding, or all
/// text is ASCII: there is nothing to choose. Errors: as openSource up to input.truncated.
Result<std::vector<EncodingReadout>> readoutsOf(const std::filesystem::path& path, const ReadOptions& options,
                                                std::size_t rows);

} // namespace ecoredline
