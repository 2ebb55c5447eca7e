#pragma once

#include <string_view>

namespace ecoredline {

/// What a file of a catalogue is, by its path within it; `none` is no part of a catalogue (ledgers, codes).
enum class FileRole { catalogue, facts, kind, profile, derivation, target, none };
FileRole roleOf(std::string_view path);

} // namespace ecoredline
