#include "office_body.hpp"

#include "base/markup.hpp"
#include "painting/chart_figure.hpp"
#include "painting/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <sstream>

namespace ecoredline {

namespace {

using Kind = DocumentBlock::Kind;

constexpr double kTwipsPerMm = 1440 / 25.4;
constexpr double kEmuPerMm = 36000;
constexpr double kDpi = 300;
constexpr double kPhotoWide = 120; // mm
constexpr double kPhotoHigh = 110;
constexpr double kWiderFont = 1.12;   // a font that stands for the template's may be so much wider
constexpr double kCellPadding = 120;  // twips, both sides
constexpr int kLongestUnbroken = 900; // columns of a cell beyond which its row may break over pages
constexpr const char* kNamespaceA = "http://schemas.openxmlformats.org/drawingml/2006/main";
constexpr const char* kNamespacePic = "http://schemas.openxmlformats.org/drawingml/2006/picture";

// What XML has no character for becomes U+FFFD, as in every other output; pugixml escapes by itself. A blank between
// thousands must not break a line.
std::string plain(const std::string& text) {
  pugi::xml_document parsed;
  parsed.load_string(("<t>" + markupEscaped(text) + "</t>").c_str(), pugi::parse_default | pugi::parse_ws_pcdata);
  std::string out = parsed.child("t").child_value();
  constexpr std::string_view kThin = "\u2009";
  for (auto at = out.find(kThin); at != std::string::npos; at = out.find(kThin, at))
    out.replace(at, kThin.size(), "\u202F");
  return out;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

pugi::xml_node child(pugi::xml_node node, const char* name, const std::string& value = {}) {
  pugi::xml_node made = node.append_child(name);
  if (!value.empty()) set(made, "w:val", value);
  return made;
}

// How wide a page's text is, in twips.
double roomOf(pugi::xml_node section) {
  const auto size = section.child("w:pgSz");
  const auto margin = section.child("w:pgMar");
  return size.attribute("w:w").as_double() - margin.attribute("w:left").as_double() -
         margin.attribute("w:right").as_double();
}

class BodyWriter {
 public:
  BodyWriter(const Document& document, pugi::xml_document& xml)
      : m_document(document), m_body(xml.child("w:document").child("w:body")), m_last(m_body.child("w:sectPr")) {}

  bool sound() const { return m_body && m_last && roomOf(m_last) > 0; }

  /// The paragraph whose words are `mark`, taken out; what follows is written in its place.
  bool standAt(const std::string& mark) {
    for (pugi::xml_node node : m_body.children("w:p")) {
      if (node.child("w:r").child("w:t").child_value() != mark) continue;
      m_at = node;
      return true;
    }
    return false;
  }
  void leave() { m_body.remove_child(m_at); }

  void title() { m_at.child("w:r").child("w:t").text().set(plain(m_document.title).c_str()); }

  void cover() {
    const double room = roomOf(m_last);
    pugi::xml_node table = insert("w:tbl");
    pugi::xml_node about = table.append_child("w:tblPr");
    width(about.append_child("w:tblW"), room * 0.86);
    child(about, "w:jc", "center");
    child(about, "w:tblLayout").append_attribute("w:type").set_value("fixed");
    pugi::xml_node grid = table.append_child("w:tblGrid");
    for (const double share : {0.32, 0.54}) set(grid.append_child("w:gridCol"), "w:w", twips(room * share));
    for (const auto& [name, value] : m_document.cover) {
      pugi::xml_node row = table.append_child("w:tr");
      coverCell(row, name, room * 0.32, "CoverName", false);
      coverCell(row, value, room * 0.54, "CoverValue", true);
    }
  }

  Result<void> blocks() {
    for (std::size_t i = 0; i < m_document.blocks.size(); ++i)
      if (auto done = block(i); !done) return done;
    endSection(false);
    if (m_wide) turn(m_last);
    if (m_sections > 0) m_last.remove_child("w:titlePg");
    return {};
  }

  OfficeBody out;

 private:
  bool chinese() const { return m_document.language == Language::zh; }
  static std::string twips(double value) { return std::to_string(std::lround(value)); }
  pugi::xml_node insert(const char* name) { return m_body.insert_child_before(name, m_at); }

  static void width(pugi::xml_node node, double value) {
    set(node, "w:w", twips(value));
    set(node, "w:type", "dxa");
  }

  static pugi::xml_node styled(pugi::xml_node paragraph, const char* style) {
    pugi::xml_node about = paragraph.append_child("w:pPr");
    child(about, "w:pStyle", style);
    return about;
  }

  static pugi::xml_node run(pugi::xml_node paragraph, const std::string& words, std::string_view colour = {}) {
    pugi::xml_node made = paragraph.append_child("w:r");
    if (!colour.empty()) {
      pugi::xml_node about = made.append_child("w:rPr");
      about.append_child("w:b");
      child(about, "w:color", std::string(colour.substr(1)));
    }
    pugi::xml_node text = made.append_child("w:t");
    set(text, "xml:space", "preserve");
    text.text().set(plain(words).c_str());
    return made;
  }

  // A marked verdict bold in its colour, the rest as it is.
  void runs(pugi::xml_node paragraph, const std::string& words) const {
    if (words.empty()) return;
    const auto verdict = leadingVerdict(words, m_document.language);
    if (!verdict) {
      run(paragraph, words);
      return;
    }
    run(paragraph, words.substr(0, verdict->bytes), verdictInk(verdict->verdict));
    if (words.size() > verdict->bytes) run(paragraph, words.substr(verdict->bytes));
  }

  static void coverCell(pugi::xml_node row, const std::string& words, double room, const char* style, bool line) {
    pugi::xml_node cell = row.append_child("w:tc");
    pugi::xml_node about = cell.append_child("w:tcPr");
    width(about.append_child("w:tcW"), room);
    if (line) lineBelow(about);
    pugi::xml_node paragraph = cell.append_child("w:p");
    styled(paragraph, style);
    if (!words.empty()) run(paragraph, words);
  }

  static void lineBelow(pugi::xml_node cell) {
    pugi::xml_node line = cell.append_child("w:tcBorders").append_child("w:bottom");
    set(line, "w:val", "single");
    set(line, "w:sz", "4");
    set(line, "w:space", "0");
    set(line, "w:color", "475467");
  }

  bool wideTable(std::size_t index) const {
    return index < m_document.blocks.size() && m_document.blocks[index].kind == Kind::table &&
           m_document.blocks[index].wide;
  }

  Result<void> block(std::size_t index) {
    const DocumentBlock& block = m_document.blocks[index];
    // A heading goes with the wide table right below it.
    const bool wide = wideTable(index) || (block.kind == Kind::heading && wideTable(index + 1));
    if (wide != m_wide) endSection(true);
    m_wide = wide;
    switch (block.kind) {
    case Kind::heading:
      paragraph(block.text, fmt::format("Heading{}", block.level).c_str());
      break;
    case Kind::paragraph:
      words(block);
      break;
    case Kind::bullet:
      paragraph(block.text, "List");
      break;
    case Kind::table:
      table(block);
      break;
    case Kind::figure:
      return figure(block);
    case Kind::signatures:
      signatures(block);
      break;
    case Kind::page_break:
      set(insert("w:p").append_child("w:r").append_child("w:br"), "w:type", "page");
      break;
    }
    return {};
  }

  void paragraph(const std::string& text, const char* style) {
    pugi::xml_node made = insert("w:p");
    styled(made, style);
    runs(made, text);
  }

  void words(const DocumentBlock& block) {
    const auto verdict = leadingVerdict(block.text, m_document.language);
    if (block.look != "verdict" || !verdict) return paragraph(block.text, block.look == "note" ? "Note" : "Normal");
    pugi::xml_node made = insert("w:p");
    pugi::xml_node about = styled(made, "Verdict");
    pugi::xml_node bar = about.append_child("w:pBdr").append_child("w:left");
    set(bar, "w:val", "single");
    set(bar, "w:sz", "48");
    set(bar, "w:space", "6");
    set(bar, "w:color", std::string(verdictInk(verdict->verdict).substr(1)));
    pugi::xml_node ground = about.append_child("w:shd");
    set(ground, "w:val", "clear");
    set(ground, "w:color", "auto");
    set(ground, "w:fill", std::string(verdictTint(verdict->verdict).substr(1)));
    runs(made, block.text);
  }

  // Ends the pages of one orientation: what comes next lies the other way.
  void endSection(bool between) {
    if (!between) return;
    pugi::xml_node made = insert("w:p");
    pugi::xml_node about = made.append_child("w:pPr");
    pugi::xml_node spacing = about.append_child("w:spacing");
    set(spacing, "w:before", "0");
    set(spacing, "w:after", "0");
    set(spacing, "w:line", "20");
    set(spacing, "w:lineRule", "exact");
    pugi::xml_node section = about.append_copy(m_last);
    if (m_wide) turn(section);
    if (m_sections++ > 0) section.remove_child("w:titlePg");
  }

  static void turn(pugi::xml_node section) {
    auto size = section.child("w:pgSz");
    const std::string across = size.attribute("w:w").value();
    size.attribute("w:w").set_value(size.attribute("w:h").value());
    size.attribute("w:h").set_value(across.c_str());
    set(size, "w:orient", "landscape");
  }

  double room() const {
    if (!m_wide) return roomOf(m_last);
    const auto margin = m_last.child("w:pgMar");
    return m_last.child("w:pgSz").attribute("w:h").as_double() - margin.attribute("w:left").as_double() -
           margin.attribute("w:right").as_double();
  }

  // "表 1　title": the number is a field, which the office counts anew.
  void caption(const std::string& title, bool of_table) {
    pugi::xml_node made = insert("w:p");
    styled(made, of_table ? "Caption" : "FigureCaption");
    const char* name = of_table ? (chinese() ? "表" : "Table") : (chinese() ? "图" : "Figure");
    run(made, std::string(name) + " ");
    pugi::xml_node field = made.append_child("w:fldSimple");
    set(field, "w:instr", fmt::format(" SEQ {} \\* ARABIC ", name));
    run(field, std::to_string(of_table ? ++m_tables : ++m_figures));
    run(made, (chinese() ? "　" : ". ") + title);
  }

  void table(const DocumentBlock& block) {
    caption(block.text, true);
    const TextTable& from = block.table;
    const bool small = from.heads.size() >= 8;
    const double letters = (small ? 7.5 : 9) * 20; // twips
    const auto widths = columnWidths(from, m_document.language, {room(), letters * kWiderFont, kCellPadding + 20});
    pugi::xml_node made = insert("w:tbl");
    pugi::xml_node about = made.append_child("w:tblPr");
    child(about, "w:tblStyle", "ReportTable");
    width(about.append_child("w:tblW"), room());
    child(about, "w:tblLayout").append_attribute("w:type").set_value("fixed");
    pugi::xml_node look = about.append_child("w:tblLook");
    set(look, "w:val", "0020");
    set(look, "w:firstRow", "1");
    pugi::xml_node grid = made.append_child("w:tblGrid");
    for (const double one : widths) set(grid.append_child("w:gridCol"), "w:w", twips(one));
    std::vector<std::string> titles;
    for (const TextTable::Head& head : from.heads) titles.push_back(head.title.in(m_document.language));
    row({made, from, widths, small}, titles, true);
    for (const auto& cells : from.rows) row({made, from, widths, small}, cells, false);
    paragraph(block.note,
              block.note.empty() ? "TableText" : "Note"); // a table is never the last thing, nor touches another
  }

  struct Frame {
    pugi::xml_node table;
    const TextTable& from;
    const std::vector<double>& widths;
    bool small;
  };

  void row(Frame frame, const std::vector<std::string>& cells, bool head) const {
    pugi::xml_node made = frame.table.append_child("w:tr");
    pugi::xml_node about = made.append_child("w:trPr");
    const bool tall =
        std::ranges::any_of(cells, [](const auto& cell) { return displayWidth(cell) > kLongestUnbroken; });
    if (!tall) about.append_child("w:cantSplit");
    if (head) about.append_child("w:tblHeader");
    for (std::size_t c = 0; c < cells.size(); ++c) {
      pugi::xml_node cell = made.append_child("w:tc");
      width(cell.append_child("w:tcPr").append_child("w:tcW"), frame.widths[c]);
      pugi::xml_node paragraph = cell.append_child("w:p");
      pugi::xml_node style = styled(paragraph, frame.small ? "TableSmall" : "TableText");
      if (frame.from.heads[c].number) child(style, "w:jc", "right");
      runs(paragraph, cells[c]);
    }
  }

  Result<void> figure(const DocumentBlock& block) {
    if (block.photo) return photo(block);
    if (!block.chart.bars.empty()) return chart(block);
    auto scene = block.figure();
    if (!scene) return fail(scene.error());
    if (scene->window.empty()) {
      paragraph(chinese() ? "没有可绘制的图形。" : "There is no shape that can be drawn.", "Note");
      return {};
    }
    auto png = figurePng(*scene, kDpi);
    if (!png) return fail(png.error());
    show({"map", ".png", std::move(*png), figureWidth(*scene), figureHeight(*scene),
          scene->title + " " + scene->description});
    caption(block.text, false);
    if (!scene->source.empty()) paragraph(scene->source, "Note");
    return {};
  }

  Result<void> photo(const DocumentBlock& block) {
    auto made = block.photo();
    if (!made) return fail(made.error());
    if (made->jpeg.empty()) {
      paragraph(block.text + (chinese() ? "（照片不能读取）" : " (the photo cannot be read)"), "Note");
      return {};
    }
    const double scale = std::min(kPhotoWide / made->width, kPhotoHigh / made->height);
    show({"photo", ".jpeg", std::move(made->jpeg), made->width * scale, made->height * scale, block.text});
    caption(block.text, false);
    return {};
  }

  Result<void> chart(const DocumentBlock& block) {
    const double wide = room() / kTwipsPerMm;
    auto png = chartPng(block.chart, wide, kDpi);
    if (!png) return fail(png.error());
    show({"chart", ".png", std::move(*png), wide, chartHeight(block.chart), block.text});
    caption(block.text, false);
    return {};
  }

  struct Picture {
    const char* name;
    const char* ending;
    std::string bytes;
    double width_mm;
    double height_mm;
    std::string description;
  };

  void show(Picture of) {
    const std::string id = fmt::format("rMap{}", m_figures + 1);
    const std::string file = fmt::format("media/{}{}{}", of.name, m_figures + 1, of.ending);
    out.relationships +=
        fmt::format("<Relationship Id=\"{}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
                    "relationships/image\" Target=\"{}\"/>\n",
                    id, file);
    out.pictures.emplace_back("word/" + file, std::move(of.bytes));
    pugi::xml_node made = insert("w:p");
    styled(made, "Figure");
    picture(made.append_child("w:r").append_child("w:drawing"), of, id);
  }

  void picture(pugi::xml_node drawing, const Picture& of, const std::string& id) const {
    const double shrink = std::min(1.0, room() / kTwipsPerMm / of.width_mm);
    const std::string wide = std::to_string(std::lround(of.width_mm * shrink * kEmuPerMm));
    const std::string high = std::to_string(std::lround(of.height_mm * shrink * kEmuPerMm));
    const std::string number = std::to_string(m_figures + 1);
    pugi::xml_node line = drawing.append_child("wp:inline");
    for (const char* side : {"distT", "distB", "distL", "distR"}) set(line, side, "0");
    pugi::xml_node extent = line.append_child("wp:extent");
    set(extent, "cx", wide);
    set(extent, "cy", high);
    pugi::xml_node about = line.append_child("wp:docPr");
    set(about, "id", number);
    set(about, "name", of.name + number);
    set(about, "descr", plain(of.description));
    pugi::xml_node graphic = line.append_child("a:graphic");
    set(graphic, "xmlns:a", kNamespaceA);
    pugi::xml_node data = graphic.append_child("a:graphicData");
    set(data, "uri", kNamespacePic);
    pugi::xml_node pic = data.append_child("pic:pic");
    set(pic, "xmlns:pic", kNamespacePic);
    pugi::xml_node names = pic.append_child("pic:nvPicPr");
    pugi::xml_node own = names.append_child("pic:cNvPr");
    set(own, "id", number);
    set(own, "name", of.name + number + of.ending);
    names.append_child("pic:cNvPicPr");
    pugi::xml_node fill = pic.append_child("pic:blipFill");
    set(fill.append_child("a:blip"), "r:embed", id);
    fill.append_child("a:stretch").append_child("a:fillRect");
    pugi::xml_node shape = pic.append_child("pic:spPr");
    pugi::xml_node place = shape.append_child("a:xfrm");
    pugi::xml_node corner = place.append_child("a:off");
    set(corner, "x", "0");
    set(corner, "y", "0");
    pugi::xml_node size = place.append_child("a:ext");
    set(size, "cx", wide);
    set(size, "cy", high);
    pugi::xml_node box = shape.append_child("a:prstGeom");
    set(box, "prst", "rect");
    box.append_child("a:avLst");
  }

  void signatures(const DocumentBlock& block) {
    if (block.lines.empty()) return;
    const double part = room() / static_cast<double>(block.lines.size());
    pugi::xml_node table = insert("w:tbl");
    pugi::xml_node about = table.append_child("w:tblPr");
    width(about.append_child("w:tblW"), room());
    child(about, "w:tblLayout").append_attribute("w:type").set_value("fixed");
    pugi::xml_node grid = table.append_child("w:tblGrid");
    for (std::size_t i = 0; i < block.lines.size() * 2; ++i)
      set(grid.append_child("w:gridCol"), "w:w", twips(part / 2));
    pugi::xml_node row = table.append_child("w:tr");
    for (const std::string& name : block.lines) {
      coverCell(row, name, part / 2, "CoverName", false);
      coverCell(row, "", part / 2, "CoverValue", true);
    }
    paragraph("", "Normal");
  }

  const Document& m_document;
  pugi::xml_node m_body;
  pugi::xml_node m_last; ///< the section of the last pages
  pugi::xml_node m_at;   ///< what follows is written before it
  bool m_wide = false;
  int m_sections = 0; ///< ended so far
  int m_tables = 0;
  int m_figures = 0;
};

} // namespace

Result<OfficeBody> officeBody(const Document& document, const std::string& part) {
  pugi::xml_document xml;
  const auto parsed = xml.load_string(part.c_str(), pugi::parse_full | pugi::parse_ws_pcdata_single);
  BodyWriter writer(document, xml);
  const auto bad = [&](const std::string& what) {
    return fail(ErrorKind::input, "docx.bad_template",
                {"DOCX 模板不能使用：" + what, "The template of DOCX cannot be used: " + what},
                "templates/docx/word/document.xml");
  };
  if (!parsed) return bad(parsed.description());
  if (!writer.sound()) return bad("w:body, w:sectPr, w:pgSz");
  if (writer.standAt("{{title}}")) writer.title();
  if (writer.standAt("{{cover}}")) {
    writer.cover();
    writer.leave();
  }
  if (!writer.standAt("{{body}}")) return bad("{{body}}");
  if (auto done = writer.blocks(); !done) return fail(done.error());
  writer.leave();
  std::ostringstream bytes;
  xml.save(bytes, "", pugi::format_raw, pugi::encoding_utf8);
  writer.out.xml = bytes.str();
  return std::move(writer.out);
}

} // namespace ecoredline
