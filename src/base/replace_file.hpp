#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace ecoredline {

/// The error output.write_failed (input) with the system's, or a library's, reason.
tl::unexpected<Error> writeFailed(const std::filesystem::path& file, const std::string& reason);

/// Has `make` write a file beside `file`, with the same ending, and puts it in its place: afterwards the file is whole,
/// or as it was before. That a file can be made there is tried before. Errors: output.write_failed; those of `make`.
Result<void> replaceFile(const std::filesystem::path& file,
                         const std::function<Result<void>(const std::filesystem::path& partial)>& make);

} // namespace ecoredline
