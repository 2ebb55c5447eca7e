#pragma once

#include "catalogue/style.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// A symbol for every value of a field, then one for all others: what a program that draws a layer is told.
struct SymbolList {
  struct Entry {
    std::string value;
    std::string title;
    Style style;
  };
  std::string layer; ///< name of the layer
  std::string field;
  std::vector<Entry> entries;
  std::string other_title;
  Style otherwise; ///< of values that stand nowhere; its label is that of the layer
};

} // namespace ecoredline
