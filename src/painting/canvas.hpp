#pragma once

#include "base/error.hpp"
#include "base/text.hpp"
#include "geo/flat_layer.hpp"
#include "painting/pdf_part.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// What a canvas becomes.
enum class PictureFormat { pdf, svg, png };

/// The font of sheets: free, in Debian, and its text can be searched in a PDF (Noto CJK through some writers gives
/// radicals instead of words). Characters it lacks are taken from the second.
inline constexpr const char* kSheetFont = "WenQuanYi Micro Hei";
inline constexpr const char* kSecondFont = "Noto Sans CJK SC";

struct CanvasOptions {
  PictureFormat format = PictureFormat::pdf;
  double width_mm = 0;
  double height_mm = 0;
  double dpi = 300;  ///< of PNG; vectors have none
  std::string title; ///< of a PDF
  std::string date;  ///< of a PDF, "2026-11-22": given, not the clock's, so that the same sheet is the same bytes
};

/// Name and value of what a thing on a map is.
using ThingFacts = std::vector<std::pair<std::string, std::string>>;

/// A frame of a page as a place on the earth, for a PDF.
struct GeoFrame {
  std::string name;
  Box page; ///< mm of the page, y downwards
  std::vector<std::pair<double, double>>
      corners;     ///< latitude, longitude: lower left, upper left, upper right, lower right
  std::string wkt; ///< of the plane, WKT1 as ESRI writes it
  int epsg = 0;    ///< 0 = none
};

/// How a line is drawn; lengths are millimetres.
struct Pen {
  std::string colour = "#101828"; ///< "#RRGGBB"
  double width = 0.2;
  std::vector<double> dash{};
  double opacity = 1;
};

struct Lettering {
  double size = 3;                ///< mm, height of the letters' body
  std::string colour = "#101828"; ///< "#RRGGBB"
  double anchor = 0;              ///< 0 = the text begins at x, 0.5 = it is centred there, 1 = it ends there
  double halo = 0;                ///< mm of white round the letters
  double turn = 0;                ///< degrees, clockwise on the page, round (x, y)
  bool bold = false;              ///< the outline is stroked too: the fonts that can be searched have no bold
};

/// A picture as three bytes a pixel, rows from the top.
struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

/// A page to draw on, in millimetres from its upper left corner, y downwards. The same calls give the same bytes.
/// Not for two threads at a time. What fails is kept and told by `finish`.
class Canvas {
 public:
  explicit Canvas(const CanvasOptions& options);
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;
  ~Canvas();

  /// Ends the page of a PDF and begins the next one. Not together with layers.
  void nextPage();
  /// The same, and the next page is of this size.
  void nextPage(double width_mm, double height_mm);
  /// A bookmark of a PDF to `y` mm of page `page` (from 1), below the last one of a level less (1 = at the top). No
  /// effect elsewhere.
  void bookmark(const std::string& title, int page, int level, double y);
  /// What follows belongs to this layer of the PDF's page, which a reader can switch off; layers lie in the order in
  /// which they are begun, one of a name met before is begun anew. No clip may stand. In a layer of shapes there is no
  /// text; in pictures it only says who draws.
  void layer(const std::string& title, bool shapes_only = false);
  /// What is drawn until `endThing` is one thing with its own facts, which a PDF carries along. Only inside a layer.
  void beginThing(const ThingFacts& facts);
  void endThing();
  /// Says where on the earth a frame of the PDF's page lies.
  void place(const GeoFrame& frame);

  void moveTo(double x, double y);
  void lineTo(double x, double y);
  void close();
  void rectangle(const Box& box);
  void circle(double x, double y, double radius);
  /// Fills the path by the even-odd rule and forgets it, or keeps it for a stroke.
  void fill(const std::string& colour, double opacity = 1, bool keep = false);
  void stroke(const Pen& pen, bool keep = false);
  void forget();

  /// Until `restore` nothing is drawn outside the path, which is forgotten. In a picture's layer of shapes: outside the
  /// path's box.
  void clip();
  /// `fill`, `save` and `clip` in one.
  void fillAndClip(const std::string& colour, double opacity = 1);
  void save();
  void restore();

  /// What is drawn until `endPattern` is kept as one tone over the whole page, with which `fillPattern` fills paths.
  /// False, and nothing begins, where that is not faster than drawing it each time: only pictures' layers of shapes
  /// are.
  bool beginPattern();
  void endPattern();
  void fillPattern(const std::string& colour);

  void text(const std::string& utf8, double x, double y, const Lettering& lettering = {});
  double textWidth(const std::string& utf8, double size) const;
  /// A photograph (JPEG of so many pixels) over a box of a PDF's page, byte for byte as it is; no effect elsewhere.
  void photo(const std::string& jpeg, int width, int height, const Box& place);

  /// The finished file. Errors (incomplete): painting.failed.
  Result<std::string> finish();
  /// The finished pages as a part of a book; PDF only, without bookmarks. Errors (incomplete): painting.failed.
  Result<PdfPart> part();
  /// The picture itself; PNG only, before or after `finish`.
  Pixels pixels() const;

 private:
  struct State;
  Result<void> end();
  std::unique_ptr<State> m_state;
};

} // namespace ecoredline
