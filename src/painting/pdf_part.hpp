#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// An object of a PDF: its text and, for a stream, the bytes as they stand in the file. The text of a stream is its
/// dictionary without /Length.
struct PdfObject {
  std::string text;
  std::string stream{};
  bool is_stream = false;
};

/// Pages of a PDF and what they need, complete but for numbers: which number an object has in a file is known when all
/// parts of the file are (pdf_file.hpp). Until then the texts hold marks in the place of references.
struct PdfPart {
  std::vector<PdfObject> objects;
  std::vector<std::size_t> pages{};    ///< objects; in the order of the pages
  std::vector<std::size_t> sections{}; ///< elements of the structure tree right below its document
  std::vector<std::size_t> marked{};   ///< arrays of elements, one a stream with marked content
  std::vector<std::string> groups{};   ///< titles of the optional content groups that are named
  std::optional<std::size_t> info{};   ///< title, day and program

  /// Gives the object's number in this part.
  std::size_t add(std::string text);
  std::size_t addStream(std::string dictionary, std::string bytes);
  /// The number of the group of a title, new or known.
  std::size_t group(const std::string& title);
};

/// Marks for texts of a part.
std::string toObject(std::size_t object);
std::string toGroup(std::size_t group);
std::string toMarked(std::size_t marked); ///< the number in the parent tree of `PdfPart::marked`
std::string toPages();                    ///< the root of the page tree
std::string toDocument();                 ///< the document of the structure tree

/// What the marks of a part stand for in a file.
struct PdfNumbers {
  std::size_t first_object = 0;
  std::size_t first_marked = 0;
  std::size_t pages = 0;
  std::size_t document = 0;
  std::vector<std::size_t> groups{};
};

/// Appends a text with its marks replaced.
void appendNumbered(std::string_view text, const PdfNumbers& numbers, std::string& out);

/// A text string of a PDF (ISO 32000-1, 7.9.2.2).
std::string pdfText(const std::string& utf8);

/// A part as bytes for a file of our own, and back: nothing where a byte of it is another.
std::string toBytes(const PdfPart& part);
std::optional<PdfPart> partFromBytes(std::string_view bytes);

} // namespace ecoredline
