#pragma once

#include "base/error.hpp"
#include "cartography/bar_chart.hpp"
#include "cartography/draw_layers.hpp"
#include "output/finding_table.hpp"
#include "report/verdict.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecoredline {

/// Makes the picture of a figure when it is asked for, so that a document of a thousand maps holds one at a time. A
/// scene without a window: there is nothing to draw.
using FigureMaker = std::function<Result<MapScene>()>;

/// A photograph, upright and small enough for paper. Without bytes: it could not be read.
struct DocumentPhoto {
  std::string jpeg;
  int width = 0; ///< pixels
  int height = 0;
};
using PhotoMaker = std::function<Result<DocumentPhoto>()>;

/// One thing of a document, in reading order. Values only: a writer lays it out and changes nothing.
struct DocumentBlock {
  enum class Kind { heading, paragraph, bullet, table, figure, signatures, page_break };
  Kind kind = Kind::paragraph;
  int level = 1;                    ///< of a heading, 1-3
  std::string text;                 ///< words; caption of a table or figure
  std::string note;                 ///< under a table or figure
  std::string look;                 ///< of a paragraph: "", "verdict", "note"
  bool wide = false;                ///< a table on a page lying on its long side
  TextTable table;                  ///< of a table
  FigureMaker figure{};             ///< of a figure: a map,
  PhotoMaker photo{};               ///< … or a photograph,
  BarChart chart{};                 ///< … or a chart
  std::vector<std::string> lines{}; ///< of signatures: what is written before each line
};

/// A document for people: what DOCX and PDF show, composed once.
struct Document {
  std::string title;
  std::string header; ///< at the head of every page
  std::string date;   ///< given, never the clock's: the same report is the same bytes
  Language language = Language::zh;
  std::vector<std::pair<std::string, std::string>> cover; ///< name and value; "" = a line to write on
  std::vector<DocumentBlock> blocks;
};

/// The marked verdict that a text begins with ("■ 不符合;…"), and how many bytes it takes.
struct LeadingVerdict {
  Verdict verdict = Verdict::pass;
  std::size_t bytes = 0;
};
std::optional<LeadingVerdict> leadingVerdict(std::string_view text, Language language);

/// The verdict's colour, dark enough for text on white, "#RRGGBB"; and the tint behind it.
std::string_view verdictInk(Verdict verdict);
std::string_view verdictTint(Verdict verdict);

/// Text in pieces that may not be broken: a wide character with the closing marks behind it, a word, a number with its
/// thin spaces. Blanks end the piece they follow.
std::vector<std::string> unbrokenPieces(std::string_view text);

/// How wide the columns of a table are, together `width`, all in the unit of `size` (the height of its letters): none
/// narrower than its longest piece where that fits, the rest as their cells want it. `padding` is what a cell loses to
/// its two sides.
struct ColumnRoom {
  double width = 0;
  double size = 0;
  double padding = 0;
};
std::vector<double> columnWidths(const TextTable& table, Language language, const ColumnRoom& room);

} // namespace ecoredline
