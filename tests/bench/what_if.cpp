// How long an answer takes while a site is dragged over a workspace; one line of JSON.
//   bench_what_if WORKSPACE SITES SITE... [--moves 40] [--index FOLDER] [--kinds a,b]
#include "app/what_if.hpp"

#include "measured.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace {

using namespace ecoredline;

double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// A square of `side` metres as a hand would have dragged and turned it after so many moves: 25 m each, on a spiral.
FlatLayer dragged(const Crs& plane, double x, double y, double side, int move) {
  x += 25.0 * move * std::cos(move * 0.05);
  y += 25.0 * move * std::sin(move * 0.05);
  std::vector<double> xs;
  std::vector<double> ys;
  for (int corner = 0; corner < 12; ++corner) {
    const double turn = 0.02 * move + corner * 2 * 3.14159265358979 / 12;
    const double reach = side * (corner % 2 == 0 ? 0.6 : 0.5);
    xs.push_back(x + reach * std::cos(turn));
    ys.push_back(y + reach * std::sin(turn));
  }
  FlatBuilder builder(plane);
  builder.beginRow(Shape::polygon, 0);
  builder.addRing(xs, ys, 0);
  builder.endRow();
  return builder.take();
}

double atShare(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

int run(const ScreenOptions& options, const std::vector<std::string>& sites, int moves, double side) {
  const Crs plane = Crs::fromEpsg(4551).value();
  bench::Stopwatch watch;
  auto engine = WhatIf::open(options, silentFeedback());
  if (!engine) {
    std::fprintf(stderr, "%s\n", describe(engine.error(), Language::en).c_str());
    return 3;
  }
  const double opened = watch.lap();
  std::vector<double> first;
  std::vector<double> wall;
  std::vector<double> processor;
  std::size_t findings = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const double x = 480000 + 160000 * std::fmod(0.37 * static_cast<double>(i + 1), 1.0);
    const double y = 4730000 + 200000 * std::fmod(0.61 * static_cast<double>(i + 1), 1.0);
    for (int move = 0; move <= moves; ++move) {
      const FlatLayer place = dragged(plane, x, y, side, move);
      const double before = processorSeconds();
      watch.lap();
      const auto answer = (*engine)->screen(sites[i], place, false, silentFeedback());
      const double seconds = watch.lap();
      if (!answer) {
        std::fprintf(stderr, "%s\n", describe(answer.error(), Language::en).c_str());
        return 3;
      }
      findings += answer->report.findingCount();
      (move == 0 ? first : wall).push_back(seconds * 1000);
      if (move > 0) processor.push_back((processorSeconds() - before) * 1000);
    }
  }
  fmt::print("{{\"open_ms\":{:.0f},\"first_ms\":{:.0f},\"first_max_ms\":{:.0f},\"median_ms\":{:.1f},\"p95_ms\":{:.1f},"
             "\"max_ms\":{:.1f},\"processor_ms\":{:.1f},\"findings\":{},\"moves\":{},\"peak_mb\":{:.0f}}}\n",
             opened * 1000, first.front(), atShare(first, 1), atShare(wall, 0.5), atShare(wall, 0.95), atShare(wall, 1),
             atShare(processor, 0.5), findings, wall.size(), bench::peakMb());
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  ScreenOptions options;
  std::vector<std::string> sites;
  int moves = 40;
  double side = 400;
  CLI::App app("How long an answer takes while a site is dragged");
  app.add_option("workspace", options.workspace)->required();
  app.add_option("sites", options.sites)->required();
  app.add_option("site", sites, "ids in the file; each is dragged over another part of the ground")->required();
  app.add_option("--moves", moves);
  app.add_option("--side", side, "of the site, m");
  app.add_option("--index", options.index_folder);
  app.add_option("--kinds", options.kinds)->delimiter(',');
  app.add_option("--as-of", options.as_of);
  app.add_option("--threads", options.jobs);
  CLI11_PARSE(app, argc, argv);
  return run(options, sites, moves, side);
}
