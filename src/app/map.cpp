#include "app/map.hpp"

#include "app/sheet_maker.hpp"
#include "base/decimal.hpp"
#include "base/files.hpp"
#include "cartography/frame.hpp"
#include "painting/book.hpp"
#include "painting/sheet.hpp"
#include "store/picture_file.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr double kMmPerInch = 25.4;
constexpr double kPdfDots = 72; // to the inch

std::string endingOf(const fs::path& file) {
  const std::string ending = lowered(toUtf8(file.extension()));
  return ending == ".tiff" ? ".tif" : ending;
}

CanvasOptions canvasOptions(const MapOptions& options, const SheetMaker& maker, const std::string& title) {
  const std::string ending = endingOf(options.out);
  CanvasOptions out;
  if (ending == ".svg") out.format = PictureFormat::svg;
  if (ending == ".png" || ending == ".tif") out.format = PictureFormat::png;
  out.width_mm = maker.paper().width;
  out.height_mm = maker.paper().height;
  out.dpi = options.dpi;
  out.title = title;
  out.date = maker.asOf();
  return out;
}

// The whole page in the plane of its map, `dots` to the inch.
PicturePlace placeOf(const SheetPage& page, const Paper& paper, double dots) {
  const Box place = mapPlaceOf(paper);
  const Frame frame(page.scene.window, place.min_x, place.min_y, page.scene.frame);
  const double pixel = kMmPerInch / dots / frame.scale();
  return {page.scene.crs, frame.east(0), frame.north(0), pixel, pixel};
}

Result<void> writePicture(const MapOptions& options, const SheetPage& page, const Paper& paper, Canvas& canvas) {
  const std::string ending = endingOf(options.out);
  const PicturePlace place = placeOf(page, paper, ending == ".pdf" ? kPdfDots : options.dpi);
  if (ending == ".tif") {
    const Pixels pixels = canvas.pixels();
    return writeGeoTiff(options.out, {pixels.width, pixels.height, pixels.rgb}, place);
  }
  auto bytes = canvas.finish();
  if (!bytes) return fail(bytes.error());
  if (auto written = writeFileAtomically(options.out, *bytes); !written) return written;
  if (ending == ".png") {
    fs::path world = options.out;
    if (auto written = writeFileAtomically(world.replace_extension(".pgw"), worldFile(place)); !written) return written;
    return writeFileAtomically(world.replace_extension(".prj"), page.scene.crs.wkt() + "\n");
  }
  if (ending == ".pdf") return georeferencePdf(options.out, place, framed(page.scene.window, page.scene.frame));
  return {};
}

Result<void> writeSheet(const MapOptions& options, SheetMaker& maker, const SheetPlan& plan) {
  auto page = maker.page(plan);
  if (!page) return fail(page.error());
  const CanvasOptions picture = canvasOptions(options, maker, page->title);
  if (picture.format == PictureFormat::png) page->step_mm = kMmPerInch / options.dpi / 2;
  Canvas canvas(picture);
  paintSheet(canvas, *page, maker.paper(), {});
  return writePicture(options, *page, maker.paper(), canvas);
}

Result<void> writeAtlas(const MapOptions& options, SheetMaker& maker, const std::vector<SheetPlan>& plans,
                        Feedback& feedback) {
  std::vector<BookEntry> entries;
  for (const SheetPlan& plan : plans) entries.push_back({plan.name, {}});
  SheetBinder binder(canvasOptions(options, maker, maker.title()), maker.paper(), maker.language(), entries);
  std::uint64_t done = 0;
  for (const SheetPlan& plan : plans) {
    if (feedback.cancelled()) return cancelledError();
    auto page = maker.page(plan);
    if (!page) return fail(page.error());
    binder.add(*page);
    feedback.progress(++done, plans.size());
  }
  auto bytes = binder.finish();
  if (!bytes) return fail(bytes.error());
  return writeFileAtomically(options.out, *bytes);
}

Result<void> checkFormat(const MapOptions& options) {
  const std::string ending = endingOf(options.out);
  const bool known = ending == ".pdf" || ending == ".svg" || ending == ".png" || ending == ".tif";
  if (!known)
    return fail(
        ErrorKind::usage, "map.format",
        {"图件格式由文件名结尾决定：.pdf .svg .png .tif", "The format is the file's ending: .pdf .svg .png .tif"},
        toUtf8(options.out));
  if (!options.atlas.empty() && ending != ".pdf")
    return fail(ErrorKind::usage, "map.format", {"图册只能是 PDF", "An atlas is a PDF"}, toUtf8(options.out),
                {"用 .pdf 结尾的文件名", "name a file that ends with .pdf"});
  return {};
}

} // namespace

Result<Outcome> drawMap(const MapOptions& options, Language language, Feedback& feedback) {
  if (auto checked = checkFormat(options); !checked) return fail(checked.error());
  auto maker = SheetMaker::of(options, language, feedback);
  if (!maker) return fail(maker.error());
  auto plans = (*maker)->plans();
  if (!plans) return fail(plans.error());
  feedback.stage({"制图", "Drawing"});
  auto written = options.atlas.empty() ? writeSheet(options, **maker, plans->front())
                                       : writeAtlas(options, **maker, *plans, feedback);
  if (!written) return fail(written.error());
  Outcome outcome;
  outcome.notes.push_back({fmt::format("已写出 {}：{} 幅", toUtf8(options.out), plans->size()),
                           fmt::format("Wrote {}: {} sheets", toUtf8(options.out), plans->size())});
  return outcome;
}

} // namespace ecoredline
