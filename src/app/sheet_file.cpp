#include "app/sheet_file.hpp"

#include "base/files.hpp"
#include "cartography/frame.hpp"
#include "store/picture_file.hpp"

namespace ecoredline {

namespace {

namespace fs = std::filesystem;

constexpr double kMmPerInch = 25.4;

// The whole page in the plane of its map: of two maps side by side the later one's.
PicturePlace placeOf(const SheetPage& page, const Paper& paper, double dots) {
  const Box place = page.before ? halfPlaceOf(paper, true) : mapPlaceOf(paper);
  const Frame frame(page.scene.window, place.min_x, place.min_y, page.scene.frame);
  const double pixel = kMmPerInch / dots / frame.scale();
  return {page.scene.crs, frame.east(0), frame.north(0), pixel, pixel};
}

} // namespace

std::string pictureEnding(const fs::path& file) {
  const std::string ending = lowered(toUtf8(file.extension()));
  return ending == ".tiff" ? ".tif" : ending;
}

bool isPictureEnding(const std::string& ending) {
  return ending == ".pdf" || ending == ".svg" || ending == ".png" || ending == ".tif";
}

CanvasOptions canvasFor(const std::string& ending, const MapOptions& options, const SheetMaker& maker,
                        const std::string& title) {
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

Result<PdfPart> sheetPart(const MapOptions& options, const SheetMaker& maker, const SheetPage& page,
                          const PageNumber& number) {
  Canvas canvas(canvasFor(".pdf", options, maker, page.title));
  paintSheet(canvas, page, maker.paper(), number);
  return canvas.part();
}

Result<std::vector<ElementBox>> writeSheetFile(const fs::path& file, const MapOptions& options, const SheetMaker& maker,
                                               const SheetPage& page, const PageNumber& number) {
  const std::string ending = pictureEnding(file);
  const CanvasOptions picture = canvasFor(ending, options, maker, page.title);
  Canvas canvas(picture);
  std::vector<ElementBox> elements = paintSheet(canvas, page, maker.paper(), number);
  const PicturePlace place = placeOf(page, maker.paper(), options.dpi);
  if (ending == ".tif") {
    const Pixels pixels = canvas.pixels();
    if (auto written = writeGeoTiff(file, {pixels.width, pixels.height, pixels.rgb}, place); !written)
      return fail(written.error());
    return elements;
  }
  auto bytes = canvas.finish();
  if (!bytes) return fail(bytes.error());
  if (ending == ".png") {
    fs::path beside = file;
    if (auto written = writeFileAtomically(beside.replace_extension(".pgw"), worldFile(place)); !written)
      return fail(written.error());
    if (auto written = writeFileAtomically(beside.replace_extension(".prj"), page.scene.crs.wkt() + "\n"); !written)
      return fail(written.error());
  }
  if (auto written = writeFileAtomically(file, *bytes); !written) return fail(written.error());
  return elements;
}

} // namespace ecoredline
