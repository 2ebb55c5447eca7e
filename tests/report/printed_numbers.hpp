#pragma once

#include "base/decimal.hpp"
#include "report/figures.hpp"

#include <regex>
#include <set>
#include <string>
#include <vector>

namespace ecoredline {

/// Every number of a report's JSON in each of the ways it may be printed.
inline std::set<std::string> waysToPrint(const std::string& json) {
  std::set<std::string> ways;
  const std::regex number("-?[0-9]+(\\.[0-9]+)?");
  for (auto at = std::sregex_iterator(json.begin(), json.end(), number); at != std::sregex_iterator(); ++at) {
    const double value = std::stod(at->str());
    for (const int digits : {0, 1, 2, 3, 4, 9}) {
      ways.insert(toFixed(value, digits));
      ways.insert(toGrouped(value, digits));
    }
    ways.insert(toFixed(toHectares(value), 4));
    ways.insert(toFixed(toMu(value), 4));
    ways.insert(toFixed(value * 100, 2));
    ways.insert(distanceText(value));
  }
  return ways;
}

/// The numbers of a text, with the thin spaces between their thousands.
inline std::vector<std::string> numbersIn(const std::string& text) {
  std::vector<std::string> numbers;
  const std::regex number("[0-9](?:[0-9]|\u2009)*(?:\\.[0-9]+)?");
  for (auto n = std::sregex_iterator(text.begin(), text.end(), number); n != std::sregex_iterator(); ++n)
    numbers.push_back(n->str());
  return numbers;
}

} // namespace ecoredline
