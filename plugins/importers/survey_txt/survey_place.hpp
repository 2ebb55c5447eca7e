#pragma once

#include "survey_text.hpp"

#include <string>
#include <vector>

namespace survey_txt {

/// Where the numbers of a file lie: decided on the numbers, checked against what the keys say.
struct Placement {
  bool east_first = false; ///< the first number of a row is the easting or the longitude
  bool degrees = false;
  int epsg = 0; ///< 0 = not known, or keys and numbers contradict each other
  std::vector<Message> warnings;
};
Placement place(const SurveyFile& file);

/// What the keys of a file say for a system; `datum` empty = this format has no words for it.
struct SystemWords {
  std::string datum; ///< value of 坐标系
  int width = 0;     ///< 3 or 6 degrees; 0 = longitude and latitude
  int zone = 0;
};
SystemWords wordsOf(int epsg);

/// The unit of a declared area: the one that stands with it, else the one in which it fits `square_metres` within a
/// tenth. Empty `unit` = none fits.
struct DeclaredArea {
  std::string unit; ///< 公顷 平方米 亩 平方公里
  double square_metres = 0;
  bool fits = false;
};
DeclaredArea declaredArea(const std::string& text, double square_metres);

} // namespace survey_txt
