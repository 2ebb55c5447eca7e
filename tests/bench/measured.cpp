#include "measured.hpp"

#include <fstream>
#include <string>

namespace ecoredline::bench {

double peakMb() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes / 1024;
  }
  return 0;
}

} // namespace ecoredline::bench
