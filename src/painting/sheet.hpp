#pragma once

#include "cartography/draw_layers.hpp"
#include "catalogue/page_places.hpp"
#include "painting/canvas.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// Paper, lying on its long side or standing on its short one. `unit` grows the furniture with the paper: 1 on A3.
struct Paper {
  double width = 420; ///< mm
  double height = 297;
  double unit = 1;
  bool standing() const { return height > width; }
};

/// One of paperSizes(), in capitals or not; A3 for anything else.
Paper paperOf(const std::string& size);

/// What its margins leave, mm of the page.
Box typeAreaOf(const Paper& paper);

/// How large the map on such paper is.
FrameSize mapFrameOf(const Paper& paper);

/// Where it lies, mm of the page.
Box mapPlaceOf(const Paper& paper);

/// The same with the frame round it, which bears the figures of the grid.
Box framedPlaceOf(const Paper& paper);

/// How large and where one of two maps side by side is: before, after.
FrameSize halfFrameOf(const Paper& paper);
Box halfPlaceOf(const Paper& paper, bool after);

/// What the site meets, a line each: told by the report, never computed here.
struct SheetRow {
  std::string what;    ///< layer, class, name of the zone
  std::string figure;  ///< area or distance
  std::string verdict; ///< with its mark
  std::string colour;  ///< of the verdict
};

/// One page. All of it is what is printed; empty things are left out.
struct SheetPage {
  std::string title;              ///< 图名
  std::string number;             ///< 附图编号
  std::string secrecy;            ///< 密级
  std::string warning;            ///< e.g. that the data are invented
  std::string bookmark;           ///< "" = the title
  MapScene scene;                 ///< its frame is mapFrameOf the paper, or halfFrameOf where there is a map before it
  std::optional<MapScene> before; ///< the same window at an earlier date, drawn to the left
  std::string caption;            ///< of the map, written in its corner
  std::string before_caption;
  std::string wkt; ///< of the scene's plane, WKT1 as ESRI writes it: what readers of a PDF know. "" = not georeferenced
  std::optional<MapScene> locator;
  std::vector<SheetRow> rows;
  std::string rows_title;
  std::vector<std::pair<std::string, std::string>> notes; ///< name and value: coordinate system, unit, date …
  std::vector<std::string> signatures;
  bool kilometre_grid = true;
  bool graticule = true;
  PagePlaces places{};   ///< elements that were put elsewhere, mm of this page
  double step_mm = 0.04; ///< to which outlines are drawn: finer than a printer; half a pixel of a picture
};

/// Which page of how many.
struct PageNumber {
  int page = 1;
  int pages = 1;
};

/// "第 2 页，共 5 页".
std::string pageText(const PageNumber& number, Language language);

/// Where an element was drawn, mm of the page.
struct ElementBox {
  PageElement element = PageElement::legend;
  Box box;
};

/// Draws the page: title, map with grid and graticule, legend of what is on the map, table, locator, scale bar and
/// number, notes, lines to sign on. What does not fit is counted and said, never cut off unseen. An element of
/// `page.places` stands there, moved back onto the page where it reaches over its edge, on white; the others stay where
/// they are without it. Of two maps the later one's north arrow is the one that moves, and then the only one.
/// Returns where the elements stand, those painted later, over the others, after them.
std::vector<ElementBox> paintSheet(Canvas& canvas, const SheetPage& page, const Paper& paper, const PageNumber& number);

/// The denominator of the scale a scene is drawn at.
double scaleDenominator(const MapScene& scene);

} // namespace ecoredline
