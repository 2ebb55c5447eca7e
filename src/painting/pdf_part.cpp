#define POINTERHOLDER_TRANSITION 4 // qpdf wants to be told, before any header of its own: std::shared_ptr alone
#include "painting/pdf_part.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <qpdf/QUtil.hh>
#include <span>
#include <utility>

namespace ecoredline {

namespace {

constexpr char kMark = '\1'; // in no text of a PDF: strings that are not plain stand in hexadecimal digits
constexpr std::string_view kBegin = "ecoredline pages 1\n";

std::string mark(char kind, std::size_t number) {
  return fmt::format("{}{}{}{}", kMark, kind, number, kMark);
}

void put(std::string& out, std::uint64_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

void put(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint64_t>(text.size()));
  out += text;
}

void put(std::string& out, const std::vector<std::size_t>& numbers) {
  put(out, static_cast<std::uint64_t>(numbers.size()));
  for (const std::size_t number : numbers) put(out, static_cast<std::uint64_t>(number));
}

std::uint64_t sumOf(std::string_view bytes) {
  return checksum(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

/// What `put` wrote; its length was checked by the sum.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : m_left(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    if (m_left.size() < sizeof value) return 0;
    std::memcpy(&value, m_left.data(), sizeof value);
    m_left.remove_prefix(sizeof value);
    return value;
  }
  std::string text() {
    const auto size = std::min<std::size_t>(number(), m_left.size());
    std::string out(m_left.substr(0, size));
    m_left.remove_prefix(size);
    return out;
  }
  std::vector<std::size_t> numbers() {
    std::vector<std::size_t> out(std::min<std::size_t>(number(), m_left.size()));
    for (std::size_t& one : out) one = number();
    return out;
  }

 private:
  std::string_view m_left;
};

} // namespace

std::size_t PdfPart::add(std::string text) {
  objects.push_back({std::move(text)});
  return objects.size() - 1;
}

std::size_t PdfPart::addStream(std::string dictionary, std::string bytes) {
  objects.push_back({std::move(dictionary), std::move(bytes), true});
  return objects.size() - 1;
}

std::size_t PdfPart::group(const std::string& title) {
  const auto number = static_cast<std::size_t>(std::ranges::find(groups, title) - groups.begin());
  if (number == groups.size()) groups.push_back(title);
  return number;
}

std::string toObject(std::size_t object) {
  return mark('o', object);
}
std::string toGroup(std::size_t group) {
  return mark('g', group);
}
std::string toMarked(std::size_t marked) {
  return mark('m', marked);
}
std::string toPages() {
  return mark('p', 0);
}
std::string toDocument() {
  return mark('d', 0);
}

void appendNumbered(std::string_view text, const PdfNumbers& numbers, std::string& out) {
  while (true) {
    const auto at = text.find(kMark);
    out += text.substr(0, at);
    if (at == std::string_view::npos) return;
    const char kind = text[at + 1];
    std::size_t number = 0;
    const char* end = std::from_chars(text.data() + at + 2, text.data() + text.size(), number).ptr;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    if (kind == 'o') number += numbers.first_object;
    if (kind == 'm') number += numbers.first_marked;
    if (kind == 'g') number = numbers.groups.at(number);
    if (kind == 'p') number = numbers.pages;
    if (kind == 'd') number = numbers.document;
    fmt::format_to(std::back_inserter(out), fmt::runtime(kind == 'm' ? "{}" : "{} 0 R"), number);
  }
}

std::string pdfText(const std::string& utf8) {
  const bool plain = std::ranges::all_of(utf8, [](char c) { return c >= ' ' && c <= '~'; });
  if (!plain) return "<" + QUtil::hex_encode(QUtil::utf8_to_utf16(utf8)) + ">";
  std::string out = "(";
  for (const char c : utf8) {
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    out += c;
  }
  return out + ")";
}

std::string toBytes(const PdfPart& part) {
  std::string out(kBegin);
  put(out, static_cast<std::uint64_t>(part.objects.size()));
  for (const PdfObject& object : part.objects) {
    put(out, object.text);
    put(out, static_cast<std::uint64_t>(object.is_stream ? 1 : 0));
    put(out, object.stream);
  }
  put(out, part.pages);
  put(out, part.sections);
  put(out, part.marked);
  put(out, static_cast<std::uint64_t>(part.groups.size()));
  for (const std::string& title : part.groups) put(out, title);
  put(out, part.info ? std::vector<std::size_t>{*part.info} : std::vector<std::size_t>{});
  put(out, sumOf(out));
  return out;
}

std::optional<PdfPart> partFromBytes(std::string_view bytes) {
  constexpr std::size_t kSum = sizeof(std::uint64_t);
  if (bytes.size() < kBegin.size() + kSum || !bytes.starts_with(kBegin)) return {};
  const std::string_view body = bytes.substr(0, bytes.size() - kSum);
  if (Bytes(bytes.substr(body.size())).number() != sumOf(body)) return {};
  Bytes from(body.substr(kBegin.size()));
  PdfPart part;
  part.objects.resize(from.number());
  for (PdfObject& object : part.objects) {
    object.text = from.text();
    object.is_stream = from.number() != 0;
    object.stream = from.text();
  }
  part.pages = from.numbers();
  part.sections = from.numbers();
  part.marked = from.numbers();
  part.groups.resize(from.number());
  for (std::string& title : part.groups) title = from.text();
  if (const auto info = from.numbers(); !info.empty()) part.info = info.front();
  return part;
}

} // namespace ecoredline
