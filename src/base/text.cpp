#include "base/text.hpp"

#include <utf8proc.h>

#include <cstdlib>

namespace ecoredline {

bool isUtf8(std::string_view bytes) {
  auto at = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data());
  auto left = static_cast<utf8proc_ssize_t>(bytes.size());
  while (left > 0) {
    utf8proc_int32_t code = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(at, left, &code);
    if (used <= 0) return false;
    at += used;
    left -= used;
  }
  return true;
}

namespace {

/// Only ASCII and unified ideographs (U+4E00 to U+9FFF): such text is its own NFC, and is nearly all there is.
bool isNfcAtSight(std::string_view utf8) {
  const auto byte = [&utf8](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  const auto follows = [&byte](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  for (std::size_t i = 0; i < utf8.size();) {
    if (byte(i) < 0x80) {
      ++i;
      continue;
    }
    const bool is_led = byte(i) >= 0xE4 && byte(i) <= 0xE9 && i + 2 < utf8.size();
    if (!is_led || !follows(i + 1) || !follows(i + 2) || (byte(i) == 0xE4 && byte(i + 1) < 0xB8)) return false;
    i += 3;
  }
  return true;
}

} // namespace

std::string toNfc(std::string_view utf8) {
  if (isNfcAtSight(utf8)) return std::string(utf8);
  utf8proc_uint8_t* out = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()), static_cast<utf8proc_ssize_t>(utf8.size()),
                   &out, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return std::string(utf8);
  std::string result(reinterpret_cast<const char*>(out), static_cast<size_t>(size));
  std::free(out);
  return result;
}

namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";

std::string_view withoutLeadingBlank(std::string_view s) {
  if (s.starts_with(kIdeographicSpace)) return s.substr(kIdeographicSpace.size());
  if (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r' || s.front() == '\n'))
    return s.substr(1);
  return s;
}

std::string_view withoutTrailingBlank(std::string_view s) {
  if (s.ends_with(kIdeographicSpace)) return s.substr(0, s.size() - kIdeographicSpace.size());
  if (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r' || s.back() == '\n'))
    return s.substr(0, s.size() - 1);
  return s;
}

} // namespace

std::string trimmed(std::string_view utf8) {
  for (auto next = withoutLeadingBlank(utf8); next.size() != utf8.size(); next = withoutLeadingBlank(utf8)) utf8 = next;
  for (auto next = withoutTrailingBlank(utf8); next.size() != utf8.size(); next = withoutTrailingBlank(utf8))
    utf8 = next;
  return std::string(utf8);
}

std::string lowered(std::string_view utf8) {
  std::string out(utf8);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

int displayWidth(std::string_view utf8) {
  auto at = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  auto left = static_cast<utf8proc_ssize_t>(utf8.size());
  int columns = 0;
  while (left > 0) {
    utf8proc_int32_t code = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(at, left, &code);
    if (used <= 0) return columns + static_cast<int>(left);
    columns += utf8proc_charwidth(code);
    at += used;
    left -= used;
  }
  return columns;
}

} // namespace ecoredline
