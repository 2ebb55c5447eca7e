#include "survey_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace survey_txt {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

unsigned byteAt(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

void appendUtf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | code >> 12U);
    out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | code >> 18U);
    out += static_cast<char>(0x80U | (code >> 12U & 0x3FU));
    out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

/// Bytes of the well-formed character at `at` (Unicode 15, table 3-7); 0 = malformed.
std::size_t characterAt(std::string_view bytes, std::size_t at) {
  const unsigned lead = byteAt(bytes, at);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byteAt(bytes, at + i) & 0xC0U) != 0x80U) return 0;
  const unsigned next = byteAt(bytes, at + 1);
  const bool overlong = (lead == 0xE0 && next < 0xA0) || (lead == 0xF0 && next < 0x90);
  const bool outside = (lead == 0xED && next > 0x9F) || (lead == 0xF4 && next > 0x8F);
  return overlong || outside ? 0 : length;
}

/// A plot header on a line of its own, followed by a row of numbers: files that came without any section.
bool hasBarePlot(std::string_view head) {
  for (std::size_t at = head.find('@'); at != std::string_view::npos; at = head.find('@', at + 1)) {
    const std::size_t begin = head.rfind('\n', at) == std::string_view::npos ? 0 : head.rfind('\n', at) + 1;
    const std::string_view line = head.substr(begin, at - begin);
    std::size_t commas = 0;
    for (const char c : line) commas += c == ',' ? 1 : 0;
    const std::size_t end = head.find('\n', at);
    if (commas < 4 || end == std::string_view::npos) continue;
    if (!trimmed(head.substr(at + 1, end - at - 1)).empty()) continue;
    const std::string_view next = head.substr(end + 1, head.find('\n', end + 1) - end - 1);
    std::size_t in_next = 0;
    bool plain = !next.empty();
    for (const char c : next) {
      in_next += c == ',' ? 1 : 0;
      plain = plain && (byteAt({&c, 1}, 0) < 0x80);
    }
    if (plain && in_next >= 3) return true;
  }
  return false;
}

} // namespace

bool isUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = characterAt(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view kWideBlank = "\xE3\x80\x80";
  for (bool changed = true; changed;) {
    changed = false;
    if (text.starts_with(kWideBlank)) {
      text.remove_prefix(3);
      changed = true;
    }
    if (text.ends_with(kWideBlank)) {
      text.remove_suffix(3);
      changed = true;
    }
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    const auto last = text.find_last_not_of(kBlanks);
    changed = changed || first > 0 || last + 1 < text.size();
    text = text.substr(first, last - first + 1);
  }
  return text;
}

std::string narrowed(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const bool three = at + 2 < utf8.size();
    if (three && byteAt(utf8, at) == 0xEF && (byteAt(utf8, at + 1) == 0xBC || byteAt(utf8, at + 1) == 0xBD)) {
      const std::uint32_t code = 0xF000U | (byteAt(utf8, at + 1) & 0x3FU) << 6U | (byteAt(utf8, at + 2) & 0x3FU);
      if (code >= 0xFF01 && code <= 0xFF5E) {
        out += static_cast<char>(code - 0xFEE0);
        at += 3;
        continue;
      }
    }
    if (three && utf8.substr(at, 3) == "\xE3\x80\x80") {
      out += ' ';
      at += 3;
      continue;
    }
    out += utf8[at++];
  }
  return out;
}

std::optional<double> numberOf(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::string> fromUtf16(std::string_view bytes) {
  const bool little = bytes.starts_with("\xFF\xFE");
  if (!little && !bytes.starts_with("\xFE\xFF")) return std::nullopt;
  const auto unit_at = [&](std::size_t at) {
    return little ? byteAt(bytes, at) | byteAt(bytes, at + 1) << 8U : byteAt(bytes, at) << 8U | byteAt(bytes, at + 1);
  };
  std::string out;
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit_at(at);
    const bool high = code >= 0xD800 && code < 0xDC00;
    const std::uint32_t low = high && at + 3 < bytes.size() ? unit_at(at + 2) : 0;
    if (high && low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code & 0x3FFU) << 10U) + (low & 0x3FFU);
      at += 2;
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
    }
    appendUtf8(out, code);
  }
  return out;
}

bool looksLikeSurveyText(std::string_view head) {
  static constexpr std::array<std::string_view, 2> kSections = {"属性描述", "地块坐标"};
  // The same words in GBK.
  static constexpr std::array<std::string_view, 2> kGbkSections = {"\xCA\xF4\xD0\xD4\xC3\xE8\xCA\xF6",
                                                                   "\xB5\xD8\xBF\xE9\xD7\xF8\xB1\xEA"};
  std::string decoded;
  if (auto utf8 = fromUtf16(head)) {
    decoded = std::move(*utf8);
    head = decoded;
  }
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  // A section stands at the beginning of a line, so that a table that only speaks of one is left alone.
  static constexpr std::array<std::string_view, 5> kBrackets = {"[", "［", "【", "\xA3\xDB", "\xA1\xBE"};
  for (const auto& words : {kSections, kGbkSections})
    for (const std::string_view word : words)
      for (auto at = head.find(word); at != std::string_view::npos; at = head.find(word, at + 1)) {
        const auto begin = head.rfind('\n', at) == std::string_view::npos ? 0 : head.rfind('\n', at) + 1;
        const std::string_view before = trimmed(head.substr(begin, at - begin));
        for (const std::string_view bracket : kBrackets)
          if (before == bracket) return true;
      }
  return hasBarePlot(head);
}

} // namespace survey_txt
