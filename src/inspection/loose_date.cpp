#include "inspection/loose_date.hpp"

#include "base/date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace ecoredline {

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// The runs of digits in a text.
std::vector<std::string_view> numbersIn(std::string_view text) {
  std::vector<std::string_view> numbers;
  for (std::size_t at = 0; at < text.size();) {
    if (!isDigit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && isDigit(text[end])) ++end;
    numbers.push_back(text.substr(at, end - at));
    at = end;
  }
  return numbers;
}

int valueOf(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

} // namespace

std::string looseDate(std::string_view met) {
  auto numbers = numbersIn(met);
  if (numbers.empty()) return {};
  if (numbers[0].size() == 8 || numbers[0].size() == 6) { // 20190601, 201906
    const std::string_view all = numbers[0];
    numbers = {all.substr(0, 4), all.substr(4, 2)};
    if (all.size() == 8) numbers.push_back(all.substr(6, 2));
  }
  if (numbers[0].size() != 4) return {};
  std::string date(numbers[0]);
  const int year = valueOf(numbers[0]);
  if (year < 1900 || year > 2200) return {};
  if (numbers.size() == 1) return date;
  const int month = valueOf(numbers[1]);
  if (numbers[1].size() > 2 || month < 1 || month > 12) return {};
  date += fmt::format("-{:02}", month);
  if (numbers.size() == 2) return date;
  if (numbers[2].size() > 2) return {};
  date += fmt::format("-{:02}", valueOf(numbers[2]));
  return isDate(date) ? date : std::string();
}

int compareLoose(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  const int order = a.substr(0, common).compare(b.substr(0, common));
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

} // namespace ecoredline
