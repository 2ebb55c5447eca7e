// Any bytes: parsed or refused; what was parsed is placed, assembled, written, and reads back the same.
#include "survey_place.hpp"
#include "survey_rings.hpp"
#include "survey_text.hpp"
#include "survey_writer.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace survey_txt;

/// The rings of both files, place by place. A ring that passes its own first point was split when it was read, so that
/// the second reading has nothing left to split.
bool isSame(const SurveyFile& a, const SurveyFile& b) {
  if (a.plots.size() != b.plots.size()) return false;
  for (std::size_t i = 0; i < a.plots.size(); ++i) {
    if (a.plots[i].rings.size() != b.plots[i].rings.size()) return false;
    for (std::size_t k = 0; k < a.plots[i].rings.size(); ++k)
      if (a.plots[i].rings[k].points != b.plots[i].rings[k].points) return false;
  }
  return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  looksLikeSurveyText(bytes);
  const auto utf16 = fromUtf16(bytes);
  const Parsed parsed = parse(utf16 ? std::string_view(*utf16) : bytes);
  if (parsed.error) return 0;
  place(parsed.file);
  for (const Plot& plot : parsed.file.plots) {
    if (plot.shape != PlotShape::area) continue;
    const Assembly assembly = assemble(plot.rings);
    std::size_t rings = 0;
    for (const Part& part : assembly.parts) rings += part.size();
    if (!assembly.crossing && rings != plot.rings.size()) std::abort(); // a ring was lost
    declaredArea(plot.area, plot.rings.empty() ? 0 : doubleArea(plot.rings.front()));
  }
  const Parsed again = parse(write(parsed.file, {}));
  if (again.error || !isSame(parsed.file, again.file)) std::abort();
  return 0;
}
