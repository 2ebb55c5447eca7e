#pragma once

#include "base/files.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace ecoredline {

/// `bytes` must be those of the file at `path` (relative to the repository). With ECOREDLINE_GOLDEN=update in the
/// environment the file is written instead: read the difference before committing it.
inline void expectGolden(const std::string& path, const std::string& bytes) {
  const auto file = pathFromUtf8(ECOREDLINE_SOURCE_DIR) / pathFromUtf8(path);
  const char* mode = std::getenv("ECOREDLINE_GOLDEN");
  const bool update = mode != nullptr && std::string(mode) == "update";
  ASSERT_TRUE(!update || writeFileAtomically(file, bytes)) << path;
  const auto golden = readFile(file);
  ASSERT_TRUE(golden) << path;
  EXPECT_EQ(*golden, bytes) << path;
}

} // namespace ecoredline
