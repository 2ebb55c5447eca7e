#pragma once

#include "catalogue/diagnosis.hpp"
#include "source/dataset.hpp"

#include <string>

namespace ecoredline {

/// A polyline whose ends lie nearer than this is an outline: drawings leave the closing flag out, and a boundary point
/// is known to 5 cm. Metres (or units of the drawing).
inline constexpr double kDrawingGap = 0.05;

/// Arcs, bulges and circles become chords of so many degrees: off by radius x 0.00004.
inline constexpr const char* kDrawingArcStep = "1";

/// Turns an opened drawing (DXF, DWG) into one layer of its areas: closed and almost closed polylines, circles and
/// hatches, also those inside blocks, with the attributes Layer, Block, EntityHandle and Text. Anything else is left
/// out and counted. A drawing without any area stays as it is. `layer` names a layer of the drawing; empty = all.
/// Errors (input): input.which_layer (no area on a layer of this name; lists those that have some).
Result<Diagnoses> areasOfDrawing(Dataset& dataset, const std::string& layer);

bool isDrawing(const Dataset& dataset);

/// GDAL reads DWG of AutoCAD 2000 only. Errors (input): input.dwg_version, with the release that wrote the file.
Result<void> checkDwg(const std::filesystem::path& path);

} // namespace ecoredline
