#define POINTERHOLDER_TRANSITION 4 // qpdf wants to be told, before any header of its own: std::shared_ptr alone
#include "painting/layered_pdf.hpp"

#include "base/decimal.hpp"
#include "painting/png_file.hpp"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFOutlineDocumentHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

namespace ecoredline {

namespace {

// A handle: copies are the same object, and nearly nothing of it is const.
// NOLINTBEGIN(performance-unnecessary-value-param): so it goes by value
using Pdf = QPDFObjectHandle;

constexpr double kPointsPerMm = 72 / 25.4;
constexpr int kDeflateLevel = 3;  // of libdeflate: half the time of 6, a few hundredths more bytes
constexpr int kDegreeDigits = 12; // a tenth of a micrometre: the place is as good as the drawing

Pdf text(const std::string& utf8) {
  return Pdf::newUnicodeString(utf8);
}

Pdf dictionary(std::initializer_list<std::pair<const std::string, Pdf>> entries) {
  return Pdf::newDictionary(std::map<std::string, Pdf>(entries));
}

Pdf number(double value, int digits) {
  return Pdf::newReal(toFixed(value, digits));
}

Error failedBy(const std::exception& failure) {
  return {ErrorKind::incomplete,
          "painting.failed",
          {fmt::format("PDF 没有写成：{}", failure.what()), fmt::format("The PDF was not made: {}", failure.what())},
          {},
          {}};
}

void open(QPDF& pdf, const std::string& bytes) {
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("pdf", bytes.data(), bytes.size());
}

std::string written(QPDF& pdf) {
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setMinimumPDFVersion("1.7");
  writer.write();
  const std::unique_ptr<Buffer> buffer(writer.getBuffer());
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

// Optional content groups by name, in the order they were first named.
class Groups {
 public:
  explicit Groups(QPDF& pdf) : m_pdf(pdf) {}

  Pdf of(const std::string& name) {
    const auto [at, is_new] = m_known.try_emplace(name);
    if (is_new) {
      at->second = m_pdf.makeIndirectObject(dictionary({{"/Type", Pdf::newName("/OCG")}, {"/Name", text(name)}}));
      m_all.appendItem(at->second);
    }
    return at->second;
  }

  void hang() {
    if (m_known.empty()) return;
    Pdf shown = dictionary({{"/Order", m_all}, {"/ON", m_all}, {"/Name", text("EcoRedline")}});
    m_pdf.getRoot().replaceKey("/OCProperties", dictionary({{"/OCGs", m_all}, {"/D", shown}}));
  }

 private:
  QPDF& m_pdf;
  std::map<std::string, Pdf> m_known;
  Pdf m_all = Pdf::newArray();
};

// The structure tree of a document under way.
class Tree {
 public:
  explicit Tree(QPDF& pdf) : m_pdf(pdf) {
    m_root = pdf.makeIndirectObject(dictionary({{"/Type", Pdf::newName("/StructTreeRoot")}}));
    m_document = pdf.makeIndirectObject(
        dictionary({{"/Type", Pdf::newName("/StructElem")}, {"/S", Pdf::newName("/Document")}, {"/P", m_root}}));
  }

  /// What the elements of layers hang on.
  Pdf parent() const { return m_document; }
  void add(Pdf element) { m_kids.appendItem(element); }
  /// `elements` are those of the marked contents 0, 1, 2 … of a stream; the number is its /StructParents.
  int parents(Pdf elements) {
    m_numbers.appendItem(Pdf::newInteger(m_next));
    m_numbers.appendItem(elements);
    return m_next++;
  }
  void hang() {
    if (m_kids.getArrayNItems() == 0) {
      m_pdf.getRoot().removeKey("/StructTreeRoot");
      return;
    }
    m_document.replaceKey("/K", m_kids);
    m_root.replaceKey("/K", m_document);
    m_root.replaceKey("/ParentTree", m_pdf.makeIndirectObject(dictionary({{"/Nums", m_numbers}})));
    m_root.replaceKey("/ParentTreeNextKey", Pdf::newInteger(m_next));
    m_root.replaceKey("/RoleMap",
                      dictionary({{"/Layer", Pdf::newName("/Sect")}, {"/Feature", Pdf::newName("/Figure")}}));
    m_pdf.getRoot().replaceKey("/StructTreeRoot", m_root);
    m_pdf.getRoot().replaceKey("/MarkInfo",
                               dictionary({{"/Marked", Pdf::newBool(true)}, {"/UserProperties", Pdf::newBool(true)}}));
  }

 private:
  QPDF& m_pdf;
  Pdf m_root;
  Pdf m_document;
  Pdf m_kids = Pdf::newArray();
  Pdf m_numbers = Pdf::newArray();
  int m_next = 0;
};

Pdf propertiesOf(const ThingFacts& facts) {
  Pdf list = Pdf::newArray();
  for (const auto& [name, value] : facts)
    if (!value.empty()) list.appendItem(dictionary({{"/N", text(name)}, {"/V", text(value)}}));
  return dictionary({{"/O", Pdf::newName("/UserProperties")}, {"/P", list}});
}

// The elements of a layer's things; gives the form its number in the parent tree.
void addThings(QPDF& pdf, Tree& tree, const PdfLayer& layer, Pdf page, Pdf form) {
  if (layer.things.empty()) return;
  Pdf sect = pdf.makeIndirectObject(dictionary({{"/Type", Pdf::newName("/StructElem")},
                                                {"/S", Pdf::newName("/Layer")},
                                                {"/P", tree.parent()},
                                                {"/T", text(layer.title)}}));
  Pdf kids = Pdf::newArray();
  int mark = 0;
  for (const ThingFacts& facts : layer.things) {
    Pdf content = dictionary(
        {{"/Type", Pdf::newName("/MCR")}, {"/Pg", page}, {"/Stm", form}, {"/MCID", Pdf::newInteger(mark++)}});
    Pdf element = dictionary({{"/Type", Pdf::newName("/StructElem")},
                              {"/S", Pdf::newName("/Feature")},
                              {"/P", sect},
                              {"/A", propertiesOf(facts)},
                              {"/K", content}});
    if (!facts.empty()) element.replaceKey("/T", text(facts.front().second));
    kids.appendItem(pdf.makeIndirectObject(element));
  }
  sect.replaceKey("/K", kids);
  tree.add(sect);
  form.getDict().replaceKey("/StructParents", Pdf::newInteger(tree.parents(kids)));
}

Pdf viewport(const GeoFrame& frame, double page_height_mm) {
  Pdf where = Pdf::newArray();
  for (const auto& [latitude, longitude] : frame.corners) {
    where.appendItem(number(latitude, kDegreeDigits));
    where.appendItem(number(longitude, kDegreeDigits));
  }
  Pdf unit = Pdf::newArray();
  for (const int value : {0, 0, 0, 1, 1, 1, 1, 0}) unit.appendItem(Pdf::newInteger(value));
  Pdf plane = dictionary({{"/Type", Pdf::newName("/PROJCS")}, {"/WKT", Pdf::newString(frame.wkt)}});
  if (frame.epsg > 0) plane.replaceKey("/EPSG", Pdf::newInteger(frame.epsg));
  Pdf measure = dictionary({{"/Type", Pdf::newName("/Measure")},
                            {"/Subtype", Pdf::newName("/GEO")},
                            {"/Bounds", unit},
                            {"/LPTS", unit},
                            {"/GPTS", where},
                            {"/GCS", plane}});
  Pdf box = Pdf::newArray();
  for (const double mm :
       {frame.page.min_x, page_height_mm - frame.page.max_y, frame.page.max_x, page_height_mm - frame.page.min_y})
    box.appendItem(number(mm * kPointsPerMm, 6));
  return dictionary(
      {{"/Type", Pdf::newName("/Viewport")}, {"/BBox", box}, {"/Name", text(frame.name)}, {"/Measure", measure}});
}

// Shapes in their own units, y downwards, as a form of the page. Compressed here, not by qpdf with zlib: that was half
// of the time of a sheet.
Pdf formOf(QPDF& pdf, const PathStream& shapes, Pdf media) {
  Pdf states = Pdf::newDictionary();
  for (const int thousandths : shapes.opacities()) {
    Pdf value = number(thousandths / 1000.0, 3);
    states.replaceKey(fmt::format("/a{}", thousandths), dictionary({{"/ca", value}, {"/CA", value}}));
  }
  const double unit = kPointsPerMm / PathStream::kUnitsPerMm;
  const double height = media.getArrayItem(3).getNumericValue();
  Pdf matrix = Pdf::newArray();
  for (const double value : {unit, 0.0, 0.0, -unit, 0.0, height}) matrix.appendItem(number(value, 9));
  Pdf box = Pdf::newArray();
  for (const double value : {0.0, 0.0, media.getArrayItem(2).getNumericValue() / unit, height / unit})
    box.appendItem(number(value, 3));
  Pdf form = pdf.newStream();
  form.replaceDict(dictionary({{"/Type", Pdf::newName("/XObject")},
                               {"/Subtype", Pdf::newName("/Form")},
                               {"/BBox", box},
                               {"/Matrix", matrix},
                               {"/Resources", dictionary({{"/ExtGState", states}})}}));
  form.replaceStreamData(deflated(shapes.content(), kDeflateLevel), Pdf::newName("/FlateDecode"), Pdf::newNull());
  return form;
}

void layOver(QPDF& pdf, const std::vector<PdfLayer>& layers, const std::vector<GeoFrame>& frames) {
  auto pages = QPDFPageDocumentHelper(pdf).getAllPages();
  Pdf media = pages.front().getAttribute("/MediaBox", true);
  Pdf page = pdf.makeIndirectObject(dictionary({{"/Type", Pdf::newName("/Page")}, {"/MediaBox", media}}));
  Groups groups(pdf);
  Tree tree(pdf);
  Pdf forms = Pdf::newDictionary();
  std::string content;
  std::size_t next = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!layers[i].shapes_only && next >= pages.size()) break;
    Pdf form = layers[i].shapes_only ? formOf(pdf, layers[i].shapes, media) : pages[next++].getFormXObjectForPage();
    form.getDict().replaceKey("/OC", groups.of(layers[i].title));
    const std::string name = fmt::format("/L{}", i);
    forms.replaceKey(name, form);
    content += name + " Do\n";
    addThings(pdf, tree, layers[i], page, form);
  }
  page.replaceKey("/Resources", dictionary({{"/XObject", forms}}));
  page.replaceKey("/Contents", pdf.newStream(content));
  page.replaceKey("/Group", dictionary({{"/Type", Pdf::newName("/Group")},
                                        {"/S", Pdf::newName("/Transparency")},
                                        {"/CS", Pdf::newName("/DeviceRGB")},
                                        {"/I", Pdf::newBool(true)}}));
  const double height_mm = media.getArrayItem(3).getNumericValue() / kPointsPerMm;
  Pdf views = Pdf::newArray();
  for (const GeoFrame& frame : frames) views.appendItem(viewport(frame, height_mm));
  if (!frames.empty()) page.replaceKey("/VP", views);
  for (auto& old : pages) QPDFPageDocumentHelper(pdf).removePage(old);
  QPDFPageDocumentHelper(pdf).addPage(QPDFPageObjectHelper(page), false);
  groups.hang();
  tree.hang();
}

// Groups of one name become one; the numbers of the parent tree go on where the last part ended.
void adoptLayers(Pdf page, const std::map<int, Pdf>& parents, Groups& groups, Tree& tree) {
  Pdf forms = page.getKey("/Resources").getKey("/XObject");
  if (!forms.isDictionary()) return;
  for (const std::string& name : forms.getKeys()) {
    Pdf form = forms.getKey(name).getDict();
    Pdf group = form.getKey("/OC");
    if (group.isDictionary()) form.replaceKey("/OC", groups.of(group.getKey("/Name").getUTF8Value()));
    Pdf number = form.getKey("/StructParents");
    if (!number.isInteger()) continue;
    const auto found = parents.find(static_cast<int>(number.getIntValue()));
    if (found != parents.end()) form.replaceKey("/StructParents", Pdf::newInteger(tree.parents(found->second)));
  }
}

std::map<int, Pdf> parentsOf(Pdf root) {
  std::map<int, Pdf> out;
  Pdf list = root.getKey("/ParentTree").getKey("/Nums");
  for (int i = 0; list.isArray() && i + 1 < list.getArrayNItems(); i += 2)
    out[static_cast<int>(list.getArrayItem(i).getIntValue())] = list.getArrayItem(i + 1);
  return out;
}

// One more document at the end of `book`; gives its first page there.
Pdf append(QPDF& book, QPDF& part, Groups& groups, Tree& tree) {
  Pdf first = Pdf::newNull();
  const auto before = QPDFPageDocumentHelper(book).getAllPages().size();
  for (auto& page : QPDFPageDocumentHelper(part).getAllPages()) QPDFPageDocumentHelper(book).addPage(page, false);
  auto pages = QPDFPageDocumentHelper(book).getAllPages();
  Pdf structure = part.getRoot().getKey("/StructTreeRoot");
  std::map<int, Pdf> parents;
  if (structure.isDictionary()) {
    // the pages are here already, so that what the elements name is found there and not copied again
    structure = book.copyForeignObject(structure.isIndirect() ? structure : part.makeIndirectObject(structure));
    parents = parentsOf(structure);
    for (Pdf& element : structure.getKey("/K").getKey("/K").getArrayAsVector()) {
      element.replaceKey("/P", tree.parent());
      tree.add(element);
    }
  }
  for (std::size_t i = before; i < pages.size(); ++i) {
    if (i == before) first = pages[i].getObjectHandle();
    adoptLayers(pages[i].getObjectHandle(), parents, groups, tree);
  }
  return first;
}

// A flat outline.
void hangBookmarks(QPDF& book, const std::vector<std::pair<std::string, Pdf>>& bookmarks) {
  if (bookmarks.empty()) return;
  Pdf root = book.makeIndirectObject(dictionary({{"/Type", Pdf::newName("/Outlines")}}));
  std::vector<Pdf> items;
  for (const auto& [title, page] : bookmarks) {
    Pdf target = Pdf::newArray();
    target.appendItem(page);
    target.appendItem(Pdf::newName("/Fit"));
    items.push_back(
        book.makeIndirectObject(dictionary({{"/Title", text(title)}, {"/Parent", root}, {"/Dest", target}})));
  }
  for (std::size_t i = 0; i + 1 < items.size(); ++i) {
    items[i].replaceKey("/Next", items[i + 1]);
    items[i + 1].replaceKey("/Prev", items[i]);
  }
  root.replaceKey("/First", items.front());
  root.replaceKey("/Last", items.back());
  root.replaceKey("/Count", Pdf::newInteger(static_cast<long long>(items.size())));
  book.getRoot().replaceKey("/Outlines", root);
  book.getRoot().replaceKey("/PageMode", Pdf::newName("/UseOutlines"));
}

} // namespace

Result<std::string> layeredPdf(const std::string& pdf, const std::vector<PdfLayer>& layers,
                               const std::vector<GeoFrame>& frames) {
  try {
    QPDF document;
    open(document, pdf);
    layOver(document, layers, frames);
    return written(document);
  } catch (const std::exception& failure) {
    return fail(failedBy(failure));
  }
}

Result<std::string> boundPdf(const std::vector<BookPart>& parts) {
  try {
    QPDF book;
    book.emptyPDF();
    Groups groups(book);
    Tree tree(book);
    std::vector<std::pair<std::string, Pdf>> bookmarks;
    std::vector<std::unique_ptr<QPDF>> open_parts; // streams are copied when the book is written
    for (const BookPart& part : parts) {
      open_parts.push_back(std::make_unique<QPDF>());
      open(*open_parts.back(), part.pdf);
      Pdf first = append(book, *open_parts.back(), groups, tree);
      if (!part.bookmark.empty() && first.isDictionary()) bookmarks.emplace_back(part.bookmark, first);
    }
    if (!open_parts.empty()) {
      Pdf about = open_parts.front()->getTrailer().getKey("/Info");
      if (about.isDictionary()) book.getTrailer().replaceKey("/Info", book.copyForeignObject(about));
    }
    groups.hang();
    tree.hang();
    hangBookmarks(book, bookmarks);
    return written(book);
  } catch (const std::exception& failure) {
    return fail(failedBy(failure));
  }
}

// NOLINTEND(performance-unnecessary-value-param)

} // namespace ecoredline
