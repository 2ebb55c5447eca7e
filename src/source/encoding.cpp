#include "source/encoding.hpp"

#include "base/decimal.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iconv.h>
#include <map>
#include <optional>

namespace ecoredline {
namespace {

using Byte = unsigned char;

constexpr double kSureShare = 0.95; // of the characters that are not ASCII, in GB 2312

Byte at(std::string_view bytes, std::size_t i) {
  return static_cast<Byte>(bytes[i]);
}
bool isAscii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<Byte>(c) < 0x80; });
}

/// Length of the GB18030 character at `i`; 0 = broken, -1 = the text ends inside it (GB 18030-2005, table 1).
int gbLength(std::string_view bytes, std::size_t i) {
  const Byte lead = at(bytes, i);
  if (lead < 0x80) return 1;
  if (lead == 0x80 || lead == 0xFF) return 0;
  if (i + 1 >= bytes.size()) return -1;
  const Byte second = at(bytes, i + 1);
  if (second >= 0x40 && second != 0x7F && second != 0xFF) return 2;
  if (second < 0x30 || second > 0x39) return 0;
  if (i + 2 >= bytes.size()) return -1;
  if (at(bytes, i + 2) < 0x81 || at(bytes, i + 2) == 0xFF) return 0;
  if (i + 3 >= bytes.size()) return -1;
  return at(bytes, i + 3) >= 0x30 && at(bytes, i + 3) <= 0x39 ? 4 : 0;
}

/// The rows of GB 2312 that speak for it: signs and hanzi, not the foreign alphabets (see the header).
bool countsForGb2312(Byte lead, Byte trail) {
  if (lead < 0xA1 || trail < 0xA1) return false;
  const int row = lead - 0xA0;
  const int cell = trail - 0xA0;
  if (row == 1 || row == 3) return cell <= 94;
  if (row == 2) return (cell >= 17 && cell <= 66) || (cell >= 69 && cell <= 78) || (cell >= 81 && cell <= 92);
  if (row == 9) return cell >= 4 && cell <= 79;
  if (row == 55) return cell <= 89;
  return row >= 16 && row <= 87 && cell <= 94;
}

struct GbCount {
  std::size_t characters = 0; // not ASCII
  std::size_t in_gb2312 = 0;
  bool broken = false;
  bool unassigned = false;
};

/// False when a code point is private, a noncharacter or a C1 control: what GB18030 maps its unassigned codes to.
bool isAssigned(std::uint32_t code_point) {
  const bool is_private = (code_point >= 0xE000 && code_point <= 0xF8FF) || code_point >= 0xF0000;
  const bool is_nothing = (code_point & 0xFFFE) == 0xFFFE || (code_point >= 0xFDD0 && code_point <= 0xFDEF);
  return !is_private && !is_nothing && !(code_point >= 0x80 && code_point < 0xA0);
}

bool allAssigned(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size();) {
    const Byte lead = at(utf8, i);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code_point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k) code_point = (code_point << 6) | (at(utf8, i + k) & 0x3FU);
    if (lead >= 0x80 && !isAssigned(code_point)) return false;
    i += length;
  }
  return true;
}

void countGb(std::string_view bytes, const Decoder& decoder, GbCount& count) {
  for (std::size_t i = 0; i < bytes.size();) {
    const int length = gbLength(bytes, i);
    if (length <= 0) {
      count.broken = true;
      return;
    }
    if (length > 1) ++count.characters;
    if (length == 2 && countsForGb2312(at(bytes, i), at(bytes, i + 1))) ++count.in_gb2312;
    i += static_cast<std::size_t>(length);
  }
  const auto text = decoder.decode(bytes);
  if (!text || !allAssigned(*text)) count.unassigned = true;
}

GbCount countGb(const std::vector<RawText>& texts) {
  GbCount count;
  const auto decoder = Decoder::open("GB18030");
  if (!decoder) {
    count.broken = true; // an iconv without GB18030 cannot be sure of it
    return count;
  }
  for (const RawText& text : texts) {
    if (isAscii(text.bytes)) continue;
    countGb(text.full ? wholeCharacters(text.bytes, "GB18030") : text.bytes, *decoder, count);
    if (count.broken) break;
  }
  return count;
}

double gbShare(const GbCount& count) {
  return count.characters == 0 ? 0 : static_cast<double>(count.in_gb2312) / static_cast<double>(count.characters);
}

bool isSureGb(const GbCount& count) {
  return count.characters > 0 && !count.broken && !count.unassigned && gbShare(count) >= kSureShare;
}

Text gbEvidence(const GbCount& count) {
  if (count.broken)
    return {"既不是合法的 UTF-8，也不是完整的 GB18030 字节序列",
            "neither well-formed UTF-8 nor whole GB18030 sequences"};
  const std::string share = toFixed(100 * gbShare(count), 1);
  return {fmt::format("{} 个汉字和符号中 {} % 属于 GB 2312，{}未定义的编码", count.characters, share,
                      count.unassigned ? "有" : "没有"),
          fmt::format("{} % of {} characters in GB 2312, {} unassigned", share, count.characters,
                      count.unassigned ? "some" : "none")};
}

bool isAsciiText(const std::vector<RawText>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const RawText& text) { return isAscii(text.bytes); });
}

bool isUtf8Text(const std::vector<RawText>& texts) {
  return std::all_of(texts.begin(), texts.end(), [](const RawText& text) {
    return isUtf8(text.full ? wholeCharacters(text.bytes, "UTF-8") : text.bytes);
  });
}

/// Characters of double-byte text in one of the encodings of East Asia, by the structure of its code table.
struct CodeTable {
  const char* encoding;
  /// Does the pair stand among the common characters?
  bool (*is_common)(unsigned pair);
  bool has_single_katakana = false; ///< CP932: one byte A1-DF
};

bool isWithin(unsigned pair, unsigned first, unsigned last) {
  return pair >= first && pair <= last;
}

/// The same in the EUC codes, whose second bytes begin at A1: a trail below is Big5's or Shift-JIS'.
bool isEucWithin(unsigned pair, unsigned first, unsigned last) {
  return isWithin(pair, first, last) && (pair & 0xFFU) >= 0xA1;
}

constexpr std::size_t kTables = 5;
const std::array<CodeTable, kTables>& codeTables() {
  static const std::array<CodeTable, kTables> kKnown = {
      {{"GB18030", [](unsigned p) { return isEucWithin(p, 0xB0A1, 0xD7F9) || isEucWithin(p, 0xA1A1, 0xA3FE); }},
       {"BIG5", [](unsigned p) { return isWithin(p, 0xA440, 0xC67E) || isWithin(p, 0xA140, 0xA3BF); }},
       {"CP932",
        [](unsigned p) {
          return isWithin(p, 0x889F, 0x9872) || isWithin(p, 0x829F, 0x8396) || isWithin(p, 0x8140, 0x824F);
        },
        true},
       {"EUC-JP",
        [](unsigned p) {
          return isEucWithin(p, 0xB0A1, 0xCFD3) || isEucWithin(p, 0xA4A1, 0xA5F6) || isEucWithin(p, 0xA1A1, 0xA1FE);
        }},
       {"CP949", [](unsigned p) { return isEucWithin(p, 0xB0A1, 0xC8FE); }}}};
  return kKnown;
}

struct ReadingCount {
  std::size_t characters = 0; // not ASCII
  std::size_t common = 0;
};

void countReading(std::string_view bytes, const CodeTable& table, ReadingCount& count) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const Byte lead = at(bytes, i);
    if (lead < 0x80) continue;
    ++count.characters;
    if (table.has_single_katakana && lead >= 0xA1 && lead <= 0xDF) continue;
    if (i + 1 == bytes.size()) return;
    if (table.is_common(static_cast<unsigned>(lead) << 8U | at(bytes, i + 1))) ++count.common;
    ++i;
  }
}

/// The first characters of a text.
std::string beginning(const std::string& utf8, std::size_t characters) {
  std::size_t end = 0;
  for (; end < utf8.size(); ++end)
    if ((at(utf8, end) & 0xC0) != 0x80 && characters-- == 0) return utf8.substr(0, end) + "…";
  return utf8;
}

constexpr std::size_t kPreviewTexts = 3;
constexpr std::size_t kPreviewCharacters = 12;

/// nullopt when some byte has no meaning in the encoding.
std::optional<EncodingReading> readingOf(const std::vector<RawText>& texts, const CodeTable& table) {
  const auto decoder = Decoder::open(table.encoding);
  if (!decoder) return std::nullopt;
  EncodingReading reading{table.encoding, 0, {}};
  ReadingCount count;
  std::size_t shown = 0;
  for (const RawText& text : texts) {
    if (isAscii(text.bytes)) continue;
    auto decoded = decoder->decode(text.bytes);
    if (!decoded && text.full) decoded = decoder->decode(text.bytes.substr(0, text.bytes.size() - 1));
    if (!decoded) return std::nullopt;
    countReading(text.bytes, table, count);
    if (shown++ < kPreviewTexts)
      reading.preview += (reading.preview.empty() ? "" : " | ") + beginning(*decoded, kPreviewCharacters);
  }
  if (count.characters == 0) return std::nullopt;
  reading.common = static_cast<double>(count.common) / static_cast<double>(count.characters);
  return reading;
}

std::size_t utf8Cut(std::string_view bytes) {
  const std::size_t size = bytes.size();
  for (std::size_t back = 1; back <= 3 && back <= size; ++back) {
    const Byte byte = at(bytes, size - back);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t needs = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return needs > back ? size - back : size;
  }
  return size;
}

std::size_t gbCut(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const int length = gbLength(bytes, i);
    if (length < 0) return i;
    if (length == 0) return bytes.size(); // broken, not cut: left for decode to refuse
    i += static_cast<std::size_t>(length);
  }
  return bytes.size();
}

tl::unexpected<Error> undecodable(const std::string& encoding, std::size_t offset) {
  return fail(ErrorKind::input, "encoding.undecodable",
              {fmt::format("文字的第 {} 个字节起不是 {} 编码", offset + 1, encoding),
               fmt::format("text is not {} from its byte {} on", encoding, offset + 1)},
              {},
              {"用 --encoding 指明正确的编码，例如 GBK 或 UTF-8",
               "name the right encoding with --encoding, e.g. GBK or UTF-8"});
}

std::size_t utf8Fault(std::string_view bytes) {
  std::size_t good = 0;
  for (std::size_t end = 1; end <= bytes.size(); ++end)
    if (isUtf8(bytes.substr(good, end - good))) good = end;
  return good;
}

} // namespace

EncodingGuess guessEncoding(const std::vector<RawText>& texts) {
  if (isAsciiText(texts)) return {"ASCII", {"全部为 ASCII 字符", "ASCII only"}, false};
  const GbCount count = countGb(texts);
  if (isUtf8Text(texts)) return {"UTF-8", {"全部为合法的 UTF-8", "every text is well-formed UTF-8"}, isSureGb(count)};
  return {isSureGb(count) ? "GB18030" : "", gbEvidence(count), false};
}

EncodingGuess guessEncoding(const std::vector<std::string_view>& texts) {
  std::vector<RawText> raw;
  raw.reserve(texts.size());
  for (std::string_view text : texts) raw.push_back({text, false});
  return guessEncoding(raw);
}

std::string_view wholeCharacters(std::string_view bytes, std::string_view encoding) {
  if (encoding == "UTF-8") return bytes.substr(0, utf8Cut(bytes));
  if (encoding == "GB18030") return bytes.substr(0, gbCut(bytes));
  return bytes;
}

std::vector<EncodingReading> bestReadings(const std::vector<RawText>& texts, std::size_t count) {
  std::vector<EncodingReading> readings;
  for (const CodeTable& table : codeTables())
    if (auto reading = readingOf(texts, table)) readings.push_back(std::move(*reading));
  std::ranges::stable_sort(readings, std::greater<>(), &EncodingReading::common);
  if (readings.size() > count) readings.resize(count);
  return readings;
}

std::string canonicalEncoding(std::string_view name) {
  std::string plain;
  for (char c : name) {
    if (c == ' ' || c == '-' || c == '_' || c == '\r' || c == '\n' || c == '\t' || c == '\0') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (plain.starts_with("ansi")) plain.erase(0, 4);
  if (plain.starts_with("cp") && plain.size() > 2) plain.erase(0, 2);
  static const std::map<std::string, std::string> kNames = {{"", ""},
                                                            {"oem", ""},
                                                            {"1252", "CP1252"},
                                                            {"936", "GB18030"},
                                                            {"gbk", "GB18030"},
                                                            {"gb2312", "GB18030"},
                                                            {"gb18030", "GB18030"},
                                                            {"54936", "GB18030"},
                                                            {"euccn", "GB18030"},
                                                            {"utf8", "UTF-8"},
                                                            {"65001", "UTF-8"},
                                                            {"950", "BIG5"},
                                                            {"big5", "BIG5"},
                                                            {"ascii", "ASCII"},
                                                            {"usascii", "ASCII"},
                                                            {"932", "CP932"}};
  if (const auto found = kNames.find(plain); found != kNames.end()) return found->second;
  if (plain.starts_with("iso8859") || plain.starts_with("8859")) {
    const std::size_t part = plain.find("8859") + 4;
    return "ISO-8859-" + plain.substr(part);
  }
  const bool is_number = std::all_of(plain.begin(), plain.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? "CP" + plain : trimmed(name);
}

struct Decoder::Handle {
  iconv_t descriptor{};
  explicit Handle(iconv_t opened) : descriptor(opened) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { iconv_close(descriptor); }
};

Decoder::Decoder(std::string encoding, std::unique_ptr<Handle> handle)
    : m_encoding(std::move(encoding)), m_handle(std::move(handle)) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

Result<Decoder> Decoder::open(const std::string& encoding) {
  std::string name = canonicalEncoding(encoding);
  if (name == "UTF-8" || name == "ASCII") return Decoder(std::move(name), nullptr);
  // A slash would let iconv drop what it cannot read ("GBK//IGNORE").
  const bool is_name = !name.empty() && name.find('/') == std::string::npos;
  const iconv_t opened = is_name ? iconv_open("UTF-8", name.c_str()) : reinterpret_cast<iconv_t>(-1);
  if (opened == reinterpret_cast<iconv_t>(-1))
    return fail(ErrorKind::usage, "encoding.unknown",
                {fmt::format("不认识的编码名称“{}”", encoding), fmt::format("unknown encoding \"{}\"", encoding)}, {},
                {"常用：--encoding GBK、GB18030、UTF-8、BIG5", "common: --encoding GBK, GB18030, UTF-8, BIG5"});
  return Decoder(std::move(name), std::make_unique<Handle>(opened));
}

Result<std::string> Decoder::decode(std::string_view bytes) const {
  if (!m_handle || (isAscii(bytes) && m_encoding == "GB18030")) {
    if (m_encoding == "UTF-8" && !isUtf8(bytes)) return undecodable(m_encoding, utf8Fault(bytes));
    if (m_encoding == "ASCII" && !isAscii(bytes))
      return undecodable(m_encoding, static_cast<std::size_t>(std::distance(
                                         bytes.begin(), std::find_if(bytes.begin(), bytes.end(), [](char c) {
                                           return static_cast<Byte>(c) >= 0x80;
                                         }))));
    return std::string(bytes);
  }
  iconv(m_handle->descriptor, nullptr, nullptr, nullptr, nullptr);
  std::string text;
  std::array<char, 512> room{};
  char* in = const_cast<char*>(bytes.data()); // NOLINT: POSIX iconv takes char**, and does not write
  std::size_t left = bytes.size();
  while (left > 0) {
    char* out = room.data();
    std::size_t free = room.size();
    const std::size_t done = iconv(m_handle->descriptor, &in, &left, &out, &free);
    text.append(room.data(), room.size() - free);
    if (done == static_cast<std::size_t>(-1) && errno != E2BIG) return undecodable(m_encoding, bytes.size() - left);
  }
  return text;
}

Result<std::string> decode(std::string_view bytes, const std::string& encoding) {
  auto decoder = Decoder::open(encoding);
  if (!decoder) return fail(std::move(decoder.error()));
  return decoder->decode(bytes);
}

} // namespace ecoredline
