#pragma once

// Where the words of a sheet's PDF stand, as poppler reads them, and what is wrong with that.
#include "geo/flat_layer.hpp"
#include "painting/sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace ecoredline {

struct PageWord {
  std::string text;
  Box box; ///< mm of the page, y downwards; the letters without the air over and under them
};

/// The words of every page.
inline std::vector<std::vector<PageWord>> pageWords(const std::string& file) {
  constexpr double kMm = 25.4 / 72;
  const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(
      ::popen(("pdftotext -bbox '" + file + "' - 2>&1").c_str(), "r"), close);
  std::string all;
  std::array<char, 4096> part{};
  for (std::size_t n = 0; pipe && (n = std::fread(part.data(), 1, part.size(), pipe.get())) > 0;)
    all.append(part.data(), n);
  std::vector<std::vector<PageWord>> out;
  static const std::regex kWord(
      R"re(<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>)re");
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("<page ") != std::string::npos) out.emplace_back();
    std::smatch m;
    if (out.empty() || !std::regex_search(line, m, kWord)) continue;
    Box box{std::stod(m[1]) * kMm, std::stod(m[2]) * kMm, std::stod(m[3]) * kMm, std::stod(m[4]) * kMm};
    const double air = 0.2 * (box.max_y - box.min_y);
    box.min_y += air;
    box.max_y -= air;
    out.back().push_back({m[5], box});
  }
  return out;
}

inline double sharedPart(const Box& a, const Box& b) {
  const double w = std::min(a.max_x, b.max_x) - std::max(a.min_x, b.min_x);
  const double h = std::min(a.max_y, b.max_y) - std::max(a.min_y, b.min_y);
  if (w <= 0 || h <= 0) return 0;
  const auto ground = [](const Box& box) { return (box.max_x - box.min_x) * (box.max_y - box.min_y); };
  return w * h / std::min(ground(a), ground(b));
}

/// Words that are cut off, leave the page, stand over one another, or over the frame of the map. Empty = none.
inline std::vector<std::string> wordFaults(const std::vector<PageWord>& words, const Paper& paper) {
  std::vector<std::string> out;
  const Box map = mapPlaceOf(paper);
  const double edge = 8 * paper.unit; // outside of it a printer may not print
  const double band = 6 * paper.unit;
  const Box framed = map.grown(band, band);
  std::vector<const PageWord*> round;
  for (const PageWord& word : words) {
    const Box& b = word.box;
    if (word.text.find("…") != std::string::npos) out.push_back("cut off: " + word.text);
    if (b.min_x < edge || b.min_y < edge || b.max_x > paper.width - edge || b.max_y > paper.height - edge / 2)
      out.push_back(
          fmt::format("at the edge: {} ({:.1f} {:.1f} {:.1f} {:.1f})", word.text, b.min_x, b.min_y, b.max_x, b.max_y));
    const double inside = sharedPart(b, framed);
    if (inside > 0.98) continue; // of the map itself, whose labels have their own tests
    if (inside > 0.02) out.push_back("over the frame: " + word.text);
    for (const PageWord* other : round)
      if (sharedPart(other->box, b) > 0.1) out.push_back("over one another: " + other->text + " and " + word.text);
    round.push_back(&word);
  }
  if (words.empty()) out.emplace_back("no word at all");
  return out;
}

} // namespace ecoredline
