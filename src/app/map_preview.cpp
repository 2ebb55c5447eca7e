#include "app/map_preview.hpp"

#include "app/sheet_file.hpp"
#include "base/files.hpp"
#include "painting/book.hpp"

#include <algorithm>

namespace ecoredline {

Result<MapPreview> previewMap(const MapOptions& options, std::size_t page, Language language, Feedback& feedback) {
  auto folder = TemporaryFolder::create();
  if (!folder) return fail(folder.error());
  MapOptions wanted = options;
  wanted.out = folder->path() / "page.png";
  auto maker = SheetMaker::of(wanted, language, feedback);
  if (!maker) return fail(maker.error());
  auto plans = (*maker)->plans();
  if (!plans) return fail(plans.error());
  if (plans->empty() || feedback.cancelled()) return cancelledError();
  MapPreview made;
  made.drawable = options.atlas.empty() ? 1 : plans->size();
  page = std::min(page, made.drawable - 1);
  if (!options.atlas.empty()) {
    const int index = indexPages((*maker)->paper(), plans->size());
    made.number = {index + static_cast<int>(page) + 1, index + static_cast<int>(plans->size())};
    made.name = (*plans)[page].name;
  }
  auto drawn = (*maker)->page((*plans)[page]);
  if (!drawn) return fail(drawn.error());
  if (feedback.cancelled()) return cancelledError();
  auto elements = writeSheetFile(wanted.out, wanted, **maker, *drawn, made.number);
  if (!elements) return fail(elements.error());
  made.elements = std::move(*elements);
  made.paper = (*maker)->paper();
  made.places = drawn->places;
  auto png = readFile(wanted.out);
  if (!png) return fail(png.error());
  made.png = std::move(*png);
  return made;
}

} // namespace ecoredline
