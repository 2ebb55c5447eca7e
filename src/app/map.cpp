#include "app/map.hpp"

#include "app/atlas.hpp"
#include "app/sheet_file.hpp"
#include "base/files.hpp"

#include <fmt/format.h>

namespace ecoredline {

namespace {

Result<void> checkFormat(const MapOptions& options) {
  const std::string ending = pictureEnding(options.out);
  if (!options.pages.empty()) {
    if (!options.atlas.empty() && isPictureEnding("." + options.pages) && !isPictureEnding(ending)) return {};
    return fail(ErrorKind::usage, "map.format",
                {"--pages 用于图册，--out 是目录", "--pages goes with an atlas, and --out is a folder"},
                toUtf8(options.out),
                {"如 --atlas sites --pages png --out 目录", "e.g. --atlas sites --pages png --out DIR"});
  }
  if (!isPictureEnding(ending))
    return fail(
        ErrorKind::usage, "map.format",
        {"图件格式由文件名结尾决定：.pdf .svg .png .tif", "The format is the file's ending: .pdf .svg .png .tif"},
        toUtf8(options.out));
  if (!options.atlas.empty() && ending != ".pdf")
    return fail(ErrorKind::usage, "map.format", {"一个文件的图册只能是 PDF", "An atlas in one file is a PDF"},
                toUtf8(options.out),
                {"用 .pdf 结尾的文件名，或加 --pages", "name a file that ends with .pdf, or add --pages"});
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
  Outcome outcome;
  AtlasWritten written{1, 0};
  if (options.atlas.empty()) {
    auto page = (*maker)->page(plans->front());
    if (!page) return fail(page.error());
    if (auto done = writeSheetFile(options.out, options, **maker, std::move(*page), {}); !done)
      return fail(done.error());
  } else {
    auto atlas = writeAtlas(options, **maker, *plans, feedback);
    if (!atlas) return fail(atlas.error());
    written = *atlas;
  }
  outcome.notes.push_back({fmt::format("已写出 {}：{} 幅", toUtf8(options.out), written.pages),
                           fmt::format("Wrote {}: {} sheets", toUtf8(options.out), written.pages)});
  if (written.kept > 0)
    outcome.notes.push_back({fmt::format("其中 {} 幅沿用上次中断前画好的", written.kept),
                             fmt::format("{} of them were painted before a run that was broken off", written.kept)});
  return outcome;
}

} // namespace ecoredline
