#pragma once

#include <string>
#include <string_view>

namespace ecoredline {

/// The two languages of every sentence that a person reads.
enum class Language { zh, en };

/// A sentence in both languages. Whoever makes it does not need to know who will read it.
struct Text {
  std::string zh;
  std::string en;

  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
  bool empty() const { return zh.empty() && en.empty(); }
  bool operator==(const Text&) const = default;
};

/// True if `bytes` is well-formed UTF-8 (Unicode 15, table 3-7: no overlong forms, no surrogates).
bool isUtf8(std::string_view bytes);

/// Unicode NFC of well-formed UTF-8; malformed input comes back unchanged.
std::string toNfc(std::string_view utf8);

/// Copy without blanks, tabs and line ends (also U+3000) at both ends.
std::string trimmed(std::string_view utf8);

/// ASCII letters lowered, everything else kept: how field names are compared.
std::string lowered(std::string_view utf8);

/// Columns that `utf8` takes on a terminal: CJK and full-width characters take two (UAX #11).
int displayWidth(std::string_view utf8);

} // namespace ecoredline
