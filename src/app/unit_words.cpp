#include "app/unit_words.hpp"

#include "catalogue/target.hpp"

namespace ecoredline {

std::string unitWord(const std::string& text) {
  if (text.empty() || text == "公顷" || text == "hm2" || text == "hm²") return "ha";
  if (text == "亩") return "mu";
  if (text == "万亩") return "wan_mu";
  if (text == "平方米" || text == "m²" || text == "m2") return "m2";
  if (text == "平方千米" || text == "平方公里" || text == "km²") return "km2";
  if (text == "%" || text == "％") return "percent";
  return text;
}

double squareMetresOfWord(const std::string& unit) {
  return unit == "m2" ? 1 : squareMetresOf(unit);
}

} // namespace ecoredline
