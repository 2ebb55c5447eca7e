#define POINTERHOLDER_TRANSITION 4 // qpdf wants to be told, before any header of its own: std::shared_ptr alone
#include "painting/layered_pdf.hpp"

#include "base/decimal.hpp"
#include "painting/png_file.hpp"

#include <fmt/format.h>

#include <exception>
#include <iterator>
#include <map>
#include <memory>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjGen.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <set>
#include <stdexcept>
#include <utility>

namespace ecoredline {

namespace {

// A handle: copies are the same object, and nearly nothing of it is const.
// NOLINTBEGIN(performance-unnecessary-value-param): so it goes by value
using Pdf = QPDFObjectHandle;

constexpr double kPointsPerMm = 72 / 25.4;
constexpr int kDeflateLevel = 1;  // of libdeflate: a third of the time of 3, three hundredths more bytes
constexpr int kDegreeDigits = 12; // a tenth of a micrometre: the place is as good as the drawing

Error failedBy(const std::exception& failure) {
  return {ErrorKind::incomplete,
          "painting.failed",
          {fmt::format("PDF 没有写成：{}", failure.what()), fmt::format("The PDF was not made: {}", failure.what())},
          {},
          {}};
}

// Copies what qpdf read into a part, as it stands: no stream is unpacked.
class Copier {
 public:
  explicit Copier(PdfPart& part) : m_part(part) {}

  /// Its text, with marks for the objects it names; those are copied too.
  std::string textOf(Pdf object) {
    if (object.isIndirect()) return toObject(numberOf(object));
    return contentOf(object);
  }

  /// "<< … >>" without some keys.
  std::string dictionary(Pdf object, const std::set<std::string>& without) {
    std::string out = "<< ";
    for (const std::string& key : object.getKeys())
      if (!without.contains(key)) out += key + " " + textOf(object.getKey(key)) + " ";
    return out + ">>";
  }

  static std::string bytesOf(Pdf stream) {
    const auto buffer = stream.getRawStreamData();
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  }

 private:
  std::size_t numberOf(Pdf object) {
    const auto [at, is_new] = m_known.try_emplace(object.getObjGen(), m_part.objects.size());
    const std::size_t number = at->second;
    if (!is_new) return number;
    m_part.add({}); // its place, for what names it again on the way
    PdfObject copy;
    if (object.isStream())
      copy = {dictionary(object.getDict(), {"/Length"}), bytesOf(object), true};
    else
      copy.text = contentOf(object);
    m_part.objects[number] = std::move(copy);
    return number;
  }

  std::string contentOf(Pdf object) {
    if (object.isDictionary()) return dictionary(object, {});
    if (!object.isArray()) return object.unparseResolved();
    std::string out = "[ ";
    for (Pdf& item : object.getArrayAsVector()) out += textOf(item) + " ";
    return out + "]";
  }

  PdfPart& m_part;
  std::map<QPDFObjGen, std::size_t> m_known;
};

std::string propertiesOf(const ThingFacts& facts) {
  std::string list = "[ ";
  for (const auto& [name, value] : facts)
    if (!value.empty()) list += fmt::format("<< /N {} /V {} >> ", pdfText(name), pdfText(value));
  return "<< /O /UserProperties /P " + list + "] >>";
}

std::string viewport(const GeoFrame& frame, double page_height_mm) {
  std::string where;
  for (const auto& [latitude, longitude] : frame.corners)
    where += toFixed(latitude, kDegreeDigits) + " " + toFixed(longitude, kDegreeDigits) + " ";
  std::string box;
  for (const double mm :
       {frame.page.min_x, page_height_mm - frame.page.max_y, frame.page.max_x, page_height_mm - frame.page.min_y})
    box += toFixed(mm * kPointsPerMm, 6) + " ";
  const std::string epsg = frame.epsg > 0 ? fmt::format("/EPSG {} ", frame.epsg) : "";
  return fmt::format("<< /Type /Viewport /BBox [ {}] /Name {} /Measure << /Type /Measure /Subtype /GEO "
                     "/Bounds [ 0 0 0 1 1 1 1 0 ] /LPTS [ 0 0 0 1 1 1 1 0 ] /GPTS [ {}] "
                     "/GCS << /Type /PROJCS {}/WKT {} >> >> >>",
                     box, pdfText(frame.name), where, epsg, Pdf::newString(frame.wkt).unparse());
}

/// One page under way.
class LayeredPage {
 public:
  LayeredPage(QPDF& pdf, PdfPart& part)
      : m_part(part), m_copier(part), m_pages(QPDFPageDocumentHelper(pdf).getAllPages()) {
    Pdf media = m_pages.front().getAttribute("/MediaBox", true);
    m_media = media.unparse();
    m_width = media.getArrayItem(2).getNumericValue();
    m_height = media.getArrayItem(3).getNumericValue();
    m_page = part.add({});
    part.pages.push_back(m_page);
  }

  void layOver(const std::vector<PdfLayer>& layers, const std::vector<GeoFrame>& frames) {
    std::string forms;
    std::string content;
    std::size_t next = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (!layers[i].shapes_only && next >= m_pages.size()) break;
      const std::size_t form = m_part.add({});
      const std::string shared = thingsOf(layers[i], form) + "/OC " + toGroup(m_part.group(layers[i].title)) +
                                 " /Type /XObject /Subtype /Form ";
      m_part.objects[form] = layers[i].shapes_only ? formOf(layers[i].shapes, shared) : formOf(m_pages[next++], shared);
      forms += fmt::format("/L{} {} ", i, toObject(form));
      content += fmt::format("/L{} Do\n", i);
    }
    const std::size_t contents = m_part.addStream("<< >>", content);
    std::string views;
    for (const GeoFrame& frame : frames) views += viewport(frame, m_height / kPointsPerMm) + " ";
    m_part.objects[m_page].text =
        fmt::format("<< /Type /Page /Parent {} /MediaBox {} /Resources << /XObject << {}>> >> /Contents {} "
                    "/Group << /Type /Group /S /Transparency /CS /DeviceRGB /I true >> {}>>",
                    toPages(), m_media, forms, toObject(contents), frames.empty() ? "" : "/VP [ " + views + "] ");
  }

  Copier& copier() { return m_copier; }

 private:
  /// The elements of a layer's things; gives the keys of the form that lead to them.
  std::string thingsOf(const PdfLayer& layer, std::size_t form) {
    if (layer.things.empty()) return {};
    const std::size_t section = m_part.add({});
    std::string kids = "[ ";
    int mark = 0;
    for (const ThingFacts& facts : layer.things) {
      std::string element =
          fmt::format("<< /Type /StructElem /S /Feature /P {} /A {} /K << /Type /MCR /Pg {} /Stm {} "
                      "/MCID {} >> ",
                      toObject(section), propertiesOf(facts), toObject(m_page), toObject(form), mark++);
      if (!facts.empty()) element += "/T " + pdfText(facts.front().second) + " ";
      kids += toObject(m_part.add(element + ">>")) + " ";
    }
    const std::size_t elements = m_part.add(kids + "]"); // those of the marked contents 0, 1, 2 … of the stream
    m_part.objects[section].text = fmt::format("<< /Type /StructElem /S /Layer /P {} /T {} /K {} >>", toDocument(),
                                               pdfText(layer.title), toObject(elements));
    m_part.sections.push_back(section);
    m_part.marked.push_back(elements);
    return "/StructParents " + toMarked(m_part.marked.size() - 1) + " ";
  }

  /// Shapes in their own units, y downwards, as a form of the page.
  PdfObject formOf(const PathStream& shapes, const std::string& shared) const {
    std::string states;
    for (const int thousandths : shapes.opacities()) {
      const std::string value = toFixed(thousandths / 1000.0, 3);
      states += fmt::format("/a{} << /ca {} /CA {} >> ", thousandths, value, value);
    }
    const double unit = kPointsPerMm / PathStream::kUnitsPerMm;
    return {fmt::format("<< {}/BBox [ 0 0 {} {} ] /Matrix [ {} 0 0 {} 0 {} ] /Resources << /ExtGState << {}>> >> "
                        "/Filter /FlateDecode >>",
                        shared, toFixed(m_width / unit, 3), toFixed(m_height / unit, 3), toFixed(unit, 9),
                        toFixed(-unit, 9), toFixed(m_height, 9), states),
            deflated(shapes.content(), kDeflateLevel), true};
  }

  /// A page of Cairo's, whose content is one stream: packed as it is.
  PdfObject formOf(QPDFPageObjectHelper& page, const std::string& shared) {
    Pdf content = page.getObjectHandle().getKey("/Contents");
    if (content.isArray() && content.getArrayNItems() == 1) content = content.getArrayItem(0);
    if (!content.isStream()) throw std::runtime_error("a page without a content of its own");
    std::string text = "<< " + shared + "/BBox " + m_media + " ";
    const auto take = [&](const char* key, Pdf value) {
      if (!value.isNull()) text += fmt::format("{} {} ", key, m_copier.textOf(value));
    };
    for (const char* key : {"/Resources", "/Group"}) take(key, page.getAttribute(key, false));
    for (const char* key : {"/Filter", "/DecodeParms"}) take(key, content.getDict().getKey(key));
    return {text + ">>", Copier::bytesOf(content), true};
  }

  PdfPart& m_part;
  Copier m_copier;
  std::vector<QPDFPageObjectHelper> m_pages;
  std::string m_media;
  double m_width = 0; // points
  double m_height = 0;
  std::size_t m_page = 0;
};

void open(QPDF& pdf, const std::string& bytes) {
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("pdf", bytes.data(), bytes.size());
}

void copyInfo(QPDF& pdf, Copier& copier, PdfPart& part) {
  Pdf info = pdf.getTrailer().getKey("/Info");
  if (info.isDictionary()) part.info = part.add(copier.dictionary(info, {}));
}

} // namespace

Result<PdfPart> layeredPdf(const std::string& pdf, const std::vector<PdfLayer>& layers,
                           const std::vector<GeoFrame>& frames) {
  try {
    QPDF document;
    open(document, pdf);
    PdfPart part;
    LayeredPage page(document, part);
    page.layOver(layers, frames);
    copyInfo(document, page.copier(), part);
    return part;
  } catch (const std::exception& failure) {
    return fail(failedBy(failure));
  }
}

Result<PdfPart> plainPdf(const std::string& pdf) {
  try {
    QPDF document;
    open(document, pdf);
    PdfPart part;
    Copier copier(part);
    QPDFPageDocumentHelper pages(document);
    pages.pushInheritedAttributesToPage();
    for (QPDFPageObjectHelper& page : pages.getAllPages()) {
      std::string text = copier.dictionary(page.getObjectHandle(), {"/Parent", "/StructParents"});
      text.insert(2, " /Parent " + toPages());
      part.pages.push_back(part.add(std::move(text)));
    }
    copyInfo(document, copier, part);
    return part;
  } catch (const std::exception& failure) {
    return fail(failedBy(failure));
  }
}

// NOLINTEND(performance-unnecessary-value-param)

} // namespace ecoredline
