#include "painting/pdf_file.hpp"

#include "base/hash.hpp"
#include "painting/png_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

namespace ecoredline {

namespace {

constexpr std::size_t kPerStream = 200; // objects in an object stream: a reader unpacks all of it for one
constexpr int kDeflateLevel = 6;        // what is packed here is little
constexpr std::size_t kRow = 8;         // bytes of the table of places for an object: 1, 5 and 2

/// The file under way: objects are numbered beforehand and come in any order.
class File {
 public:
  /// Numbers up to `known` belong to objects that will come; those of object streams follow. `bytes`: about so many.
  File(std::size_t known, std::size_t bytes) : m_places(known + 1) { m_out.reserve(bytes); }

  /// In an object stream. The text has no marks.
  void add(std::size_t number, std::string_view text) {
    m_numbers.emplace_back(number, m_packed.size());
    m_packed += text;
    m_packed += '\n';
    if (m_numbers.size() == kPerStream) pack();
  }

  void addStream(std::size_t number, std::string_view dictionary, std::string_view bytes) {
    m_places[number] = {1, m_out.size(), 0};
    // "<< … >>" with one key more
    const auto end = dictionary.rfind(">>");
    fmt::format_to(std::back_inserter(m_out), "{} 0 obj\n{}/Length {} >>\nstream\n", number, dictionary.substr(0, end),
                   bytes.size());
    m_out += bytes;
    m_out += "\nendstream\nendobj\n";
  }

  std::string finish(std::size_t root, std::size_t info) {
    pack();
    const std::size_t number = m_places.size();
    const std::size_t begin = m_out.size();
    m_places.push_back({1, begin, 0});
    m_places.front() = {0, 0, 0xFFFF};
    const std::string id = toHex(sha256(m_out), 32); // of what it holds, not of the clock
    const std::string about = info == 0 ? "" : fmt::format("/Info {} 0 R ", info);
    addStream(number,
              fmt::format("<< /Type /XRef /Size {} /W [ 1 5 2 ] /Root {} 0 R {}/ID [ <{}> <{}> ] /Filter /FlateDecode "
                          "/DecodeParms << /Predictor 12 /Columns {} >> >>",
                          m_places.size(), root, about, id, id, kRow),
              deflated(table(), kDeflateLevel));
    m_out += fmt::format("startxref\n{}\n%%EOF\n", begin);
    return std::move(m_out);
  }

 private:
  /// Kind 1: at a place of the file; 2: in the object stream `where`, there the `index`-th.
  struct Place {
    std::uint8_t kind = 0;
    std::uint64_t where = 0;
    std::uint16_t index = 0;
  };

  void pack() {
    if (m_numbers.empty()) return;
    const std::size_t number = m_places.size();
    m_places.emplace_back();
    std::string head;
    for (std::size_t i = 0; i < m_numbers.size(); ++i) {
      m_places[m_numbers[i].first] = {2, number, static_cast<std::uint16_t>(i)};
      fmt::format_to(std::back_inserter(head), "{} {} ", m_numbers[i].first, m_numbers[i].second);
    }
    addStream(number,
              fmt::format("<< /Type /ObjStm /N {} /First {} /Filter /FlateDecode >>", m_numbers.size(), head.size()),
              deflated(head + m_packed, kDeflateLevel));
    m_numbers.clear();
    m_packed.clear();
  }

  // Each row as its difference to the one before (filter 2 of PNG): most objects lie right behind one another.
  std::string table() const {
    std::string out;
    std::string last(kRow, '\0');
    for (const Place& place : m_places) {
      std::string row;
      row += static_cast<char>(place.kind);
      for (const unsigned shift : {32U, 24U, 16U, 8U, 0U}) row += static_cast<char>((place.where >> shift) & 0xFFU);
      for (const unsigned shift : {8U, 0U})
        row += static_cast<char>((static_cast<unsigned>(place.index) >> shift) & 0xFFU);
      out += '\2';
      for (std::size_t i = 0; i < kRow; ++i)
        out += static_cast<char>(static_cast<unsigned char>(row[i]) - static_cast<unsigned char>(last[i]));
      last = std::move(row);
    }
    return out;
  }

  std::string m_out = "%PDF-1.7\n%\xBF\xF7\xA2\xFE\n";
  std::vector<Place> m_places;
  std::string m_packed; ///< of the object stream under way
  std::vector<std::pair<std::size_t, std::size_t>> m_numbers;
};

std::string reference(std::size_t number) {
  return fmt::format("{} 0 R", number);
}

std::string referencesOf(const std::vector<std::size_t>& numbers) {
  std::string out = "[ ";
  for (const std::size_t number : numbers) out += reference(number) + " ";
  return out + "]";
}

/// Which numbers the objects of a book have: its own first, then those of each part.
class Book {
 public:
  explicit Book(std::vector<BookPart> all) : m_parts(std::move(all)) {
    const auto& parts = m_parts;
    for (std::size_t* own : {&m_root, &m_pages, &m_tree, &m_document, &m_parents, &m_outline}) *own = next();
    for (const BookPart& part : parts) {
      PdfNumbers numbers{0, m_marked.size(), m_pages, m_document, {}};
      for (const std::string& title : part.part.groups) numbers.groups.push_back(groupOf(title));
      m_marked.resize(m_marked.size() + part.part.marked.size());
      m_numbers.push_back(std::move(numbers));
    }
    for (const BookPart& part : parts)
      if (!part.bookmark.empty()) m_bookmarks.push_back(next());
    for (std::size_t i = 0; i < parts.size(); ++i) place(parts[i].part, m_numbers[i]);
  }

  std::string write() {
    File file(m_last, size());
    std::string text;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
      const auto objects = std::move(m_parts[i].part.objects); // memory for one book is enough
      for (std::size_t k = 0; k < objects.size(); ++k) {
        text.clear();
        appendNumbered(objects[k].text, m_numbers[i], text);
        const std::size_t number = m_numbers[i].first_object + k;
        if (objects[k].is_stream)
          file.addStream(number, text, objects[k].stream);
        else
          file.add(number, text);
      }
    }
    addOwn(file);
    return file.finish(m_root, m_info);
  }

 private:
  std::size_t next() { return ++m_last; }

  std::size_t size() const {
    std::size_t out = 0;
    for (const BookPart& part : m_parts)
      for (const PdfObject& object : part.part.objects) out += object.text.size() + object.stream.size();
    return out + out / 64;
  }

  std::size_t groupOf(const std::string& title) {
    const auto [at, is_new] = m_group_of.try_emplace(title, 0);
    if (is_new) {
      at->second = next();
      m_groups.push_back(at->second);
      m_titles.push_back(title);
    }
    return at->second;
  }

  void place(const PdfPart& part, PdfNumbers& numbers) {
    const std::size_t first = m_last + 1;
    m_last += part.objects.size();
    numbers.first_object = first;
    m_first_pages.push_back(part.pages.empty() ? 0 : first + part.pages.front());
    for (const std::size_t page : part.pages) m_all_pages.push_back(first + page);
    for (const std::size_t section : part.sections) m_sections.push_back(first + section);
    for (std::size_t i = 0; i < part.marked.size(); ++i) m_marked[numbers.first_marked + i] = first + part.marked[i];
    if (m_info == 0 && part.info) m_info = first + *part.info;
  }

  void addOwn(File& file) const {
    std::string root = fmt::format("<< /Type /Catalog /Pages {} ", reference(m_pages));
    for (std::size_t i = 0; i < m_groups.size(); ++i)
      file.add(m_groups[i], fmt::format("<< /Type /OCG /Name {} >>", pdfText(m_titles[i])));
    if (!m_groups.empty()) {
      const std::string all = referencesOf(m_groups);
      root += fmt::format("/OCProperties << /OCGs {0} /D << /Order {0} /ON {0} /Name (EcoRedline) >> >> ", all);
    }
    if (!m_sections.empty()) {
      addTree(file);
      root += fmt::format("/StructTreeRoot {} /MarkInfo << /Marked true /UserProperties true >> ", reference(m_tree));
    }
    if (!m_bookmarks.empty()) {
      addBookmarks(file);
      root += fmt::format("/Outlines {} /PageMode /UseOutlines ", reference(m_outline));
    }
    file.add(m_pages,
             fmt::format("<< /Type /Pages /Kids {} /Count {} >>", referencesOf(m_all_pages), m_all_pages.size()));
    file.add(m_root, root + ">>");
  }

  void addTree(File& file) const {
    file.add(m_tree, fmt::format("<< /Type /StructTreeRoot /K {} /ParentTree {} /ParentTreeNextKey {} /RoleMap << "
                                 "/Layer /Sect /Feature /Figure >> >>",
                                 reference(m_document), reference(m_parents), m_marked.size()));
    file.add(m_document, fmt::format("<< /Type /StructElem /S /Document /P {} /K {} >>", reference(m_tree),
                                     referencesOf(m_sections)));
    std::string parents = "<< /Nums [ ";
    for (std::size_t i = 0; i < m_marked.size(); ++i) parents += fmt::format("{} {} ", i, reference(m_marked[i]));
    file.add(m_parents, parents + "] >>");
  }

  // A flat outline.
  void addBookmarks(File& file) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
      if (m_parts[i].bookmark.empty()) continue;
      const std::string before = at == 0 ? "" : fmt::format("/Prev {} ", reference(m_bookmarks[at - 1]));
      const std::string after =
          at + 1 == m_bookmarks.size() ? "" : fmt::format("/Next {} ", reference(m_bookmarks[at + 1]));
      file.add(m_bookmarks[at],
               fmt::format("<< /Title {} /Parent {} {}{}/Dest [ {} /Fit ] >>", pdfText(m_parts[i].bookmark),
                           reference(m_outline), before, after, reference(m_first_pages[i])));
      ++at;
    }
    file.add(m_outline, fmt::format("<< /Type /Outlines /First {} /Last {} /Count {} >>",
                                    reference(m_bookmarks.front()), reference(m_bookmarks.back()), m_bookmarks.size()));
  }

  std::vector<BookPart> m_parts;
  std::size_t m_last = 0;
  std::size_t m_root = 0, m_pages = 0, m_tree = 0, m_document = 0, m_parents = 0, m_outline = 0, m_info = 0;
  std::map<std::string, std::size_t> m_group_of;
  std::vector<std::size_t> m_groups; ///< in the order in which they were first named
  std::vector<std::string> m_titles; ///< of them
  std::vector<std::size_t> m_all_pages, m_first_pages, m_sections, m_marked, m_bookmarks;
  std::vector<PdfNumbers> m_numbers; ///< of each part
};

} // namespace

std::string boundPdf(std::vector<BookPart> parts) {
  return Book(std::move(parts)).write();
}

} // namespace ecoredline
