// Any text: a table of corner points, another table, or a refusal with a code; every ring has three places.
#include "base/text.hpp"
#include "source/corner_table.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ecoredline;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!isUtf8(bytes)) return 0; // decoded before it comes here
  CellGrid grid = gridOfText(bytes);
  for (const bool free_text : {true, false})
    for (const AxisOrder axis : {AxisOrder::asStored, AxisOrder::xy}) {
      grid.free_text = free_text;
      const auto table = understandCorners(grid, axis);
      if (!table && table.error().code.empty()) std::abort();
      if (!table || !*table) continue;
      if ((*table)->understood().empty()) std::abort();
      for (const CornerPlot& plot : (*table)->plots)
        for (const CornerRing& ring : plot.rings)
          if (ring.size() < 3) std::abort();
    }
  return 0;
}
