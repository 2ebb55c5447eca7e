#pragma once

#include "app/sheet_maker.hpp"

#include <filesystem>
#include <string>

namespace ecoredline {

/// ".pdf", ".svg", ".png", ".tif": what a file's name says of its format, in small letters; .tiff is .tif.
std::string pictureEnding(const std::filesystem::path& file);

/// Whether an ending is one of those.
bool isPictureEnding(const std::string& ending);

/// How the canvas of such a file is made.
CanvasOptions canvasFor(const std::string& ending, const MapOptions& options, const SheetMaker& maker,
                        const std::string& title);

/// Draws a page as a part of a book, which is a PDF. Errors: painting.failed.
Result<PdfPart> sheetPart(const MapOptions& options, const SheetMaker& maker, const SheetPage& page,
                          const PageNumber& number);

/// Draws a page into a file, with what says where it lies: in a PDF and a GeoTIFF, beside a PNG. The file itself is
/// written last and whole, so that where it is, everything is. Returns where its elements stand.
/// Errors: painting.failed, output.write_failed.
Result<std::vector<ElementBox>> writeSheetFile(const std::filesystem::path& file, const MapOptions& options,
                                               const SheetMaker& maker, const SheetPage& page,
                                               const PageNumber& number);

} // namespace ecoredline
