#pragma once

#include "catalogue/sheet.hpp"

#include <string>

namespace ecoredline {

/// A sheet as the text of its file: read again it is the same sheet. What is as in a file that says nothing of it is
/// left out.
std::string toToml(const SheetSpec& sheet);

} // namespace ecoredline
