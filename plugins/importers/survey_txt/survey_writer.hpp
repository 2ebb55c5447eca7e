#pragma once

#include "survey_text.hpp"

#include <string>

namespace survey_txt {

/// The number with all its digits (it reads back as the same double) and at least `decimals`; with `rounded` with
/// exactly so many.
std::string decimalText(double value, int decimals, bool rounded);

struct WriteOptions {
  int decimals = 3;
  bool rounded = false;
  std::string line_end = "\r\n";
};

/// The file as UTF-8 text: sections in order, [地块坐标] last; every ring closed by its first point, rings numbered
/// from 1 and points running on within a plot. 点数 stands as given when it counts the points with or without the
/// closing ones, else it is counted.
std::string write(const SurveyFile& file, const WriteOptions& options);

} // namespace survey_txt
