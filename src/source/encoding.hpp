#pragma once

#include "base/error.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ecoredline {

/// What the bytes of a file's text say about its encoding.
struct EncodingGuess {
  std::string encoding;   ///< "ASCII", "UTF-8", "GB18030"; empty = not sure
  Text evidence;          ///< for people, e.g. "98.1 % of 412 characters in GB 2312, none unassigned"
  bool ambiguous = false; ///< well-formed UTF-8 that is sure GB18030 too (a few short texts can be both)
};

/// A text of a file as its bytes; `full` = it fills its field, so its last character may be cut in the middle.
struct RawText {
  std::string_view bytes;
  bool full = false;
};

/// Decides on bytes: all ASCII -> ASCII; well-formed UTF-8 -> UTF-8; else GB18030 when it is sure (>= 95 % of its
/// characters in GB 2312, none unassigned, no broken sequence); else undecided.
/// Of GB 2312 the signs and the hanzi count (rows 1-3, 9, 16-87), not the foreign alphabets (rows 4-8): the commonest
/// characters of Big5 have the bytes of kana, so that kana say nothing for GB 2312.
EncodingGuess guessEncoding(const std::vector<RawText>& texts);
EncodingGuess guessEncoding(const std::vector<std::string_view>& texts);

/// One way to read texts whose encoding is not sure.
struct EncodingReading {
  std::string encoding;
  double common = 0;   ///< 0-1: share of its characters that are common in that encoding's language
  std::string preview; ///< UTF-8: the first texts as they would read
};

/// GB18030, BIG5, CP932 (Shift-JIS), EUC-JP and CP949 (Korean) as far as every byte has a meaning in them, best first.
/// Big5, Shift-JIS and EUC mostly pass as GB18030 too: what tells them apart is how common the characters are, by the
/// rows of each code table that hold them (level 1 hanzi or kanji, kana, hangul, signs).
std::vector<EncodingReading> bestReadings(const std::vector<RawText>& texts, std::size_t count = 3);

/// `bytes` without a last character that is cut in the middle; for UTF-8 and GB18030, else unchanged.
std::string_view wholeCharacters(std::string_view bytes, std::string_view encoding);

/// One name for the many of an encoding: "936", "cp936", "GBK", "gb2312" -> "GB18030"; "65001", "utf8" -> "UTF-8";
/// "ISO 88591", "1252" -> what iconv calls them. Empty for "", "OEM" and "ANSI", which name none.
std::string canonicalEncoding(std::string_view name);

/// Bytes to UTF-8 for one encoding. Not thread-safe; make one per thread.
class Decoder {
 public:
  /// Errors: `encoding.unknown` (kind usage).
  static Result<Decoder> open(const std::string& encoding);
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;
  ~Decoder();

  /// Errors: `encoding.undecodable` with the offset.
  Result<std::string> decode(std::string_view bytes) const;
  const std::string& encoding() const { return m_encoding; } ///< canonical

 private:
  struct Handle;
  Decoder(std::string encoding, std::unique_ptr<Handle> handle);
  std::string m_encoding;
  std::unique_ptr<Handle> m_handle; ///< none for UTF-8 and ASCII, which are only checked
};

/// `bytes` in UTF-8. Errors: `encoding.unknown`, `encoding.undecodable` with the offset.
Result<std::string> decode(std::string_view bytes, const std::string& encoding);

} // namespace ecoredline
