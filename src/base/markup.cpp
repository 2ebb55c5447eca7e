#include "base/markup.hpp"

#include "base/text.hpp"

#include <utf8proc.h>

#include <cstdint>

namespace ecoredline {

namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kEllipsis = "\u2026";

// One character of `utf8` from `at`: its code (-1 for broken bytes) and its length in bytes.
struct Character {
  std::int32_t code = -1;
  std::size_t bytes = 1;
};

Character characterAt(std::string_view utf8, std::size_t at) {
  utf8proc_int32_t code = 0;
  const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()) + at,
                                     static_cast<utf8proc_ssize_t>(utf8.size() - at), &code);
  if (used <= 0) return {};
  return {code, static_cast<std::size_t>(used)};
}

bool isForbidden(std::int32_t code) {
  if (code < 0x20) return code != '\t' && code != '\n' && code != '\r';
  if (code >= 0x7F && code <= 0x9F) return true;
  if (code == 0x061C || code == 0x200E || code == 0x200F) return true; // marks of direction
  if ((code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069)) return true;
  return (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

std::string_view entityOf(std::int32_t code) {
  switch (code) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  case '`':
    return "&#96;";
  case '\r':
    return " ";
  default:
    return {};
  }
}

} // namespace

std::string markupEscaped(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const Character character = characterAt(utf8, at);
    const std::string_view entity = entityOf(character.code);
    if (isForbidden(character.code))
      out += kReplacement;
    else if (!entity.empty())
      out += entity;
    else
      out += utf8.substr(at, character.bytes);
    at += character.bytes;
  }
  return out;
}

std::string shortened(std::string_view utf8, int columns) {
  if (displayWidth(utf8) <= columns) return std::string(utf8);
  std::string out;
  int used = 1; // the ellipsis
  for (std::size_t at = 0; at < utf8.size();) {
    const std::string_view one = utf8.substr(at, characterAt(utf8, at).bytes);
    used += displayWidth(one);
    if (used > columns) break;
    out += one;
    at += one.size();
  }
  return out + std::string(kEllipsis);
}

} // namespace ecoredline
