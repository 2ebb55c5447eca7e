#pragma once

#include "output/writer.hpp"

namespace ecoredline {

/// A writer of text: what it prints is what it writes. Only `info` and `print` are left to it.
class TextWriter : public Writer {
 public:
  Result<void> write(const WriteRequest& request, const std::filesystem::path& file, Feedback& feedback) const override;
};

} // namespace ecoredline
